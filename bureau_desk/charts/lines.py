"""Lines over years with targets: names and last values at the right; missing years keep their room, bridged by dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bureau_desk.charts.columns import Steps, lay_names, steps
from bureau_desk.charts.drawing import Box
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.placement import decimals, spread, ticks
from bureau_desk.charts.plot import Plot, known, shown
from bureau_desk.charts.time_marks import bridges, draw_bridges, runs, year_ticks
from bureau_desk.charts.timeline import BRIDGE_NOTE
from bureau_desk.charts.typesetting import Point
from bureau_desk.domain.figure import Series

_THIN, _HOT, _GRID, _DASH = 1.6, 2.2, 0.35, (3.0, 2.2)
_LABEL_GAP = 10.0
_MOST_SERIES = 6


@dataclass(frozen=True, slots=True)
class _Trace:
    """One line to draw: its points (None for gaps), its colour, and the words at its end."""

    points: tuple[Point | None, ...]
    colour: str
    width: float
    name: str
    value: str
    hot: bool
    target: bool

    @property
    def end(self) -> Point:
        return next(point for point in reversed(self.points) if point is not None)


def lines(plot: Plot) -> None:
    """A line per series on one scale that need not begin at zero; targets are dashed."""
    drawn = [one for one in plot.figure.series if known(plot.values(one))]
    if not drawn:
        plot.nothing()
        return
    if any(_is_bridged(plot, one) for one in drawn):
        plot.note(BRIDGE_NOTE)
    texts = [_end_value(plot, one) for one in drawn]
    room = plot.width * 0.42
    size = plot.theme.label_size
    right = (
        plot.area.right
        - min(
            room,
            max(
                plot.text_width(_end_name(plot, one) + text, size, True) for one, text in zip(drawn, texts, strict=True)
            ),
        )
        - 8
    )
    numbers = [number for one in drawn for number in known(plot.values(one))]
    low, high = value_range(numbers)
    marks = ticks(low, max(numbers)) or ticks(low, high)
    mark_texts = [numeral(mark, decimals(marks)) for mark in marks]
    left = plot.area.left + max((plot.text_width(text, size) for text in mark_texts), default=0.0) + 5
    field = Box(left, plot.area.top + 6, right, 0)
    foot = _axis(plot, field)
    unit = (foot - 4 - field.top) / (high - low)
    for mark, text in zip(marks, mark_texts, strict=True):
        y = foot - 4 - (float(mark) - low) * unit
        plot.drawing.line(((left, y), (right, y)), plot.theme.rule, _GRID)
        plot.label(text, left - 5, y, plot.theme.grey, anchor="end")
    plot.base_line(left, foot, right, foot)
    centres = _places(plot, left, right)
    year_ticks(plot, centres, foot)
    traces = [_trace(plot, one, text, centres, foot - 4, (low, unit)) for one, text in zip(drawn, texts, strict=True)]
    # the first lines lie over later ones, the hot line on top of all
    quiet = [trace for trace in reversed(traces) if not trace.hot]
    for trace in (*quiet, *(trace for trace in traces if trace.hot)):
        _draw(plot, trace, left, right)
    _name_ends(plot, traces, right, foot)


def _end_name(plot: Plot, one: Series) -> str:
    """What stands before the last value: one line alone is what the title says and needs no name."""
    return one.name if len(plot.figure.series) > 1 else ""


def _end_value(plot: Plot, one: Series) -> str:
    """The last value, with its year when the line ends early."""
    values = plot.values(one)
    last = max(index for index, value in enumerate(values) if value is not None)
    early = last < len(values) - 1 and one.role != "target"
    return f" {shown(one, values[last])}" + (f"（{plot.figure.categories[last]}）" if early else "")


def value_range(numbers: Sequence[float]) -> tuple[float, float]:
    """The ends of the value axis: a little beyond the numbers, from zero when they come near it."""
    low, high = min(numbers), max(numbers)
    if low == high:
        pad = abs(low) * 0.1 or 1.0
        return low - pad, high + pad
    pad = (high - low) * 0.06
    # numbers that come near zero are shown from zero
    floor = 0.0 if 0 <= low <= (high - low) * 0.25 else low - pad
    return floor, high + pad


def _places(plot: Plot, left: float, right: float) -> tuple[float, ...]:
    inset = 9.0 if plot.width < 300 else 14.0
    return plot.across(left + inset, right - 3) if len(plot.figure.categories) > 1 else plot.across(left, right)


def _is_bridged(plot: Plot, one: Series) -> bool:
    """Whether the line goes over a gap; targets hold in between as well."""
    points = [None if value is None else (0.0, 0.0) for value in plot.values(one)]
    return one.role != "target" and bool(bridges(points, plot.gaps))


def _axis(plot: Plot, field: Box) -> float:
    """Lay the category names; the height of the base line."""
    places = steps(plot, field.left, field.right)
    moved = Steps(_places(plot, field.left, field.right), places.step)
    return lay_names(plot, moved)


def _trace(
    plot: Plot, one: Series, value_text: str, centres: Sequence[float], foot: float, scale: tuple[float, float]
) -> _Trace:
    low, unit = scale
    points = tuple(
        None if value is None else (x, foot - (float(value) - low) * unit)
        for x, value in zip(centres, plot.values(one), strict=True)
    )
    hot = one.name == plot.figure.highlight
    target = one.role == "target"
    return _Trace(points, _colour(plot, one), _HOT if hot else _THIN, _end_name(plot, one), value_text, hot, target)


def _colour(plot: Plot, one: Series) -> str:
    """The hot line is primary, targets grey, the others keep the palette's order; beyond six they stay quiet."""
    if one.role == "target":
        return plot.theme.grey
    names = [other.name for other in plot.figure.series if other.role != "target"]
    if one.name == plot.figure.highlight:
        return plot.theme.series[0]
    if plot.figure.highlight in names:
        names.remove(plot.figure.highlight)
        names.insert(0, plot.figure.highlight)
    place = names.index(one.name)
    return plot.theme.series[place] if place < _MOST_SERIES else plot.theme.rule


def _draw(plot: Plot, trace: _Trace, left: float, right: float) -> None:
    if trace.target and sum(point is not None for point in trace.points) == 1:
        # a target for one year alone is a level to reach
        plot.drawing.line(((left, trace.end[1]), (right, trace.end[1])), trace.colour, 1.0, _DASH)
        return
    if trace.target:
        for run in runs(trace.points):
            if len(run) > 1:
                plot.drawing.line(run, trace.colour, 1.0, _DASH)
            else:
                plot.drawing.dot(*run[0], 1.7, trace.colour)
    else:
        _draw_known(plot, trace)


def _draw_known(plot: Plot, trace: _Trace) -> None:
    """The line through what is known, dots over what is not; then dots tell where the numbers are."""
    dotted = draw_bridges(plot, trace.points, trace.colour, trace.width)
    for run in runs(trace.points, plot.gaps):
        if len(run) > 1:
            plot.drawing.line(run, trace.colour, trace.width)
    for point in trace.points:
        if point is not None and point != trace.end and dotted:
            plot.drawing.dot(*point, 1.9, trace.colour)
    plot.drawing.dot(*trace.end, 2.6 if trace.hot else 2.2, trace.colour)


def _name_ends(plot: Plot, traces: Sequence[_Trace], right: float, foot: float) -> None:
    top = plot.area.top + 4
    capacity = max(1, int((foot - top) / 8.5) + 1)
    # when there are more lines than room, the hot one and targets keep their names
    chosen = sorted(traces, key=lambda trace: (not trace.hot, not trace.target))[:capacity]
    wishes = [trace.end[1] for trace in chosen]
    for trace, y in zip(chosen, spread(wishes, _LABEL_GAP, top, foot), strict=True):
        colour = trace.colour if trace.hot else plot.theme.grey if trace.target else plot.theme.ink
        room = plot.area.right - right - 8 - plot.text_width(trace.value, plot.theme.label_size, trace.hot)
        text = plot.drawing.type.fitted(trace.name, plot.theme.label_size, room, trace.hot) + trace.value
        start = trace.end[0] + 4 if not trace.target else right + 1
        if right - trace.end[0] > 8 or abs(y - trace.end[1]) > 4:
            plot.drawing.line(((start, trace.end[1]), (right + 6.5, y)), plot.theme.rule, 0.4)
        plot.label(text.strip(), right + 8, y, colour, bold=trace.hot)
