"""Categories that are days: where they stand on a true time axis, and between which of them time is missing."""

from __future__ import annotations

import calendar
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from bureau_desk.domain.figure import Figure, FigureKind, Series

OVER_TIME = (FigureKind.LINE, FigureKind.RANK)
"""Kinds whose categories stand at true distances; columns stand evenly and tell missing years by a broken axis."""
IN_COLUMNS = (FigureKind.COLUMN, FigureKind.STACKED, FigureKind.COLUMN_LINE)
LEFT_OUT = "…"
"""The empty category that native column charts put where years are missing."""
BRIDGE_NOTE = "点线：其间无数据"

_DAY = re.compile(r"([12]\d{3})(?:年|[-./年](\d{1,2})(?:月|[-./月](\d{1,2})日?)?)?")
_YEAR = re.compile(r"[12]\d{3}年?")
_MOST_YEARS = 80
_SLACK = 1.3  # a gap is clearly longer than the rhythm: months of 28 and 31 days are alike


@dataclass(frozen=True, slots=True)
class Timeline:
    """The moments of the categories in years (2021 is its last day: 2022.0), rising; `rhythm` is the usual step."""

    moments: tuple[float, ...]
    rhythm: float

    @property
    def gaps(self) -> frozenset[int]:
        """The indexes of the categories before which time is missing."""
        steps = enumerate(itertools.pairwise(self.moments), 1)
        return frozenset(index for index, (before, after) in steps if after - before > self.rhythm * _SLACK)

    @property
    def is_even(self) -> bool:
        """Whether all steps are as long as each other."""
        steps = [after - before for before, after in itertools.pairwise(self.moments)]
        return max(steps) - min(steps) < 1e-6

    def places(self, left: float, right: float) -> tuple[float, ...]:
        """The categories between left and right, at distances in proportion to time."""
        return tuple(self.place(moment, left, right) for moment in self.moments)

    def place(self, moment: float, left: float, right: float) -> float:
        """Any moment between left and right."""
        first, last = self.moments[0], self.moments[-1]
        return left + (right - left) * (moment - first) / (last - first)

    def missing(self) -> tuple[float, ...]:
        """The moments left out, step by step, inside the gaps."""
        found: list[float] = []
        for index in sorted(self.gaps):
            before, after = self.moments[index - 1], self.moments[index]
            count = round((after - before) / self.rhythm)
            found += [before + self.rhythm * step for step in range(1, count)]
        return tuple(found)


def last_day(category: str) -> date | None:
    """The last day that a year, month or day may mean; None for other words."""
    found = _DAY.fullmatch(category.strip())
    if found is None:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    month = month or 12
    if month > 12 or day > calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day or calendar.monthrange(year, month)[1])


def moment(category: str) -> float | None:
    """A year, month or day in years, as the last day that it may mean; None for other words."""
    day = last_day(category)
    if day is None:
        return None
    return day.year + (day.month - 1 + day.day / calendar.monthrange(day.year, day.month)[1]) / 12


@lru_cache(maxsize=64)
def timeline(categories: tuple[str, ...]) -> Timeline | None:
    """The time axis of two or more rising days, None for anything else."""
    moments = [moment(category) for category in categories]
    known = tuple(one for one in moments if one is not None)
    if len(known) < max(2, len(moments)) or any(after <= before for before, after in itertools.pairwise(known)):
        return None
    return Timeline(known, _rhythm(categories, known))


def _rhythm(categories: Sequence[str], moments: Sequence[float]) -> float:
    """The usual step: that of a regular row of three or more, a year between years, else the shortest step."""
    steps = [after - before for before, after in itertools.pairwise(moments)]
    if len(steps) > 1 and max(steps) - min(steps) < 1e-6:
        return steps[0]
    years = [_YEAR.fullmatch(category.strip()) is not None for category in categories]
    if any(before and after for before, after in itertools.pairwise(years)):
        return 1.0
    return min(1.0, *steps)


def filled(figure: Figure) -> Figure:
    """The figure for charts whose axis knows categories alone: the missing years become empty categories.

    Lines and ranks over years take every year left out, so that distances are true; columns take one `LEFT_OUT` for
    each gap. The same figure when no time is missing, and where `dated` gives days.
    """
    line = timeline(figure.categories) if figure.kind in (*OVER_TIME, *IN_COLUMNS) else None
    if line is None or (not line.gaps and line.is_even):
        return figure
    if figure.kind in IN_COLUMNS:
        return _spaced(figure, [[LEFT_OUT] if index in line.gaps else [] for index in range(len(line.moments))])
    if dated(figure) or line.moments[-1] - line.moments[0] > _MOST_YEARS:
        return figure
    return _spaced(figure, _years_left_out(figure.categories, line))


def _years_left_out(categories: tuple[str, ...], line: Timeline) -> list[list[str]]:
    """The years to put before each one, written as it is."""
    before: list[list[str]] = [[]]
    for index, (first, last) in enumerate(itertools.pairwise(line.moments), 1):
        mark = "年" if categories[index].strip().endswith("年") else ""
        before.append([f"{year}{mark}" for year in range(round(first), round(last) - 1)])
    return before


def dated(figure: Figure) -> tuple[date, ...]:
    """The days of lines whose uneven steps are not whole years, for a native axis of dates; () for all others."""
    line = timeline(figure.categories) if figure.kind in OVER_TIME else None
    if line is None or line.is_even or all(_YEAR.fullmatch(one.strip()) for one in figure.categories):
        return ()
    return tuple(day for one in figure.categories if (day := last_day(one)) is not None)


def _spaced(figure: Figure, before: Sequence[Sequence[str]]) -> Figure:
    """The figure with empty categories put in before each of its own."""
    categories: list[str] = []
    for category, more in zip(figure.categories, before, strict=True):
        categories += [*more, category]
    series = []
    for one in figure.series:
        values = [*one.values[: len(before)], *([None] * (len(before) - len(one.values)))]
        spread = [part for value, more in zip(values, before, strict=True) for part in (*([None] * len(more)), value)]
        series.append(replace(one, values=tuple(spread)))
    return replace(figure, categories=tuple(categories), series=tuple(series))


def bridged(figure: Figure, one: Series) -> frozenset[int]:
    """The indexes of a series' values that follow a gap, where a connection must be shown as broken."""
    line = timeline(figure.categories)
    gaps = line.gaps if line else frozenset()
    known = [index for index, value in enumerate(one.values) if value is not None]
    pairs = itertools.pairwise(known)
    return frozenset(
        after
        for before, after in pairs
        if after - before > 1 or any(index in gaps for index in range(before + 1, after + 1))
    )
