"""Rows of chosen records as they stand today, or stood on a day: by the journal, never by reading whole registers."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, func, or_, select

from bureau_desk.app.desk import Desk
from bureau_desk.app.past import begun
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import FieldType, Register, Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import revision

_PORTION = 500


class Standing:
    """Reads rows by their records; with a day, as they were then, computed fields among them."""

    def __init__(self, desk: Desk, connection: Connection, on: date | None) -> None:
        self._desk, self._connection, self._on = desk, connection, on
        self.day = on or desk.today()

    def begun(self, register: Register, row: Row) -> bool:
        """Whether the row was there on the day."""
        return self._on is None or begun(register, self._on)(row)

    def rows(self, register: str, numbers: Sequence[int]) -> dict[int, Row]:
        """Rows by record; those that are gone are absent."""
        if not numbers:
            return {}
        if self._on is None:
            return self._desk.tables.rows(self._connection, register, numbers)
        stored = self._stored(register, numbers)
        return self._completed(register, stored)

    def _stored(self, register: str, numbers: Sequence[int]) -> dict[int, Row]:
        found: dict[int, Row] = {}
        day = self.day.isoformat()
        for start in range(0, len(numbers), _PORTION):
            portion = numbers[start : start + _PORTION]
            for number, _, values in folded(self._connection, self._desk.schema, register, day, records=portion):
                if values is not None:
                    found[number] = Row(number, values)
        return found

    def _completed(self, register: str, stored: dict[int, Row]) -> dict[int, Row]:
        """The rows with their computed fields, worked out from the events and evaluations that point at them."""
        from bureau_desk.analysis.derive import derived_rows

        around: dict[str, Sequence[Row]] = {register: sorted(stored.values(), key=lambda one: one.id)}
        for key, name in (("event", "subject"), ("annual_eval", "subject_ref")):
            if key != register and key in self._desk.schema.registers:
                around[key] = self.pointing(key, name, list(stored))
        around |= self._firms(register, stored)
        return {row.id: row for row in derived_rows(_Small(self._desk.schema, AsOf(self.day), around), register)}

    def _firms(self, register: str, stored: Mapping[int, Row]) -> dict[str, Sequence[Row]]:
        """The firms of certificates: their present district is that of the certificate."""
        described = self._desk.schema.registers[register]
        if register == "enterprise" or not described.field("stat_unit_now"):
            return {}
        if "enterprise" not in self._desk.schema.registers:
            return {}
        codes = {str(row.get("uscc")) for row in stored.values() if row.get("uscc")}
        table = self._desk.tables.table("enterprise")
        query = select(table.c.id).where(table.c["f_uscc"].in_(sorted(codes)))
        firms = self._stored("enterprise", list(self._connection.execute(query).scalars()))
        return {"enterprise": sorted(firms.values(), key=lambda one: one.id)}

    def pointing(self, register: str, field: str, numbers: Sequence[int]) -> list[Row]:
        """The rows of a dated register that point at records."""
        if register not in self._desk.schema.registers or not self._desk.schema.registers[register].field(field):
            return []
        table = self._desk.tables.table(register)
        found: list[int] = []
        for start in range(0, len(numbers), _PORTION):
            query = select(table.c.id).where(table.c[f"f_{field}"].in_(numbers[start : start + _PORTION]))
            found += self._connection.execute(query).scalars()
        if self._on is None:
            rows = self._desk.tables.rows(self._connection, register, found)
        else:
            rows = self._stored(register, found)
        described = self._desk.schema.registers[register]
        return sorted((row for row in rows.values() if self.begun(described, row)), key=lambda one: one.id)

    def moved_since(self, register: Register, field: str, wanted: Collection[int]) -> dict[int, Row]:
        """The rows that pointed at records on the day and have been pointed elsewhere from a later day on."""
        if self._on is None or not wanted:
            return {}
        later = {number for number, day in self._moves(register.key, field) if day > self.day.isoformat()}
        if not later:
            return {}
        stored = self._stored(register.key, sorted(later))
        return self._completed(register.key, {n: row for n, row in stored.items() if row.get(field) in wanted})

    def _moves(self, register: str, field: str) -> Sequence[tuple[int, str]]:
        """(record, day) of every edit that has pointed a field elsewhere from a day on; read once, then what is new."""
        known = _known_moves.setdefault(self._desk, _Moves())
        known.read(self._connection, self._desk.schema)
        return known.found.get((register, field), ())


class _Moves:
    """The dated edits of reference fields in a desk's journal, as far as it has been read."""

    def __init__(self) -> None:
        self._seq = 0
        self._lock = threading.Lock()
        self.found: dict[tuple[str, str], list[tuple[int, str]]] = {}

    def read(self, connection: Connection, schema: Schema) -> None:
        """Read what was written since the last time."""
        with self._lock:
            self._read(connection, schema)

    def _read(self, connection: Connection, schema: Schema) -> None:
        last = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
        fields = {
            key: [one.key for one in register.fields if one.type is FieldType.REFERENCE]
            for key, register in schema.registers.items()
        }
        if last == self._seq:
            return
        names = sorted({name for some in fields.values() for name in some})
        query = (
            select(revision.c.register, revision.c.record, revision.c.valid_from, revision.c["values"])
            .where(revision.c.seq > self._seq, revision.c.valid_from != "", revision.c.action == "edit")
            .where(or_(*(revision.c["values"].contains(f'"{name}":') for name in names)))
        )
        for key, number, day, text in connection.execute(query):
            for name in fields.get(key, ()):
                if f'"{name}":' in text:
                    self.found.setdefault((key, name), []).append((number, day))
        self._seq = last


_known_moves: WeakKeyDictionary[Desk, _Moves] = WeakKeyDictionary()


class _Small:
    """A snapshot of a few rows."""

    def __init__(self, schema: Schema, as_of: AsOf, rows: Mapping[str, Sequence[Row]]) -> None:
        self._schema, self._as_of, self._rows = schema, as_of, rows

    @property
    def as_of(self) -> AsOf:
        """The day."""
        return self._as_of

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._schema

    def at(self, on: date) -> _Small:
        """Only its own day is at hand."""
        assert on == self._as_of.on
        return self

    def rows(self, register: str) -> Sequence[Row]:
        """The few rows of a register."""
        return self._rows.get(register, ())
