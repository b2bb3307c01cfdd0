"""What staff type into a column's filter, read as conditions; and the same conditions as words for a chip."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import CodeList, Field, FieldType

LISTED = frozenset({FieldType.CHOICE, FieldType.LEVEL, FieldType.BOOLEAN, FieldType.CHOICES})
RANGED = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR, FieldType.DATE}
)
_NUMBER = r"-?[\d,]+(?:\.\d+)?%?"
_DATE = r"\d{4}(?:[-./年]\d{1,2}(?:[-./月]\d{1,2}日?)?)?[年月]?"
_WORDS = {Operator.AT_LEAST: "及以上", Operator.AT_MOST: "及以下"}

Resolve = Callable[[tuple[str, ...], str], Sequence[int]]


def is_listed(field: Field) -> bool:
    """Whether a column is filtered by picking from its values."""
    return field.type in LISTED and (bool(field.codelist) or field.type is FieldType.BOOLEAN)


def placeholder(field: Field) -> str:
    """The hint in a column's filter."""
    if field.type is FieldType.DATE:
        return "年或范围"
    return "≥ 或范围" if field.type in RANGED else "含…"


def conditions(field: Field, text: str, resolve: Resolve) -> tuple[Condition, ...]:
    """The conditions that a typed filter means; () when it is empty or not yet a value.

    Numbers and dates: `100`, `>=100`, `<=5`, `100-200`, `2019..2021`, `2021-03`; anything else: the text contains it.
    """
    text = text.strip()
    if not text:
        return ()
    if text in ("空", "无", "未填"):
        return (Condition(field.key, Operator.EMPTY, True),)
    if field.type is FieldType.REFERENCE:
        return (Condition(field.key, Operator.IN, tuple(resolve(field.targets, text)) or (0,)),)
    if field.type in RANGED:
        return _range(field, text)
    return (Condition(field.key, Operator.CONTAINS, text),)


def _range(field: Field, text: str) -> tuple[Condition, ...]:
    value = _DATE if field.type is FieldType.DATE else _NUMBER
    text = text.replace("≥", ">=").replace("≤", "<=").replace("～", "..").replace("~", "..").replace("至", "..")
    bounded = re.fullmatch(rf"(>=|<=|>|<|=)?\s*({value})", text)
    if bounded:
        sign, bound = bounded.group(1) or "", _plain(field, bounded.group(2))
        if sign in (">=", ">"):
            return (Condition(field.key, Operator.FROM, bound),)
        if sign in ("<=", "<"):
            return (Condition(field.key, Operator.TO, bound),)
        if field.type is FieldType.DATE:
            return (Condition(field.key, Operator.FROM, bound), Condition(field.key, Operator.TO, bound))
        return (Condition(field.key, Operator.EQUALS, bound),)
    between = re.fullmatch(rf"({value})\s*(?:\.\.+|—|–)\s*({value})", text) or re.fullmatch(
        r"(\d{4})\s*-\s*(\d{4})" if field.type is FieldType.DATE else rf"({value})\s*-\s*({value})", text
    )
    if between:
        low, high = (_plain(field, one) for one in between.groups())
        return (Condition(field.key, Operator.FROM, low), Condition(field.key, Operator.TO, high))
    return ()


def _plain(field: Field, text: str) -> str:
    if field.type is not FieldType.DATE:
        return text.replace(",", "").rstrip("%")
    parts = [part for part in re.split(r"[-./年月日]", text) if part]
    return "-".join([parts[0], *(part.zfill(2) for part in parts[1:])])


def text_of(found: Sequence[Condition]) -> str:
    """What one would type into a column's filter to get these conditions; "" when it cannot be typed."""
    held = {one.operator: one.value for one in found}
    if Operator.EMPTY in held:
        return "空" if held[Operator.EMPTY] else ""
    if Operator.FROM in held and Operator.TO in held:
        low, high = held[Operator.FROM], held[Operator.TO]
        return str(low) if low == high else f"{low}..{high}"
    for operator, sign in ((Operator.FROM, ">="), (Operator.TO, "<="), (Operator.EQUALS, ""), (Operator.CONTAINS, "")):
        if operator in held:
            return f"{sign}{held[operator]}"
    return ""


def words(field: Field, found: Sequence[Condition], typed: str, codes: CodeList | None) -> str:
    """A chip's words: 级别 省级及以上, 辖市区：武进区、新北区, 认定 2019..2021."""
    if typed:
        return f"{field.title}：{typed}"
    one = found[0]
    if len(found) > 1 or one.operator in (Operator.FROM, Operator.TO):
        return f"{field.title}：{text_of(found)}"
    if one.operator is Operator.EMPTY and not one.value:
        return f"{field.title}：已填"
    if one.operator is Operator.EMPTY:
        return f"{field.title}：未填"
    if one.operator in _WORDS:
        return f"{field.title}：{one.value}{_WORDS[one.operator]}"
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    labels = [_label(field, str(value), codes) for value in values]
    shown = "、".join(labels[:3]) + (f" 等{len(labels)}项" if len(labels) > 3 else "")
    return f"{field.title}：{shown}"


def _label(field: Field, value: str, codes: CodeList | None) -> str:
    if field.type is FieldType.BOOLEAN:
        return "是" if value in ("1", "是") else "否"
    return codes.label(value) if codes else value


def tiers(codes: CodeList | None) -> list[str]:
    """The level words of an ordered list, highest first, for 'at least' filters; the lowest is left out."""
    if codes is None or not codes.ordered:
        return []
    ranked = sorted((code for code in codes.codes if code.tier and code.rank), key=lambda one: one.rank)
    found = list(dict.fromkeys(code.tier for code in ranked))
    return found[:-1]
