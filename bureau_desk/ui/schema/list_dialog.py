"""A new code list: its title, and its choices one a line, as they are copied from a document or a column of Excel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.theme import theme


class ListDialog(QDialog):
    """Asks; `add` makes the list, and the dialog stays as it is when the title is taken."""

    def __init__(self, add: Callable[[str, list[str], bool], bool], parent: QWidget) -> None:
        super().__init__(parent)
        self._add = add
        self.setWindowTitle("新建代码表")
        self.title = QLineEdit()
        self.title.setAccessibleName("名称")
        self.labels = QPlainTextEdit()
        self.labels.setTabChangesFocus(True)
        self.labels.setAccessibleName("选项，每行一个")
        self.labels.setPlaceholderText("每行一个，可从 Excel 复制一列粘贴")
        self.ordered = QCheckBox("有高低次序（从高到低排列，可用于“级别”字段）")
        self.make = button("新建", self._make, "primary")
        self.make.setEnabled(False)
        self.title.textChanged.connect(lambda text: self.make.setEnabled(bool(text.strip())))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        row.addWidget(self.make)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(8))
        layout.addWidget(label("名称"))
        layout.addWidget(self.title)
        layout.addWidget(label("选项"))
        layout.addWidget(self.labels, 1)
        layout.addWidget(self.ordered)
        layout.addLayout(row)
        open_at(self, 460, 420)

    def _make(self) -> None:
        lines = [line.strip() for line in self.labels.toPlainText().splitlines() if line.strip()]
        if self._add(self.title.text(), lines, self.ordered.isChecked()):
            self.accept()
