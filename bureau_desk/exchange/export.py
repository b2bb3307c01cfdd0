"""Rows of a register as a workbook or CSV that reads back to the same records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from bureau_desk.domain.fieldtypes import NUMERIC, Context, edit_text, show
from bureau_desk.domain.fieldtypes_cells import exact
from bureau_desk.domain.fieldtypes_choices import edit_reference
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.units import in_unit, plain
from bureau_desk.domain.values import Value
from bureau_desk.exchange.csv_text import csv_bytes, guarded
from bureau_desk.exchange.header_names import header_text
from bureau_desk.exchange.writing import (
    cell_format,
    column_width,
    header_format,
    new_workbook,
    set_up_page,
    sheet_name,
    written,
)

_MOST_ROWS = 1_048_575
_LONGEST_CELL = 32_767
_REPEATED = (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES, FieldType.REFERENCE)

Telling = Callable[[Field, Value], str]
Codes = Callable[[int], str]


def export_rows(
    register: Register,
    rows: Iterable[Row],
    context: Context,
    out: Path,
    clock: datetime,
    fields: Sequence[Field] | None = None,
    code: Codes | None = None,
) -> int:
    """Write rows to .xlsx or .csv by the ending of `out`, whole or not at all; gives the number of rows.

    `fields` are the columns in order, those shown in tables when None. Codes, dates and choices are text, numbers stand
    in the entry unit that the header names; `code` gives a record's code, for names that several bear. Raises Trouble when the file cannot be written, Misuse for other endings.
    """
    columns = tuple(fields) if fields is not None else tuple(field for field in register.fields if field.shown)
    telling = _remembering(context, code)
    match out.suffix.lower():
        case ".csv":
            return _write_csv(columns, rows, telling, out)
        case ".xlsx":
            return _write_xlsx(register, columns, rows, telling, out, clock)
        case other:
            raise Misuse(f"不能导出为“{other or out.name}”格式。", "请把文件名写成 .xlsx 或 .csv。")


def _remembering(context: Context, code: Codes | None) -> Telling:
    """Cell texts; choices and names, which may need a look-up each, are asked once."""
    known: dict[tuple[str, Value], str] = {}

    def asked(field: Field, value: Value) -> str:
        # a record's number means nothing in another desk, its code does
        if isinstance(value, int) and field.type is FieldType.REFERENCE:
            return edit_reference(field, value, context, code(value) if code else "")
        return edit_text(field, value, context)

    def told(field: Field, value: Value) -> str:
        if field.type is FieldType.FILES:
            return show(field, value, context)
        if field.type not in _REPEATED:
            return edit_text(field, value, context)
        if (field.key, value) not in known:
            known[field.key, value] = asked(field, value)
        return known[field.key, value]

    return told


def _write_csv(columns: Sequence[Field], rows: Iterable[Row], telling: Telling, out: Path) -> int:
    lines = [[header_text(field) for field in columns]]
    for row in rows:
        texts = ((field, telling(field, row.get(field.key))) for field in columns)
        lines.append([text if field.type in NUMERIC else guarded(text) for field, text in texts])
    with written(out) as draft:
        draft.write_bytes(csv_bytes(lines))
    return len(lines) - 1


def _write_xlsx(
    register: Register, columns: Sequence[Field], rows: Iterable[Row], telling: Telling, out: Path, clock: datetime
) -> int:
    number = 0
    with written(out) as draft, new_workbook(draft, clock, register.title, constant_memory=True) as book:
        sheet = book.add_worksheet(sheet_name(register.title))
        header = header_format(book)
        text = cell_format(book, num_format="@")
        forms = [_number_format(book, field) for field in columns]
        for place, field in enumerate(columns):
            title = header_text(field)
            sheet.set_column(place, place, column_width(title, field), forms[place] or text)
        set_up_page(sheet, len(columns))
        for place, field in enumerate(columns):
            sheet.write_string(0, place, header_text(field), header)
        for number, row in enumerate(rows, start=1):
            if number > _MOST_ROWS:
                raise Trouble(f"超过 Excel 一张表的行数上限（{_MOST_ROWS} 行）。", "请先筛选，或导出为 .csv。")
            for place, field in enumerate(columns):
                value = row.get(field.key)
                if value is not None:
                    _write_cell(sheet, (number, place), field, value, telling, forms[place] or text)
    return number


def _number_format(book: Any, field: Field) -> Any:
    if field.type is FieldType.INTEGER:
        return cell_format(book, num_format="#,##0")
    if field.type is FieldType.YEAR:
        return cell_format(book, num_format="0")
    return cell_format(book) if field.type in NUMERIC else None


def _write_cell(sheet: Any, place: tuple[int, int], field: Field, value: Value, telling: Telling, form: Any) -> None:
    number = _number(field, value)
    if number is not None:
        sheet.write_number(*place, number, form)
        return
    text = telling(field, value)
    if len(text) > _LONGEST_CELL:
        raise Trouble(
            f"第 {place[0] + 1} 行“{field.title}”超过 Excel 单元格的 {_LONGEST_CELL} 字上限。", "请导出为 .csv。"
        )
    sheet.write_string(*place, text, form)


def _number(field: Field, value: Value) -> float | None:
    """The number as a cell holds it, None where a cell would lose digits of it (text then keeps them all)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if field.type is FieldType.MONEY:
        amount = in_unit(int(value), field.unit)
    elif field.type in NUMERIC or field.type is FieldType.YEAR:
        amount = Decimal(value)
    else:
        return None
    return float(amount) if exact(float(amount)) == plain(amount) else None
