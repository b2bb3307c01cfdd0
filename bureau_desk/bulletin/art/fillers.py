"""The tiles at the foot of a page that an article leaves half empty."""

from __future__ import annotations

import random

from bureau_desk.bulletin.art.canvas import Canvas, millimetres
from bureau_desk.bulletin.art.pattern import Pattern
from bureau_desk.bulletin.art.shades import shades_of
from bureau_desk.charts.theme import Theme

TILE_MM = 17.0
ACROSS = 10
"""Tiles over the measure of the text."""
_SLOPES = (
    (0, 0, 0.2, 0, 0.4, 0.3, 0.6, 0.5, 1, 0.8),
    (0, 0.2, 0, 0.3, 0.2, 0.6, 0.4, 0.8, 0.6, 1),
    (0.2, 0, 0.3, 0, 0.2, 0.5, 0.8, 0.5, 0.8, 1),
)


def filler(theme: Theme, seed: int, rows: int) -> bytes:
    """Tiles of 17 mm rising to the right on white: 170 mm wide, `rows` tiles high where they are highest."""
    shades, rng = shades_of(theme), random.Random(seed)
    size = millimetres(TILE_MM)
    canvas = Canvas((size * ACROSS, size * rows), "FFFFFF")
    heights = [1 + round(share * (rows - 1)) for share in rng.choice(_SLOPES)]
    cells = [(column, row) for column, height in enumerate(heights) for row in range(rows - height, rows)]
    # One row alone is a plain strip: ending softly it would fall into single tiles.
    fringe = [(column, rows - height) for column, height in enumerate(heights)] if rows > 1 else []
    pattern = Pattern(shades, rng, cells)
    pattern.fill(accents=1, great=rows > 2, fringe=fringe)
    pattern.paint(canvas, 0, 0, size)
    return canvas.png()
