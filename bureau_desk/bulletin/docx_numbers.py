"""Big numbers side by side over both columns: two to four that follow one another in an article."""

from __future__ import annotations

from collections.abc import Sequence

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_boxes import number_width
from bureau_desk.bulletin.docx_flow import Piece
from bureau_desk.bulletin.docx_pictures import ABOVE
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Border, Cell, TableRow, table
from bureau_desk.domain.galley import GalleyBlock, plain

MOST = 4
_FULL, _GUTTER = 9660, 300


def in_rows(blocks: Sequence[GalleyBlock]) -> dict[int, list[int]]:
    """The places of numbers that stand in a row, by the place of the first; a single number is in none."""
    made: dict[int, list[int]] = {}
    place = 0
    while place < len(blocks):
        end = place
        while end < len(blocks) and blocks[end].kind == "number":
            end += 1
        rest = list(range(place, end))
        while len(rest) > 1:
            # five are three and two: none is left alone
            taken = 3 if len(rest) == 5 else min(MOST, len(rest))
            while taken > 1 and any(_wide(blocks[one]) > _each(taken) / 20 for one in rest[:taken]):
                taken -= 1
            if taken > 1:
                made[rest[0]] = rest[:taken]
            rest = rest[taken:]
        place = max(end, place + 1)
    return made


def _each(count: int) -> int:
    return (_FULL - _GUTTER * (count - 1)) // count


def _wide(block: GalleyBlock) -> float:
    """The points that a number takes with its unit and arrow in the size of a row."""
    return number_width(block, 34)


def numbers_piece(press: Press, blocks: Sequence[GalleyBlock]) -> Piece:
    """A row of numbers without tint, each under a bar, the first bar in the accent."""
    count = len(blocks)
    each = _each(count)
    told = max(
        sum(measure.lines_of(plain(line), each / 20 / 9.5, sans=True) for line in block.lines) for block in blocks
    )
    cells, widths = [], []
    for place, block in enumerate(blocks):
        if place:
            cells.append(Cell(press.spacer(1)))
            widths.append(_GUTTER)
        unit = press.run(f" {block.unit}", "数字单位") if block.unit else ""
        arrow = press.run(f" {block.arrow}", "数字箭头") if block.arrow else ""
        content = press.paragraph("大数字排", press.line(block.title, "") + unit + arrow)
        content += "".join(press.paragraph("大数字排注", press.line(line, "")) for line in block.lines)
        bar = Border(18, press.theme.primary if place else press.theme.accent)
        cells.append(Cell(content, bar, margins=(100, 0, 60, 0)))
        widths.append(each)
    widths[-1] += _FULL - sum(widths)
    height = 2.25 + 5 + 38 + told * 15 + 3
    xml = press.spacer(ABOVE) + table(widths, [TableRow(cells)], "数字") + press.spacer(ABOVE)
    return Piece(xml, "wide", ABOVE + height, ABOVE + 1, "numbers")
