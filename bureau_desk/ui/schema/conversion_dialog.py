"""What a change of type would do, before it is done: how many values convert, and each that does not, with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.domain.overlay_fields import TYPE_WORDS
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.schema_conversion import DryRun

Index = QModelIndex | QPersistentModelIndex
TITLES = ("记录", "现值", "不能转换的原因")


class _Unread(QAbstractTableModel):
    """The values that cannot be converted."""

    def __init__(self, found: DryRun) -> None:
        super().__init__()
        self.lines = found.unread

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of values."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Record, value, reason."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            line = self.lines[index.row()]
            return (line.name, line.text, line.reason)[index.column()]
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None


class ConversionDialog(QDialog):
    """Nothing is written until staff say so; a line leads to its record."""

    carried_out = Signal()
    record_chosen = Signal(str, int, str)  # register, record, field

    def __init__(self, parent: QWidget, desk: Desk, register_title: str, found: DryRun) -> None:
        super().__init__(parent)
        self._desk, self._register_title, self.found = desk, register_title, found
        self.setWindowTitle(f"“{found.field.title}”改类型")
        kind = TYPE_WORDS.get(found.field.type, "")
        lost = len(found.unread)
        words = f"{found.filled:,} 条记录填有“{found.field.title}”：{found.converted:,} 条可以转换为{kind}"
        self.summary = label(words + (f"，{lost:,} 条不能。" if lost else "。"), "heading", wrap=True)
        self.advice = label(
            "不能转换的照原样按文字保留，列入问题清单，可以随时改正；也可以先改好再来转换。撤销可恢复原状。"
            if lost
            else "转换后可以撤销。",
            "quiet",
            wrap=True,
        )
        self.table = PlainTable("不能转换的值", (260, 180))
        self.model = _Unread(found)
        self.table.setModel(self.model)
        self.table.activated.connect(lambda index: self._go(index.row()))
        self.table.doubleClicked.connect(lambda index: self._go(index.row()))
        self.table.setVisible(bool(lost))
        self.carry = button(f"转换 {found.converted:,} 条" if found.filled else "改类型", self._carry, "primary")
        self.carry.setDefault(not lost)
        self.save = button("导出清单…", self._ask_save, icon="export")
        self.save.setVisible(bool(lost))
        row = QHBoxLayout()
        row.addWidget(self.save)
        row.addStretch(1)
        row.addWidget(button("先不改", self.reject))
        row.addWidget(self.carry)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.summary)
        layout.addWidget(self.advice)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        open_at(self, 820 if lost else 480, 520 if lost else 180)

    def _go(self, row: int) -> None:
        line = self.found.unread[row]
        self.reject()
        self.record_chosen.emit(self.found.register, line.record, self.found.field.key)

    def _carry(self) -> None:
        self.accept()
        self.carried_out.emit()

    def _ask_save(self) -> None:
        offered = str(Path.home() / f"{self._register_title}_{self.found.field.title}_未能转换.xlsx")
        name, _ = QFileDialog.getSaveFileName(self, "导出清单", offered, "Excel 工作簿 (*.xlsx)")
        if name:
            self.save_to(Path(name))

    def save_to(self, out: Path) -> None:
        """Write the list as a workbook."""
        from bureau_desk.app.schema_conversion import write_unread
        from bureau_desk.ui.messages import tell_trouble

        try:
            number = write_unread(self.found, self._register_title, out, self._desk)
        except Trouble as trouble:
            tell_trouble(self, trouble)
            return
        self.advice.setText(f"已导出 {number:,} 条到 {out.name}。")
