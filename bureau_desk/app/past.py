"""What was there on a past day: a register of history shows a day without what began after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import first_day


def begun(register: Register, on: date) -> Callable[[Row], bool]:
    """Tells of a row whether it had begun by the day, by the dates from which its register counts.

    What certainly began later was not there; a row without a date, or begun in the year or month of the day, stays.
    What had run out or been revoked stays too, with its dates: lists of the past are kept whole, counting sorts them.
    """
    starts = register.counting.start

    def holds(row: Row) -> bool:
        value = next((found for key in starts if (found := row.values.get(key)) is not None), None)
        if value is None or isinstance(value, bool):
            return True
        try:
            return first_day(str(value)) <= on
        except ValueError:
            return True

    return holds if starts else lambda _: True
