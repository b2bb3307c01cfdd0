"""What stands in the place of a register without rows: what it is for and the first steps, or that there was nothing then."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from bureau_desk.domain.register import Register
from bureau_desk.ui.pieces import button, empty_state
from bureau_desk.ui.session import Session


class NothingYet(QWidget):
    """On a past day an empty register is a finding, and nothing can be entered."""

    add_asked = Signal()
    import_asked = Signal()

    def __init__(self, session: Session, register: Register) -> None:
        super().__init__()
        self._session, self._register = session, register
        self.first = button("新增第一条  Ctrl+N", self.add_asked.emit, "primary")
        self.first_import = button("从 Excel 导入…", self.import_asked.emit)
        about = register.note or f"这里登记{register.title}。"
        words = f"{about}\n可以逐条新增，也可以从已有的 Excel 表导入。"
        made = empty_state("table", f"还没有{register.title}", words, self.first, self.first_import)
        self.labels = made.findChildren(QLabel)[1:3]
        self.words = (self.labels[0].text(), words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(made)

    def tell(self, day: date | None) -> None:
        """Speak of a day, None for today."""
        known, title = self._session.known, self._register.title
        then = f"截至 {day}" + (f"（按 {known:%Y-%m-%d} 时已登记的内容）" if known else "")
        past = (f"截至 {day}，还没有{title}", f"{then}，这个台账里没有记录。要登记，请先回到今天。")
        for one, text in zip(self.labels, past if day else self.words, strict=True):
            one.setText(text)
        for first in (self.first, self.first_import):
            first.setVisible(day is None)
