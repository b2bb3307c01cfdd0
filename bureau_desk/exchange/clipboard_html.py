"""A table copied in a browser, a mail or WPS on the web, read from HTML: cells as they look, nothing run, nothing fetched.

The reading goes through the text once from left to right, so that a hostile page costs no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.clipboard import Block

MOST_CELLS = 1_000_000
"""More cells, those that spans cover among them, are refused."""
_DEEPEST = 12
_RAW = frozenset({"script", "style", "textarea", "title", "template", "noscript", "iframe", "xmp", "noframes"})
_BREAKS = frozenset({"br", "p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "section"})
_ROW_ENDS = frozenset({"tr", "thead", "tbody", "tfoot"})
_PARTS = _ROW_ENDS | {"td", "th"}
_NAME = re.compile(r"/?([a-zA-Z][^\s/>]{0,40})")
_MARK = re.compile(r"[\"'>]")
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?\s*(\d{1,5})", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_LONGEST_TAG = 4000


@dataclass(slots=True)
class _Cell:
    down: int = 1
    across: int = 1
    parts: list[str] = field(default_factory=list)
    inside: list[_Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        if len(self.parts) == 1:  # as in nearly every cell
            return _BLANKS.sub(" ", self.parts[0]).strip()
        lines = (_BLANKS.sub(" ", line).strip() for line in "".join(self.parts).split("\v"))
        return "\n".join(line for line in lines if line)


@dataclass(slots=True)
class _Table:
    rows: list[list[_Cell]] = field(default_factory=list)
    in_row: bool = False
    cell: _Cell | None = None
    told: list[list[str]] | None = None


def parse_html_block(text: str) -> Block:
    """The cells of the tables in an HTML text, rows padded to one width; lines of text are cells one under the other.

    A cell that spans several stands in the first of them and leaves the others empty, as Excel writes it. Tables that
    only lay a page out give the tables inside them. Trouble when there are too many cells.
    """
    page = _Page()
    for tag, attributes, words in _pieces(text):
        if words:
            page.write(unescape(words) if "&" in words else words)
        elif tag.startswith("/"):
            page.end(tag[1:])
        else:
            page.start(tag, attributes)
    rows = [row for table in page.tables for row in _rows(table)]
    if not any(any(row) for row in rows):
        rows = [[line] for line in page.loose.text.split("\n") if line]
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise _too_many()
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def _pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """(tag, attributes, '') and ('', '', words) in their order; what cannot be read ends the reading."""
    place, size = 0, len(text)
    while place < size:
        opening = text.find("<", place)
        if opening != place:
            yield "", "", text[place : opening if opening >= 0 else size]
        if opening < 0:
            return
        name = _NAME.match(text, opening + 1)
        if name is None:
            if text[opening + 1 : opening + 2] not in ("!", "?", "/"):
                yield "", "", "<"
                place = opening + 1
                continue
            end, length = (text.find("-->", opening), 3) if text.startswith("<!--", opening) else (-1, 1)
            end = end if length == 3 else text.find(">", opening)
            if end < 0:
                return
            place = end + length
            continue
        end = _tag_end(text, name.end())
        if end < 0:
            return
        tag = name[0].lower()
        yield tag, text[name.end() : min(end, name.end() + _LONGEST_TAG)], ""
        place = end + 1
        if tag in _RAW:
            closing = re.compile(f"</{tag}", re.IGNORECASE).search(text, place)
            if closing is None:
                return
            place = closing.start()


def _tag_end(text: str, place: int) -> int:
    """Where the tag ends, -1 when it does not; signs inside quoted attributes do not end it."""
    while (mark := _MARK.search(text, place)) is not None:
        if mark[0] == ">":
            return mark.start()
        before = mark.start() - 1
        while text[before].isspace():
            before -= 1
        place = mark.end()
        if text[before] == "=":
            close = text.find(mark[0], place)
            if close < 0:
                return -1
            place = close + 1
    return -1


class _Page:
    """What was read so far: the tables that are done, those still open, and text outside of all of them."""

    def __init__(self) -> None:
        self.tables: list[_Table] = []
        self.loose = _Cell()
        self._open: list[_Table] = []
        self._cells = self._skipped = 0

    @property
    def _cell(self) -> _Cell | None:
        return self._open[-1].cell if self._open else self.loose

    def write(self, words: str) -> None:
        """Text goes into the open cell, outside of cells nowhere."""
        if (cell := self._cell) is not None:
            cell.parts.append(words)

    def start(self, tag: str, attributes: str) -> None:
        """An element begins."""
        if tag in _BREAKS:
            self.write("\v")
        elif tag == "table":
            self._start_table()
        elif tag not in _PARTS:
            return
        elif self._skipped:
            self.write("\v" if tag == "tr" else " ")
        elif not self._open:  # a part of a table that was copied without its table
            self._start_table()
            self.start(tag, attributes)
        elif tag in _ROW_ENDS:
            self._end_row()
            if tag == "tr":
                self._open[-1].in_row = True
                self._open[-1].rows.append([])
        else:
            self._start_cell(attributes)

    def end(self, tag: str) -> None:
        """An element ends; ends of what was never begun are nothing."""
        if tag in _BREAKS:
            self.write("\v")
        elif tag == "table":
            if self._skipped:
                self._skipped -= 1
            elif self._open:
                self._end_row()
                self._open.pop()
        elif self._open and not self._skipped:
            if tag in ("td", "th"):
                self._open[-1].cell = None
            elif tag in _ROW_ENDS:
                self._end_row()

    def _start_table(self) -> None:
        if len(self._open) >= _DEEPEST:
            self._skipped += 1
            return
        made = _Table()
        if self._open and self._open[-1].cell is None:  # a table between cells ends the one around it
            self._open.pop()
        inside = self._open[-1].cell.inside if self._open and self._open[-1].cell else self.tables
        inside.append(made)
        self._open.append(made)

    def _start_cell(self, attributes: str) -> None:
        table = self._open[-1]
        if not table.in_row:
            table.rows.append([])
            table.in_row = True
        spans = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
        table.cell = _Cell(max(1, spans.get("rowspan", 1)), min(1000, max(1, spans.get("colspan", 1))))
        table.rows[-1].append(table.cell)
        self._cells += 1
        if self._cells > MOST_CELLS:
            raise _too_many()

    def _end_row(self) -> None:
        self._open[-1].cell = None
        self._open[-1].in_row = False


def _rows(table: _Table) -> list[list[str]]:
    """The rows of a table; of one that only lays tables out, the rows of those."""
    if table.told is None:
        cells = [cell for row in table.rows for cell in row]
        inside = [row for cell in cells for one in cell.inside for row in _rows(one)]
        own, others = sum(bool(cell.text) for cell in cells), sum(bool(one) for row in inside for one in row)
        table.told = inside if own < others else _grid(table)
    return table.told


def _grid(table: _Table) -> list[list[str]]:
    """Every cell in its column: cells that reach down from above push those of later rows to the right."""
    made: list[list[str]] = []
    reaching: dict[int, int] = {}  # column: how many rows more it is covered from above
    placed = 0
    for row in table.rows:
        line: list[str] = []
        covered = reaching
        reaching = {column: left - 1 for column, left in covered.items() if left > 1}
        column = 0
        placed += len(covered)
        for cell in row:
            placed += cell.across
            if placed > MOST_CELLS:
                raise _too_many()
            while column in covered:
                column += 1
            line += [""] * (column - len(line))
            line.append(_told(cell))
            if cell.down > 1:
                reaching |= dict.fromkeys(range(column, column + cell.across), cell.down - 1)
            column += cell.across
        if row:
            made.append(line)
    return made


def _told(cell: _Cell) -> str:
    inside = [" ".join(one for one in row if one) for table in cell.inside for row in _rows(table)]
    return "\n".join(one for one in (cell.text, *inside) if one)


def _too_many() -> Trouble:
    return Trouble("没有粘贴：复制的表格太大了。", "请分几次复制，或存成 Excel 文件后用“导入”。")
