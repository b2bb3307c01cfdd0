"""A drawing as a list of plain shapes in points, y downwards; pictures of every format are made from it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from bureau_desk.charts.typesetting import Glyph, Point, Typesetter

ASCENT, DESCENT = 0.82, 0.14
"""The reach of a line of text above and below its baseline, in ems."""
MIDDLE = 0.35
"""How far the baseline lies below the middle of a line of text, in ems."""
FINE = 0.6
"""Width of base lines in points; grid lines are thinner."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the two share more than `slack` points in both directions."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > slack and down > slack


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A filled rectangle."""

    box: Box
    fill: str


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line through points; `dash` alternates stroke and gap in points."""

    points: tuple[Point, ...]
    stroke: str
    width: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle with a white rim, so that it stands off the lines it sits on."""

    centre: Point
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A part of a ring; `start` and `end` are shares of the full turn, clockwise from the top."""

    centre: Point
    outer: float
    inner: float
    start: float
    end: float
    fill: str


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text: `place` is the left end of its baseline, `box` its measured room, `glyphs` its outlines."""

    text: str
    place: Point
    size: float
    colour: str
    bold: bool
    box: Box
    glyphs: tuple[tuple[float, Glyph], ...]


Shape = Rectangle | Polyline | Dot | Sector | Label


@dataclass(slots=True)
class Drawing:
    """A sheet of `width` × `height` points on which shapes are laid one over the other."""

    width: float
    height: float
    type: Typesetter
    shapes: list[Shape] = field(default_factory=list)

    @property
    def labels(self) -> tuple[Label, ...]:
        """All text on the sheet."""
        return tuple(shape for shape in self.shapes if isinstance(shape, Label))

    def rectangle(self, left: float, top: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle; a negative width or height reaches to the other side."""
        right, bottom = left + width, top + height
        box = Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))
        self.shapes.append(Rectangle(box, fill))

    def line(self, points: tuple[Point, ...], stroke: str, width: float, dash: tuple[float, ...] = ()) -> None:
        """A line through the points."""
        self.shapes.append(Polyline(points, stroke, width, dash))

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A dot with a white rim."""
        self.shapes.append(Dot((x, y), radius, fill))

    def sector(self, centre: Point, outer: float, inner: float, start: float, end: float, fill: str) -> None:
        """A part of a ring."""
        self.shapes.append(Sector(centre, outer, inner, start, end, fill))

    def label(
        self, text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, anchor: str = "start"
    ) -> Label:
        """A line of text whose vertical middle is at y; `anchor` start, middle or end says which part lies at x."""
        made = self.measured(text, x, y, size, colour, bold=bold, anchor=anchor)
        self.shapes.append(made)
        return made

    def measured(
        self, text: str, x: float, y: float, size: float, colour: str, *, bold: bool = False, anchor: str = "start"
    ) -> Label:
        """The label that `label` would lay down."""
        width = self.type.width(text, size, bold)
        left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        baseline = y + MIDDLE * size
        box = Box(left, baseline - ASCENT * size, left + width, baseline + DESCENT * size)
        return Label(text, (left, baseline), size, colour, bold, box, tuple(self.type.glyphs(text, bold)))

    def free(self, label: Label, on_fill: bool = False) -> bool:
        """Whether a label would touch no other label and, unless it is meant to stand `on_fill`, no filled rectangle."""
        if any(label.box.overlaps(other.box, 0.3) for other in self.labels):
            return False
        fills = (shape.box for shape in self.shapes if isinstance(shape, Rectangle))
        return on_fill or not any(label.box.overlaps(fill, 0.8) for fill in fills)

    def crossed(self, label: Label) -> bool:
        """Whether a drawn line runs through a label."""
        ink = Box(
            label.box.left, label.box.top + 0.12 * label.size, label.box.right, label.box.bottom - 0.14 * label.size
        )
        lines = (shape.points for shape in self.shapes if isinstance(shape, Polyline))
        return any(_enters(first, last, ink) for points in lines for first, last in itertools.pairwise(points))


def _enters(first: Point, last: Point, box: Box) -> bool:
    """Whether a straight line has a point inside a box (Liang and Barsky's clipping)."""
    entry, leaving = 0.0, 1.0
    for start, end, low, high in (
        (first[0], last[0], box.left, box.right),
        (first[1], last[1], box.top, box.bottom),
    ):
        run = end - start
        if not run:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / run, (high - start) / run))
        entry, leaving = max(entry, near), min(leaving, far)
    return entry < leaving
