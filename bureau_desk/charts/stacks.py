"""Columns stacked by level, dark to light: parts inside, totals above, names beside the last column."""

from __future__ import annotations

from collections.abc import Sequence

from bureau_desk.charts.columns import Scale, Steps, by_weight, hot_index, lay_names, steps
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.placement import spread
from bureau_desk.charts.plot import Plot, known, shown
from bureau_desk.charts.sums import total
from bureau_desk.charts.time_marks import broken_base
from bureau_desk.domain.figure import Series

_STACK_SHARE = 0.56
_WIDEST_STACK = 44.0
_LEAST_PART = 9.0
_NAME_GAP = 6.0


def stacks(plot: Plot) -> None:
    """Stacks in the order given; parts below zero hang under the base line and count in the total."""
    series = plot.figure.series
    if not any(known(plot.values(one)) for one in series):
        plot.nothing()
        return
    names = [plot.drawing.type.fitted(one.name, plot.theme.label_size, plot.width * 0.22) for one in series]
    words = [*names, "合计"] if len(series) > 1 else []
    beside = max((plot.text_width(word, plot.theme.label_size) for word in words), default=0.0)
    places, reach = _places(plot, beside + _NAME_GAP + 8 if words else 0.0)
    foot = lay_names(plot, places)
    rises = [sum(max(0.0, v) for v in _column(plot, index)) for index in range(len(places.centres))]
    falls = [sum(min(0.0, v) for v in _column(plot, index)) for index in range(len(places.centres))]
    scale = Scale.fitted([*rises, *falls], plot.area.top + 14, foot - (3 if min(falls) < 0 else 0))
    width = min(places.step * _STACK_SHARE, _WIDEST_STACK)
    middles: list[float] = []
    for index, centre in enumerate(places.centres):
        middles = _stack(plot, index, centre, scale, width)
    broken_base(plot, places.centres, places.step, scale.zero)
    tops = [scale.y(rise) - 7 for rise in rises]
    _totals(plot, places.centres, tops)
    if words:
        _name_parts(plot, names, middles, tops[-1], places.centres[-1] + reach + _NAME_GAP, foot)


def _places(plot: Plot, beside: float) -> tuple[Steps, float]:
    """Where the stacks stand left of the names, and how far the last one or the number over it reaches from its middle."""
    last = total([plot.values(one)[-1] for one in plot.figure.series])
    number = numeral(last, max(one.digits for one in plot.figure.series))
    half = plot.text_width(number, plot.theme.value_size, True) / 2
    right = plot.area.right - beside
    column = min(steps(plot, plot.area.left, right).step * _STACK_SHARE, _WIDEST_STACK) / 2
    if beside and half > column:
        right -= half - column
    return steps(plot, plot.area.left, right), max(half, column)


def level_colours(plot: Plot) -> tuple[str, ...]:
    """The fill of each part: levels go from dark to light, other parts take the palette."""
    if all(one.role == "level" for one in plot.figure.series) or len(plot.figure.series) <= 3:
        return plot.theme.level_colours(len(plot.figure.series))
    return plot.theme.series_colours(len(plot.figure.series))


def _column(plot: Plot, index: int) -> list[float]:
    return [float(plot.values(one)[index] or 0) for one in plot.figure.series]


def _stack(plot: Plot, index: int, centre: float, scale: Scale, width: float) -> list[float]:
    """Draw one stack; the heights at the middle of its parts."""
    above = below = 0.0
    middles = []
    for one, fill in zip(plot.figure.series, level_colours(plot), strict=True):
        value = float(plot.values(one)[index] or 0)
        start = above if value >= 0 else below
        if value >= 0:
            above += value
        else:
            below += value
        top, bottom = scale.y(start + value), scale.y(start)
        middles.append((top + bottom) / 2)
        if value:
            plot.drawing.rectangle(centre - width / 2, top, width, bottom - top, fill)
            _part(plot, one, index, (centre, (top + bottom) / 2), (width, abs(bottom - top)), fill)
    return middles


def _part(
    plot: Plot, one: Series, index: int, middle: tuple[float, float], room: tuple[float, float], fill: str
) -> None:
    text = shown(one, plot.values(one)[index])
    for size in (plot.theme.label_size, plot.theme.label_size - 1, plot.theme.label_size - 2):
        if room[1] >= max(_LEAST_PART, size + 0.5) and plot.text_width(text, size) <= room[0] - 1:
            plot.label(text, *middle, plot.on(fill), size=size, anchor="middle")
            return


def _totals(plot: Plot, centres: Sequence[float], tops: Sequence[float]) -> None:
    series = plot.figure.series
    digits = max(one.digits for one in series)
    totals = [total([plot.values(one)[index] for one in series]) for index in range(len(centres))]
    hot = _hot(plot)
    gap = centres[1] - centres[0] - 1 if len(centres) > 1 else plot.width
    size = plot.size_for([numeral(one, digits) for one in totals], plot.theme.value_size, gap)
    for index in by_weight(totals, hot):
        found = totals[index]
        colour = plot.theme.grey if found is None else plot.theme.accent_text if index == hot else plot.theme.ink
        text = numeral(found, digits)
        plot.try_label(text, centres[index], tops[index], colour, size=size, bold=found is not None)


def _hot(plot: Plot) -> int:
    """The highlighted stack, or the last one of a timeline."""
    hot = hot_index(plot)
    return len(plot.figure.categories) - 1 if hot < 0 and plot.is_timeline else hot


def _name_parts(
    plot: Plot, names: Sequence[str], middles: Sequence[float], top: float, left: float, foot: float
) -> None:
    last_hot = _hot(plot) == len(plot.figure.categories) - 1
    # Parts without height meet at one place: their names too stand in the order of the stack.
    wishes = [*(middle - place * 0.001 for place, middle in enumerate(middles)), top]
    places = spread(wishes, 10.5, plot.area.top + 4, foot - 3)
    words = [*names, "合计"]
    fills = (*level_colours(plot), "")
    # where names had to leave their parts a square of colour ties them together again
    moved = any(abs(place - wish) > 4 for place, wish in zip(places, wishes, strict=True))
    for index, (word, y) in enumerate(zip(words, places, strict=True)):
        is_total = index == len(words) - 1
        colour = (plot.theme.accent_text if last_hot else plot.theme.grey) if is_total else plot.theme.ink
        if moved and not is_total:
            plot.drawing.rectangle(left, y - 2.5, 5, 5, fills[index])
        plot.label(word, left + (8 if moved else 0), y, colour)
