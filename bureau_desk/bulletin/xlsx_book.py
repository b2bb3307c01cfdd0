"""A workbook being written: formats made once, sheet names that Excel accepts, text always as text, bytes that repeat."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from pathlib import Path
from typing import Any

from bureau_desk.bulletin.xlsx_bulk import Cell, parts_with_rows
from bureau_desk.charts.chart_xml import polished_workbook
from bureau_desk.charts.native_style import Format, Style
from bureau_desk.charts.saving import save
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.typesetting import clean

_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_NAME = 31
_MOST_DIGITS = 15
"""Digits that a cell keeps of a number; longer ones are codes and stay text."""
_CELL_LIMIT = 32_767

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """An XlsxWriter workbook with the theme's formats."""

    def __init__(self, theme: Theme, title: str, clock: datetime) -> None:
        import xlsxwriter  # a tenth of a second that only writing needs

        self.theme = theme
        self.style = Style(theme)
        self._out = BytesIO()
        self.workbook: Any = xlsxwriter.Workbook(self._out, _OPTIONS)
        self.workbook.set_properties({"title": clean(title), "created": clock.replace(tzinfo=None)})
        self.workbook.set_size(2400, 1500)
        self._formats: dict[str, Any] = {}
        self._names: set[str] = set()
        self._bulk: dict[int, Iterable[Sequence[Cell]]] = {}

    def form(self, wanted: Format) -> Any:
        """The cell format with these properties, made once."""
        key = repr(sorted(wanted.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(wanted)
        return self._formats[key]

    def sheet(self, wanted: str) -> Any:
        """A new sheet under the nearest name that Excel accepts and no other sheet has."""
        return self.workbook.add_worksheet(self.free_name(wanted))

    def free_name(self, wanted: str) -> str:
        """The name cleaned, cut to 31 characters and numbered where it is taken."""
        base = _FORBIDDEN.sub(" ", clean(wanted)).strip()[:_LONGEST_NAME].strip() or "表"
        name, count = base, 1
        while name.lower() in self._names or name.lower() == "history":
            count += 1
            tail = f" ({count})"
            name = base[: _LONGEST_NAME - len(tail)] + tail
        self._names.add(name.lower())
        return name

    def text(self, sheet: Any, row: int, column: int, text: str, form: Format) -> None:
        """Write text as text, whatever it begins with."""
        sheet.write_string(row, column, readable(text), self.form(form))

    def link(self, sheet: Any, row: int, column: int, target: str, text: str, place: str = "A1") -> None:
        """A cell that leads to a place in another sheet."""
        sheet.write_url(row, column, f"internal:'{target}'!{place}", self.form(self.style.link), readable(text)[:250])

    def rows(self, sheet: Any, rows: Iterable[Sequence[Cell]]) -> None:
        """Many further rows under the last one that was written to the sheet, in the formats of its cells."""
        self._bulk[self.workbook.worksheets().index(sheet)] = rows

    def save(self, out: Path) -> None:
        """Close the workbook and put it in its place; Trouble when the file is open elsewhere."""
        self.workbook.close()
        data = self._out.getvalue()
        changed = parts_with_rows(data, self._bulk, readable) if self._bulk else {}
        save(out, polished_workbook(data, self.theme, changed))


def readable(text: str) -> str:
    """Text that a cell can hold: line breaks kept, control characters gone, not longer than Excel takes."""
    return "\n".join(clean(line) for line in text.splitlines())[:_CELL_LIMIT]


def number_in(text: str) -> tuple[Decimal, int, bool] | None:
    """A printed number, its decimals and whether a % follows; None for words, dashes and codes of many digits."""
    typed = clean(text).strip().replace(",", "").replace("，", "")
    percent = typed.endswith(("%", "％"))
    typed = typed.rstrip("%％").strip()
    if not re.fullmatch(r"[-−+]?\d+(\.\d+)?", typed) or sum(map(str.isdigit, typed)) > _MOST_DIGITS:
        return None
    try:
        value = Decimal(typed.replace("−", "-"))
    except InvalidOperation:
        return None
    return value, len(typed.partition(".")[2]), percent
