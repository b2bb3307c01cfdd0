"""What tells that time is missing: dotted connections, ticks for the years between, a broken base line."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from bureau_desk.charts.drawing import FINE
from bureau_desk.charts.placement import spans
from bureau_desk.charts.plot import Plot
from bureau_desk.charts.typesetting import Point

BRIDGE_DASH = (1.3, 2.0)
_TICK = 2.6
_MOST_TICKS = 40
_BREAK = 1.7  # half of the gap in a broken base line
_SLANT, _RISE = 1.1, 3.2


def runs(points: Sequence[Point | None], gaps: Collection[int] = ()) -> list[tuple[Point, ...]]:
    """The unbroken pieces of a line; `gaps` are the indexes of points before which time is missing."""
    pieces: list[list[Point]] = [[]]
    for index, point in enumerate(points):
        if point is None or index in gaps:
            pieces.append([])
        if point is not None:
            pieces[-1].append(point)
    return [tuple(piece) for piece in pieces if piece]


def bridges(points: Sequence[Point | None], gaps: Collection[int] = ()) -> list[tuple[Point, Point]]:
    """The connections over what is missing: from the end of each unbroken piece to the beginning of the next."""
    return [(before[-1], after[0]) for before, after in itertools.pairwise(runs(points, gaps))]


def draw_bridges(plot: Plot, points: Sequence[Point | None], colour: str, width: float) -> bool:
    """Lay thin dotted connections over what is missing; tell whether there were any."""
    found = bridges(points, plot.gaps)
    for ends in found:
        plot.drawing.line(ends, colour, width * 0.75, BRIDGE_DASH)
    return bool(found)


def year_ticks(plot: Plot, centres: Sequence[float], y: float) -> None:
    """Short ticks under a base line at every step, the missing ones too; none where all steps are there."""
    line = plot.timeline
    if line is None or not line.gaps:
        return
    missing = line.missing()
    between = [line.place(one, centres[0], centres[-1]) for one in missing] if len(missing) <= _MOST_TICKS else []
    for x in sorted([*centres, *between]):
        plot.drawing.line(((x, y), (x, y + _TICK)), plot.theme.grey, FINE)


def broken_base(plot: Plot, centres: Sequence[float], step: float, y: float) -> None:
    """The base line under columns, with two slanted strokes where years are left out between evenly spaced columns."""
    left, right = centres[0] - step / 2, centres[-1] + step / 2
    breaks = [(centres[index - 1] + centres[index]) / 2 for index in sorted(plot.gaps)]
    for first, last in spans(left, right, breaks, _BREAK):
        plot.base_line(first, y, last, y)
    for x in breaks:
        for side in (x - _BREAK, x + _BREAK):
            plot.base_line(side - _SLANT, y + _RISE, side + _SLANT, y - _RISE)
