"""Small dialogs of the studio: a few fields, what is wrong with them told beneath, and a verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme


class AskDialog(QDialog):
    """Does what it is for on its verb; Trouble is told beneath the fields, and what was typed stays."""

    def __init__(
        self, parent: QWidget, title: str, fields: Sequence[tuple[str, QWidget]], verb: str, does: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._does = does
        self.fault = label("", "problem_text", wrap=True)
        self.do = button(verb, self.accept, "primary")
        self.do.setDefault(True)
        lines = QGridLayout()
        lines.setHorizontalSpacing(theme.px(12))
        lines.setVerticalSpacing(theme.px(8))
        for row, (words, widget) in enumerate(fields):
            said = label(words)
            said.setBuddy(widget)
            widget.setAccessibleName(words)
            lines.addWidget(said, row, 0)
            lines.addWidget(widget, row, 1)
        lines.setColumnStretch(1, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        cancel = button("取消", self.reject)
        cancel.setAutoDefault(False)
        foot.addWidget(cancel)
        foot.addWidget(self.do)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        whole.setSpacing(theme.px(12))
        whole.addLayout(lines)
        whole.addWidget(self.fault)
        whole.addLayout(foot)
        self.fault.hide()
        self.resize(theme.px(460), self.sizeHint().height())

    def accept(self) -> None:
        """Do it; stay when it cannot be done."""
        try:
            self._does()
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            self.fault.show()
            return
        super().accept()


def choice(choices: Sequence[tuple[object, str]], present: object = None) -> QComboBox:
    """A list of choices, (key, words)."""
    made = QComboBox()
    for key, words in choices:
        made.addItem(words, key)
    made.setCurrentIndex(max(0, made.findData(present)))
    return made


def line(text: str = "", hint: str = "") -> QLineEdit:
    """A line to type in."""
    made = QLineEdit(text)
    made.setPlaceholderText(hint)
    return made
