"""What a cell may hold, and the partial dates staff write (2021, 2021-12, 2021-12-31)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

Value = str | int | Decimal | bool | tuple[str, ...] | None
"""text, code, date (ISO text of year, month or day precision), choice and level: str; int, year, money (元) and
reference (record id): int; decimal and percent: Decimal; several choices: tuple of codes; yes/no: bool; empty: None."""

Values = Mapping[str, Value]


@lru_cache(maxsize=4000)
def first_day(text: str) -> date:
    """The first day that an ISO date of year, month or day precision may mean."""
    parts = _parts(text)
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(text: str) -> date:
    """The last day that an ISO date of year, month or day precision may mean."""
    parts = _parts(text)
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(parts[0], month)[1]
    return date(parts[0], month, day)


def _parts(text: str) -> list[int]:
    parts = [int(part) for part in text.split("-")]
    if max(parts) > 9999:  # beyond the calendar, which would answer with another kind of error
        raise ValueError(text)
    return parts
