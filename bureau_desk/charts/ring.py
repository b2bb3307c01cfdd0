"""A ring of shares: the total inside, names with their numbers in a list beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.placement import Names, fit_names
from bureau_desk.charts.plot import Plot
from bureau_desk.charts.sums import portions
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.figure import Figure

_SQUARE = 11.0  # a square of colour and the space behind it
_GAP = 0.0025  # of the turn, between two parts


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: its value, its share in percent (all together exactly 100), its colour."""

    name: str
    value: Decimal
    share: Decimal
    colour: str


def parts_of(figure: Figure, theme: Theme) -> tuple[Part, ...]:
    """The parts of the ring with their colours."""
    found = portions(figure)
    levels = bool(figure.series) and figure.series[0].role == "level"
    colours = theme.level_colours(len(found)) if levels else theme.series_colours(len(found))
    return tuple(Part(one.name, one.value, one.share, colour) for one, colour in zip(found, colours, strict=True))


def ring(plot: Plot) -> None:
    """The ring at the left, clockwise from the top; the list at the right, the largest or highlighted share bold."""
    parts = parts_of(plot.figure, plot.theme)
    if not parts:
        plot.nothing()
        return
    outer = min(plot.height / 2 - 4, plot.width * 0.22)
    inner = outer * 0.62
    words = _List.of(plot, parts, outer * 2 + 4)
    left = (plot.area.left + plot.area.right - words.reach) / 2
    centre = (left + outer + 2, (plot.area.top + plot.area.bottom) / 2)
    turned = Decimal(0)
    whole = sum((part.value for part in parts), Decimal(0))
    gap = _GAP if len(parts) > 1 else 0.0
    for part in parts:
        start, end = float(turned / whole), float((turned + part.value) / whole)
        middle = (start + end) / 2
        plot.drawing.sector(centre, outer, inner, min(start + gap, middle), max(end - gap, middle), part.colour)
        turned += part.value
    _total(plot, centre, inner, whole)
    _list(plot, parts, words, left + words.start)


def _total(plot: Plot, centre: tuple[float, float], inner: float, whole: Decimal) -> None:
    text = numeral(whole, plot.figure.series[0].digits)
    width = plot.text_width(text, 1.0, True)
    size = min(20.0, inner * 1.55 / width)
    unit = plot.figure.unit
    plot.label(
        text, centre[0], centre[1] - (4 if unit else 0), plot.theme.primary, size=size, bold=True, anchor="middle"
    )
    if unit:
        unit = plot.drawing.type.fitted(unit, plot.theme.label_size, inner * 1.5)
        plot.label(unit, centre[0], centre[1] + size * 0.5 + 4, plot.theme.grey, anchor="middle")


@dataclass(frozen=True, slots=True)
class _List:
    """The words beside the ring and their columns, measured from the ring's left edge."""

    names: Names
    numbers: tuple[str, ...]
    percents: tuple[str, ...]
    start: float
    number_end: float
    reach: float
    step: float

    @classmethod
    def of(cls, plot: Plot, parts: tuple[Part, ...], ring_width: float) -> _List:
        size = plot.theme.label_size
        step = min(plot.height / len(parts), 23.0)
        start = ring_width + (12 if plot.width < 300 else 36)
        percents = tuple(f"{part.share:f}%" for part in parts)
        numbers = tuple(numeral(part.value, plot.figure.series[0].digits) for part in parts)
        widest = max(plot.text_width(part.name, size) for part in parts)
        number_room = max(plot.text_width(text, size) for text in numbers) + 10
        percent_room = max(plot.text_width(text, size, True) for text in percents) + 10
        room = plot.width - start - _SQUARE - percent_room
        if widest + number_room > room:  # before a name is cut, the numbers give way: the share says the same
            numbers, number_room = (), 0.0
        names = fit_names(
            plot.drawing.type, [part.name for part in parts], size, room - number_room, 2 if step >= 20 else 1
        )
        number_end = start + _SQUARE + names.width(plot.drawing.type) + number_room
        return cls(names, numbers, percents, start, number_end, number_end + percent_room, step)


def _list(plot: Plot, parts: tuple[Part, ...], words: _List, left: float) -> None:
    top = (plot.area.top + plot.area.bottom) / 2 - words.step * len(parts) / 2
    for index, part in enumerate(parts):
        y = top + words.step * (index + 0.5)
        colour = plot.theme.primary if part.name == plot.figure.highlight else plot.theme.ink
        plot.drawing.rectangle(left, y - 3.5, 7, 7, part.colour)
        lines = words.names.lines[index]
        for row, line in enumerate(lines):
            at = y + (row - (len(lines) - 1) / 2) * words.names.leading
            plot.label(line, left + _SQUARE, at, colour, size=words.names.size)
        shift = left - words.start
        if words.numbers:
            plot.label(words.numbers[index], shift + words.number_end, y, plot.theme.grey, anchor="end")
        plot.label(words.percents[index], shift + words.reach, y, colour, bold=True, anchor="end")
