"""Conditions as staff type them: 辖市区=武进区 且 级别>=省级, 成立日期>=2015, 名称~新能源."""

from __future__ import annotations

import re

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Field, FieldType, Register, Schema

_JOINED = re.compile(r"\s*(?:且|，|,|;|；|&&|\band\b)\s*", re.IGNORECASE)
_COMPARED = re.compile(r"^\s*([^<>=!~≥≤≠]+?)\s*(>=|<=|!=|≥|≤|≠|=|~|>|<)\s*(.*?)\s*$")
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}


def parse_where(text: str, register: Register, schema: Schema) -> tuple[Condition, ...]:
    """The conditions of an expression; Misuse names the part that cannot be read."""
    return tuple(_condition(part, register, schema) for part in _JOINED.split(text) if part)


def _condition(part: str, register: Register, schema: Schema) -> Condition:
    match = _COMPARED.match(part)
    if match is None:
        raise Misuse(f"条件“{part}”读不懂。", "请写成 字段=值，可用 = != >= <= > < ~，多个条件用“且”连接。")
    name, sign, value = match[1], _SIGNS.get(match[2], match[2]), match[3]
    field = register.find(name)
    if field is None:
        raise Misuse(f"台账“{register.title}”没有字段“{name}”。")
    if sign in ("=", "!=") and value == "":
        return Condition(field.key, Operator.EMPTY, sign == "=")
    if sign == "~":
        return Condition(field.key, Operator.CONTAINS, value)
    if sign == "=" and "|" in value:
        return Condition(field.key, Operator.IN, [one.strip() for one in value.split("|")])
    if sign in ("=", "!="):
        return Condition(field.key, Operator.EQUALS if sign == "=" else Operator.NOT, value)
    return _bounded(field, sign, value, schema)


def _bounded(field: Field, sign: str, value: str, schema: Schema) -> Condition:
    codes = schema.codelists.get(field.codelist) if field.codelist else None
    if field.type is FieldType.LEVEL or (codes and codes.ordered):
        if sign not in (">=", "<="):
            raise Misuse(f"“{field.title}”只能用 >= 或 <= 比较级别。")
        return Condition(field.key, Operator.AT_LEAST if sign == ">=" else Operator.AT_MOST, value)
    if sign in (">", "<"):
        raise Misuse(f"“{field.title}{sign}{value}”请改用 {sign}=。")
    return Condition(field.key, Operator.FROM if sign == ">=" else Operator.TO, value)
