"""Words for spans of days around the day that is looked at: 本月, 上季度, 过去30天, 90天内到期, 已过期."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta

from bureau_desk.domain.problem import Misuse

OFFERED = (
    "今天", "昨天", "本周", "上周", "下周", "本月", "上月", "下月", "本季度", "上季度", "下季度", "上半年", "下半年", "本年",
    "上年", "明年", "过去7天", "过去30天", "过去90天", "过去1年", "未来30天", "未来90天", "30天内到期", "60天内到期",
    "90天内到期", "已过期", "未到期", "3年内", "满3年",
)  # fmt: skip
"""What a menu offers; every number may be another."""

_ALIASES = {
    "今日": "今天", "昨日": "昨天", "明日": "明天", "本星期": "本周", "这周": "本周", "这个月": "本月", "当月": "本月",
    "上个月": "上月", "下个月": "下月", "本季": "本季度", "上季": "上季度", "下季": "下季度", "今年": "本年", "当年": "本年",
    "去年": "上年", "下年": "明年", "已到期": "已过期", "过期": "已过期", "逾期": "已过期", "未过期": "未到期", "有效": "未到期",
}  # fmt: skip
_COUNTED = re.compile(
    r"(过去|最近|近|未来|今后|满)?(\d{1,4}|[一二两三四五六七八九十])个?(天|日|周|星期|月|季度|年)(以?内到期|以?内|以上)?"
)
_DIGITS = {word: number for number, word in enumerate("〇一二三四五六七八九十")} | {"两": 2}

Span = tuple[str, str]


def span(word: str, today: date) -> Span:
    """First and last ISO day that a word means on a day, both included; "" where that side is open.

    Past and coming spans take today in (过去30天 reaches from 30 days ago to today); weeks begin on Monday; 90天内到期
    reaches from today to 90 days on; 已过期 ends yesterday, for a title holds on its last day; 3年内 is the last three
    years up to today, 满3年 all before. Misuse names what can be said instead.
    """
    cleaned = unicodedata.normalize("NFKC", str(word)).replace(" ", "")
    plain = _ALIASES.get(cleaned, cleaned)
    try:
        fixed = _FIXED.get(plain)
        first, last = fixed(today) if fixed else _counted(plain, today)
    except (OverflowError, ValueError):
        raise _unknown(word) from None
    return first.isoformat() if first else "", last.isoformat() if last else ""


def is_word(text: str, today: date) -> bool:
    """Whether a text is a word for a span."""
    try:
        span(text, today)
    except Misuse:
        return False
    return True


def by_last_day(word: str) -> bool:
    """Whether a word asks when something runs out.

    The rule for dates of year or month precision: one lies in a span when all days that it may mean do; where the word
    asks what runs out, its last day alone decides, for what holds to 2024-12 holds to the end of that month.
    """
    cleaned = unicodedata.normalize("NFKC", str(word))
    return "期" in cleaned or _ALIASES.get(cleaned) == "未到期"


def _unknown(word: str) -> Misuse:
    return Misuse(f"没有“{word}”这个相对日期。", f"可用：{'、'.join(OFFERED)}；其中的数字可以换成别的。")


def _counted(word: str, today: date) -> tuple[date | None, date | None]:
    match = _COUNTED.fullmatch(word)
    if match is None:
        raise ValueError(word)
    before, number, unit, after = match.groups()
    count = _DIGITS.get(number) or int(number)
    if before in ("未来", "今后") and after in (None, "内", "以内"):
        return today, _moved(today, count, unit)
    if not before and after and after.endswith("到期"):
        return today, _moved(today, count, unit)
    if (before == "满" and not after) or (not before and after == "以上"):
        return None, _moved(today, -count, unit)
    if before != "满" and (before or after in ("内", "以内")) and after in (None, "内", "以内"):
        return _moved(today, -count, unit), today
    raise ValueError(word)


def _moved(day: date, count: int, unit: str) -> date:
    if unit in ("天", "日"):
        return day + timedelta(days=count)
    if unit in ("周", "星期"):
        return day + timedelta(weeks=count)
    months = count * {"月": 1, "季度": 3, "年": 12}[unit]
    return _on(day.year, day.month + months, day.day)


def _on(year: int, month: int, day: int) -> date:
    """A day whose month may lie outside the year; the 31st of a shorter month is its last day."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _months(begin: Callable[[date], tuple[int, int]], length: int) -> Callable[[date], tuple[date, date]]:
    """A span of whole months that begins in a (year, month), which may lie outside the year."""

    def found(today: date) -> tuple[date, date]:
        year, month = begin(today)
        return _on(year, month, 1), _on(year, month + length - 1, 31)

    return found


def _days(first: int, last: int) -> Callable[[date], tuple[date, date]]:
    return lambda today: (today + timedelta(days=first), today + timedelta(days=last))


def _weeks(offset: int) -> Callable[[date], tuple[date, date]]:
    def found(today: date) -> tuple[date, date]:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=offset)
        return monday, monday + timedelta(days=6)

    return found


def _quarter(offset: int) -> Callable[[date], tuple[int, int]]:
    return lambda today: (today.year, (today.month - 1) // 3 * 3 + 1 + 3 * offset)


_FIXED: dict[str, Callable[[date], tuple[date | None, date | None]]] = {
    "今天": _days(0, 0),
    "昨天": _days(-1, -1),
    "明天": _days(1, 1),
    "本周": _weeks(0),
    "上周": _weeks(-1),
    "下周": _weeks(1),
    "本月": _months(lambda day: (day.year, day.month), 1),
    "上月": _months(lambda day: (day.year, day.month - 1), 1),
    "下月": _months(lambda day: (day.year, day.month + 1), 1),
    "本季度": _months(_quarter(0), 3),
    "上季度": _months(_quarter(-1), 3),
    "下季度": _months(_quarter(1), 3),
    "上半年": _months(lambda day: (day.year, 1), 6),
    "下半年": _months(lambda day: (day.year, 7), 6),
    "本年": _months(lambda day: (day.year, 1), 12),
    "上年": _months(lambda day: (day.year - 1, 1), 12),
    "前年": _months(lambda day: (day.year - 2, 1), 12),
    "明年": _months(lambda day: (day.year + 1, 1), 12),
    "已过期": lambda today: (None, today - timedelta(days=1)),
    "未到期": lambda today: (today, None),
}
