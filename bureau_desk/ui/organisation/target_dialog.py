"""A small form that makes the target of a reference on the spot: its required fields, saved as a step of its own."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Severity, Trouble
from bureau_desk.domain.register import Field, Register
from bureau_desk.ui.field_row import FieldRow
from bureau_desk.ui.messages import tell_trouble
from bureau_desk.ui.pieces import button, label, open_at, scrolled
from bureau_desk.ui.session import Session, problems_by_field
from bureau_desk.ui.theme import theme


class TargetDialog(QDialog):
    """Asks for what a new record of a register must have; the same rules as in its form."""

    made = Signal(int)

    def __init__(self, parent: QWidget, session: Session, register: Register, name: str) -> None:
        super().__init__(parent.window())
        self._session, self._register = session, register
        self.setWindowTitle(f"新建{register.title}")
        self.rows: dict[str, FieldRow] = {}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.px(4), 0, theme.px(8), 0)
        column.setSpacing(theme.px(12))
        for field in self._wanted():
            row = FieldRow(session, field, False, inside)
            row.set_text(name if field.key == register.name_field else "")
            column.addWidget(row)
            self.rows[field.key] = row
        column.addStretch(1)
        self.keep = button("新建", self.save, "primary")
        self.keep.setDefault(True)
        leave = button("取消", self.reject)
        leave.setAutoDefault(False)
        row_ = QHBoxLayout()
        row_.addStretch(1)
        row_.addWidget(leave)
        row_.addWidget(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        words = "先填必填的几项，其余以后在台账里补。新建单独成一步，可以撤销。"
        layout.addWidget(label(words, "quiet", wrap=True))
        layout.addWidget(scrolled(inside), 1)
        layout.addLayout(row_)
        open_at(self, 520, 560)
        first = next((row for row in self.rows.values() if not row.text()), None)
        if first is not None:
            first.editor.setFocus()

    def _wanted(self) -> list[Field]:
        """The name, the code, and whatever else a row is refused without."""
        register = self._register
        keys = (register.name_field, register.code_field)
        return [field for field in register.fields if field.typed and (field.required or field.key in keys)]

    def save(self) -> None:
        """Save; what is refused is told under its field and stays as typed."""
        texts = {key: row.text() for key, row in self.rows.items()}
        draft = self._session.read(self._register.key, texts, None)
        found = problems_by_field(draft.problems)
        for key, row in self.rows.items():
            row.show_problems(found.get(key, []))
        hard = [one for one in draft.problems if one.severity is Severity.HARD]
        if hard:
            row = self.rows.get(hard[0].field)
            if row is not None:
                row.editor.setFocus()
            else:
                tell_trouble(self, Trouble(hard[0].message, "请改正后再新建。"))
            return
        try:
            changes = self._session.save(draft)
        except Trouble as trouble:
            tell_trouble(self, trouble)
            return
        self.accept()
        self.made.emit(changes.records[0])
