"""Houses of the skyline: bodies with roofs and window rows, all edges on whole pixels but slopes and domes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bureau_desk.bulletin.art.canvas import Canvas, Pen, drawn


@dataclass(frozen=True, slots=True)
class House:
    """A house: left edge, width and height in pixels, wall and window colours, front and roof.

    `scale` shrinks windows and mast for small pictures.
    """

    left: int
    width: int
    height: int
    wall: str
    glass: str
    front: str
    roof: str = "flat"
    scale: float = 1.0

    def px(self, length: float) -> int:
        """A length of the full-size drawing at this house's scale."""
        return max(2, round(length * self.scale))


@dataclass(frozen=True, slots=True)
class Front:
    """A window grid: pane size and pitch in pixels."""

    pane: tuple[int, int]
    pitch: tuple[int, int]


GRIDS = {
    "panes": Front((10, 10), (17, 20)),
    "rows": Front((22, 5), (28, 14)),
    "blocks": Front((12, 16), (20, 28)),
}


def draw_house(canvas: Canvas, house: House, ground: int) -> None:
    """Draw a house that stands on the line y = ground."""
    top = ground - house.height
    canvas.rectangle(house.left, top, house.width, house.height, house.wall)
    _roof(canvas, house, top)
    first, last = top + house.px(18), ground - house.px(8)
    if house.front in GRIDS:
        _grid(canvas, house, first, last)
    else:
        _bars(canvas, house, first, last)


def _roof(canvas: Canvas, house: House, top: int) -> None:
    left, width = house.left, house.width
    if house.roof in ("left", "right"):
        rise = round(width * 0.55)
        edge = 0 if house.roof == "left" else width
        mask = drawn(width, rise, lambda pen: pen.polygon(((edge, 0), (width, rise), (0, rise))))
        canvas.stamp(mask, left, top - rise, house.wall)
    elif house.roof == "dome":
        radius = width // 2
        mask = drawn(width, radius, lambda pen: pen.disc(width / 2, radius, width / 2))
        canvas.stamp(mask, left, top - radius, house.wall)
    elif house.roof == "arch":
        mask = drawn(width, width, lambda pen: pen.disc(width, width, width))
        canvas.stamp(mask, left, top - width, house.wall)
    elif house.roof in ("steps", "mast"):
        step = width // 5
        if house.roof == "steps":
            canvas.rectangle(left + step, top - house.px(26), width - 2 * step, house.px(26), house.wall)
            canvas.rectangle(left + 2 * step, top - house.px(46), width - 4 * step, house.px(20), house.wall)
        mast = house.px(8)
        canvas.rectangle(left + (width - mast) // 2, top - house.px(110), mast, house.px(110), house.wall)


def _bars(canvas: Canvas, house: House, top: int, bottom: int) -> None:
    """Ribs up or floors across, evenly set between the edges of the house."""
    bar, pitch, edge = house.px(6), house.px(14), house.px(10)
    length = house.width - 2 * edge
    if house.front == "ribs":
        count = (length + pitch - bar) // pitch
        start = house.left + (house.width - (count - 1) * pitch - bar) // 2
        for index in range(count):
            canvas.rectangle(start + index * pitch, top, bar, bottom - top, house.glass)
        return
    for y in range(top, bottom - bar + 1, pitch):
        canvas.rectangle(house.left + edge, y, length, bar, house.glass)


def _grid(canvas: Canvas, house: House, top: int, bottom: int) -> None:
    """Rows of panes, the same margin at both sides."""
    grid = GRIDS[house.front]
    (wide, high), (across, down) = map(house.px, grid.pane), map(house.px, grid.pitch)
    count = (house.width - 2 * house.px(10) + across - wide) // across
    start = (house.width - (count - 1) * across - wide) // 2
    pen = Pen(house.width, down)
    for index in range(count):
        pen.box(start + index * across, 0, start + index * across + wide, high)
    rows = max((bottom - top + down - high) // down, 0)
    if count > 0 and rows:
        canvas.repeat(pen.mask(), (house.left, top, house.width, rows * down), house.glass)


def draw_turbine(canvas: Canvas, x: int, foot: int, height: int, angle: float, colour: str) -> None:
    """Draw a wind turbine with its mast on x, foot; the angle of the first blade is in degrees, 0 pointing up."""
    reach, waist = round(height * 0.46), max(1.2, height / 190)
    middle, wide = 24, waist * 2
    shaft = ((middle - waist, 0), (middle + waist, 0), (middle + wide, height), (middle - wide, height))
    canvas.stamp(drawn(2 * middle, height, lambda pen: pen.polygon(shaft)), x - middle, foot - height, colour)

    def rotor(pen: Pen) -> None:
        for blade in range(3):
            pen.polygon(_blade(reach, math.radians(angle + 120 * blade)))
        pen.disc(reach, reach, max(3.0, reach * 0.035))

    canvas.stamp(drawn(2 * reach, 2 * reach, rotor), x - reach, foot - height - reach, colour)


def _blade(reach: int, turn: float) -> list[tuple[float, float]]:
    """The outline of one blade about the hub at reach, reach; broad near the hub, thin at its tip."""
    along, across = (math.sin(turn), -math.cos(turn)), (math.cos(turn), math.sin(turn))
    outline = ((0.0, -0.012), (0.2, -0.034), (0.97, -0.004), (0.97, 0.004), (0.0, 0.016))
    return [
        (
            reach * (1 + along[0] * length + across[0] * aside),
            reach * (1 + along[1] * length + across[1] * aside),
        )
        for length, aside in outline
    ]


def draw_scales(canvas: Canvas, box: tuple[int, int, int, int], radius: int, ground: str, colour: str) -> None:
    """Draw water as dragon scales over a box (left, top, width, height)."""
    canvas.rectangle(*box, ground)

    def unit(pen: Pen) -> None:
        for row in range(-4, 4):
            for column in range(-1, 3):
                x, y = column * 2 * radius + radius * (row % 2), row * radius / 2 + radius
                for share, value in ((1.0, 255), (0.84, 0), (0.66, 255), (0.5, 0), (0.3, 255)):
                    pen.disc(x, y, radius * share, value)

    canvas.repeat(drawn(2 * radius, radius, unit), box, colour)
