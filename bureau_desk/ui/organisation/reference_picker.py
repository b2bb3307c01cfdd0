"""The editor of a reference: finds its target by name, code or pinyin, makes a missing one, leads to the one it names."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from bureau_desk.app import candidates
from bureau_desk.app.candidates import Candidate
from bureau_desk.domain.register import Field
from bureau_desk.ui import icons
from bureau_desk.ui.organisation.asked import asked
from bureau_desk.ui.organisation.candidate_list import CandidateList
from bureau_desk.ui.session import Session


class ReferenceEditor(QLineEdit):
    """Speaks text as every editor does; what is chosen becomes the text that leads back to the chosen record."""

    edited = Signal()
    record_asked = Signal(int)

    def __init__(self, session: Session, field: Field, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._field = session, field
        self._list: CandidateList | None = None
        self._then: Callable[[], object] | None = None  # what waits for the answer to what is typed
        self._waits = False
        self.setPlaceholderText("输入名称、代码或拼音首字母")
        self.jump = self.addAction(icons.icon("open", "quiet"), QLineEdit.ActionPosition.TrailingPosition)
        self.jump.setToolTip("打开所指的记录（Ctrl+单击，或 Ctrl+Enter）")
        self.jump.triggered.connect(self.ask_record)
        self.wipe = self.addAction(icons.icon("close", "quiet"), QLineEdit.ActionPosition.TrailingPosition)
        self.wipe.setToolTip("清除")
        self.wipe.triggered.connect(self.clear_reference)
        for made in self.findChildren(QToolButton):
            made.setAccessibleName(made.defaultAction().toolTip())
        self.textEdited.connect(self._typed)
        self.textChanged.connect(self._tell_state)
        self._tell_state("")

    # text
    def set_text(self, text: str) -> None:
        """Show a text without telling that it was typed."""
        self.setText(text)
        self.setCursorPosition(0)
        self._close()

    def setReadOnly(self, on: bool) -> None:
        """What is read only is not cleared either."""
        super().setReadOnly(on)
        self._tell_state(self.text())

    def _tell_state(self, text: str) -> None:
        self.jump.setVisible(bool(text))
        self.wipe.setVisible(bool(text) and not self.isReadOnly())

    # choosing
    @property
    def choices(self) -> CandidateList:
        """The list under the line, made when first needed."""
        if self._list is None:
            self._list = CandidateList(self)
            self._list.taken.connect(self._take)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    def _typed(self, text: str) -> None:
        self.edited.emit()
        self.offer(text)

    def offer(self, text: str) -> None:
        """Show what may be meant, and the offer to make what is missing; until it is found the old list stays."""
        typed, self._then = text.strip(), None
        if not typed or self.isReadOnly():
            self._close()
            return
        desk, field = self._session.desk, self._field
        self._waits = True
        asked(self._session).ask(
            "candidates",
            lambda: candidates.candidates(desk, field, typed),
            lambda found: self._answered(typed, found) if shiboken6.isValid(self) else None,
            candidates.rows(desk, field),
        )

    def _answered(self, typed: str, found: list[Candidate]) -> None:
        if not self._waits or typed != self.text().strip():
            return  # closed, or gone on: a later answer is on its way
        self._waits = False
        then, self._then = self._then, None
        lines: list[tuple[str, str, int | None, str]] = [
            (one.name, one.beside, one.record, one.register) for one in found
        ]
        if self._session.writable and not any(one.name == typed for one in found):
            several = len(self._field.targets) > 1
            for register in candidates.makeable(self._session.desk, self._field):
                lines.append((f"新建“{typed}”", register.title if several else "", None, register.key))
        if self.isVisible():
            self.choices.offer(lines)
        if then is not None:
            then()

    @property
    def open(self) -> bool:
        """Whether the list is seen, or about to be."""
        return self._waits or (self._list is not None and self._list.isVisible())

    def wait_for_answer(self, then: Callable[[], object]) -> bool:
        """Put something off until what is typed has been looked for; False when that has been done."""
        if self._waits:
            self._then = then
        return self._waits

    def take(self) -> bool:
        """Take the chosen line of the list; False when none is."""
        return self._list is not None and self._list.take()

    def open_list(self) -> None:
        """Show what the text may mean."""
        self.offer(self.text())

    def _take(self, record: object, register: str) -> None:
        if record is None:
            self.make(register, self.text().strip())
            return
        self._set_record(int(str(record)))

    def _set_record(self, record: int) -> None:
        self.setText(candidates.text_of(self._session.desk, self._field, record))
        self.setToolTip(candidates.told(self._session.desk, self._field, record))
        self.setModified(True)
        self.edited.emit()

    def make(self, register: str, name: str) -> None:
        """Ask for what a new target must have; when it is made the text leads to it."""
        from bureau_desk.ui.organisation.target_dialog import TargetDialog

        dialog = TargetDialog(self, self._session, self._session.register(register), name)
        dialog.made.connect(self._set_record)
        dialog.open()

    def clear_reference(self) -> None:
        """Point at nothing."""
        if not self.isReadOnly():
            self.clear()
            self._close()
            self.edited.emit()

    def ask_record(self) -> None:
        """Go to the record that the text means."""
        record = candidates.record_of(self._session.desk, self._field, self.text())
        if record is not None:
            self.record_asked.emit(record)

    def _close(self) -> None:
        self._waits, self._then = False, None
        if self._list is not None:
            self._list.hide()

    # hands
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes, Esc closes it; Ctrl+Enter goes to the record, Alt+Down opens the list."""
        key, shown = event.key(), self.open
        entered = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if entered and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.ask_record()
        elif key == Qt.Key.Key_Down and not shown:
            self.open_list()
        elif shown and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.choices.move_by(1 if key == Qt.Key.Key_Down else -1)
        elif shown and entered and (self.wait_for_answer(self.take) or self.take()):
            pass
        elif shown and key == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Esc belongs to the list while it is open."""
        pressed = self.open and event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if pressed and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ctrl+click goes to the record."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.button() == Qt.MouseButton.LeftButton:
            self.ask_record()
            return
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list."""
        super().focusOutEvent(event)
        self._close()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with the line."""
        super().hideEvent(event)
        self._close()
