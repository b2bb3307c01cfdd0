"""Pictures that staff put into an issue: checked, named safely, kept once."""

from __future__ import annotations

import re
from pathlib import Path

from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.charts.photographs import MOST_BYTES, picture_fault
from bureau_desk.domain.attachment import free_name, safe_name
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.store import issue_files

_ENDINGS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"RIFF": ".webp", b"BM": ".bmp"}
_AWKWARD = re.compile(r"[\s()（）\[\]<>#%&{}\"'`]+")


def picture_from(path: Path) -> tuple[str, bytes]:
    """Name and contents of a picture file; Misuse when it is too large, Trouble when it cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Misuse(f"图片“{path.name}”超过 {MOST_BYTES // 1_000_000} MB，没有放入。", "请缩小后再用。")
        return path.name, path.read_bytes()
    except OSError as error:
        raise Trouble(f"图片“{path.name}”读不出：{error.strerror or error}。", "请检查文件是否还在原处。") from None


def add_picture(desk: Desk, issue: int, name: str, content: bytes) -> str:
    """Keep a picture in the images of an issue and return its path there; the same picture is kept once.

    Misuse with a sentence when it cannot be printed (too large, too small, damaged, another kind of file).
    """
    if told := picture_fault(content):
        raise Misuse(f"图片“{name}”{told}，没有放入。")
    mark = issue_files.digest(content)
    with desk.database.reading() as connection:
        kept = issue_files.files(connection, issue)
    for path, one in kept.items():
        if one == mark and path.startswith(f"{issue_shelf.IMAGES}/"):
            return path
    taken = tuple(path.removeprefix(f"{issue_shelf.IMAGES}/") for path in kept)
    wanted = free_name(_safe(name, content), taken).replace(" (", "-").replace(")", "")
    path = f"{issue_shelf.IMAGES}/{wanted}"
    issue_shelf.save(desk, issue, {path: content}, f"放入图片“{wanted}”")
    return path


def _safe(name: str, content: bytes) -> str:
    """A name that does no harm in files, addresses and Markdown, with the ending of what it is."""
    stem, dot, ending = safe_name(name).rpartition(".")
    known = next((one for head, one in _ENDINGS.items() if content.startswith(head)), "")
    stem = _AWKWARD.sub("-", stem if dot else ending).strip("-._") or "图片"
    return f"{stem}{known or f'.{ending.lower()}'}"
