"""All registers as of a day, read from the journal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.database import Database
from bureau_desk.store.journal import turning_days
from bureau_desk.store.register_rows import rows_on


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
        known = self._as_of.known.isoformat() if self._as_of.known else ""
        with self._database.reading() as connection:
            turns = self._shared.turns.get(register)
            if turns is None:
                turns = self._shared.turns[register] = turning_days(connection, register)
            # Rows change only on days from which some revision holds; between two of them one reading serves all days.
            place = bisect_right(turns, self._as_of.on.isoformat())
            on = turns[place - 1] if place else ""
            if (register, on) not in self._shared.rows:
                found = tuple(rows_on(connection, self._schema, register, on or "0", known))
                self._shared.rows[register, on] = found
        self._own[register] = self._shared.rows[register, on]
        return self._own[register]

    def at(self, on: date) -> StoredSnapshot:
        """The same desk on another day; kept, so that many figures of one day read the journal once."""
        known = self._shared.days.get(on)
        return known or StoredSnapshot(self._database, self._schema, AsOf(on, self._as_of.known), self._shared)


@dataclass(slots=True)
class _Shared:
    """What snapshots of one desk and one knowledge have in common."""

    rows: dict[tuple[str, str], tuple[Row, ...]] = field(default_factory=dict)
    turns: dict[str, list[str]] = field(default_factory=dict)
    days: dict[date, StoredSnapshot] = field(default_factory=dict)
