"""The one place that asks why a closed year is changed, and then does the change as a marked correction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.app import closing
from bureau_desk.app.closing import Closed
from bureau_desk.app.desk import Desk
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.theme import theme

Result = TypeVar("Result")


class CorrectionDialog(QDialog):
    """Says what is closed, and asks for the reason; without one there is nothing to confirm."""

    def __init__(self, closed: Closed, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("更正已关账的内容")
        self.reason = QLineEdit(self)
        self.reason.setPlaceholderText("如：实测面积有误，见现场核查记录")
        self.reason.setAccessibleName("更正原因")
        self.write = button("作为更正写入", self.accept, "primary")
        self.write.setDefault(True)
        self.write.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.write.setEnabled(bool(text.strip())))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("不写入", self.reject))
        row.addWidget(self.write)
        why = label("更正原因", "quiet")
        why.setBuddy(self.reason)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(10))
        layout.addWidget(label(closed.message, wrap=True))
        layout.addWidget(label(closed.hint, "quiet", wrap=True))
        layout.addWidget(why)
        layout.addWidget(self.reason)
        layout.addWidget(label("更正连同原因记入历史，并列在“步骤”的更正中。", "small", wrap=True))
        layout.addLayout(row)
        open_at(self, 440)
        self.reason.setFocus()


def ask_reason(closed: Closed, parent: QWidget | None = None) -> str:
    """The reason that staff give, '' when they would rather not write."""
    dialog = CorrectionDialog(closed, parent or QApplication.activeWindow())
    try:
        return dialog.reason.text().strip() if dialog.exec() == QDialog.DialogCode.Accepted else ""
    finally:
        dialog.deleteLater()


def attempt(desk: Desk, do: Callable[[], Result]) -> Result:
    """Do what writes; where it reaches into a closed year, ask why and do it again as a correction.

    Closed, with nothing more to be told, when staff do not want that; a job in its worker is asked by the window.
    """
    try:
        return do()
    except Closed as closed:
        application = QApplication.instance()
        if application is None or QThread.currentThread() is not application.thread():
            raise
        reason = ask_reason(closed)
        if not reason:
            closed.told = True
            raise
        with closing.correcting(desk, reason):
            return do()
