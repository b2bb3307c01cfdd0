"""How sheets print: A4, fitted to the width, heads repeated, page numbers in the footer."""

from __future__ import annotations

import unicodedata
from typing import Any

A4 = 9


def text_width(text: str) -> int:
    """The width of a text in characters of a sheet column: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def set_up_page(sheet: Any, *, landscape: bool, repeat: tuple[int, int] | None, title: str) -> None:
    """Set an XlsxWriter sheet up for printing; `repeat` names the first and last row printed on every page."""
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    else:
        sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.7)
    sheet.set_header(f"&L&9{header_text(title)}")
    sheet.set_footer("&C&9第 &P 页，共 &N 页")
    sheet.hide_gridlines(2)
    if repeat:
        sheet.repeat_rows(*repeat)


def header_text(text: str) -> str:
    """Text for a header or footer: & doubled, and short enough for Excel's limit of 255 characters."""
    return text.replace("&", "&&")[:200]


def write_beside_chart(sheet: Any, row: int, text: str, width: float, form: Any) -> None:
    """A line of words under the numbers, continued in further rows before it would run under the chart beside them.

    `width` is what the numbers' columns and the one after them take, in characters of Excel's columns.
    """
    line = ""
    for character in text:
        if line and text_width(line + character) > width:
            sheet.write_string(row, 0, line, form)
            row, line = row + 1, ""
        line += character
    sheet.write_string(row, 0, line, form)
