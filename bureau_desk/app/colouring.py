"""Which rows of a page meet which rules of colouring, and what is said against them; asked in SQL page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, select, true

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.desk import Desk
from bureau_desk.app.view_bodies import read_group, write_part
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Group
from bureau_desk.domain.register import Register, Schema
from bureau_desk.store.tables import problem

TONES = ("bad", "warning", "good", "primary", "neutral")


@dataclass(frozen=True, slots=True)
class ColourRule:
    """Rows that meet `where` take a tone (one of TONES), whole or in the cell of `field` alone; `key` names a shipped one."""

    name: str
    tone: str
    where: Group
    field: str = ""
    on: bool = True
    key: str = ""


def write_rule(rule: ColourRule) -> dict[str, Any]:
    """A rule as JSON; of a shipped one only whether it is on."""
    if rule.key:
        return {"key": rule.key, "on": rule.on}
    return {
        "name": rule.name,
        "tone": rule.tone,
        "field": rule.field,
        "on": rule.on,
        "where": write_part(rule.where),
    }


def read_rule(raw: Mapping[str, Any], register: Register, schema: Schema) -> ColourRule | None:
    """A staff's own rule from JSON; None for one that the register no longer allows."""
    where = read_group(raw.get("where"), register, schema)
    tone, field = str(raw.get("tone")), str(raw.get("field") or "")
    if where is None or tone not in TONES or (field and register.field(field) is None):
        return None
    return ColourRule(str(raw.get("name") or "规则"), tone, where, field, bool(raw.get("on", True)))


def matching(
    desk: Desk,
    register: str,
    numbers: Sequence[int],
    rules: Sequence[ColourRule],
    as_of: date | None = None,
    known: datetime | None = None,
) -> dict[int, tuple[int, ...]]:
    """For each record that meets any rule, the places of those rules; a rule that no longer fits the schema holds of none."""
    if not numbers or not rules:
        return {}
    described = desk.register(register)
    with desk.database.reading() as connection:
        flags, places, table = [], [], None
        for place, rule in enumerate(rules):
            try:
                view = View(register, where=rule.where, as_of=as_of, known=known)
                source = browsing.rows_of(desk, connection, described, view)
            except Misuse:
                continue
            table = source.table
            flags.append(case((and_(true(), *source.where), 1), else_=0).label(f"r{place}"))
            places.append(place)
        if table is None:
            return {}
        found: dict[int, tuple[int, ...]] = {}
        for number, *held in connection.execute(select(table.c.id, *flags).where(table.c.id.in_(list(numbers)))):
            if any(held):
                found[number] = tuple(place for place, one in zip(places, held, strict=True) if one)
        return found


def problems(desk: Desk, numbers: Sequence[int]) -> dict[int, list[tuple[str, str, str]]]:
    """(field key, severity, message) of the stored problems of some records that nobody let stand."""
    query = select(problem.c.record, problem.c.field, problem.c.severity, problem.c.message)
    query = query.where(problem.c.accepted == 0, problem.c.wide == 0)
    found: dict[int, list[tuple[str, str, str]]] = {}
    with desk.database.reading() as connection:
        for record, *told in connection.execute(query.where(problem.c.record.in_(list(numbers)))):
            found.setdefault(record, []).append((told[0], told[1], told[2]))
    return found
