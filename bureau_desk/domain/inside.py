"""Files named in a folder's texts stay inside the folder: nothing outside is read, and nothing is written there."""

from __future__ import annotations

import re
from pathlib import Path

_DRIVE = re.compile(r"[A-Za-z]:")


def outside_fault(folder: Path, name: str) -> str:
    """Why a name does not lead to a file inside the folder, as the end of a Chinese sentence; '' when it does.

    Absolute names, drive letters, backslashes and `..` are refused on every system, for a folder is carried from one
    to another; so are links that lead out. A file that is not there is no fault.
    """
    if name.startswith("/") or _DRIVE.match(name):
        return "写的是绝对路径，只能用刊物文件夹里的文件"
    if "\\" in name:
        return "用了反斜线，请改用 /"
    if ".." in re.split(r"/", name):
        return "用 .. 指到了刊物文件夹之外，请把文件复制进来"
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a name that no file can have; links that lead in a circle
        return "不是有效的文件名"
    return "" if inside else "经链接指到了刊物文件夹之外，请把文件复制进来"


def inside(folder: Path, name: str) -> Path | None:
    """The file of that name inside the folder, None when the name leads out."""
    return None if outside_fault(folder, name) else folder / name
