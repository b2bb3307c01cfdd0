"""The plan of an issue: columns and articles in their order, how far and how long they are, what stands on the cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from bureau_desk.app import issue_plan
from bureau_desk.app.issue_overview import total_told
from bureau_desk.app.issue_plan import MESSAGE, UNLISTED
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio import seams
from bureau_desk.ui.studio.form_draft import refused_told
from bureau_desk.ui.studio.open_issue import OpenIssue
from bureau_desk.ui.studio.plan_asking import PlanAsking
from bureau_desk.ui.studio.plan_draft import PlanDraft
from bureau_desk.ui.studio.plan_model import NAME, PlanModel
from bureau_desk.ui.studio.plan_tree import PlanTree
from bureau_desk.ui.studio.words import status_words
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow


class PlanPage(QWidget):
    """Tells `opened(article)`; every change goes through the open issue."""

    opened = Signal(str)

    def __init__(self, window: MainWindow, session: Session, issue: OpenIssue, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self.open = window, session, issue
        self.model = PlanModel(self)
        self.model.title_of = lambda line: issue.title_of(line.key)
        self.tree = PlanTree(self.model)
        self.folded: set[int] = set()
        self._waits = False  # the issue has changed while a cell was being typed into
        self.drafts = PlanDraft(session.desk, issue.number, self.tree)
        self.told = label("", "quiet", wrap=True)
        self.total = label("", "", wrap=True)
        self.cover = label("", "quiet", wrap=True)
        self.asking = PlanAsking(self, window, session, issue)
        self.asking.made.connect(lambda key: self.tree.choose(self.model.find(key)))
        self.asking.column_made.connect(self._choose_column)
        self._actions = self._make_actions()
        self._build()
        self._connect()
        self.show_issue()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        tools = QWidget()
        flow = FlowLayout(tools, theme.px(8))
        self.add = button("新增稿件…", self.ask_article, "primary", "add")
        self.add.setToolTip("在当前位置新增一篇稿件（Ctrl+N）")
        self.draft = button("由台账起稿…", self._ask_draft, icon="ask")
        self.word = button("来稿导入…", self._ask_word, icon="file-word")
        self.column = button("新增栏目…", self.ask_column)
        self.more = button("更多", self._open_menu)
        self.more.setProperty("menu", "yes")
        self.more.setToolTip("对当前一行：改名、改编号、封面要目、移到另一期、删除")
        self.hint = label("拖动或 Alt+↑、Alt+↓ 调整次序；F2 修改当前格；回车打开稿件", "small")
        seams_ = [one for one, name in ((self.draft, "draft"), (self.word, "word")) if seams.available(name)]
        for one in (self.add, *seams_, self.column, self.more, self.hint):
            flow.addWidget(one)
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.tree)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(16))
        foot.addWidget(self.total, 3)
        foot.addWidget(self.told, 2)
        layout.addWidget(tools)
        layout.addWidget(frame, 1)
        layout.addLayout(foot)
        layout.addWidget(self.cover)

    def _connect(self) -> None:
        tree, model = self.tree, self.model
        tree.opened.connect(self.opened)
        tree.pushed.connect(self.push)
        tree.removing.connect(self.remove)
        tree.collapsed.connect(lambda index: self._note_fold(index, True))
        tree.expanded.connect(lambda index: self._note_fold(index, False))
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.customContextMenuRequested.connect(lambda at: self._open_menu(tree.viewport().mapToGlobal(at)))
        later = Qt.ConnectionType.QueuedConnection  # the view is done with its editor or its drop by then
        tree.cells.left.connect(self._typed, later)
        model.edited.connect(self._edited, later)
        model.renamed.connect(self._renamed, later)
        model.moved.connect(self._moved, later)
        model.column_moved.connect(self._column_moved, later)
        self.open.changed.connect(self.show_issue)
        self.open.reckoned.connect(self._show_pages)

    def _make_actions(self) -> dict[str, QAction]:
        made = {}
        for key, words, keys, does in (
            ("open", "打开稿件", "", lambda: self.opened.emit(self.tree.current_key())),
            ("add", "新增稿件…", "Ctrl+N", self.ask_article),
            ("cover", "列入封面要目", "Ctrl+Shift+H", self.turn_headline),
            ("message", "用作卷首献辞", "", self.turn_message),
            ("rename", "改编号…", "", self.ask_id),
            ("other", "移到另一期…", "", self.ask_other),
            ("column", "改栏目名…", "", self.change_column),
            ("out", "移出栏目（不印）", "", self.take_out),
            ("remove", "删除", "", self.remove),
        ):
            action = QAction(words, self)
            if keys:
                action.setShortcut(QKeySequence(keys))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, do=does: do())
            self.addAction(action)
            made[key] = action
        return made

    # showing
    def show_issue(self) -> None:
        """Show the plan as it stands, at the same line as before; not under a cell that is being typed into."""
        self._waits = self.tree.editing
        if self._waits:
            return
        key, place = self.tree.current_key(), self.tree.currentIndex().data(Qt.ItemDataRole.UserRole + 1)
        held, column = self.tree.verticalScrollBar().value(), max(self.tree.currentIndex().column(), 0)
        self.model.writable = self.open.writable
        self.model.show(self.open.overview)
        for row, group in enumerate(self.model.groups):
            self.tree.setFirstColumnSpanned(row, self.tree.rootIndex(), False)
            self.tree.setExpanded(self.model.index(row, 0), group.place not in self.folded)
        index = self.model.find(key) if key else self.model.find_group(place if isinstance(place, int) else 0)
        if not index.isValid():
            index = next(
                (one for one in map(self.model.find, self.model.lines) if one.isValid()), self.model.index(0, 0)
            )
        self.tree.choose(index.siblingAtColumn(column))
        self.tree.verticalScrollBar().setValue(held)
        for one in (self.add, self.draft, self.word, self.column):
            one.setEnabled(self.open.writable)
        self._show_pages()
        overview = self.open.overview
        if overview is not None:
            self._take_left()
            states = overview.by_status()
            told = [f"{status_words(status) if status else '未填状态'} {number}" for status, number in states.items()]
            self.told.setText("　".join(told))

    def _take_left(self) -> None:
        """Put in what was typed into cells before an end that came too early."""
        back, refused = self.drafts.shown()
        told = [f"计划里上次没来得及保存的 {len(back)} 格已经补上，可以撤销。"] if back else []
        told += [refused_told(refused, self.drafts.names(refused))] if refused else []
        if told:
            self._window.tell("".join(told))

    def _typed(self) -> None:
        if self._waits:
            self.show_issue()

    def _cover_told(self) -> str:
        issue = self.open.issue
        lines = "；".join(self.open.title_of(key) for key in issue.masthead.headlines)
        return f"封面要目：{lines}" if lines else "封面要目：还没有。选中稿件后按 Ctrl+Shift+H 列入，最多三条。"

    def _show_pages(self) -> None:
        pages = self.open.pages
        if self.open.overview is not None:
            self.cover.setText(self._cover_told())
        self.model.show_pages(pages, self.open.laid_out)
        if pages is None:
            self.total.setText("正在估算页数…" if self.open.overview is not None else "正在读取期刊…")
            return
        how = "LibreOffice 排版" if self.open.laid_out else "按行数估算"
        self.total.setText(f"{total_told(pages.total)}（{how}）" if pages.total else "还没有列入栏目的稿件。")

    def _note_fold(self, index: object, folded: bool) -> None:
        group = self.model.group(index)  # type: ignore[arg-type]
        if group is not None:
            (self.folded.add if folded else self.folded.discard)(group.place)

    # where one is
    def _place(self) -> tuple[int, int]:
        """The column and the place in it after the current line."""
        index = self.tree.currentIndex()
        group = self.model.group(index) if index.isValid() else None
        if group is None or group.place < 0:
            return (0, 0) if self.open.issue.columns else (UNLISTED, 0)
        return group.place, index.row() + 1 if self.tree.current_key() else len(group.keys)

    def _column(self) -> int:
        """The column that is current itself, -1 otherwise."""
        index = self.tree.currentIndex()
        group = self.model.group(index) if index.isValid() else None
        return group.place if group is not None and not self.tree.current_key() and group.place >= 0 else -1

    # changing in place
    def _edited(self, key: str, values: dict[str, object]) -> None:
        self.drafts.keep(lambda: self.open.change_front(key, values))

    def _renamed(self, place: int, name: str) -> None:
        latin = self.open.issue.columns[place].latin
        told = f"栏目改名为“{name}”"
        self.drafts.keep(
            lambda: self.open.change(lambda issue: issue_plan.change_column(issue, place, name, latin), told)
        )

    def _moved(self, key: str, column: int, place: int) -> None:
        title = self.open.title_of(key)
        if self.open.change(lambda issue: issue_plan.place_article(issue, key, column, place), f"移动《{title}》"):
            self.tree.choose(self.model.find(key))

    def _column_moved(self, place: int, target: int) -> None:
        name = self.open.issue.columns[place].name
        if self.open.change(lambda issue: issue_plan.move_column(issue, place, target), f"移动栏目“{name}”"):
            self._choose_column(name)

    def _choose_column(self, name: str) -> None:
        place = next((n for n, one in enumerate(self.open.issue.columns) if one.name == name), -1)
        if place >= 0:
            self.tree.choose(self.model.find_group(place))

    def push(self, step: int) -> None:
        """Move the current line up or down by one place."""
        key, place = self.tree.current_key(), self._column()
        if key:
            title = self.open.title_of(key)
            self.open.change(lambda issue: issue_plan.push_article(issue, key, step), f"移动《{title}》")
            self.tree.choose(self.model.find(key))
        elif place >= 0:
            name = self.open.issue.columns[place].name
            self.open.change(lambda issue: issue_plan.push_column(issue, place, step), f"移动栏目“{name}”")
            self._choose_column(name)

    def turn_headline(self) -> None:
        """Put the current article on the cover, or take it off."""
        if key := self.tree.current_key():
            self.open.change(lambda issue: issue_plan.turn_headline(issue, key), "修改封面要目")

    def turn_message(self) -> None:
        """Print the current article before the contents, or no longer."""
        if key := self.tree.current_key():
            wanted = "" if self.open.issue.masthead.message == key else key
            self.open.change(lambda issue: issue_plan.set_message(issue, wanted), "修改卷首献辞")

    def take_out(self) -> None:
        """Let the current article stand in no column."""
        if key := self.tree.current_key():
            title = self.open.title_of(key)
            self.open.change(lambda issue: issue_plan.take_out(issue, key), f"《{title}》移出栏目")

    def remove(self) -> None:
        """Delete the current article or column; undo brings it back."""
        key, place = self.tree.current_key(), self._column()
        if key:
            title, index = self.open.title_of(key), self.tree.currentIndex()
            beside = self.model.key(index.siblingAtRow(index.row() + 1)) or self.model.key(
                index.siblingAtRow(index.row() - 1)
            )
            if self.open.delete_article(key):
                self.tree.choose(self.model.find(beside))
                self._window.tell(f"已删除《{title}》", undo=True)
        elif place >= 0:
            name = self.open.issue.columns[place].name
            if self.open.change(lambda issue: issue_plan.remove_column(issue, place), f"删除栏目“{name}”"):
                self._window.tell(f"已删除栏目“{name}”，稿件并入相邻栏目", undo=True)

    # asking
    def ask_article(self) -> None:
        """Ask for title, kind and column of a new article."""
        self.asking.article(*self._place())

    def ask_column(self) -> None:
        """Ask for the name of a new column."""
        self.asking.column(self._place()[0])

    def change_column(self) -> None:
        """Ask for another name of the current column."""
        self.asking.column_name(self._column())

    def ask_id(self) -> None:
        """Ask for another id of the current article."""
        self.asking.article_id(self.tree.current_key())

    def ask_other(self) -> None:
        """Ask for the issue that the current article moves to."""
        self.asking.other_issue(self.tree.current_key())

    def _ask_draft(self) -> None:
        """Drafts from the registers come with a dialog of their own."""
        seams.ask_draft(self._window, self._session, self.open.number, *self._place())

    def _ask_word(self) -> None:
        """Contributed Word files come with a dialog of their own."""
        seams.ask_word(self._window, self._session, self.open.number, *self._place())

    def _open_menu(self, at: QPoint | None = None) -> None:
        key, column, writable = self.tree.current_key(), self._column(), self.open.writable
        issue, menu = self.open.issue, QMenu(self)
        place = issue_plan.column_of(issue, key) if key else UNLISTED
        self._actions["cover"].setText("从封面要目去掉" if key in issue.masthead.headlines else "列入封面要目")
        self._actions["message"].setText("不再用作卷首献辞" if place == MESSAGE else "用作卷首献辞")
        wanted = {
            "open": bool(key), "add": writable, "cover": bool(key) and place >= 0 and writable,
            "message": bool(key) and writable, "rename": bool(key) and writable, "other": bool(key) and writable,
            "column": column >= 0 and writable, "out": bool(key) and place != UNLISTED and writable,
            "remove": (bool(key) or column >= 0) and writable,
        }  # fmt: skip
        for name, action in self._actions.items():
            if wanted[name]:
                menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at or self.more.mapToGlobal(QPoint(0, self.more.height())))

    def focus_tree(self) -> None:
        """Where work begins."""
        self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.tree.currentIndex().column() < 0:
            self.tree.setCurrentIndex(self.model.index(0, NAME))
