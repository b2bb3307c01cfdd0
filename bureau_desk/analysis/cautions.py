"""What to be careful about in an answer: dates coarser than the period, certificate years before the year is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from bureau_desk.analysis.counts import Asked, Held, certificates
from bureau_desk.analysis.histories import certain_day
from bureau_desk.analysis.periods import day_words
from bureau_desk.domain.question import Count
from bureau_desk.domain.snapshot import Period
from bureau_desk.domain.values import first_day


def cautions(asked: Asked, earlier: int, left_out: int) -> tuple[str, ...]:
    """The warnings that the dates of an answer give rise to; `earlier` and `left_out` are as `coarse` counts them."""
    if asked.question.count is Count.COHORT:
        return _before_year_end(asked.prepared.as_of.on)
    found = []
    if earlier:
        found.append(f"有{earlier}条记录的日期只写到年或月，按其最后一天计入了本期，可能属于更早的时候，请核对。")
    if left_out:
        found.append(f"有{left_out}条记录的日期只写到年或月，按其最后一天不在本期，没有计入，请核对。")
    return tuple(found)


def _before_year_end(day: date) -> tuple[str, ...]:
    if (day.month, day.day) == (12, 31):
        return ()
    return (f"按证书年度计是全年的数，{day_words(day)}以后发的本年证书也计入；到年末前可能不全，请核对。",)


def coarse(asked: Asked, held: Sequence[Held], period: Period | None) -> tuple[int, int]:
    """How many recognitions may or may not be of the period, for the year or month told overlaps its edge.

    A coarse date counts on the last day it may mean, so it may be of an earlier period (the first number), or of this
    one though left out (the second).
    """
    if period is None or asked.question.count not in (Count.INFLOW, Count.RECOGNISED):
        return 0, 0
    earlier, left_out = sum(1 for one in held if _begins(one, asked) < period.first), 0
    rest = period.last + timedelta(days=1)
    if rest.year == period.last.year:
        later = certificates(asked, rest, date(rest.year, 12, 31))
        left_out = sum(1 for one in later if _begins(one, asked) <= period.last)
    return earlier, left_out


def _begins(one: Held, asked: Asked) -> date:
    """The first day that the date of a recognition may mean."""
    if one.told:
        return first_day(one.told)
    values = (one.row.get(key) for key in asked.register.counting.start)
    told = next((value for value in values if certain_day(value)), None)
    return first_day(str(told)) if told else date.fromisoformat(one.day)
