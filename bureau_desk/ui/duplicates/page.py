"""The page 查重: organisations that may be registered twice, to be judged or merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bureau_desk.analysis.alike import Alike
from bureau_desk.app import duplicates
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.duplicates.pair_panel import PairPanel
from bureau_desk.ui.pieces import button, empty_state, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PENDING, JUDGED = 0, 1
RUNGS = {1: "代码", 2: "曾用名", 3: "同名", 4: "写法", 5: "简称", 6: "同音", 7: "差一字"}


class DuplicatesPage(SeenPage):
    """Looks for pairs as a job; each pair is merged, judged to be two, or left."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.pairs: list[Alike] = []
        self._found_pairs: list[Alike] = []  # with those decided since, which undo brings back
        self._searched = ""
        self.register = QComboBox()
        self.register.setAccessibleName("台账")
        for one in duplicates.registers(session.desk):
            self.register.addItem(one.title, one.key)
        self.find = button("查找重复", self.search, "primary", "search")
        self.find.setObjectName("find_duplicates")
        self.count = label("", "quiet")
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("待判断与已判断")
        self.tabs.addTab("待判断")
        self.tabs.addTab("已判不是同一家")
        self.model = TextModel(self)
        self.table = PlainTable("可能重复的记录", (70,))
        self.table.setModel(self.model)
        self.panel = PairPanel(session)
        self._build()
        self._connect()
        self._read_now()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(label("查重", "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        head.addWidget(self.register)
        head.addWidget(self.find)
        self._empty = QStackedWidget()
        self._empty.addWidget(self.table)
        self._none = empty_state(
            "search",
            "找出登记了两次的单位",
            "按代码、曾用名、名称写法、同音和差一字比对。能确定的排在前面，其余请逐对核对：合并，或记住“不是同一家”。",
            button("查找重复", self.search),
        )
        self._empty.addWidget(self._none)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        column.addWidget(self._empty, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(theme.px(8))
        left.setMinimumWidth(theme.px(240))
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([theme.px(400), theme.px(700)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self.splitter, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda _: self._show())
        self.table.selectionModel().currentRowChanged.connect(lambda new, _old: self._chosen(new.row()))
        self.table.activated.connect(lambda _: self.panel.sides.setFocus())
        self.panel.merged.connect(self._merged)
        self.panel.judged.connect(self._judged)
        self.panel.opened.connect(lambda record: self._window.go_to_record(self._register(), record))
        self.panel.failed.connect(self._window.tell_trouble)
        QShortcut(QKeySequence("Ctrl+Return"), self, activated=self.panel.run)

    def _register(self) -> str:
        return str(self._searched or self.register.currentData() or "")

    # finding
    def search(self) -> None:
        """Look through the chosen register, as a job."""
        key = str(self.register.currentData() or "")
        if key:
            job = duplicates.search(self._session.desk, key)
            self._window.run_job(f"查重：{self.register.currentText()}", job, self._found)

    def _found(self, found: object) -> None:
        if isinstance(found, duplicates.Found):
            self._searched = found.register
            self._found_pairs = list(found.pairs)
            self.pairs = list(found.pairs)
            self.tabs.setCurrentIndex(PENDING)
            self._show()
            if self.pairs:
                self.table.setFocus()

    def show_pair(self, register: str, first: int, second: int) -> None:
        """Lay two chosen records side by side, found alike or not."""
        place = self.register.findData(register)
        if place < 0:
            title = self._session.register(register).title
            self._window.tell_trouble(Trouble(f"{title}不能合并。", "能合并的是有单位名称和代码的台账。"))
            return
        self.register.setCurrentIndex(place)
        self._searched = register
        self.tabs.setCurrentIndex(PENDING)
        self._show()
        self.panel.show_pair(register, first, second, "由所选两条记录打开")

    # showing
    def _read(self) -> None:
        """Leave out pairs whose records are gone, or that were judged."""
        if self._searched:
            living = set(self._session.ids(self._session.view(self._searched)))
            judged = {(one.first, one.second) for one in duplicates.judged(self._session.desk)}
            self.pairs = [
                one
                for one in self._found_pairs
                if one.first in living and one.second in living and (one.first, one.second) not in judged
            ]
        self._show()

    def _show(self) -> None:
        judged = self.tabs.currentIndex() == JUDGED
        row = max(0, self.table.currentIndex().row())
        judgements = duplicates.judged(self._session.desk)
        if judged:
            lines = [
                (one.recorded_at[:10], self._name(one.first), self._name(one.second), one.author, one.reason)
                for one in judgements
            ]
            self.model.show(("日期", "甲", "乙", "判断人", "理由"), lines)
            self.table.set_widths((96, 140, 140, 80))
        else:
            lines = [(RUNGS[one.rung], self._name(one.first), self._name(one.second)) for one in self.pairs]
            self.model.show(("依据", "甲", "乙"), lines)
            self.table.set_widths((70,))
        header = self.table.horizontalHeader()
        for column in (1, 2):
            header.setSectionResizeMode(column, header.ResizeMode.Interactive if judged else header.ResizeMode.Stretch)
        self.tabs.setTabText(PENDING, f"待判断（{len(self.pairs):,}）" if self._searched else "待判断")
        self.tabs.setTabText(JUDGED, f"已判不是同一家（{len(judgements):,}）")
        self._empty.setCurrentIndex(0 if lines else 1)
        self._tell_empty(judged)
        self.panel.set_judged(judged)
        if lines:
            self.table.selectRow(min(row, len(lines) - 1))
            self._chosen(min(row, len(lines) - 1))
        else:
            self.panel.show_nothing()

    def _tell_empty(self, judged: bool) -> None:
        words = f"{self.register.currentText()}：没有找到可能重复的记录" if self._searched and not self.pairs else ""
        self.count.setText("" if judged else words)

    def _name(self, record: int) -> str:
        return self._session.record_name(record)

    def _chosen(self, row: int) -> None:
        if self.tabs.currentIndex() == JUDGED:
            judgements = duplicates.judged(self._session.desk)
            if 0 <= row < len(judgements):
                self.panel.show_judgement(judgements[row])
        elif 0 <= row < len(self.pairs):
            one = self.pairs[row]
            self.panel.show_pair(self._searched, one.first, one.second, one.reason, one.certain)

    # what staff decide
    def _merged(self, changes: object, gone: int) -> None:
        self.pairs = [one for one in self.pairs if gone not in (one.first, one.second)]
        self._show()
        QTimer.singleShot(0, self, lambda: self._window.tell(getattr(changes, "summary", ""), True))
        self.table.setFocus()

    def _judged(self, changes: object) -> None:
        self._read_now()
        self._window.tell(getattr(changes, "summary", ""), True)
        self.table.setFocus()
