"""All registers as of a day, read from the journal."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from sqlalchemy import Connection

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Values
from bureau_desk.store.database import Database
from bureau_desk.store.journal import folded, turning_days
from bureau_desk.store.register_rows import Loaded, rows_on

_MOST_CHANGED = 2000
"""Changed records beyond which a register is read as a whole."""


class StoredSnapshot:
    """A snapshot of a desk; each register is read once, when it is first asked for."""

    def __init__(self, database: Database, schema: Schema, as_of: AsOf, shared: _Shared | None = None) -> None:
        self._database = database
        self._schema = schema
        self._as_of = as_of
        self._shared = shared or _Shared()
        self._shared.days[as_of.on] = self
        self._own: dict[str, tuple[Row, ...]] = {}

    @property
    def as_of(self) -> AsOf:
        """The day and knowledge of this snapshot."""
        return self._as_of

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._schema

    def rows(self, register: str) -> Sequence[Row]:
        """Living rows with the values that held on the day, in order of id."""
        if register not in self._schema.registers:
            raise Misuse(f"没有名为“{register}”的台账。")
        if register in self._own:
            return self._own[register]
        kept, before = self._shared.readings, self._shared.before.get(register)
        with self._database.reading() as connection:
            if register not in kept:
                same = before is not None and not before.changed
                kept[register] = before if before and same else Reading(self._turns(connection, register, before))
            reading = kept[register]
            on = reading.turn(self._as_of.on)
            if on not in reading.rows:
                reading.rows[on] = self._read(connection, register, on, before)
        self._own[register] = reading.rows[on]
        return self._own[register]

    @property
    def days(self) -> list[date]:
        """The days on which this desk was asked for, in order."""
        return sorted(dict(self._shared.days))

    def held(self, register: str) -> Sequence[Row] | None:
        """The rows of a register where they were read and nothing of it has changed since; None when nobody has."""
        if register in self._own:
            return self._own[register]
        for reading in (self._shared.readings.get(register), self._shared.before.get(register)):
            if reading is not None and not reading.changed:
                rows = reading.rows.get(reading.turn(self._as_of.on))
                if rows is not None:
                    return rows
        return None

    @staticmethod
    def _turns(connection: Connection, register: str, before: Reading | None) -> list[str]:
        """The days on which a register turns; no line is ever struck out, so that those known before stay."""
        if before is None:
            return turning_days(connection, register)
        return sorted({*before.turns, *turning_days(connection, register, before.changed)})

    def _read(self, connection: Connection, register: str, on: str, before: Reading | None) -> tuple[Row, ...]:
        """The rows from the journal; where only some records changed since an earlier reading, these alone."""
        known = self._as_of.known.isoformat() if self._as_of.known else ""
        then = before.rows.get(before.turn(self._as_of.on)) if before else None
        if before is None or then is None:
            loaded = self._shared.loaded.setdefault(register, {})
            return tuple(rows_on(connection, self._schema, register, on or "0", known, loaded))
        changed = before.changed
        found = dict.fromkeys(changed) | {
            number: values
            for number, _, values in folded(connection, self._schema, register, on or "0", known, changed)
        }
        return with_rows(then, found)

    def after(self, registers: Collection[str], records: Collection[int]) -> StoredSnapshot:
        """The same day after some records of some registers were changed; the others are not read again.

        No record at all says that any may have changed.
        """
        shared = _Shared()
        for key, reading in {**self._shared.before, **dict(self._shared.readings)}.items():
            pending = reading.changed | (frozenset(records) if key in registers else frozenset())
            if (records or key not in registers) and len(pending) <= _MOST_CHANGED:
                shared.before[key] = Reading(reading.turns, dict(reading.rows), pending)
        return StoredSnapshot(self._database, self._schema, self._as_of, shared)

    def at(self, on: date) -> StoredSnapshot:
        """The same desk on another day; kept, so that many figures of one day read the journal once."""
        known = self._shared.days.get(on)
        return known or StoredSnapshot(self._database, self._schema, AsOf(on, self._as_of.known), self._shared)


def with_rows(rows: Sequence[Row], found: Mapping[int, Values | None]) -> tuple[Row, ...]:
    """Rows in order of id with others in their place: new values by id, None for a record that is not there."""
    made, other = list(rows), False
    for number, values in found.items():
        place = bisect_left(made, number, key=attrgetter("id"))
        was = made[place].values if place < len(made) and made[place].id == number else None
        if was != values:
            made[place : place + (was is not None)] = [] if values is None else [Row(number, values)]
            other = True
    return tuple(made) if other or not isinstance(rows, tuple) else rows


@dataclass(slots=True)
class Reading:
    """A register as it was read: the days on which it turns, its rows from each on; and what changed since.

    Rows change only on days from which some revision holds; between two of them one reading serves all days.
    """

    turns: list[str]
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()

    def turn(self, day: date) -> str:
        """The last day on which it turned by a day, '' when it had not."""
        place = bisect_right(self.turns, day.isoformat())
        return self.turns[place - 1] if place else ""


@dataclass(slots=True)
class _Shared:
    """What snapshots of one desk and one knowledge have in common; `before` is what was read before a change."""

    readings: dict[str, Reading] = field(default_factory=dict)
    before: dict[str, Reading] = field(default_factory=dict)
    days: dict[date, StoredSnapshot] = field(default_factory=dict)
    loaded: dict[str, Loaded] = field(default_factory=dict)
