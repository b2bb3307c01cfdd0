"""What belongs to one organisation: rows that point at it, bear its code, or bear its name alone and no code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from bureau_desk.analysis.organisations import CODE_LENGTH, Organisations
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.standing import Standing
from bureau_desk.domain.organisation import name_key
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Kind, Register
from bureau_desk.domain.values import Value

OWN_CODE = "uscc"
MOST = 200
"""So many rows of a register are read; a park may have thousands of firms."""
_FIRMS = "enterprise"
_NAME_LISTS = ("completing_units",)
_WIDE, _NARROW = str.maketrans("()", "（）"), str.maketrans("（）", "()")


@dataclass(frozen=True, slots=True)
class Relation:
    """Rows of one register that belong to the organisation; `by` tells of each by which fields, `total` counts all."""

    register: Register
    rows: tuple[Row, ...]
    by: Mapping[int, tuple[str, ...]]
    total: int


@dataclass(frozen=True, slots=True)
class Lead:
    """A record that the organisation itself leads to: its operator, its host, its park, its group."""

    title: str
    record: int
    register: str
    name: str


@dataclass(slots=True)
class Belonging:
    """An organisation and all that belongs to it on a day."""

    register: Register
    row: Row
    name: str
    code: str
    names: tuple[str, ...]
    relations: dict[str, Relation] = field(default_factory=dict)
    leads: tuple[Lead, ...] = ()
    begun: bool = True

    def rows(self, register: str) -> tuple[Row, ...]:
        """The rows of a register that belong."""
        found = self.relations.get(register)
        return found.rows if found else ()


def pairs(register: Register) -> list[tuple[Field, Field | None]]:
    """The credit codes of a register, each with the field that holds the name of the same organisation."""
    found: list[tuple[Field, Field | None]] = []
    for one in register.fields:
        if one.type is FieldType.CREDIT_CODE:
            own = register.counting.name or register.name_field
            key = own if one.key == OWN_CODE else one.key.replace("_uscc", "_name")
            found.append((one, register.field(key)))
    return found


def spellings(names: Iterable[str]) -> tuple[str, ...]:
    """The ways in which a name may be stored that are one name by `name_key`: brackets of both widths, no blanks."""
    found: dict[str, None] = {}
    for name in names:
        bare = "".join(name.split())
        found |= dict.fromkeys((name, bare, bare.translate(_WIDE), bare.translate(_NARROW)))
    found.pop("", None)
    return tuple(found)


def owner(desk: Desk, record: int) -> int:
    """The record on whose page a record is shown: what a dated row is about, else who bears its code, else itself."""
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        seen: set[int] = set()
        while record not in seen:
            seen.add(record)
            key = context.register_of(record)
            if key not in desk.schema.registers:
                raise Misuse(f"没有记录 #{record}。")
            register = desk.schema.registers[key]
            if register.kind is Kind.ENTITY:
                return record
            row = desk.tables.rows(connection, key, [record]).get(record)
            above = _above(desk, connection, register, row) if row else None
            if above is None:
                return record
            record = above
    return record


def register_of(desk: Desk, record: int) -> str:
    """The register of a record, '' when there is none."""
    with desk.database.reading() as connection:
        return DeskContext(desk, connection).register_of(record)


def _above(desk: Desk, connection: Connection, register: Register, row: Row) -> int | None:
    for one in register.fields:
        value = row.get(one.key)
        if one.type is FieldType.REFERENCE and one.required and isinstance(value, int):
            return value
    for code, _ in pairs(register):
        for key in desk.schema.registers:
            if found := _bearing(desk, connection, key, str(row.get(code.key) or "")):
                return found[0]
    return None


def _bearing(desk: Desk, connection: Connection, key: str, code: str) -> list[int]:
    """The organisations of a register whose own code this is."""
    register = desk.schema.registers[key]
    if not code or register.kind is not Kind.ENTITY or register.field(OWN_CODE) is None:
        return []
    return desk.tables.find(connection, key, {OWN_CODE: code})


def gather(desk: Desk, connection: Connection, record: int, on: date | None = None) -> Belonging:
    """The organisation of a record with everything that belongs to it, today or as of a day; Misuse when it is gone.

    Rows with the code belong, under whatever role; rows that point at it, or at what bears its code; rows without a
    code that bear one of its names, where nobody else bears it. Titles follow the rule by which they are counted.
    """
    standing = Standing(desk, connection, on)
    key = DeskContext(desk, connection).register_of(record)
    row = standing.rows(key, [record]).get(record) if key else None
    if row is None:
        raise Misuse(f"没有记录 #{record}，或它在所看的这一天还没有登记。")
    register = desk.schema.registers[key]
    own_name = register.counting.name or register.name_field
    shown = row.get(own_name)
    name = DeskContext(desk, connection).name(record) if not isinstance(shown, str) else shown
    own = register.field(OWN_CODE)
    code = str(row.get(OWN_CODE) or "") if own else ""
    former = row.get("former_names")
    names = tuple(dict.fromkeys((name, *(former if isinstance(former, tuple) else ()), *_renamed(standing, record))))
    found = Belonging(register, row, name, code, names, begun=standing.begun(register, row))
    search = _Search(desk, connection, standing, found)
    search.run()
    found.leads = _leads(desk, connection, found)
    return found


def _renamed(standing: Standing, record: int) -> list[str]:
    """What the organisation was called before, by its events."""
    from bureau_desk.analysis.histories import EVENTS, RENAMES

    told = [row for row in standing.pointing(EVENTS, "subject", [record]) if row.get("event_kind") in RENAMES]
    return [str(text) for row in told for key in ("before", "after") if (text := row.get(key))]


class _Search:
    """Collects the rows of every register that belong to one organisation."""

    def __init__(self, desk: Desk, connection: Connection, standing: Standing, found: Belonging) -> None:
        self._desk, self._connection, self._standing, self._found = desk, connection, standing, found
        self._codes = self._all_codes()
        self._keys = {name_key(one) for one in found.names}
        self._spelled = spellings(found.names)
        self._alone = self._bears_alone()
        self._by: dict[str, dict[int, dict[str, None]]] = {}
        self._rows: dict[str, dict[int, Row]] = {}
        self._totals: dict[str, int] = {}

    def _all_codes(self) -> tuple[str, ...]:
        row = self._found.row
        told = [
            str(value) for key in (OWN_CODE, "alt_id") if self._found.register.field(key) and (value := row.get(key))
        ]
        old = [one[8:17] for one in told if len(one) == CODE_LENGTH]
        return tuple(dict.fromkeys((*told, *old, *(f"{one[:8]}-{one[8]}" for one in old))))

    def _bears_alone(self) -> bool:
        """Whether no other organisation with a code of its own bears one of the names."""
        for key, register in self._desk.schema.registers.items():
            own = register.field(register.counting.name or register.name_field)
            if register.kind is not Kind.ENTITY or register.field(OWN_CODE) is None or own is None:
                continue
            table = self._desk.tables.table(key)
            query = select(table.c[f"f_{OWN_CODE}"]).where(table.c[f"f_{own.key}"].in_(self._spelled))
            others = {str(one) for one in self._connection.execute(query).scalars() if one}
            if others - set(self._codes):
                return False
        return True

    def run(self) -> None:
        """By code and name first, then what points at the organisation or at its other faces."""
        for register in self._desk.schema.registers.values():
            self._by_code_and_name(register)
        self._titles()
        own = {self._found.row.id}
        faces = own | {number for key in self._by for number in self._by[key] if self._is_entity(key)}
        titles = set(self._by.get("qualification", {}))
        for register in self._desk.schema.registers.values():
            for one in register.fields:
                if one.type is FieldType.REFERENCE and (self._found.register.key in one.targets or one.required):
                    dated = register.kind is not Kind.ENTITY and one.required
                    self._pointing(register, one, (faces | titles) if dated else own)
        for key, by in self._by.items():
            by.pop(self._found.row.id, None)
            kept = sorted((row for number, row in self._rows[key].items() if number in by), key=lambda one: one.id)
            if kept:
                told = {number: tuple(titles_) for number, titles_ in by.items()}
                total = max(self._totals.get(key, 0), len(kept))
                register = self._desk.schema.registers[key]
                self._found.relations[key] = Relation(register, tuple(kept), told, total)

    def _is_entity(self, key: str) -> bool:
        return self._desk.schema.registers[key].kind is Kind.ENTITY

    def _take(self, register: Register, title: str, query: Any, holds: Callable[[Row], bool]) -> None:
        """Read the rows of a query and keep those of which the condition holds on the day."""
        table = self._desk.tables.table(register.key)
        numbers = list(self._connection.execute(query.order_by(table.c.id.desc()).limit(MOST + 1)).scalars())
        if len(numbers) > MOST:
            count = self._connection.execute(select(func.count()).select_from(query.subquery())).scalar()
            self._totals[register.key] = self._totals.get(register.key, 0) + int(count or 0)
            numbers = numbers[:MOST]
        self._keep(register, title, self._standing.rows(register.key, numbers), holds)

    def _keep(self, register: Register, title: str, rows: Mapping[int, Row], holds: Callable[[Row], bool]) -> None:
        for number, row in rows.items():
            if holds(row) and self._standing.begun(register, row):
                self._rows.setdefault(register.key, {})[number] = row
                self._by.setdefault(register.key, {}).setdefault(number, {})[title] = None

    def _by_code_and_name(self, register: Register) -> None:
        table = self._desk.tables.table(register.key)
        for code, name in pairs(register):
            column = table.c[f"f_{code.key}"]
            parts: list[ColumnElement[bool]] = [column.in_(self._codes)] if self._codes else []
            if name is not None and self._alone and name.type is FieldType.TEXT:
                weak = or_(column.is_(None), func.length(column) < CODE_LENGTH)
                parts.append(and_(table.c[f"f_{name.key}"].in_(self._spelled), weak))
            if parts:
                query = select(table.c.id).where(or_(*parts))
                self._take(register, code.title if name is None else name.title, query, self._bears(code, name))
        for one in register.fields:
            if one.key in _NAME_LISTS and one.type is FieldType.CHOICES and self._alone:
                column = table.c[f"f_{one.key}"]
                query = select(table.c.id).where(or_(*(column.contains(f'"{name}"') for name in self._spelled)))
                self._take(register, one.title, query, self._lists(one.key))

    def _bears(self, code: Field, name: Field | None) -> Callable[[Row], bool]:
        def holds(row: Row) -> bool:
            held = str(row.get(code.key) or "")
            if held in self._codes:
                return True
            if name is None or len(held) >= CODE_LENGTH:
                return False
            return name_key(str(row.get(name.key) or "")) in self._keys

        return holds

    def _lists(self, key: str) -> Callable[[Row], bool]:
        def holds(row: Row) -> bool:
            value = row.get(key)
            return isinstance(value, tuple) and any(name_key(one) in self._keys for one in value)

        return holds

    def _titles(self) -> None:
        """Titles by the rule of counting: renewals follow what they renew, names alone follow the only code."""
        register = self._desk.schema.registers.get("qualification")
        link = register.counting.renewal_of if register else ""
        if register is None or not link or self._found.register.key != _FIRMS:
            return
        rows = dict(self._rows.get(register.key, {}))
        table = self._desk.tables.table(register.key)
        wave = list(rows)
        while wave:
            query = select(table.c.id).where(table.c[f"f_{link}"].in_(wave)).limit(MOST)
            earlier = [value for number in wave if isinstance(value := rows[number].get(link), int)]
            fresh = {*self._connection.execute(query).scalars(), *earlier} - rows.keys()
            more = self._standing.rows(register.key, sorted(fresh))
            rows |= more
            wave = list(more)
        listed = sorted(rows.values(), key=lambda one: one.id)
        known = Organisations(listed, register, (self._found.row,))
        ours = set(known.of_firm(self._found.row))
        belong = {row.id: row for row, one in zip(listed, known.identities, strict=True) if one in ours}
        self._rows.pop(register.key, None)
        self._by.pop(register.key, None)
        self._keep(register, register.title, belong, lambda _: True)

    def _pointing(self, register: Register, one: Field, wanted: set[int]) -> None:
        numbers = sorted(wanted)
        column = self._desk.tables.table(register.key).c[f"f_{one.key}"]
        for start in range(0, len(numbers), 500):
            query = select(self._desk.tables.table(register.key).c.id).where(column.in_(numbers[start : start + 500]))
            self._take(register, one.title, query, lambda row: row.get(one.key) in wanted)
        moved = self._standing.moved_since(register, one.key, wanted)
        self._keep(register, one.title, moved, lambda row: row.get(one.key) in wanted)


def _leads(desk: Desk, connection: Connection, found: Belonging) -> tuple[Lead, ...]:
    context = DeskContext(desk, connection)
    leads: list[Lead] = []
    for one in found.register.fields:
        value: Value = found.row.get(one.key)
        numbers: Sequence[int] = ()
        if one.type is FieldType.REFERENCE and isinstance(value, int):
            numbers = [value]
        elif one.type is FieldType.CREDIT_CODE and one.key != OWN_CODE and isinstance(value, str):
            numbers = [number for key in desk.schema.registers for number in _bearing(desk, connection, key, value)]
        for number in numbers[:3]:
            title = next(
                (name.title for code, name in pairs(found.register) if code.key == one.key and name), one.title
            )
            leads.append(Lead(title, number, context.register_of(number), context.name(number)))
    return tuple(leads)
