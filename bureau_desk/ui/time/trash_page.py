"""The page 回收站: deleted records as they last were, and their way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app import past_table, trash
from bureau_desk.app.trash import Gone
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, card, empty_state, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.queries import AT_ONCE
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.correction import attempt
from bureau_desk.ui.time.paged_model import Cells, PagedModel, of_page
from bureau_desk.ui.time.read_when_seen import ReadWhenSeen

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

TITLES = ("名称", "台账", "删除时间", "经办人", "原因")
TITLES_BEFORE = ("字段", "删除前的内容")


class _Read(NamedTuple):
    """What stands in the trash: how many of each register, the numbers that were asked for, the first of them."""

    counts: Mapping[str, int]
    numbers: Sequence[int]
    first: Mapping[int, Gone]


class _Before(NamedTuple):
    """What a deleted record was, and how many of its own went with it."""

    own: int
    lines: Sequence[tuple[str, str]]


class TrashPage(ReadWhenSeen):
    """Lists what was deleted, last first; restoring is one step that undo takes back."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(window, session, parent)
        self.count = label("", "quiet")
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索名称、代码或其他内容")
        self.search.setAccessibleName("搜索回收站")
        self.search.setClearButtonEnabled(True)
        self.register = QComboBox()
        self.register.setAccessibleName("台账")
        self._offer_registers({})  # it is as wide as its words when it is first shown
        fetch = partial(trash.page, session.desk)
        self.model = PagedModel(TITLES, fetch, self._cells, (), self, self.queries)
        self.model.arrived.connect(self._arrived)
        self.table = PlainTable("回收站", (220, 130, 146, 88))
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.fields = TextModel(self)
        self.preview = PlainTable("删除前的内容", (150,))
        self.preview.setModel(self.fields)
        self.name = label("", "heading", wrap=True)
        self.own = label("", "quiet", wrap=True)
        self.restore = button("恢复所选", self.restore_selected, "primary", "undo")
        self.restore.setObjectName("restore")
        self._build()
        for one, following in pairwise((self.search, self.register, self.table, self.preview, self.restore)):
            self.setTabOrder(one, following)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.register.currentIndexChanged.connect(lambda _: self._read_now())
        self.table.selectionModel().selectionChanged.connect(lambda _new, _old: self._show())
        self.table.activated.connect(lambda _: self.restore_selected())

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(label("回收站", "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.restore)
        tools = QHBoxLayout()
        tools.setSpacing(theme.px(8))
        tools.addWidget(self.search, 1)
        tools.addWidget(self.register)
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        right, beside = card()
        beside.setContentsMargins(1, theme.px(10), 1, 1)
        for one in (self.name, self.own):
            one.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
            beside.addWidget(one)
        beside.addWidget(self.preview, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(theme.px(8))
        splitter.addWidget(frame)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setSizes([theme.px(700), theme.px(400)])
        self._stack = QStackedWidget()
        self._stack.addWidget(splitter)
        self._stack.addWidget(
            empty_state("delete", "回收站里没有记录", "删除的记录会列在这里，可以整条恢复，连同一起删除的名下记录。")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addLayout(tools)
        layout.addWidget(self._stack, 1)
        layout.addWidget(label("没有“彻底删除”：流水从不清理，每条记录的来龙去脉都留着。", "small", wrap=True))

    # showing
    def set_writable(self) -> None:
        """Take over whether anything can be changed now."""
        self._allow(self.chosen())

    def _read(self) -> None:
        desk, register, text = self._session.desk, self.register.currentData() or "", self.search.text().strip()

        def read() -> _Read:
            numbers = trash.numbers(desk, register, text)
            return _Read(trash.counts(desk), numbers, trash.page(desk, of_page(numbers, 0)))

        weight = past_table.lines(desk)
        self.model.beside = weight >= AT_ONCE
        self.queries.ask("trash", read, self._show_read, weight)
        if self.queries.waits("trash"):
            self.count.setText("正在读取…")

    def _show_read(self, found: _Read) -> None:
        self._offer_registers(found.counts)
        self.model.show(found.numbers, found.first, (0,))
        shown = self.model.rowCount()
        self.count.setText(f"{shown:,} 条" if shown else "")
        self._stack.setCurrentIndex(0 if shown else 1)
        if shown:
            self.table.selectRow(0)
        self._show()

    def _offer_registers(self, counts: Mapping[str, int]) -> None:
        kept = self.register.currentData()
        self.register.blockSignals(True)
        self.register.clear()
        self.register.addItem("全部台账", "")
        for key, number in counts.items():
            described = self._session.schema.registers.get(key)
            self.register.addItem(f"{described.title if described else key}（{number:,}）", key)
        self.register.setCurrentIndex(max(0, self.register.findData(kept)))
        self.register.blockSignals(False)

    def _cells(self, gone: Gone) -> Cells:
        described = self._session.schema.registers.get(gone.register)
        when = gone.deleted_at.replace("T", " ")[:16]
        title = described.title if described else gone.register
        return (gone.name, title, when, gone.author, gone.reason or gone.summary), {1: "quiet", 2: "quiet"}

    def chosen(self) -> list[int]:
        """The selected records."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [int(self.model.numbers[row]) for row in rows if row < len(self.model.numbers)]

    def _allow(self, chosen: Sequence[int]) -> None:
        self.restore.setEnabled(bool(chosen) and self._session.writable)

    def _show(self) -> None:
        chosen = self.chosen()
        self._allow(chosen)
        self.restore.setText(f"恢复所选 {len(chosen):,} 条" if len(chosen) > 1 else "恢复所选")
        gone = self.model.at(self.table.currentIndex().row()) if chosen else None
        self.queries.cancel("before")
        if not isinstance(gone, Gone):
            self.fields.show(TITLES_BEFORE, ())
            self.name.setText("")
            self.own.setText("")
            return
        self.name.setText(gone.name)
        desk, record = self._session.desk, gone.record

        def read() -> _Before:
            return _Before(len(trash.companions(desk, [record])), trash.preview(desk, record))

        self.queries.ask("before", read, self._show_before, past_table.lines(desk))
        if self.queries.waits("before"):
            self.own.setText("正在读取…")
            self.own.show()
            self.fields.show(TITLES_BEFORE, ())

    def _show_before(self, found: _Before) -> None:
        self.own.setText(f"同一步里删除的名下 {found.own:,} 条记录会一起恢复。" if found.own else "")
        self.own.setVisible(bool(found.own))
        self.fields.show(TITLES_BEFORE, found.lines)
        self.preview.set_widths((150,))

    def _arrived(self) -> None:
        if not self.name.text():
            self._show()  # the line of the chosen record is there by now

    # what staff do
    def restore_selected(self) -> None:
        """Bring the selected records back as one step."""
        chosen = self.chosen()
        if not chosen or not self._session.writable:
            return
        desk = self._session.desk
        try:
            changes = attempt(desk, lambda: trash.restore(desk, chosen))
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self._window.tell(changes.summary, True)
