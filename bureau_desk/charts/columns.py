"""Upright columns in the given order, and columns with a line above them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.bars import BAR_SHARE
from bureau_desk.charts.drawing import Box
from bureau_desk.charts.placement import fit_names
from bureau_desk.charts.plot import Plot, known, shown
from bureau_desk.charts.time_marks import broken_base, draw_bridges, runs
from bureau_desk.domain.figure import Series

_WIDEST_COLUMN = 36.0
_WIDEST_STEP = 86.0


@dataclass(frozen=True, slots=True)
class Steps:
    """Where categories stand across the area."""

    centres: tuple[float, ...]
    step: float


def steps(plot: Plot, left: float, right: float) -> Steps:
    """Even steps between left and right; few categories stand together in the middle instead of far apart."""
    count = max(1, len(plot.figure.categories))
    step = min((right - left) / count, _WIDEST_STEP)
    first = (left + right - step * count) / 2
    return Steps(tuple(first + step * (index + 0.5) for index in range(count)), step)


def lay_names(plot: Plot, places: Steps) -> float:
    """Lay the category names along the foot of the area; the height at which the area above them ends."""
    # years keep their size and the narrowest columns their whole name: then every second or third is named
    thinned = plot.is_timeline or places.step < 20
    room = plot.width * 0.3 if thinned else places.step - 2
    names = fit_names(plot.drawing.type, plot.figure.categories, plot.theme.label_size, room, 1 if thinned else 2)
    foot = plot.area.bottom - names.height
    plot.names_below(names, places.centres, foot, plot.figure.highlight)
    return foot - 3.5


def columns(plot: Plot) -> None:
    """Columns from zero; several series stand in groups. Numbers that would collide are left out, the hot one last."""
    series = plot.figure.series
    numbers = [number for one in series for number in known(plot.values(one))]
    if not numbers:
        plot.nothing()
        return
    if len(series) > 1:
        colours = plot.theme.series_colours(len(series))
        plot.key([(one.name, colour, False) for one, colour in zip(series, colours, strict=True)])
    places = steps(plot, plot.area.left, plot.area.right)
    foot = lay_names(plot, places)
    scale = Scale.fitted(numbers, plot.area.top + 14, foot - (12 if min(numbers) < 0 else 0))
    width = column_width(places.step, len(series))
    for place, one in enumerate(series):
        shift = (place - (len(series) - 1) / 2) * width
        _draw_columns(plot, one, [centre + shift for centre in places.centres], scale, width, place)
    broken_base(plot, places.centres, places.step, scale.zero)
    for place, one in enumerate(series):
        shift = (place - (len(series) - 1) / 2) * width
        _label_columns(plot, one, [centre + shift for centre in places.centres], scale)


@dataclass(frozen=True, slots=True)
class Scale:
    """Points per unit, and the height at which zero lies."""

    zero: float
    unit: float

    @classmethod
    def fitted(cls, numbers: Sequence[float], top: float, bottom: float) -> Scale:
        """The scale on which the numbers and zero fill the height from bottom to top."""
        low, high = min(0.0, *numbers), max(0.0, *numbers)
        unit = (bottom - top) / (high - low) if high > low else 0.0
        return cls(bottom + low * unit, unit)

    def y(self, value: float) -> float:
        """The height of a value."""
        return self.zero - value * self.unit


def column_width(step: float, groups: int = 1) -> float:
    """The width of one column, so that a group takes its share of the step."""
    share = BAR_SHARE if groups == 1 else 0.76
    return min(step * share, _WIDEST_COLUMN * (1 if groups == 1 else 1.6)) / groups


def hot_index(plot: Plot) -> int:
    """Which category is highlighted, -1 for none."""
    names = plot.figure.categories
    return names.index(plot.figure.highlight) if plot.figure.highlight in names else -1


def column_colour(plot: Plot, index: int, place: int = 0) -> str:
    """The fill of a column: primary for the hot one, light for the rest; a palette colour for each of several series."""
    if len(plot.series("value", "level")) > 1:
        return plot.theme.series_colours(place + 1)[place]
    hot = hot_index(plot)
    return plot.theme.primary if hot in (-1, index) else plot.theme.light


def _draw_columns(
    plot: Plot, series: Series, centres: Sequence[float], scale: Scale, width: float, place: int = 0
) -> None:
    for index, value in enumerate(plot.values(series)):
        if value:
            left, gap = centres[index] - width / 2, 0.4 if width > 4 and len(plot.figure.series) > 1 else 0.0
            height = scale.y(float(value)) - scale.zero
            plot.drawing.rectangle(left + gap, scale.zero, width - 2 * gap, height, column_colour(plot, index, place))


def _label_columns(plot: Plot, series: Series, centres: Sequence[float], scale: Scale) -> None:
    values = plot.values(series)
    hot = hot_index(plot)
    size = plot.size_for([shown(series, value) for value in values], plot.theme.value_size, _least_gap(centres))
    for index in by_weight(values, hot):
        value = values[index]
        y = scale.y(float(value or 0))
        y += 7 if value is not None and value < 0 else -7
        colour = plot.theme.grey if value is None else plot.theme.primary if index == hot else plot.theme.ink
        plot.try_label(shown(series, value), centres[index], y, colour, size=size, bold=index == hot)


def _least_gap(centres: Sequence[float]) -> float:
    """The room that a number may take before it meets its neighbour."""
    return min((after - before for before, after in itertools.pairwise(centres)), default=100.0) - 1.0


def by_weight(values: Sequence[Decimal | None], hot: int = -1) -> list[int]:
    """Indexes in the order in which their numbers deserve room: hot, last, first, largest, then from the left."""
    count = len(values)
    largest = max(range(count), key=lambda index: abs(values[index] or Decimal(0)), default=0)
    leading = [index for index in (hot, count - 1, 0, largest) if 0 <= index < count]
    return list(dict.fromkeys([*leading, *range(count)]))


def columns_and_line(plot: Plot) -> None:
    """Columns in the lower 55 %, the line above them on its own scale, no axes."""
    bars = plot.series("value", "level")[:1]
    lines = plot.series("line", "target")[:1]
    numbers = [number for one in bars for number in known(plot.values(one))]
    heights = [number for one in lines for number in known(plot.values(one))]
    if not numbers and not heights:
        plot.nothing()
        return
    _name_both(plot, bars, lines)
    places = steps(plot, plot.area.left, plot.area.right)
    foot = lay_names(plot, places)
    split = foot - (foot - plot.area.top) * 0.55
    if numbers:
        scale = Scale.fitted(numbers, split, foot - (12 if min(numbers) < 0 else 0))
        width = column_width(places.step)
        _draw_columns(plot, bars[0], places.centres, scale, width)
        base = scale.zero
        _label_inside(plot, bars[0], places.centres, scale, width)
    else:
        base = foot
    broken_base(plot, places.centres, places.step, base)
    if heights:
        _line_above(
            plot, lines[0], places.centres, Box(plot.area.left, plot.area.top + 14, plot.area.right, split - 22)
        )


def _name_both(plot: Plot, bars: Sequence[Series], lines: Sequence[Series]) -> None:
    """Name columns and line in a key row, unless the subtitle already does."""
    if all(one.name in plot.figure.subtitle for one in (*bars, *lines)) and "线" in plot.figure.subtitle:
        return
    fill = plot.theme.light if hot_index(plot) >= 0 else plot.theme.primary
    plot.key([*((one.name, fill, False) for one in bars), *((one.name, plot.theme.accent, True) for one in lines)])


def _label_inside(plot: Plot, series: Series, centres: Sequence[float], scale: Scale, width: float) -> None:
    values = plot.values(series)
    hot = hot_index(plot)
    size = plot.size_for([shown(series, value) for value in values], plot.theme.label_size, _least_gap(centres))
    for index in by_weight(values, hot):
        value = values[index]
        top, fill = scale.y(float(value or 0)), column_colour(plot, index)
        text = shown(series, value)
        fits = (
            value is not None
            and value > 0
            and scale.zero - top >= 14
            and plot.text_width(text, size, True) <= width - 1
        )
        y = top + 8 if fits else top + 7 if value is not None and value < 0 else top - 7
        colour = plot.on(fill) if fits else plot.theme.grey if value is None else plot.theme.ink
        plot.try_label(text, centres[index], y, colour, size=size, bold=index == hot, on_fill=fits)


def _line_above(plot: Plot, series: Series, centres: Sequence[float], area: Box) -> None:
    values = plot.values(series)
    numbers = known(values)
    low, high = min(numbers), max(numbers)
    unit = (area.bottom - area.top) / (high - low) if high > low else 0.0
    middle = (area.top + area.bottom) / 2
    heights = [None if v is None else area.bottom - (float(v) - low) * unit if unit else middle for v in values]
    spots = [None if y is None else (x, y) for x, y in zip(centres, heights, strict=True)]
    draw_bridges(plot, spots, plot.theme.accent, 1.6)
    for run in runs(spots, plot.gaps):
        if len(run) > 1:
            plot.drawing.line(run, plot.theme.accent, 1.6)
    points = [(index, x, y) for index, (x, y) in enumerate(zip(centres, heights, strict=True)) if y is not None]
    for _, x, y in points:
        plot.drawing.dot(x, y, 2.1, plot.theme.accent)
    _label_line(plot, series, {index: (x, y) for index, x, y in points})


def _label_line(plot: Plot, series: Series, points: dict[int, tuple[float, float]]) -> None:
    """Numbers above their points; below where the line would rise through them."""
    values = plot.values(series)
    sign = "%" if series.unit == "%" else ""
    gap = _least_gap(sorted(x for x, _ in points.values()))
    size = plot.size_for([shown(series, value) + sign for value in values], plot.theme.label_size, gap)
    for index in by_weight(values, hot_index(plot)):
        if index not in points:
            continue
        x, y = points[index]
        before, after = points.get(index - 1), points.get(index + 1)
        steep = any(near is not None and y - near[1] > 0.35 * abs(near[0] - x) for near in (before, after))
        text = shown(series, values[index]) + sign
        tries = (y + 9, y - 9) if steep else (y - 9, y + 9)
        any(plot.try_label(text, x, at, plot.theme.accent_text, size=size) for at in tries)
