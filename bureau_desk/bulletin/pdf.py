"""A Word file as PDF by LibreOffice, with the magazine's font names; the same bytes for the same file and clock."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

from bureau_desk.bulletin.office import converted, soffice, stoppable
from bureau_desk.domain.problem import Trouble

__all__ = ["convert", "soffice", "stoppable"]

_DATE = re.compile(rb"(/(?:CreationDate|ModDate)\(D:)\d{14}")
_IDENTIFIER = re.compile(rb"(?<=[</])[0-9A-F]{32}(?=[>\s])")
_FILTER = {
    "ExportBookmarksToPDFDestination": {"type": "boolean", "value": "true"},
    # Photographs as JPEG; flat art and charts are smaller without loss, and LibreOffice then keeps them so.
    "UseLosslessCompression": {"type": "boolean", "value": "false"},
    "Quality": {"type": "long", "value": "90"},
    "ReduceImageResolution": {"type": "boolean", "value": "true"},
    "MaxImageResolution": {"type": "long", "value": "300"},
    "ExportBookmarks": {"type": "boolean", "value": "true"},
    "UseTaggedPDF": {"type": "boolean", "value": "true"},
}


def convert(source: Path, folder: Path, clock: datetime, timeout: float = 180) -> Path:
    """The PDF of a Word file, written into a folder; the same bytes for the same file and clock.

    Trouble when LibreOffice is absent, fails or takes too long.
    """
    if soffice() is None:
        raise Trouble(
            "本机没有 LibreOffice，不能生成 PDF。", "Word 和 Excel 不受影响；安装 LibreOffice 后重新发布即可得到 PDF。"
        )
    target = converted(source, folder, f"pdf:writer_pdf_Export:{json.dumps(_FILTER)}", timeout)
    target.write_bytes(_settled(target.read_bytes(), clock))
    return target


def _settled(content: bytes, clock: datetime) -> bytes:
    """The same PDF with the clock's date, its language, and identifiers made from its content; every replacement keeps its
    length."""
    stamp = clock.strftime("%Y%m%d%H%M%S").encode()
    content = _DATE.sub(lambda match: match[1] + stamp, content)
    # LibreOffice tells the language of the Latin letters as that of the document.
    content = content.replace(b"/Lang(en-US)", b"/Lang(zh-CN)")
    blank = _IDENTIFIER.sub(b"0" * 32, content)
    digest = hashlib.sha256(blank).hexdigest().upper().encode()[:32]
    place = content.rfind(b"trailer")
    return content[:place] + _IDENTIFIER.sub(digest, content[place:])
