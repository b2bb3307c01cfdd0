"""The room of one issue: its plan, its articles, its masthead, publishing, and its pages beside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bureau_desk.app.issue_shelf import ARTICLES
from bureau_desk.app.locating import spot
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.ui.pieces import Elided, button, icon_button
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.brief_panel import BriefPanel
from bureau_desk.ui.studio.masthead_form import MastheadForm
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.plan_page import PlanPage
from bureau_desk.ui.studio.preview import PreviewPanel
from bureau_desk.ui.studio.publish_panel import PublishPanel
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.studio.article_editor import ArticleEditor

PLAN, ARTICLE, HEAD, PUBLISH, BRIEF = range(5)
_TAB = 11  # characters of a title on its tab
TABS = ("计划", "稿件", "刊头", "校对与发布", "简报")


class IssueRoom(QWidget):
    """Tells `left()` when staff want to go back to the list of issues, `published()` when the archive has grown."""

    left = Signal()
    published = Signal()

    def __init__(
        self, window: MainWindow, session: Session, queries: Queries, number: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.open = OpenIssue(session, queries, number, self)
        self.editor: ArticleEditor | None = None
        self.key = ""  # of the article in the editor
        self.plan = PlanPage(window, session, self.open)
        self.head = MastheadForm(window, session, self.open)
        self.publish = PublishPanel(window, session, self.open)
        self.brief = BriefPanel(window, session, self.open)
        self.preview = PreviewPanel(session, self.open)
        self._article = QWidget()
        self._article_layout = QVBoxLayout(self._article)
        self._build()
        self._connect()
        self.open.reload()

    def _build(self) -> None:
        self.back = button("期刊", self.left.emit, "link", "back")
        self.back.setToolTip("回到期刊列表（Alt+←）")
        self.title = Elided("正在读取…", "title")
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("期刊的各部分")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in TABS:
            self.tabs.addTab(words)
        self.undo = icon_button("undo", "撤销（Ctrl+Z）", lambda: self._window.commands.undo())
        self.redo = icon_button("redo", "重做（Ctrl+Y）", lambda: self._window.commands.redo())
        self.pages = button("版面", icon="issue")
        self.pages.setCheckable(True)
        self.pages.setToolTip("在右边显示或收起版面预览（Ctrl+Shift+V）")
        self.pages.setShortcut(QKeySequence("Ctrl+Shift+V"))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.back)
        head.addWidget(self.title, 1)
        for one in (self.tabs, self.undo, self.redo, self.pages):
            head.addWidget(one)
        self._article_layout.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        for part in (self.plan, self._article, self.head, self.publish, self.brief):
            self.stack.addWidget(part)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.preview)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.preview.hide()
        self.stack.setMinimumWidth(theme.px(320))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.plan.opened.connect(lambda key: self.open_article(key))
        self.publish.asked.connect(self.go_to_problem)
        self.publish.published.connect(self.published)
        self.publish.opened.connect(self._open_number)
        self.brief.asked.connect(self.go_to_problem)
        self.brief.published.connect(self.published)
        self.preview.opened.connect(lambda key: self.open_article(key))
        self.pages.toggled.connect(self.show_pages)
        self.open.changed.connect(self._show_issue)
        self.open.reckoned.connect(self._show_reckoned)
        self.open.failed.connect(self._window.tell_trouble)
        self.open.refused.connect(self._window.tell)

    def _show_issue(self) -> None:
        self.title.set_whole(self.open.title)
        if self.editor is not None and self.key not in self.open.issue.articles:
            self.close_article()
        self.tell_state()

    def tell_state(self) -> None:
        """Say what undo and redo would do, and whether anything may be changed."""
        writable = self.open.writable
        for one, words, name in zip((self.undo, self.redo), self.open.labels(), ("撤销", "重做"), strict=True):
            one.setEnabled(bool(words) and writable)
            one.setToolTip(f"{name}：{words}" if words else f"没有可{name}的步骤")

    # parts
    def _tab_chosen(self, place: int) -> None:
        self.flush()
        if place == PLAN:
            self.close_article()  # it may be renamed or deleted there
        if place == ARTICLE and self.editor is None:
            key = self.plan.tree.current_key() or next(iter(self.open.issue.articles), "")
            if not key or key not in self.open.issue.articles:
                self._window.tell("请先在计划里选一篇稿件")
                self.tabs.setCurrentIndex(self.stack.currentIndex())
                return
            self._make_editor(key)
        self.stack.setCurrentIndex(place)
        self.focus_part()

    def show_pages(self, shown: bool) -> None:
        """Show the pages beside, or the work alone."""
        self.pages.setChecked(shown)
        self.preview.setVisible(shown)
        if shown:
            self.flush()
            self.preview.show_article(self.key or self.plan.tree.current_key())

    def show_part(self, place: int) -> None:
        """Show the plan, the article, the masthead or publishing."""
        self.tabs.setCurrentIndex(place)

    def focus_part(self) -> None:
        """Put the focus where work begins in the part that is seen."""
        place = self.stack.currentIndex()
        if place == PLAN:
            self.plan.focus_tree()
        elif place == ARTICLE and self.editor is not None:
            self.editor.setFocus()

    def open_article(self, key: str, block: int | None = None, text: str = "") -> None:
        """Open an article in the editor, at a block (from 1; 0: what stands before the text) when one is named."""
        if not key:
            return
        if key not in self.open.issue.articles:
            self._window.tell(f"本期没有编号“{key}”的稿件文件")
            return
        self._make_editor(key)
        self.tabs.setCurrentIndex(ARTICLE)
        self._tell_article()
        if block is not None:
            self.editor.show_place(block, text)
        else:
            self.focus_part()

    def _open_number(self, key: str, name: str, printed: str) -> None:
        """Open an article at the first block that holds a number."""
        article = self.open.issue.articles.get(key)
        texts = [repr(one) for one in article.blocks] if article is not None else []
        held = re.compile(r"\{\{(?:list )?" + re.escape(name) + r"\s*(?:[@|]|\}\})")  # not a longer name
        block = next((place for place, text in enumerate(texts, 1) if held.search(text)), None)
        self.open_article(key, block, printed)

    def _make_editor(self, key: str) -> None:
        from bureau_desk.ui.studio.article_editor import ArticleEditor

        if self.key == key:
            return
        self.close_article()
        self.editor, self.key = ArticleEditor(self._window, self._session, self.open.number, key, self._article), key
        self._article_layout.addWidget(self.editor)
        self.editor.saved.connect(lambda _: self._article_saved())
        self.editor.mend_all_asked.connect(self._mend_all)
        self.editor.jump_asked.connect(self.open_article, Qt.ConnectionType.QueuedConnection)  # this editor goes
        self._tell_article()
        self._show_reckoned()
        if self.preview.isVisible():
            self.preview.show_article(key)

    def _show_reckoned(self) -> None:
        """Page references and titles show what is known now."""
        if self.editor is not None:
            pages = self.open.pages
            self.editor.living.take_folios(pages.folios if pages is not None else {}, self.open.laid_out)
            self._tell_article()

    def _tell_article(self) -> None:
        """Which article is in the editor; a number that is cut is no number."""
        title = self.open.title_of(self.key)
        self.tabs.setTabText(ARTICLE, f"稿件：{title if len(title) <= _TAB else f'{title[: _TAB - 1]}…'}")
        self.tabs.setTabToolTip(ARTICLE, title)

    def _mend_all(self) -> None:
        self.show_part(PUBLISH)
        self.publish.run_mend()

    def _article_saved(self) -> None:
        self.open.reload_soon()
        self.preview.renew()

    def close_article(self) -> None:
        """Let the editor go; what was typed is kept."""
        if self.editor is None:
            return
        editor, self.editor, self.key = self.editor, None, ""
        editor.release()
        self._article_layout.removeWidget(editor)
        editor.hide()
        editor.setParent(None)
        editor.deleteLater()
        self.tabs.setTabText(ARTICLE, TABS[ARTICLE])
        if self.stack.currentIndex() == ARTICLE and self.tabs.currentIndex() == ARTICLE:
            self.tabs.setCurrentIndex(PLAN)

    def go_to_problem(self, problem: Problem) -> None:
        """Go to where a problem lies: article and block, masthead, or a word on where else."""
        where = spot(problem, self.open.issue)
        if where["article"]:
            block = where["block"]
            self.open_article(str(where["article"]), int(block or 0))
        elif problem.where.startswith("issue.toml"):
            self.show_part(HEAD if problem.code not in ("missing_file", "twice", "headline", "unlisted") else PLAN)
        else:
            self._window.tell(f"{problem.where}：{problem.message}")

    # keeping
    def flush(self) -> None:
        """Keep what was typed and not kept yet."""
        self.head.flush()
        if self.brief.pending:
            self.brief.flush()
        if self.editor is not None:
            self.editor.flush()

    def turn(self, name: str) -> str:
        """Take back or bring back a step of the issue; its words, '' when there was none."""
        self.flush()
        if f"{ARTICLES}/{self.key}.md" in self.open.vanishing(name):
            self.close_article()
        try:
            words = self.open.turn(name)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return ""
        self.tell_state()
        return words

    def follow(self) -> None:
        """Something has changed: here, or in the registers."""
        self.preview.renew()
        self.open.reload_soon()
        self.open.reckon_again()

    def set_writable(self) -> None:
        """Whether the issue may be changed has changed."""
        self.plan.show_issue()
        self.head.show_issue()
        self.tell_state()

    def step_back(self) -> bool:
        """From an article to the plan, from the plan to the list; True: there is always a way back."""
        if self.stack.currentIndex() != PLAN:
            self.show_part(PLAN)
        else:
            self.left.emit()
        return True

    def place(self) -> dict[str, Any]:
        """Where one is, to be shown again after the window was made anew."""
        shown = self.pages.isChecked()
        return {"issue": self.open.number, "part": self.stack.currentIndex(), "article": self.key, "pages": shown}

    def release(self) -> None:
        """Keep what was typed, and read nothing more."""
        self.flush()
        if self.editor is not None:
            self.editor.release()
        self.preview.release()
        self.open.stop()
