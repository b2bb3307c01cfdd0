"""Sheets of .xlsx files with cells far from the rest: read with the gap closed, and opened again to the true places.

The fast reader lays out every cell between the first and the last; one stray cell in the last row costs gigabytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree import ElementTree

from bureau_desk.exchange.workbook_size import MOST_CELLS, part_of, too_large

_FEW = 1_000_000
"""Cells between first and last that are read at once, filled or not."""
_THIN = 3
"""A sheet is thin when it spreads over this many times its cells."""
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])")
_PLACE = re.compile(rb'<(?:\w+:)?c\s(?:[^<>]*?\s)?r="([A-Za-z]{1,3})(\d{1,7})"')
_ODD = re.compile(rb"""<(?:\w+:)?c\s(?:[^<>]*?\s)?r\s*=(?!"[A-Za-z]{1,3}\d{1,7}")""")
"""A cell whose place is written as no office program writes it, and cannot be found quickly."""
_ROW = re.compile(rb'<(?:\w+:)?row(?=[\s/>])(?:[^<>]*?\sr="(\d{1,9})")?')
_ROW_START = re.compile(rb"<(?:\w+:)?row(?=[\s/>])")
_NUMBERED = re.compile(rb'(<(?:\w+:)?(?:c|row)\s(?:[^<>]*?\s)?r=")([A-Za-z]{0,3})(\d{1,7})"')

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Gaps:
    """The true rows and columns, from 0, of a sheet that was closed up; both empty for a sheet left as it is."""

    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()

    def opened(self, cells: list[list[Value]], nothing: Value) -> list[list[Value]]:
        """The cells at their true places; rows that hold nothing are empty lists."""
        if not self.rows:
            return cells
        opened: list[list[Value]] = []
        for place, row in zip(self.rows, cells, strict=False):
            opened.extend([] for _ in range(place - len(opened)))
            opened.append(_spread(row, self.columns, nothing))
        return opened


def _spread(row: Sequence[Value], columns: Sequence[int], nothing: Value) -> list[Value]:
    filled = [(column, value) for column, value in zip(columns, row, strict=False) if value is not nothing]
    spread = [nothing] * (filled[-1][0] + 1 if filled else 0)
    for column, value in filled:
        spread[column] = value
    return spread


def closed_up(data: bytes, sheet: str, file: str) -> tuple[bytes, Gaps]:
    """A workbook in which the sheet's cells stand close together, and where they truly stand.

    The workbook is given back as it is when the sheet is no larger than its cells. Raises Trouble when it holds too
    many cells, or spreads too far and cannot be closed up.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            part = part_of(package, sheet)
            cells = package.read(part)
            gaps = _gaps(cells, file, sheet)
            return (_with_part(package, part, _renumbered(cells, gaps)), gaps) if gaps.rows else (data, gaps)
    except (KeyError, ValueError, ElementTree.ParseError):
        _refuse_far(data, file, sheet)
        return data, Gaps()


def _refuse_far(data: bytes, file: str, sheet: str) -> None:
    """An unusual package, in which it is not plain where the sheet stands: no part of it may spread too far."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            if part.lower().endswith(".xml") and _gaps(package.read(part), file, sheet).rows:
                raise too_large(file, sheet)


def _gaps(cells: bytes, file: str, sheet: str) -> Gaps:
    many = sum(1 for _ in _CELL.finditer(cells))
    if many > MOST_CELLS or _ODD.search(cells):
        raise too_large(file, sheet)
    places = _PLACE.findall(cells)
    rows = sorted({int(row) - 1 for row in {row for _, row in places}})
    columns = sorted({column_number(letters) for letters in {letters for letters, _ in places}})
    tall, wide = (rows[-1] + 1, columns[-1] + 1) if places else (0, 0)
    if len(places) != many:
        # cells without a place of their own stand after their neighbour: they cannot be moved
        tall, wide = max(tall, _last_row(cells)), wide + _widest_row(cells)
    if tall * wide <= max(_FEW, many * _THIN):
        return Gaps()
    if len(places) != many or rows[0] < 0 or len(rows) * len(columns) > max(_FEW, many * _THIN):
        raise too_large(file, sheet)
    return Gaps(tuple(rows), tuple(columns))


def _last_row(cells: bytes) -> int:
    return max((int(found[1]) for found in _ROW.finditer(cells) if found[1]), default=0) + len(_ROW.findall(cells))


def _widest_row(cells: bytes) -> int:
    return max(len(_CELL.findall(piece)) for piece in _ROW_START.split(cells))


def column_number(letters: bytes) -> int:
    """The place of a column from 0: A is 0, AA is 26."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + letter - 64
    return column - 1


def _letters(column: int) -> bytes:
    letters = b""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = bytes((65 + rest,)) + letters
    return letters


def _renumbered(cells: bytes, gaps: Gaps) -> bytes:
    rows = {str(place + 1).encode(): str(number).encode() for number, place in enumerate(gaps.rows, 1)}
    columns = {_letters(place): _letters(number) for number, place in enumerate(gaps.columns)}

    def moved(found: re.Match[bytes]) -> bytes:
        # a row without cells keeps any number: it lays out nothing
        return b"".join(
            (found[1], columns.get(found[2].upper(), found[2]), rows.get(b"%d" % int(found[3]), found[3]), b'"')
        )

    return _NUMBERED.sub(moved, cells)


def _with_part(package: zipfile.ZipFile, part: str, content: bytes) -> bytes:
    """The package with one part replaced; what the reader does not need (pictures, charts) is left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as copy:
        for one in package.infolist():
            if one.filename.endswith((".xml", ".rels")):
                copy.writestr(one, content if one.filename == part else package.read(one), zipfile.ZIP_STORED)
    return target.getvalue()
