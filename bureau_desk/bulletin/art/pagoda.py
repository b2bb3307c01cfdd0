"""The pagoda of the cover: thirteen storeys with raised eaves under a ringed spire, like that of 天宁寺."""

from __future__ import annotations

from dataclasses import dataclass

from bureau_desk.bulletin.art.canvas import Canvas, Pen, drawn
from bureau_desk.bulletin.art.shades import Shades
from bureau_desk.charts.theme import mix

STOREYS = 13
SPIRE = 205

Point = tuple[float, float]

_CROWN = 42  # rise of the topmost roof
_MARGIN = 60  # room for the eaves beside the lowest body


@dataclass(frozen=True, slots=True)
class Storey:
    """One storey: foot and head of its wall (y counted down from the spire's tip) and half its width."""

    foot: int
    head: int
    half: int


def storeys() -> tuple[Storey, ...]:
    """The storeys from the lowest up; each is a little lower and narrower than the one beneath."""
    found = []
    foot = pagoda_height() - 26
    for number in range(STOREYS):
        pitch, half = _pitch(number), round(112 - number * 4.6)
        found.append(Storey(foot, foot - round(pitch * 0.56), half))
        foot -= pitch
    return tuple(found)


def _pitch(number: int) -> int:
    return round(70 - number * 1.7)


def pagoda_height() -> int:
    """The height in pixels from the ground to the spire's tip."""
    return SPIRE + 26 + sum(_pitch(number) for number in range(STOREYS))


def draw_pagoda(canvas: Canvas, shades: Shades, middle: int, ground: int) -> None:
    """Draw the pagoda about x = middle on the line y = ground."""
    top, all_storeys = ground - pagoda_height(), storeys()
    widest = all_storeys[0].half + _MARGIN
    canvas.rectangle(middle - widest + 10, ground - 13, 2 * widest - 20, 13, shades.steel)
    canvas.rectangle(middle - widest + 34, ground - 26, 2 * widest - 68, 13, shades.pale)
    for storey in all_storeys:
        _wall(canvas, shades, middle, top, storey)
    roofs = drawn(2 * widest, pagoda_height(), lambda pen: _roofs(pen, widest, all_storeys))
    canvas.stamp(roofs, middle - widest, top, shades.deep)
    ridges = drawn(2 * widest, pagoda_height(), lambda pen: _ridges(pen, widest, all_storeys))
    canvas.stamp(ridges, middle - widest, top, shades.dusk)


def _wall(canvas: Canvas, shades: Shades, middle: int, top: int, storey: Storey) -> None:
    """Three faces of an octagon: the middle one bright, the right one in shade; lit windows in each."""
    half, y, height = storey.half, top + storey.head, storey.foot - storey.head
    face = round(half * 0.46)
    canvas.rectangle(middle - half, y, half - face, height, mix(shades.light, shades.pale, 0.45))
    canvas.rectangle(middle - face, y, 2 * face, height, shades.pale)
    canvas.rectangle(middle + face, y, half - face, height, shades.light)
    canvas.rectangle(middle - half, y + height - 4, 2 * half, 4, shades.mid)
    sill, pane = y + round(height * 0.34), height - round(height * 0.34) - 4
    door = max(10, round(face * 0.36))
    for offset in (-round(face * 0.56), round(face * 0.56)):
        canvas.rectangle(middle + offset - door // 2, sill, door, pane, shades.accent)
    side, wing = max(7, round((half - face) * 0.34)), (half + face) // 2
    for offset in (-wing, wing):
        canvas.rectangle(middle + offset - side // 2, sill, side, pane, shades.accent)


def _above(number: int, all_storeys: tuple[Storey, ...]) -> tuple[int, int]:
    """Foot and half width of what stands on a roof: the next storey, or the spire."""
    if number + 1 < len(all_storeys):
        return all_storeys[number + 1].foot, all_storeys[number + 1].half
    return all_storeys[number].head - _CROWN, 12


def _roofs(pen: Pen, middle: int, all_storeys: tuple[Storey, ...]) -> None:
    for number, storey in enumerate(all_storeys):
        upper, half = _above(number, all_storeys)
        reach = storey.half * 1.3 + 14
        low, rise = storey.head + 5.0, storey.head - upper
        tip = (reach, low - min(rise, 30) * 0.72)
        under = _curve((reach * 0.7, low), (reach * 0.93, low), tip)
        slope = _curve(tip, (half + (reach - half) * 0.38, low - rise * 0.3), (half + 5.0, float(upper)))
        outline = [*under, *slope]
        pen.polygon([(middle + x, y) for x, y in outline] + [(middle - x, y) for x, y in reversed(outline)])
    _spire(pen, middle, all_storeys[-1].head - _CROWN)


def _curve(start: Point, pull: Point, end: Point) -> list[Point]:
    """Points of a quadratic curve from start to end, bent towards `pull`."""
    points = []
    for step in range(9):
        share = step / 8
        first, second, third = (1 - share) ** 2, 2 * share * (1 - share), share**2
        points.append(
            (
                first * start[0] + second * pull[0] + third * end[0],
                first * start[1] + second * pull[1] + third * end[1],
            )
        )
    return points


def _spire(pen: Pen, middle: int, foot: int) -> None:
    """A bell, five rings that grow smaller and a ball, threaded on a mast."""
    pen.polygon(((middle - 14, foot + 2), (middle - 5, foot - 30), (middle + 5, foot - 30), (middle + 14, foot + 2)))
    pen.polygon(((middle - 4, foot - 28), (middle - 1.8, 4), (middle + 1.8, 4), (middle + 4, foot - 28)))
    for number, radius in enumerate((11, 9.5, 8, 7, 6)):
        pen.oval(middle - radius, foot - 42 - 18 * number, middle + radius, foot - 32 - 18 * number)
    pen.disc(middle, 15, 6)


def _ridges(pen: Pen, middle: int, all_storeys: tuple[Storey, ...]) -> None:
    """Bright lines over and under every roof, so that dark roofs stand off the dark field."""
    for number, storey in enumerate(all_storeys):
        upper, half = _above(number, all_storeys)
        if number + 1 < len(all_storeys):
            pen.box(middle - half - 5, upper, middle + half + 5, upper + 4)
        pen.box(middle - storey.half, storey.head + 4, middle + storey.half, storey.head + 7)
