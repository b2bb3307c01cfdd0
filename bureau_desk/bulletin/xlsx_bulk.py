"""Many alike rows put into a finished workbook: ten thousands of audit rows cost a tenth of what cell by cell takes.

XlsxWriter writes the first row with its formats; the further rows are set in the same formats straight into the sheet's
part and the shared strings (ECMA-376 part 1, 18.3.1.73 row, 18.4.9 sst).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from xml.sax.saxutils import escape

Cell = str | int | Decimal | None

_ROW = re.compile(rb'<row r="(\d+)"')
_CELL = re.compile(rb'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_DIMENSION = re.compile(rb'<dimension ref="([A-Z]+\d+):([A-Z]+)\d+"/>')
_TEXT = ' t="s"'
_ALIKE = frozenset({str, int, type(None)})
"""Types whose equal values are written alike; 1 and 1.0 are equal as decimals."""
_COUNTS = re.compile(rb'<sst ([^>]*)count="(\d+)" uniqueCount="(\d+)">')


class SharedStrings:
    """The shared strings of a workbook, with new ones put behind; `readable` makes text fit for a cell."""

    def __init__(self, part: bytes, readable: Callable[[str], str]) -> None:
        found = _COUNTS.search(part)
        if found is None:
            raise ValueError("no shared strings")
        self._part, self._readable = part, readable
        self._used, self._first = int(found[2]), int(found[3])
        self._places: dict[str, int] = {}

    def use(self, times: int) -> None:
        """Say how many further cells hold strings."""
        self._used += times

    def place(self, text: str) -> int:
        """The number of a string."""
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = self._first + len(self._places)
        return place

    def part(self) -> bytes:
        """The part with all strings."""
        new = "".join(_item(self._readable(text)) for text in self._places).encode()
        counts = rb'<sst \g<1>count="%d" uniqueCount="%d">' % (self._used, self._first + len(self._places))
        return _COUNTS.sub(counts, self._part, count=1).replace(b"</sst>", new + b"</sst>")


def _item(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<si><t{space}>{escape(text)}</t></si>"


class _Tails(dict[Cell, str]):
    """What follows the number of the row in each cell of one column, up to that of the next cell, by what it holds."""

    def __init__(self, place: int, heads: Sequence[tuple[str, str]], strings: SharedStrings) -> None:
        super().__init__()
        self._style, self._strings = heads[place][1], strings
        self._next = f'<c r="{heads[place + 1][0]}' if place + 1 < len(heads) else "</row>"

    def tail(self, cell: Cell) -> str:
        """The same for a number that equals others but is written otherwise."""
        if cell is None or cell == "":
            return f'"{self._style}/>{self._next}'
        if isinstance(cell, str):
            return f'"{self._style}{_TEXT}><v>{self._strings.place(cell)}</v></c>{self._next}'
        return f'"{self._style}><v>{cell}</v></c>{self._next}'

    def __missing__(self, cell: Cell) -> str:
        made = self[cell] = self.tail(cell)
        return made


def with_rows(sheet: bytes, rows: Iterable[Sequence[Cell]], strings: SharedStrings) -> bytes:
    """A sheet's part with further rows under its last one, each column in the format that it has there.

    None and '' leave a cell blank. ValueError when the sheet ends with no row.
    """
    end = sheet.index(b"</sheetData>")
    begin = sheet.rindex(b"<row ", 0, end)
    last = _ROW.match(sheet, begin)
    if last is None:
        raise ValueError("no row to follow")
    heads = [
        (column.decode(), f' s="{style.decode()}"' if style else "")
        for column, style in _CELL.findall(sheet, begin, end)
    ]
    tails = [_Tails(place, heads, strings) for place in range(len(heads))]
    number = int(last[1])
    first = '<row r="', f'"><c r="{heads[0][0]}'
    made: list[str] = []
    for number, row in enumerate(rows, number + 1):  # noqa: B020 - the last number is wanted behind the loop
        pieces = [
            known[cell] if type(cell) in _ALIKE else known.tail(cell) for known, cell in zip(tails, row, strict=True)
        ]
        # Each cell names its row: the row is the pieces between with its number in every gap.
        made.append(str(number).join((*first, *pieces)))
    text = "".join(made)
    strings.use(text.count(_TEXT))
    dimension = rb'<dimension ref="\1:\g<2>%d"/>' % number
    sheet = _DIMENSION.sub(dimension, sheet, count=1)
    return sheet.replace(b"</sheetData>", b"".join((text.encode(), b"</sheetData>")), 1)


def parts_with_rows(
    workbook: bytes, rows: Mapping[int, Iterable[Sequence[Cell]]], readable: Callable[[str], str]
) -> dict[str, bytes]:
    """The parts of a workbook that change when rows are put into its sheets, by the sheets' numbers from 0."""
    changed: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(workbook)) as package:
        strings = SharedStrings(package.read("xl/sharedStrings.xml"), readable)
        for number, more in rows.items():
            name = f"xl/worksheets/sheet{number + 1}.xml"
            changed[name] = with_rows(package.read(name), more, strings)
    changed["xl/sharedStrings.xml"] = strings.part()
    return changed
