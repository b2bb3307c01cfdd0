"""Ask a number of the registers: the number, its table, and the rows that were counted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.table import Table
from bureau_desk.ui.pieces import button, card, label, scrolled
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.question_builder import COUNTS, QuestionBuilder
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

ROWS_SHOWN = 1000


class QuestionPage(WindowPage):
    """Every change of the question gives a new answer on demand; the rows behind it open their records."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.table: Table | None = None
        self._rows: list[int] = []
        self.builder = QuestionBuilder(session)
        self.number = label("—", "display")
        self.words = label("选好条件后按“问”。", "quiet", wrap=True)
        self.warnings = label("", "warning", wrap=True)
        self.warnings.hide()
        self.groups, self.rows = TextModel(self), TextModel(self)
        self.group_table, self.row_table = PlainTable("分组结果", (220, 220, 120)), PlainTable("数到的记录", (90, 360))
        self.group_table.setModel(self.groups)
        self.row_table.setModel(self.rows)
        self._build()
        self.builder.changed.connect(self._tell_changed)
        self.group_table.selectionModel().currentRowChanged.connect(self._group_chosen)
        self.row_table.activated.connect(self._open)

    def _build(self) -> None:
        ask, inside = card()
        inside.addWidget(self.builder)
        self.ask_button = button("问", self.ask, "primary", "ask")
        self.ask_button.setObjectName("ask")
        self.builder.last_line.addWidget(self.ask_button)
        answer, told = card()
        row = QHBoxLayout()
        row.addWidget(self.number)
        row.addWidget(self.words, 1)
        row.setSpacing(theme.px(20))
        told.addLayout(row)
        told.addWidget(self.warnings)
        tables = QSplitter(Qt.Orientation.Horizontal)
        tables.addWidget(_framed("分组结果", self.group_table))
        self._behind = _framed("数到的记录（双击打开）", self.row_table)
        tables.addWidget(self._behind)
        tables.setChildrenCollapsible(False)
        tables.setMinimumHeight(theme.px(260))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(12))
        column.addWidget(label("问数", "title"))
        column.addWidget(ask)
        column.addWidget(answer)
        column.addWidget(tables, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(page))

    def kept(self) -> dict[str, Any]:
        """The question as it is put together so far."""
        return self.builder.kept()

    def take_up(self, kept: dict[str, Any]) -> None:
        """Put the question together again."""
        self.builder.take_up(kept)

    def _tell_changed(self) -> None:
        if self.table is not None:
            self.words.setText("条件已改，请再按“问”。")

    def refresh(self) -> None:
        """The registers have changed."""
        self._tell_changed()

    def turn_day(self) -> None:
        """Ask for the new day where the day before was asked for."""
        self.builder.follow_day()
        super().turn_day()

    def set_writable(self) -> None:
        """Ask for the day that is looked at."""
        self.builder.follow_day()

    def ask(self) -> None:
        """Ask and show the answer."""
        day = self.builder.as_of()
        if day is None:
            self._window.tell_trouble(Trouble("“截至”不是日期。", "请写成 2021-12-31 的样子。"))
            return
        question = self.builder.question()
        try:
            table = self._session.ask(question, day)
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self.show_table(table)

    def show_table(self, table: Table) -> None:
        """Show an answer."""
        self.table = table
        self.number.setText(
            f"{number_words(table.value, table.digits)} {table.unit}" if table.value is not None else "—"
        )
        why = next((why for kind, _, why in COUNTS if kind is table.question.count), "")
        register = self._session.register(table.register or table.question.register).title
        self.words.setText(f"{register} · {self.builder.count.currentText()}　截至 {table.as_of.isoformat()}\n{why}")
        self.warnings.setText("\n".join(table.warnings))
        self.warnings.setVisible(bool(table.warnings))
        titles = [*table.names, f"{self.builder.count.currentText()}（{table.unit}）"]
        lines = [[*group.keys, number_words(group.value, table.digits)] for group in table.groups]
        self.groups.show(titles if table.groups else ["没有分组"], lines, [len(titles) - 1])
        self.group_table.set_widths([200] * len(table.names) + [140])
        self._show_rows(table.rows)

    def _group_chosen(self, new: QModelIndex, _old: QModelIndex) -> None:
        if self.table is not None and new.isValid() and new.row() < len(self.table.groups):
            self._show_rows(self.table.groups[new.row()].rows)

    def _show_rows(self, rows: Any) -> None:
        self._rows = [int(one) for one in rows][:ROWS_SHOWN]
        self.rows.show(["编号", "名称"], [(f"#{one}", self._session.record_name(one)) for one in self._rows])

    def _open(self, index: QModelIndex) -> None:
        if index.isValid() and self.table is not None:
            self._window.go_to_record(self.table.register or self.table.question.register, self._rows[index.row()])


def _framed(title: str, table: PlainTable) -> QWidget:
    frame, inside = card()
    inside.setContentsMargins(1, theme.px(8), 1, 1)
    head = label(title, "heading")
    head.setContentsMargins(theme.px(10), 0, 0, 0)
    inside.addWidget(head)
    inside.addWidget(table)
    return frame


def number_words(value: Decimal | None, digits: int) -> str:
    """A number with thousands commas and the digits of its unit."""
    return "—" if value is None else f"{value:,.{digits}f}"
