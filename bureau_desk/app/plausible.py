"""Rows of yearly registers beside the same subject's row of the year before: in the form, in files, in the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select

from bureau_desk.analysis.plausibility import CODES, compare, shrunken
from bureau_desk.app.desk import Desk
from bureau_desk.domain.fieldtypes_rules import told
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.rules import Yearly
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.bulk import among
from bureau_desk.store.encoding import to_column
from bureau_desk.store.tables import problem

_PORTION = 5000
_SCALED = (FieldType.DECIMAL, FieldType.PERCENT)
_WIDE = 4  # where changes are not told, only what is this many times more or less can be a wrong unit
_UNIT = "unit"  # the field of a row that holds its unit, where a register has one

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Former:
    """The row of the period before: its record (0: a row not saved yet), its values and the words for its period."""

    record: int
    values: Values
    period: str


def former(
    desk: Desk, connection: Connection, register: Register, rows: Sequence[tuple[int | None, Values]]
) -> list[Former | None]:
    """For each row (record or None, values) the row of the period before, among these rows or else in the desk."""
    yearly = register.yearly
    if yearly is None:
        return [None] * len(rows)
    wanted = [_key(register, yearly, values, -1) for _, values in rows]
    held = _held(desk, connection, register, yearly, [one for one in wanted if one])
    inside = {record for record, _ in rows if record is not None}
    found: dict[Key, Former] = {}
    for key, choices in held.items():
        left = [one for one in choices if one.record not in inside]
        if left:
            found[key] = left[-1]
    for record, values in rows:
        own = _key(register, yearly, values, 0)
        if own:
            found[own] = Former(record or 0, values, _period(yearly, values))
    return [found.get(key) if key else None for key in wanted]


def problems(
    desk: Desk, connection: Connection, register: Register, rows: Sequence[tuple[int | None, Values]]
) -> list[list[Problem]]:
    """What last year's numbers say against each row; empty lists for registers that are not yearly."""
    return [
        _told(register, values, before) if before is not None else []
        for (_, values), before in zip(rows, former(desk, connection, register, rows), strict=True)
    ]


def last_year(desk: Desk, register: Register, record: int | None, values: Values) -> dict[str, str]:
    """What the form shows beneath its fields: `上年1,234万元` by field key; empty when there is no such row."""
    if register.yearly is None:
        return {}
    with desk.database.reading() as connection:
        before = former(desk, connection, register, [(record, values)])[0]
    if before is None:
        return {}
    fields = (one for key in register.yearly.fields if (one := register.field(key)))
    return {one.key: f"上年{told(one, before.values[one.key])}" for one in fields if one.key in before.values}


def _told(register: Register, values: Values, before: Former) -> list[Problem]:
    yearly = register.yearly
    assert yearly is not None
    years = (before.period, _period(yearly, values))
    unit = str(values.get(_UNIT) or "") if register.field(_UNIT) else ""
    found: list[Problem] = []
    for key in yearly.fields:
        field, value, old = register.field(key), values.get(key), before.values.get(key)
        if field is not None and value is not None and old is not None:
            one = compare(field, value, old, years, yearly.limit(key), yearly.least, unit)
            found += [one] if one else []
    for key, flow in yearly.cumulative.items():
        total, growth = register.field(key), register.field(flow)
        if total is not None and growth is not None:
            now = (values.get(key), values.get(flow))
            one = shrunken(total, growth, now, before.values.get(key), before.period)
            found += [one] if one else []
    return [replace(one, other=before.record) for one in found]


def _period(yearly: Yearly, values: Values) -> str:
    value = values.get(yearly.year)
    return f"{value}年" if isinstance(value, int) else str(value or "")


def _year_before(value: Value, steps: int) -> Value:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value + steps
    if isinstance(value, str) and value[:4].isdigit():
        return f"{int(value[:4]) + steps:04d}{value[4:]}"
    return None


def _key(register: Register, yearly: Yearly, values: Values, steps: int) -> Key:
    """Subject and period of a row in the form of its columns, so many years on; () when the row lacks them."""
    year = register.field(yearly.year)
    moved = _year_before(values.get(yearly.year), steps)
    if year is None or moved is None or values.get(yearly.subject[0]) is None:
        return ()
    fields = [register.field(key) for key in yearly.subject]
    return (*(to_column(one, values.get(one.key)) if one else None for one in fields), to_column(year, moved))


def _held(
    desk: Desk, connection: Connection, register: Register, yearly: Yearly, keys: Sequence[Key]
) -> Mapping[Key, list[Former]]:
    """Living rows by subject and period, those with the last revision at the end."""
    table, found = desk.tables.table(register.key), dict[Key, list[tuple[int, Former]]]()
    names = [*yearly.subject, yearly.year]
    columns = [table.c[f"f_{name}"] for name in names if register.field(name)]
    if len(columns) != len(names):
        return {}
    wanted, subjects = set(keys), list(dict.fromkeys(key[0] for key in keys))
    fields = _fields(register, yearly)
    values = [table.c[f"f_{one.key}"] for one in fields]
    for start in range(0, len(subjects), _PORTION):
        query = select(table.c.id, *columns, *values).where(columns[0].in_(subjects[start : start + _PORTION]))
        for number, *raw in connection.execute(query.order_by(table.c.id)):
            key = tuple(raw[: len(names)])
            if key in wanted:
                held = _decoded(fields, raw[len(names) :])
                period = _period(yearly, {yearly.year: key[-1]})
                last = held.get(yearly.last, 0) if yearly.last else 0
                found.setdefault(key, []).append((last if isinstance(last, int) else 0, Former(number, held, period)))
    return {key: [one for _, one in sorted(held, key=lambda pair: pair[0])] for key, held in found.items()}


def _fields(register: Register, yearly: Yearly) -> list[Field]:
    names = dict.fromkeys([*yearly.fields, *yearly.cumulative, *yearly.cumulative.values(), yearly.last, _UNIT])
    return [one for name in names if (one := register.field(name))]


def _decoded(fields: Iterable[Field], raw: Iterable[Any]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for field, value in zip(fields, raw, strict=True):
        if isinstance(value, int) and field.type in _SCALED:
            values[field.key] = Decimal(value).scaleb(-field.digits)
        elif isinstance(value, int) or (isinstance(value, str) and field.key == _UNIT):
            values[field.key] = value
    return values


def found_in_desk(
    desk: Desk, connection: Connection, register: Register, numbers: Sequence[int] | None
) -> dict[int, list[Problem]]:
    """What last year's numbers say against saved rows, and against the rows of the year after them; None for all rows.

    SQL finds the few pairs worth a look. Every record that was looked at is in the answer, often with no problem.
    """
    yearly = register.yearly
    if yearly is None:
        return {}
    table = desk.tables.table(register.key)
    before = table.alias("before")
    joined = _joined(register, yearly, table, before)
    if joined is None:
        return {}
    asked = _concerned(connection, register, table, before, joined, numbers)
    fields = [one for name in (*yearly.subject, yearly.year) if (one := register.field(name))] + _fields(
        register, yearly
    )
    fields = list({one.key: one for one in fields}.values())
    query = select(
        table.c.id, before.c.id, *(source.c[f"f_{one.key}"] for source in (table, before) for one in fields)
    ).select_from(table.join(before, joined))
    query = query.where(or_(*_suspicious(register, yearly, table, before)))
    if asked is not None:
        query = query.where(among(table.c.id, asked))
    told_: dict[int, list[Problem]] = {number: [] for number in asked or ()}
    ranks: dict[int, int] = {}
    for number, other, *raw in connection.execute(query.order_by(table.c.id, before.c.id)):
        now, then = (_all(fields, raw[start : start + len(fields)]) for start in (0, len(fields)))
        rank = then.get(yearly.last) if yearly.last else 0
        rank = rank if isinstance(rank, int) else 0
        if number in ranks and rank < ranks[number]:
            continue
        ranks[number] = rank
        told_[number] = _told(register, now, Former(other, then, _period(yearly, then)))
    return told_


def _all(fields: Sequence[Field], raw: Sequence[Any]) -> dict[str, Value]:
    values: dict[str, Value] = {
        one.key: value for one, value in zip(fields, raw, strict=True) if isinstance(value, str)
    }
    return values | _decoded(fields, raw)


def _joined(register: Register, yearly: Yearly, table: Table, before: Any) -> Any:
    year = register.field(yearly.year)
    if year is None or any(register.field(name) is None for name in yearly.subject):
        return None
    now, then = table.c[f"f_{yearly.year}"], before.c[f"f_{yearly.year}"]
    first, *rest = yearly.subject
    same = [table.c[f"f_{first}"] == before.c[f"f_{first}"]]
    # Only the subject is looked up by its index; by that of a year a fourth of all rows would be walked for each.
    same += [func.ifnull(table.c[f"f_{name}"], "") == func.ifnull(before.c[f"f_{name}"], "") for name in rest]
    if year.type is FieldType.YEAR:
        return and_(*same, then + 0 == now - 1)
    moved = func.printf("%04d", func.substr(now, 1, 4) - 1).concat(func.substr(now, 5))
    return and_(*same, func.ifnull(then, "") == moved)


def _suspicious(register: Register, yearly: Yearly, table: Table, before: Any) -> list[Any]:
    """Conditions under which a pair of rows is worth a look."""
    found: list[Any] = []
    for key in yearly.fields:
        if register.field(key) is None:
            continue
        new, old, limit = table.c[f"f_{key}"], before.c[f"f_{key}"], yearly.limit(key)
        if limit:
            found.append(and_(old > 0, new > 0, func.abs(new - old) * 100 > old * limit))
        else:
            found.append(and_(old > 0, new > 0, or_(new > old * _WIDE, new * _WIDE < old)))
    for key, flow in yearly.cumulative.items():
        if register.field(key) and register.field(flow):
            grown = func.coalesce(table.c[f"f_{flow}"], 0)
            found.append(table.c[f"f_{key}"] < before.c[f"f_{key}"] + grown)
    return found


def _concerned(
    connection: Connection, register: Register, table: Table, before: Any, joined: Any, numbers: Collection[int] | None
) -> list[int] | None:
    """These records, those of the year after, and those whose stored finding speaks of one of these."""
    if numbers is None:
        return None
    after = select(table.c.id).select_from(table.join(before, joined)).where(among(before.c.id, list(numbers)))
    spoken = select(problem.c.record).where(problem.c.register == register.key, problem.c.code.in_(CODES))
    spoken = spoken.where(among(problem.c.other, list(numbers)))
    found = [*numbers, *connection.execute(after).scalars(), *connection.execute(spoken).scalars()]
    return list(dict.fromkeys(found))
