"""The lists of fields and values in the filter panel and the dialogs of the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from bureau_desk.ui.table.letters import AT_ONCE, KEY, LetterCompleter, prepare, spelled
from bureau_desk.ui.theme import theme


class Picker(QComboBox):
    """A list that is narrowed by typing text, pinyin or initials; the wheel scrolls the panel and never changes a choice."""

    chosen = Signal()

    def __init__(self, name: str, wide: int) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(theme.px(wide))
        self.setMaxVisibleItems(16)
        self.setCompleter(LetterCompleter(self))
        theme.dress_completions(self)
        self.lineEdit().textEdited.connect(lambda _: self._spell() if self.count() > AT_ONCE else None)
        self.activated.connect(lambda _: self.chosen.emit())

    def offer(self, labels: Sequence[str]) -> None:
        """Offer these lines, found by their text, pinyin and initials."""
        prepare(labels)
        self.addItems(list(labels))
        self._spell()

    def _spell(self) -> None:
        """Take over the pinyin that has been worked out by now."""
        for place in range(self.count()):
            found = spelled(self.itemText(place))
            if self.itemData(place, KEY) != found:
                self.setItemData(place, found, KEY)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel."""
        event.ignore()
