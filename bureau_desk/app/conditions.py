"""Conditions as SQL for the window and the export; the same words as in figures files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, and_, bindparam, cast, false, func, or_, true

from bureau_desk.domain import relative
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import Code, Field, FieldType, Register, Schema
from bureau_desk.domain.units import in_yuan
from bureau_desk.store.bulk import among
from bureau_desk.store.encoding import to_column

_SCALED = (FieldType.DECIMAL, FieldType.PERCENT)
_NUMBERS = (FieldType.INTEGER, FieldType.MONEY, FieldType.YEAR, FieldType.REFERENCE, *_SCALED)
_LARGEST = 2**63 - 1  # of the database's whole numbers
_PLACES = 30
_MANY = 1000  # values of a list, which the database takes as one text from then on
_CHOSEN = (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES)

PICKED = "#"
"""As field of a condition: the value is a list of record ids, and these records alone are asked for."""

Clause = ColumnElement[bool]
Named = Callable[[tuple[str, ...], str], Any]
"""Gives the ids of records of some registers that are found by a text, as a list or a query."""


def holds(
    schema: Schema, register: Register, table: Table, part: Condition | Group, today: date, named: Named | None = None
) -> Clause:
    """A condition or a group of them on a register's table; Misuse when field, level, value or word is not known.

    A negated group asks for every row of which it is not true, those without a value among them.
    """
    if isinstance(part, Condition):
        return clause(schema, register, table, part, today, named)
    clauses = [holds(schema, register, table, one, today, named) for one in part.parts if not _is_blank(one)]
    if not clauses:
        return true()
    joined = or_(*clauses) if part.any else and_(*clauses)
    return joined.self_group().is_not(true()) if part.negated else joined


def _is_blank(part: Condition | Group) -> bool:
    return isinstance(part, Group) and all(map(_is_blank, part.parts))


def clause(
    schema: Schema,
    register: Register,
    table: Table,
    condition: Condition,
    today: date | None = None,
    named: Named | None = None,
) -> Clause:
    """One condition on a register's table; Misuse when field, level or value is not known.

    `today` is the day that relative dates are told from; `named` finds the records that a text means.
    """
    if condition.field == PICKED:
        # written into the statement: a picked list may be longer than SQLite takes parameters
        return table.c.id.in_(bindparam("picked", list(condition.value), expanding=True, literal_execute=True))
    field = register.find(condition.field)
    if field is None:
        raise Misuse(f"台账“{register.title}”没有字段“{condition.field}”。")
    column = table.c[f"f_{field.key}"]
    operator, value = condition.operator, condition.value
    match operator:
        case Operator.EMPTY:
            return _is_empty(field, column) if value else ~_is_empty(field, column)
        case Operator.SAME:
            return _sure(column == to_column(field, tuple(value) if isinstance(value, list) else value))
        case Operator.CONTAINS:
            return _contains(schema, field, column, str(value), named)
        case Operator.RELATIVE:
            return _relative(field, column, str(value), today or date.today())
        case Operator.AT_LEAST | Operator.AT_MOST:
            return _sure(column.in_(_ranked(schema, field, str(value), operator)))
        case Operator.EQUALS | Operator.IN:
            return _one_of(schema, field, column, value)
        case Operator.NOT:
            return or_(~_one_of(schema, field, column, value), column.is_(None))
    return _bounded(schema, field, column, value, operator is Operator.FROM)


def _bounded(schema: Schema, field: Field, column: Any, value: Any, lower: bool) -> Clause:
    if field.type is FieldType.DATE:
        # 2021 as an upper bound takes in every day of 2021.
        return _sure(column >= str(value) if lower else column <= f"{value}~")
    bound: Any
    if field.type in _NUMBERS:
        whole = _number(field, value).to_integral_value(ROUND_CEILING if lower else ROUND_FLOOR)
        bound = min(max(int(whole), -_LARGEST), _LARGEST)
    else:
        bound = _stored(schema, field, value)[0]
    return and_(column.is_not(None), column >= bound if lower else column <= bound)


def _sure(made: Any) -> Clause:
    """A comparison of a column whose type is known only when the schema is read."""
    compared: Clause = made
    return compared


def _is_empty(field: Field, column: Any) -> Clause:
    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT):
        return or_(column.is_(None), column == "")
    empty: Clause = column.is_(None)
    return or_(empty, column == "[]") if field.type in (FieldType.CHOICES, FieldType.FILES) else empty


def _contains(schema: Schema, field: Field, column: Any, text: str, named: Named | None) -> Clause:
    """A part of what the cell shows: of labels where it holds codes, of names where it holds records."""
    codes = schema.codelists.get(field.codelist) if field.codelist and field.type in _CHOSEN else None
    if codes is not None:
        found = [one.code for one in codes.codes if text in one.label or text in one.code]
        if field.type is not FieldType.CHOICES:
            return _sure(column.in_(found))
        return or_(false(), *(column.contains(f'"{one}"', autoescape=True) for one in found))
    if field.type is FieldType.REFERENCE and named is not None:
        return _sure(column.in_(named(field.targets, text)))
    return _sure(cast(column, Text).contains(text, autoescape=True))


def _one_of(schema: Schema, field: Field, column: Any, value: Any) -> Clause:
    wanted = [one for item in _listed(value) for one in _stored(schema, field, item)]
    if field.type in (FieldType.CHOICES, FieldType.FILES):
        opening = '"' if field.type is FieldType.CHOICES else "|"  # a file's name stands behind its digest
        return or_(false(), *(column.contains(f'{opening}{one}"', autoescape=True) for one in wanted))
    if field.type is FieldType.DATE and any(len(str(one)) < len("2021-01-01") for one in wanted):
        # 2021 is every day and every month of 2021
        return or_(*(column.between(str(one), f"{one}~") for one in wanted))
    return among(column, wanted) if len(wanted) > _MANY else _sure(column.in_(wanted))


def _relative(field: Field, column: Any, word: str, today: date) -> Clause:
    """Dates in the span of a word; those of year or month precision by the rule of `relative.by_last_day`."""
    first, last = relative.span(word, today)
    if field.type is FieldType.YEAR:
        return and_(
            column.is_not(None),
            *([column >= int(first[:4]) + (first[5:] > "01-01")] if first else []),
            *([column <= int(last[:4]) - (last[5:] < "12-31")] if last else []),
        )
    if field.type is not FieldType.DATE:
        raise Misuse(f"“{field.title}”不是日期，不能用“{word}”来筛选。")
    # day, month and year by themselves: a text compares rightly only with one of its own length
    lower = _first_bounds(first, by_last_day=relative.by_last_day(word))
    upper = _last_bounds(last)
    lengths = (10, 7, 4)
    exact = [
        and_(
            func.length(column) == length,
            *([column >= low] if low else []),
            *([column <= high] if high else []),
        )
        for length, low, high in zip(lengths, lower, upper, strict=True)
    ]
    # an index narrows what the lengths decide
    near = [column >= min(lower)] if first else []
    near += [column <= max(upper)] if last else []
    return and_(*near, or_(*exact))


def _first_bounds(first: str, by_last_day: bool) -> tuple[str, str, str]:
    """The first day, month and year that lie in a span: with their first day, or with their last alone."""
    if not first:
        return "", "", ""
    day = date.fromisoformat(first)
    month = first[:7] if by_last_day or day.day == 1 else _month_after(day)
    year = day.year + (not by_last_day and first[5:] > "01-01")
    return first, month, f"{year:04d}"


def _last_bounds(last: str) -> tuple[str, str, str]:
    """The last day, month and year that end in a span."""
    if not last:
        return "", "", ""
    following = date.fromisoformat(last) + timedelta(days=1) if last < "9999-12-31" else date.max
    before = following.replace(day=1) - timedelta(days=1)
    return last, before.isoformat()[:7], f"{following.year - 1:04d}"


def _month_after(day: date) -> str:
    return f"{day.year + day.month // 12:04d}-{day.month % 12 + 1:02d}"


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _stored(schema: Schema, field: Field, value: Any) -> list[Any]:
    """What the column holds for a value named in words."""
    if field.type in _CHOSEN and field.codelist:
        found = schema.codelists[field.codelist].find(str(value))
        if not found:
            raise Misuse(f"“{field.title}”没有“{value}”这一项。")
        return [code.code for code in found]
    if field.type is FieldType.BOOLEAN:
        return [int(str(value) in ("是", "1", "true", "True"))]
    if field.type in _NUMBERS:
        number = _number(field, value)
        # No row holds what is finer than the field, or larger than the database knows.
        return [int(number)] if abs(number) <= _LARGEST and number == number.to_integral_value() else []
    return [str(value)]


def _number(field: Field, value: Any) -> Decimal:
    """The number that a column would hold, if it could hold any."""
    try:
        number = Decimal(str(value).replace(",", ""))
        if number.is_finite():
            if number.adjusted() > _PLACES:  # larger than any that is kept; written out it may fill the memory
                return Decimal(10**_PLACES).copy_sign(number)
            if field.type in _SCALED:
                return number.scaleb(field.digits)
            return in_yuan(number, field.unit) if field.type is FieldType.MONEY else number
    except InvalidOperation:
        pass
    raise Misuse(f"“{field.title}”要比较的不是数：{value}。")


def _ranked(schema: Schema, field: Field, word: str, operator: Operator) -> list[str]:
    codes = schema.codelists.get(field.codelist)
    bounds = codes.find(word) if codes else ()
    if not codes or not bounds:
        raise Misuse(f"“{field.title}”没有“{word}”这一级。")
    ranks = [bound.rank for bound in bounds]

    def reaches(code: Code) -> bool:
        if operator is Operator.AT_LEAST:
            return 0 < code.rank <= max(ranks)
        return code.rank >= min(ranks)

    return [code.code for code in codes.codes if reaches(code)]
