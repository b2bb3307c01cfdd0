"""How far the sheets of an old Excel file (.xls, .et) spread, told from its records before any reader lays them out."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.workbook_size import HINT, MOST_CELLS

_CELLS = frozenset((0x0006, 0x007E, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E))
"""Records that hold the value of a cell and begin with its row and column; blank cells are not laid out."""
_SHEET, _SIZES, _MANY_NUMBERS = 0x0809, 0x0200, 0x00BD
_LAST_ROW, _LAST_COLUMN = 65_536, 256
_END = 0xFFFFFFFA
"""From this number on a sector number is a mark."""
_SMALL = 64


def check_old_excel(data: bytes, file: str) -> None:
    """Refuse a file with a sheet that spreads over more than MOST_CELLS. A damaged file passes: its reader says so."""
    try:
        stream = _workbook_stream(data)
        spreads = list(_spreads(stream))
    except (struct.error, IndexError, ValueError, OverflowError):
        return
    if any(rows * columns > MOST_CELLS for rows, columns in spreads):
        raise Trouble(f"“{file}”有一张工作表用到的范围太大，读不进来。", HINT)


def _workbook_stream(data: bytes) -> bytes:
    """The stream `Workbook` (or `Book`) of a compound file; ValueError when there is none."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError(sector)
    table = _sector_table(data, sector)
    directory = _chained(data, table, struct.unpack_from("<I", data, 48)[0], sector)
    for place in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, place + 64)[0]
        name = directory[place : place + max(0, length - 2)].decode("utf-16-le", "replace")
        if name.lower() in ("workbook", "book"):
            start, size = struct.unpack_from("<II", directory, place + 116)
            if size < struct.unpack_from("<I", data, 56)[0]:
                return _small_stream(data, table, directory, sector, start)[:size]
            return _chained(data, table, start, sector)[:size]
    raise ValueError("no workbook")


def _small_stream(data: bytes, table: list[int], directory: bytes, sector: int, start: int) -> bytes:
    """A stream kept in the small sectors that the root entry's stream consists of."""
    small = _chained(data, table, struct.unpack_from("<I", directory, 116)[0], sector)
    chains = _chained(data, table, struct.unpack_from("<I", data, 60)[0], sector)
    small_table = list(struct.unpack(f"<{len(chains) // 4}I", chains[: len(chains) // 4 * 4]))
    # the reading of chains skips a header of one sector, which the small sectors do not have
    return _chained(bytes(_SMALL) + small, small_table, start, _SMALL)


def _sector_table(data: bytes, sector: int) -> list[int]:
    parts = [one for one in struct.unpack_from("<109I", data, 76) if one < _END]
    more, many = struct.unpack_from("<II", data, 68)
    for _ in range(min(many, len(data) // sector)):
        if more >= _END:
            break
        found = struct.unpack_from(f"<{sector // 4}I", data, (more + 1) * sector)
        parts += [one for one in found[:-1] if one < _END]
        more = found[-1]
    table: list[int] = []
    for part in parts[: len(data) // sector]:
        table += struct.unpack_from(f"<{sector // 4}I", data, (part + 1) * sector)
    return table


def _chained(data: bytes, table: list[int], start: int, sector: int) -> bytes:
    found = bytearray()
    while start < _END and len(found) <= len(data):
        found += data[(start + 1) * sector : (start + 2) * sector]
        start = table[start]
    return bytes(found)


def _spreads(stream: bytes) -> Iterator[tuple[int, int]]:
    """For each sheet the rows and columns up to its last filled cell, or as its sizes claim beyond Excel's limits."""
    place, rows, columns = 0, 0, 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _SHEET:
            yield rows, columns
            rows = columns = 0
        elif kind == _SIZES and length >= 12:
            _, last_row, _, last_column = struct.unpack_from("<IIHH", stream, place + 4)
            if last_row > _LAST_ROW or last_column > _LAST_COLUMN:
                rows, columns = max(rows, last_row), max(columns, last_column)
        elif kind in _CELLS and length >= 6:
            row, column = struct.unpack_from("<HH", stream, place + 4)
            if kind == _MANY_NUMBERS:
                column = struct.unpack_from("<H", stream, place + 2 + length)[0]
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        place += 4 + length
    yield rows, columns
