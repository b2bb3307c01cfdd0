"""What the window shows of a register: ids in order by SQL, pages of rows, facets; today or as of a past day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, false, func, or_, select, union_all

from bureau_desk.app import past_table, searching
from bureau_desk.app.conditions import Clause, holds
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Condition, Group
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value
from bureau_desk.store import bulk, ordering
from bureau_desk.store.ordering import Key
from bureau_desk.store.tables import problem

if TYPE_CHECKING:
    from bureau_desk.app.grouping import GroupLine, Total

_MOST_RANGES = 200


@dataclass(frozen=True, slots=True)
class View:
    """Which rows of a register are shown, and in which order; `sort` holds (field key, descending).

    A row must be found by every word of `search`, and all of `filters` and `where` must hold of it.
    """

    register: str
    search: str = ""
    filters: tuple[Condition | Group, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    as_of: date | None = None
    where: Group | None = None
    known: datetime | None = None  # with a past day: only what was written down by then; None for all

    @property
    def is_whole(self) -> bool:
        """Whether it shows all rows of the register, in their own order."""
        return not (self.search.strip() or self.filters or self.sort or self.where)


@dataclass(frozen=True, slots=True)
class Source:
    """The table of a view and what must hold of its rows."""

    table: Table
    where: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """A register with the number of its living rows and of the rows that have problems."""

    key: str
    title: str
    kind: str
    records: int
    problems: int


def registers(desk: Desk) -> list[RegisterSummary]:
    """All registers in the order of their schemas."""
    with desk.database.reading() as connection:
        query = select(problem.c.register, func.count(problem.c.record.distinct())).group_by(problem.c.register)
        query = query.where(problem.c.accepted == 0, problem.c.wide == 0)
        faulty: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
        return [
            RegisterSummary(
                one.key, one.title, str(one.kind), desk.tables.count(connection, one.key), int(faulty.get(one.key, 0))
            )
            for one in sorted(desk.schema.registers.values(), key=lambda one: (one.order, one.key))
        ]


def ids(desk: Desk, view: View) -> Sequence[int]:
    """Ids of the rows that a view shows, in its order."""
    register = desk.register(view.register)
    with desk.database.reading() as connection:
        if view.as_of is not None and view.is_whole:
            return past_table.ids(desk, connection, register, view.as_of, view.known)
        source = rows_of(desk, connection, register, view)
        keys = order_of(desk, register, source.table, view)
        if view.as_of is None:
            alone = bool(view.search.strip()) and len(source.where) == 1  # then the narrow table tells by itself
            found = searching.found(desk, register.key, view.search) if alone else None
            return ordering.ordered(connection, source.table, keys, source.where, found)
        query = select(source.table.c.id).where(*source.where)
        return ordering.fetch_ids(connection, query.order_by(*(key.clause() for key in keys), source.table.c.id))


def first_ids(desk: Desk, view: View, most: int) -> Sequence[int]:
    """Ids of the first rows of a view where the database finds them without looking at all of them; else none.

    So it is for rows of today that are not searched, in their own order or in that of one indexed column.
    """
    if view.as_of is not None or view.search.strip() or len(view.sort) > 1:
        return ()
    register = desk.register(view.register)
    with desk.database.reading() as connection:
        source = rows_of(desk, connection, register, view)
        keys = order_of(desk, register, source.table, view)
        if any(key.places or not ordering.is_indexed(key.column) for key in keys):
            return ()
        query = select(source.table.c.id).where(*source.where)
        ordered = query.order_by(*(key.clause() for key in keys), source.table.c.id)
        return ordering.fetch_ids(connection, ordered.limit(most))


def rows_of(desk: Desk, connection: Connection, register: Register, view: View) -> Source:
    """The rows of a view as a table and conditions, for other questions about the same rows."""
    spelled = bool(view.search.strip()) or any(key == register.name_field for key, _ in view.sort)
    table = _source(desk, connection, register, view.as_of, view.known, spelled)
    day = view.as_of or desk.today()

    def named(targets: tuple[str, ...], wanted: str) -> Select[Any]:
        found = [searching.found(desk, key, wanted) for key in targets if key in desk.schema.registers]
        return select(union_all(*found).subquery())

    parts = [*view.filters, *([view.where] if view.where else [])]
    where = [holds(desk.schema, register, table, part, day, named) for part in parts]
    if view.search.strip():
        if "search" in table.c:
            where += searching.clauses(table, view.search)
        else:
            where.append(table.c.id.in_(searching.found(desk, register.key, view.search)))
    return Source(table, tuple(where))


def among(table: Table, numbers: Sequence[int]) -> list[Clause]:
    """Conditions for belonging to some records, quick for any number of them."""
    wanted = sorted(set(numbers))
    if not wanted:
        return [false()]
    breaks = [place for place, (one, following) in enumerate(pairwise(wanted), 1) if following != one + 1]
    if len(breaks) < _MOST_RANGES:
        edges = [0, *breaks, len(wanted)]
        return [or_(*(table.c.id.between(wanted[begin], wanted[end - 1]) for begin, end in pairwise(edges)))]
    return [bulk.among(table.c.id, wanted)]


def groups(
    desk: Desk, view: View, fields: Sequence[str], sums: Sequence[str] = (), by_count: bool = False
) -> tuple[GroupLine, ...]:
    """The rows of a view put together by one to three fields; see `grouping.groups`."""
    from bureau_desk.app import grouping  # it stands on this module

    return grouping.groups(desk, view, fields, sums, by_count)


def totals(desk: Desk, register: str, which: Sequence[int] | View, fields: Sequence[str]) -> dict[str, Total]:
    """What columns come to over a view or any number of records; see `grouping.totals`."""
    from bureau_desk.app import grouping

    return grouping.totals(desk, register, which, fields)


def renew(desk: Desk) -> None:
    """In a time of rest: read anew what sorting and grouping read in this thread before somebody wrote."""
    with desk.database.reading() as connection:
        ordering.renew(connection)


def order_of(desk: Desk, register: Register, table: Table, view: View) -> list[Key]:
    """The columns that a view is ordered by: names by pinyin, choices as their code list orders them."""
    keys = []
    for name, descending in view.sort:
        field = register.field(name)
        if field is None:
            continue
        column: Any = table.c.sort_name if name == register.name_field else table.c[f"f_{name}"]
        codes = desk.schema.codelists.get(field.codelist) if field.codelist else None
        places: dict[str, int] | None = None
        if codes and field.type in (FieldType.CHOICE, FieldType.LEVEL):
            ranks = {code.code: (code.rank, place) for place, code in enumerate(codes.codes)}
            places = {code: place for place, code in enumerate(sorted(ranks, key=lambda one: ranks[one]))}
        keys.append(Key(column, descending, places))
    return keys


def rows(
    desk: Desk, register: str, numbers: Sequence[int], as_of: date | None = None, known: datetime | None = None
) -> dict[int, Row]:
    """A page of rows by id, computed fields filled in; none by fields that another program has just changed."""
    described = desk.register(register)
    try:
        with desk.database.reading() as connection:
            if as_of is not None:
                return past_table.page(desk, connection, described, numbers, as_of, known)
            return desk.tables.rows(connection, described.key, list(numbers))
    except Trouble:
        if not desk.behind:
            raise
        return {}  # they are read again in a moment, when the fields have been taken over


def facets(
    desk: Desk, register: str, field: str, as_of: date | None = None, known: datetime | None = None
) -> list[tuple[str, str, int]]:
    """(code, label, count) of the values that a choice field holds, most frequent first."""
    described = desk.register(register)
    found = described.field(field)
    with desk.database.reading() as connection:
        table = _source(desk, connection, described, as_of, known)
        column = table.c[f"f_{field}"]
        query = select(column, func.count()).group_by(column).order_by(func.count().desc(), column)
        codes = desk.schema.codelists.get(found.codelist) if found and found.codelist else None
        return [
            (
                str(value or ""),
                codes.label(str(value), as_of or desk.today()) if codes and value else str(value or "未填"),
                count,
            )
            for value, count in connection.execute(query)
        ]


def display(desk: Desk, field: Field, value: Value, day: date | None = None) -> str:
    """A value as the table of a day shows it; None is today."""
    if value is None:
        return ""
    if field.type is not FieldType.REFERENCE:
        return fieldtypes.show(field, value, _NoConnection(desk, day))
    with desk.database.reading() as connection:
        return fieldtypes.show(field, value, DeskContext(desk, connection, day))


def record_name(desk: Desk, record: int) -> str:
    """A record's name."""
    with desk.database.reading() as connection:
        return DeskContext(desk, connection).name(record)


class _NoConnection:
    """A context for fields that never look up other records, so that painting needs no database."""

    def __init__(self, desk: Desk, day: date | None) -> None:
        self.schema = desk.schema
        self.today = day or desk.today()

    def resolve(self, _targets: tuple[str, ...], _text: str) -> tuple[int, ...]:
        """Nothing is looked up here."""
        return ()

    def name(self, record: int) -> str:
        """The bare number."""
        return f"#{record}"


def _source(
    desk: Desk,
    connection: Connection,
    register: Register,
    as_of: date | None,
    known: datetime | None = None,
    spelled: bool = False,
) -> Table:
    """The current table, or one with the rows of a past day, as known then, under the same columns.

    The search texts and the order of names of a past day are there where `spelled` asks for them.
    """
    if as_of is None:
        return desk.tables.table(register.key)
    return past_table.table(desk, connection, register, as_of, known, spelled)
