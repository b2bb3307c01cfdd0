"""All registers as of a day, read from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.database import Database
from bureau_desk.store.journal import folded


class StoredSnapshot:
    """A snapshot of a desk; each register is read once, when it is first asked for."""

    def __init__(self, database: Database, schema: Schema, as_of: AsOf) -> None:
        self._database = database
        self._schema = schema
        self._as_of = as_of
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._others: dict[date, StoredSnapshot] = {}

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
        if register not in self._rows:
            known = self._as_of.known.isoformat() if self._as_of.known else ""
            with self._database.reading() as connection:
                lines = folded(connection, self._schema, register, self._as_of.on.isoformat(), known)
                self._rows[register] = tuple(Row(number, values) for number, _, values in lines if values is not None)
        return self._rows[register]

    def at(self, on: date) -> StoredSnapshot:
        """The same desk on another day; kept, so that many figures of one day read the journal once."""
        if on == self._as_of.on:
            return self
        if on not in self._others:
            other = StoredSnapshot(self._database, self._schema, AsOf(on, self._as_of.known))
            other._others = self._others
            self._others[on] = other
        return self._others[on]
