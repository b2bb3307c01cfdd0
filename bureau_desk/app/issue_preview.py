"""The pages of an issue of the desk, or of one of its articles, as LibreOffice lays them out."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bureau_desk.app import issue_plan, issue_shelf
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.bulletin.page_plan import PagePlan, plan_of
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Misuse


@dataclass(frozen=True, slots=True)
class Preview:
    """A PDF and which of its pages are to be shown: from `first` (counted from 0) up to but not with `last`.

    `starts` tells on which of them, counted from 0, each article begins; `plan` the pages of a whole issue.
    """

    pdf: Path
    first: int
    last: int
    starts: Mapping[str, int]
    article: str
    plan: PagePlan | None = None

    def article_at(self, page: int) -> str:
        """The article that is printed on a page, '' before the first."""
        found = [(start, key) for key, start in self.starts.items() if start <= page]
        return max(found)[1] if found and page < self.last else ""


def preview(
    desk: Desk,
    number: int,
    folder: Path,
    article: str = "",
    folios: Mapping[str, int] | None = None,
    stop: threading.Event | None = None,
) -> Preview:
    """Lay out an issue, or an issue with only one article, into a folder of the caller's.

    `folios` are the page numbers that an article alone prints. Trouble when LibreOffice is absent or fails, or when
    `stop` is set meanwhile; Misuse when the article or the theme is not there.
    """
    from bureau_desk.analysis.prepared import prepare
    from bureau_desk.bulletin import pdf
    from bureau_desk.bulletin.compose import compose

    issue, _ = issue_shelf.read(desk, number)
    shown = only_with(issue, article) if article else issue
    galley = compose(shown, prepare(snapshot(desk, issue.masthead.date)))
    with pdf.stoppable(stop or threading.Event()):
        return _of_article(desk, galley, folder, article, folios or {}) if article else _of_issue(desk, galley, folder)


def only_with(issue: Issue, article: str) -> Issue:
    """The issue with one article alone; as the message it stands before the contents as in the whole."""
    if article not in issue.articles:
        raise Misuse(f"本期没有文章“{article}”。")
    column = issue_plan.column_of(issue, article)
    head = replace(issue.masthead, headlines=(), message="", brief=None, figure_index=False)
    if column == issue_plan.MESSAGE:
        return replace(issue, masthead=replace(head, message=article), columns=())
    first = issue.columns[column] if column >= 0 else issue_plan.empty_issue("", head.date).columns[0]
    return replace(issue, masthead=head, columns=(replace(first, articles=(article,)),))


def _of_issue(desk: Desk, galley: Galley, folder: Path) -> Preview:
    from bureau_desk.app.styles import resolved
    from bureau_desk.bulletin import contents
    from bureau_desk.bulletin.docx_marks import bookmark_names

    pages, made = contents.paginate(galley, resolved(galley.masthead.theme), "预览", desk.clock(), folder)
    marks, count = contents.pages_from_pdf(made), _count(made)
    names = bookmark_names(galley)
    starts = {key: marks[name] - 1 for key, name in names.items() if name in marks}
    return Preview(made, 0, count, starts, "", plan_of(galley, pages, count))


def _of_article(desk: Desk, galley: Galley, folder: Path, article: str, folios: Mapping[str, int]) -> Preview:
    from bureau_desk.app.styles import resolved
    from bureau_desk.bulletin import contents
    from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK, bookmark_names
    from bureau_desk.bulletin.docx_writer import write_docx
    from bureau_desk.bulletin.pdf import convert

    copy, clock = folder / "预览.docx", desk.clock()
    write_docx(galley, resolved(galley.masthead.theme), copy, clock, folios, plain_pages=True)
    made = convert(copy, folder, clock)
    marks, count = contents.pages_from_pdf(made), _count(made)
    mark = bookmark_names(galley).get(article, "")
    if mark in marks:
        first = marks[mark] - 1
        last = marks.get(END_MARK, count) - 1  # what follows the last article begins there
    else:  # the message stands after the cover, before the page of folio 01
        first, last = 1, marks.get(FIRST_FOLIO_MARK, 3) - 1
    return Preview(made, first, max(last, first + 1), {article: first}, article)


def _count(path: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(path).pages)
