"""The list of the issues of a desk: what is being made, how far it is, and when it was published."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.app import issue_archive, issue_articles, issue_plan, issue_shelf
from bureau_desk.app.issue_shelf import ShelfEntry
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.ui.pieces import button, empty_state, framed, label, tool_row
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.asking import AskDialog, line
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

TITLES, WIDTHS = ("期刊", "日期", "稿件", "发布", "最近改动"), (260, 110, 150, 190, 220)


class IssueShelf(QWidget):
    """Tells `opened(issue)`; removed issues are seen by a switch and brought back."""

    opened = Signal(int)

    def __init__(self, window: MainWindow, session: Session, queries: Queries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self._queries = window, session, queries
        self.entries: list[ShelfEntry] = []
        self.gone = False
        self._wanted = 0  # the issue that is to be current once the list is there
        self.model = TextModel(self)
        self.table = PlainTable("本台账的期刊", WIDTHS)
        self.table.setModel(self.model)
        self.table.activated.connect(lambda _: self.open_current())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell_state())
        self._build()
        self.refresh()

    def _build(self) -> None:
        self.open = button("打开", self.open_current, "primary", "open")
        self.open.setToolTip("打开选中的期刊（回车）")
        self.next = button("新建下一期", self.add_following, icon="add")
        self.next.setToolTip("沿用选中一期的刊头、编委会、版权页、栏目和数字定义，期号加一，日期顺延")
        self.new = button("新建空白期刊…", self.ask_new)
        self.take = button("收入文件夹…", self.ask_take, icon="folder")
        self.write = button("写出文件夹…", self.ask_write, icon="export")
        self.remove = button("移除", self.turn_gone, icon="delete")
        self.show_gone = button("已移除的", self._turn_list, "link")
        tools = tool_row(self.open, self.next, self.new, self.take, self.write, self.remove, self.show_gone)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(tools)
        column.addWidget(framed(self.table), 1)
        self.told = label("", "small")
        column.addWidget(self.told)
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        words = "一期期刊从计划、写稿、校对到发布都在这里完成，每一步都能撤销。\n可以新建，也可以把已有的期刊文件夹收进来；随时能原样写出为文件夹。"
        self.first = button("新建期刊…", self.ask_new, "primary")
        self._stack.addWidget(
            empty_state("issue", "还没有期刊", words, self.first, button("收入期刊文件夹…", self.ask_take))
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    # showing
    def refresh(self) -> None:
        """List the issues again, beside the window."""
        desk, gone = self._session.desk, self.gone
        if not self.entries:
            self.told.setText("正在读取期刊…")

        def read() -> Any:
            return issue_shelf.listed(desk, gone), issue_archive.published(desk)

        self._queries.ask("shelf", read, self._show, AT_ONCE)

    def _show(self, read: Any) -> None:
        entries, published = read
        current = self._wanted or (self.current().id if self.current() else 0)
        self.entries, self._wanted = list(entries), 0
        days: dict[str, list[str]] = {}
        for one in published:
            days.setdefault(one.heading, []).append(one.published_at[:10])
        rows = [
            (one.title, one.date, self._state(one), "、".join(dict.fromkeys(days.get(one.title, [])[:3])),
             f"{one.changed_at[:16].replace('T', ' ')}　{one.author}")
            for one in entries
        ]  # fmt: skip
        self.model.show(TITLES, rows)
        self.table.set_widths(WIDTHS)
        self._stack.setCurrentIndex(0 if entries or self.gone else 1)
        row = next((place for place, one in enumerate(entries) if one.id == current), 0)
        if entries:
            self.table.setCurrentIndex(self.model.index(row, 0))
        self._tell_state()

    def _state(self, one: ShelfEntry) -> str:
        if not one.articles:
            return "还没有稿件"
        return f"{one.articles} 篇，全部定稿" if one.final == one.articles else f"{one.articles} 篇，定稿 {one.final}"

    def current(self) -> ShelfEntry | None:
        """The issue that is chosen."""
        row = self.table.currentIndex().row()
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def _tell_state(self) -> None:
        one, writable = self.current(), not self._session.desk.read_only
        self.open.setEnabled(one is not None and not self.gone)
        self.next.setEnabled(one is not None and writable and not self.gone)
        self.write.setEnabled(one is not None)
        for part in (self.new, self.take, self.first):
            part.setEnabled(writable)
        self.remove.setEnabled(one is not None and writable)
        self.remove.setText("恢复" if self.gone else "移除")
        self.show_gone.setText("回到期刊列表" if self.gone else "已移除的")
        self.told.setText("台账以只读方式打开：期刊可以查看、写出和发布，不能修改。" if not writable else "")

    # doing
    def open_current(self) -> None:
        """Open the chosen issue."""
        one = self.current()
        if one is not None and not self.gone:
            self.opened.emit(one.id)

    def add_following(self) -> None:
        """A new issue after the chosen one."""
        one = self.current()
        if one is None:
            return
        try:
            made = issue_articles.add_following(self._session.desk, one.id)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self._window.tell(f"已在“{one.title}”之后新建一期")
        self.opened.emit(made)

    def ask_new(self) -> None:
        """Ask for name, number and date of an issue that follows none."""
        last = next(iter(issue_archive.published(self._session.desk)), None)
        title, number = line(last.title if last else "", "如：常州科技"), line("1")
        day = line(self._session.today.isoformat(), "如 2022-02-28")

        def does() -> None:
            read = read_day(self._session, day.text())
            if read is None:
                raise Misuse(f"日期“{day.text()}”读不懂。", "请写成 2022-02-28 的样子。")
            if not number.text().strip().isdecimal():
                raise Misuse("期号应是数字。", "请写 1、2、3……")
            issue = issue_plan.empty_issue(
                title.text().strip(), date(read.year, read.month, read.day), int(number.text())
            )
            self.opened.emit(issue_articles.add_empty(self._session.desk, issue))

        fields = [("刊名", title), ("期", number), ("日期（数字截至）", day)]
        dialog = AskDialog(self, "新建空白期刊", fields, "新建", does)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        title.setFocus()

    def ask_take(self) -> None:
        """Ask for a folder and take its issue in."""
        name = QFileDialog.getExistingDirectory(self, "收入期刊文件夹")
        if name:
            self.take_in(Path(name))

    def take_in(self, folder: Path) -> None:
        """Take the issue of a folder in, as a job."""
        job = issue_shelf.take_in(self._session.desk, folder)
        self._window.run_job(f"收入{folder.name}", job, self._taken)

    def _taken(self, number: Any) -> None:
        self._wanted = int(number)
        if self.gone:
            self.gone = False
        self.refresh()

    def ask_write(self) -> None:
        """Ask for a folder and write the chosen issue out."""
        one = self.current()
        name = QFileDialog.getExistingDirectory(self, "写出到（请选空文件夹，或这一期原来的文件夹）") if one else ""
        if name and one is not None:
            self.write_out(one, Path(name))

    def write_out(self, one: ShelfEntry, folder: Path) -> None:
        """Write an issue into a folder: into one of its name when the folder holds other things."""
        if folder.is_dir() and any(folder.iterdir()) and not (folder / issue_shelf.PLAN).is_file():
            folder = folder / one.name
        job = issue_shelf.write_out(self._session.desk, one.id, folder)
        self._window.run_job(f"写出{one.title}", job, lambda out: self._window.tell(f"已写出到 {out}"))

    def turn_gone(self) -> None:
        """Remove the chosen issue, or bring it back."""
        one = self.current()
        if one is None or self._session.desk.read_only:
            return
        turn = issue_shelf.bring_back if self.gone else issue_shelf.remove
        turn(self._session.desk, one.id)
        self._window.tell(
            f"已{'恢复' if self.gone else '移除'}“{one.title}”" + ("" if self.gone else "，可在“已移除的”里恢复")
        )

    def _turn_list(self) -> None:
        self.gone = not self.gone
        self.refresh()
