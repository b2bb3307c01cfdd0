"""One value into one column of many rows, as a correction or from a day on."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout

from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field
from bureau_desk.ui.messages import tell_trouble
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from bureau_desk.ui.validity_switch import ValiditySwitch


class FillDialog(QDialog):
    """Says how many rows will hold the value before it is written; one step that undo takes back."""

    def __init__(self, page: RegisterPage, session: Session, field: Field, text: str) -> None:
        super().__init__(page)
        self._page = page
        self.setWindowTitle("批量填写")
        number = page.table.selected_number()
        self.text = QLineEdit(text, self)
        self.text.setAccessibleName(field.title)
        self.text.selectAll()
        self.holds = ValiditySwitch(session, page.register, self)
        self.holds.show_default((field.key,))
        self.write = button(f"写入 {number:,} 条", self.run, "primary")
        self.write.setDefault(True)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.close))
        row.addWidget(self.write)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addWidget(label(f"所选 {number:,} 条的“{field.title}”都改为：", wrap=True))
        layout.addWidget(self.text)
        layout.addWidget(self.holds)
        layout.addLayout(row)
        self.setMinimumWidth(theme.px(420))

    def run(self) -> None:
        """Write the value; a refused one stays as typed."""
        try:
            valid_from = self.holds.valid_from()
        except Trouble as trouble:
            tell_trouble(self, trouble)
            return
        if self._page.fill(self.text.text().strip(), valid_from):
            self.close()
