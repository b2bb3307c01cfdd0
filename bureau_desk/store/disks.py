"""What the disk under a desk allows: write-ahead logging is unsafe on network shares, and needs room beside the file."""

from __future__ import annotations

import contextlib
import sqlite3
import sys
from pathlib import Path
from urllib.parse import quote

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.smbnetfs", "9p", "afpfs", "davfs", "ncpfs"}


def is_local(path: Path) -> bool:
    """False when the file's folder is on a network file system as far as the system tells."""
    if sys.platform == "win32":
        return _is_local_windows(path)
    return _mount_type(path.resolve()) not in _NETWORK


def address(path: Path, mode: str = "") -> str:
    """A file as SQLite's URI of a mode; every sign of its name is safe."""
    text = path.absolute().as_posix()
    rooted = text if text.startswith("/") else f"/{text}"
    return f"file://{quote(rooted, safe='/:')}" + (f"?{mode}" if mode else "")


def readable_address(path: Path, mode: str = "") -> str:
    """How a file can be read: plainly, or as one that nobody changes.

    On a full disk or in a folder that cannot be written to SQLite has no place for its shared memory. Then nobody else
    has the desk open, for it would lie there; and without a log, the file is all there is to read. Raises sqlite3.Error
    when it cannot be read at all.
    """
    plain = address(path, f"mode={mode}" if mode else "")
    try:
        _touch(plain)
        return plain
    except sqlite3.OperationalError as error:
        log = path.with_name(path.name + "-wal")
        if "locked" in str(error) or (log.exists() and log.stat().st_size):
            raise
        frozen = address(path, "mode=ro&immutable=1")
        _touch(frozen)
        return frozen


def _touch(target: str) -> None:
    with contextlib.closing(sqlite3.connect(target, uri=True, timeout=5)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _mount_type(path: Path) -> str:
    try:
        lines = Path("/proc/mounts").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    mounts = [(line.split(" ")[1].replace("\\040", " "), line.split(" ")[2]) for line in lines if line.count(" ") > 2]
    within = [(mount, kind) for mount, kind in mounts if path.is_relative_to(mount)]
    return max(within, key=lambda pair: len(pair[0]))[1] if within else ""


def _is_local_windows(path: Path) -> bool:
    import ctypes

    text = str(path.resolve())
    if text.startswith("\\\\"):
        return False
    windll = getattr(ctypes, "windll", None)
    remote = 4  # DRIVE_REMOTE
    return windll is None or windll.kernel32.GetDriveTypeW(path.resolve().anchor) != remote
