"""How conditions read, and which ones fit a field: the words of the filter panel, its chips and the colour rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bureau_desk.domain import relative
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import CodeList, Field, FieldType, Register
from bureau_desk.ui import filtering

_LISTED = (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES)
_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
JOINS = {(False, False): "全部满足", (True, False): "任一满足", (True, True): "都不满足", (False, True): "不同时满足"}
"""Words of a group by its (any, negated)."""

Codes = Callable[[Field], CodeList | None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the operator list: its words, the operator, and a value of its own when nothing is to be typed."""

    words: str
    operator: Operator
    fixed: Any = None


_EMPTY = (Offer("未填", Operator.EMPTY, True), Offer("已填", Operator.EMPTY, False))


def offers(field: Field, codes: CodeList | None) -> tuple[Offer, ...]:
    """The operators that fit a field, the commonest first."""
    if field.type in _LISTED and codes is not None:
        several = field.type is FieldType.CHOICES
        found = (Offer("含" if several else "是", Operator.IN), Offer("不含" if several else "不是", Operator.NOT))
        ranked = (Offer("不低于", Operator.AT_LEAST), Offer("不高于", Operator.AT_MOST)) if codes.ordered else ()
        return (*found, *ranked, *_EMPTY)
    if field.type is FieldType.BOOLEAN:
        return (Offer("是", Operator.EQUALS, "是"), Offer("否", Operator.EQUALS, "否"), *_EMPTY)
    if field.type in _NUMBERS:
        equal = (Offer("等于", Operator.EQUALS), Offer("不等于", Operator.NOT))
        return (Offer("不小于", Operator.FROM), Offer("不大于", Operator.TO), *equal, *_EMPTY)
    if field.type in (FieldType.DATE, FieldType.YEAR):
        bounds = (Offer("不早于", Operator.FROM), Offer("不晚于", Operator.TO), Offer("在", Operator.EQUALS))
        return (Offer("相对日期", Operator.RELATIVE), *bounds, *_EMPTY)
    if field.type is FieldType.REFERENCE:
        return (Offer("名称含", Operator.CONTAINS), *_EMPTY)
    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CODE, FieldType.CREDIT_CODE):
        exact = (Offer("等于", Operator.EQUALS), Offer("不等于", Operator.NOT))
        return (Offer("包含", Operator.CONTAINS), *exact, *_EMPTY)
    return _EMPTY


def read_value(field: Field, offer: Offer, text: str, codes: CodeList | None, today: date) -> tuple[Any, str]:
    """(value, fault) of a typed value; the value is None while nothing is typed or when it cannot be read."""
    text = text.strip()
    if offer.fixed is not None:
        return offer.fixed, ""
    if not text:
        return None, ""
    if codes is not None and field.type in _LISTED:
        return _read_codes(offer, text, codes)
    if offer.operator is Operator.RELATIVE:
        return (
            (text, "") if relative.is_word(text, today) else (None, "没有这个相对日期，如：本年、未来30天、90天内到期")
        )
    if field.type in _NUMBERS:
        plain = text.replace(",", "").replace("，", "").rstrip("%")
        return (plain, "") if re.fullmatch(r"-?\d+(\.\d+)?", plain) else (None, "请填数字")
    if field.type in (FieldType.DATE, FieldType.YEAR):
        found = filtering.conditions(field, text, lambda *_: ())
        known = found and {one.operator for one in found} <= {Operator.EQUALS, Operator.FROM, Operator.TO}
        return (found[0].value, "") if known else (None, "请填日期，如 2024、2024-06、2024-06-30")
    return text, ""


def _read_codes(offer: Offer, text: str, codes: CodeList) -> tuple[Any, str]:
    parts = [part.strip() for part in re.split(r"[、；;]", text) if part.strip()]
    if offer.operator in (Operator.AT_LEAST, Operator.AT_MOST):
        return (parts[0], "") if codes.find(parts[0]) else (None, f"没有“{parts[0]}”这一级")
    found: list[str] = []
    for part in parts:
        hits = codes.find(part)
        if not hits:
            return None, f"没有“{part}”这一项"
        found += [hit.code for hit in hits]
    return tuple(dict.fromkeys(found)), ""


def shown_value(one: Condition, codes: CodeList | None) -> str:
    """A condition's value as one would type it."""
    if one.value is None or isinstance(one.value, bool):
        return ""
    values = one.value if isinstance(one.value, tuple | list) else (one.value,)
    return "、".join((codes.label(str(value)) or str(value)) if codes else str(value) for value in values)


def offer_of(one: Condition, field: Field, codes: CodeList | None) -> Offer | None:
    """The line of the operator list that a condition was made with."""
    listed = offers(field, codes)
    alike = {Operator.EQUALS: Operator.IN} if field.type in _LISTED else {}
    wanted = alike.get(one.operator, one.operator)
    exact = [offer for offer in listed if offer.operator is wanted and offer.fixed == one.value]
    return next(iter([*exact, *(offer for offer in listed if offer.operator is wanted and offer.fixed is None)]), None)


def condition_words(one: Condition, register: Register, codes_of: Codes) -> str:
    """A condition in words: 所属辖市区 是 武进区."""
    field = register.field(one.field)
    if field is None:
        return one.field
    codes = codes_of(field)
    offer = offer_of(one, field, codes)
    value = shown_value(one, codes)
    if offer is None:
        return f"{field.title}：{value}"
    if one.operator is Operator.RELATIVE:
        return f"{field.title} {value}"
    unit = field.unit if field.type in _NUMBERS and value else ""
    return f"{field.title} {offer.words} {value}{unit}".rstrip()


def group_words(group: Group, register: Register, codes_of: Codes) -> str:
    """A tree of conditions in words: （甲 且 乙）或 丙."""
    parts = [part_words(one, register, codes_of) for one in group.parts]
    joined = (" 或 " if group.any else " 且 ").join(part for part in parts if part)
    return f"不满足（{joined}）" if group.negated and joined else joined


def part_words(part: Condition | Group, register: Register, codes_of: Codes) -> str:
    """A part of a tree in words, a group of several in brackets."""
    if isinstance(part, Condition):
        return condition_words(part, register, codes_of)
    words = group_words(part, register, codes_of)
    return f"（{words}）" if len(part.parts) > 1 and not part.negated else words


def without(group: Group, place: int) -> Group | None:
    """A group without one of its parts; None when nothing is left."""
    rest = tuple(one for here, one in enumerate(group.parts) if here != place)
    return Group(rest, group.any, group.negated) if rest else None


def first_fields(register: Register, fields: Sequence[Field]) -> list[Field]:
    """The fields that can be filtered by, the shown columns first."""
    rest = [field for field in register.fields if field not in fields and field.shown]
    more = [field for field in register.fields if field not in fields and not field.shown]
    return [*fields, *rest, *more]
