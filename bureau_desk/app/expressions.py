"""Conditions as staff type them: 辖市区=武进区 且 级别>=省级, 成立日期>=2015, 名称~新能源."""

from __future__ import annotations

import re

from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Field, FieldType, Register, Schema

_JOINED = re.compile(r"\s*(?:且|，|,|;|；|&&|\band\b)\s*", re.IGNORECASE)
_COMPARED = re.compile(r"^\s*([^<>=!~≥≤≠]+?)\s*(>=|<=|!=|≥|≤|≠|=|~|>|<)\s*(.*?)\s*$")
_NAMES = ("name", "名称", "名字")
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}


def parse_where(text: str, register: Register, schema: Schema) -> tuple[Condition, ...]:
    """The conditions of an expression, none for a blank one; Misuse names the part that cannot be read."""
    if not text.strip():
        return ()
    parts = _JOINED.split(text)
    if any(not part.strip() for part in parts):
        raise Misuse(
            f"条件“{text.strip()}”没有写完：“且”的前后都要有条件。", "请补上缺的条件，或去掉多余的“且”或逗号。"
        )
    return tuple(_condition(part, register, schema) for part in parts)


def _field(name: str, register: Register) -> Field:
    """The field of a name; `name` and 名称 mean the register's own name field, whatever it is called there."""
    found = register.find(name)
    if found is None and name in _NAMES:
        found = register.field(register.name_field)
    if found is None:
        raise Misuse(f"台账“{register.title}”没有字段“{name}”。", _offered(register))
    return found


def _offered(register: Register) -> str:
    first = [one for key in register.columns[:4] if (one := register.field(key))]
    return f"例如可用：{'、'.join(f'{one.title}（{one.key}）' for one in first)}。" if first else ""


def _condition(part: str, register: Register, schema: Schema) -> Condition:
    match = _COMPARED.match(part)
    if match is None:
        raise Misuse(f"条件“{part}”读不懂。", "请写成 字段=值，可用 = != >= <= > < ~，多个条件用“且”连接。")
    name, sign, value = match[1], _SIGNS.get(match[2], match[2]), match[3]
    field = _field(name, register)
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
