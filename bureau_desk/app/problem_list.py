"""The list of problems of the whole desk: chosen, sorted, grouped and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    false,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from bureau_desk.analysis.plausibility import CHANGE, CUMULATIVE, UNIT
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import FieldType, Register, Schema
from bureau_desk.domain.rules import RuleKind
from bureau_desk.store.bulk import among
from bureau_desk.store.current import fetch_ids
from bureau_desk.store.tables import accepted_problem, problem, revision

OPEN, WIDE, ACCEPTED = "open", "wide", "accepted"
"""Findings of rows that wait, findings of the desk-wide check that wait, and those that staff let stand."""

KINDS: Mapping[str, str] = {
    "missing": "待补",
    "unit": "疑似单位或位数有误",
    "years": "与上年相差大",
    "fields": "前后不一致",
    "range": "数值不寻常",
    "form": "写法与代码",
    "same": "重复",
    "term": "有效期",
    "events": "事件",
}
_CODES: Mapping[str, tuple[str, ...]] = {
    "missing": ("required",),
    "unit": (UNIT,),
    "years": (CHANGE, CUMULATIVE),
    "fields": ("order", "maximum_field", "future", "notice_counted"),
    "range": ("minimum", "maximum"),
    "same": ("duplicate",),
    "term": ("expired", "expiring", "overlap"),
    "events": ("event_day", "event_subject", "event_value", "event_left"),
}
_OF_RULE: Mapping[RuleKind, str] = {
    RuleKind.BETWEEN: "range",
    RuleKind.RATIO_BETWEEN: "range",
    RuleKind.PATTERN: "form",
    RuleKind.REQUIRES: "missing",
    RuleKind.LASTS: "term",
}
_ID: ColumnElement[int] = literal_column("problem.rowid", Integer)
_RANKS = {str(Severity.HARD): 0, str(Severity.SOFT): 1, str(Severity.NOTE): 2}
SORTS = ("severity", "register", "field", "kind")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which problems are shown, and in which order; '' stands for all."""

    state: str = OPEN
    register: str = ""
    severity: str = ""
    kind: str = ""
    district: str = ""
    text: str = ""
    mine: bool = False
    sort: str = "severity"
    descending: bool = False


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


def kinds_of_codes(schema: Schema) -> dict[str, str]:
    """The kind (a key of KINDS) of every code that is not `form`."""
    found = {code: kind for kind, codes in _CODES.items() for code in codes}
    for register in schema.registers.values():
        found |= {rule.key: _OF_RULE.get(rule.kind, "fields") for rule in register.rules}
    return found


def ids(desk: Desk, asked: Asked) -> Sequence[int]:
    """Ids of the problems asked for, in order; good until the desk changes."""
    with desk.database.reading() as connection:
        return fetch_ids(connection, select(_ID).where(*_where(desk, asked)).order_by(*_order(desk, asked)))


def numbers(desk: Desk, asked: Asked) -> tuple[int, int]:
    """How many records and how many problems are asked for."""
    with desk.database.reading() as connection:
        query = select(func.count(problem.c.record.distinct()), func.count()).select_from(problem)
        row = connection.execute(query.where(*_where(desk, asked))).one()
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
            column = _kind_column(desk) if by == "kind" else problem.c[by]
            query = select(column, func.count()).where(*_where(desk, asked)).group_by(column)
            found = {str(key): int(number) for key, number in connection.execute(query)}
    return [(key, _words(desk, by, key), number) for key, number in sorted(found.items(), key=lambda one: -one[1])]


def _words(desk: Desk, by: str, key: str) -> str:
    if by == "register":
        return desk.schema.registers[key].title if key in desk.schema.registers else key
    if by == "district":
        units = desk.schema.codelists.get("stat_unit")
        return (units.label(key) if units else key) if key else "未填辖区"
    return KINDS.get(key, key)


def page(desk: Desk, wanted: Sequence[int]) -> dict[int, Line]:
    """Lines by id; ids that are gone are absent."""
    kinds = kinds_of_codes(desk.schema)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        let = accepted_problem
        same = and_(
            let.c.batch == problem.c.accepted,
            let.c.record == problem.c.record,
            let.c.field == problem.c.field,
            let.c.code == problem.c.code,
        )
        query = select(_ID.label("id"), problem, let.c.reason, let.c.author, let.c.recorded_at)
        query = query.select_from(problem.outerjoin(let, same)).where(among(_ID, [int(one) for one in wanted]))
        rows = connection.execute(query).all()
        districts = _districts_of(desk, connection, rows)
        return {row.id: _line(desk, context, row, kinds, districts.get(row.record, "")) for row in rows}


def _line(desk: Desk, context: DeskContext, row: Any, kinds: Mapping[str, str], district: str) -> Line:
    register = desk.schema.registers.get(row.register)
    field = register.field(row.field) if register else None
    return Line(
        row.id,
        row.register,
        register.title if register else row.register,
        row.record,
        record_words(desk, context, register, row.record),
        _words(desk, "district", district) if district else "",
        row.field,
        field.title if field else row.field,
        kinds.get(row.code, "form"),
        Severity(row.severity),
        row.message,
        row.value,
        row.suggestion,
        row.other,
        record_words(desk, context, register, row.other) if row.other else "",
        row.reason or "",
        row.author or "",
        row.recorded_at or "",
    )


def record_words(desk: Desk, context: DeskContext, register: Register | None, number: int) -> str:
    """A record's name; rows named by a reference are called after what they refer to, with their period."""
    field = register.field(register.name_field) if register else None
    if register is None or field is None or (field.type is not FieldType.REFERENCE and register.yearly is None):
        return context.name(number)
    held = desk.tables.rows(context.connection, register.key, [number]).get(number)
    if held is None:
        return context.name(number)
    value = held.get(field.key)
    name = context.name(value) if isinstance(value, int) else str(value or f"#{number}")
    keys = (register.yearly.year,) if register.yearly else ()
    period = "".join(str(held.get(key) or "") for key in keys)
    return f"{name} {period}".strip()


# conditions
def _where(desk: Desk, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.state == ACCEPTED:
        found.append(problem.c.accepted > 0)
    else:
        found += [problem.c.accepted == 0, problem.c.wide == int(asked.state == WIDE)]
    if asked.register:
        found.append(problem.c.register == asked.register)
    if asked.severity:
        found.append(problem.c.severity == asked.severity)
    if asked.kind:
        found.append(_kind_column(desk) == asked.kind)
    if asked.district:
        found.append(_in_registers(desk, lambda one: _of_district(desk, one, asked.district)))
    if asked.text.strip():
        found += [_says(desk, word) for word in asked.text.split()]
    if asked.mine:
        found.append(_in_registers(desk, lambda one: _written_by(desk, one)))
    return found


def _kind_column(desk: Desk) -> ColumnElement[str]:
    return case(kinds_of_codes(desk.schema), value=problem.c.code, else_="form")


def _order(desk: Desk, asked: Asked) -> list[Any]:
    rank = case(_RANKS, value=problem.c.severity, else_=3)
    places = {key: place for place, key in enumerate(desk.schema.registers)}
    register = case(places, value=problem.c.register, else_=len(places))
    column: Any = {"severity": rank, "register": register, "field": problem.c.field, "kind": _kind_column(desk)}[
        asked.sort
    ]
    rest = [one for name, one in (("severity", rank), ("register", register)) if name != asked.sort]
    return [column.desc() if asked.descending else column.asc(), *rest, problem.c.record, _ID]


def _in_registers(desk: Desk, chosen: Any) -> ColumnElement[bool]:
    """Problems whose records a query per register chooses; registers without one have none."""
    found = []
    for register in desk.schema.registers.values():
        query = chosen(register)
        if query is not None:
            found.append(and_(problem.c.register == register.key, problem.c.record.in_(query)))
    return or_(*found) if found else false()


def _pointed(register: Register) -> str:
    """The reference by which rows without a district or name of their own belong to somebody."""
    name = register.field(register.name_field)
    if name is not None and name.type is FieldType.REFERENCE:
        return name.key
    return next((one.key for one in register.fields if one.type is FieldType.REFERENCE), "")


def _district_columns(desk: Desk, register: Register) -> list[Any]:
    """Queries of (record, district) that together tell the district of each row that has one."""
    table = desk.tables.table(register.key)
    own = register.field(register.counting.district)
    if own is not None and own.codelist == "stat_unit":
        return [select(table.c.id.label("id"), table.c[f"f_{own.key}"].label("district"))]
    link = register.field(_pointed(register))
    found = []
    for target in link.targets if link else ():
        other = desk.schema.registers[target]
        named = other.field(other.counting.district)
        if link is not None and named is not None and named.codelist == "stat_unit":
            there = desk.tables.table(target)
            joined = table.join(there, there.c.id == table.c[f"f_{link.key}"])
            columns = (table.c.id.label("id"), there.c[f"f_{named.key}"].label("district"))
            found.append(select(*columns).select_from(joined))
    return found


def _of_district(desk: Desk, register: Register, district: str) -> Any:
    queries = _district_columns(desk, register)
    if not queries:
        return None
    every = union_all(*queries).subquery()
    return select(every.c.id).where(every.c.district == district)


def _by_district(desk: Desk, connection: Connection, asked: Asked) -> dict[str, int]:
    found: dict[str, int] = {}
    for register in desk.schema.registers.values():
        queries = _district_columns(desk, register)
        if not queries or (asked.register and asked.register != register.key):
            continue
        every = union_all(*queries).subquery()
        query = select(func.coalesce(every.c.district, ""), func.count())
        query = query.select_from(problem.join(every, every.c.id == problem.c.record))
        query = query.where(problem.c.register == register.key, *_where(desk, asked)).group_by(every.c.district)
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
        for query in _district_columns(desk, register) if register else ():
            told = query.where(among(desk.tables.table(key).c.id, wanted))
            found |= {number: district for number, district in connection.execute(told) if district}
    return found


def _says(desk: Desk, word: str) -> ColumnElement[bool]:
    """A word in the message, the value, the field's title or the record's name."""
    titles = {one.key for register in desk.schema.registers.values() for one in register.fields if word in one.title}
    return or_(
        problem.c.message.contains(word, autoescape=True),
        problem.c.value.contains(word, autoescape=True),
        problem.c.field.in_(titles),
        _in_registers(desk, lambda one: _named(desk, one, word)),
    )


def _named(desk: Desk, register: Register, word: str) -> Any:
    table, name = desk.tables.table(register.key), register.field(register.name_field)
    if name is None:
        return None
    if name.type is not FieldType.REFERENCE:
        return select(table.c.id).where(table.c[f"f_{name.key}"].contains(word, autoescape=True))
    targets = [query for one in name.targets if (query := _named(desk, desk.schema.registers[one], word)) is not None]
    if not targets:
        return None
    every = union_all(*targets).subquery()
    return select(table.c.id).where(table.c[f"f_{name.key}"].in_(select(every.c.id)))


def _written_by(desk: Desk, register: Register) -> Any:
    """Rows whose last revision is by the one who sits here."""
    table = desk.tables.table(register.key)
    joined = table.join(revision, revision.c.seq == table.c.version)
    return select(table.c.id).select_from(joined).where(revision.c.author == desk.author)
