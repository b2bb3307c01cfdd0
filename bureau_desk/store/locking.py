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

_TURNS = 5


class DeskLock:
    """An operating-system lock that a killed program loses, with a note of user, host and time for the others.

    Raises Trouble naming the holder when somebody else writes on the desk.
    """

    def __init__(self, desk: Path, author: str, opened_at: str) -> None:
        self._note, self._lock = _files(desk)
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


class LockWatch:
    """Tells whoever only reads whether a desk could be held by now, without being in the way of those who want it.

    Mostly the note alone is looked at. The lock itself is tried when the note has come or gone, and every few times,
    because a killed program leaves its note behind.
    """

    def __init__(self, desk: Path) -> None:
        self._desk, self._free, self._turn = desk, False, 0
        self._note, self._lock = _files(desk)

    def is_free(self) -> bool:
        """Whether nobody holds the desk; False as well where a lock cannot be had at all."""
        self._turn = (self._turn + 1) % _TURNS
        with contextlib.suppress(OSError):
            if self._note.exists() is self._free or not self._turn:
                self._free = self._try()
        return self._free

    def _try(self) -> bool:
        if not self._desk.is_file():
            return False  # the lock would make the folder anew
        try:
            self._lock.acquire()
        except (Timeout, OSError):
            return False
        self._lock.release()
        return True


def _files(desk: Path) -> tuple[Path, FileLock]:
    """The note of whoever holds a desk, and the lock."""
    return desk.with_name(f"~${desk.name}.json"), FileLock(desk.with_name(f"~${desk.name}.lock"), timeout=0)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "未知用户"
