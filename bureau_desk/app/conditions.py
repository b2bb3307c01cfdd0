"""Conditions as SQL for the window and the export; the same words as in figures files."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, or_

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Code, Field, FieldType, Register, Schema
from bureau_desk.domain.units import in_yuan

_SCALED = (FieldType.DECIMAL, FieldType.PERCENT)


def clause(schema: Schema, register: Register, table: Table, condition: Condition) -> ColumnElement[bool]:
    """One condition on a register's table; Misuse when field, level or value is not known."""
    field = register.find(condition.field)
    if field is None:
        raise Misuse(f"台账“{register.title}”没有字段“{condition.field}”。")
    column = table.c[f"f_{field.key}"]
    operator, value = condition.operator, condition.value
    if operator is Operator.EMPTY:
        empty = or_(column.is_(None), column == "") if field.type is FieldType.TEXT else column.is_(None)
        return empty if value else ~empty
    if operator is Operator.CONTAINS:
        return column.contains(str(value), autoescape=True)
    if operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return column.in_(_ranked(schema, field, str(value), operator))
    if operator in (Operator.EQUALS, Operator.IN, Operator.NOT):
        wanted = [one for item in _listed(value) for one in _stored(schema, field, item)]
        if field.type is FieldType.FILES:
            matches = [column.contains(f'|{one}"', autoescape=True) for one in wanted]
            found: ColumnElement[bool] = or_(*matches) if matches else false()
        elif field.type is FieldType.CHOICES:
            matches = [column.contains(f'"{one}"', autoescape=True) for one in wanted]
            found = or_(*matches) if matches else false()
        else:
            found = column.in_(wanted)
        return or_(~found, column.is_(None)) if operator is Operator.NOT else found
    bound = _stored(schema, field, value)[0]
    if field.type is FieldType.DATE:
        # 2021 as an upper bound takes in every day of 2021.
        return column >= str(bound) if operator is Operator.FROM else column <= f"{bound}~"
    return and_(column.is_not(None), column >= bound if operator is Operator.FROM else column <= bound)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _stored(schema: Schema, field: Field, value: Any) -> list[Any]:
    """What the column holds for a value named in words."""
    if field.type in (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES) and field.codelist:
        found = schema.codelists[field.codelist].find(str(value))
        if not found:
            raise Misuse(f"“{field.title}”没有“{value}”这一项。")
        return [code.code for code in found]
    if field.type is FieldType.BOOLEAN:
        return [int(str(value) in ("是", "1", "true", "True"))]
    if field.type in (FieldType.INTEGER, FieldType.MONEY, FieldType.YEAR, FieldType.REFERENCE, *_SCALED):
        return [_number(field, value)]
    return [str(value)]


def _number(field: Field, value: Any) -> int:
    try:
        number = Decimal(str(value).replace(",", ""))
    except InvalidOperation:
        raise Misuse(f"“{field.title}”要比较的不是数：{value}。") from None
    if field.type in _SCALED:
        number = number.scaleb(field.digits)
    elif field.type is FieldType.MONEY:
        number = in_yuan(number, field.unit)
    return int(number)


def _ranked(schema: Schema, field: Field, word: str, operator: Operator) -> list[str]:
    codes = schema.codelists.get(field.codelist)
    bounds = codes.find(word) if codes else ()
    if not codes or not bounds:
        raise Misuse(f"“{field.title}”没有“{word}”这一级。")
    ranks = [bound.rank for bound in bounds]

    def holds(code: Code) -> bool:
        if operator is Operator.AT_LEAST:
            return 0 < code.rank <= max(ranks)
        return code.rank >= min(ranks)

    return [code.code for code in codes.codes if holds(code)]
