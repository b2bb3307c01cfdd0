"""The tile family: every kind as coverage masks, drawn large and reduced, kept by kind, size and turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image

from bureau_desk.bulletin.art.canvas import Canvas, Pen

Layers = tuple[Image.Image, ...]

_TURNS = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_90)


def quarter(pen: Pen, size: int) -> None:
    """A quarter disc about the upper left corner."""
    pen.disc(0, 0, size)


def half(pen: Pen, size: int) -> None:
    """A half disc at the left edge."""
    pen.disc(0, size / 2, size / 2)


def cap(pen: Pen, size: int) -> None:
    """A bar from the left edge with a round end."""
    pen.box(0, 0, size / 2, size)
    pen.disc(size / 2, size / 2, size / 2)


def disc(pen: Pen, size: int) -> None:
    """A disc that touches all four edges."""
    pen.disc(size / 2, size / 2, size / 2)


def rings(pen: Pen, size: int) -> None:
    """Two rings about a dot."""
    for radius, value in ((0.47, 255), (0.37, 0), (0.28, 255), (0.18, 0), (0.09, 255)):
        pen.disc(size / 2, size / 2, size * radius, value)


def arcs(pen: Pen, size: int) -> None:
    """Three broad arcs about the upper left corner."""
    for step, radius in enumerate((1.0, 0.8, 0.6, 0.4, 0.2)):
        pen.disc(0, 0, size * radius, 255 * (step % 2 == 0))


def ripples(pen: Pen, size: int) -> None:
    """Thin arcs about the upper left corner."""
    for radius in (0.96, 0.8, 0.64, 0.48, 0.32):
        pen.disc(0, 0, size * radius)
        pen.disc(0, 0, size * (radius - 0.045), 0)


def leaf(pen: Pen, size: int) -> None:
    """A leaf between the upper left and the lower right corner with its vein."""
    # where two quarter discs overlap: a disc, less all that lies outside the other one
    grid = Pen(size, size)
    grid.disc(size, 0, size)
    other = Pen(size, size)
    other.disc(0, size, size)
    pen.overlap(grid, other)
    pen.line(((size * 0.24, size * 0.24), (size * 0.72, size * 0.72)), max(2.0, size * 0.022), 0)


def triangle(pen: Pen, size: int) -> None:
    """Half the square, upper left of the diagonal."""
    pen.polygon(((0, 0), (size, 0), (0, size)))


def dots(pen: Pen, size: int) -> None:
    """Four rows of four dots."""
    pitch = size / 4
    for column in range(4):
        for row in range(4):
            pen.disc((column + 0.5) * pitch, (row + 0.5) * pitch, size * 0.06)


def stripes(pen: Pen, size: int) -> None:
    """Bars across; turned once they run down."""
    # a count that divides the tile keeps every bar equally thick
    count = next(number for number in (6, 5, 4, 3) if size % number == 0 or number == 3)
    pitch = size // count
    for index in range(count):
        top = index * pitch + pitch // 4
        pen.box(0, top, size, top + pitch // 2)


def windows(pen: Pen, size: int) -> None:
    """A house front: four rows of four panes."""
    pitch = size // 4
    wide, high = round(pitch * 0.56), round(pitch * 0.5)
    for column in range(4):
        for row in range(4):
            left, top = column * pitch + (pitch - wide) // 2, row * pitch + (pitch - high) // 2
            pen.box(left, top, left + wide, top + high)


def scales(pen: Pen, size: int) -> None:
    """Dragon scales, lower rows lying over the upper ones; tiles join without a seam."""
    radius = size / 4
    for row in range(-2, 10):
        for column in range(-1, 4):
            x = column * 2 * radius + radius * (row % 2)
            y = row * radius / 2 + radius
            for share, value in ((1.0, 255), (0.82, 0), (0.62, 255), (0.44, 0), (0.24, 255)):
                pen.disc(x, y, radius * share, value)


def chip(pen: Pen, size: int) -> None:
    """A chip with four pins a side; its core is the second layer."""
    low, high = round(size * 0.27), size - round(size * 0.27)
    pin, reach, pitch = round(size * 0.045), round(size * 0.13), (high - low) / 4
    for index in range(4):
        centre = low + (index + 0.5) * pitch
        pen.box(centre - pin / 2, reach, centre + pin / 2, size - reach)
        pen.box(reach, centre - pin / 2, size - reach, centre + pin / 2)
    pen.rounded(low, low, high, high, size * 0.04)


def chip_core(pen: Pen, size: int) -> None:
    """The core of a chip."""
    low = round(size * 0.39)
    pen.rounded(low, low, size - low, size - low, size * 0.02)


def battery(pen: Pen, size: int) -> None:
    """A standing battery; its charge is the second layer."""
    pen.rounded(size * 0.41, size * 0.11, size * 0.59, size * 0.26, size * 0.03)
    pen.rounded(size * 0.29, size * 0.18, size * 0.71, size * 0.89, size * 0.06)


def battery_charge(pen: Pen, size: int) -> None:
    """Three cells of charge."""
    left, right = round(size * 0.36), size - round(size * 0.36)
    high, pitch = round(size * 0.13), round(size * 0.2)
    for index in range(3):
        bottom = round(size * 0.83) - index * pitch
        pen.box(left, bottom - high, right, bottom)


def eye(pen: Pen, size: int) -> None:
    """The eye of a ring."""
    pen.disc(size / 2, size / 2, size * 0.24)


KINDS: dict[str, tuple[Callable[[Pen, int], None], ...]] = {
    "quarter": (quarter,), "half": (half,), "cap": (cap,), "disc": (disc,), "ring": (disc, eye), "rings": (rings,),
    "arcs": (arcs,), "ripples": (ripples,), "leaf": (leaf,), "triangle": (triangle,), "dots": (dots,),
    "stripes": (stripes,), "windows": (windows,), "scales": (scales,), "chip": (chip, chip_core),
    "battery": (battery, battery_charge),
}  # fmt: skip


@lru_cache(maxsize=512)
def layers(kind: str, size: int, turn: int = 0) -> Layers:
    """The coverage masks of a kind, figure first; `turn` counts quarter turns clockwise."""
    if turn:
        method = _TURNS[turn]
        assert method is not None
        return tuple(mask.transpose(method) for mask in layers(kind, size))
    masks = []
    for draw in KINDS[kind]:
        pen = Pen(size, size)
        draw(pen, size)
        masks.append(pen.mask())
    return tuple(masks)


def lay(canvas: Canvas, x: int, y: int, size: int, shape: tuple[str, int], figure: str, second: str) -> None:
    """Lay one tile's figure on the ground that is there, then its eye, core or charge in the second colour."""
    masks = layers(shape[0], size, shape[1])
    canvas.stamp(masks[0], x, y, figure)
    for mask in masks[1:]:
        canvas.stamp(mask, x, y, second)
