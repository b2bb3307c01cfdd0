"""Computed fields of the current tables: worked out anew for whatever a change touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from bureau_desk.app import kin
from bureau_desk.app.desk import Desk
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import FieldType, Need, Register, Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value
from bureau_desk.store.journal import folded


class CurrentSnapshot:
    """Today's rows from the current tables; with `numbers`, only these records and the rows that refer to them."""

    def __init__(self, desk: Desk, connection: Connection, numbers: Collection[int] | None = None) -> None:
        self._desk = desk
        self._connection = connection
        self._numbers = None if numbers is None else sorted(numbers)
        self._rows: dict[str, tuple[Row, ...]] = {}

    @property
    def as_of(self) -> AsOf:
        """Today."""
        return AsOf(self._desk.today())

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._desk.schema

    def at(self, on: date) -> CurrentSnapshot:
        """Only today is at hand here, and computed fields ask for no other day."""
        assert on == self.as_of.on
        return self

    def rows(self, register: str) -> Sequence[Row]:
        """Rows of a register, of the chosen records alone where some are."""
        if register not in self._rows:
            self._rows[register] = self._read(register)
        return self._rows[register]

    def _read(self, register: str) -> tuple[Row, ...]:
        table = self._desk.tables.table(register)
        if computed_fields(self.schema.registers[register]):
            return self._own(register, table)
        query = select(table).order_by(table.c.id)
        if self._numbers is not None:
            query = query.where(self._chosen(register, table))
        read = self._desk.tables.row_reader(register)
        return tuple(Row(row["id"], read(row)) for row in self._connection.execute(query).mappings())  # type: ignore[arg-type]

    def _own(self, register: str, table: Table) -> tuple[Row, ...]:
        """Rows by the journal: a computed value that stands in the table must not be taken for a typed one."""
        wanted: list[int] = []
        if self._numbers is not None:
            wanted = list(self._connection.execute(select(table.c.id).where(self._chosen(register, table))).scalars())
            if not wanted:
                return ()
        lines = folded(self._connection, self.schema, register, self.as_of.on.isoformat(), records=wanted)
        return tuple(Row(number, values) for number, _, values in lines if values is not None)

    def _chosen(self, register: str, table: Table) -> ColumnElement[bool]:
        columns = [table.c.id, *(table.c[f"f_{key}"] for key in references(self.schema.registers[register]))]
        return or_(*(column.in_(self._numbers or ()) for column in columns))


def references(register: Register) -> list[str]:
    """The reference fields of a register."""
    return [field.key for field in register.fields if field.type is FieldType.REFERENCE]


def computed_fields(register: Register) -> list[str]:
    """The fields that the program fills in."""
    return [field.key for field in register.fields if field.need is Need.AUTO]


def derive_all(desk: Desk, connection: Connection, registers: Iterable[str] | None = None) -> None:
    """Work out the computed fields of whole registers."""
    snapshot = CurrentSnapshot(desk, connection)
    for key in registers if registers is not None else desk.schema.registers:
        _write(desk, connection, key, snapshot)


def derive_records(desk: Desk, connection: Connection, subjects: Iterable[tuple[str, int]]) -> None:
    """Work out the computed fields of single records, and of the rows whose own follow from them."""
    wanted: dict[str, set[int]] = {}
    for key, number in subjects:
        if key in desk.schema.registers:
            wanted.setdefault(key, set()).add(number)
    around = kin.add_kin(desk, connection, wanted)
    snapshot = CurrentSnapshot(desk, connection, set().union(around, *wanted.values()))
    for key in desk.schema.registers:
        if wanted.get(key):
            _write(desk, connection, key, snapshot, wanted[key])


def _write(
    desk: Desk, connection: Connection, key: str, snapshot: CurrentSnapshot, only: Collection[int] | None = None
) -> None:
    from bureau_desk.analysis.derive import derived_rows

    computed = computed_fields(desk.schema.registers[key])
    if not computed:
        return
    derived = [row for row in derived_rows(snapshot, key) if only is None or row.id in only]
    before = _standing(desk, connection, key, [row.id for row in derived])
    changed: dict[int, dict[str, Value]] = {}
    for row in derived:
        held = before[row.id]
        new = {name: row.get(name) for name in computed if row.get(name) != held.get(name)}
        if new:
            changed[row.id] = new
    desk.tables.set_computed(connection, key, changed)


def _standing(desk: Desk, connection: Connection, key: str, numbers: Sequence[int]) -> dict[int, Row]:
    """What the current table holds of these records, in portions that SQLite's limits allow."""
    found: dict[int, Row] = {}
    for start in range(0, len(numbers), 5000):
        found |= desk.tables.rows(connection, key, numbers[start : start + 5000])
    return found
