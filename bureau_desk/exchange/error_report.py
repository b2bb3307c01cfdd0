"""The refused rows of an import as a workbook: as they were, each with its reasons, to be mended and imported again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bureau_desk.domain.fieldtypes import Cell
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import FieldType, Register
from bureau_desk.exchange.header_names import FieldNames, header_readings, header_text
from bureau_desk.exchange.headers import Column, Header
from bureau_desk.exchange.plan import ImportPlan, Outcome, PlannedRow
from bureau_desk.exchange.workbook import Sheet
from bureau_desk.exchange.writing import (
    cell_format,
    column_width,
    header_format,
    new_workbook,
    set_up_page,
    sheet_name,
    written,
)

REASON, ROW_NUMBER = "原因", "原文件行号"


def write_errors(plan: ImportPlan, register: Register, sheet: Sheet, out: Path, clock: datetime) -> int:
    """Write the refused rows with 原文件行号 and 原因 after them; gives their number.

    Headers keep their words where these alone lead to the same field and unit, else the field's title stands there; so
    the mended workbook can be imported as it is. Raises Trouble when the file cannot be written.
    """
    refused = plan.of(Outcome.REFUSED)
    with (
        written(out) as draft,
        new_workbook(draft, clock, f"{register.title}导入问题", date_1904=sheet.date_1904) as book,
    ):
        page = book.add_worksheet(sheet_name(sheet.name))
        width = _headers(book, page, register, plan.header)
        writer = _CellWriter(book, page)
        for number, line in enumerate(refused, start=1):
            marks = {problem.column for problem in line.problems if problem.severity is Severity.HARD}
            for column in plan.header.columns:
                cell = sheet.cell(line.number - 1, column.index)
                writer.write(number, column, cell, column.letter in marks)
            page.write_number(number, width, line.number, writer.plain)
            page.write_string(number, width + 1, reasons(line), writer.reason)
    return len(refused)


def reasons(line: PlannedRow) -> str:
    """Every problem of a row in one cell: where and why."""
    return "\n".join(
        f"{problem.column}列“{problem.field}”：{problem.message}" if problem.column else problem.message
        for problem in line.problems
    )


def _headers(book: Any, page: Any, register: Register, header: Header) -> int:
    names, look, text = FieldNames(register), header_format(book), cell_format(book, num_format="@")
    for column in header.columns:
        title = _title(column, names)
        is_code = column.field is not None and column.field.type in (FieldType.CODE, FieldType.CREDIT_CODE)
        page.set_column(column.index, column.index, column_width(title, column.field), text if is_code else None)
        page.write_string(0, column.index, title, look)
    width = len(header.columns)
    set_up_page(page, width + 2)
    page.set_column(width, width, 12)
    page.set_column(width + 1, width + 1, 60)
    page.write_string(0, width, ROW_NUMBER, look)
    page.write_string(0, width + 1, REASON, look)
    return width


def _title(column: Column, names: FieldNames) -> str:
    """The header's own words where they lead to the same field and unit without the rows above them."""
    if column.field is None:
        return column.header
    for name, unit in header_readings(column.header):
        found = names.find(name)
        if found is not None:
            alike = found is column.field and (unit or column.field.unit) == (column.unit or column.field.unit)
            return column.header if alike else header_text(column.field, column.unit)
    return header_text(column.field, column.unit)


class _CellWriter:
    """Writes cells as they were: numbers with their zero padding, dates as dates, text as text; faulty ones tinted."""

    def __init__(self, book: Any, page: Any) -> None:
        self._book, self._page = book, page
        self._forms: dict[tuple[str, bool], Any] = {}
        self.plain = cell_format(book)
        self.reason = cell_format(book, text_wrap=True, font_color="#BC4A18")

    def write(self, row: int, column: Column, cell: Cell, faulty: bool) -> None:
        """Write one cell; empty ones only when they are at fault."""
        value, place = cell.value, (row, column.index)
        match cell.kind:
            case "empty":
                if faulty:
                    self._page.write_blank(*place, None, self._form("", True))
            case "number" if isinstance(value, int | float):
                self._page.write_number(*place, value, self._form(cell.format or "", faulty))
            case "bool":
                self._page.write_boolean(*place, bool(value), self._form("", faulty))
            case "date" if isinstance(value, date) and value.year >= 1904:
                moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
                self._page.write_datetime(*place, moment.replace(tzinfo=None), self._form("yyyy-mm-dd", faulty))
            case _:
                self._page.write_string(*place, str(value)[:32_767], self._form("@", faulty))

    def _form(self, number_format: str, faulty: bool) -> Any:
        if (number_format, faulty) not in self._forms:
            look: Mapping[str, Any] = {"bg_color": "#FBE3DA"} if faulty else {}
            form = {"num_format": number_format} if number_format else {}
            self._forms[number_format, faulty] = cell_format(self._book, **form, **look)
        return self._forms[number_format, faulty]
