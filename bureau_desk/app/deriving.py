"""Computed fields of the current tables: worked out anew for whatever a change touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, select

from bureau_desk.analysis import dependence
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.app import kin
from bureau_desk.app.desk import Desk
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import FieldType, Need, Register, Schema
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.bulk import among, fetched
from bureau_desk.store.journal import folded

_TELLING = frozenset({"subject", "subject_ref"})  # the references by which events and evaluations tell of a record


class CurrentSnapshot:
    """Today's rows, with what computed fields follow from.

    With `numbers`, records by register, only these and the rows that tell of them.
    """

    def __init__(
        self, desk: Desk, connection: Connection, numbers: Mapping[str, Collection[int]] | None = None
    ) -> None:
        self._desk = desk
        self._connection = connection
        self._numbers = numbers
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
        described = self.schema.registers[register]
        wanted = None if self._numbers is None else self._chosen(register)
        if wanted is not None and not wanted:
            return ()
        if dependence.may_stay(described):
            # By the journal: a computed value that stands in the table must not be taken for a typed one.
            lines = folded(self._connection, self.schema, register, self.as_of.on.isoformat(), records=wanted or ())
            return tuple(Row(number, values) for number, _, values in lines if values is not None)
        told = self._desk.tables.values(self._connection, register, dependence.sources(described), wanted)
        return tuple(Row(number, values) for number, values in told)

    def _chosen(self, register: str) -> list[int]:
        """The chosen records of this register, and its rows that tell of chosen ones."""
        chosen = self._numbers or {}
        found = set(chosen.get(register, ()))
        pointing = telling(self.schema.registers[register])
        told = [number for numbers in chosen.values() for number in numbers] if pointing else []
        table = self._desk.tables.table(register)
        for key in pointing:
            query = select(table.c.id).where(among(table.c[f"f_{key}"], told))
            found.update(row[0] for row in fetched(self._connection, query))
        return sorted(found)


def references(register: Register) -> list[str]:
    """The reference fields of a register."""
    return [field.key for field in register.fields if field.type is FieldType.REFERENCE]


def telling(register: Register) -> list[str]:
    """The reference fields of a register by which its rows tell computed fields of those they point at."""
    return [key for key in references(register) if key in _TELLING]


def computed_fields(register: Register) -> list[str]:
    """The fields that the program fills in."""
    return [field.key for field in register.fields if field.need is Need.AUTO]


def typed_fields(register: Register) -> list[str]:
    """The fields that staff fill in, whose columns hold what the journal says."""
    return [field.key for field in register.fields if field.need is not Need.AUTO]


def derive_all(desk: Desk, connection: Connection, registers: Iterable[str] | None = None) -> None:
    """Work out the computed fields of whole registers."""
    snapshot = Prepared(CurrentSnapshot(desk, connection))
    for key in registers if registers is not None else desk.schema.registers:
        _write(desk, connection, key, snapshot)
    snapshot.forget()


def derive_records(desk: Desk, connection: Connection, subjects: Iterable[tuple[str, int]]) -> None:
    """Work out the computed fields of some records, any number of them, and of the rows whose own follow from them."""
    wanted: dict[str, set[int]] = {}
    for key, number in subjects:
        if key in desk.schema.registers:
            wanted.setdefault(key, set()).add(number)
    around = kin.add_kin(desk, connection, wanted)
    for key in [one for one in wanted if not dependence.computed_keys(desk.schema.registers[one])]:
        del wanted[key]
    chosen = {**wanted, dependence.FIRMS: around | wanted.get(dependence.FIRMS, set())}
    snapshot = Prepared(CurrentSnapshot(desk, connection, chosen))
    for key in desk.schema.registers:
        if wanted.get(key):
            _write(desk, connection, key, snapshot, wanted[key])
    snapshot.forget()


def _write(
    desk: Desk, connection: Connection, key: str, snapshot: Prepared, only: Collection[int] | None = None
) -> None:
    register = desk.schema.registers[key]
    computed = dependence.computed_keys(register)
    if not computed:
        return
    derived = [row for row in snapshot.derived(key) if only is None or row.id in only]
    if dependence.may_stay(register):
        numbers = None if only is None else [row.id for row in derived]
        stood: dict[int, Values] = dict(desk.tables.values(connection, key, computed, numbers))
    else:  # the rows that were read hold what stands in the table
        stood = {row.id: row.values for row in snapshot.rows(key)}
    changed: dict[int, dict[str, Value]] = {}
    for row in derived:
        before = stood[row.id]
        if before is row.values:
            continue
        new = {name: row.get(name) for name in computed if row.get(name) != before.get(name)}
        if new:
            changed[row.id] = new
    desk.tables.set_computed(connection, key, changed)
