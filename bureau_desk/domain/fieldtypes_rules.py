"""Checks of one row by the rules of its register."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise

from bureau_desk.domain.dates import surely_after
from bureau_desk.domain.fieldtypes_base import fault
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.rules import Rule, RuleKind
from bureau_desk.domain.units import grouped, in_unit
from bureau_desk.domain.values import Value, Values, first_day

Given = tuple[tuple[Field, Value], ...]


def rule_problems(register: Register, rules: Iterable[Rule], values: Values, today: date) -> list[Problem]:
    """What the rules say against a row; a rule that names a field the register no longer has says nothing.

    Conditions (`when`) are the caller's, who knows the code lists.
    """
    found: list[Problem] = []
    for rule in rules:
        given = tuple((one, values.get(one.key)) for key in rule.fields if (one := register.field(key)))
        if len(given) != len(rule.fields):
            continue
        if not (rule.valid_from is rule.valid_to is None or rule.holds_on(_day(rule, values, today))):
            continue
        told = _CHECKS[rule.kind](rule, given, today)
        if told is not None:
            found.append(_problem(rule, given, *told))
    return found


def _day(rule: Rule, values: Values, today: date) -> date:
    return (_a_day(values.get(rule.dated_by)) if rule.dated_by else None) or today


def _a_day(value: Value) -> date | None:
    """The first day that a date or year may mean; None for text that is none, kept from an earlier type of the field."""
    if value is None or isinstance(value, (bool, tuple, Decimal)):
        return None
    try:
        return first_day(str(value))
    except ValueError:
        return None


def _problem(rule: Rule, given: Given, field: Field, message: str) -> Problem:
    source = f"（{rule.source}）" if rule.source else ""
    value = next((told(one, held) for one, held in given if one is field), "")
    basis = "｜".join(told(one, held) for one, held in given)
    found = fault(field, rule.key, f"{message}{rule.message}{source}", value, rule.severity)
    return Problem(found.code, "", found.message, found.severity, found.field, found.value, basis=basis)


def told(field: Field, value: Value) -> str:
    """A value as a message names it: numbers in their entry unit, with the unit."""
    if isinstance(value, bool) or value is None or isinstance(value, (str, tuple)):
        return "" if value is None else str(value)
    if field.type is FieldType.YEAR:
        return f"{value}年"
    return grouped(in_unit(int(value), field.unit) if field.type is FieldType.MONEY else value) + field.unit


def amount(field: Field, value: Value) -> Decimal | None:
    """A number in the field's entry unit; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return in_unit(int(value), field.unit) if field.type is FieldType.MONEY else Decimal(value)


Told = tuple[Field, str] | None


def _not_more_than(_rule: Rule, given: Given, _today: date) -> Told:
    (part, less), (whole, more) = given[0], given[1]
    first, second = amount(part, less), amount(whole, more)
    if first is None or second is None or first <= second:
        return None
    return part, f"{part.title}（{told(part, less)}）大于{whole.title}（{told(whole, more)}）。"


def _sum_not_more_than(_rule: Rule, given: Given, _today: date) -> Told:
    (whole, held) = given[-1]
    most, parts = amount(whole, held), [amount(*one) for one in given[:-1]]
    total = sum((one for one in parts if one is not None), Decimal(0))
    if most is None or total <= most:
        return None
    titles = "、".join(one.title for one, _ in given[:-1])
    return given[0][0], f"{titles}合计{grouped(total)}{whole.unit}，大于{whole.title}（{told(whole, held)}）。"


def _equal_sum(rule: Rule, given: Given, _today: date) -> Told:
    """A sum that is too small is told only when every part is filled in: what is left empty may be the rest."""
    whole, held = given[0]
    total, parts = amount(whole, held), [amount(*one) for one in given[1:]]
    if total is None or all(one is None for one in parts):
        return None
    off = sum((one for one in parts if one is not None), Decimal(0)) - total
    if abs(off) <= Decimal(rule.tolerance) or (off < 0 and None in parts):
        return None
    titles = "、".join(one.title.removeprefix("其中：") for one, _ in given[1:])
    message = f"{whole.title}（{told(whole, held)}）与{titles}之和（{grouped(total + off)}{whole.unit}）"
    return whole, f"{message}相差{grouped(abs(off))}{whole.unit}，请核对。"


def _dates_in_order(_rule: Rule, given: Given, _today: date) -> Told:
    filled = [(field, value) for field, value in given if isinstance(value, str | int) and not isinstance(value, bool)]
    for (earlier, first), (later, last) in pairwise(filled):
        if surely_after(str(first), str(last)):
            return later, f"{later.title}（{told(later, last)}）早于{earlier.title}（{told(earlier, first)}），请核对。"
    return None


def _ratio_between(rule: Rule, given: Given, _today: date) -> Told:
    (upper, above), (lower, below) = given[0], given[1]
    first, second = amount(upper, above), amount(lower, below)
    if first is None or second is None or second <= 0:
        return None
    share = first / second
    bounds = _outside(rule, share)
    if not bounds:
        return None
    as_percent = upper.unit == lower.unit
    words = f"{grouped(share * 100, 1)}%" if as_percent else f"{grouped(share, 2)}{upper.unit}每{lower.unit}"
    limits = _percent(bounds) if as_percent else f"{bounds[0]}{grouped(bounds[1])}"
    figures = f"{told(upper, above)}／{told(lower, below)}"
    return upper, f"{upper.title}与{lower.title}之比为{words}（{figures}），{limits}，请核对。"


def _percent(bounds: tuple[str, Decimal]) -> str:
    return f"{bounds[0]}{grouped(bounds[1] * 100)}%"


def _outside(rule: Rule, value: Decimal) -> tuple[str, Decimal] | None:
    if rule.minimum and value < Decimal(rule.minimum):
        return "低于", Decimal(rule.minimum)
    if rule.maximum and value > Decimal(rule.maximum):
        return "高于", Decimal(rule.maximum)
    return None


def _between(rule: Rule, given: Given, _today: date) -> Told:
    field, held = given[0]
    value = amount(field, held)
    bounds = _outside(rule, value) if value is not None else None
    if not bounds:
        return None
    return field, f"{field.title}（{told(field, held)}）{bounds[0]}{grouped(bounds[1])}{field.unit}。"


def _before_today(_rule: Rule, given: Given, today: date) -> Told:
    for field, value in given:
        day = _a_day(value)
        if day is not None and day > today:
            return field, f"{field.title}（{told(field, value)}）晚于今天，请核对。"
    return None


def _filled_with(_rule: Rule, given: Given, _today: date) -> Told:
    (field, held), (other, reason) = given[0], given[1]
    value, weight = amount(field, held), amount(other, reason)
    if value is None or weight is None or value > 0 or weight <= 0:
        return None
    return field, f"{other.title}为{told(other, reason)}，{field.title}却为{told(field, held)}，请核对。"


def _lasts(rule: Rule, given: Given, _today: date) -> Told:
    (begin, first), (end, last) = given[0], given[1]
    if not (isinstance(first, str) and isinstance(last, str) and len(first) == len(last) == 10):
        return None
    start, stop = _a_day(first), _a_day(last)
    days = (stop - start).days + 1 if start and stop else 0
    bounds = _outside(rule, Decimal(days)) if days > 0 else None
    if not bounds:
        return None
    return end, f"从{begin.title}（{first}）到{end.title}（{last}）共{days}天，与应有的期限不符，请核对。"


def _requires(_rule: Rule, given: Given, _today: date) -> Told:
    (reason, held), *others = given
    empty = next((field for field, value in others if value is None or value == ()), None)
    if empty is None or held is None or held == ():
        return None
    return empty, f"填了{reason.title}（{told(reason, held)}），{empty.title}也要填。"


def _pattern(rule: Rule, given: Given, _today: date) -> Told:
    field, value = given[0]
    if not isinstance(value, str) or re.fullmatch(rule.pattern, value):
        return None
    return field, f"{field.title}（{value}）的写法与通常不同，请核对。"


_CHECKS: Mapping[RuleKind, Callable[[Rule, Given, date], Told]] = {
    RuleKind.NOT_MORE_THAN: _not_more_than,
    RuleKind.SUM_NOT_MORE_THAN: _sum_not_more_than,
    RuleKind.EQUAL_SUM: _equal_sum,
    RuleKind.DATES_IN_ORDER: _dates_in_order,
    RuleKind.RATIO_BETWEEN: _ratio_between,
    RuleKind.BETWEEN: _between,
    RuleKind.BEFORE_TODAY: _before_today,
    RuleKind.FILLED_WITH: _filled_with,
    RuleKind.LASTS: _lasts,
    RuleKind.REQUIRES: _requires,
    RuleKind.PATTERN: _pattern,
}
