"""The blocks of a message in its measure: text as one paragraph after the other, boxes as wide as the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_boxes import chart_piece, number_piece, quote_piece
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_pictures import measured_picture
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_tables import measured_table
from bureau_desk.bulletin.docx_xml import Layout, twips
from bureau_desk.domain.galley import GalleyBlock, Line, plain


@dataclass(frozen=True, slots=True)
class Face:
    """Running text: its style with size and pitch in points, characters to the line."""

    style: str
    size: float
    pitch: float
    characters: int

    @property
    def width(self) -> float:
        """Points of a line."""
        return self.characters * self.size


def block_pieces(press: Press, block: GalleyBlock, face: Face) -> Iterator[Piece]:
    """A block as XML with the points it takes."""
    if block.kind == "heading":
        for line in block.lines:
            lines = measure.lines_of(plain(line), face.width / 9, sans=True)
            yield Piece(press.paragraph("小字黑", press.line(line)), "head", 15.0 * lines)
    elif block.kind in ("paragraph", "list"):
        yield from _texts(press, block, face)
    elif block.kind == "names":
        title = plain(block.title)
        lines = measure.lines_of(title, face.width / 9, sans=True)
        yield Piece(press.paragraph("小字黑", press.line(block.title)), "head", 15.0 * lines)
        yield from _texts(press, replace(block, ordered=True), face)
    elif block.kind == "quote":
        yield quote_piece(press, block)
    elif block.kind == "number":
        yield number_piece(press, block)
    elif block.kind == "picture":
        yield measured_picture(press, block, face.width)
    elif block.kind == "chart" and block.figure is not None:
        yield chart_piece(press, replace(block.figure, wide=False))
    elif block.kind == "table" and block.table is not None and block.table.columns:
        yield measured_table(press, block.table, face.width)


def _texts(press: Press, block: GalleyBlock, face: Face) -> Iterator[Piece]:
    for number, line in enumerate(block.lines, block.start):
        sign = "" if block.kind == "paragraph" else f"{number}." if block.ordered else "◆"
        yield text_piece(press, line, face, sign)


def text_piece(press: Press, line: Line, face: Face, sign: str = "") -> Piece:
    """A paragraph of the running text, behind the sign of a list's item."""
    content = (press.run(f"{sign}\u2002", "列表号") if sign else "") + press.line(line)
    lines = measure.lines_of(f"{sign} {plain(line)}" if sign else plain(line), face.characters, 2)
    return Piece(press.paragraph(face.style, content), "text", lines * face.pitch, pitch=face.pitch)


def plain_piece(press: Press, style: str, line: Line, size: float, pitch: float, face: Face, over: float = 0) -> Piece:
    """A line of another style over the measure."""
    lines = measure.lines_of(plain(line), face.width / size)
    xml = press.paragraph(style, press.line(line, ""), Layout(before=twips(over)) if over else Layout())
    return Piece(xml, "text", over + pitch * lines)
