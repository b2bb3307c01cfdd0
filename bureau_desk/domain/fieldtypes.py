"""The one path of every field type: parse what was typed, check the value, show it, edit it, keep it as JSON."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bureau_desk.domain.attachment import check_files, parse_files, show_files
from bureau_desk.domain.dates import Unreadable, serial_or_iso
from bureau_desk.domain.fieldtypes_base import EMPTY, Context, Reading, clean_text, fault, quoted, refused
from bureau_desk.domain.fieldtypes_cells import Cell, cell_doubts, cell_text
from bureau_desk.domain.fieldtypes_choices import (
    check_choice,
    codelist_of,
    edit_choice,
    edit_choices,
    edit_reference,
    parse_boolean,
    parse_choice,
    parse_choices,
    parse_reference,
)
from bureau_desk.domain.fieldtypes_kept import from_kept, is_foreign
from bureau_desk.domain.fieldtypes_numbers import (
    check_number,
    is_scientific,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_percent,
    parse_year,
)
from bureau_desk.domain.fieldtypes_rows import check_row, looked_at, may_differ, same_said
from bureau_desk.domain.fieldtypes_text import (
    check_credit_code,
    check_long_text,
    check_text,
    parse_code,
    parse_credit_code,
    parse_long_text,
    parse_text,
)
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.units import grouped, in_unit, plain
from bureau_desk.domain.values import Value, first_day

__all__ = [
    "EMPTY", "Cell", "Context", "Reading", "check", "check_row", "clean_text", "edit_text", "from_json", "looked_at",
    "may_differ", "parse", "parse_cell", "read", "same_said", "show", "to_json",
]  # fmt: skip

NUMERIC = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
"""The types whose cells are numbers in an exported workbook; years stay apart because they carry no commas."""

_DECIMALS = (FieldType.DECIMAL, FieldType.PERCENT)

FUTURE = "future"
"""The code of the problem of a founding day that lies ahead."""


def parse(field: Field, text: str, context: Context) -> Reading:
    """Read what was typed; problems tell why it cannot be read, value rules are left to `check`."""
    return _PARSERS[field.type](field, text, context)


def parse_cell(field: Field, cell: Cell, context: Context, date_1904: bool = False, unit: str = "") -> Reading:
    """Read a workbook cell by the same rules; numbers may be dates, a long number is never a code.

    `unit` (千元, 万㎡) comes from the column's header and belongs to every number that carries no unit of its own.
    """
    text = cell_text(field, cell, date_1904)
    if isinstance(text, Reading):
        return text
    # a scientific number is refused as it was typed, without a unit that nobody wrote
    if unit and text.rstrip()[-1:].isdecimal() and not is_scientific(text):
        text += unit
    reading = _PARSERS[field.type](field, text, context)
    doubts = cell_doubts(field, cell) if cell.kind == "number" and not reading.problems else ()
    return Reading(reading.value, doubts) if doubts else reading


def check(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    """Problems of one value by itself: check characters, bounds, patterns, choices out of date; none once retired."""
    if value is None or field.is_retired(context.today):
        return ()
    if is_foreign(field, value):
        message = f"{field.title}的类型已改，原值“{quoted(str(value))}”按新类型读不出，已按文字保留，请核对。"
        return (fault(field, "type", message, quoted(str(value)), Severity.SOFT),)
    checker = _CHECKERS.get(field.type)
    return checker(field, value, context) if checker else ()


def read(field: Field, text: str, context: Context) -> Reading:
    """Parse, then check: what every way in does with one text."""
    reading = parse(field, text, context)
    return Reading(reading.value, (*reading.problems, *check(field, reading.value, context)))


def show(field: Field, value: Value, context: Context) -> str:
    """A value as staff read it in a table: labels, names, thousands commas, money in its entry unit."""
    if value is None:
        return ""
    if field.type is FieldType.FILES:
        return show_files(value)
    if isinstance(value, tuple):
        codelist = codelist_of(field, context)
        return "、".join(codelist.label(code, context.today) if codelist else code for code in value)
    if field.type in (FieldType.CHOICE, FieldType.LEVEL):
        codelist = codelist_of(field, context)
        return codelist.label(str(value), context.today) if codelist else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return _show_number(field, value, context)
    return value


def _show_number(field: Field, value: int | Decimal, context: Context) -> str:
    match field.type:
        case FieldType.MONEY:
            return grouped(in_unit(int(value), field.unit), 2)
        case FieldType.REFERENCE:
            return context.name(int(value)) or f"#{value}"
        case FieldType.YEAR:
            return str(value)
        case FieldType.PERCENT:
            return f"{grouped(value)}%"
        case _:
            return grouped(value)


def edit_text(field: Field, value: Value, context: Context) -> str:
    """A value as it stands in an editor or an exported cell; parsing it gives the value again."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        if field.type is FieldType.FILES:
            return "\n".join(value)
        return edit_choices(field, value, context)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return edit_choice(field, value, context) if field.type in (FieldType.CHOICE, FieldType.LEVEL) else value
    if field.type is FieldType.REFERENCE:
        return edit_reference(field, int(value), context)
    return plain(in_unit(int(value), field.unit)) if field.type is FieldType.MONEY else plain(value)


def to_json(field: Field, value: Value) -> Any:
    """A value as JSON keeps it: decimals as text, several choices as a list."""
    if isinstance(value, Decimal) or (field.type in _DECIMALS and isinstance(value, int)):
        return plain(value)
    return list(value) if isinstance(value, tuple) else value


def from_json(field: Field, raw: Any) -> Value:
    """A value from JSON, of the field's own Python type whatever an older desk kept there.

    What the field's type cannot read stays as text: `check` tells of it, and nothing that was saved is lost.
    """
    return None if raw is None else from_kept(field, raw)


def _parse_date(field: Field, text: str, _context: Context) -> Reading:
    typed = text.strip()
    if not typed:
        return EMPTY
    try:
        return Reading(serial_or_iso(typed))
    except Unreadable as reason:
        return refused(field, "date", str(reason), typed)


def _check_choices(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    return (*check_choice(field, value, context), *check_long_text(field, value, context))


def _check_date(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    """A founding day lies not ahead; other dates keep to the field's bounds."""
    day = str(value)
    if field.key == "established_date" and first_day(day) > context.today:
        return (fault(field, FUTURE, f"{field.title}（{day}）晚于今天，请核对。", day),)
    if field.minimum and first_day(day) < first_day(field.minimum):
        return (fault(field, "minimum", f"{field.title}（{day}）不能早于 {field.minimum}。", day),)
    if field.maximum and first_day(day) > first_day(field.maximum):
        return (fault(field, "maximum", f"{field.title}（{day}）不能晚于 {field.maximum}。", day),)
    return ()


_PARSERS: dict[FieldType, Callable[[Field, str, Context], Reading]] = {
    FieldType.TEXT: parse_text,
    FieldType.LONG_TEXT: parse_long_text,
    FieldType.CODE: parse_code,
    FieldType.CREDIT_CODE: parse_credit_code,
    FieldType.INTEGER: parse_integer,
    FieldType.DECIMAL: parse_decimal,
    FieldType.MONEY: parse_money,
    FieldType.PERCENT: parse_percent,
    FieldType.DATE: _parse_date,
    FieldType.YEAR: parse_year,
    FieldType.CHOICE: parse_choice,
    FieldType.LEVEL: parse_choice,
    FieldType.CHOICES: parse_choices,
    FieldType.REFERENCE: parse_reference,
    FieldType.BOOLEAN: parse_boolean,
    FieldType.FILES: parse_files,
}

_CHECKERS: dict[FieldType, Callable[[Field, Value, Context], tuple[Problem, ...]]] = {
    FieldType.TEXT: check_text,
    FieldType.LONG_TEXT: check_long_text,
    FieldType.CODE: check_text,
    FieldType.CREDIT_CODE: check_credit_code,
    FieldType.INTEGER: check_number,
    FieldType.DECIMAL: check_number,
    FieldType.MONEY: check_number,
    FieldType.PERCENT: check_number,
    FieldType.YEAR: check_number,
    FieldType.DATE: _check_date,
    FieldType.CHOICE: check_choice,
    FieldType.LEVEL: check_choice,
    FieldType.CHOICES: _check_choices,
    FieldType.FILES: check_files,
}
