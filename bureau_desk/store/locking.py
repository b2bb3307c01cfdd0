"""One writer at a time: a lock beside the desk file that names who holds it."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import socket
from pathlib import Path

from filelock import FileLock, Timeout

from bureau_desk.domain.problem import DeskInUse, Trouble


class DeskLock:
    """An operating-system lock that a killed program loses, with a note of user, host and time for the others.

    Raises Trouble naming the holder when somebody else writes on the desk.
    """

    def __init__(self, desk: Path, author: str, opened_at: str) -> None:
        self._note = desk.with_name(f"~${desk.name}.json")
        self._lock = FileLock(desk.with_name(f"~${desk.name}.lock"), timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise DeskInUse(
                f"台账“{desk.name}”正由{self._holder()}使用，不能同时写入。", "请等对方关闭后再试，或以只读方式打开。"
            ) from None
        except OSError as error:
            raise Trouble(
                f"台账所在文件夹不能写入：{desk.parent}（{error.strerror}）。",
                "请检查权限，或把台账复制到本机后再打开。",
            ) from None
        note = {
            "user": author,
            "account": _account(),
            "host": socket.gethostname(),
            "time": opened_at,
            "pid": os.getpid(),
        }
        with contextlib.suppress(OSError):
            self._note.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")

    def _holder(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"“{note['user']}”（{note['host']} 的 {note['account']}，{note['time'].replace('T', ' ')[:16]} 起）"
        except (OSError, ValueError, KeyError):
            return "另一个程序"

    def release(self) -> None:
        """Let others write. The empty lock file stays: taken away after the release, it could be somebody else's by then,
        and two would write."""
        if not self._lock.is_locked:
            return  # by now the note may be somebody else's
        with contextlib.suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def forget(self) -> None:
        """Take the lock file of a desk that is there no more away with it."""
        with contextlib.suppress(OSError):
            Path(self._lock.lock_file).unlink(missing_ok=True)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "未知用户"
