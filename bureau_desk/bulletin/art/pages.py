"""Bands, side, panel and quiet pages: plain field where text stands, tiles where the page ends."""

from __future__ import annotations

import random
from functools import lru_cache

from PIL import Image

from bureau_desk.bulletin.art.canvas import Canvas, Pen, millimetres
from bureau_desk.bulletin.art.pattern import LEANING, Cell, Pattern
from bureau_desk.bulletin.art.shades import Shades, shades_of
from bureau_desk.charts.theme import Theme, mix

PAGE = (millimetres(210), millimetres(297))
FOOT = millimetres(281.5)  # the deep strip with the imprint line begins here

_REACH = 1720  # farthest page corner from the middle of the rings, in pixels
_FIRST, _PITCH = 368, 74


def band(theme: Theme, seed: int) -> bytes:
    """The band over a column opener: 210 x 63 mm, plain at the left, three rows of 21 mm tiles at the right."""
    shades, rng = shades_of(theme), random.Random(seed)
    size = millimetres(21)
    canvas = Canvas((millimetres(210), millimetres(63)), shades.primary)
    # the column's name stands at the lower left, so the lowest row never starts first
    starts = rng.choice(((5, 7, 6), (4, 6, 5), (4, 5, 6), (6, 4, 5), (5, 4, 6), (4, 6, 7)))
    cells = [(column, row) for row, start in enumerate(starts) for column in range(start, 10)]
    fringe = [(start, row) for row, start in enumerate(starts)]
    pattern = Pattern(shades, rng, cells)
    pattern.fill(accents=rng.choice((2, 3)), great=1, fringe=fringe, ends=LEANING)
    pattern.paint(canvas, 0, 0, size)
    return canvas.png()


def low_band(theme: Theme, seed: int) -> bytes:
    """A band of 210 x 35 mm for pages with little room: two rows of 17.5 mm tiles at the right."""
    shades, rng = shades_of(theme), random.Random(seed)
    canvas = Canvas((millimetres(210), millimetres(35)), shades.primary)
    starts = rng.choice(((7, 6), (6, 7), (7, 5), (8, 6)))
    cells = [(column, row) for row, start in enumerate(starts) for column in range(start, 12)]
    pattern = Pattern(shades, rng, cells)
    pattern.fill(accents=2, great=1, fringe=[(start, row) for row, start in enumerate(starts)], ends=LEANING)
    pattern.paint(canvas, 0, 0, millimetres(17.5))
    return canvas.png()


def contents_band(theme: Theme, seed: int) -> bytes:
    """The band over the contents: 210 x 52.5 mm, 12 x 3 tiles of 17.5 mm."""
    shades, rng = shades_of(theme), random.Random(seed)
    canvas = Canvas((millimetres(210), millimetres(52.5)), shades.primary)
    pattern = Pattern(shades, rng, [(column, row) for row in range(3) for column in range(12)])
    pattern.fill(accents=3, great=2)
    pattern.paint(canvas, 0, 0, millimetres(17.5))
    return canvas.png()


def side(theme: Theme, seed: int) -> bytes:
    """The side of the message page: 46 x 297 mm, tiles of 11.5 mm rising at the foot, room for the year above."""
    shades, rng = shades_of(theme), random.Random(seed)
    size = millimetres(11.5)
    canvas = Canvas((millimetres(46), PAGE[1]), shades.primary)
    heights = rng.choice(((7, 9, 8, 11), (8, 7, 10, 12), (6, 8, 11, 10), (9, 7, 8, 12)))
    _rising(canvas, shades, rng, heights, PAGE[1], size, great=1)
    return canvas.png()


def panel(theme: Theme, seed: int) -> bytes:
    """The panel beside the board: 70 x 297 mm of tint with 4 x 2 tiles of 17.5 mm at its foot."""
    shades, rng = shades_of(theme), random.Random(seed)
    size = millimetres(17.5)
    canvas = Canvas((millimetres(70), PAGE[1]), theme.tint)
    pattern = Pattern(shades, rng, [(column, row) for row in range(2) for column in range(4)])
    pattern.fill(accents=2)
    pattern.paint(canvas, 0, PAGE[1] - 2 * size, size)
    return canvas.png()


def inside(theme: Theme, seed: int) -> bytes:
    """A quiet page for issues without a message: field, rings and a low row of tiles at the foot."""
    shades, rng = shades_of(theme), random.Random(seed)
    canvas = Canvas(PAGE, shades.primary)
    lay_rings(canvas, shades, millimetres(70), millimetres(150))
    heights = [rng.choice((1, 2, 2)) for _ in range(8)] + [rng.choice((2, 3)) for _ in range(4)]
    _rising(canvas, shades, rng, heights, PAGE[1], millimetres(17.5))
    return canvas.png()


def back(theme: Theme, seed: int) -> bytes:
    """The back cover: field with rings, tiles rising to the right above the deep strip."""
    shades, rng = shades_of(theme), random.Random(seed)
    canvas = Canvas(PAGE, shades.primary)
    lay_rings(canvas, shades, millimetres(70), millimetres(160))
    heights = rng.choice(
        (
            (1, 2, 1, 2, 2, 3, 2, 3, 4, 3, 5, 4),
            (2, 1, 1, 2, 3, 2, 3, 4, 3, 5, 4, 5),
            (1, 1, 2, 3, 2, 2, 4, 3, 4, 5, 4, 5),
        )
    )
    _rising(canvas, shades, rng, heights, FOOT, millimetres(17.5), great=2)
    canvas.rectangle(0, FOOT, PAGE[0], PAGE[1] - FOOT, shades.deep)
    return canvas.png()


def flat(color: str) -> bytes:
    """Eight by eight pixels of one colour (RRGGBB), to be stretched on the page."""
    return Canvas((8, 8), color).png()


def _rising(
    canvas: Canvas,
    shades: Shades,
    rng: random.Random,
    heights: tuple[int, ...] | list[int],
    foot: int,
    size: int,
    great: int = 0,
) -> None:
    """Columns of tiles of the given heights standing on `foot`; their top tiles melt into the field."""
    tallest = max(heights)
    cells: list[Cell] = [(x, y) for x, height in enumerate(heights) for y in range(tallest - height, tallest)]
    fringe = [(x, tallest - height) for x, height in enumerate(heights)]
    pattern = Pattern(shades, rng, cells)
    pattern.fill(accents=3, great=great, fringe=fringe)
    pattern.paint(canvas, 0, foot - tallest * size, size)


def lay_rings(canvas: Canvas, shades: Shades, x: int, y: int) -> None:
    """Thin rings about x, y that fade outward."""
    mask = _quadrant()
    colour = mix(shades.primary, shades.mid, 0.55)
    flips = (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM)
    canvas.stamp(mask, x, y, colour)
    canvas.stamp(mask.transpose(flips[0]), x - _REACH, y, colour)
    canvas.stamp(mask.transpose(flips[1]), x, y - _REACH, colour)
    canvas.stamp(mask.transpose(Image.Transpose.ROTATE_180), x - _REACH, y - _REACH, colour)


@lru_cache(maxsize=1)
def _quadrant() -> Image.Image:
    """The lower right quarter of the rings; the other three are its mirrors."""
    pen = Pen(_REACH, _REACH)
    for number, radius in enumerate(range(_FIRST, _REACH, _PITCH)):
        pen.circle(0, 0, radius, 2, 255 - number * 9)
    return pen.mask()
