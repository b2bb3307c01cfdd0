"""Which problems are meant: their states, kinds and districts as conditions for the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, false, literal_column, or_, select, union_all

from bureau_desk.analysis.plausibility import CHANGE, CUMULATIVE, UNIT
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import FieldType, Register, Schema
from bureau_desk.domain.rules import RuleKind
from bureau_desk.store.tables import problem, revision

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
ID: ColumnElement[int] = literal_column("problem.rowid", Integer)
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


def kinds_of_codes(schema: Schema) -> dict[str, str]:
    """The kind (a key of KINDS) of every code that is not `form`."""
    found = {code: kind for kind, codes in _CODES.items() for code in codes}
    for register in schema.registers.values():
        found |= {rule.key: _OF_RULE.get(rule.kind, "fields") for rule in register.rules}
    return found


def where(desk: Desk, asked: Asked) -> list[ColumnElement[bool]]:
    """The conditions of what is asked for."""
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
        found.append(kind_column(desk) == asked.kind)
    if asked.district:
        found.append(_in_registers(desk, lambda one: _of_district(desk, one, asked.district)))
    if asked.text.strip():
        found += [_says(desk, word) for word in asked.text.split()]
    if asked.mine:
        found.append(_in_registers(desk, lambda one: _written_by(desk, one)))
    return found


def kind_column(desk: Desk) -> ColumnElement[str]:
    """The kind of a problem, worked out of its code."""
    return case(kinds_of_codes(desk.schema), value=problem.c.code, else_="form")


def order(desk: Desk, asked: Asked) -> list[Any]:
    """The order asked for; the rest by severity, register and record."""
    rank = case(_RANKS, value=problem.c.severity, else_=3)
    places = {key: place for place, key in enumerate(desk.schema.registers)}
    register = case(places, value=problem.c.register, else_=len(places))
    column: Any = {"severity": rank, "register": register, "field": problem.c.field, "kind": kind_column(desk)}[
        asked.sort
    ]
    rest = [one for name, one in (("severity", rank), ("register", register)) if name != asked.sort]
    return [column.desc() if asked.descending else column.asc(), *rest, problem.c.record, ID]


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


def district_columns(desk: Desk, register: Register) -> list[Any]:
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
    queries = district_columns(desk, register)
    if not queries:
        return None
    every = union_all(*queries).subquery()
    return select(every.c.id).where(every.c.district == district)


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
