"""Pictures of an article: in a column, side by side over both columns, or one across both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Piece, Placed
from bureau_desk.bulletin.docx_photos import FLAT, TALL, Photo, photo_of
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Cell, Drawing, Layout, TableRow, inline_picture, run, table, twips
from bureau_desk.domain.galley import GalleyBlock, plain

ABOVE = 8.5
"""Points of space over a box."""
COLUMN_HEIGHT = 152.5
_WIDE_HEIGHT = 246.5
_LINE = 0.5  # what the line that holds a picture adds to its height
_FULL, _GUTTERS = 9660, {2: 420, 3: 300}
_THIRD_HEIGHT = 101.5
_TALL_HEIGHT, _FLAT_HEIGHT = 220.5, 101.5  # in a column, of pictures that are tall or flat themselves
_LOWEST, _LOWEST_WIDE = 84.5, 118.5
_LEFT = 0.6
"""The share of a picture that is seen at least: what is further from the shape of its place is set narrower or lower."""
_LOWEST_STRIP, _NARROWEST = 33.5, 60.0


@dataclass(frozen=True, slots=True)
class Setting:
    """How an article is set: how much room its opening may take, the lines that pictures and charts give up (negative:
    gain), how many pictures stand side by side over both columns, whether the first one spans both, how close the text is set (the place in `DENSITIES`)."""

    opener: int = 0
    tight: int = 0
    row: int = 1
    wide: bool = False
    density: int = 0


PLAIN_SETTING = Setting()


def space_below(height: float) -> float:
    """The space under a box of a column that brings it, with the space above, onto the grid of lines."""
    return measure.grid(ABOVE + height + ABOVE) - ABOVE - height


def groups(blocks: Sequence[GalleyBlock], setting: Setting) -> dict[int, list[int]]:
    """The places of pictures that stand together, by the place at which they stand; every picture is in one group."""
    pictures = [place for place, block in enumerate(blocks) if block.kind == "picture"]
    whole = [place for place in pictures if photo_of(blocks[place].path) is not None]
    made = {place: [place] for place in pictures if place not in whole}
    broad = [place for place in whole if not _is_tall(blocks[place])]
    alone = [max(broad, key=lambda place: _flatness(blocks[place]))] if setting.wide and broad else []
    # Tall pictures keep their shape: beside others they would lose heads and feet.
    rest = [place for place in broad if place not in alone and not _is_strip(blocks[place])]
    made |= {place: [place] for place in whole if place not in alone and place not in rest}
    made |= {place: [place] for place in alone}
    while rest:
        taken = 1 if setting.row == 1 else 2 if len(rest) == 4 else min(setting.row, len(rest))
        group, rest = rest[:taken], rest[taken:]
        made[group[len(group) // 2]] = group
    return made


def picture_piece(press: Press, block: GalleyBlock, tight: int = 0) -> Piece:
    """A picture in the column, cropped to the column's picture shape, with its caption mark and credit."""
    photo = photo_of(block.path)
    if photo is None:
        return _lacking(press, block)
    tall = _height_of(photo, tight)
    height = tall + _LINE + 13 * _caption_lines(block, measure.COLUMN_WIDTH)
    below = space_below(height)
    drawn = _drawn(press, block, photo, measure.COLUMN_WIDTH, tall)
    at = (_placed(photo, measure.COLUMN_WIDTH, tall),)
    return Piece(caption(press, block, "图注", below, drawn), "box", ABOVE + height, below, "picture", pictures=at)


def _height_of(photo: Photo, tight: int) -> float:
    """The height of a picture in a column: near its own shape, on the lines of the page."""
    given = tight * measure.PITCH
    if photo.ratio < TALL:
        return max(COLUMN_HEIGHT, _TALL_HEIGHT - given)
    if photo.ratio > FLAT:
        return min(max(_LOWEST, min(COLUMN_HEIGHT, _FLAT_HEIGHT - given)), _of_strip(photo, measure.COLUMN_WIDTH))
    return COLUMN_HEIGHT - given


def _of_strip(photo: Photo, width: float) -> float:
    """The height at which a very flat picture is cut off at its sides as far as is allowed."""
    return max(_LOWEST_STRIP, measure.grid(width / photo.ratio / _LEFT) - measure.PITCH - _LINE)


def _is_strip(block: GalleyBlock) -> bool:
    """Whether a picture would lose too much of its sides beside others."""
    photo = photo_of(block.path)
    return photo is not None and photo.ratio * _LEFT > _FULL / 2 / 20 / COLUMN_HEIGHT


def _is_tall(block: GalleyBlock) -> bool:
    photo = photo_of(block.path)
    return photo is not None and photo.ratio < TALL


def _flatness(block: GalleyBlock) -> float:
    """How much a picture gains by both columns; pictures of common shapes gain alike, so that the first is taken."""
    photo = photo_of(block.path)
    return photo.ratio if photo is not None and photo.ratio > FLAT else 1.0 if photo and photo.ratio >= TALL else 0.0


def wide_piece(press: Press, block: GalleyBlock, tight: int = 0) -> Piece:
    """A picture across both columns."""
    photo = photo_of(block.path)
    if photo is None:
        return _lacking(press, block)
    tall = _WIDE_HEIGHT - tight * measure.PITCH
    if photo.ratio > FLAT:
        tall = max(_LOWEST_WIDE, min(tall, measure.grid(measure.FULL_WIDTH / photo.ratio) - _LINE))
        tall = min(tall, _of_strip(photo, measure.FULL_WIDTH))
    drawn = _drawn(press, block, photo, measure.FULL_WIDTH, tall)
    height = ABOVE + tall + _LINE + 13 * _caption_lines(block, measure.FULL_WIDTH)
    xml = caption(press, block, "图注通栏", ABOVE, drawn)
    return Piece(xml, "wide", height, ABOVE, "picture", pictures=(_placed(photo, measure.FULL_WIDTH, tall),))


def row_piece(press: Press, blocks: Sequence[GalleyBlock], tight: int = 0) -> Piece:
    """Two or three pictures side by side over both columns, each over its caption."""
    count = len(blocks)
    gutter = _GUTTERS[count]
    each = (_FULL - gutter * (count - 1)) // count
    tall = _THIRD_HEIGHT if count == 3 else COLUMN_HEIGHT - tight * measure.PITCH
    told = max(_caption_lines(block, each / 20) for block in blocks)
    height = tall + _LINE + 13 * told
    piece_height = ABOVE + height
    if press.rough:
        photos = (photo_of(block.path) for block in blocks)
        at = tuple(_placed(photo, each / 20, tall) for photo in photos if photo is not None)
        return Piece("", "wide", piece_height, ABOVE + 1, "pictures", pictures=at)
    cells, widths = [], []
    for place, block in enumerate(blocks):
        if place:
            cells.append(Cell(press.spacer(1)))
            widths.append(gutter)
        photo = photo_of(block.path)
        assert photo is not None  # `groups` puts only pictures that can be printed together
        drawn = _drawn(press, block, photo, each / 20, tall)
        cells.append(Cell(caption(press, block, "图注", 0, drawn, each, before=0)))
        widths.append(each)
    widths[-1] += _FULL - sum(widths)
    xml = press.spacer(ABOVE) + table(widths, [TableRow(cells)], "图片") + press.spacer(ABOVE)
    return Piece(xml, "wide", piece_height, ABOVE + 1, "pictures")


def measured_picture(press: Press, block: GalleyBlock, width: float) -> Piece:
    """A picture in a measure of its own, in points, near its own shape."""
    photo = photo_of(block.path)
    if photo is None:
        return _lacking(press, block)
    tall = min(_WIDE_HEIGHT, max(_LOWEST_WIDE, width / photo.ratio))
    height = tall + _LINE + 13 * _caption_lines(block, width)
    xml = caption(press, block, "图注", ABOVE, _drawn(press, block, photo, width, tall), twips(width))
    return Piece(xml, "box", ABOVE + height, ABOVE, "picture", pictures=(_placed(photo, width, tall),))


def _placed(photo: Photo, width: float, tall: float) -> Placed:
    """How large a picture is printed in a place: one that would lose too much of its shape is set narrower."""
    return photo.path, min(width, max(tall * photo.ratio / _LEFT, _NARROWEST)), tall


def _drawn(press: Press, block: GalleyBlock, photo: Photo, width: float, tall: float) -> str:
    if press.rough:
        return ""
    _, width, tall = _placed(photo, width, tall)
    drawing = press.drawing(photo.printed(width, tall), block.alt or plain(block.caption) or "图片")
    shaped = Drawing(drawing.relation, drawing.number, drawing.alt, photo.crop_to(width / tall))
    # Picture and caption are lines of one paragraph, so that no program ever parts them; kept-together paragraphs keep
    # LibreOffice from balancing columns.
    style = press.styles["图位"]
    return inline_picture(shaped, width, tall, style) + run("\n", style)


def _caption_lines(block: GalleyBlock, width: float) -> int:
    words = f"■ {plain(block.caption)}" + (f"　{block.credit}" if block.credit else "")
    return measure.lines_of(words, width / 8.5)


def _lacking(press: Press, block: GalleyBlock) -> Piece:
    """What stands in a picture's place when it is missing or cannot be printed: its name and its caption."""
    words = f"（缺图：{Path(block.path).name}）" if block.path else "（缺图）"
    lines = measure.lines_of(words, measure.COLUMN_WIDTH / 8.5) + _caption_lines(block, measure.COLUMN_WIDTH)
    below = space_below(13.0 * lines)
    xml = caption(press, block, "图注", below, press.run(f"{words}\n", "供图"))
    return Piece(xml, "box", ABOVE + 13 * lines, below)


def caption(
    press: Press, block: GalleyBlock, style: str, below: float, drawn: str, width: int = 0, before: int = -1
) -> str:
    """A picture with its caption under it: mark, words, credit at the right end (of a cell of `width` twips)."""
    credit = press.run("\t") + press.words(block.credit, "供图") if block.credit else ""
    words = drawn + press.run("■ ", "图注标") + press.line(block.caption, "") + credit
    tabs = (("clear", 4620), ("right", width)) if width and width != 4620 else ()
    return press.paragraph(style, words, Layout(before=before, after=twips(below), tabs=tabs))
