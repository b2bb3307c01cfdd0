"""The filters in force as chips; clicking one takes its filter away."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from bureau_desk.ui.pieces import button
from bureau_desk.ui.record_table import RecordTable
from bureau_desk.ui.theme import theme

SHOWN = 5


class FilterChips(QWidget):
    """One chip per filtered column, hidden when there is none."""

    def __init__(self, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
        self.chips: list[QPushButton] = []
        self.refresh()

    def refresh(self) -> None:
        """Make the chips anew."""
        while self._row.count():
            item = self._row.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        keys = list(self._table.conditions.filters)
        self.chips = [self._chip(key) for key in keys[:SHOWN]]
        for chip in self.chips:
            self._row.addWidget(chip)
        if keys:
            more = f"另 {len(keys) - SHOWN} 个条件，" if len(keys) > SHOWN else ""
            self._row.addWidget(button(f"{more}全部取消", self._table.conditions.clear_filters, "link"))
        self._row.addStretch(1)
        self.setVisible(bool(keys))

    def _chip(self, key: str) -> QPushButton:
        words = self._table.conditions.words(key)
        chip = button(f"{words}　×", lambda: self._table.conditions.set_filter(key, ()), "chip")
        chip.setAccessibleName(f"取消筛选 {words}")
        return chip
