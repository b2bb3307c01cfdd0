"""Boxes of an article: pull quote, big number, attached list, chart, table."""

from __future__ import annotations

import math
from dataclasses import replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Breaks, Piece
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
from bureau_desk.domain.galley import GalleyBlock, plain

FULL = 9660
_LOWEST = 119.0
_MOST_NAMES, _NAMES_IN_GROUP = 20, 8
"""Lines of names that stay together, and of a group where there are more."""
_INSIDE = measure.COLUMN_WIDTH - 21
_LINE_OF_PICTURE = 0.5
"""What the line that holds a picture adds to its height."""


def below_last(points: float, keep_next: bool | None = None) -> Layout:
    """The last paragraph of a box: its space below vanishes at the foot of a column, as an empty line would not."""
    return Layout(keep_next=keep_next, after=twips(points))


def above_box(press: Press) -> str:
    """The space over a box goes along with it."""
    return press.paragraph("垫行", "", Layout(keep_next=True, line=twips(ABOVE)))


def above_wide(press: Press) -> str:
    """The space over a table or chart across both columns, which may stay behind at the foot of a page.

    Where it holds on to a table, LibreOffice sets that on a fresh page when the columns before it go over a page.
    """
    return press.spacer(ABOVE)


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
            Layout(keep_next=True) if place < last or block.source else below_last(below, keep_next=False),
        )
        for place, line in enumerate(block.lines)
    )
    if block.source:
        xml += press.paragraph("引语出处", press.words(f"—— {block.source}"), below_last(below))
    return Piece(above_box(press) + xml, "box", ABOVE + height, below, "quote")


def number_width(block: GalleyBlock, size: float) -> float:
    """The points that a big number takes on its line, with unit and arrow."""
    wide = measure.width_of(plain(block.title), measure.SANS) * (size - 1)
    if block.unit:
        wide += measure.width_of(f" {block.unit}", measure.SANS) * 13
    return wide + (19 if block.arrow else 0) + 2


def number_piece(press: Press, block: GalleyBlock) -> Piece:
    """A big number with its unit and arrow over the sentence that explains it."""
    unit = press.run(f" {block.unit}", "数字单位") if block.unit else ""
    arrow = press.run(f" {block.arrow}", "数字箭头") if block.arrow else ""
    long = number_width(block, 44) > _INSIDE
    sentence = sum(measure.lines_of(plain(line), _INSIDE / 9.5, sans=True) for line in block.lines)
    broken = number_width(block, 34) > _INSIDE
    height = 18.75 + (38 * (1 + broken) if long else 50) + sentence * 15
    below = space_below(height)
    last = len(block.lines) - 1
    xml = press.paragraph(
        "大数字中" if long else "大数字",
        press.line(block.title, "") + unit + arrow,
        below_last(0 if block.lines else below),
    )
    xml += "".join(
        press.paragraph(
            "大数字注" if place else "大数字说明",
            press.line(line, ""),
            Layout(keep_next=True) if place < last else below_last(below, keep_next=False),
        )
        for place, line in enumerate(block.lines)
    )
    return Piece(above_box(press) + xml, "box", ABOVE + height, below, "number")


def names_piece(press: Press, block: GalleyBlock) -> Piece:
    """The attached list: a tinted box over the whole measure, numbered down its columns; a long one goes on over the
    page in groups, each numbered down its own columns."""
    theme = press.theme
    columns, _ = measure.names_rows(block)
    width = FULL // columns
    head = Cell(
        press.paragraph("名单标题", press.line(block.title, ""), Layout(keep_next=True)),
        Border(18, theme.primary),
        fill=theme.tint,
        margins=(150, 100, 60, 0),
        span=columns,
    )
    widths = [width] * (columns - 1) + [FULL - width * (columns - 1)]
    groups = _name_groups(block, columns)
    rows = [TableRow([head])]
    rows += [TableRow(_name_cells(press, block, group, columns, last=group is groups[-1])) for group in groups]
    tallest = [measure.names_tallest(block, columns, group) for group in groups]
    height = 2.25 + 17 + 10.5 + sum(tallest) * 17 + 8.5
    breaks = Breaks(ABOVE + 29.75, max(tallest) * 17.0) if len(groups) > 1 else None
    xml = above_wide(press) + table(widths, rows, plain(block.title)) + press.spacer(ABOVE)
    return Piece(xml, "wide", ABOVE + height, ABOVE + 1, "names", breaks=breaks)


def _name_groups(block: GalleyBlock, columns: int) -> list[range]:
    """The places of the names that stand in one row of the table."""
    count = len(block.lines)
    each = count if count <= columns * _MOST_NAMES else columns * _NAMES_IN_GROUP
    return [range(start, min(start + each, count)) for start in range(0, max(1, count), max(1, each))]


def _name_cells(press: Press, block: GalleyBlock, group: range, columns: int, last: bool) -> list[Cell]:
    each = math.ceil(len(group) / columns)
    cells = []
    for place in range(columns):
        names = group[place * each : (place + 1) * each]
        lines = [
            press.paragraph(
                "名单", press.run(str(block.start + one), "名单号") + press.run("\t") + press.line(block.lines[one], "")
            )
            for one in names
        ]
        content = "".join(lines) or press.paragraph("名单")
        cells.append(Cell(content, fill=press.theme.tint, margins=(0, 100, 170 if last else 0, 0)))
    return cells


def chart_piece(press: Press, figure: Figure, tight: int = 0) -> Piece:
    """A chart with title, what is counted, picture (or editable chart) and source as text in styles.

    A chart gives up `tight` lines of its height, where that saves a page.
    """
    wide = figure.wide
    if tight:
        figure = replace(figure, height=max(min(figure.height, _LOWEST), figure.height - tight * measure.PITCH))
    width = measure.FULL_WIDTH if wide else measure.COLUMN_WIDTH
    source = sourced(figure.source)
    height = _chart_height(figure, source, width)
    below = ABOVE if wide else space_below(height)
    # Plain paragraphs kept together, not a table: LibreOffice balances columns that hold tables badly.
    above = above_wide(press) if wide else above_box(press)
    parts = [above, press.paragraph("图表标题", press.words(figure.title, "", "chart", figure.name))]
    if figure.subtitle:
        parts.append(press.paragraph("图表单位", press.words(figure.subtitle, "", "chart", figure.name)))
    # Held to its source too, LibreOffice sometimes pushes the whole chain into the next column although there is room.
    ending = Layout(keep_next=not press.pictures_only, before=0, after=-1 if source else twips(below))
    if not source:
        ending = replace(ending, keep_next=False)
    parts.append(press.paragraph("图片", _picture(press, figure, width), ending))
    if source:
        parts.append(press.paragraph("图表来源", press.words(source, "", "chart", figure.name), below_last(below)))
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


def sourced(text: str) -> str:
    """A source that says that it is one."""
    return text if not text or text.startswith(("来源", "数据来源", "资料来源")) else f"来源：{text}"
