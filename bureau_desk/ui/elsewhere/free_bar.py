"""The band that offers to write on a desk, once the other program has let go of it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme


class FreeBar(QFrame):
    """Comes when the desk becomes free; put away, it comes again only when the desk was held in between."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "drafts")
        self._free = False
        self.words = label("另一处已关闭这个台账，现在可以在这里修改。", "draft_text")
        self.open = button("改为可编辑", self.asked.emit, "primary")
        self.open.setObjectName("make_writable")
        self.stay = button("继续只读", self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.open)
        row.addWidget(self.stay)
        self.hide()

    def set_free(self, free: bool) -> None:
        """Tell whether the desk could be opened for writing."""
        if free != self._free:
            self._free = free
            self.setVisible(free)
