"""Stored problems follow a changed schema: only those of the fields concerned are worked out anew, row by row alone
where a rule says something."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select

from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app import plausible
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.fieldtypes import check, check_row
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field, Need, Register
from bureau_desk.domain.rules import Rule
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import accepted
from bureau_desk.store.bulk import among
from bureau_desk.store.current import add_problems, count_faults
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import problem

_OWN = ("need", "targets", "minimum", "maximum", "maximum_field", "pattern", "required_when", "retired_on")
_FELT = ("type", "digits", "codelist", "unit", "soft")  # also by fields and rules that speak of the field
_PORTION = 5000


def concerned(before: Register, after: Register, lists: Collection[str]) -> frozenset[str]:
    """The fields whose problems may be others than before, the gone ones included; renamed ones are `renamed`'s."""
    held = {one.key: one for one in before.fields}
    found = held.keys() - {one.key for one in after.fields}
    felt: set[str] = set()
    for one in after.fields:
        former = held.get(one.key)
        if former is None:
            found |= {one.key} if one.required else set()
        elif one.codelist in lists or _differ(former, one, _FELT):
            felt.add(one.key)
        elif _differ(former, one, _OWN):
            found |= {one.key}
            if former.retired_on != one.retired_on:
                found |= _partners(after, one.key)
    return frozenset(found | felt | _speaking(after, felt))


def renamed(before: Register, after: Register) -> dict[str, tuple[str, str]]:
    """Former and present title of the fields that have another one now."""
    held = {one.key: one.title for one in before.fields}
    return {one.key: (held[one.key], one.title) for one in after.fields if held.get(one.key, one.title) != one.title}


def _differ(former: Field, field: Field, names: tuple[str, ...]) -> bool:
    return any(getattr(former, name) != getattr(field, name) for name in names)


def _partners(register: Register, key: str) -> set[str]:
    """The field itself, and the other of a pair of dates."""
    stem = key.removesuffix("_from").removesuffix("_to")
    return {one for one in (key, f"{stem}_from", f"{stem}_to") if register.field(one) is not None}


def _speaking(register: Register, keys: Collection[str]) -> set[str]:
    """The fields at which something is told that rests on these."""
    found: set[str] = set()
    for key in keys:
        found |= _partners(register, key)
    for one in register.fields:
        if one.maximum_field in keys or any(key in keys for key in one.required_when):
            found.add(one.key)
    for rule in register.rules:
        if any(key in keys for key in _named(rule)):
            found.update(rule.fields)
    return found


def _named(rule: Rule) -> tuple[str, ...]:
    return (*rule.fields, *rule.when, *([rule.dated_by] if rule.dated_by else ()))


def judge(
    desk: Desk, connection: Connection, key: str, fields: Collection[str], records: Collection[int] | None = None
) -> Generator[Progress, None, None]:
    """Work out the problems of some fields of a register anew (of some records alone), inside the caller's transaction."""
    register = desk.schema.registers[key]
    old = and_(
        problem.c.register == key, problem.c.field.in_(list(fields)), problem.c.wide == 0, problem.c.code.not_in(CODES)
    )
    if records is not None:
        old = and_(old, among(problem.c.record, records))
    touched = set(connection.execute(select(problem.c.record).where(old).distinct()).scalars())
    connection.execute(problem.delete().where(old))
    part = _part(desk, register, fields)
    if part is not None:
        context, kept = DeskContext(desk, connection), dict[tuple[str, Value], tuple[Problem, ...]]()
        total = desk.tables.count(connection, key) if records is None else len(records)
        found: dict[int, list[Problem]] = {}
        for place, (number, values) in enumerate(_rows(desk, connection, key, part.register, records)):
            if place % _PORTION == 0:
                yield Progress(f"核对“{register.title}”", place, total)
                add_problems(connection, key, found)
                touched.update(found)
                found = {}
            if told := part.told(values, context, kept):
                found[number] = told
        add_problems(connection, key, found)
        touched.update(found)
    if register.yearly is not None and not _compared(register).isdisjoint(fields):
        touched |= _compare_years(desk, connection, register)
    _settle(desk, connection, key, touched)


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a register bears on some of its fields: `alone` are checked by themselves."""

    register: Register
    fields: frozenset[str]
    alone: tuple[Field, ...]
    in_rows: bool

    def told(
        self, values: Values, context: DeskContext, kept: dict[tuple[str, Value], tuple[Problem, ...]]
    ) -> list[Problem]:
        """What may be said against a row at these fields; the same value is checked once."""
        found: list[Problem] = []
        for field in self.alone:
            value = values.get(field.key)
            if value is None:
                continue
            place = (field.key, value)
            if place not in kept:
                kept[place] = check(field, value, context)
            found += kept[place]
        if self.in_rows:
            found += [one for one in check_row(self.register, values, context) if one.field in self.fields]
        return found


def _part(desk: Desk, register: Register, fields: Collection[str]) -> _Part | None:
    """None when nothing can be said at these fields today."""
    asked = [one for name in fields if (one := register.field(name)) is not None]
    alone = tuple(one for one in asked if not one.is_retired(desk.today()))
    rules = tuple(rule for rule in register.rules if any(name in fields for name in rule.fields))
    pairs = {name for one in asked for name in _partners(register, one.key)} if asked else set()
    in_rows = bool(rules) or register.name_field in fields or any(len(_partners(register, name)) > 1 for name in fields)
    in_rows = in_rows or any(one.required or one.required_when or one.maximum_field for one in alone)
    if not alone and not in_rows:
        return None
    needed = {one.key for one in asked} | pairs | {name for rule in rules for name in _named(rule)}
    needed |= {one.maximum_field for one in asked if one.maximum_field}
    needed |= {name for one in asked for name in one.required_when}
    held = tuple(one for one in register.fields if one.key in needed)
    return _Part(replace(register, fields=held, rules=rules), frozenset(fields), alone, in_rows)


def _rows(
    desk: Desk, connection: Connection, key: str, part: Register, records: Collection[int] | None
) -> Iterator[tuple[int, Values]]:
    """Rows as the journal has them: what the program filled in is not checked."""
    if any(one.need is Need.AUTO for one in part.fields):
        lines = folded(connection, desk.schema, key, desk.today().isoformat(), records=records or ())
        return ((number, values) for number, _, values in lines if values is not None)
    return desk.tables.values(connection, key, [one.key for one in part.fields], records)


def _compared(register: Register) -> frozenset[str]:
    yearly = register.yearly
    if yearly is None:
        return frozenset()
    return frozenset((*yearly.subject, yearly.year, *yearly.fields, *yearly.cumulative, *yearly.cumulative.values()))


def _compare_years(desk: Desk, connection: Connection, register: Register) -> set[int]:
    old = and_(problem.c.register == register.key, problem.c.code.in_(CODES), problem.c.wide == 0)
    touched = set(connection.execute(select(problem.c.record).where(old).distinct()).scalars())
    connection.execute(problem.delete().where(old))
    beside = plausible.found_in_desk(desk, connection, register, None)
    add_problems(connection, register.key, {number: told for number, told in beside.items() if told})
    return touched | set(beside)


def _settle(desk: Desk, connection: Connection, key: str, touched: Collection[int]) -> None:
    if touched:
        accepted.mark(connection, list(touched))
        count_faults(connection, desk.tables, key, list(touched))


def reword(
    desk: Desk, connection: Connection, key: str, titles: Mapping[str, tuple[str, str]]
) -> Generator[Progress, None, None]:
    """Sentences of the stored problems name renamed fields by their present titles.

    One that names its own field at its beginning, and names it once, is mended where it stands; rows of which others
    speak are judged anew.
    """
    mine = and_(problem.c.register == key, problem.c.wide == 0)
    heads = {
        name: [(f"{lead}{old}", f"{lead}{new}") for lead in ("", "请填写", "“")] for name, (old, new) in titles.items()
    }
    doubtful: list[ColumnElement[bool]] = []
    mended: list[tuple[ColumnElement[bool], str, str]] = []
    for name, (old, _) in titles.items():
        once = func.length(func.replace(problem.c.message, old, "")) == func.length(problem.c.message) - len(old)
        begins = [func.substr(problem.c.message, 1, len(head)) == head for head, _ in heads[name]]
        others = [func.instr(problem.c.message, one) > 0 for key_, (one, _) in titles.items() if key_ != name]
        plain = and_(mine, problem.c.field == name, problem.c.code.not_in(CODES), once, *(~one for one in others))
        doubtful.append(and_(func.instr(problem.c.message, old) > 0, ~and_(plain, or_(*begins))))
        mended += [(and_(plain, begin), head, made) for begin, (head, made) in zip(begins, heads[name], strict=True)]
    query = select(problem.c.record, problem.c.field).where(mine, or_(*doubtful)).distinct()
    left = list(connection.execute(query))
    for condition, head, made in mended:
        words = func.substr(problem.c.message, len(head) + 1)
        connection.execute(problem.update().where(condition).values(message=literal(made).concat(words)))
    if left:
        yield from judge(desk, connection, key, {row[1] for row in left}, sorted({row[0] for row in left}))
