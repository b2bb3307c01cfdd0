"""Rank over time: first place on top, dots at each year, number beside the name at both ends."""

from __future__ import annotations

from bureau_desk.charts.columns import Steps, lay_names, steps
from bureau_desk.charts.drawing import Box
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.placement import spread
from bureau_desk.charts.plot import Plot, known
from bureau_desk.charts.time_marks import bridges, draw_bridges, runs, year_ticks
from bureau_desk.charts.timeline import BRIDGE_NOTE
from bureau_desk.charts.typesetting import Point
from bureau_desk.domain.figure import Series

_LABEL_GAP = 10.5


def ranks(plot: Plot) -> None:
    """A line per series on an inverted axis; a rising highlight takes the accent, the leader the primary colour."""
    drawn = [one for one in plot.figure.series if known(plot.values(one))]
    if not drawn:
        plot.nothing()
        return
    marks = [[None if value is None else (0.0, 0.0) for value in plot.values(one)] for one in drawn]
    if any(bridges(one, plot.gaps) for one in marks):
        plot.note(BRIDGE_NOTE)
    lowest = max(number for one in drawn for number in known(plot.values(one)))
    highest = min(number for one in drawn for number in known(plot.values(one)))
    room = plot.width * 0.3
    widest = max(plot.text_width(f"{one.name} 00", plot.theme.label_size, True) for one in drawn)
    side = min(room, widest) + 8
    starts = any(plot.values(one)[0] is not None for one in drawn) and len(plot.figure.categories) > 1
    field = Box(plot.area.left + (side if starts else 12), plot.area.top + 8, plot.area.right - side, 0)
    foot = _axis(plot, field) - 8
    unit = (foot - field.top) / (lowest - highest) if lowest > highest else 0.0
    centres = plot.across(field.left, field.right)
    found = [
        [
            None if value is None else (x, field.top + (float(value) - highest) * unit)
            for x, value in zip(centres, plot.values(one), strict=True)
        ]
        for one in drawn
    ]
    for one, points in sorted(zip(drawn, found, strict=True), key=lambda pair: _weight(plot, pair[0])):
        _draw(plot, one, points)
    _name_side(plot, drawn, found, field.right + 8, foot, last=True)
    if starts:
        _name_side(plot, drawn, found, field.left - 8, foot, last=False)


def _axis(plot: Plot, field: Box) -> float:
    places = steps(plot, field.left, field.right)
    centres = plot.across(field.left, field.right)
    foot = lay_names(plot, Steps(centres, places.step))
    year_ticks(plot, centres, foot)
    if plot.gaps:
        plot.base_line(centres[0], foot, centres[-1], foot)
    return foot


def _colour(plot: Plot, one: Series) -> str:
    values = known(plot.values(one))
    if one.name == plot.figure.highlight:
        return plot.theme.accent if values[-1] < values[0] else plot.theme.primary
    last = plot.values(one)[-1]
    leads = last is not None and last == min(
        (v for s in plot.figure.series for v in [plot.values(s)[-1]] if v), default=0
    )
    return plot.theme.primary if leads else plot.theme.light


def _weight(plot: Plot, one: Series) -> int:
    """What is drawn later lies on top."""
    return 2 if one.name == plot.figure.highlight else 1 if _colour(plot, one) == plot.theme.primary else 0


def _draw(plot: Plot, one: Series, points: list[Point | None]) -> None:
    colour = _colour(plot, one)
    strong = _weight(plot, one) > 0
    width = 2.2 if strong else 1.4
    draw_bridges(plot, points, colour, width)
    for run in runs(points, plot.gaps):
        if len(run) > 1:
            plot.drawing.line(run, colour, width)
    for point in points:
        if point is not None:
            plot.drawing.dot(*point, 2.8 if strong else 2.3, colour)


def _name_side(
    plot: Plot, drawn: list[Series], found: list[list[Point | None]], x: float, foot: float, *, last: bool
) -> None:
    index = -1 if last else 0
    present = [(one, point[1]) for one, points in zip(drawn, found, strict=True) if (point := points[index])]
    top = plot.area.top + 5
    capacity = max(1, int((foot + 5 - top) / 8.5) + 1)
    # where there are more lines than room for names, the strong ones and the first places keep theirs
    chosen = sorted(present, key=lambda pair: (-_weight(plot, pair[0]), pair[1]))[:capacity]
    places = spread([height for _, height in chosen], _LABEL_GAP, top, foot + 5)
    for (one, _), y in zip(chosen, places, strict=True):
        colour = _text_colour(plot, one)
        number = numeral(plot.values(one)[index])
        room = (plot.area.right - x if last else x - plot.area.left) - plot.text_width(number + " ", 8.5)
        name = plot.drawing.type.fitted(one.name, plot.theme.label_size, room)
        plot.label(f"{number} {name}" if last else f"{name} {number}", x, y, colour, anchor="start" if last else "end")


def _text_colour(plot: Plot, one: Series) -> str:
    colour = _colour(plot, one)
    if colour == plot.theme.accent:
        return plot.theme.accent_text
    return plot.theme.primary if colour == plot.theme.primary else plot.theme.grey
