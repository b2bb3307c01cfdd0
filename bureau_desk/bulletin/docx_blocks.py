"""The blocks of an article as Word XML with the room they take."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_boxes import chart_piece, names_piece, number_piece, quote_piece
from bureau_desk.bulletin.docx_density import DENSITIES, Density, on_lines
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_marks import FigureKey, figure_key
from bureau_desk.bulletin.docx_numbers import in_rows, numbers_piece
from bureau_desk.bulletin.docx_pictures import (
    ABOVE,
    PLAIN_SETTING,
    Setting,
    groups,
    picture_piece,
    row_piece,
    wide_piece,
)
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_tables import table_piece
from bureau_desk.bulletin.docx_xml import Layout, behind_properties, bookmark, twips
from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, Line, Span, plain

_CLAUSE = re.compile(r"^[^，。；：！？,;:!?（(]{2,14}[，。；：]")
_END_MARK = "\u2060◆"
_SIGN, _AFTER_SIGN = 2, 0.25
"""Characters before the words of a list item, and what stays white behind its number at least."""
_HEADING = (measure.COLUMN_WIDTH - 7.5) / 13
"""Characters of a heading to the line of a column."""


def pieces(
    press: Press,
    article: GalleyArticle,
    blocks: Sequence[GalleyBlock],
    setting: Setting = PLAIN_SETTING,
    texts: dict[int, list[Piece]] | None = None,
) -> list[Piece]:
    """All blocks of an article; the last running text takes the end mark, the source line follows it.

    `texts` keeps what does not depend on the setting, for pieces that are made for several.
    """
    made: list[Piece] = []
    kept: dict[int, list[Piece]] = {} if texts is None else texts
    density = DENSITIES[setting.density]
    last_text = max((place for place, block in enumerate(blocks) if block.kind in ("paragraph", "list")), default=-1)
    first_text = next((place for place, block in enumerate(blocks) if block.kind in ("paragraph", "list")), -1)
    together, rows = groups(blocks, setting), in_rows(blocks)
    beside = {one for row in rows.values() for one in row[1:]}
    for place, block in enumerate(blocks):
        if place in beside:
            continue
        if place in rows:
            made.append(numbers_piece(press, [blocks[one] for one in rows[place]]))
        elif block.kind == "picture":
            made += _pictures(press, [blocks[one] for one in together.get(place, ())], setting)
            setting = replace(setting, wide=setting.wide and place not in together)
        elif block.kind == "chart" and block.figure is not None:
            chart = chart_piece(press, block.figure, max(0, setting.tight))
            made.append(_marked(press, chart, figure_key(article, block)))
        else:
            if place not in kept:
                kept[place] = _steady(press, article, block, place == first_text, place == last_text, density)
            made += kept[place]
    if article.source:
        lines = measure.lines_of(article.source, measure.COLUMN_WIDTH / 9)
        told = press.paragraph("来源行", press.words(article.source), Layout(line=twips(density.pitch)))
        made.append(Piece(told, "text", lines * density.pitch, pitch=density.pitch))
    return [on_lines(piece, density, ABOVE) for piece in made]


def _marked(press: Press, piece: Piece, key: FigureKey | None) -> Piece:
    """A chart or table under its bookmark, where the issue lists its figures; a second printing has none."""
    name = press.figure_names.get(key, "") if key else ""
    if not name or name in press.marked:
        return piece
    if press.rough:
        return replace(piece, mark=name)
    press.marked.add(name)
    mark = bookmark(press.package.number("bookmark"), name, "")
    # The space over a wide piece may stay behind on the page before it: the bookmark stands with its title.
    above, ended, rest = piece.xml.partition("</w:p>") if piece.kind == "wide" else ("", "", piece.xml)
    return replace(piece, xml=above + ended + behind_properties(rest, mark), mark=name)


def _pictures(press: Press, group: Sequence[GalleyBlock], setting: Setting) -> list[Piece]:
    """The pictures that stand at one place; none where their group stands elsewhere."""
    if not group:
        return []
    if len(group) > 1:
        return [row_piece(press, group, setting.tight)]
    make = wide_piece if setting.wide else picture_piece
    return [make(press, group[0], setting.tight)]


def _steady(
    press: Press, article: GalleyArticle, block: GalleyBlock, first: bool, last: bool, density: Density
) -> list[Piece]:
    """The pieces of a block that takes the same room in every setting."""
    mark = article.end_mark and last
    if block.kind == "paragraph":
        return [_paragraph(press, block, first, mark, density)]
    if block.kind == "list":
        return _list(press, block, mark, density)
    if block.kind == "heading":
        return [_heading(press, block, density)]
    if block.kind == "quote":
        return [quote_piece(press, block)]
    if block.kind == "number":
        return [number_piece(press, block)]
    if block.kind == "names":
        return [names_piece(press, block)]
    if block.kind == "table" and block.table is not None and block.table.columns:
        return [_marked(press, table_piece(press, block.table), figure_key(article, block))]
    return []


def _paragraph(press: Press, block: GalleyBlock, first: bool, mark: bool, density: Density) -> Piece:
    line = block.lines[0] if block.lines else ()
    led = bool(line) and line[0].bold
    style = density.flush if first or led else density.indented
    indent = 0 if first or led else 2
    if mark and _ends_full(plain(line), density, indent):
        line = _with_company(press, line)
    content = _first_clause(press, line) if first and not led else press.line(line)
    text = plain(line) + (_END_MARK if mark else "")
    lines = density.lines(text, indent)
    # A full stop hanging over the margin would leave the end mark alone on the next line.
    xml = press.paragraph(style, content + (end_mark(press) if mark else ""), Layout(hang=not mark))
    return Piece(xml, "text", lines * density.pitch, pitch=density.pitch)


def _ends_full(words: str, density: Density, indent: int) -> bool:
    """Whether the last line has the end mark and no more than a character and its stop: LibreOffice may find room for these
    on the line before."""
    end = measure.last_cluster(words)
    return density.lines(words[: len(words) - len(end)], indent) < density.lines(words + _END_MARK, indent)


def _with_company(press: Press, line: Line) -> Line:
    """A last line so full that the end mark goes to the next one, broken so that its last character goes along.

    Word and WPS take it along by themselves, LibreOffice leaves the mark alone.
    """
    if not press.pictures_only or not line or line[-1].number >= 0 or line[-1].page:
        return line
    words = line[-1].text
    end = measure.last_cluster(words)
    if not end or len(end) >= len(words):
        return line
    return (*line[:-1], replace(line[-1], text=f"{words[: -len(end)]}\n{end}"))


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


def _list(press: Press, block: GalleyBlock, mark: bool, density: Density) -> list[Piece]:
    made = []
    final = block.start + len(block.lines) - 1
    room, layout = _list_room(block, density)
    for number, line in enumerate(block.lines, block.start):
        sign = f"{number}." if block.ordered else "◆"
        content = press.run(sign, "列表号") + press.run("\t") + press.line(line)
        last = mark and number == final
        content += end_mark(press) if last else ""
        lines = density.lines(plain(line) + (_END_MARK if last else ""), room=room)
        made.append(
            Piece(press.paragraph(density.listed, content, layout), "text", lines * density.pitch, pitch=density.pitch)
        )
    return made


def _list_room(block: GalleyBlock, density: Density) -> tuple[int, Layout]:
    """The characters that the signs of a list stand in: two as its style says, more where a number is longer."""
    longest = measure.width_of(f"{block.start + len(block.lines) - 1}.", measure.SANS) if block.ordered else 1
    room = max(_SIGN, math.ceil(longest + _AFTER_SIGN))
    if room == _SIGN:
        return _SIGN, Layout()
    left = twips(room * density.size)
    return room, Layout(left=left, hanging=left, tabs=(("clear", twips(_SIGN * density.size)), ("left", left)))


def _heading(press: Press, block: GalleyBlock, density: Density) -> Piece:
    second = block.level > 2
    content = press.run("\n").join(press.line(line, "") for line in block.lines)
    lines = sum(
        measure.lines_of(plain(line), (measure.COLUMN_WIDTH / 10.5 if second else _HEADING), sans=True)
        for line in block.lines
    )
    pitch = density.pitch
    if second:
        layout = Layout(line=twips(pitch)) if pitch != measure.PITCH else Layout()
        return Piece(press.paragraph("文内标题二", content, layout), "head", pitch * max(1, lines))
    height = density.above + density.below + measure.PITCH * max(1, lines)
    return Piece(press.paragraph("文内标题一", content, density.heading()), "head", height)
