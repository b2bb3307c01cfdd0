"""The editors that stand in cells: a line, a picker, a few lines of long text; each speaks text."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from bureau_desk.domain.register import Field, FieldType
from bureau_desk.ui.entering.cell_reference import CellReference
from bureau_desk.ui.entering.picker import PickerLine
from bureau_desk.ui.entering.sources import is_picked, make_picker
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

LINES = 5


class CellLine(QLineEdit):
    """One line of text, a number, a date, a code."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.textEdited.connect(self.edited)


class CellText(QPlainTextEdit):
    """Long text over several rows; Enter commits, Alt+Enter begins a line."""

    edited = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._quiet = False
        self.textChanged.connect(self._tell)

    def _tell(self) -> None:
        if not self._quiet:
            self.document().setModified(True)
            self.edited.emit()

    def text(self) -> str:
        """What stands in the editor."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Show a text without telling that it was typed."""
        self._quiet = True
        self.setPlainText(text)
        self.document().setModified(False)
        self._quiet = False

    def isModified(self) -> bool:
        """Whether something was typed."""
        return self.document().isModified()

    def insert(self, text: str) -> None:
        """Write at the caret."""
        self.insertPlainText(text)

    def end(self, _mark: bool) -> None:
        """Put the caret at the end."""
        self.moveCursor(QTextCursor.MoveOperation.End)


CellEditor = CellLine | CellText | PickerLine | CellReference
PICKERS = (PickerLine, CellReference)


def make_cell_editor(session: Session, field: Field, parent: QWidget) -> CellEditor:
    """The editor that fits a field, in the look of a cell."""
    editor: CellEditor
    if field.type is FieldType.REFERENCE and field.targets:
        editor = CellReference(session, field, parent)
    elif is_picked(session, field):
        editor = make_picker(session, field, parent)
    elif field.type is FieldType.LONG_TEXT:
        editor = CellText(parent)
    else:
        editor = CellLine(parent)
    editor.setProperty("kind", "cell")
    editor.setAccessibleName(field.title)
    mono = field.type in (FieldType.CODE, FieldType.CREDIT_CODE)
    editor.setFont(theme.font(10, mono=True) if mono else QFont(theme.font()))
    return editor


def put_today(editor: CellEditor, field: Field, today: date) -> None:
    """Ctrl+;: the day by the desk's clock; a date field holds nothing else, other texts take it at the caret."""
    day = today.isoformat()
    if field.type is FieldType.DATE:
        editor.setText(day)
    elif field.type is FieldType.YEAR:
        editor.setText(day[:4])
    else:
        editor.insert(day)
    if isinstance(editor, QLineEdit):
        editor.setModified(True)
    else:
        editor.document().setModified(True)
    editor.edited.emit()
