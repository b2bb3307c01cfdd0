"""Copies of attached documents that other programs open: read only, in a folder that goes when the program ends."""

from __future__ import annotations

import atexit
import stat
import tempfile
from pathlib import Path

from bureau_desk.app import attaching
from bureau_desk.app.desk import Desk
from bureau_desk.domain.attachment import Attached
from bureau_desk.domain.problem import Trouble

PROGRAMS = frozenset(
    [
        "exe",
        "bat",
        "cmd",
        "com",
        "scr",
        "pif",
        "msi",
        "msp",
        "lnk",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "ps1",
        "jar",
        "hta",
        "reg",
        "cpl",
        "sh",
        "desktop",
        "appimage",
        "app",
    ]
)
"""Endings of files that run instead of being shown."""

_folder: tempfile.TemporaryDirectory[str] | None = None


def _clean() -> None:
    if _folder is not None:
        _folder.cleanup()


def copy_to_read(desk: Desk, entry: Attached) -> Path:
    """A read-only copy of a document; Trouble for programs, and for contents that are gone or damaged."""
    if entry.ending in PROGRAMS:
        raise Trouble(f"“{entry.name}”是程序文件，为安全起见不直接打开。", "如确需使用，请“另存为…”并先查毒。")
    global _folder
    if _folder is None:
        _folder = tempfile.TemporaryDirectory(prefix="bureau_desk_", ignore_cleanup_errors=True)
        atexit.register(_clean)
    place = Path(_folder.name) / entry.sha256[:12]
    place.mkdir(exist_ok=True)
    out = place / entry.name
    if not out.exists():
        attaching.save_as(desk, entry, out)
        out.chmod(stat.S_IREAD)  # what is changed in a copy would be lost: the other program says so
    return out
