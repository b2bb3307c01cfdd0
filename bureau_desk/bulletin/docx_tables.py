"""Tables of an article: narrow ones in the column, others over the whole measure."""

from __future__ import annotations

import re

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_boxes import FULL, above_box, above_wide, below_last, sourced
from bureau_desk.bulletin.docx_flow import Breaks, Piece
from bureau_desk.bulletin.docx_pictures import ABOVE, space_below
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, TableRow, table, twips
from bureau_desk.domain.galley import TableSheet

COLUMN = 4620
_MOST_NARROW, _PADDING = 5, 18.0  # columns of a narrow table; points beside the words of a cell
_WHOLE = measure.PAGE / 2
"""Tables up to this height are never parted."""


def table_piece(press: Press, sheet: TableSheet) -> Piece:
    """A table: head on tint between rules, hairlines, total in bold; a narrow one stands in the column, others over the
    whole measure."""
    narrow = in_column(sheet)
    return _piece(press, sheet, COLUMN if narrow else FULL, narrow)


def measured_table(press: Press, sheet: TableSheet, width: float) -> Piece:
    """A table in a measure of its own, in points; it never parts from its title where it is short."""
    return _piece(press, sheet, twips(width), narrow=False)


def _piece(press: Press, sheet: TableSheet, total: int, narrow: bool) -> Piece:
    widths = _widths(sheet, total)
    measured = total / 20
    about = "　".join(filter(None, (sheet.subtitle, f"单位：{sheet.unit}" if _unit_told(sheet) else "")))
    source = sourced(sheet.source)
    under = 4 + 12 * measure.lines_of(source, measured / 8) if source else 4
    over = 5.5 + 17 * measure.lines_of(sheet.title, measured / 11, sans=True)
    over += 12 * measure.lines_of(about, measured / 8, sans=True) + 5 if about else 0
    height = over + _rows_height(sheet, widths) + under
    below = space_below(height) if narrow else ABOVE
    whole = narrow or height <= _WHOLE
    told = press.paragraph("图表标题", press.words(sheet.title, "", "table", sheet.name))
    told += press.paragraph("图表单位", press.words(about, "", "table", sheet.name)) if about else ""
    ending = (
        press.paragraph("图表来源", press.words(source, "", "table", sheet.name), below_last(below))
        if source
        else press.paragraph("垫行", press.run("\u200b"), Layout(line=80, after=twips(below) if narrow else -1))
    )
    above = above_box(press) if narrow else above_wide(press)
    xml = above + told + table(widths, _rows(press, sheet, whole), sheet.title) + ending
    breaks = None if whole else _breaks(sheet, widths, ABOVE + over)
    return Piece(xml, "box" if narrow else "wide", ABOVE + height, below, "table", breaks=breaks)


def _rows(press: Press, sheet: TableSheet, whole: bool) -> list[TableRow]:
    theme = press.theme
    numeric = [place < len(sheet.numeric) and sheet.numeric[place] for place in range(len(sheet.columns))]
    together = Layout(keep_next=True) if whole else Layout()
    head = [
        Cell(
            press.paragraph("表头数" if number else "表头", press.run(name), together),
            Border(12, theme.primary),
            Border(4, theme.primary),
            theme.tint,
            (50, 0, 50, 0),
            "center",
        )
        for name, number in zip(sheet.columns, numeric, strict=True)
    ]
    # A row may be short or long where its author miscounted; the grid is what the head says.
    lines = [(*line, *([""] * len(numeric)))[: len(numeric)] for line in sheet.rows]
    last = len(lines) - 1
    return [
        TableRow(head, 340, header=True),
        *(
            _table_row(press, sheet.name, place, line, numeric, sheet.total and place == last, together)
            for place, line in enumerate(lines)
        ),
    ]


def _breaks(sheet: TableSheet, widths: list[int], over: float) -> Breaks:
    """A long table goes on over the page under its head, three rows at least on the first."""
    head = _row_lines(sheet.columns, widths) * 13 + 8.3
    row = (_rows_height(sheet, widths) - head) / max(1, len(sheet.rows))
    return Breaks(over + head, row, head, 3)


def in_column(sheet: TableSheet) -> bool:
    """Whether a table stands in a column: every cell on one line, and no higher than half a page."""
    count = len(sheet.columns)
    if not 1 < count <= _MOST_NARROW or any(len(line) > count for line in sheet.rows):
        return False
    needed = sum(
        max((measure.width_of(line[place]) for line in (sheet.columns, *sheet.rows) if place < len(line)), default=0)
        for place in range(count)
    )
    rows = len(sheet.rows) + 1
    return needed * 9 + count * _PADDING <= measure.COLUMN_WIDTH and rows * 17.5 <= measure.PAGE / 2


def _rows_height(sheet: TableSheet, widths: list[int]) -> float:
    """Head and rows with their margins and rules."""
    head = _row_lines(sheet.columns, widths) * 13 + 8.3
    return head + sum(_row_lines(line, widths) * 13 + 4.5 for line in sheet.rows)


def _unit_told(sheet: TableSheet) -> bool:
    return bool(sheet.unit) and sheet.unit != "见各行" and sheet.unit not in sheet.subtitle


def _table_row(
    press: Press, name: str, place: int, line: tuple[str, ...], numeric: list[bool], total: bool, layout: Layout
) -> TableRow:
    theme = press.theme
    styles = ("表合计", "表合计数") if total else ("表文", "表数")
    top = Border(6, theme.primary) if total else None
    bottom = Border(12, theme.primary) if total else Border(4, theme.rule)
    cells = [
        Cell(
            press.paragraph(styles[1] if number else styles[0], press.cell(name, place, column, text), layout),
            top,
            bottom,
            "",
            (40, 0, 40, 0),
            "center",
        )
        for column, (text, number) in enumerate(zip(line, numeric, strict=True))
    ]
    return TableRow(cells, 340)


def _widths(sheet: TableSheet, total: int) -> list[int]:
    """Column widths by content: a column never gets less than its longest unbreakable piece if that can be had."""
    wanted = []
    for place in range(len(sheet.columns)):
        texts = [line[place] for line in (sheet.columns, *sheet.rows) if place < len(line)]
        longest = max((measure.width_of(text) for text in texts), default=1)
        wanted.append(min(longest, 26) + 2)
    scale = total / (sum(wanted) or 1)
    widths = [int(one * scale) for one in wanted]
    widths[0] += total - sum(widths)
    return widths


def _row_lines(line: tuple[str, ...], widths: list[int]) -> int:
    inner = [(width - 160) / twips(9) for width in widths]
    return max(
        (measure.lines_of(re.sub(r"\s+", " ", text), max(1, room)) for text, room in zip(line, inner, strict=False)),
        default=1,
    )
