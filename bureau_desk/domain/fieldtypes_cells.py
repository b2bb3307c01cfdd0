"""A cell of a workbook as the text a field would read: numbers without noise, dates from serials, codes kept whole."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from bureau_desk.domain.dates import Unreadable, from_moment, from_number
from bureau_desk.domain.fieldtypes_base import Reading, fault, refused
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.units import plain


class Cell(NamedTuple):
    """One cell as its file holds it.

    `kind` is empty, text, number, bool, date, time or error; `format` the number format (`000000`, `0.00%`), '' when
    it is nothing special and None when the file does not tell (xls, ods).
    """

    value: str | float | int | bool | date | datetime | time | timedelta | None
    kind: str
    format: str | None = ""


_CODES = (FieldType.CODE, FieldType.CREDIT_CODE)
_ZEROS = re.compile(r"0+")
_SCIENTIFIC = re.compile(r"\s*\d(\.\d+)?[Ee]\+?\d+\s*")


def exact(number: float | int) -> str:
    """A number as its digits were typed: at most the 15 digits that Excel keeps, no noise of binary fractions."""
    if isinstance(number, int) or (number.is_integer() and abs(number) < 10**15):
        return str(int(number))
    return plain(Decimal(f"{number:.15g}"))


def cell_text(field: Field, cell: Cell, date_1904: bool = False) -> str | Reading:
    """The text that `parse` shall read, or a finished refusal; a time or an error cell is never a value."""
    value = cell.value
    if cell.kind == "text":
        text = str(value)
        if field.type in _CODES and _SCIENTIFIC.fullmatch(text):
            return _lost_digits(field, text)
        return text
    if cell.kind == "empty" or value is None:
        return ""
    if cell.kind == "bool":
        return "是" if value else "否"
    if cell.kind == "date" and isinstance(value, date):
        return from_moment_text(field, value)
    if cell.kind == "number" and isinstance(value, int | float):
        return _number_text(field, value, cell.format, date_1904)
    return refused(field, "cell", f"单元格内容“{value}”不能读取，请改为普通文字或数字。", str(value))


def from_moment_text(field: Field, moment: date | datetime) -> str | Reading:
    """A date cell: its day for dates, its year for years, refused where a number or code was meant."""
    try:
        day = from_moment(moment)
    except Unreadable as reason:
        return refused(field, "date", str(reason), str(moment))
    if field.type is FieldType.YEAR:
        return day[:4]
    if field.type in (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, *_CODES):
        return refused(field, "cell", f"单元格是日期（{day}），请把单元格格式改为常规后重新填写。", day)
    return day


def _number_text(field: Field, number: float, form: str | None, date_1904: bool) -> str | Reading:
    if field.type in _CODES:
        return _code_text(field, number, form)
    if field.type is FieldType.DATE:
        try:
            return from_number(number, date_1904)
        except Unreadable as reason:
            return refused(field, "date", str(reason), exact(number))
    if field.type is FieldType.PERCENT and form and "%" in form:
        return exact(float(f"{number * 100:.15g}"))
    return exact(number)


def _code_text(field: Field, number: float, form: str | None) -> str | Reading:
    digits = exact(number)
    if len(digits.lstrip("-").replace(".", "")) > 15 or abs(number) >= 10**15:
        return _lost_digits(field, digits)
    if not digits.isdigit():
        return refused(
            field, "numeric_code", f"{field.title}应为文字，单元格里是数字 {digits}，请改为文本格式后重填。", digits
        )
    return digits.zfill(len(form)) if form and _ZEROS.fullmatch(form) else digits


def _lost_digits(field: Field, digits: str) -> Reading:
    message = (
        f"{field.title}被 Excel 存成了数字（{digits}），末尾数位可能已丢失；请把单元格改为文本格式后重新填写完整代码。"
    )
    return refused(field, "numeric_code", message, digits)


def cell_doubts(field: Field, cell: Cell) -> tuple[Problem, ...]:
    """Warnings that only the cell can give: a code read from a number, a share that may have been shown as percent."""
    if cell.kind != "number" or not isinstance(cell.value, int | float):
        return ()
    text = exact(cell.value)
    if field.type in _CODES and not (cell.format and _ZEROS.fullmatch(cell.format)):
        message = f"{field.title}在表中是数字 {text}，前面的 0 可能已丢失，请核对。"
        return (fault(field, "numeric_code", message, text, Severity.SOFT),)
    if field.type is FieldType.PERCENT and cell.format is None and 0 < abs(cell.value) < 1:
        message = f"{text} 按 {text}% 读入；如原表显示的是百分比，请改填百分数。"
        return (fault(field, "percent", message, text, Severity.SOFT),)
    return ()
