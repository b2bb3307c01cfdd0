"""What a change of a field's type could not convert, as a workbook for those who mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bureau_desk.domain.register import Field
from bureau_desk.exchange.writing import cell_format, header_format, new_workbook, set_up_page, sheet_name, written

_HEAD = (("记录编号", 10), ("名称", 36), ("原值", 28), ("原因", 60))

Line = tuple[int, str, str, str]
"""Record, its name, the text that stands there, why it cannot be read."""


def write_conversion_report(
    register_title: str, field: Field, lines: Sequence[Line], out: Path, clock: datetime
) -> int:
    """Write the lines with a header row; gives their number. Trouble when the file cannot be written."""
    title = f"{register_title}“{field.title}”未能转换"
    with written(out) as draft, new_workbook(draft, clock, title) as book:
        sheet = book.add_worksheet(sheet_name("未能转换"))
        look, text = header_format(book), cell_format(book, num_format="@", text_wrap=True)
        set_up_page(sheet, len(_HEAD))
        for place, (head, width) in enumerate(_HEAD):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, f"{head}（{field.title}）" if head == "原值" else head, look)
        for row, (record, name, told, reason) in enumerate(lines, start=1):
            sheet.write_number(row, 0, record, text)
            for place, words in enumerate((name, told, reason), start=1):
                sheet.write_string(row, place, words[:32_767], text)
    return len(lines)
