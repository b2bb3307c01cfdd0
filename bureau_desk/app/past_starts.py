"""Rows that had not begun yet on a past day: found by comparing in SQL, and left out of its layers."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, Table, Text

from bureau_desk.app.past import begun
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register


@dataclass(frozen=True, slots=True)
class Start:
    """From which day a row counts: in SQL, with `@` where the row is; and what compares later than the day."""

    text: str
    keys: tuple[str, ...]
    day: str
    stay: str = "[]"

    @property
    def later(self) -> str:
        """Whether a row began after the day, with the day and what stays to be bound.

        Days, months and years as text stand in order, so comparing decides; what is no date stays by the rule of
        `past.begun`.
        """
        stays = "" if self.stay == "[]" else f" AND {self.text} NOT IN (SELECT value FROM json_each(:stay))"
        return f"{self.text} > :day{stays}"

    @property
    def named(self) -> dict[str, str]:
        """What is bound."""
        return {"day": self.day} if self.stay == "[]" else {"day": self.day, "stay": self.stay}


def start_of(register: Register, seen: Table, on: date) -> Start | None:
    """From which day rows of a register count; None where nothing says so."""
    keys = tuple(key for key in register.counting.start if register.field(key))
    texts = all(isinstance(seen.c[f"f_{key}"].type, Text) for key in keys)
    columns = [f'@"f_{key}"' if texts else f'CAST(@"f_{key}" AS TEXT)' for key in keys]
    text = f"coalesce({', '.join(columns)})" if len(columns) > 1 else "".join(columns)
    return Start(text, keys, on.isoformat()) if keys else None


def _with_stay(connection: Connection, register: Register, start: Start, source: str, on: date) -> Start:
    """The same, with the values that compare later and yet are none by the rule of `past.begun`."""
    holds: Callable[[Row], bool] = begun(register, on)
    query = f"SELECT DISTINCT {start.text} {source} WHERE {start.text} > :day"
    values = connection.exec_driver_sql(query.replace("@", "c."), start.named).all()
    stay = [value for (value,) in values if holds(Row(0, {start.keys[0]: value}))]
    return replace(start, stay=json.dumps(stay))


def list_later(connection: Connection, register: Register, start: Start, place: str, on: date) -> None:
    """Today's rows that began after the day by what stands today are the first that are gone."""
    source = f"FROM main.current_{register.key} c"
    start = _with_stay(connection, register, start, source, on)
    query = f'INSERT INTO "{place}".gone SELECT c.id {source} WHERE {start.later} ORDER BY +c.id'.replace("@", "c.")
    connection.exec_driver_sql(query, start.named)


def leave_out_later(
    connection: Connection, register: Register, place: str, start: Start, told: Collection[str], on: date
) -> None:
    """Take out of what was otherwise what began after the day; by these fields, if any, today's rows are told of."""
    today = f"CROSS JOIN main.current_{register.key} t ON t.id = o.id"
    columns = ", ".join(f'{"o" if key in told else "t"}."f_{key}"' for key in start.keys)
    other = f'FROM (SELECT o.id, {columns} FROM "{place}".other o {today}) c'
    for name, source in [*([("other", other)] if told else []), ("back", f'FROM "{place}".back c')]:
        here = _with_stay(connection, register, start, source, on)
        query = f'DELETE FROM "{place}".{name} WHERE id IN (SELECT c.id {source} WHERE {here.later})'
        connection.exec_driver_sql(query.replace("@", "c."), here.named)
