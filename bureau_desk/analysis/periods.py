"""Days and periods of questions: year to the day, quarter, month, two days; a year before; how a day is called."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import date, timedelta

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Count, Question
from bureau_desk.domain.snapshot import Period
from bureau_desk.domain.values import first_day, last_day

_PARTIAL = re.compile(r"^\d{4}(-\d{1,2}(-\d{1,2})?)?$")
OVER_PERIOD = (Count.INFLOW, Count.NET, Count.RECOGNISED)


def read_day(text: str) -> date:
    """The day a date of year, month or day precision stands for: its last day; ValueError when it is no date.

    Accepts 2021, 2021-12, 2021-12-31 and the same with 年月日, dots or slashes.
    """
    plain = re.sub(r"[年月./]", "-", text.strip()).removesuffix("日").removesuffix("-")
    if not _PARTIAL.match(plain):
        raise ValueError(text)
    return last_day(plain)


def period_of(question: Question, day: date) -> Period:
    """The period that an inflow, net or recognised question covers; Misuse when its text cannot be read."""
    text = question.period.strip() or "year"
    if text == "year":
        return Period(date(day.year, 1, 1), day)
    if text == "quarter":
        return Period(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), day)
    if text == "month":
        return Period(date(day.year, day.month, 1), day)
    first, _, last = text.partition("..")
    try:
        period = Period(first_day(first.strip()), last_day((last or first).strip()))
    except (ValueError, IndexError):
        raise Misuse(
            f"问题“{question.name}”的期间“{text}”看不懂。",
            "请写 year、quarter、month，或两个日期，如 2021-01-01..2021-12-31。",
        ) from None
    if period.first > period.last:
        raise Misuse(f"问题“{question.name}”的期间“{text}”起止颠倒。", "请把较早的日期写在前面。")
    return period


def eve(period: Period) -> date:
    """The day before a period begins."""
    return period.first - timedelta(days=1)


def year_before(day: date) -> date:
    """The same day a year earlier; the last day of a month stays the last day (29 February included)."""
    last = calendar.monthrange(day.year - 1, day.month)[1]
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return date(day.year - 1, day.month, last)
    return date(day.year - 1, day.month, min(day.day, last))


def question_year_before(question: Question, day: date) -> Question:
    """The same question for the same period of the year before `day`."""
    period = question.period
    if period not in ("year", "quarter", "month", ""):
        asked = period_of(question, day)
        period = f"{year_before(asked.first).isoformat()}..{year_before(asked.last).isoformat()}"
    return replace(question, as_of=year_before(day), period=period)


def day_name(day: date) -> str:
    """How a day is called as a group: the year for 31 December, else ISO."""
    return str(day.year) if (day.month, day.day) == (12, 31) else day.isoformat()


def day_words(day: date) -> str:
    """A day as bulletins print it: 2021年12月31日 (GB/T 9704-2012: no zero padding)."""
    return f"{day.year}年{day.month}月{day.day}日"
