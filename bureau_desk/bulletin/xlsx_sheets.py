"""The sheet of one chart and the sheet of one table."""

from __future__ import annotations

from typing import Any

from bureau_desk.bulletin.xlsx_book import Book, number_in
from bureau_desk.charts.native import add_to_sheet
from bureau_desk.charts.native_data import write_data
from bureau_desk.charts.native_style import Format
from bureau_desk.charts.numerals import number_format
from bureau_desk.charts.render import source_line
from bureau_desk.charts.sheet_page import set_up_page, text_width, write_beside_chart
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import TableSheet

_HEAD_ROW = 4
_WIDEST_TEXT, _WIDEST_NUMBER = 46, 22
_FREE_COLUMN = 8  # between numbers and chart
_PORTRAIT_WIDTH = 92
"""Characters that fit across an upright A4 sheet in a readable size."""


def _words(book: Book, sheet: Any, what: Figure | TableSheet, day: str, contents: str) -> None:
    """Title, what is counted, unit and day, and the way back."""
    book.text(sheet, 0, 0, what.title or what.name, book.style.title)
    book.text(sheet, 1, 0, what.subtitle, book.style.subtitle)
    facts = (f"单位：{what.unit}" if what.unit else "", f"截至：{day}" if day else "")
    book.text(sheet, 2, 0, "；".join(fact for fact in facts if fact), book.style.subtitle)
    plain_link: Format = {**book.style.subtitle, "underline": 1}
    sheet.write_url(3, 0, f"internal:'{contents}'!A1", book.form(plain_link), "返回目录")
    sheet.set_row(0, 30)


def write_chart_sheet(book: Book, sheet: Any, figure: Figure, issue: str, contents: str) -> None:
    """The numbers of a chart with its native chart beside them."""
    _words(book, sheet, figure, figure.as_of.isoformat(), contents)
    data = write_data(book.workbook, sheet, _HEAD_ROW, 0, figure, book.style)
    names = max((text_width(name) for name in figure.categories), default=0)
    widths = [min(_WIDEST_TEXT, max(12, names + 3))]
    widths += [min(_WIDEST_NUMBER, max(10, text_width(one.head) + 3)) for one in data.columns]
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    add_to_sheet(book.workbook, sheet, (_HEAD_ROW, len(data.columns) + 2), figure, book.theme, data)
    words = book.form(book.style.subtitle)
    write_beside_chart(sheet, _HEAD_ROW + data.count + 2, source_line(figure), sum(widths) + _FREE_COLUMN, words)
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    set_up_page(sheet, landscape=True, repeat=(_HEAD_ROW, _HEAD_ROW), title=f"{issue}　{figure.title}")


def write_table_sheet(book: Book, sheet: Any, table: TableSheet, issue: str, contents: str) -> None:
    """A printed table with its numbers as numbers in the printed decimals."""
    _words(book, sheet, table, table.as_of, contents)
    columns = range(len(table.columns))
    numeric = [_is_numeric(table, column) for column in columns]
    formats = [_format(table, column) if numeric[column] else "" for column in columns]
    for column, head in enumerate(table.columns):
        book.text(sheet, _HEAD_ROW, column, head, book.style.helper_head() if numeric[column] else book.style.head)
    for index, row in enumerate(table.rows):
        is_total = table.total and index == len(table.rows) - 1
        for column, text in enumerate(row):
            _write_cell(book, sheet, (_HEAD_ROW + 1 + index, column), text, formats[column], is_total)
    width = _set_widths(sheet, table, numeric)
    last = _HEAD_ROW + len(table.rows)
    if table.source:
        source = table.source if table.source.startswith("来源") else f"来源：{table.source}"
        book.text(sheet, last + 2, 0, source, book.style.subtitle)
    if len(table.rows) > 30 and not table.total:
        sheet.autofilter(_HEAD_ROW, 0, last, len(table.columns) - 1)
    sheet.freeze_panes(_HEAD_ROW + 1, 1)
    title = f"{issue}　{table.title}"
    set_up_page(sheet, landscape=width > _PORTRAIT_WIDTH, repeat=(_HEAD_ROW, _HEAD_ROW), title=title)


def _write_cell(book: Book, sheet: Any, place: tuple[int, int], text: str, number: str, is_total: bool) -> None:
    form = book.style.number(number) if number else book.style.text
    form = book.style.total(form) if is_total else form
    found = number_in(text) if number else None
    if found is not None:
        sheet.write_number(*place, float(found[0]), book.form(form))
    else:
        book.text(sheet, *place, text, {**form, "num_format": "@"})


def _is_numeric(table: TableSheet, column: int) -> bool:
    """As the table says; else whether every filled cell is a number (never the first column)."""
    if column < len(table.numeric):
        return table.numeric[column]
    cells = [row[column] for row in table.rows if column < len(row) and row[column].strip(" —-")]
    return column > 0 and bool(cells) and all(number_in(text) is not None for text in cells)


def _format(table: TableSheet, column: int) -> str:
    found = [number for row in table.rows if column < len(row) and (number := number_in(row[column])) is not None]
    digits = max((digits for _, digits, _ in found), default=0)
    return number_format(digits, percent=bool(found) and all(percent for _, _, percent in found))


def _set_widths(sheet: Any, table: TableSheet, numeric: list[bool]) -> int:
    """Column widths from their contents; the sum in characters."""
    total = 0
    for column, head in enumerate(table.columns):
        cells = max((text_width(row[column]) for row in table.rows if column < len(row)), default=0)
        widest = _WIDEST_NUMBER if numeric[column] else _WIDEST_TEXT
        width = min(widest, max(8, cells + 3, min(text_width(head), 18) + 3))
        sheet.set_column(column, column, width)
        total += width
    return total
