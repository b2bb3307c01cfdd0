"""The only composition root: with a command the command line, without one the window."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import NoReturn


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns the exit status (0 done, 1 done with problems, 2 wrong use, 3 the world failed)."""
    from bureau_desk.cli.dispatch import run
    from bureau_desk.cli.parser import read_arguments

    arguments = read_arguments(sys.argv[1:] if argv is None else argv)
    if arguments.command is None:
        return _open_window(arguments.desk)
    return run(arguments)


def command() -> NoReturn:
    """Run the program as a process of its own (the entry point of shells).

    What commands open they close themselves; taking a hundred thousand rows apart piece by piece before the end would
    only keep the clerk waiting. The window ends as every Qt program does.
    """
    # Loading the program makes a hundred thousand things that stay: looking through them for rubbish finds none.
    gc.set_threshold(100_000, 50, 100)
    try:
        status = main()
    except SystemExit as end:  # argparse: --help and wrong use
        status = end.code if isinstance(end.code, int) else 2 * (end.code is not None)
    if "PySide6" in sys.modules:
        sys.exit(status)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError):  # a reader that went away, as `| head` does
                stream.flush()
    os._exit(status)


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
    command()
