"""Conditions of a question as tests on values."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bureau_desk.analysis.histories import certain_day
from bureau_desk.analysis.labels import CHOSEN, codelist_of, named, shown, tier_mates
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import read_day
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.scales import convert, scale_of
from bureau_desk.domain import relative
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import CodeList, Field, FieldType, Register
from bureau_desk.domain.values import Value, first_day, last_day

Test = Callable[[Value], bool]

NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR)
YES = frozenset({"true", "是", "1", "yes", "y"})
NO = frozenset({"false", "否", "0", "no", "n"})
_BOUNDS = (Operator.FROM, Operator.TO, Operator.AT_LEAST, Operator.AT_MOST)


def field_named(register: Register, text: str, asker: str) -> Field:
    """The field of a register by key, title or synonym; Misuse names the question and near matches."""
    found = register.find(text)
    if found is None:
        names = [name for one in register.fields for name in (one.key, one.title)]
        raise Misuse(
            f"问题“{asker}”用到的字段“{text}”在《{register.title}》里没有{near(text, names)}。",
            "请改为该台账已有的字段。",
        )
    return found


def test_of(condition: Condition, field: Field, prepared: Prepared, asker: str) -> Test:
    """One condition as a test on the field's value; Misuse when its value cannot stand there."""
    value, how = condition.value, condition.operator
    if how is Operator.EMPTY:
        wanted = _yes_no(value, field, asker)
        return lambda held: (held is None or held in ("", ())) is wanted
    if how is Operator.CONTAINS:
        return _contains(str(value), field, prepared)
    if how is Operator.SAME:
        same = tuple(value) if isinstance(value, list) else value
        return lambda held: held == same
    if how is Operator.RELATIVE:
        return _relative(str(value), field, prepared, asker)
    if how in _BOUNDS:
        return _bounded(condition, field, prepared, asker)
    values = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
    holds = _one_of(values, field, prepared, asker)
    if how is Operator.NOT:
        return lambda held: not holds(held)
    return holds


def _contains(text: str, field: Field, prepared: Prepared) -> Test:
    schema, on = prepared.schema, prepared.as_of.on

    def test(held: Value) -> bool:
        return text in shown(field, held, schema, on, lambda record: prepared.name(record, field.targets))

    return test


def _relative(word: str, field: Field, prepared: Prepared, asker: str) -> Test:
    """Dates of which it is certain that they lie in the span of a word, told from the day that is asked about."""
    if field.type is not FieldType.DATE:
        raise Misuse(f"问题“{asker}”里“{field.title}”不是日期，不能用“{word}”。", "请改用等于、大小等条件。")
    first, last = relative.span(word, prepared.as_of.on)
    runs_out = relative.by_last_day(word)

    def test(held: Value) -> bool:
        day = certain_day(held)
        if not day or (last and day > last):
            return False
        return not first or (day if runs_out else first_day(str(held)).isoformat()) >= first

    return test


def _one_of(values: Iterable[Any], field: Field, prepared: Prepared, asker: str) -> Test:
    if field.type is FieldType.BOOLEAN:
        wanted = {_yes_no(value, field, asker) for value in values}
        return lambda held: bool(held) in wanted
    if field.type is FieldType.REFERENCE:
        records = {record for value in values for record in _records(value, field, prepared, asker)}
        return lambda held: held in records
    if field.type is FieldType.DATE:
        starts = tuple(_date_text(value) for value in values)
        return lambda held: isinstance(held, str) and held.startswith(starts)
    if field.type in NUMBERS:
        numbers = {_number(value, field, asker) for value in values}
        return lambda held: isinstance(held, int | Decimal) and Decimal(held) in numbers
    codes = _codes(values, field, prepared, asker)
    return lambda held: any(one in codes for one in held) if isinstance(held, tuple) else held in codes


def _codes(values: Iterable[Any], field: Field, prepared: Prepared, asker: str) -> frozenset[str]:
    codelist = codelist_of(field, prepared.schema)
    texts = [str(value).strip() for value in values]
    if codelist is None:
        return frozenset(texts)
    return frozenset(entry.code for text in texts for entry in _entries(codelist, text, field, asker))


def _entries(codelist: CodeList, text: str, field: Field, asker: str) -> Iterable[Any]:
    found = named(codelist, text)
    if not found:
        raise _unknown(codelist, text, field, asker)
    return found


def _unknown(codelist: CodeList, text: str, field: Field, asker: str) -> Misuse:
    labels = [name for entry in codelist.codes for name in (entry.label, entry.code, *entry.aliases, entry.tier)]
    return Misuse(
        f"问题“{asker}”里“{field.title}”的取值“{text}”不在《{codelist.title}》中{near(text, labels)}。",
        "请改为代码表里的代码、名称或级别词。",
    )


def _bounded(condition: Condition, field: Field, prepared: Prepared, asker: str) -> Test:
    upper = condition.operator in (Operator.TO, Operator.AT_MOST)
    if field.type in CHOSEN:
        return _ranked(condition, field, prepared, asker)
    if field.type is FieldType.DATE:
        return _dated(condition, field, asker, upper)
    if field.type not in NUMBERS:
        raise Misuse(f"问题“{asker}”里“{field.title}”不能比较大小。", "请改用等于、包含等条件。")
    bound = _number(condition.value, field, asker)
    compare = operator.le if upper else operator.ge
    return lambda held: isinstance(held, int | Decimal) and compare(Decimal(held), bound)


def _ranked(condition: Condition, field: Field, prepared: Prepared, asker: str) -> Test:
    codelist = codelist_of(field, prepared.schema)
    if codelist is None or not codelist.ordered:
        raise Misuse(f"问题“{asker}”里“{field.title}”没有高低次序，不能用“以上”“以下”。", "请列出具体取值。")
    found = tier_mates(codelist, str(condition.value), prepared.as_of.on)
    if not found:
        raise _unknown(codelist, str(condition.value), field, asker)
    ranks = [entry.rank for entry in found]
    if condition.operator in (Operator.AT_LEAST, Operator.FROM):
        allowed = frozenset(entry.code for entry in codelist.codes if entry.rank <= max(ranks))
    else:
        allowed = frozenset(entry.code for entry in codelist.codes if entry.rank >= min(ranks))
    return lambda held: any(one in allowed for one in held) if isinstance(held, tuple) else held in allowed


def _dated(condition: Condition, field: Field, asker: str, upper: bool) -> Test:
    try:
        text = _date_text(condition.value)
        bound = (last_day(text) if upper else first_day(text)).isoformat()
    except (ValueError, IndexError):
        raise Misuse(f"问题“{asker}”里“{field.title}”的日期“{condition.value}”看不懂。", "请写 2021-12-31。") from None
    compare = operator.le if upper else operator.ge

    def test(held: Value) -> bool:
        day = certain_day(held)  # '' for a text that was kept where a date belongs
        return bool(day) and compare(day, bound)

    return test


def _date_text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    if len(text) > 7:
        try:
            return read_day(text).isoformat()
        except ValueError:
            return text
    return text.rstrip("年")


def _number(value: Any, field: Field, asker: str) -> Decimal:
    """A bound as the field stores it: money is asked in the field's entry unit unless the text names another."""
    text = str(value).strip().replace(",", "").replace("，", "")
    unit = field.unit if field.type is FieldType.MONEY else ""
    number, tail = _split(text)
    if tail and scale_of(tail)[1] == scale_of(field.unit)[1]:
        unit = tail
    elif tail not in ("", field.unit, "年"):
        raise _bad_number(value, field, asker)
    try:
        found = Decimal(number)
    except InvalidOperation:
        raise _bad_number(value, field, asker) from None
    if field.type is FieldType.MONEY:
        return convert(found, unit or "元", "元")
    return convert(found, unit, field.unit) if unit else found


def _split(text: str) -> tuple[str, str]:
    rest = text.lstrip("+-0123456789.")
    return text[: len(text) - len(rest)], rest.strip()


def _bad_number(value: Any, field: Field, asker: str) -> Misuse:
    return Misuse(f"问题“{asker}”里“{field.title}”应与数字比较，写的是“{value}”。", "请改为数字。")


def _yes_no(value: Any, field: Field, asker: str) -> bool:
    text = str(value).strip().lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Misuse(f"问题“{asker}”里“{field.title}”只能是“是”或“否”，写的是“{value}”。", "请改为 true 或 false。")


def _records(value: Any, field: Field, prepared: Prepared, asker: str) -> set[int]:
    if isinstance(value, int) and not isinstance(value, bool):
        return {value}
    text = str(value).strip()
    found: set[int] = set()
    for target in field.targets:
        register = prepared.schema.registers.get(target)
        if register is None:
            continue
        found |= {record for record, name in prepared.names(target).items() if name == text}
        if not found and register.code_field:
            found |= {row.id for row in prepared.derived(target) if row.get(register.code_field) == text}
    if not found:
        names = [name for target in field.targets for name in prepared.names(target).values()]
        raise Misuse(f"问题“{asker}”里“{field.title}”指的“{text}”没有找到{near(text, names)}。", "请写台账中的名称。")
    return found
