"""The list of problems as a workbook for districts to answer: a sheet each, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bureau_desk.exchange.writing import cell_format, header_format, new_workbook, set_up_page, sheet_name, written

HEADS = (
    "序号", "辖区", "台账", "记录", "记录号", "字段", "现值", "问题", "建议值", "程度", "核实情况（请填写）", "更正为（请填写）", "原因",
)  # fmt: skip
_WIDTHS = (6, 10, 18, 30, 9, 22, 20, 52, 14, 8, 20, 18, 24)
Answers = Sequence[str]


def write_problems(sheets: Sequence[tuple[str, Sequence[Answers]]], out: Path, clock: datetime, title: str) -> int:
    """Write sheets of (name, rows in the order of HEADS without the number); every cell is text. Returns the rows."""
    total = 0
    with written(out) as draft, new_workbook(draft, clock, title) as book:
        look = {"text_wrap": True, "border": 1, "border_color": "#C3CCD6", "num_format": "@"}
        head, text, blank = (
            header_format(book),
            cell_format(book, **look),
            cell_format(book, **look, bg_color="#FFF8E1"),
        )
        names: set[str] = set()
        for name, rows in sheets or [("问题清单", [])]:
            sheet = book.add_worksheet(_own_name(name, names))
            set_up_page(sheet, len(HEADS))
            sheet.fit_to_pages(1, 0)
            sheet.set_header(f"&L{title}&R{clock.date().isoformat()}")
            for column, (words, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
                sheet.write_string(0, column, words, head)
                sheet.set_column(column, column, width)
            for line, row in enumerate(rows, 1):
                sheet.write_number(line, 0, line, text)
                for column, value in enumerate(row, 1):
                    sheet.write_string(line, column, value, blank if column in (10, 11) else text)
            total += len(rows)
    return total


def _own_name(name: str, names: set[str]) -> str:
    made, number = sheet_name(name), 2
    while made.lower() in names:
        made, number = f"{sheet_name(name)[:27]}（{number}）", number + 1
    names.add(made.lower())
    return made
