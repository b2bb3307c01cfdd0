"""Choosing columns: every field in its section, found by typing; ticked ones in order, moved by key, frozen by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
)

from bureau_desk.domain.organisation import search_text
from bureau_desk.domain.register import Field
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.record_model import title_of
from bureau_desk.ui.table.letters import prepare, spelled
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable

_KEY = Qt.ItemDataRole.UserRole


class ColumnsDialog(QDialog):
    """Shown columns stand first in their order; below them the others by section. Nothing changes before 应用."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self.setWindowTitle("选择列")
        self.search = QLineEdit()
        self.search.setPlaceholderText("按字段名查找")
        self.search.setAccessibleName("查找字段")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setProperty("kind", "ticks")
        self.list.setAccessibleName("列")
        self.list.installEventFilter(self)
        self.frozen = QSpinBox()
        self.frozen.setAccessibleName("固定前几列")
        self.frozen.setRange(0, 9)
        self.frozen.setValue(table.columns.frozen)
        self._fill(table.columns.keys)
        self._build()
        open_at(self, 460, 620)

    def _build(self) -> None:
        moves = QHBoxLayout()
        moves.setSpacing(theme.px(4))
        for words, does in (
            ("全选", lambda: self.tick_all(True)),
            ("全不选", lambda: self.tick_all(False)),
            ("恢复默认", self._reset),
            ("上移", lambda: self.move_current(-1)),
            ("下移", lambda: self.move_current(1)),
        ):
            moves.addWidget(button(words, does, "link"))
        moves.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(label("固定前", "quiet"))
        foot.addWidget(self.frozen)
        foot.addWidget(label("列", "quiet"))
        foot.addStretch(1)
        foot.addWidget(button("取消", self.reject))
        keep = button("应用", self.accept, "primary")
        keep.setDefault(True)
        foot.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self.search)
        layout.addLayout(moves)
        layout.addWidget(self.list, 1)
        layout.addWidget(label("空格勾选；Alt+↑、Alt+↓ 调整次序。", "small"))
        layout.addLayout(foot)

    def _fill(self, keys: list[str]) -> None:
        self.list.clear()
        register = self._table.register
        self._caption("显示的列")
        for key in keys:
            if (field := register.field(key)) is not None:
                self._line(field, True)
        section = None
        for field in register.fields:
            if field.key in keys:
                continue
            if field.section != section:
                section = field.section
                self._caption(section or "其他")
            self._line(field, False)
        self.list.setCurrentRow(1)

    def _caption(self, words: str) -> None:
        item = QListWidgetItem(words, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, theme.px(32)))
        item.setFont(theme.font(9.5, bold=True))

    def _line(self, field: Field, shown: bool) -> None:
        item = QListWidgetItem(title_of(field), self.list)
        item.setData(_KEY, field.key)
        item.setSizeHint(QSize(0, theme.px(28)))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        if field.key == self._table.register.name_field:
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip("名称总是显示")
        item.setCheckState(Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked)

    def _lines(self) -> list[QListWidgetItem]:
        items = [self.list.item(place) for place in range(self.list.count())]
        return [item for item in items if item.data(_KEY)]

    def _narrow(self, text: str) -> None:
        wanted = search_text(text)
        prepare(item.text() for item in self._lines())
        for place in range(self.list.count()):
            item = self.list.item(place)
            item.setHidden(bool(wanted) and (not item.data(_KEY) or wanted not in spelled(item.text())))
        first = next((item for item in self._lines() if not item.isHidden()), None)
        if first is not None:
            self.list.setCurrentItem(first)

    def tick(self, key: str, on: bool) -> None:
        """Tick a field, or no more."""
        for item in self._lines():
            if item.data(_KEY) == key:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def tick_all(self, on: bool) -> None:
        """Tick every line in view, or none but the name."""
        for item in self._lines():
            if not item.isHidden() and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def _reset(self) -> None:
        self._fill(self._table.columns.first())
        self.frozen.setValue(1)

    def move_current(self, step: int) -> None:
        """Move the current line past the next one in view."""
        row = self.list.currentRow()
        place = row + step
        if not 0 < place < self.list.count() or not self.list.item(row).data(_KEY):
            return
        item = self.list.takeItem(row)
        self.list.insertItem(place, item)
        self.list.setCurrentRow(place)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Alt and the arrows move a line."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step:
                self.move_current(step)
                return True
        return False

    def chosen(self) -> list[str]:
        """The ticked fields in the order of the list."""
        return [str(item.data(_KEY)) for item in self._lines() if item.checkState() == Qt.CheckState.Checked]

    def accept(self) -> None:
        """Show what is ticked."""
        keys = self.chosen()
        for key in [one for one in self._table.columns.keys if one not in keys]:
            self._table.conditions.set_filter(key, ())
        self._table.columns.choose(keys, self.frozen.value())
        super().accept()
