"""The Excel bulletin: cover, contents, one sheet for every chart and table of the issue, numbers beside the year before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bureau_desk.bulletin.xlsx_book import Book
from bureau_desk.bulletin.xlsx_front import COVER, YEARS, write_cover, write_years
from bureau_desk.bulletin.xlsx_sheets import write_chart_sheet, write_table_sheet
from bureau_desk.bulletin.year_lines import YearLine
from bureau_desk.charts.render import source_line
from bureau_desk.charts.sheet_page import set_up_page, text_width
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, TableSheet, plain

CONTENTS = "目录"
_HEADS = ("序号", "名称", "类别", "统计内容", "单位", "截至", "所在文章", "来源")
_WIDTHS = (6, 30, 7, 36, 8, 12, 26, 26)
_HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One chart or table of the issue, with the title of the article it stands in."""

    what: Figure | TableSheet
    article: str

    @property
    def kind(self) -> str:
        """图表 or 表格."""
        return "图表" if isinstance(self.what, Figure) else "表格"

    @property
    def title(self) -> str:
        """What the sheet is called."""
        return self.what.title or self.what.name

    @property
    def day(self) -> str:
        """The day its numbers are for, as ISO text."""
        return self.what.as_of.isoformat() if isinstance(self.what, Figure) else self.what.as_of


def entries(galley: Galley) -> tuple[Entry, ...]:
    """Every chart and table in print order, each once; those in no article come last."""
    found: dict[tuple[bool, str], Entry] = {}
    for article in (*([galley.message] if galley.message else []), *galley.articles()):
        title = plain(article.contents_title) or "".join(plain(line) for line in article.title)
        for what in _of_article(article):
            found.setdefault((isinstance(what, Figure), what.name), Entry(what, title))
    rest: tuple[Figure | TableSheet, ...] = (*galley.figures, *galley.tables)
    for what in rest:
        found.setdefault((isinstance(what, Figure), what.name), Entry(what, ""))
    return tuple(found.values())


def _of_article(article: GalleyArticle) -> Iterator[Figure | TableSheet]:
    for block in article.blocks:
        yield from _of_block(block)


def _of_block(block: GalleyBlock) -> Iterator[Figure | TableSheet]:
    if block.figure is not None:
        yield block.figure
    if block.table is not None:
        yield block.table


def write_xlsx(
    galley: Galley, theme: Theme, out: Path, clock: datetime, years: Sequence[YearLine] | None = None
) -> None:
    """Write the Excel bulletin of a galley; the same bytes for the same galley and clock.

    `years` are the numbers beside those of the year before; None leaves their sheet out.

    Numbers are real numbers in the printed decimals, everything else is text. Trouble when the file cannot be written.
    """
    masthead = galley.masthead
    issue = f"{masthead.title} {masthead.year}年第{masthead.number}期"
    book = Book(theme, f"{issue} 图表数据", clock)
    cover, contents = book.sheet(COVER), book.sheet(CONTENTS)
    compared = book.free_name(YEARS) if years is not None else ""
    listed = entries(galley)
    names = [book.free_name(f"{index:02d} {entry.title}") for index, entry in enumerate(listed, 1)]
    links = [*([(compared, YEARS)] if compared else []), *zip(names, (entry.title for entry in listed), strict=True)]
    write_cover(book, cover, galley, CONTENTS, links)
    _write_contents(book, contents, galley, issue, listed, names, compared)
    if compared:
        write_years(book, book.workbook.add_worksheet(compared), years or (), issue, CONTENTS)
    for entry, name in zip(listed, names, strict=True):
        sheet = book.workbook.add_worksheet(name)
        if isinstance(entry.what, Figure):
            write_chart_sheet(book, sheet, entry.what, issue, CONTENTS)
        else:
            write_table_sheet(book, sheet, entry.what, issue, CONTENTS)
    book.save(out)


def _write_contents(
    book: Book, sheet: Any, galley: Galley, issue: str, listed: tuple[Entry, ...], names: list[str], compared: str
) -> None:
    masthead, style = galley.masthead, book.style
    book.text(sheet, 0, 0, f"{issue}　图表数据", style.title)
    total = f"总第{masthead.total}期" if masthead.total else ""
    facts = (total, f"数据截至{masthead.date:%Y-%m-%d}（另有注明的除外）", masthead.publisher)
    book.text(sheet, 1, 0, "；".join(fact for fact in facts if fact), style.subtitle)
    back = {**style.subtitle, "underline": 1}
    sheet.write_url(2, 0, f"internal:'{COVER}'!A1", book.form(back), "返回封面")
    for column, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        book.text(sheet, _HEAD_ROW, column, head, style.head)
        sheet.set_column(column, column, width)
    for index, (entry, name) in enumerate(zip(listed, names, strict=True)):
        row = _HEAD_ROW + 1 + index
        sheet.write_number(row, 0, index + 1, book.form({**style.number("0"), "align": "left"}))
        book.link(sheet, row, 1, name, entry.title)
        source = source_line(entry.what) if isinstance(entry.what, Figure) else entry.what.source
        words = (entry.kind, entry.what.subtitle, entry.what.unit, entry.day, entry.article, source)
        for column, word in enumerate(words, 2):
            book.text(sheet, row, column, word.removeprefix("来源："), style.wrapped | {"valign": "vcenter"})
        lines = max(
            -(-text_width(word) // (width - 1)) for word, width in zip((entry.title, *words), _WIDTHS[1:], strict=True)
        )
        sheet.set_row(row, max(20, 14 * lines + 6))
    if not listed:
        book.text(sheet, _HEAD_ROW + 1, 1, "本期没有图表和表格。", style.text)
    if compared:
        row = _HEAD_ROW + 2 + max(1, len(listed))
        book.link(sheet, row, 1, compared, YEARS)
        book.text(sheet, row, 3, "本期用到的每个数与上年同期：增减、同比", style.wrapped | {"valign": "vcenter"})
    sheet.set_row(0, 30)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    set_up_page(sheet, landscape=True, repeat=(_HEAD_ROW, _HEAD_ROW), title=issue)
