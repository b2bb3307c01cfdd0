"""Checks over the fields of one row: required, required under a condition, parts and wholes, the order of dates."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from dataclasses import field as made_field
from datetime import date
from decimal import Decimal

from bureau_desk.domain.dates import surely_after
from bureau_desk.domain.fieldtypes_base import Context, fault
from bureau_desk.domain.fieldtypes_choices import codelist_of, find_code
from bureau_desk.domain.fieldtypes_rules import rule_problems
from bureau_desk.domain.fieldtypes_text import LONGEST_NAME, overlong
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType, Need, Register, Schema
from bureau_desk.domain.rules import Rule
from bureau_desk.domain.units import grouped, in_unit
from bureau_desk.domain.values import Value, Values

_MAY_WAIT = (FieldType.CODE, FieldType.CREDIT_CODE, FieldType.DATE, FieldType.YEAR)


def check_row(
    register: Register,
    values: Values,
    context: Context,
    given: frozenset[str] | None = None,
    touched: Collection[str] | None = None,
) -> tuple[Problem, ...]:
    """Problems between the fields of one row; problems of single values are `check`'s.

    With `touched` only those that a change of these fields may have brought: all there are in a row that had none.

    An empty required field is hard when nobody could tell without it which thing the row is: its name, and what
    identifies it besides codes and dates, which real rows often lack and staff fill in later. Else it is soft (待补),
    whether the form or file offers the field (`given`, None for all) or not, so that what a desk holds can be read
    back into another.
    """
    plan = _plan(register, context)
    if touched is not None:
        plan = _narrowed(plan, frozenset(touched))
    problems: list[Problem] = _too_long(register, values)
    for field, conditions in plan.needed:
        value = values.get(field.key)
        if (value is None or value == ()) and all(_holds(values.get(key), wanted) for key, wanted in conditions):
            problems.append(_missing(register, field, given))
    for field in plan.bounded:
        value = values.get(field.key)
        if value is not None and value != ():
            problems += _too_large(register, field, value, values)
    rules = [
        rule for rule, conditions in plan.rules if all(_holds(values.get(key), wanted) for key, wanted in conditions)
    ]
    return (*problems, *_disordered(plan, values), *rule_problems(register, rules, values, context.today))


def may_differ(register: Register, values: Values, context: Context, changed: Collection[str]) -> bool:
    """Whether `check_row` may say anything else of a row, now that these fields of it have changed."""
    plan = _plan(register, context)
    if not plan.told.isdisjoint(changed):
        return True
    return any(field.key in changed and values.get(field.key) in (None, ()) for field, _ in plan.needed)


def looked_at(register: Register, context: Context, touched: Collection[str]) -> frozenset[str]:
    """The fields that decide what may be said against a row that had no problems, now that these fields have changed.

    They are what `check` of these fields and `check_row` with `touched` read, apart from a name that stays as it is.
    """
    return frozenset({*_narrowed(_plan(register, context), frozenset(touched)).looked, *touched})


def same_said(register: Register, values: Values, context: Context, touched: frozenset[str]) -> str:
    """A text that rows share of which `check_row` says the same, now that these fields of them are touched."""
    plan = _narrowed(_plan(register, context), touched)
    name = values.get(register.name_field)
    long = isinstance(name, str) and len(name) > LONGEST_NAME
    return repr((name if long else "", *map(values.get, plan.looked)))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What of a register can go wrong, worked out once for the thousands of rows of an import.

    `needed` holds each field that may be required with the conditions under which it is; `bounded` those that another
    field bounds; `ordered` pairs of dates named _from and _to; `rules` the register's rules with their conditions;
    `told` holds every field whose value decides what is said, apart from a required one that is merely filled.
    """

    register: Register
    schema: Schema
    today: date
    needed: tuple[tuple[Field, tuple[tuple[str, frozenset[str]], ...]], ...]
    bounded: tuple[Field, ...]
    ordered: tuple[tuple[Field, Field], ...]
    rules: tuple[tuple[Rule, tuple[tuple[str, frozenset[str]], ...]], ...]
    told: frozenset[str]
    narrowed: dict[frozenset[str], _Plan] = made_field(default_factory=dict)
    looked: tuple[str, ...] = ()  # every field that a narrowed plan reads


def _narrowed(plan: _Plan, touched: frozenset[str]) -> _Plan:
    """What of a plan looks at any of these fields."""
    found = plan.narrowed.get(touched)
    if found is None:
        needed = [one for one in plan.needed if one[0].key in touched or any(key in touched for key, _ in one[1])]
        rules = [
            one
            for one in plan.rules
            if not touched.isdisjoint((*one[0].fields, one[0].dated_by)) or any(key in touched for key, _ in one[1])
        ]
        found = replace(
            plan,
            needed=tuple(needed),
            bounded=tuple(one for one in plan.bounded if one.key in touched or one.maximum_field in touched),
            ordered=tuple(pair for pair in plan.ordered if pair[0].key in touched or pair[1].key in touched),
            rules=tuple(rules),
            narrowed={},
        )
        found = plan.narrowed[touched] = replace(found, looked=_looked(found))
    return found


def _looked(plan: _Plan) -> tuple[str, ...]:
    found = {*(field.key for field, _ in plan.needed), *(field.key for pair in plan.ordered for field in pair)}
    found.update(key for _, conditions in (*plan.needed, *plan.rules) for key, _ in conditions)
    found.update(key for field in plan.bounded for key in (field.key, field.maximum_field))
    found.update(key for rule, _ in plan.rules for key in (*rule.fields, rule.dated_by))
    return tuple(sorted(key for key in found if plan.register.field(key)))


_plans: dict[int, _Plan] = {}


def _plan(register: Register, context: Context) -> _Plan:
    kept = _plans.get(id(register))
    if kept and kept.register is register and kept.schema is context.schema and kept.today == context.today:
        return kept
    if len(_plans) > 100:
        _plans.clear()
    needed: list[tuple[Field, tuple[tuple[str, frozenset[str]], ...]]] = []
    for field in register.offered(context.today):
        if field.need is not Need.AUTO and field.required:
            needed.append((field, ()))
        elif field.need is not Need.AUTO and field.required_when:
            conditions = [_condition(register, *one, context) for one in field.required_when.items()]
            needed.append((field, tuple(conditions)))
    bounded = tuple(field for field in register.offered(context.today) if field.maximum_field)
    rules = tuple(
        (rule, tuple(_condition(register, *one, context) for one in rule.when.items())) for rule in register.rules
    )
    pairs = tuple(_date_pairs(register))
    told = {register.name_field, *(key for _, conditions in (*needed, *rules) for key, _ in conditions)}
    told.update(key for field in bounded for key in (field.key, field.maximum_field))
    told.update(field.key for pair in pairs for field in pair)
    told.update(key for rule, _ in rules for key in (*rule.fields, rule.dated_by))
    plan = _Plan(register, context.schema, context.today, tuple(needed), bounded, pairs, rules, frozenset(told))
    _plans[id(register)] = plan
    return plan


def _condition(register: Register, key: str, wanted: tuple[str, ...], context: Context) -> tuple[str, frozenset[str]]:
    """A field and all it may hold to meet a condition, which tells codes, labels or aliases; none for a field unknown."""
    other = register.field(key)
    codelist = codelist_of(other, context) if other else None
    codes = {code.code for text in wanted for code in find_code(codelist, text, context.today)} if codelist else set()
    return key, frozenset(codes.union(wanted)) if other else frozenset()


def _holds(value: Value, wanted: frozenset[str]) -> bool:
    if value is None:
        return False
    if isinstance(value, bool):
        return bool(wanted) and (("是" if value else "否") in wanted or str(value).lower() in wanted)
    if isinstance(value, tuple):
        return any(one in wanted for one in value)
    return str(value) in wanted


def _missing(register: Register, field: Field, _given: frozenset[str] | None) -> Problem:
    named = field.key == register.name_field
    if named or (field.key in register.match and field.type not in _MAY_WAIT):
        return fault(field, "required", f"请填写{field.title}。")
    return fault(field, "required", f"{field.title}待补。", severity=Severity.SOFT)


def _too_long(register: Register, values: Values) -> list[Problem]:
    """A name is a name: what is longer than any of an organisation is a slip of the mouse."""
    field, name = register.field(register.name_field), values.get(register.name_field)
    if field is None or not isinstance(name, str) or len(name) <= LONGEST_NAME:
        return []
    return [overlong(field, name, len(name), LONGEST_NAME)]


def _too_large(register: Register, field: Field, value: Value, values: Values) -> list[Problem]:
    whole_field = register.field(field.maximum_field)
    whole = values.get(field.maximum_field)
    if whole_field is None or whole is None:
        return []
    if field.type is FieldType.DATE:
        if not surely_after(str(value), str(whole)):
            return []
        message = f"{field.title}（{value}）不能晚于{whole_field.title}（{whole}）。"
        return [fault(field, "order", message, str(value))]
    if not isinstance(value, int | Decimal) or not isinstance(whole, int | Decimal) or value <= whole:
        return []
    message = f"{field.title}（{_told(field, value)}）不能大于{whole_field.title}（{_told(whole_field, whole)}）。"
    return [fault(field, "maximum_field", message, _told(field, value))]


def _told(field: Field, value: int | Decimal) -> str:
    return grouped(in_unit(int(value), field.unit) if field.type is FieldType.MONEY else value) + field.unit


def _disordered(plan: _Plan, values: Values) -> list[Problem]:
    problems = []
    for earlier, later in plan.ordered:
        first, last = values.get(earlier.key), values.get(later.key)
        if isinstance(first, str) and isinstance(last, str) and surely_after(first, last):
            message = f"{later.title}（{last}）早于{earlier.title}（{first}），请核对。"
            problems.append(fault(later, "order", message, last))
    return problems


def _date_pairs(register: Register) -> list[tuple[Field, Field]]:
    dates = {field.key: field for field in register.fields if field.type is FieldType.DATE and not field.retired_on}
    named = [(key, f"{key.removesuffix('_from')}_to") for key in dates if key.endswith("_from")]
    return [(dates[first], dates[last]) for first, last in named if last in dates]
