"""The page 步骤: every step of the desk, newest first, with the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import past_table, steps, undoing
from bureau_desk.app.steps import Step
from bureau_desk.ui.pieces import button, card, empty_state, framed, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.queries import AT_ONCE
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.paged_model import PAGE, Cells, PagedModel, of_page
from bureau_desk.ui.time.read_when_seen import ReadWhenSeen
from bureau_desk.ui.time.step_filters import StepFilters

if TYPE_CHECKING:
    from bureau_desk.app.recording import HistoryEntry
    from bureau_desk.ui.main_window import MainWindow

TITLES = ("时间", "经办人", "做了什么", "台账", "条数", "状态")
ROW_TITLES = ("记录", "台账", "改动")
SHOWN_ROWS = 60
_DONE = {"undo": "已重做", "close": "已重新开账"}


class _Read(NamedTuple):
    """The steps that were asked for, who has written, and the lines around the row that is to be current."""

    numbers: Sequence[int]
    authors: Sequence[str]
    row: int
    known: Mapping[int, Step]


class StepsPage(ReadWhenSeen):
    """Lists steps by pages; what the chosen one changed stands below."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(window, session, parent)
        self._records: list[tuple[str, int]] = []
        self.count = label("", "quiet")
        self.filters = StepFilters(session)
        self.corrections = self.filters.corrections
        self.fault = label("", "problem_text")
        fetch = partial(steps.page, session.desk)
        self.model = PagedModel(TITLES, fetch, self._cells, (4,), self, self.queries)
        self.model.arrived.connect(self._arrived)
        self.table = PlainTable("步骤", (146, 88, 500, 170, 64))
        self.table.setModel(self.model)
        self.rows = TextModel(self)
        self.row_table = PlainTable("这一步改动的记录", (240, 150))
        self.row_table.setModel(self.rows)
        self.told = label("", "heading")
        self.turn_button = button("撤销这一步", self.turn_step, icon="undo")
        self.back = button("撤销其后全部", self.go_back, icon="history")
        self.see = button("在台账中查看", self.see_rows, "link")
        self.see.setToolTip("只列出这一步改动的记录")
        self.close_year = button("关账年度…", self.ask_closing, icon="check")
        self.close_year.setToolTip("关账和重新开账都要写明，不随 Ctrl+Z 撤销：以免连按撤销时无意间重新开账")
        self._build()
        self._connect()

    # building
    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(label("步骤", "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        for one in (self.turn_button, self.back, self.close_year):
            head.addWidget(one)
        below, under = card()
        under.setContentsMargins(1, theme.px(8), 1, 1)
        self.told.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        line = QHBoxLayout()
        line.addWidget(self.told, 1)
        line.addWidget(self.see)
        line.setContentsMargins(0, 0, theme.px(8), 0)
        under.addLayout(line)
        under.addWidget(self.row_table)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.px(8))
        self.splitter.addWidget(framed(self.table))
        self.splitter.addWidget(below)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.splitter)
        clear = button("取消筛选", self.filters.clear)
        self._stack.addWidget(
            empty_state(
                "history", "没有符合条件的步骤", "新增、修改、导入、合并、撤销都记在这里，一步可以整步撤销。", clear
            )
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self.filters)
        layout.addWidget(self.fault)
        layout.addWidget(self._stack, 1)
        self.fault.hide()

    def _connect(self) -> None:
        steps = (self.table, self.see, self.row_table, self.turn_button, self.back, self.close_year)
        for one, following in pairwise((*self.filters.steps, *steps)):
            self.setTabOrder(one, following)
        self.back.setToolTip("撤销比所选这一步更晚的全部步骤；每步都可再重做")
        self.filters.typed.connect(self._pause.start)
        self.filters.chosen.connect(self._read_now)
        self.table.selectionModel().currentRowChanged.connect(lambda _new, _old: self._show_step())
        self.table.activated.connect(lambda _: self.row_table.setFocus())
        self.row_table.activated.connect(self._open)

    # showing
    def set_writable(self) -> None:
        """Take over whether anything can be changed now."""
        self._allow(self.step())

    def _read(self) -> None:
        wanted = self.filters.wanted()
        self.fault.setText("日期请写成 2024-06-30 或 2024-06 的样子。")
        self.fault.setVisible(wanted is None)
        if wanted is None:
            return
        desk, present = self._session.desk, self.step()
        kept = present.number if present is not None else None

        def read() -> _Read:
            numbers = steps.numbers(desk, wanted)
            row = next((place for place, one in enumerate(numbers) if one == kept), 0)
            known = {**steps.page(desk, of_page(numbers, 0)), **steps.page(desk, of_page(numbers, row // PAGE))}
            return _Read(numbers, steps.authors(desk), row, known)

        weight = past_table.lines(desk)
        self.model.beside = weight >= AT_ONCE
        self.queries.ask("steps", read, self._show_read, weight)
        if self.queries.waits("steps"):
            self.count.setText("正在读取…")

    def _show_read(self, found: _Read) -> None:
        self.filters.offer_authors(found.authors)
        self.model.show(found.numbers, found.known, (0, found.row))
        self._stack.setCurrentIndex(0 if self.model.rowCount() else 1)
        self.count.setText(f"{self.model.rowCount():,} 步")
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(found.row, 0))
        self._show_step()

    def _cells(self, step: Step) -> Cells:
        registers = self._session.schema.registers
        titles = "、".join(registers[key].title if key in registers else key for key in step.rows)
        state = "" if step.holds else _DONE.get(step.kind, "已撤销")
        words = step.summary + (f"　更正：{step.reason.removeprefix('更正：')}" if step.correction else "")
        inks = dict.fromkeys(range(6), "quiet") if not step.holds else {0: "quiet", 3: "quiet"}
        if step.correction:
            inks[2] = "warning"
            state = state or "更正"
        when = step.recorded_at.replace("T", " ")[:16]
        return (when, step.author, words, titles, f"{step.records:,}" if step.records else "", state), inks

    def step(self) -> Step | None:
        """The chosen step."""
        found = self.model.at(self.table.currentIndex().row())
        return found if isinstance(found, Step) else None

    def _allow(self, step: Step | None) -> None:
        writable = self._session.writable
        self.turn_button.setEnabled(
            bool(step) and writable and step is not None and step.kind not in ("base", "reopen")
        )
        self.back.setEnabled(writable and step is not None)
        self.close_year.setEnabled(writable)
        self.see.setEnabled(step is not None and bool(step.rows))

    def _show_step(self) -> None:
        step = self.step()
        self._allow(step)
        self.queries.cancel("rows")
        if step is None:
            self.rows.show(ROW_TITLES, ())
            self.told.setText("")
            return
        closes = step.kind == "close"
        undoes = step.holds if step.kind != "undo" else not step.holds
        self.turn_button.setText("重新开账…" if closes else "撤销这一步" if undoes else "重做这一步")
        desk = self._session.desk
        read = partial(steps.rows_of, desk, step.number, SHOWN_ROWS)
        self.queries.ask("rows", read, lambda found: self._show_rows(step, found), past_table.lines(desk))
        if self.queries.waits("rows"):
            self._records = []
            self.rows.show(ROW_TITLES, ())
            self.told.setText("正在读取…")

    def _show_rows(self, step: Step, found: Sequence[tuple[str, int, str, HistoryEntry]]) -> None:
        self._records = [(register, record) for register, record, _, _ in found]
        registers = self._session.schema.registers
        lines = [(name, registers[key].title, _words(told)) for key, _, name, told in found]
        self.rows.show(ROW_TITLES, lines)
        self.row_table.set_widths((240, 150))
        more = f"（列出前 {SHOWN_ROWS} 条改动）" if len(found) == SHOWN_ROWS and step.records > 1 else ""
        why = f"　原因：{step.reason}" if step.reason else ""
        self.told.setText(f"这一步改动 {step.records:,} 条记录{more}{why}")

    def _arrived(self) -> None:
        if not self.told.text():
            self._show_step()  # the line of the chosen step is there by now

    # what staff do
    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() < len(self._records):
            self._window.go_to_record(*self._records[index.row()])

    def see_rows(self) -> None:
        """List the rows of the chosen step in their register: that of the chosen row, else the one with most of them."""
        step = self.step()
        if step is None or not step.rows:
            return
        row = self.row_table.currentIndex().row()
        chosen = self._records[row][0] if 0 <= row < len(self._records) else ""
        register = chosen or max(step.rows, key=lambda key: step.rows[key])
        records = steps.records_of(self._session.desk, step.number, register)
        self._window.show_picked(register, f"步骤：{step.summary}", records)

    def turn_step(self) -> None:
        """Take the chosen step back, or bring it again."""
        step = self.step()
        if step is None or not self._session.writable:
            return
        if step.kind == "close":
            self.ask_closing()
            return
        desk, title = self._session.desk, f"{self.turn_button.text()}：{step.summary}"
        self._window.run_job(title, lambda: undoing.turn_job(desk, step.standing), self._turned, writes=True)

    def _turned(self, changes: Any) -> None:
        if changes is not None:
            QTimer.singleShot(0, self, lambda: self._window.tell(changes.summary))

    def go_back(self) -> None:
        """Take back every step after the chosen one."""
        step = self.step()
        if step is None or not self._session.writable:
            return
        desk = self._session.desk
        title = f"撤销“{step.summary}”以后的步骤"
        self._window.run_job(title, lambda: undoing.undo_back_to(desk, step.number), self._went_back, writes=True)

    def _went_back(self, number: Any) -> None:
        words = f"已撤销 {number:,} 步，按 Ctrl+Y 可逐步重做" if number else "这一步以后没有可撤销的步骤"
        QTimer.singleShot(0, self, lambda: self._window.tell(words))

    def ask_closing(self) -> None:
        """Close a year, or open it again."""
        from bureau_desk.ui.time.closing_dialog import ClosingDialog

        ClosingDialog(self._window, self._session).open()


def _words(told: Any) -> str:
    verb = {"add": "新增", "delete": "删除", "restore": "恢复"}.get(told.action, "")
    since = f"（自 {told.valid_from} 起）" if told.valid_from else ""
    if verb:
        return verb
    return "；".join(f"{title}：{old or '（空）'} → {new or '（空）'}" for title, old, new in told.changes) + since
