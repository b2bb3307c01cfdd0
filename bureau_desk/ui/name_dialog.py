"""A dialog of one line for a name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.theme import theme


class NameDialog(QDialog):
    """It stays open with what was typed when the name cannot be taken: `keep` is given the name and tells by its truth."""

    def __init__(
        self,
        title: str,
        name: str,
        keep: Callable[[str], object],
        parent: QWidget,
        words: str = "",
        hint: str = "",
        verb: str = "保存",
    ) -> None:
        super().__init__(parent)
        self._keep = keep
        self.setWindowTitle(title)
        self.name = QLineEdit(name)
        self.name.setAccessibleName(title)
        self.name.setPlaceholderText(hint)
        self.name.selectAll()
        keep_button = button(verb, self.accept, "primary")
        keep_button.setDefault(True)
        leave = button("取消", self.reject)
        leave.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(leave)
        row.addWidget(keep_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        if words:
            layout.addWidget(label(words, "quiet", wrap=True))
        layout.addWidget(self.name)
        layout.addLayout(row)
        open_at(self, 400)
        self.name.setFocus()

    def accept(self) -> None:
        """Hand the name on."""
        if self._keep(self.name.text()):
            super().accept()
