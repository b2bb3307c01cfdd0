"""Lists of the audit workbook beside the numbers themselves: figures that are not bound, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bureau_desk.bulletin.audit_rows import Evidence
from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.bulletin.number_changes import NumberChange, row_names
from bureau_desk.bulletin.number_pages import Sheets, Shown, elsewhere, shown_places
from bureau_desk.bulletin.number_places import NumberPlace
from bureau_desk.bulletin.unbound import Figure, unbound_in
from bureau_desk.bulletin.xlsx_book import Book
from bureau_desk.charts.sheet_page import set_up_page
from bureau_desk.domain.galley import Galley, Number, plain

HEAD = 3
_MOST_PAGES = 200
"""Of a brief."""
UNBOUND, CHANGES = "未绑定数字", "变动"
_UNBOUND_HEADS = (("序号", 6), ("文章", 30), ("位置", 10), ("页码", 8), ("数字", 16), ("所在句子", 70))
_CHANGE_HEADS = (
    ("序号", 6), ("名称", 26), ("形式", 10), ("原为", 16), ("现为", 16), ("原截至", 12), ("现截至", 12), ("文章", 26),
    ("页码", 8), ("增加行数", 9), ("增加的行", 40), ("减少行数", 9), ("减少的行", 40), ("所在句子", 50), ("出现的各处", 60),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printing:
    """Where numbers are printed, by key; the figures that are not bound, with their pages; and what changed since an
    earlier edition (None when none is compared with)."""

    places: Mapping[str, Sequence[Shown]]
    unbound: Sequence[tuple[Figure, str]] = ()
    changes: Sequence[NumberChange] | None = None


def printing_of(
    galley: Galley,
    pages: Mapping[str, int] | None = None,
    pdf: Path | None = None,
    changes: Sequence[NumberChange] | None = None,
) -> Printing:
    """Where an issue prints its numbers: on the pages of its PDF, else on the pages on which its articles begin."""
    sheets = Sheets(galley, pages or {}, pdf)
    unbound = [
        (one, sheets.page(NumberPlace(one.article, one.place, one.sentence, 0), one.sentence)[1])
        for one in unbound_in(galley)
    ]
    return Printing(shown_places(galley, sheets), unbound, changes)


def printing_of_brief(galley: Galley, pdf: Path | None, changes: Sequence[NumberChange] | None = None) -> Printing:
    """Where a brief prints its numbers: its articles follow one another, so every page is searched."""
    pages = {one.id: 1 for one in galley.articles()} | {END_MARK: _MOST_PAGES} if pdf is not None else {}
    return printing_of(galley, pages, pdf, changes)


class Whereabouts:
    """The cells that tell where a number stands: page, kind, and every place at which the same number is printed."""

    def __init__(self, galley: Galley, printing: Printing) -> None:
        self._places = printing.places
        self._titles = titles_of(galley)
        self._elsewhere = elsewhere(galley, printing.places)

    def cells(self, key: str, number: Number, name: str) -> tuple[str, str, str]:
        """Page, kind and every place of one number."""
        own = list(self._places.get(key, ()))
        places = self._elsewhere.get((name, number.form, number.as_of), []) or own
        pages = "、".join(dict.fromkeys(one.page for one in own if one.page))
        return pages, "、".join(dict.fromkeys(one.kind for one in own)), "；".join(self._told(places))

    def page(self, key: str) -> str:
        """The pages of a number."""
        return "、".join(dict.fromkeys(one.page for one in self._places.get(key, ()) if one.page))

    def everywhere(self, key: str) -> str:
        """Every place at which one number is printed, charts and tables too."""
        return "；".join(self._told(self._places.get(key, ())))

    def _told(self, places: Sequence[Shown]) -> Iterator[str]:
        seen: set[Shown] = set()
        for one in places:
            if one not in seen:
                seen.add(one)
                page = f"第{one.page}页" if one.page[:1].isdigit() else one.page
                yield f"{page} {one.kind}《{self._titles.get(one.article, one.article)}》".strip()


def titles_of(galley: Galley) -> dict[str, str]:
    """The titles of articles by id, on one line."""
    articles = [*galley.articles(), *([galley.message] if galley.message else [])]
    return {one.id: plain(one.contents_title) or "".join(plain(line) for line in one.title) for one in articles}


def heads(book: Book, sheet: Any, title: str, told: str, columns: Sequence[tuple[str, float]]) -> None:
    """Title, what the sheet tells, and the heads of its columns."""
    book.text(sheet, 0, 0, title, book.style.title)
    book.text(sheet, 1, 0, told, book.style.subtitle)
    sheet.set_row(0, 30)
    for column, (head, width) in enumerate(columns):
        book.text(sheet, HEAD, column, head, book.style.head)
        sheet.set_column(column, column, width)


def _finished(sheet: Any, rows: int, columns: int, title: str) -> None:
    sheet.autofilter(HEAD, 0, HEAD + max(1, rows), columns - 1)
    sheet.freeze_panes(HEAD + 1, 0)
    set_up_page(sheet, landscape=True, repeat=(HEAD, HEAD), title=title)


def write_unbound(book: Book, sheet: Any, issue: str, galley: Galley, unbound: Sequence[tuple[Figure, str]]) -> None:
    """The figures in the text that come from no register."""
    title = f"{issue}　{UNBOUND}"
    heads(book, sheet, title, "文字里写明、没有取自台账的数字，请逐一核对出处", _UNBOUND_HEADS)
    titles = titles_of(galley)
    for row, (one, page) in enumerate(unbound, HEAD + 1):
        sheet.write_number(row, 0, row - HEAD, book.form(book.style.number("General")))
        where = titles.get(one.article, one.article)
        for column, text in enumerate((where, one.place, page, one.text, one.sentence), 1):
            book.text(sheet, row, column, text, book.style.text)
    _finished(sheet, len(unbound), len(_UNBOUND_HEADS), title)


def write_changes(
    book: Book,
    sheet: Any,
    issue: str,
    galley: Galley,
    where: Whereabouts,
    changes: Sequence[NumberChange],
    evidence: Evidence,
) -> None:
    """The numbers that are printed otherwise than in the earlier edition."""
    title = f"{issue}　{CHANGES}"
    told = f"与上一次发布相比，{len(changes)} 个数字有变动" if changes else "与上一次发布相比，没有数字变动"
    heads(book, sheet, title, told, _CHANGE_HEADS)
    titles = titles_of(galley)
    count = book.form(book.style.number("General"))
    for row, one in enumerate(changes, HEAD + 1):
        texts = {
            1: one.now.name, 2: one.now.form, 3: one.was.text, 4: one.now.text, 5: one.was.as_of, 6: one.now.as_of,
            7: titles.get(one.now.article, one.now.article), 8: where.page(one.key),
            10: row_names(evidence, one.now, one.came), 12: row_names(evidence, one.was, one.went), 13: one.now.sentence,
            14: where.everywhere(one.key),
        }  # fmt: skip
        for column, number in ((0, row - HEAD), (9, len(one.came)), (11, len(one.went))):
            sheet.write_number(row, column, number, count)
        for column, text in texts.items():
            book.text(sheet, row, column, text, book.style.text)
    _finished(sheet, len(changes), len(_CHANGE_HEADS), title)
