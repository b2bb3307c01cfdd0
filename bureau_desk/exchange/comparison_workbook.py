"""What two days of a register differ in, as a workbook: a sheet each for what came, what went and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bureau_desk.domain.fieldtypes import Context, edit_text
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, Register
from bureau_desk.domain.values import Value
from bureau_desk.exchange.header_names import header_text
from bureau_desk.exchange.writing import cell_format, column_width, header_format, new_workbook, set_up_page, written

TITLES = ("编号", "名称", "代码", "字段", "原值", "新值", "缘由")
WIDTHS = (9, 32, 24, 20, 28, 28, 48)


class Line(NamedTuple):
    """One changed field of one record."""

    record: int
    name: Value
    code: Value
    field: Field
    old: Value
    new: Value
    why: str


def write_comparison(
    register: Register,
    days: str,
    added: Sequence[Row],
    removed: Sequence[Row],
    changed: Sequence[Line],
    contexts: tuple[Context, Context],
    out: Path,
    clock: datetime,
    fields: Sequence[Field],
) -> None:
    """Write the three sheets, whole or not at all; every cell is text, so that codes keep their zeros.

    `contexts` are those of the earlier and the later day; `days` tells both and stands at the head of the page when it is printed. Raises Trouble when the file cannot be
    written.
    """
    with written(out) as draft, new_workbook(draft, clock, f"{register.title}对比", constant_memory=True) as book:
        text, header = cell_format(book, num_format="@"), header_format(book)
        before, after = contexts
        for title, rows, context in (("新增", added, after), ("减少", removed, before)):
            heads = [header_text(field) for field in fields]
            widths = [column_width(head, field) for head, field in zip(heads, fields, strict=True)]
            sheet = _sheet(book, f"{title} {len(rows)}", heads, widths, (header, text), register, days)
            for place, row in enumerate(rows, start=1):
                for column, field in enumerate(fields):
                    value = row.get(field.key)
                    if value is not None:
                        sheet.write_string(place, column, edit_text(field, value, context), text)
        records = len({line.record for line in changed})
        sheet = _sheet(book, f"变更 {records}", TITLES, WIDTHS, (header, text), register, days)
        gone = cell_format(book, num_format="@", font_strikeout=True, font_color="#5B6675")
        fresh = cell_format(book, num_format="@", bg_color="#EAF1F8")
        for place, line in enumerate(changed, start=1):
            texts = [
                f"#{line.record}",
                _named(register, "name", line, after),
                _named(register, "code", line, after),
            ]
            for column, words in enumerate((*texts, header_text(line.field))):
                sheet.write_string(place, column, words, text)
            for column, value, form, context in ((4, line.old, gone, before), (5, line.new, fresh, after)):
                sheet.write_string(place, column, "" if value is None else edit_text(line.field, value, context), form)
            sheet.write_string(place, 6, line.why, text)


def _named(register: Register, which: str, line: Line, context: Context) -> str:
    field = register.field(register.name_field if which == "name" else register.code_field)
    value = line.name if which == "name" else line.code
    return edit_text(field, value, context) if field is not None and value is not None else ""


def _sheet(
    book: Any,
    title: str,
    heads: Sequence[str],
    widths: Sequence[float],
    formats: tuple[Any, Any],
    register: Register,
    days: str,
) -> Any:
    sheet = book.add_worksheet(title)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width, formats[1])
    set_up_page(sheet, len(heads))
    sheet.set_header(f"&L{register.title}：{title}&R{days}")
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, formats[0])
    return sheet
