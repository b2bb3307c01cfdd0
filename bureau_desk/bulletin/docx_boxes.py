"""Boxes of an article: pull quote, big number, attached list, chart, table."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_pictures import ABOVE, space_below
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import (
    Border,
    Cell,
    Layout,
    TableRow,
    inline_chart,
    inline_picture,
    table,
    twips,
)
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import GalleyBlock, TableSheet, plain

FULL = 9660
_LOWEST = 119.0
_INSIDE = measure.COLUMN_WIDTH - 21
_LINE_OF_PICTURE = 0.5
"""What the line that holds a picture adds to its height."""


def _below(points: float, keep_next: bool | None = None) -> Layout:
    """The last paragraph of a box: its space below vanishes at the foot of a column, as an empty line would not."""
    return Layout(keep_next=keep_next, after=twips(points))


def _above(press: Press) -> str:
    """The space over a box goes along with it."""
    return press.paragraph("垫行", "", Layout(keep_next=True, line=twips(ABOVE)))


def quote_piece(press: Press, block: GalleyBlock) -> Piece:
    """A pull quote between an accent rule and a hairline."""
    last = len(block.lines) - 1
    lines = sum(measure.lines_of(plain(line), measure.COLUMN_WIDTH / 15) for line in block.lines)
    height = lines * 25.5 + 19.5 + (17 if block.source else 0)
    below = space_below(height)
    xml = "".join(
        press.paragraph(
            "引语",
            press.line(line, ""),
            Layout(keep_next=True) if place < last or block.source else _below(below, keep_next=False),
        )
        for place, line in enumerate(block.lines)
    )
    if block.source:
        xml += press.paragraph("引语出处", press.words(f"—— {block.source}"), _below(below))
    return Piece(_above(press) + xml, "box", ABOVE + height, below, "quote")


def number_piece(press: Press, block: GalleyBlock) -> Piece:
    """A big number with its unit and arrow over the sentence that explains it."""
    text = plain(block.title)
    unit = press.run(f" {block.unit}", "数字单位") if block.unit else ""
    arrow = press.run(f" {block.arrow}", "数字箭头") if block.arrow else ""
    long = measure.width_of(text, measure.SANS) * 44 > measure.COLUMN_WIDTH - 60
    sentence = sum(measure.lines_of(plain(line), _INSIDE / 9.5, sans=True) for line in block.lines)
    height = 18.75 + (38 if long else 50) + sentence * 15
    below = space_below(height)
    last = len(block.lines) - 1
    xml = press.paragraph(
        "大数字中" if long else "大数字",
        press.line(block.title, "") + unit + arrow,
        _below(0 if block.lines else below),
    )
    xml += "".join(
        press.paragraph(
            "大数字注" if place else "大数字说明",
            press.line(line, ""),
            Layout(keep_next=True) if place < last else _below(below, keep_next=False),
        )
        for place, line in enumerate(block.lines)
    )
    return Piece(_above(press) + xml, "box", ABOVE + height, below, "number")


def names_piece(press: Press, block: GalleyBlock) -> Piece:
    """The attached list: a tinted box over the whole measure, numbered down its columns."""
    theme = press.theme
    columns, tallest = measure.names_rows(block)
    each = math.ceil(len(block.lines) / columns) if block.lines else 0
    width = FULL // columns
    head = Cell(
        press.paragraph("名单标题", press.line(block.title, "")),
        Border(18, theme.primary),
        fill=theme.tint,
        margins=(150, 100, 60, 0),
        span=columns,
    )
    cells = []
    for place in range(columns):
        names = block.lines[place * each : (place + 1) * each]
        lines = [
            press.paragraph(
                "名单", press.run(str(place * each + number), "名单号") + press.run("\t") + press.line(line, "")
            )
            for number, line in enumerate(names, 1)
        ]
        content = "".join(lines) or press.paragraph("名单")
        cells.append(Cell(content, fill=theme.tint, margins=(0, 100, 170, 0)))
    widths = [width] * (columns - 1) + [FULL - width * (columns - 1)]
    xml = table(widths, [TableRow([head]), TableRow(cells)], plain(block.title))
    height = 2.25 + 17 + 10.5 + tallest * 17 + 8.5
    return Piece(_above(press) + xml + press.spacer(ABOVE), "wide", ABOVE + height, ABOVE + 1, "names")


def chart_piece(press: Press, figure: Figure, tight: int = 0) -> Piece:
    """A chart with title, what is counted, picture (or editable chart) and source as text in styles.

    A chart gives up `tight` lines of its height, where that saves a page.
    """
    wide = figure.wide
    if tight:
        figure = replace(figure, height=max(min(figure.height, _LOWEST), figure.height - tight * measure.PITCH))
    width = measure.FULL_WIDTH if wide else measure.COLUMN_WIDTH
    source = _sourced(figure.source)
    height = _chart_height(figure, source, width)
    below = ABOVE if wide else space_below(height)
    # Plain paragraphs kept together, not a table: LibreOffice balances columns that hold tables badly.
    parts = [_above(press), press.paragraph("图表标题", press.words(figure.title, "", "chart", figure.name))]
    if figure.subtitle:
        parts.append(press.paragraph("图表单位", press.words(figure.subtitle, "", "chart", figure.name)))
    ending = Layout(keep_next=True, before=0) if source else Layout(keep_next=False, before=0, after=twips(below))
    parts.append(press.paragraph("图片", _picture(press, figure, width), ending))
    if source:
        parts.append(press.paragraph("图表来源", press.words(source, "", "chart", figure.name), _below(below)))
    return Piece("".join(parts), "wide" if wide else "box", ABOVE + height, below, "chart")


def _chart_height(figure: Figure, source: str, width: float) -> float:
    title = 5.5 + 17 * measure.lines_of(figure.title, width / 11, sans=True)
    subtitle = 12 * measure.lines_of(figure.subtitle, width / 8, sans=True) + 5 if figure.subtitle else 0
    below = 4 + 12 * measure.lines_of(source, width / 8) if source else 0
    return title + subtitle + figure.height + _LINE_OF_PICTURE + below


def _picture(press: Press, figure: Figure, width: float) -> str:
    if press.rough:
        return ""
    # Drawn here, because matplotlib takes half a second that an issue without charts should not pay.
    if press.native(figure):
        from bureau_desk.charts.native_word import chart_parts

        made = chart_parts(figure, press.theme)
        relation = press.package.chart(made.xml, made.workbook)
        return inline_chart(relation, press.package.number(), figure.alt, width, figure.height)
    from bureau_desk.charts.render import render

    content = press.kept(f"chart {figure!r}", lambda: render(figure, press.theme, "png"))
    drawing = press.drawing(content, figure.alt or figure.title)
    return inline_picture(drawing, width, figure.height)


def _sourced(text: str) -> str:
    return text if not text or text.startswith(("来源", "数据来源", "资料来源")) else f"来源：{text}"


def table_piece(press: Press, sheet: TableSheet) -> Piece:
    """A table over the whole measure: head on tint between rules, hairlines, total in bold.

    It never stands inside the two columns: LibreOffice does not balance columns that hold a table of several rows.
    """
    theme = press.theme
    widths = _widths(sheet, FULL)
    numeric = [place < len(sheet.numeric) and sheet.numeric[place] for place in range(len(sheet.columns))]
    head = [
        Cell(
            press.paragraph("表头数" if number else "表头", press.run(name)),
            Border(12, theme.primary),
            Border(4, theme.primary),
            theme.tint,
            (50, 0, 50, 0),
            "center",
        )
        for name, number in zip(sheet.columns, numeric, strict=True)
    ]
    rows = [TableRow(head, 340, header=True)]
    # A row may be short or long where its author miscounted; the grid is what the head says.
    lines = [(*line, *([""] * len(numeric)))[: len(numeric)] for line in sheet.rows]
    for place, line in enumerate(lines):
        rows.append(_table_row(press, sheet.name, place, line, numeric, total=sheet.total and place == len(lines) - 1))
    told = press.paragraph("图表标题", press.words(sheet.title, "", "table", sheet.name))
    about = "　".join(filter(None, (sheet.subtitle, f"单位：{sheet.unit}" if _unit_told(sheet) else "")))
    told += press.paragraph("图表单位", press.words(about, "", "table", sheet.name)) if about else ""
    source = _sourced(sheet.source)
    ending = (
        press.paragraph("图表来源", press.words(source, "", "table", sheet.name), _below(ABOVE))
        if source
        else press.spacer(4, content=press.run("\u200b"))
    )
    below = 4 + 12 * measure.lines_of(source, measure.FULL_WIDTH / 8) if source else 4
    height = ABOVE + 5.5 + 17 + (17 if about else 0) + _rows_height(sheet, widths) + below
    return Piece(_above(press) + told + table(widths, rows, sheet.title) + ending, "wide", height, ABOVE, "table")


def _rows_height(sheet: TableSheet, widths: list[int]) -> float:
    """Head and rows with their margins and rules."""
    head = _row_lines(sheet.columns, widths) * 13 + 8.3
    return head + sum(_row_lines(line, widths) * 13 + 4.5 for line in sheet.rows)


def _unit_told(sheet: TableSheet) -> bool:
    return bool(sheet.unit) and sheet.unit != "见各行" and sheet.unit not in sheet.subtitle


def _table_row(
    press: Press, name: str, place: int, line: tuple[str, ...], numeric: list[bool], total: bool
) -> TableRow:
    theme = press.theme
    styles = ("表合计", "表合计数") if total else ("表文", "表数")
    top = Border(6, theme.primary) if total else None
    bottom = Border(12, theme.primary) if total else Border(4, theme.rule)
    cells = [
        Cell(
            press.paragraph(styles[1] if number else styles[0], press.cell(name, place, column, text)),
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
