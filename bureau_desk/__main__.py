"""The only composition root: with a command the command line, without one the window."""

from __future__ import annotations

import sys


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit status (0 done, 1 done with problems, 2 wrong use, 3 the world failed)."""
    from bureau_desk.cli.dispatch import run
    from bureau_desk.cli.parser import read_arguments

    arguments = read_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.command is None:
        return _open_window(arguments.desk)
    return run(arguments)


def window() -> int:
    """Open the window (the entry point of desktop menus)."""
    return main([])


def _open_window(desk: str | None) -> int:
    from pathlib import Path

    try:
        from bureau_desk.ui.application import run
    except ImportError as error:
        print(f"窗口打不开：缺少图形组件（{error}）。", file=sys.stderr)
        print("请运行 bash installer/run.sh 补齐，或先用命令行：bureau-desk --help。", file=sys.stderr)
        return 3
    status: int = run(Path(desk) if desk else None, sys.argv)
    return status


if __name__ == "__main__":
    sys.exit(main())
