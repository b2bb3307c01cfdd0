"""The records that a reference may point at, as one types: by name, code, pinyin and initials, told apart by more than a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func

from bureau_desk.app import searching
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.organisation import search_text
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Kind, Register

MOST = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record to point at; `beside` holds code, district and register, by which namesakes are told apart."""

    record: int
    register: str
    name: str
    beside: str


def candidates(desk: Desk, field: Field, typed: str, most: int = MOST) -> list[Candidate]:
    """The likeliest records of a reference's registers; whole names go before beginnings, these before the rest."""
    registers = [desk.schema.registers[key] for key in field.targets if key in desk.schema.registers]
    return _likeliest(desk, registers, typed, most)


def organisations(desk: Desk, typed: str, most: int = MOST) -> list[Candidate]:
    """The likeliest organisations of all registers, each with its code, district and register."""
    return _likeliest(desk, _bodies(desk), typed, most, told=True)


def organisation_count(desk: Desk) -> int:
    """How many records `organisations` searches."""
    with desk.database.reading() as connection:
        return sum(desk.tables.count(connection, one.key) for one in _bodies(desk))


def _bodies(desk: Desk) -> list[Register]:
    """The registers of organisations: of what evaluations, statistics and events are about; not policies, not projects."""
    registers = desk.schema.registers.values()
    dated = [field for one in registers if one.kind is not Kind.ENTITY for field in one.fields]
    about = {key for field in dated if field.type is FieldType.REFERENCE and field.required for key in field.targets}
    return [one for one in registers if one.kind is Kind.ENTITY and (not about or one.key in about)]


def _likeliest(desk: Desk, registers: Sequence[Register], typed: str, most: int, told: bool = False) -> list[Candidate]:
    wanted = search_text(typed)
    ranked: list[tuple[int, int, int, Candidate]] = []
    told = told or len(registers) > 1
    with desk.database.reading() as connection:
        for register in registers if wanted else ():
            key = register.key
            search = desk.tables.search(register.key)
            begins = case((func.instr(search.c.search, wanted) == 1, 0), else_=1)
            query = (
                searching.found(desk, key, typed)
                .order_by(begins, func.length(search.c.search), search.c.id)
                .limit(most)
            )
            numbers = list(connection.execute(query).scalars())
            rows = desk.tables.rows(connection, key, numbers)
            for place, number in enumerate(one for one in numbers if one in rows):
                row = rows[number]
                name = str(row.get(register.name_field) or f"#{number}")
                folded = search_text(name)
                rank = 0 if folded == wanted else 1 if folded.startswith(wanted) else 2
                ranked.append((rank, place, number, Candidate(number, key, name, _beside(desk, register, row, told))))
    ranked.sort(key=lambda one: one[:3])
    return [one for *_, one in ranked[:most]]


def rows(desk: Desk, field: Field) -> int:
    """How many records are searched."""
    with desk.database.reading() as connection:
        return sum(desk.tables.count(connection, key) for key in field.targets if key in desk.schema.registers)


def _beside(desk: Desk, register: Register, row: Row, told: bool) -> str:
    value = row.get
    parts = []
    code = register.code_field or next((one.key for one in register.fields if one.key.endswith("uscc")), "")
    if code and value(code):
        parts.append(str(value(code)))
    district = register.field(register.counting.district)
    codes = desk.schema.codelists.get(district.codelist) if district else None
    if district is not None and value(district.key):
        held = str(value(district.key))
        parts.append(codes.label(held, desk.today()) if codes else held)
    if told:
        parts.append(register.title)
    return "　".join(parts)


def text_of(desk: Desk, field: Field, record: int) -> str:
    """The text that stands for a record in an editor: its name where that leads back to it alone."""
    with desk.database.reading() as connection:
        return fieldtypes.edit_text(field, record, DeskContext(desk, connection))


def record_of(desk: Desk, field: Field, text: str) -> int | None:
    """The record that a text in an editor means; None when it means none, or several."""
    with desk.database.reading() as connection:
        value = fieldtypes.parse(field, text, DeskContext(desk, connection)).value
    return value if isinstance(value, int) else None


def told(desk: Desk, field: Field, record: int) -> str:
    """Code, district and register of a record, for the tooltip of an editor that shows its name."""
    with desk.database.reading() as connection:
        key = DeskContext(desk, connection).register_of(record)
        register = desk.schema.registers.get(key)
        row = desk.tables.rows(connection, key, [record]).get(record) if register else None
        return _beside(desk, register, row, len(field.targets) > 1) if register is not None and row is not None else ""


def makeable(desk: Desk, field: Field) -> list[Register]:
    """The registers in which a missing target can be made on the spot."""
    return [desk.schema.registers[key] for key in field.targets if key in desk.schema.registers]
