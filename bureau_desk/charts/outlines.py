"""Outlines of text and ring sectors as points and matplotlib path codes, in points with y downwards."""

from __future__ import annotations

import math

from bureau_desk.charts.drawing import Label, Sector
from bureau_desk.charts.typesetting import Point

MOVE, LINE, QUADRATIC, CUBIC, CLOSE = 1, 2, 3, 4, 79
"""The path codes of matplotlib."""


def label_outline(label: Label) -> tuple[list[Point], list[int]]:
    """All glyphs of a label in one path."""
    points: list[Point] = []
    codes: list[int] = []
    left, baseline = label.place
    for place, glyph in label.glyphs:
        points += [(left + (place + x) * label.size, baseline - y * label.size) for x, y in glyph.points]
        codes += glyph.codes
    return points, codes


def sector_outline(sector: Sector) -> tuple[list[Point], list[int]]:
    """A sector of a ring, its arcs told in cubic curves of at most a sixteenth of a turn."""
    outer = _arc(sector.centre, sector.outer, sector.start, sector.end)
    inner = _arc(sector.centre, sector.inner, sector.end, sector.start)
    points = [*outer, *inner, outer[0]]
    codes = [MOVE] + [CUBIC] * (len(outer) - 1) + [LINE] + [CUBIC] * (len(inner) - 1) + [CLOSE]
    return points, codes


def _arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    pieces = max(1, math.ceil(abs(end - start) * 16))
    step = (end - start) / pieces * 2 * math.pi
    reach = 4 / 3 * math.tan(step / 4) * radius
    points: list[Point] = []
    for piece in range(pieces):
        first = start * 2 * math.pi + piece * step
        (x1, y1), (x2, y2) = _at(centre, radius, first), _at(centre, radius, first + step)
        if not piece:
            points.append((x1, y1))
        points.append((x1 + reach * math.cos(first), y1 + reach * math.sin(first)))
        points.append((x2 - reach * math.cos(first + step), y2 - reach * math.sin(first + step)))
        points.append((x2, y2))
    return points


def _at(centre: Point, radius: float, angle: float) -> Point:
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)
