"""How large a packed workbook may be: told before any reader unpacks it, for a reader out of memory ends the program."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree import ElementTree

from bureau_desk.domain.problem import Trouble

MOST_CELLS = 6_000_000
"""Cells that a sheet may hold: a hundred columns in sixty thousand rows."""
_MOST_UNPACKED = 500_000_000
_MOST_PARTS = 20_000
_CHUNK = 1 << 20
HINT = "请在 Excel 或 WPS 中删除表尾多余的空行空列，另存为 .xlsx 后再导入。"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TABLE, _ROW, _CELL = b"table:table", b"table:table-row", b"table:table-cell"
_ODS_TAG = re.compile(
    rb"<(/?)(table:table|table:table-row|table:table-cell|table:covered-table-cell)(?=[\s/>])([^>]*)>"
)
_REPEATED = re.compile(rb'number-(?:rows|columns)-repeated\s*=\s*["\'](\d{1,9})')
_NAME = re.compile(rb'table:name\s*=\s*"([^"]*)"')


def too_large(file: str, sheet: str = "") -> Trouble:
    """The refusal of a workbook whose sheet spreads too far, or that unpacks too large."""
    if sheet:
        return Trouble(f"“{file}”的工作表“{sheet}”用到的范围太大，读不进来。", HINT)
    return Trouble(f"“{file}”解压后太大，读不进来。", HINT)


def check_package(data: bytes, file: str) -> None:
    """Refuse a packed workbook (xlsx, ods) that unpacks above 500 MB, whatever its own directory says of its sizes.

    Raises Trouble; a damaged package passes, for its reader says so better.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [part for part in package.infolist() if not _is_medium(part.filename)]
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
                raise too_large(file)
            # the sizes are what the file says of itself: a part that holds more fails its checksum here, in pieces
            for part in parts:
                with package.open(part) as source:
                    while source.read(_CHUNK):
                        pass
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise Trouble(
            f"“{file}”不是能读取的表格文件，或已损坏。", "请用 Excel 或 WPS 打开检查，另存为 .xlsx 后再导入。"
        ) from None


def _is_medium(name: str) -> bool:
    """Pictures and the like are never unpacked."""
    return not name.lower().endswith((".xml", ".rels", ".bin"))


def part_of(package: zipfile.ZipFile, sheet: str) -> str:
    """The part of an .xlsx package that holds a sheet. KeyError, ValueError and ParseError in an unusual package."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    relation = next((one.get(_RELATION) for one in book.iter(f"{_MAIN}sheet") if one.get("name") == sheet), None)
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    found = (one.get("Target", "") for one in relations.iter(f"{_PACKAGE}Relationship") if one.get("Id") == relation)
    target = next(found, None)
    if target is None:
        raise KeyError(sheet)
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def check_open_document(data: bytes, file: str) -> None:
    """Refuse an .ods file with a sheet that spreads over more than MOST_CELLS up to its last filled cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read("content.xml")
    for name, rows, columns in _spreads(content):
        if rows * columns > MOST_CELLS:
            raise too_large(file, name)


def _spreads(content: bytes) -> Iterator[tuple[str, int, int]]:
    """For each table of an OpenDocument its name and the rows and columns up to the last filled cell."""
    name, row, column, rows, columns = "", 0, 0, 0, 0
    repeat, filled = 1, False
    for found in _ODS_TAG.finditer(content):
        closing, tag, attributes = found[1], found[2], found[3]
        count = max(1, int(counted[1])) if (counted := _REPEATED.search(attributes)) else 1
        if tag == _TABLE and not closing:
            named = _NAME.search(attributes)
            name, row, rows, columns = named[1].decode("utf-8", "replace") if named else "", 0, 0, 0
        elif tag == _TABLE:
            yield name, rows, columns
        elif tag == _ROW and not closing:
            column, repeat, filled = 0, count, False
            if attributes.endswith(b"/"):
                row += repeat
        elif tag == _ROW:
            row += repeat
            rows = row if filled else rows
        elif not closing:
            column += count
            if b"office:value-type" in attributes or b"calcext:value-type" in attributes:
                filled, columns = True, max(columns, column)
