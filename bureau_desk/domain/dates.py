"""The ways staff write dates, read as ISO text of year, month or day precision."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta

from bureau_desk.domain.values import first_day, last_day

FIRST_YEAR, LAST_YEAR = 1900, 2200

_PARTS = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_YEAR = re.compile(r"(\d{4})年?")
_SHORT_YEAR = re.compile(r"'?\d{2}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?月?|\d{1,2}/\d{1,2}/\d{2,4}")
_CLOCK = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|\+\d{2}:?\d{2})?$")
_DASHES = str.maketrans({"。": ".", "—": "-", "–": "-", "−": "-", "‐": "-", "‑": "-", "・": ".", "·": ".", "\\": "/"})


class Unreadable(ValueError):
    """The text is no date; the message says why, in Chinese."""


def iso_date(text: str) -> str:
    """Read 2024, 2024.5, 2024/5/6, 2024年5月, 20240506, 2024-05 … as ISO text of the precision that was typed.

    Raises Unreadable for impossible days, two-digit years and anything else.
    """
    typed = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    compact = "".join(_CLOCK.sub("", typed).split())
    found = _YEAR.fullmatch(compact) or _RUN.fullmatch(compact) or _PARTS.fullmatch(compact)
    if found is None:
        if _SHORT_YEAR.fullmatch(compact):
            raise Unreadable(f"“{text}”的年份不明确，请写四位年份，如 2024-05-06。")
        raise Unreadable(f"“{text}”不是日期，请写成 2024、2024-05 或 2024-05-06。")
    return _checked(text, *(int(part) for part in found.groups() if part is not None))


def _checked(text: str, year: int, month: int | None = None, day: int | None = None) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unreadable(f"“{text}”的年份不在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。")
    if month is None:
        return f"{year:04d}"
    if not 1 <= month <= 12:
        raise Unreadable(f"“{text}”不是日期：没有 {month} 月。")
    if day is None:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Unreadable(f"“{text}”不是日期：{year} 年 {month} 月没有 {day} 日。") from None


def from_serial(serial: float, date_1904: bool = False) -> str:
    """The ISO day of an Excel serial number; `date_1904` is the system of old Macintosh workbooks.

    Raises Unreadable outside 1950 to 2100, where a number is more likely something else.
    """
    days = int(serial) + (1462 if date_1904 else 0)
    if not 18_264 <= days <= 73_415:
        raise Unreadable(f"数字 {serial:g} 不是日期，请写成 2024-05-06。")
    return (date(1899, 12, 30) + timedelta(days=days)).isoformat()


def serial_or_iso(text: str) -> str:
    """Read a date as typed; five digits are an Excel serial that lost its format (45444), which no other date has."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if len(typed) == 5 and typed.isascii() and typed.isdigit():
        return from_serial(int(typed))
    return iso_date(text)


def from_number(number: float, date_1904: bool = False) -> str:
    """Read a numeric cell: 2024 is a year, 20240506 a day, 202405 and 2024.5 months, 45444 a serial.

    2024.1 may have been typed for January or, as 2024.10, for October; it is refused.
    """
    if number != int(number):
        if FIRST_YEAR <= number <= LAST_YEAR:
            return _year_and_month(number)
        return from_serial(number, date_1904)
    whole = int(number)
    if whole < 10_000 or 190_000 <= whole <= 999_999 or whole >= 19_000_000:
        return iso_date(str(whole))
    return from_serial(whole, date_1904)


def _year_and_month(number: float) -> str:
    year, _, month = f"{number:.10g}".partition(".")
    if month == "1":
        raise Unreadable(f"数字 {year}.1 可能是 1 月，也可能是 10 月，请写成 {year}-01 或 {year}-10。")
    return iso_date(f"{year}.{month}")


def from_moment(moment: date | datetime) -> str:
    """The ISO day of a date cell, its clock time left out."""
    day = moment.date() if isinstance(moment, datetime) else moment
    return _checked(day.isoformat(), day.year, day.month, day.day)


def surely_after(later: str, earlier: str) -> bool:
    """Whether one date certainly lies after another, whatever their precision: 2024 is not surely after 2024-05.

    Text that is no date, kept from the time when the field had another type, lies after nothing.
    """
    try:
        return first_day(later) > last_day(earlier)
    except ValueError:
        return False
