"""The numbers that a chart works out from its own, bound to the rows of those: totals, shares, how much is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bureau_desk.analysis.trends import plain
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.sums import actual_values, percent, portions, total
from bureau_desk.domain.figure import Figure, FigureKind
from bureau_desk.domain.galley import Number, Point

SHARE, TOTAL, REACHED = "占比", "合计", "占比 目标"
_Numbers = Mapping[tuple[int, int], Number]


def sums_of(figure: Figure, points: Sequence[Point]) -> Iterator[Point]:
    """The further numbers of a chart whose own are given; their column lies beyond its series."""
    numbers = {(one.row, one.column): one.number for one in points}
    maker = _MAKERS.get(figure.kind)
    if maker is not None and numbers:
        yield from maker(figure, numbers)


def _stacked(figure: Figure, numbers: _Numbers) -> Iterator[Point]:
    count = len(figure.series)
    digits = max(one.digits for one in figure.series)
    for row, category in enumerate(figure.categories):
        parts = [numbers[row, column] for column in range(count) if (row, column) in numbers]
        whole = total([one.values[row] for one in figure.series])
        if count > 1 and parts and whole is not None:
            made = _summed(parts, whole, numeral(whole, digits))
            yield _point(figure, row, count, replace(made, sentence=f"{figure.title}：{category}，{TOTAL}"))


def _ring(figure: Figure, numbers: _Numbers) -> Iterator[Point]:
    parts = portions(figure)
    if not parts:
        return
    value = sum((one.value for one in parts), Decimal(0))
    every = [numbers[place, 0] for one in parts for place in one.members]
    whole = _summed(every, value, numeral(value, figure.series[0].digits))
    yield _point(figure, len(figure.categories), 1, replace(whole, sentence=f"{figure.title}：{TOTAL}"))
    for row, one in enumerate(parts):
        own = _summed([numbers[place, 0] for place in one.members], one.value, "")
        made = _against(own, whole, SHARE, one.value * 100 / value, f"{one.share:f}%")
        yield _point(figure, row, 1, replace(made, sentence=f"{figure.title}：{one.name}，{SHARE}"))


def _reached(figure: Figure, numbers: _Numbers) -> Iterator[Point]:
    actual, target = actual_values(figure)
    columns = {one.role == "target": place for place, one in reversed(list(enumerate(figure.series)))}
    for row, category in enumerate(figure.categories):
        done = percent(actual[row], target[row])
        if done is None:
            continue
        own, base = numbers[row, columns[False]], numbers[row, columns[True]]
        made = _against(own, base, REACHED, done, f"{numeral(done)}%")
        yield _point(figure, row, len(figure.series), replace(made, sentence=f"{figure.title}：{category}，完成目标"))


_MAKERS: Mapping[FigureKind, Callable[[Figure, _Numbers], Iterator[Point]]] = {
    FigureKind.STACKED: _stacked,
    FigureKind.SHARE: _ring,
    FigureKind.PROGRESS: _reached,
}


def _point(figure: Figure, row: int, column: int, number: Number) -> Point:
    return Point("chart", figure.name, row, column, number)


def _summed(parts: Sequence[Number], value: Decimal, text: str) -> Number:
    """All parts as one number; it rests on no rows where one of them rests on none that are known."""
    first = parts[0]
    if len(parts) == 1:
        return replace(first, text=text, form=TOTAL)
    bound = all(one.register for one in parts)
    rows = tuple(dict.fromkeys(row for one in parts for row in one.rows)) if bound else ()
    register = first.register if bound else ""
    return replace(first, text=text, value=plain(value, 6), form=TOTAL, rows=rows, register=register)


def _against(own: Number, base: Number, form: str, value: Decimal, text: str) -> Number:
    """One number in percent of another."""
    return replace(
        own,
        form=form,
        text=text,
        value=plain(value, 6),
        unit="%",
        base_value=base.value,
        base_as_of=base.as_of,
        base_rows=base.rows,
    )
