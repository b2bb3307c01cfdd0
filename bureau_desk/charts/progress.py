"""Progress against targets: a track for the target, a bar for what is reached, the percentage beside it."""

from __future__ import annotations

import re
from decimal import Decimal

from bureau_desk.charts.drawing import Box
from bureau_desk.charts.numerals import GAP, numeral
from bureau_desk.charts.placement import decimals, fit_names
from bureau_desk.charts.plot import Plot, known
from bureau_desk.charts.sums import actual_values, percent

_TRACK = 6.0
_TALL, _FLAT = 21.0, 11.5
_WIDEST_ROW = 37.0
_UNIT = re.compile(r"(.+?)[（(]([^（）()]{1,6})[）)]")


def progress(plot: Plot) -> None:
    """A row per category; with many rows name, track and percentage share one line."""
    actual, target = actual_values(plot.figure)
    if not known(actual) and not known(target):
        plot.nothing()
        return
    count = len(plot.figure.categories)
    fitting = int(plot.height / _FLAT)
    if count > fitting:
        count = max(1, int((plot.height - 12) / _FLAT))
        note = f"另有 {len(plot.figure.categories) - count} 项未画出，见数据表。"
        plot.label(note, plot.area.left, plot.area.bottom - 5, plot.theme.grey, size=plot.theme.source_size)
        plot.area = Box(plot.area.left, plot.area.top, plot.area.right, plot.area.bottom - 12)
    step = min(plot.height / count, _WIDEST_ROW)
    for index in range(count):
        top = plot.area.top + step * index
        (_tall_row if step >= _TALL else _flat_row)(plot, index, top, step)


def _words(plot: Plot, index: int) -> tuple[str, str, Decimal | None]:
    actual, target = actual_values(plot.figure)
    first = next(iter(plot.series("value", "level", "line")), plot.figure.series[0])
    second = next(iter(plot.series("target")), first)
    done = percent(actual[index], target[index])
    reached = _short(actual[index], first.digits)
    text = reached if target[index] is None else f"{reached} / {_short(target[index], second.digits)}"
    unit = first.unit or plot.figure.unit or name_and_unit(plot.figure.categories[index])[1]
    return f"{text} {unit}".strip(), f"{numeral(done)}%" if done is not None else GAP, done


def _short(value: Decimal | None, digits: int) -> str:
    """Rows have units of their own: each number takes only the decimals it needs."""
    return numeral(value, min(digits, decimals([value]) if value is not None else 0))


def name_and_unit(category: str) -> tuple[str, str]:
    """A category split from the unit in brackets behind it: 技术合同成交额（亿元）."""
    found = _UNIT.fullmatch(category)
    return (found[1], found[2]) if found else (category, "")


def _names(plot: Plot) -> tuple[str, ...]:
    """The categories, without the units that stand behind the numbers."""
    own = not plot.figure.unit and not any(one.unit for one in plot.figure.series)
    return tuple(name_and_unit(name)[0] if own else name for name in plot.figure.categories)


def _bar(plot: Plot, index: int, left: float, right: float, middle: float, done: Decimal | None) -> None:
    plot.drawing.rectangle(left, middle - _TRACK / 2, right - left, _TRACK, plot.theme.tint)
    share = float(min(max(done or Decimal(0), Decimal(0)), Decimal(100))) / 100
    if share:
        plot.drawing.rectangle(left, middle - _TRACK / 2, (right - left) * share, _TRACK, _fill(plot, index))


def _fill(plot: Plot, index: int) -> str:
    return plot.theme.accent if plot.figure.categories[index] == plot.figure.highlight else plot.theme.primary


def _percent_colour(plot: Plot, index: int, done: Decimal | None) -> str:
    if done is None:
        return plot.theme.grey
    return plot.theme.accent_text if _fill(plot, index) == plot.theme.accent else plot.theme.primary


def _tall_row(plot: Plot, index: int, top: float, step: float) -> None:
    words, done_text, done = _words(plot, index)
    type_ = plot.drawing.type
    middle = top + step / 2
    upper, lower = middle - 5.5, middle + 6.0
    words = type_.fitted(words, plot.theme.label_size, plot.width * 0.6)
    room = plot.width - plot.text_width(words, plot.theme.label_size) - 8
    name = type_.fitted(_names(plot)[index], plot.theme.label_size, room)
    plot.label(name, plot.area.left, upper)
    plot.label(words, plot.area.right, upper, plot.theme.grey, anchor="end")
    _bar(plot, index, plot.area.left, plot.area.right - _percent_room(plot), lower, done)
    colour = _percent_colour(plot, index, done)
    plot.label(
        done_text, plot.area.right, lower, colour, size=plot.theme.value_size, bold=done is not None, anchor="end"
    )


def _flat_row(plot: Plot, index: int, top: float, step: float) -> None:
    _, done_text, done = _words(plot, index)
    middle = top + step / 2
    names = fit_names(plot.drawing.type, _names(plot), plot.theme.label_size, plot.width * 0.36, 1)
    left = plot.area.left + names.width(plot.drawing.type)
    plot.label(names.lines[index][0], left, middle, size=names.size, anchor="end")
    _bar(plot, index, left + 5, plot.area.right - _percent_room(plot), middle, done)
    colour = _percent_colour(plot, index, done)
    plot.label(
        done_text, plot.area.right, middle, colour, size=plot.theme.label_size, bold=done is not None, anchor="end"
    )


def _percent_room(plot: Plot) -> float:
    texts = (_words(plot, index)[1] for index in range(len(plot.figure.categories)))
    return max(plot.text_width(text, plot.theme.value_size, True) for text in texts) + 8
