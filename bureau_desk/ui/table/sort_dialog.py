"""Sorting by several columns: one line for each, the first one foremost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout

from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.table.operators import first_fields
from bureau_desk.ui.table.picker import Picker
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable

LINES = 4


class SortDialog(QDialog):
    """Empty lines are left out; no line at all gives the order of entry."""

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self._fields = first_fields(table.register, table.model.columns)
        self.setWindowTitle("排序")
        self.lines: list[tuple[Picker, QComboBox]] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(8))
        grid.setVerticalSpacing(theme.px(8))
        for place in range(LINES):
            field, direction = Picker(f"第 {place + 1} 排序字段", 220), QComboBox()
            field.offer(["（不排）", *(one.title for one in self._fields)])
            direction.addItems(["升序", "降序"])
            direction.setAccessibleName(f"第 {place + 1} 排序方向")
            grid.addWidget(label("先按" if not place else "再按", "quiet"), place, 0)
            grid.addWidget(field, place, 1)
            grid.addWidget(direction, place, 2)
            self.lines.append((field, direction))
        keys = [one.key for one in self._fields]
        for (field, direction), (key, down) in zip(self.lines, table.conditions.sort, strict=False):
            field.setCurrentIndex(keys.index(key) + 1 if key in keys else 0)
            direction.setCurrentIndex(int(down))
        foot = QHBoxLayout()
        foot.addWidget(button("按录入顺序", self.clear, "link"))
        foot.addStretch(1)
        foot.addWidget(button("取消", self.reject))
        keep = button("排序", self.accept, "primary")
        keep.setDefault(True)
        foot.addWidget(keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addLayout(grid)
        layout.addLayout(foot)

    def clear(self) -> None:
        """No sorting."""
        for field, _ in self.lines:
            field.setCurrentIndex(0)

    def accept(self) -> None:
        """Sort by the lines that are filled in."""
        titles = {one.title: one.key for one in self._fields}
        chosen = [
            (titles.get(field.currentText().strip()), direction.currentIndex()) for field, direction in self.lines
        ]
        self._table.conditions.set_sort([(key, bool(down)) for key, down in chosen if key])
        super().accept()
