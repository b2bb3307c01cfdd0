"""Ranked horizontal bars: names at the left, values at the end, one base line, no axis."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.drawing import Box
from bureau_desk.charts.placement import Names, fit_names
from bureau_desk.charts.plot import Plot, shown

BAR_SHARE = 0.56
"""Width of a bar as a share of its step."""
_LEAST_STEP, _WIDEST_STEP = 9.0, 30.0
_GAP = 4.0


@dataclass(frozen=True, slots=True)
class _Bar:
    value: Decimal | None
    text: str
    width: float  # of the text
    hot: bool
    colour: str


def bars(plot: Plot) -> None:
    """Bars from zero in the order given; several series stand in groups. Rows that find no room are told of."""
    series = plot.figure.series
    if not any(value is not None for one in series for value in plot.values(one)):
        plot.nothing()
        return
    if len(series) > 1:
        colours = plot.theme.series_colours(len(series))
        plot.key([(one.name, colour, False) for one, colour in zip(series, colours, strict=True)])
    count = _rows_that_fit(plot, len(series))
    step = min(plot.height / count, _WIDEST_STEP * len(series))
    top = plot.area.top + (plot.height - step * count) / 2
    names = fit_names(
        plot.drawing.type,
        plot.figure.categories[:count],
        min(plot.theme.label_size, step * 0.82),
        plot.width * 0.36,
        2 if step > 20 else 1,
    )
    size = min(plot.theme.value_size, step / len(series) * 0.85)
    rows = [_bars_of(plot, index, size) for index in range(count)]
    left = plot.area.left + names.width(plot.drawing.type) + _GAP + 1
    zero, unit = _scale([bar for row in rows for bar in row], left, plot.area.right)
    plot.base_line(zero, top, zero, top + step * count)
    for index, row in enumerate(rows):
        middle = top + step * (index + 0.5)
        _name(plot, names, index, left - _GAP, middle)
        _draw_row(plot, row, zero, unit, middle, step, size)


def _rows_that_fit(plot: Plot, groups: int) -> int:
    wanted = len(plot.figure.categories)
    least = _LEAST_STEP * max(1.0, groups * 0.8)
    if plot.height / wanted >= least:
        return wanted
    area = plot.area
    count = max(1, int((plot.height - 12) / least))
    note = f"另有 {wanted - count} 项未画出，见数据表。"
    plot.label(note, area.left, area.bottom - 5, plot.theme.grey, size=plot.theme.source_size)
    plot.area = Box(area.left, area.top, area.right, area.bottom - 12)
    return count


def _bars_of(plot: Plot, index: int, size: float) -> list[_Bar]:
    figure = plot.figure
    name = figure.categories[index]
    made = []
    for one, colour in zip(figure.series, plot.theme.series_colours(len(figure.series)), strict=True):
        value = plot.values(one)[index]
        hot = bool(figure.highlight) and name == figure.highlight
        fill = colour if len(figure.series) > 1 else _colour(plot, hot)
        made.append(_Bar(value, shown(one, value), plot.text_width(shown(one, value), size, hot), hot, fill))
    return made


def _colour(plot: Plot, hot: bool) -> str:
    return plot.theme.primary if hot or plot.figure.highlight not in plot.figure.categories else plot.theme.light


def _scale(every: list[_Bar], left: float, right: float) -> tuple[float, float]:
    """Where zero lies, and points per unit, so that each bar and the number at its end fit between left and right."""
    up = [(float(bar.value or 0), bar.width + _GAP) for bar in every if not bar.value or bar.value >= 0]
    down = [(-float(bar.value), bar.width + _GAP) for bar in every if bar.value is not None and bar.value < 0]
    largest = max((value for value, _ in up + down), default=0.0)
    low, high = 0.0, (right - left) / largest if largest else 1.0
    for _ in range(60):  # the widest unit by halving: the room needed grows with it
        unit = (low + high) / 2
        if _reach(up, unit) + _reach(down, unit) > right - left:
            high = unit
        else:
            low = unit
    return left + _reach(down, low), low


def _reach(side: list[tuple[float, float]], unit: float) -> float:
    return max((value * unit + room for value, room in side), default=0.0)


def _name(plot: Plot, names: Names, index: int, right: float, middle: float) -> None:
    lines = names.lines[index]
    for row, line in enumerate(lines):
        y = middle + (row - (len(lines) - 1) / 2) * names.leading
        plot.label(line, right, y, size=names.size, anchor="end")


def _draw_row(plot: Plot, row: list[_Bar], zero: float, unit: float, middle: float, step: float, size: float) -> None:
    thickness = step * (BAR_SHARE if len(row) == 1 else 0.76) / len(row)
    for place, bar in enumerate(row):
        y = middle + (place - (len(row) - 1) / 2) * thickness
        length = float(bar.value or 0) * unit
        if length:
            inset = 0.5 if len(row) > 1 else 0.0
            plot.drawing.rectangle(zero, y - thickness / 2 + inset, length, thickness - 2 * inset, bar.colour)
        colour = plot.theme.grey if bar.value is None else plot.theme.primary if bar.hot else plot.theme.ink
        backward = bar.value is not None and bar.value < 0
        end, anchor = (zero + length - _GAP + 1, "end") if backward else (zero + length + _GAP - 1, "start")
        plot.label(bar.text, end, y, colour, size=size, bold=bar.hot, anchor=anchor)
