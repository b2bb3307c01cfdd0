"""All that can be mended by itself, listed with what stands there and what would: ticked ones are mended as one step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.app.mending_plan import Mend
from bureau_desk.ui.entering.plan_preview import PARTS, TONE, DifferenceCells, TickedCells
from bureau_desk.ui.pieces import button, framed, label, open_at
from bureau_desk.ui.plain_table import Index, PlainTable, TextModel
from bureau_desk.ui.theme import theme

TITLES, WIDTHS = ("稿件", "改动", "上下文", "问题"), (190, 220, 280, 260)
CHANGE = 1


class MendModel(TextModel):
    """A row a mend; the first column has its tick."""

    ticked = Signal()

    def __init__(self, mends: Sequence[Mend], parent: QWidget) -> None:
        super().__init__(parent)
        self.mends = mends
        self.chosen = {row for row, one in enumerate(mends) if one.sure}
        rows = [
            (one.title, f"{one.problem.value} → {one.problem.suggestion}", one.around, one.problem.message)
            for one in mends
        ]
        self.show(TITLES, rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The tick, old and new, the tone."""
        if not index.isValid() or index.row() >= len(self.mends):
            return None
        one = self.mends[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if index.row() in self.chosen else Qt.CheckState.Unchecked
        if index.column() == CHANGE and role == PARTS:
            return "new", one.problem.value, one.problem.suggestion
        if role == TONE:
            return "new" if index.column() == CHANGE else "" if one.sure else "warning" if index.column() == 3 else ""
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            place = f"第 {one.block} 块" if one.block else "篇目信息"
            return f"{one.title}，{place}" + ("" if one.sure else "；要核对事实，没有预先勾选")
        return super().data(index, role)

    def turn(self, row: int) -> None:
        """Take a mend in or leave it out."""
        self.chosen ^= {row}
        self._changed()

    def tick(self, rows: set[int]) -> None:
        """Take in just these."""
        self.chosen = set(rows)
        self._changed()

    def _changed(self) -> None:
        if self.mends:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.mends) - 1, 0))
        self.ticked.emit()


class MendingDialog(QDialog):
    """Accepted with `chosen()`; nothing is written here."""

    def __init__(self, mends: Sequence[Mend], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("全部改正")
        self.model = MendModel(mends, self)
        self.table = PlainTable("能自动改正的地方", WIDTHS)
        self.table.setModel(self.model)
        self._ticks, self._difference = TickedCells(self), DifferenceCells(self)
        self.table.setItemDelegate(self._ticks)
        self.table.setItemDelegateForColumn(CHANGE, self._difference)
        self.table.setCurrentIndex(self.model.index(0, 0))
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(lambda index: self.model.turn(index.row()))
        articles = len({one.article for one in mends})
        doubtful = sum(not one.sure for one in mends)
        told = f"{articles} 篇里有 {len(mends)} 处可以自动改正。回车或单击方框去掉不改的；改正后按 Ctrl+Z 一次撤销。"
        told += f"其中 {doubtful} 处要核对事实，没有预先勾选。" if doubtful else ""
        self.all = button("全选", lambda: self.model.tick(set(range(len(mends)))))
        self.none = button("全不选", lambda: self.model.tick(set()))
        self.cancel, self.do = button("取消", self.reject), button("改正", self.accept, "primary")
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        for one in (self.all, self.none, self.cancel, self.do):
            one.setAutoDefault(False)
        for one in (self.all, self.none):
            foot.addWidget(one)
        foot.addStretch(1)
        for one in (self.cancel, self.do):
            foot.addWidget(one)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(8))
        column.addWidget(label(told, wrap=True))
        column.addWidget(framed(self.table), 1)
        column.addLayout(foot)
        self.model.ticked.connect(self._tell)
        self._tell()
        open_at(self, 960, 520)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self.model.turn(index.row())

    def _tell(self) -> None:
        count = len(self.model.chosen)
        self.do.setText(f"改正 {count} 处" if count else "改正")
        self.do.setEnabled(count > 0)

    def chosen(self) -> list[Mend]:
        """The ticked mends in their order."""
        return [one for row, one in enumerate(self.model.mends) if row in self.model.chosen]
