"""The cover: the field with rings, the sun, the pagoda, a skyline rising to the right and the canal at its foot."""

from __future__ import annotations

import random

from bureau_desk.bulletin.art.canvas import Canvas, drawn, millimetres
from bureau_desk.bulletin.art.pages import FOOT, PAGE, lay_rings
from bureau_desk.bulletin.art.pagoda import draw_pagoda
from bureau_desk.bulletin.art.shades import Shades, shades_of
from bureau_desk.bulletin.art.skyline import House, draw_house, draw_scales, draw_turbine
from bureau_desk.bulletin.art.tiles import lay
from bureau_desk.charts.theme import Theme, mix

QUAY = millimetres(262.5)
_LINE = 7  # thickness of the accent line over the canal
_SUN = millimetres(38)
_TILE = millimetres(17.5)
_PAGODA = 1098  # its middle; the lowest eaves end just before the tiles at the right

Lot = tuple[int, int, int]  # left edge, width, height over the quay, in pixels

# three depths, far to near; heights rise to both sides of the pagoda and most to the right
FAR: tuple[Lot, ...] = (
    (0, 105, 470), (105, 70, 400), (210, 140, 560), (350, 140, 690), (560, 140, 600), (700, 105, 520),
    (840, 140, 470), (1190, 140, 700), (1330, 140, 930), (1470, 105, 850), (1575, 105, 880),
)  # fmt: skip
MIDDLE: tuple[Lot, ...] = (
    (0, 70, 330), (140, 140, 490), (490, 140, 560), (630, 105, 430), (1260, 140, 620), (1400, 140, 720),
    (1540, 140, 640),
)  # fmt: skip
NEAR: tuple[Lot, ...] = (
    (0, 140, 270), (280, 140, 400), (560, 140, 320), (1260, 140, 480), (1400, 140, 340), (1540, 140, 420),
)  # fmt: skip


def cover(theme: Theme, seed: int) -> bytes:
    """The cover art: 210 x 297 mm, the upper 125 mm free for text."""
    shades, rng = shades_of(theme), random.Random(seed)
    canvas = Canvas(PAGE, shades.primary)
    sun = (_PAGODA + rng.randrange(-24, 25), millimetres(161))
    lay_rings(canvas, shades, *sun)
    canvas.stamp(
        drawn(2 * _SUN, 2 * _SUN, lambda pen: pen.disc(_SUN, _SUN, _SUN)), sun[0] - _SUN, sun[1] - _SUN, shades.accent
    )
    _city(canvas, shades, rng)
    draw_turbine(canvas, 886, QUAY, 600, rng.randrange(4, 26), shades.pale)
    draw_turbine(canvas, 766, QUAY, 350, rng.randrange(8, 46), shades.pale)
    draw_pagoda(canvas, shades, _PAGODA, QUAY)
    _foot(canvas, shades, rng)
    return canvas.png()


def _city(canvas: Canvas, shades: Shades, rng: random.Random) -> None:
    glass = mix(shades.steps[1], shades.mid, 0.55)
    for lot in FAR:
        _build(canvas, rng, lot, [(shades.far, shades.steps[1])])
    for lot in MIDDLE:
        _build(canvas, rng, lot, [(shades.steps[1], glass), (shades.dusk, shades.steel)])
    near = [(shades.mid, shades.pale), (shades.steel, shades.primary), (shades.light, shades.mid)]
    rng.shuffle(near)
    for number, lot in enumerate(NEAR):
        _build(canvas, rng, lot, [near[number % 3]])


def _build(canvas: Canvas, rng: random.Random, lot: Lot, tones: list[tuple[str, str]]) -> None:
    left, width, height = lot
    wall, glass = rng.choice(tones)
    front = rng.choice(("panes", "rows", "ribs", "floors", "blocks", "panes", "rows"))
    roof = rng.choice(("flat", "flat", "left", "right", "dome", "steps", "mast", "arch"))
    draw_house(canvas, House(left, width, height + rng.randrange(-2, 3) * 14, wall, glass, front, roof), QUAY)


def _foot(canvas: Canvas, shades: Shades, rng: random.Random) -> None:
    """Tiles on the quay, the accent line, the canal and the deep strip."""
    top = QUAY - _TILE
    tiles = [
        ("chip", 0, shades.pale, shades.primary),
        ("leaf", 0, shades.primary, shades.light),
        ("quarter", 3, shades.primary, shades.accent),
    ]
    rng.shuffle(tiles)
    for x, (kind, turn, ground, figure) in zip((140, 420, 700), tiles, strict=True):
        # a turbine stands behind the third tile: only the chip covers its foot
        if x < 700 or kind == "chip":
            canvas.rectangle(x, top, _TILE, _TILE, ground)
        lay(canvas, x, top, _TILE, (kind, turn), figure, shades.accent)
    others = [
        ("battery", 0, shades.pale, shades.primary),
        ("arcs", 3, shades.pale, shades.accent),
        ("leaf", 1, shades.mid, shades.pale),
    ]
    rng.shuffle(others)
    for x, (kind, turn, ground, figure) in zip((1260, 1400, 1540), others, strict=True):
        canvas.rectangle(x, top, _TILE, _TILE, ground)
        lay(canvas, x, top, _TILE, (kind, turn), figure, shades.accent)
    canvas.rectangle(0, QUAY, PAGE[0], _LINE, shades.accent)
    draw_scales(canvas, (0, QUAY + _LINE, PAGE[0], FOOT - QUAY - _LINE), 35, shades.deep, shades.steps[1])
    canvas.rectangle(0, FOOT, PAGE[0], PAGE[1] - FOOT, shades.deep)
