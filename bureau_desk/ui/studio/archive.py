"""The archive: what was published, and what differs between two publications or between one and the issue as it is now."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import issue_archive, issue_shelf
from bureau_desk.app.issue_archive import KIND_WORDS, ArticleChange, IssueComparison, Kept, NumberChange
from bureau_desk.app.issue_shelf import ShelfEntry
from bureau_desk.ui.pieces import Elided, button, card, empty_state, framed, label, rich_text, tool_row
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.archive_words import article_html, number_html
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

LIST, LIST_WIDTHS = ("期刊", "数字截至", "发布时间", "发布人", "数字"), (260, 110, 150, 120, 60)
NUMBERS, NUMBER_WIDTHS = ("变化", "名称", "写法", "原来", "现在", "稿件", "缘由"), (60, 180, 90, 120, 120, 200, 300)
ARTICLES, ARTICLE_WIDTHS = ("变化", "标题", "说明"), (80, 420, 300)
NOW = "now"


class IssueArchive(QWidget):
    """Tells `opened(issue, article)` to go to an article of an issue of the desk."""

    opened = Signal(int, str)

    def __init__(self, window: MainWindow, session: Session, queries: Queries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self._queries = window, session, queries
        self.kept: list[Kept] = []
        self.made: IssueComparison | None = None
        self._issues: list[ShelfEntry] = []
        self._issue = 0  # the issue of the desk that is the later side, 0 when it is a publication
        self.model, self.numbers, self.articles = TextModel(self), TextModel(self), TextModel(self)
        self.table = PlainTable("已发布的版样", LIST_WIDTHS)
        self.number_table = PlainTable("改动的数字", NUMBER_WIDTHS)
        self.article_table = PlainTable("改动的稿件", ARTICLE_WIDTHS)
        for table, model in (
            (self.table, self.model),
            (self.number_table, self.numbers),
            (self.article_table, self.articles),
        ):
            table.setModel(model)
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        self.other = QComboBox()
        self.other.setAccessibleName("与哪一份对比")
        self.other.setMinimumWidth(theme.px(260))
        self.run = button("对比", self.compare, "primary", "compare")
        self.run.setToolTip("列出选中的一份与另一份之间改动的数字和稿件")
        self.out = button("导出 Excel…", self.export, icon="export")
        self.told = Elided("", "quiet")
        tools = tool_row(label("选中的一份与", "quiet"), self.other, self.run, self.out)
        upper = framed(self.table)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(upper)
        column.addWidget(tools)
        column.addWidget(self._result(), 1)
        upper.setMaximumHeight(theme.px(190))
        self._stack = QStackedWidget()
        self._stack.addWidget(whole)
        words = "每次发布的版样都原样存在台账里：印了哪些数字、用了哪些明细。\n发布过一期之后，可以在这里与另一份、或与现在的稿件和台账对比。"
        self._stack.addWidget(empty_state("issue", "还没有发布过的期刊", words))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    def _result(self) -> QWidget:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("数字和稿件")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in ("数字", "稿件"):
            self.tabs.addTab(words)
        self.rows = button("查看明细", self.show_rows, icon="open")
        self.rows.setToolTip("在台账里只看进入或退出这个数字的记录（回车）")
        self.go = button("打开稿件", self.open_article)
        head = QHBoxLayout()
        head.addWidget(self.tabs)
        head.addWidget(self.told, 1)
        head.addWidget(self.rows)
        head.addWidget(self.go)
        self.detail = rich_text("详细")
        self._tables = QStackedWidget()
        for table in (self.number_table, self.article_table):
            self._tables.addWidget(table)
        frame = framed(self._tables)
        below, below_in = card()
        below_in.addWidget(self.detail)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(frame)
        splitter.addWidget(below)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self.result = QWidget()
        column = QVBoxLayout(self.result)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(splitter, 1)
        self.nothing = empty_state("done", "没有差别", "两边的数字和文字完全相同。")
        self.waiting = empty_state(
            "compare",
            "选两份来对比",
            "在上面选中一份，再选另一份或“现在的稿件”，按“对比”。\n数字的缘由写到哪几条记录进来、哪几条退出。",
        )
        self._results = QStackedWidget()
        for part in (self.waiting, self.result, self.nothing):
            self._results.addWidget(part)
        return self._results

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._offer())
        self.table.activated.connect(lambda _: self.compare())
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.number_table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_detail())
        self.article_table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_detail())
        self.number_table.activated.connect(lambda _: self.show_rows())
        self.article_table.activated.connect(lambda _: self.open_article())

    # the list
    def refresh(self) -> None:
        """List what was published again."""
        desk = self._session.desk
        self._queries.ask(
            "archive", lambda: (issue_archive.published(desk), issue_shelf.listed(desk)), self._show_list, AT_ONCE
        )

    def _show_list(self, read: Any) -> None:
        chosen = self.current()
        self.kept, self._issues = read
        rows = [
            (one.heading, one.as_of, one.published_at[:16].replace("T", " "), one.author, f"{one.numbers:,}")
            for one in self.kept
        ]
        self.model.show(LIST, rows, (4,))
        self.table.set_widths(LIST_WIDTHS)
        self._stack.setCurrentIndex(0 if self.kept else 1)
        row = next((n for n, one in enumerate(self.kept) if chosen is not None and one.id == chosen.id), 0)
        if self.kept:
            self.table.setCurrentIndex(self.model.index(row, 0))
        self._offer()
        self.out.setEnabled(self.made is not None)

    def current(self) -> Kept | None:
        """The publication that is chosen."""
        row = self.table.currentIndex().row()
        return self.kept[row] if 0 <= row < len(self.kept) else None

    def _offer(self) -> None:
        """Offer the other sides: the issue of the same name first, then earlier and later publications."""
        one, held = self.current(), self.other.currentData()
        self.other.clear()
        if one is None:
            return
        issues = sorted(self._issues, key=lambda issue: issue.title != one.heading)
        for issue in issues:
            self.other.addItem(f"{issue.title}（现在的稿件和台账）", (NOW, issue.id))
        for kept in self.kept:
            if kept.id != one.id:
                self.other.addItem(kept.told, ("kept", kept.id))
        if held is not None and self.other.findData(held) >= 0:
            self.other.setCurrentIndex(self.other.findData(held))
        self.run.setEnabled(self.other.count() > 0)

    # comparing
    def compare(self) -> None:
        """Compare the chosen publication with the other side, as a job; the earlier one is taken for what was before."""
        one, other = self.current(), self.other.currentData()
        if one is None or other is None:
            return
        kind, number = other
        desk = self._session.desk
        if kind == NOW:
            job, self._issue = issue_archive.compare_now(desk, one.id, number), int(number)
        else:
            first, second = sorted((one.id, int(number)))
            job, self._issue = issue_archive.compare_published(desk, first, second), 0
        self._window.run_job("对比期刊", job, self._show)

    def _show(self, made: Any) -> None:
        self.made = made
        self.out.setEnabled(True)
        self.told.set_whole(f"{made.before} → {made.after}")
        self.numbers.show(
            NUMBERS,
            [
                (KIND_WORDS[one.kind], one.name, one.form, one.before.text if one.before else "",
                 one.after.text if one.after else "", one.title, one.why)
                for one in made.numbers
            ],
        )  # fmt: skip
        self.articles.show(ARTICLES, [(KIND_WORDS[one.kind], one.title, one.why) for one in made.articles])
        self.tabs.setTabText(0, f"数字（{len(made.numbers)}）")
        self.tabs.setTabText(1, f"稿件（{len(made.articles)}）")
        self.number_table.set_widths(NUMBER_WIDTHS)
        self.article_table.set_widths(ARTICLE_WIDTHS)
        self._results.setCurrentIndex(1 if made.numbers or made.articles else 2)
        self.tabs.setCurrentIndex(0 if made.numbers or not made.articles else 1)
        for table, model in ((self.number_table, self.numbers), (self.article_table, self.articles)):
            if model.rowCount():
                table.setCurrentIndex(model.index(0, 0))
        self._tab_chosen(self.tabs.currentIndex())
        self._tables.currentWidget().setFocus()

    def _tab_chosen(self, place: int) -> None:
        self._tables.setCurrentIndex(place)
        self._tell_detail()

    def _number(self) -> NumberChange | None:
        row = self.number_table.currentIndex().row()
        return self.made.numbers[row] if self.made is not None and 0 <= row < len(self.made.numbers) else None

    def _article(self) -> ArticleChange | None:
        row = self.article_table.currentIndex().row()
        return self.made.articles[row] if self.made is not None and 0 <= row < len(self.made.articles) else None

    def _tell_detail(self) -> None:
        number, article = self._number(), self._article()
        first = self.tabs.currentIndex() == 0
        self.rows.setVisible(first)
        self.rows.setEnabled(first and number is not None and bool(number.came or number.went or _rows(number)))
        key = (number.article if number else "") if first else (article.article if article else "")
        self.go.setEnabled(bool(self._issue and key))
        if first:
            self.detail.setHtml(number_html(self._session.desk, number) if number is not None else "")
        else:
            self.detail.setHtml(article_html(article) if article is not None else "")

    # going
    def show_rows(self) -> None:
        """Show the records behind the chosen figure in their register."""
        one = self._number()
        if one is None or not one.register:
            return
        changed = [*one.came, *one.went]
        words = f"进入或退出“{one.name}”的记录" if changed else f"“{one.name}”的明细"
        records = changed or list(_rows(one))
        if records:
            self._window.show_picked(one.register, words, records)

    def open_article(self) -> None:
        """Open the article of the chosen line in the issue of the desk."""
        one: Any = self._number() if self.tabs.currentIndex() == 0 else self._article()
        if one is not None and self._issue:
            self.opened.emit(self._issue, one.article)

    def export(self) -> None:
        """Ask for a file and write the comparison there."""
        if self.made is None:
            return
        name = re.sub(r'[\\/:*?"<>|\s]+', "", self.made.before.split("（")[0])
        offered = str(Path.home() / f"{name}_对比.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "导出对比", offered, "Excel 工作簿 (*.xlsx)")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, out: Path) -> None:
        """Write the comparison to a file, as a job."""
        if self.made is not None:
            job = issue_archive.write(self._session.desk, self.made, out)
            self._window.run_job("导出对比", job, lambda number: self._exported(out, number))

    def _exported(self, out: Path, number: object) -> None:
        QTimer.singleShot(0, self, lambda: self._window.tell(f"已导出 {number:,} 处改动到 {out.name}"))


def _rows(one: NumberChange) -> tuple[int, ...]:
    found = one.after or one.before
    return found.rows if found is not None else ()
