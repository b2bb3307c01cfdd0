"""The editor half of a record table's cells: opened by typing or F2, committed by Enter and Tab as in Excel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QStyleOptionViewItem,
    QWidget,
)

from bureau_desk.app import candidates
from bureau_desk.domain.register import Field
from bureau_desk.ui.cell_delegate import CellDelegate
from bureau_desk.ui.entering.beside import ProblemNote
from bureau_desk.ui.entering.cell_editors import LINES, PICKERS, CellEditor, CellText, make_cell_editor, put_today
from bureau_desk.ui.entering.cell_reference import CellReference, make_target
from bureau_desk.ui.record_model import RecordModel
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
_ARROWS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_AWAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class Keeper(Protocol):
    """Who saves what is typed in a cell, and keeps it while it is not saved."""

    def save_cell(self, record: int, key: str, text: str) -> str:
        """Save; the sentence why not, '' when it is saved."""

    def keep_cell(self, record: int, key: str, text: str, stored: str) -> None:
        """Keep a text that is not saved yet."""

    def give_up_cell(self, record: int, key: str) -> None:
        """Forget it: staff went back to what is saved."""

    def leave_cell(self, record: int, key: str, text: str, sentence: str) -> None:
        """The cell was left with a refused text: it stays put aside."""

    def fill_selection(self, record: int, key: str, text: str) -> str:
        """Write a text into all selected cells; the sentence why not."""


class EditingDelegate(CellDelegate):
    """Opens editors inside the table, so that input methods compose in place; the keeper saves."""

    step_asked = Signal(int, int)  # rows down, columns right
    reference_asked = Signal(object)  # the record to go to; None: the one that the cell with focus names

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.keeper: Keeper | None = None
        self.caret_at_end = False  # the next editor is opened by F2, with the caret after the text
        self.with_list = False  # the next editor opens its list
        self._note: ProblemNote | None = None
        self._editor: CellEditor | None = None
        self._record, self._stored, self._arrows = 0, "", False
        self._field: Field | None = None
        self._making = False  # a form for a missing target is open; the cell waits for it

    @property
    def editor(self) -> CellEditor | None:
        """The editor that is open now."""
        return self._editor

    @property
    def today(self) -> date:
        """The day by the desk's clock."""
        return self._session.today

    @property
    def note(self) -> ProblemNote:
        """The sentence beside a refused cell."""
        if self._note is None:
            parent = self.parent()
            assert isinstance(parent, QWidget)
            self._note = ProblemNote(parent.window())
        return self._note

    # opening
    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """An editor over the cell; a text kept from before comes back into it."""
        model: RecordModel = index.model()
        self._field = model.columns[index.column()]
        self._record = model.record_at(index.row()) or 0
        self._stored = model.edit_text(index.row(), index.column())
        table = self.parent()
        self._arrows = getattr(table, "view").trigger == QAbstractItemView.EditTrigger.AnyKeyPressed  # noqa: B009
        editor = make_cell_editor(self._session, self._field, parent)
        mark = id(editor)
        editor.destroyed.connect(lambda: self._gone(mark))
        editor.edited.connect(self._edited)
        if isinstance(editor, CellReference):
            editor.record_asked.connect(lambda target: self.reference_asked.emit(target))
            editor.missing.connect(self._make_target)
        self._editor = editor
        return editor

    def _gone(self, one: int) -> None:
        if self._editor is not None and id(self._editor) == one:
            self._editor = None
            if self._note is not None:
                self._note.hide()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The text that the form would show; what was typed is never written over."""
        if editor is not self._editor or self._editor.isModified():
            return
        kept = self._session.drafts.get(index.model().register.key, self._record)
        text = kept.texts.get(self._field.key, self._stored) if kept and self._field else self._stored
        self._editor.setText(text)
        if self.caret_at_end:
            self._editor.end(False)
        else:
            self._editor.selectAll()
        if self.with_list and isinstance(self._editor, PICKERS):
            self._editor.open_list()
        self.caret_at_end = self.with_list = False

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """As large as the cell; long texts reach over some rows, upwards where the table ends."""
        rect = option.rect
        if isinstance(editor, CellText):
            rect.setWidth(max(rect.width(), theme.px(320)))
            rect.setHeight(theme.px(26) * LINES)
            room = editor.parentWidget().rect()
            rect.moveBottom(min(rect.bottom(), max(room.bottom(), rect.height())))
            rect.moveRight(min(rect.right(), max(room.right(), rect.width())))
        editor.setGeometry(rect)

    # while typing
    def _edited(self) -> None:
        if self._note is not None:
            self._note.hide()
        if self.keeper is not None and self._editor is not None and self._field is not None:
            self.keeper.keep_cell(self._record, self._field.key, self._editor.text(), self._stored)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keys as in Excel; leaving with the mouse commits, another window leaves the editor open."""
        if editor is not self._editor:
            return False
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_D, Qt.Key.Key_R, Qt.Key.Key_Semicolon):
                event.accept()
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._pressed(event)
        if kind == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            if event.reason() not in _AWAY and QApplication.activePopupWidget() is None:
                self.leave()
            return False
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        editor = self._editor
        control, alt = held & Qt.KeyboardModifier.ControlModifier, held & Qt.KeyboardModifier.AltModifier
        listed = isinstance(editor, PICKERS) and editor.open
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return self._enter(bool(control), bool(alt), bool(held & Qt.KeyboardModifier.ShiftModifier))
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not control:
            return self._tab(1 if key == Qt.Key.Key_Tab else -1)
        if key == Qt.Key.Key_Escape and not listed:
            self.restore()
            return True
        if key == Qt.Key.Key_Semicolon and control and editor is not None and self._field is not None:
            put_today(editor, self._field, self._session.today)
            return True
        if self._arrows and key in _ARROWS and not listed and not (control or alt) and self._is_plain():
            self.commit(_ARROWS[Qt.Key(key)])
            return True
        return False

    def _is_plain(self) -> bool:
        """Typed over a cell, arrows go on to the next one, as in Excel; not amid a composition or a chosen part."""
        return isinstance(self._editor, QLineEdit) and self._editor.isModified()

    def _enter(self, control: bool, alt: bool, shift: bool) -> bool:
        editor = self._editor
        if alt:
            if isinstance(editor, CellText):
                editor.insert("\n")
            return True
        if self._waits(lambda: self._enter(control, alt, shift)) or not self._take():
            return True
        if control:
            self._fill()
        else:
            self.commit((-1 if shift else 1, 0))
        return True

    def _tab(self, step: int) -> bool:
        if not self._waits(lambda: self._tab(step)) and self._take():
            self.commit((0, step))
        return True

    def _waits(self, then: Callable[[], object]) -> bool:
        """Whether what is typed is still being looked for; the key is then heard when it is found."""
        return isinstance(self._editor, CellReference) and self._editor.wait_for_answer(then)

    def _take(self) -> bool:
        """Take what the list offers; False when it has to be made first."""
        if isinstance(self._editor, PICKERS) and self._editor.open:
            self._editor.take()
        return not self._making

    def _make_target(self, register: str, name: str) -> None:
        parent, field, record = self.parent(), self._field, self._record
        assert isinstance(parent, QWidget) and field is not None
        self._making = True
        make_target(parent, self._session, register, name, lambda target: self._made(record, field, target))

    def _made(self, record: int, field: Field, target: int | None) -> None:
        """A target was made: into its cell with it, also when the table was read anew and the editor is gone."""
        self._making = False
        if target is None or self.keeper is None:
            return
        text = candidates.text_of(self._session.desk, field, target)
        if self._editor is not None and self._record == record and self._field == field:
            self._editor.setText(text)
            self._edited()
            self.commit((1, 0))
        elif sentence := self.keeper.save_cell(record, field.key, text):
            self.keeper.leave_cell(record, field.key, text, sentence)

    # ending
    def commit(self, step: tuple[int, int] = (0, 0)) -> bool:
        """Save and go on; a refused text stays in its cell with the reason beside it."""
        editor, field = self._editor, self._field
        if editor is None or field is None or self.keeper is None:
            return True
        text = editor.text()
        if text != self._stored:
            sentence = self.keeper.save_cell(self._record, field.key, text)
            if sentence:
                self.note.show_beside(editor, sentence)
                return False
        else:
            self.keeper.give_up_cell(self._record, field.key)
        self.close()
        if step != (0, 0):
            self.step_asked.emit(*step)
        return True

    def _fill(self) -> None:
        editor, field = self._editor, self._field
        if editor is None or field is None or self.keeper is None:
            return
        record, text = self._record, editor.text()
        sentence = self.keeper.fill_selection(record, field.key, text)
        if sentence:
            self.note.show_beside(editor, sentence)
            return
        self.keeper.give_up_cell(record, field.key)
        self.close()

    def leave(self) -> None:
        """The focus goes elsewhere: save, or keep what is refused as a draft."""
        editor, field = self._editor, self._field
        if editor is None or field is None or self.keeper is None or self._making:
            return
        record, text = self._record, editor.text()
        if text != self._stored and editor.isModified():
            sentence = self.keeper.save_cell(record, field.key, text)
            if sentence:
                self.keeper.leave_cell(record, field.key, text, sentence)
        self.close()

    def restore(self) -> None:
        """Esc: back to what is saved."""
        if self.keeper is not None and self._field is not None:
            self.keeper.give_up_cell(self._record, self._field.key)
        self.close()

    def close(self) -> None:
        """Close the editor; nothing is saved by that."""
        editor, self._editor = self._editor, None
        if self._note is not None:
            self._note.hide()
        if editor is not None:
            view = editor.parentWidget().parentWidget()  # the delegate serves two views: only one knows the editor
            assert isinstance(view, QAbstractItemView)
            view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def setModelData(self, _editor: QWidget, _model: RecordModel, _index: Index) -> None:  # type: ignore[override]
        """Saving is the keeper's business."""
