"""A contributed Word file as bytes that may be unpacked: of the right kind, open, not too large."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from bureau_desk.domain.problem import Trouble

_MOST_BYTES = 100 * 1024 * 1024
_MOST_XML = 60 * 1024 * 1024
_OLE = b"\xd0\xcf\x11\xe0"


def package_bytes(path: Path) -> bytes:
    """The bytes of a .docx. Trouble when it is none, is locked by a password or unpacks too large."""
    try:
        with path.open("rb") as source:
            content = source.read(_MOST_BYTES + 1)
    except OSError as error:
        raise Trouble(f"“{path.name}”打不开（{error.strerror}）。", "请检查文件是否还在、是否有读取权限。") from None
    if len(content) > _MOST_BYTES:
        raise Trouble(f"“{path.name}”超过 100 MB。", "请先压缩其中的图片。")
    if content.startswith(_OLE):
        hint = "如果是带密码的文件，请先去掉密码；如果是旧格式（.doc、.wps），请用 Word 或 WPS 另存为 .docx。"
        raise Trouble(f"“{path.name}”不是 .docx 文件，或带有密码。", hint)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            size = sum(one.file_size for one in package.infolist() if one.filename.endswith((".xml", ".rels")))
            if "word/document.xml" not in package.namelist():
                raise Trouble(f"“{path.name}”不是 Word 文件。", "请选择 .docx 文件。")
    except (zipfile.BadZipFile, OSError, ValueError):
        raise Trouble(f"“{path.name}”不是 .docx 文件。", "请用 Word 或 WPS 另存为 .docx 后再试。") from None
    if size > _MOST_XML:
        raise Trouble(f"“{path.name}”解压后太大，没有读入。", "请检查文件是否正常。")
    return content
