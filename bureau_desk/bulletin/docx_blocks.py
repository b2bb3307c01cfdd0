"""The blocks of an article as Word XML with the room they take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_boxes import (
    ABOVE,
    chart_piece,
    names_piece,
    number_piece,
    quote_piece,
    space_below,
    table_piece,
)
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Drawing, Layout, inline_picture, twips
from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, Line, Span, plain

_CLAUSE = re.compile(r"^[^，。；：！？,;:!?（(]{2,14}[，。；：]")
_PICTURE_HEIGHT = 152.5
_END_MARK = "\u2060◆"
_COLUMN, _HEADING = measure.COLUMN_WIDTH / 10.5, (measure.COLUMN_WIDTH - 7.5) / 13
"""Characters of text and of a heading to the line of a column."""


def pieces(press: Press, article: GalleyArticle, blocks: Sequence[GalleyBlock], tight: int = 0) -> list[Piece]:
    """All blocks of an article; the last running text takes the end mark, the source line follows it.

    Pictures and charts give up `tight` lines of their height, where that saves a page.
    """
    made: list[Piece] = []
    last_text = max((place for place, block in enumerate(blocks) if block.kind in ("paragraph", "list")), default=-1)
    begun = False
    for place, block in enumerate(blocks):
        mark = article.end_mark and place == last_text
        if block.kind == "paragraph":
            made.append(_paragraph(press, block, first=not begun, mark=mark))
            begun = True
        elif block.kind == "list":
            made += _list(press, block, mark)
        else:
            made += _box(press, block, tight)
    if article.source:
        lines = measure.lines_of(article.source, measure.COLUMN_WIDTH / 9)
        made.append(Piece(press.paragraph("来源行", press.run(article.source)), "text", lines * measure.PITCH))
    return made


def _box(press: Press, block: GalleyBlock, tight: int) -> list[Piece]:
    if block.kind == "heading":
        return [_heading(press, block)]
    if block.kind == "picture":
        return [picture_piece(press, block, _PICTURE_HEIGHT - tight * measure.PITCH)]
    if block.kind == "quote":
        return [quote_piece(press, block)]
    if block.kind == "number":
        return [number_piece(press, block)]
    if block.kind == "names":
        return [names_piece(press, block)]
    if block.kind == "chart" and block.figure is not None:
        return [chart_piece(press, block.figure, tight)]
    if block.kind == "table" and block.table is not None and block.table.columns:
        return [table_piece(press, block.table)]
    return []


def _paragraph(press: Press, block: GalleyBlock, first: bool, mark: bool) -> Piece:
    line = block.lines[0] if block.lines else ()
    led = bool(line) and line[0].bold
    style = "正文顶格" if first or led else "正文缩进"
    content = _first_clause(press, line) if first and not led else press.line(line)
    text = plain(line) + (_END_MARK if mark else "")
    lines = measure.lines_of(text, _COLUMN, indent=0 if first or led else 2)
    # A full stop hanging over the margin would leave the end mark alone on the next line.
    xml = press.paragraph(style, content + (end_mark(press) if mark else ""), Layout(hang=not mark))
    return Piece(xml, "text", lines * measure.PITCH)


def _first_clause(press: Press, line: Line) -> str:
    """The first clause of an article stands in the structure's face."""
    if not line or line[0].number >= 0:
        return press.line(line)
    match = _CLAUSE.match(line[0].text)
    if match is None:
        return press.line(line)
    rest = (Span(line[0].text[match.end() :]), *line[1:])
    return press.run(match[0], "首句") + press.line(rest)


def end_mark(press: Press) -> str:
    """The mark that ends an article, joined to the full stop so that it never stands alone on a line."""
    return press.run(_END_MARK, "结束符")


def _list(press: Press, block: GalleyBlock, mark: bool) -> list[Piece]:
    made = []
    for number, line in enumerate(block.lines, 1):
        sign = f"{number}." if block.ordered else "◆"
        content = press.run(sign, "列表号") + press.run("\t") + press.line(line)
        last = mark and number == len(block.lines)
        content += end_mark(press) if last else ""
        lines = measure.lines_of(plain(line) + (_END_MARK if last else ""), _COLUMN - 2)
        made.append(Piece(press.paragraph("列表", content), "text", lines * measure.PITCH))
    return made


def _heading(press: Press, block: GalleyBlock) -> Piece:
    style = "文内标题一" if block.level <= 2 else "文内标题二"
    content = press.run("\n").join(press.line(line, "") for line in block.lines)
    lines = sum(
        measure.lines_of(plain(line), (_COLUMN if style == "文内标题二" else _HEADING), sans=True)
        for line in block.lines
    )
    height = measure.PITCH * (max(1, lines) + (block.level <= 2))
    return Piece(press.paragraph(style, content), "head", height)


def picture_piece(press: Press, block: GalleyBlock, tall: float = _PICTURE_HEIGHT) -> Piece:
    """A picture in the column, cropped to the column's picture shape, with its caption mark and credit."""
    content = read_picture(block)
    if content is None:
        return _lacking(press, block)
    drawing = press.drawing(content, block.alt or plain(block.caption) or "图片")
    shaped = Drawing(drawing.relation, drawing.number, drawing.alt, crop_to(content, measure.COLUMN_WIDTH / tall))
    picture = press.paragraph("图片", inline_picture(shaped, measure.COLUMN_WIDTH, tall))
    words = f"■ {plain(block.caption)}" + (f"　{block.credit}" if block.credit else "")
    height = tall + 0.5 + 3 + 13 * measure.lines_of(words, measure.COLUMN_WIDTH / 8.5)
    below = space_below(height)
    return Piece(picture + caption(press, block, below), "box", ABOVE + height, below)


def _lacking(press: Press, block: GalleyBlock) -> Piece:
    """What stands in a picture's place when it is missing or cannot be printed: its name and its caption."""
    words = f"（缺图：{Path(block.path).name}）" if block.path else "（缺图）"
    name = press.paragraph("图注", press.run(words, "供图"), Layout(keep_next=True, after=0))
    lines = measure.lines_of(words, measure.COLUMN_WIDTH / 8.5)
    lines += measure.lines_of(f"■ {plain(block.caption)}　{block.credit}", measure.COLUMN_WIDTH / 8.5)
    height = 3 + 13 * lines
    below = space_below(height)
    return Piece(name + caption(press, block, below), "box", ABOVE + height, below)


def caption(press: Press, block: GalleyBlock, below: float) -> str:
    """The caption under a picture: mark, words, credit at the right end."""
    credit = press.run("\t") + press.run(block.credit, "供图") if block.credit else ""
    words = press.run("■ ", "图注标") + press.line(block.caption, "") + credit
    return press.paragraph("图注", words, Layout(after=twips(below)))


def read_picture(block: GalleyBlock) -> bytes | None:
    """A picture as PNG or JPEG bytes; other formats are converted, a missing or damaged file is None."""
    try:
        content = Path(block.path).read_bytes()
    except (OSError, ValueError):  # a name that no file can have is a ValueError
        return None
    return normal_picture(content)


def normal_picture(content: bytes) -> bytes | None:
    """PNG and JPEG as they are (photographs upright), others turned into PNG, None when no picture can be printed."""
    from bureau_desk.charts.photographs import printable

    return printable(content)


def crop_to(content: bytes, ratio: float) -> tuple[float, float, float, float]:
    """The shares to cut off left, top, right, bottom so that a picture fills a shape without being stretched."""
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(content)) as image:
        own = image.width / max(1, image.height)
    if own > ratio:
        side = (1 - ratio / own) / 2
        return (side, 0, side, 0)
    side = (1 - own / ratio) / 2
    return (0, side, 0, side)
