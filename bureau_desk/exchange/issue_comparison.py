"""What two published issues differ in, as a workbook: figures, the rows behind them, articles, changed paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bureau_desk.exchange.writing import cell_format, header_format, new_workbook, set_up_page, written

Rows = Sequence[Sequence[str]]
_SHEETS = (
    ("数字", ("变化", "名称", "写法", "原来", "现在", "稿件", "缘由"), (8, 26, 12, 24, 24, 34, 60)),
    ("数字明细", ("名称", "记录", "变化", "最近一步"), (26, 40, 10, 50)),
    ("稿件", ("变化", "标题", "编号", "说明"), (10, 44, 22, 40)),
    ("改动段落", ("稿件", "变化", "文字"), (34, 14, 100)),
)


def write_issue_comparison(
    titles: str, numbers: Rows, rows: Rows, articles: Rows, texts: Rows, out: Path, clock: datetime
) -> None:
    """Write the four sheets, whole or not at all; every cell is text. Trouble when the file cannot be written.

    `titles` names both sides and stands at the head of each page when it is printed.
    """
    with written(out) as draft, new_workbook(draft, clock, "期刊对比") as book:
        text, header = cell_format(book, num_format="@", text_wrap=True), header_format(book)
        gone = cell_format(book, num_format="@", font_strikeout=True, font_color="#5B6675", text_wrap=True)
        fresh = cell_format(book, num_format="@", bg_color="#EAF1F8", text_wrap=True)
        for (name, heads, widths), lines in zip(_SHEETS, (numbers, rows, articles, texts), strict=True):
            sheet = book.add_worksheet(name)
            set_up_page(sheet, len(heads))
            sheet.set_header(f"&L{name}&R{titles.replace('&', '&&')}")
            for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, head, header)
            for place, line in enumerate(lines, start=1):
                for column, value in enumerate(line):
                    form = {3: gone, 4: fresh}.get(column, text) if name == "数字" else text
                    sheet.write_string(place, column, value, form)
