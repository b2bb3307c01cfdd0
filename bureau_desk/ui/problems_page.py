"""The list of problems of the whole desk; a line leads to its record and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Severity
from bureau_desk.ui.pieces import button, empty_state, label
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLES = ("程度", "台账", "记录", "字段", "问题", "现值")
SEVERITIES = {Severity.HARD: "必须改", Severity.SOFT: "待核", Severity.NOTE: "提示"}
_TOKENS = {Severity.HARD: "bad", Severity.SOFT: "warning", Severity.NOTE: "quiet"}
LIMIT = 5000


class ProblemsModel(QAbstractTableModel):
    """Problems as lines."""

    def __init__(self, titles: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self.problems: Sequence[Any] = ()

    def show(self, problems: Sequence[Any]) -> None:
        """Show these problems."""
        self.beginResetModel()
        self.problems = problems
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of problems."""
        return 0 if parent.isValid() else len(self.problems)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of TITLES."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the colour of the severity."""
        if not index.isValid() or index.row() >= len(self.problems):
            return None
        one = self.problems[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            texts = (SEVERITIES.get(one.severity, ""), self._titles.get(one.register, one.register), one.name, one.title, one.message, one.value)  # fmt: skip
            return texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return QColor(theme.color(_TOKENS.get(one.severity, "quiet")))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None


class ProblemsPage(QWidget):
    """Lists what is to be checked, worst first; Enter or a double click opens the record at its field."""

    record_chosen = Signal(str, int, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._all: list[Any] = []
        self.count = label("", "quiet")
        self.register = QComboBox()
        self.register.setAccessibleName("台账")
        self.severity = QComboBox()
        self.severity.setAccessibleName("程度")
        self.severity.addItem("全部程度", "")
        for severity, words in SEVERITIES.items():
            self.severity.addItem(words, severity.value)
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索记录或问题")
        self.search.setAccessibleName("搜索问题")
        self.search.setClearButtonEnabled(True)
        self.model = ProblemsModel({key: one.title for key, one in session.schema.registers.items()}, self)
        self.table = PlainTable("问题清单", (76, 130, 220, 180, 440, 140))
        self.table.setModel(self.model)
        self._build()
        self.register.currentIndexChanged.connect(lambda _: self._show())
        self.severity.currentIndexChanged.connect(lambda _: self._show())
        self.search.textChanged.connect(lambda _: self._show())
        self.table.activated.connect(self._open)
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label("问题清单", "title"))
        head.addWidget(self.count)
        head.addStretch(1)
        opener = button("打开记录", lambda: self._open(self.table.currentIndex()), icon="edit")
        opener.setToolTip("打开所选的一条（回车）")
        head.addWidget(opener)
        tools = QHBoxLayout()
        tools.addWidget(self.search, 1)
        tools.addWidget(self.register)
        tools.addWidget(self.severity)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(
            empty_state("done", "没有待核的问题", "保存或导入后发现的疑点会列在这里，双击即可到所在的字段。")
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addLayout(head)
        layout.addLayout(tools)
        layout.addWidget(self._stack, 1)
        steps = (self.search, self.register, self.severity, self.table, opener)
        for one, following in pairwise(steps):
            self.setTabOrder(one, following)

    def refresh(self) -> None:
        """Read the problems again."""
        self._all = list(self._session.problems())
        counts = Counter(one.register for one in self._all)
        kept = self.register.currentData()
        self.register.blockSignals(True)
        self.register.clear()
        self.register.addItem("全部台账", "")
        for key, number in counts.most_common():
            described = self._session.schema.registers.get(key)
            self.register.addItem(f"{described.title if described else key}（{number:,}）", key)
        self.register.setCurrentIndex(max(0, self.register.findData(kept)))
        self.register.blockSignals(False)
        self._show()

    def _show(self) -> None:
        key, severity, text = self.register.currentData(), self.severity.currentData(), self.search.text().strip()
        shown = [
            one
            for one in self._all
            if (not key or one.register == key)
            and (not severity or one.severity == severity)
            and (not text or text in one.name or text in one.message or text in one.title)
        ]
        self.model.show(shown)
        more = f"（只列出前 {LIMIT:,} 个）" if len(self._all) >= LIMIT else ""
        # the number of records is the one that navigation and start page show
        records = len({(one.register, one.record) for one in shown})
        self.count.setText(f"{records:,} 条记录，{len(shown):,} 个问题{more}" if self._all else "")
        self._stack.setCurrentIndex(0 if shown else 1)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            one = self.model.problems[index.row()]
            self.record_chosen.emit(one.register, one.record, one.field)
