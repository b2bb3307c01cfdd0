"""How close the running text of an article is set: as designed, or closer where it holds more than its pages.

Three faces of one design: 10.5 points on 17, 10 on 16, 9.5 on 15 (the size of the short notices). Columns, headings and
boxes keep their widths, so that a page set closer looks like its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Layout, twips


@dataclass(frozen=True, slots=True)
class Density:
    """Running text in one face: its styles (indented, flush, list), size and pitch in points, and what stands over and
    under a heading so that it takes two lines."""

    indented: str
    flush: str
    listed: str
    size: float
    pitch: float
    above: float
    below: float

    @property
    def characters(self) -> float:
        """Characters to the line of a column."""
        return measure.COLUMN_WIDTH / self.size

    def lines(self, text: str, indent: float = 0, room: float = 0) -> int:
        """The lines that text takes in a column, `room` characters narrower."""
        return measure.lines_of(text, self.characters - room, indent)

    def heading(self) -> Layout:
        """A heading on the lines of this face; as its style says where that is the designed one."""
        if self is DENSITIES[0]:
            return Layout()
        return Layout(before=twips(self.above), after=twips(self.below))

    def grid(self, points: float) -> float:
        """The next multiple of the pitch."""
        return measure.grid(points, self.pitch)


DENSITIES = (
    Density("正文缩进", "正文顶格", "列表", 10.5, 17, 12, 5),
    Density("正文缩进紧", "正文顶格紧", "列表紧", 10, 16, 11, 4),
    Density("正文缩进密", "正文顶格密", "列表密", 9.5, 15, 9.5, 3.5),
)


def densities(press: Press) -> int:
    """How many faces the style file knows: one that staff keep from earlier days has the designed face alone."""
    known = press.styles.ids
    return next(
        (place for place, one in enumerate(DENSITIES) if any(name not in known for name in (one.indented, one.flush))),
        len(DENSITIES),
    )


def on_lines(piece: Piece, density: Density, above: float) -> Piece:
    """A box of a column with so much space below that what follows stands on the lines of the face."""
    if density is DENSITIES[0] or piece.kind != "box":
        return piece
    after = density.grid(piece.height + above) - piece.height
    head, found, tail = piece.xml.rpartition(f'w:after="{twips(piece.after)}"')
    return replace(piece, xml=f'{head}w:after="{twips(after)}"{tail}' if found else piece.xml, after=after)
