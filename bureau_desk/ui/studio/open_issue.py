"""The issue that is being worked on: read beside the window, changed step by step, its pages reckoned when work rests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.app import issue_articles, issue_overview, issue_plan, issue_shelf
from bureau_desk.app.issue_overview import Overview, Reckoned
from bureau_desk.bulletin.page_plan import PagePlan
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.session import Session

SOON, LATER = 250, 1200  # ms until an issue is read again, and until its pages are reckoned


class OpenIssue(QObject):
    """Every change is one step of the issue; Trouble comes by `failed`, and nothing is changed then."""

    changed = Signal()
    reckoned = Signal()
    failed = Signal(object)
    refused = Signal(str)  # nothing may be changed now

    def __init__(self, session: Session, queries: Queries, number: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._queries = session, queries
        self.number = number
        self.overview: Overview | None = None
        self.pages: PagePlan | None = None
        self.titles: dict[str, str] = {}  # titles with figures as they are printed, by what is written
        self.laid_out = False  # whether the pages are those of LibreOffice
        self._superseded = False  # whether the reckoning under way was overtaken by pages that are laid out
        self._plan: bytes | None = None
        self._read = QTimer(self, singleShot=True, interval=SOON)
        self._read.timeout.connect(self.reload)
        self._count = QTimer(self, singleShot=True, interval=LATER)
        self._count.timeout.connect(self._reckon)

    @property
    def issue(self) -> Issue:
        """The issue as it was last read or changed."""
        if self.overview is None:
            self._take(self._whole())
        assert self.overview is not None
        return self.overview.issue

    @property
    def writable(self) -> bool:
        """Whether the issue may be changed now; a past day that is looked at does not matter here."""
        return not self._session.desk.read_only and not self._session.busy

    @property
    def title(self) -> str:
        """What the issue is called."""
        if self.overview is None:
            return ""
        head = self.overview.issue.masthead
        return f"{head.title} {head.year} 年第 {head.number} 期"

    # reading
    def reload(self) -> None:
        """Read the issue again beside the window."""
        self._queries.ask("issue", self._whole, self._take, AT_ONCE)

    def reload_soon(self) -> None:
        """Read again when changes have come to rest."""
        self._read.start()

    def _whole(self) -> tuple[Overview, bytes | None]:
        desk = self._session.desk
        return issue_overview.overview(desk, self.number), issue_shelf.content(desk, self.number, issue_shelf.PLAN)

    def _take(self, read: tuple[Overview, bytes | None]) -> None:
        before, (self.overview, self._plan) = self.overview, read
        if before is None or _seen(before) != _seen(self.overview):
            self.changed.emit()
        if before is None or before.step != self.overview.step or self.pages is None:
            self.laid_out = False if before is not None else self.laid_out
            self._count.start()

    def _reckon(self) -> None:
        desk, number, self._superseded = self._session.desk, self.number, False
        self._queries.ask("pages", lambda: issue_overview.reckon(desk, number), self._counted, AT_ONCE)

    def reckon_again(self) -> None:
        """The registers have changed: figures may be longer or shorter."""
        self._count.start()

    def _counted(self, found: Reckoned) -> None:
        self.titles = dict(found.titles)
        if not self._superseded:
            self.pages, self.laid_out = found.pages, False
        self.reckoned.emit()

    def take_pages(self, pages: PagePlan) -> None:
        """The pages as LibreOffice has laid them out."""
        self._count.stop()
        self._superseded = self._queries.waits("pages")
        self.pages, self.laid_out = pages, True
        self.reckoned.emit()

    # changing
    def _attempt(self, do: Callable[[], Any]) -> bool:
        if not self.writable:
            self.refused.emit("期刊现在是只读的：请在另一处关闭这个台账，或等正在进行的任务完成")
            return False
        try:
            if issue_shelf.content(self._session.desk, self.number, issue_shelf.PLAN) != self._plan:
                self._take(self._whole())  # somebody has changed the plan since it was read
            do()
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        self._plan = issue_shelf.content(self._session.desk, self.number, issue_shelf.PLAN)
        return True

    def change(self, turn: Callable[[Issue], Issue], summary: str, typing: bool = False) -> bool:
        """Change masthead and columns as one step."""

        def do() -> None:
            made = turn(self.issue)
            if made != self.issue:
                issue_articles.save_plan(self._session.desk, self.number, made, summary, typing)
                self._show(made)

        return self._attempt(do)

    def change_front(self, key: str, values: Mapping[str, Any]) -> bool:
        """Change what stands before an article's text."""

        def do() -> None:
            issue_articles.change_front(self._session.desk, self.number, key, values)
            article = replace(self.issue.articles[key], **values)
            self._show(replace(self.issue, articles={**self.issue.articles, key: article}))

        return self._attempt(do)

    def add_article(self, article: Article, column: int, place: int) -> bool:
        """Keep a new article at a place of the plan."""
        desk = self._session.desk
        return self._attempt(
            lambda: self._show(issue_articles.add_article(desk, self.number, self.issue, article, column, place))
        )

    def rename_article(self, old: str, new: str) -> bool:
        """Call an article by another id."""
        desk = self._session.desk
        return self._attempt(lambda: self._show(issue_articles.rename_article(desk, self.number, self.issue, old, new)))

    def delete_article(self, key: str) -> bool:
        """Take an article out of the issue."""
        desk = self._session.desk
        return self._attempt(lambda: self._show(issue_articles.delete_article(desk, self.number, self.issue, key)))

    def move_article(self, key: str, target: int) -> bool:
        """Move an article to another issue."""
        desk = self._session.desk
        return self._attempt(
            lambda: self._show(issue_articles.move_article(desk, self.number, self.issue, key, target)[0])
        )

    def _show(self, issue: Issue) -> None:
        before = self.overview
        step = issue_shelf.last_step(self._session.desk, self.number)
        self.overview = issue_overview.described(issue, before.problems if before else (), step)
        self.changed.emit()
        self._count.start()

    def turn(self, name: str) -> str:
        """Take back the last step of the issue (`undo`), or bring it back (`redo`); its words, '' when there is none."""
        if not self.writable:
            return ""
        turn = issue_shelf.undo if name == "undo" else issue_shelf.redo
        words = turn(self._session.desk, self.number)
        if words:
            self._take(self._whole())
        return words

    def vanishing(self, name: str) -> set[str]:
        """The files that taking back (or bringing back) would take out of the issue."""
        return issue_shelf.vanishing(self._session.desk, self.number, name)

    def labels(self) -> tuple[str, str]:
        """What undo and redo would do."""
        return issue_shelf.labels(self._session.desk, self.number)

    def title_of(self, key: str) -> str:
        """An article's title on one line, its figures as they stand now where they are known."""
        article = self.issue.articles.get(key)
        if article is not None and (printed := self.titles.get(article.title)):
            return printed
        return issue_plan.title_of(self.issue, key)

    def stop(self) -> None:
        """Read and reckon no more."""
        self._read.stop()
        self._count.stop()
        for key in ("issue", "pages"):
            self._queries.cancel(key)


def _seen(overview: Overview) -> object:
    return overview.issue.masthead, overview.issue.columns, overview.lines, overview.problems
