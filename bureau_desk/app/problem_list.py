"""The list of problems of the whole desk: chosen, sorted, grouped and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, select, union_all

from bureau_desk.app.desk import Desk
from bureau_desk.app.problem_conditions import (
    ACCEPTED,
    ID,
    KINDS,
    OPEN,
    WIDE,
    Asked,
    district_columns,
    kind_column,
    kinds_of_codes,
    order,
    where,
)  # fmt: skip
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import FieldType
from bureau_desk.store.bulk import among
from bureau_desk.store.ordering import fetch_ids
from bureau_desk.store.tables import accepted_problem, problem

__all__ = ["ACCEPTED", "KINDS", "OPEN", "WIDE", "Asked", "Line", "counts", "ids", "numbers", "page", "size", "states"]


@dataclass(frozen=True, slots=True)
class Line:
    """One problem as staff read it; `reason`, `author` and `accepted_at` say who let it stand, and why."""

    id: int
    register: str
    register_title: str
    record: int
    name: str
    district: str
    field: str
    title: str
    kind: str
    severity: Severity
    message: str
    value: str
    suggestion: str
    other: int
    other_name: str = ""
    reason: str = ""
    author: str = ""
    accepted_at: str = ""


def ids(desk: Desk, asked: Asked) -> Sequence[int]:
    """Ids of the problems asked for, in order; good until the desk changes."""
    with desk.database.reading() as connection:
        return fetch_ids(connection, select(ID).where(*where(desk, asked)).order_by(*order(desk, asked)))


def numbers(desk: Desk, asked: Asked) -> tuple[int, int]:
    """How many records and how many problems are asked for."""
    with desk.database.reading() as connection:
        query = select(func.count(problem.c.record.distinct()), func.count()).select_from(problem)
        row = connection.execute(query.where(*where(desk, asked))).one()
        return int(row[0]), int(row[1])


def states(desk: Desk) -> dict[str, int]:
    """How many problems there are in each state."""
    with desk.database.reading() as connection:
        query = select(problem.c.accepted > 0, problem.c.wide, func.count()).group_by(
            problem.c.accepted > 0, problem.c.wide
        )
        found = dict.fromkeys((OPEN, WIDE, ACCEPTED), 0)
        for let, wide, count in connection.execute(query):
            found[ACCEPTED if let else WIDE if wide else OPEN] += count
        return found


def counts(desk: Desk, asked: Asked, by: str) -> list[tuple[str, str, int]]:
    """(key, words, number) of the problems asked for by `register`, `kind`, `severity` or `district`, most first."""
    with desk.database.reading() as connection:
        if by == "district":
            found = _by_district(desk, connection, asked)
        else:
            column = kind_column(desk) if by == "kind" else problem.c[by]
            query = select(column, func.count()).where(*where(desk, asked)).group_by(column)
            found = {str(key): int(number) for key, number in connection.execute(query)}
    return [(key, _words(desk, by, key), number) for key, number in sorted(found.items(), key=lambda one: -one[1])]


def _words(desk: Desk, by: str, key: str) -> str:
    if by == "register":
        return desk.schema.registers[key].title if key in desk.schema.registers else key
    if by == "district":
        units = desk.schema.codelists.get("stat_unit")
        return (units.label(key, desk.today()) if units else key) if key else "未填辖区"
    return KINDS.get(key, key)


def page(desk: Desk, wanted: Sequence[int]) -> dict[int, Line]:
    """Lines by id; ids that are gone are absent."""
    kinds = kinds_of_codes(desk.schema)
    with desk.database.reading() as connection:
        let = accepted_problem
        same = and_(
            let.c.batch == problem.c.accepted,
            let.c.record == problem.c.record,
            let.c.field == problem.c.field,
            let.c.code == problem.c.code,
        )
        query = select(ID.label("id"), problem, let.c.reason, let.c.author, let.c.recorded_at)
        query = query.select_from(problem.outerjoin(let, same)).where(among(ID, [int(one) for one in wanted]))
        rows = connection.execute(query).all()
        districts = _districts_of(desk, connection, rows)
        names = _names(desk, connection, rows)
        return {row.id: _line(desk, row, kinds, names, districts.get(row.record, "")) for row in rows}


def size(desk: Desk) -> int:
    """How many problems there are in all: tells at once whether a question takes long."""
    with desk.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(problem)).scalar() or 0)


def _line(desk: Desk, row: Any, kinds: Mapping[str, str], names: Mapping[int, str], district: str) -> Line:
    register = desk.schema.registers.get(row.register)
    field = register.field(row.field) if register else None
    return Line(
        row.id,
        row.register,
        register.title if register else row.register,
        row.record,
        names.get(row.record, f"#{row.record}"),
        _words(desk, "district", district) if district else "",
        row.field,
        field.title if field else row.field,
        kinds.get(row.code, "form"),
        Severity(row.severity),
        row.message,
        row.value,
        row.suggestion,
        row.other,
        names.get(row.other, f"#{row.other}") if row.other else "",
        row.reason or "",
        row.author or "",
        row.recorded_at or "",
    )


def _names(desk: Desk, connection: Connection, rows: Sequence[Any]) -> dict[int, str]:
    """Names of the records that lines speak of; a row named by a reference is called after it, with its period."""
    records: dict[str, set[int]] = {}
    for row in rows:
        records.setdefault(row.register, set()).update(one for one in (row.record, row.other) if one)
    found: dict[int, str] = {}
    pointing: dict[int, tuple[str, tuple[str, ...], int]] = {}
    for key, wanted in records.items():
        register = desk.schema.registers.get(key)
        field = register.field(register.name_field) if register else None
        if register is None or field is None:
            continue
        table = desk.tables.table(key)
        year = table.c[f"f_{register.yearly.year}"] if register.yearly else literal_column("''")
        query = select(table.c.id, table.c[f"f_{field.key}"], year).where(among(table.c.id, wanted))
        for number, name, period in connection.execute(query):
            if field.type is FieldType.REFERENCE and isinstance(name, int):
                pointing[number] = (str(period or ""), field.targets, name)
            else:
                found[number] = f"{name or f'#{number}'} {period or ''}".strip()
    subjects = _subject_names(desk, connection, {(target, to) for _, all_, to in pointing.values() for target in all_})
    return found | {one: f"{subjects.get(to, f'#{to}')} {period}".strip() for one, (period, _, to) in pointing.items()}


def _subject_names(desk: Desk, connection: Connection, wanted: set[tuple[str, int]]) -> dict[int, str]:
    found: dict[int, str] = {}
    for key in {key for key, _ in wanted}:
        table, numbers = desk.tables.table(key), [number for one, number in wanted if one == key]
        column = table.c[f"f_{desk.schema.registers[key].name_field}"]
        query = select(table.c.id, column).where(among(table.c.id, numbers))
        found |= {number: str(name or f"#{number}") for number, name in connection.execute(query)}
    return found


def _by_district(desk: Desk, connection: Connection, asked: Asked) -> dict[str, int]:
    found: dict[str, int] = {}
    for register in desk.schema.registers.values():
        queries = district_columns(desk, register)
        if not queries or (asked.register and asked.register != register.key):
            continue
        every = union_all(*queries).subquery()
        query = select(func.coalesce(every.c.district, ""), func.count())
        query = query.select_from(problem.join(every, every.c.id == problem.c.record))
        query = query.where(problem.c.register == register.key, *where(desk, asked)).group_by(every.c.district)
        for key, number in connection.execute(query):
            found[key] = found.get(key, 0) + int(number)
    return found


def _districts_of(desk: Desk, connection: Connection, rows: Sequence[Any]) -> dict[int, str]:
    records: dict[str, list[int]] = {}
    for row in rows:
        records.setdefault(row.register, []).append(row.record)
    found: dict[int, str] = {}
    for key, wanted in records.items():
        register = desk.schema.registers.get(key)
        for query in district_columns(desk, register) if register else ():
            told = query.where(among(desk.tables.table(key).c.id, wanted))
            found |= {number: district for number, district in connection.execute(told) if district}
    return found
