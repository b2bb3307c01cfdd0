"""Rows against which something else may be said because a day has passed: what lay ahead is here, what was valid is not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, func, or_, select, true

from bureau_desk.domain.fieldtypes import FUTURE
from bureau_desk.domain.register import Code, CodeList, Field, FieldType, Register
from bureau_desk.domain.rules import Rule, RuleKind
from bureau_desk.store.tables import problem

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk

_PORTION = 2000
_FOUNDED = "established_date"  # lies not ahead, in whichever register


def dated(desk: Desk, connection: Connection, held: str, today: str) -> Iterator[tuple[str, int]]:
    """(register, record) of the rows whose checks may end otherwise on an ISO day than on the one they were made on.

    A date that is not to lie ahead says so until it has come; a choice and a rule are in force on their own days only.
    """
    begin, end = sorted((date.fromisoformat(held), date.fromisoformat(today)))
    turned = {key: found for key, one in desk.schema.codelists.items() if (found := _turned_codes(one, begin, end))}
    for key, register in desk.schema.registers.items():
        table = desk.tables.table(key)
        wanted = [*_chosen(register, table, turned), *_ruled(register, table, begin, end)]
        if arrived := list(_arrived(register, table, begin, end)):
            # When time goes on, only what was said to lie ahead can have come: there are few of these rows.
            said = select(problem.c.record).where(problem.c.register == key, problem.c.code.in_(_ahead(register)))
            wanted.append(or_(*arrived) if held > today else and_(table.c.id.in_(said), or_(*arrived)))
        if wanted:
            for row in connection.execute(select(table.c.id).where(or_(*wanted)).order_by(table.c.id)):
                yield key, row[0]


def _ahead(register: Register) -> list[str]:
    """The codes of problems that say of a date that it lies ahead."""
    return [FUTURE, *(one.key for one in register.rules if one.kind is RuleKind.BEFORE_TODAY)]


def _arrived(register: Register, table: Table, begin: date, end: date) -> Iterator[ColumnElement[bool]]:
    """Dates that must not lie ahead, and that do on the first day and not on the last."""
    ahead = {_FOUNDED} | {key for one in register.rules if one.kind is RuleKind.BEFORE_TODAY for key in one.fields}
    for field, column in _columns(register, table):
        if field.key not in ahead:
            continue
        if field.type is FieldType.YEAR:
            yield and_(column > begin.year, column <= end.year)
        else:  # of year or month precision too: a text that begins alike and is shorter comes before
            yield and_(column > begin.isoformat(), column <= end.isoformat())


def _chosen(register: Register, table: Table, turned: Mapping[str, Sequence[str]]) -> Iterator[ColumnElement[bool]]:
    """Choices that can be made on one of the days and not on the other."""
    for field, column in _columns(register, table):
        codes = turned.get(field.codelist or "")
        if codes and field.type is FieldType.CHOICES:
            yield or_(*(func.instr(column, json.dumps(code, ensure_ascii=False)) > 0 for code in codes))
        elif codes:
            yield column.in_(codes)


def _ruled(register: Register, table: Table, begin: date, end: date) -> Iterator[ColumnElement[bool]]:
    """Rows that a rule judges by today, where the rule is in force on one of the days and not on the other."""
    for rule in register.rules:
        if not _turns(rule, begin, end):
            continue
        dated_by = register.field(rule.dated_by) if rule.dated_by else None
        yield true() if dated_by is None else table.c[f"f_{dated_by.key}"].is_(None)


def _turns(one: Rule | Code, begin: date, end: date) -> bool:
    """Whether it comes into force, or goes out of it, between two days."""
    return bool((one.valid_from and begin < one.valid_from <= end) or (one.valid_to and begin <= one.valid_to < end))


def _turned_codes(listed: CodeList, begin: date, end: date) -> list[str]:
    return list(dict.fromkeys(one.code for one in listed.codes if _turns(one, begin, end)))


def _columns(register: Register, table: Table) -> Iterator[tuple[Field, Column[Any]]]:
    for field in register.fields:
        column = table.c.get(f"f_{field.key}")
        if column is not None:
            yield field, column


def check_again(desk: Desk, connection: Connection, rows: Iterable[tuple[str, int]]) -> None:
    """Check (register, record) as of today, inside the caller's transaction; other rows keep what is said of them."""
    from bureau_desk.app import checking
    from bureau_desk.app.context import DeskContext
    from bureau_desk.app.deriving import typed_fields
    from bureau_desk.app.row_checks import row_problems  # it stands on this module

    context, numbers = DeskContext(desk, connection), dict[str, list[int]]()
    for key, number in rows:
        numbers.setdefault(key, []).append(number)
    for key, found in numbers.items():
        register = desk.schema.registers[key]
        for start in range(0, len(found), _PORTION):
            read = desk.tables.values(connection, key, typed_fields(register), found[start : start + _PORTION])
            checking.store(desk, connection, key, {n: row_problems(register, held, context) for n, held in read})
