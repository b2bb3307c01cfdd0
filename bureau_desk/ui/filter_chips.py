"""The conditions in force as chips: a click edits one, its × takes it away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button
from bureau_desk.ui.table.operators import group_words, part_words, without
from bureau_desk.ui.table_conditions import PICKED
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_table import RecordTable

LONGEST = 300  # px at 100 %; the tooltip has the whole


class Chip(QFrame):
    """The words of a condition, and the × that takes it away; Delete does so too."""

    def __init__(self, words: str, edit: Callable[[], object], drop: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "chip")
        self.whole = words
        self.words = button("", edit, "chip_words")
        shown = self.words.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, theme.px(LONGEST))
        self.words.setText(shown)
        self.words.setToolTip(f"{words}\n单击修改，Delete 取消")
        self.words.setAccessibleName(f"修改条件 {words}")
        self.close_button = button("×", drop, "chip_close")
        self.close_button.setAccessibleName(f"取消条件 {words}")
        self.close_button.setToolTip("取消这个条件")
        self._drop = drop
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(4), 0, theme.px(2), 0)
        row.setSpacing(0)
        row.addWidget(self.words)
        row.addWidget(self.close_button)

    def text(self) -> str:
        """The whole words."""
        return self.whole

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes the condition away."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._drop()
            return
        super().keyPressEvent(event)


class FilterChips(QWidget):
    """One chip per filtered column and per part of the filter panel's tree; hidden when there is none."""

    column_asked = Signal(str)  # field key whose filter is to be edited
    part_asked = Signal(int)  # place in the panel's tree, -1 for all of it

    def __init__(self, table: RecordTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = table
        self._row = FlowLayout(self, theme.px(6))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.chips: list[Chip] = []
        self.refresh()

    def refresh(self) -> None:
        """Make the chips anew."""
        while self._row.count():
            item = self._row.takeAt(0)
            if item is not None and (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.chips = [self._of_column(key) for key in self._table.conditions.filters] + self._of_tree()
        for chip in self.chips:
            self._row.addWidget(chip)
        if self.chips:
            self._row.addWidget(button("全部取消", self._table.conditions.clear_filters, "link"))
        self.setVisible(bool(self.chips))
        self.updateGeometry()

    def _of_column(self, key: str) -> Chip:
        conditions = self._table.conditions
        words = conditions.words(key)

        def drop() -> None:
            conditions.set_filter(key, ())

        # records picked elsewhere have no column whose filter could be edited
        edit = drop if key == PICKED else lambda: self.column_asked.emit(key)
        return Chip(words, edit, drop)

    def _of_tree(self) -> list[Chip]:
        conditions, register = self._table.conditions, self._table.register
        where = conditions.where
        if where is None:
            return []
        if where.any or where.negated:
            words = group_words(where, register, conditions.codes)
            return [Chip(words, lambda: self.part_asked.emit(-1), lambda: conditions.set_where(None))]
        return [
            Chip(
                part_words(part, register, conditions.codes),
                lambda place=place: self.part_asked.emit(place),
                lambda place=place: conditions.set_where(without(where, place)),
            )
            for place, part in enumerate(where.parts)
        ]
