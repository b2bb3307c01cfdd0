"""The form that grows from a register: sections, fields, live problems, save; drafts are kept while one looks elsewhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.problem import Problem, Severity, Trouble
from bureau_desk.domain.record import Draft
from bureau_desk.domain.register import Register
from bureau_desk.ui.entering.draft_note import DraftNote
from bureau_desk.ui.field_row import FieldRow
from bureau_desk.ui.form_fields import FormFields
from bureau_desk.ui.help.field_card import explain
from bureau_desk.ui.session import Session, problems_by_field
from bureau_desk.ui.theme import theme
from bureau_desk.ui.validity_switch import ValiditySwitch

READ_PAUSE = 180  # ms after the last key before the texts are read


class RecordForm(QWidget):
    """Edits one record of one register; record None is a new one."""

    saved = Signal(object)  # Changes
    failed = Signal(object)  # Trouble
    reference_asked = Signal(int)  # the record that a reference points at
    dirty_changed = Signal(bool)
    history_asked = Signal(object, str)  # record, field key

    def __init__(self, session: Session, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.register = register
        self.record: int | None = None
        self._past = False  # the texts are those of a past day
        self.fields = FormFields(session, register, self._welcome, self)
        self._stored: dict[str, str] = {}
        self._touched: set[str] = set()
        self._typed: set[str] = set()  # fields typed in since the record is shown
        self._draft: Draft | None = None
        self._pause = QTimer(self, singleShot=True, interval=READ_PAUSE)
        self._pause.timeout.connect(self._read)
        self._build()
        self.set_writable(session.writable)

    # building
    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.draft_note = DraftNote(self)
        layout.addWidget(self.draft_note)
        layout.addWidget(self.fields, 1)
        layout.addWidget(self._bar())

    def _welcome(self, row: FieldRow) -> None:
        if hasattr(row.editor, "record_asked"):
            row.editor.record_asked.connect(self.reference_asked)
        explain(row, self._session.schema, self.register)
        row.edited.connect(self._edited)
        row.left.connect(self._left)
        row.clock.clicked.connect(lambda _=False, key=row.field.key: self.history_asked.emit(self.record, key))
        row.set_writable(self._session.writable and not row.computed)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """The rows of all fields, by field key."""
        return self.fields.rows

    def _bar(self) -> QWidget:
        bar = QFrame(self)
        self._words = QLabel(bar)
        self._words.setWordWrap(True)
        self._words.setProperty("kind", "quiet")
        self.reason = QLineEdit(bar)
        self.reason.setPlaceholderText("修改原因（可不填）")
        self.reason.setAccessibleName("修改原因")
        self.holds = ValiditySwitch(self._session, self.register, bar)
        self.discard = QPushButton("放弃修改", bar)
        self.discard.clicked.connect(self.discard_changes)
        self.keep = QPushButton("保存  Ctrl+S", bar)
        self.keep.setProperty("kind", "primary")
        self.keep.setObjectName("save")
        self.keep.clicked.connect(self.save)
        why = QVBoxLayout()
        why.setSpacing(theme.px(8))
        why.addWidget(self.reason)
        why.addWidget(self.holds)
        self._why = QWidget(bar)
        self._why.setLayout(why)
        why.setContentsMargins(0, 0, 0, 0)
        buttons = QHBoxLayout()
        buttons.addWidget(self._words, 1)
        buttons.addWidget(self.discard)
        buttons.addWidget(self.keep)
        layout = QVBoxLayout(bar)
        layout.setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(12))
        layout.addWidget(self._why)
        layout.addLayout(buttons)
        return bar

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns when the form is wide."""
        super().resizeEvent(event)
        self.fields.fit(self.width())

    # showing
    def show_record(self, record: int | None) -> None:
        """Show a record, or an empty form for a new one; a kept draft comes back as it was left."""
        self.record, self._past = record, self._session.as_of is not None
        self.fields.follow_day()
        self._touched, self._typed = set(), set()
        self._stored = self._session.texts(self.register.key, record)
        kept = None if self._past else self._session.drafts.get(self.register.key, record)
        for key, row in self.rows.items():
            text = self._stored.get(key, "")
            row.set_text(kept.texts.get(key, text) if kept is not None else text)
            row.clock.setVisible(record is not None and not row.computed)
        self.draft_note.tell(kept, self._stored, self.register)
        if record is not None:
            self._show_computed(record)
            self._touched = set(self.rows)
        self.reason.clear()
        self.holds.reset()
        self._read()
        self.fields.verticalScrollBar().setValue(0)

    def _show_computed(self, record: int) -> None:
        row = self._session.rows(self.register.key, [record]).get(record)
        for key, one in self.rows.items():
            if key not in self._stored:
                value = row.get(key) if row is not None else None
                one.set_text(self._session.display(one.field, value) if value is not None else "")

    def keep_draft(self) -> None:
        """Put what is typed and not saved aside, also for a next start; it comes back when the record is shown again.

        Fields that nobody typed in here keep what is put aside of them: a cell of this record may be open in the table.
        """
        if self._past:
            return  # what was typed before the look back stays put aside
        drafts, texts = self._session.drafts, self.texts()
        kept = drafts.get(self.register.key, self.record)
        for key, text in (kept.texts if kept is not None else {}).items():
            if key not in self._typed and texts.get(key) == self._stored.get(key):
                texts[key] = text
        drafts.put(self.register.key, self.record, texts, self._stored, self._session.desk.now())

    def catch_up(self) -> None:
        """The record was changed elsewhere while something is typed here: only the fields typed in stay as they are."""
        stored = self._session.texts(self.register.key, self.record)
        for key, text in stored.items():
            row = self.rows.get(key)
            if row is not None and row.text() == self._stored.get(key, ""):
                row.set_text(text)
        self._stored = stored
        self._read()

    def take(self, key: str, text: str) -> None:
        """Show a text that was typed in the table and refused there, without going to it."""
        self.rows[key].set_text(text)
        self._touched.add(key)
        self._read()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        return any(self.rows[key].text() != text for key, text in self._stored.items() if key in self.rows)

    def texts(self) -> dict[str, str]:
        """What stands in the editors that staff fill in."""
        return {key: row.text() for key, row in self.rows.items() if key in self._stored}

    def set_writable(self, writable: bool) -> None:
        """Whether rows can be changed now."""
        for row in self.rows.values() if self.fields.complete else ():
            row.set_writable(writable and not row.computed)
        self.keep.setEnabled(writable)
        self._tell()

    def type_into(self, key: str, text: str) -> None:
        """Put a text into a field as if it was typed there, and go to it."""
        self.rows[key].set_text(text)
        self._touched.add(key)
        self._typed.add(key)
        self.keep_draft()
        self._read()
        self.go_to(key)

    def go_to(self, key: str = "") -> None:
        """Put the focus into a field, the first one when none is named."""
        row = self.rows.get(key) or next((row for row in self.rows.values() if not row.computed), None)
        if row is not None:
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.fields.show_row(row)

    # reading
    def _edited(self, key: str) -> None:
        self._touched.add(key)
        self._typed.add(key)
        self.keep_draft()
        self._pause.start()
        self._tell()  # at once: a quick hand presses save before the texts are read

    def _left(self, key: str) -> None:
        if key not in self._touched:
            self._touched.add(key)
            self._show_problems()

    def _read(self) -> None:
        self._pause.stop()
        self._draft = self._past_draft() or self._session.read(self.register.key, self.texts(), self.record)
        for key, row in self.rows.items():
            row.show_amount(self._draft.values.get(key))
        self._show_last_year(self._draft)
        self._show_problems()

    def _past_draft(self) -> Draft | None:
        """What held on the day that is looked at; nobody is asked what is wrong with it, for nothing can be changed."""
        if not self._past or self.record is None:
            return None
        row = self._session.rows(self.register.key, [self.record]).get(self.record)
        values = {one.key: row.get(one.key) if row is not None else None for one in self.register.fields}
        return Draft(self.register.key, self.record, self.texts(), values, (), 0)

    def _show_last_year(self, draft: Draft) -> None:
        """What yearly rows held the year before stands beneath their fields."""
        if self.register.yearly is None:
            return
        from bureau_desk.app import plausible

        former = plausible.last_year(self._session.desk, self.register, self.record, draft.values)
        for key, row in self.rows.items():
            row.show_former(former.get(key, ""))

    def _show_problems(self) -> None:
        found = problems_by_field(self._draft.problems) if self._draft and not self._past else {}
        for key, row in self.rows.items():
            row.show_problems(found.get(key, []) if key in self._touched else [])
        self._tell()

    def problems(self) -> tuple[Problem, ...]:
        """The problems of the draft as it stands."""
        return self._draft.problems if self._draft else ()

    def _tell(self) -> None:
        dirty = self.dirty
        self.discard.setVisible(dirty)
        self._why.setVisible(dirty and self.record is not None)
        if dirty and self.record is not None:
            self.holds.show_default([key for key, text in self.texts().items() if text != self._stored[key]])
        hard = [one for one in self.problems() if one.severity is Severity.HARD and one.field in self._touched]
        soft = [one for one in self.problems() if one.severity is not Severity.HARD]
        if self._session.as_of is not None:
            words = "正在查看过去的台账，只读。"
        elif not self._session.writable:
            words = "台账现在只读。"
        elif hard:
            words = f"{len(hard)} 处必须改正后才能保存"
        elif soft:
            words = f"{len(soft)} 处待核，保存后列入问题清单"
        elif dirty:
            words = "有未保存的修改"
        else:
            words = "已保存" if self.record is not None else "带 * 的为必填项"
        self._words.setText(words)
        self.keep.setEnabled(self._session.writable and dirty)
        self.dirty_changed.emit(dirty)

    # saving
    def save(self) -> bool:
        """Save what is typed; a refused draft stays as typed, with the focus in its first fault."""
        if not self._session.writable:
            return False
        self._touched = set(self.rows)
        self._read()
        draft = self._draft
        if draft is None or draft.refused:
            hard = [one for one in self.problems() if one.severity is Severity.HARD]
            if hard:
                self.go_to(hard[0].field)
            return False
        try:
            changes = self._session.save(draft, self.reason.text().strip(), self.holds.valid_from())
        except Trouble as trouble:
            self.failed.emit(trouble)
            return False
        self._session.drafts.drop(self.register.key, self.record)
        self._stored = self.texts()
        record = self.record if self.record is not None else (changes.records[0] if changes.records else None)
        self.show_record(record)
        self.saved.emit(changes)
        return True

    def discard_changes(self) -> None:
        """Go back to what is saved."""
        self._session.drafts.drop(self.register.key, self.record)
        for key, text in self._stored.items():
            if key in self.rows:
                self.rows[key].set_text(text)
        self.show_record(self.record)
