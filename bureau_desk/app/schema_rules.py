"""What may be wrong with the rules of a register file, found when it is read and not when staff save a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.rules import Rule, RuleKind

_NUMBERS = frozenset({FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT})
_DATES = frozenset({FieldType.DATE, FieldType.YEAR})
_TEXTS = frozenset({FieldType.TEXT, FieldType.CODE, FieldType.CREDIT_CODE})
# kind -> the fewest and most fields, and their types
_SHAPES: dict[RuleKind, tuple[int, int, frozenset[FieldType]]] = {
    RuleKind.NOT_MORE_THAN: (2, 2, _NUMBERS),
    RuleKind.SUM_NOT_MORE_THAN: (3, 20, _NUMBERS),
    RuleKind.EQUAL_SUM: (3, 20, _NUMBERS),
    RuleKind.DATES_IN_ORDER: (2, 20, _DATES),
    RuleKind.RATIO_BETWEEN: (2, 2, _NUMBERS),
    RuleKind.BETWEEN: (1, 1, _NUMBERS),
    RuleKind.BEFORE_TODAY: (1, 20, _DATES),
    RuleKind.FILLED_WITH: (2, 2, _NUMBERS),
    RuleKind.LASTS: (2, 2, _DATES),
    RuleKind.REQUIRES: (2, 20, frozenset(FieldType)),
    RuleKind.PATTERN: (1, 1, _TEXTS),
}
_BOUNDED = (RuleKind.RATIO_BETWEEN, RuleKind.BETWEEN, RuleKind.LASTS)


def check_rules(register: Register) -> Iterator[tuple[str, str]]:
    """(place, reason) of everything that is wrong with a register's rules and its comparison of years."""
    seen: set[str] = set()
    for rule in register.rules:
        place = f"rules {rule.key}"
        if not rule.key or rule.key in seen:
            yield place, "键是空的或重复"
        seen.add(rule.key)
        yield from ((place, reason) for reason in _wrong(register, rule))
    yearly = register.yearly
    if yearly is None:
        return
    if not yearly.subject or not yearly.fields:
        yield "yearly", "须写明subject和fields"
    names = [*yearly.subject, yearly.year, *yearly.fields, *yearly.changes, *([yearly.last] if yearly.last else ())]
    names += [*yearly.cumulative, *yearly.cumulative.values()]
    for name in names:
        if register.field(name) is None:
            yield "yearly", f"没有字段{name}"
    year = register.field(yearly.year)
    if year is not None and year.type not in _DATES:
        yield "yearly year", f"字段{yearly.year}不是年度或日期"
    for name in yearly.fields:
        one = register.field(name)
        if one is not None and one.type not in _NUMBERS:
            yield "yearly fields", f"字段{name}不是数"


def _wrong(register: Register, rule: Rule) -> Iterator[str]:
    fewest, most, types = _SHAPES[rule.kind]
    if not fewest <= len(rule.fields) <= most:
        yield f"{rule.kind}要{fewest}个字段" if fewest == most else f"{rule.kind}要{fewest}个以上字段"
    named = [*rule.fields, *rule.when, *([rule.dated_by] if rule.dated_by else ())]
    for name in named:
        if register.field(name) is None:
            yield f"没有字段{name}"
    yield from (
        f"字段{one.key}的类型不适用{rule.kind}" for one in _found(register, rule.fields) if one.type not in types
    )
    dated = register.field(rule.dated_by) if rule.dated_by else None
    if dated is not None and dated.type not in _DATES:
        yield f"字段{dated.key}不是年度或日期"
    for text in (rule.minimum, rule.maximum, rule.tolerance):
        if text and not _is_number(text):
            yield f"“{text}”不是数"
    if rule.kind in _BOUNDED and not (rule.minimum or rule.maximum):
        yield "须写明minimum或maximum"
    if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
        yield "valid_from晚于valid_to"
    if rule.kind is RuleKind.PATTERN:
        yield from _wrong_pattern(rule.pattern)


def _wrong_pattern(pattern: str) -> Iterator[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        yield f"pattern不是合格的正则表达式：{error}"
    if not pattern:
        yield "须写明pattern"


def _found(register: Register, names: tuple[str, ...]) -> Iterator[Field]:
    return (one for name in names if (one := register.field(name)))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
