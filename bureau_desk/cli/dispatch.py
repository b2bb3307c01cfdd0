"""From arguments to a command, and from whatever fails to one Chinese sentence and an exit status."""

from __future__ import annotations

import argparse
import errno
import sys
from importlib import import_module

from bureau_desk.cli.output import tell
from bureau_desk.domain.problem import Trouble

_ROOMS = {
    "demo": "demo",
    "registers": "registers",
    "template": "registers",
    "problems": "registers",
    "import": "exchange",
    "export": "exchange",
    "ask": "figures",
    "chart": "figures",
    "publish": "publishing",
    "receive": "issues",
    "check": "issues",
    "draft": "drafts",
    "history": "keeping",
    "undo": "keeping",
    "backup": "keeping",
    "restore": "keeping",
    "verify": "keeping",
}


def run(arguments: argparse.Namespace) -> int:
    """Run one command and return its exit status; nothing but a bug of ours leaves a traceback, and that in the log."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.unraisablehook = _unraisable
    try:
        # Each command lives in its own room, so that --help and quick commands import nothing heavy.
        room = import_module(f"bureau_desk.cli.{_ROOMS[arguments.command]}_commands")
        status: int = getattr(room, f"run_{arguments.command}")(arguments)
        return status
    except Trouble as trouble:
        tell(trouble.sentence())
        return trouble.status
    except KeyboardInterrupt:
        tell("已取消，台账未改动。")
        return 3
    except BrokenPipeError:
        return 0
    except OSError as error:
        tell(_world(error))
        return 3
    except Exception as error:
        tell(f"程序内部出错：{type(error).__name__}。已记入日志 {_log(error)}，请把它发给维护人员。")
        return 3


def _world(error: OSError) -> str:
    name = f"“{error.filename}”" if error.filename else "文件"
    if error.errno == errno.ENOSPC:
        return f"磁盘已满，{name}没有写成。请清出空间后再试；台账未受影响。"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{name}不能读写：没有权限，或正被另一个程序（如 WPS）打开。请关闭它或换一个位置。"
    if error.errno == errno.ENOENT:
        return f"{name}不存在。请检查路径。"
    if error.errno == errno.ENOTDIR or error.errno == errno.EISDIR:
        return f"{name}的类型不对（文件与文件夹弄反了）。请检查路径。"
    return f"读写{name}时出错：{error.strerror or error}。请检查磁盘和路径后再试。"


def _unraisable(met: sys.UnraisableHookArgs) -> None:
    """A file that a library could not close on a full disk complains once more when it is thrown away: to the log."""
    if met.exc_value is not None:
        _log(met.exc_value)


def _log(error: BaseException) -> str:
    import traceback
    from datetime import datetime

    from bureau_desk.app.paths import log_folder

    try:
        path = log_folder() / "bureau_desk.log"
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{datetime.now().isoformat()}\n")
            traceback.print_exception(error, file=file)
        return str(path)
    except OSError:
        return "（日志也写不进去）"
