"""One editor per field type; each speaks text, because one reading path turns texts into values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Union

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLabel, QLineEdit, QPlainTextEdit, QWidget

from bureau_desk.domain.register import CodeList, Field, FieldType
from bureau_desk.ui.entering.picker import PickerLine
from bureau_desk.ui.entering.sources import is_picked, make_picker
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.organisation.reference_picker import ReferenceEditor

YES, NO = "是", "否"


class LineEditor(QLineEdit):
    """A line with the unit inside at the right."""

    edited = Signal()

    def __init__(self, field: Field, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._unit = QLabel(field.unit, self)
        self._unit.setProperty("kind", "quiet")
        self._unit.setVisible(bool(field.unit))
        if field.type in (FieldType.CODE, FieldType.CREDIT_CODE):
            self.setFont(theme.font(10.5, mono=True))
        if field.type is FieldType.DATE:
            self.setPlaceholderText("如 2024-06-30，或 2024-06")
        elif field.type is FieldType.YEAR:
            self.setPlaceholderText("如 2024")
        elif field.type is FieldType.CREDIT_CODE:
            self.setPlaceholderText("18 位")
        self._date = field.type is FieldType.DATE
        self.textEdited.connect(self.edited)

    def set_text(self, text: str) -> None:
        """Show a text without telling that it was typed."""
        self.setText(text)
        self.setCursorPosition(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the unit at the right."""
        super().resizeEvent(event)
        if not self._unit.isHidden():
            width = self._unit.sizeHint().width()
            self.setTextMargins(0, 0, width + theme.px(6), 0)
            self._unit.setGeometry(self.width() - width - theme.px(10), 0, width, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+; writes today's date by the desk's clock, as in Excel."""
        if (
            self._date
            and event.key() == Qt.Key.Key_Semicolon
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.setText(self._today().isoformat())
            self.edited.emit()
            return
        super().keyPressEvent(event)


class LongEditor(QPlainTextEdit):
    """Several lines; Tab goes on to the next field."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme.px(84))
        self._quiet = False
        self.textChanged.connect(self._tell)

    def _tell(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def text(self) -> str:
        """What stands in the editor."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Show a text without telling that it was typed."""
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False


class ChoiceEditor(QComboBox):
    """A choice from a code list; typing narrows the list, Alt+Down opens it."""

    edited = Signal()

    def __init__(self, codes: CodeList | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self.addItem("")
        if codes is not None:
            self.addItems([code.label for code in codes.codes])
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._picked)
        self.setCompleter(completer)
        theme.dress_completions(self)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().textEdited.connect(lambda _: self.edited.emit())
        self.activated.connect(lambda _: self.edited.emit())

    def _picked(self, _text: str) -> None:
        self.edited.emit()

    def text(self) -> str:
        """What stands in the editor."""
        return self.currentText().strip()

    def set_text(self, text: str) -> None:
        """Show a text, listed or not."""
        place = self.findText(text)
        self.setCurrentIndex(place if place >= 0 else 0)
        self.setEditText(text)
        self.lineEdit().setCursorPosition(0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the form; it never changes a value by accident."""
        event.ignore()


class YesNoEditor(QCheckBox):
    """Yes, no, or not filled in (the box is grey until it is first clicked)."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTristate(True)
        self.clicked.connect(self._clicked)
        self.stateChanged.connect(self._name)
        self.set_text("")

    def nextCheckState(self) -> None:
        """A click never goes back to 'not filled in'."""
        on = self.checkState() == Qt.CheckState.Checked
        self.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _clicked(self, _on: bool) -> None:
        self.edited.emit()

    def _name(self, _state: int) -> None:
        self.setText(self.text_of(self.checkState()))

    @staticmethod
    def text_of(state: Qt.CheckState) -> str:
        """The word beside the box."""
        return {Qt.CheckState.Checked: YES, Qt.CheckState.Unchecked: NO}.get(state, "未填")

    def text(self) -> str:
        """是, 否 or nothing."""
        return {Qt.CheckState.Checked: YES, Qt.CheckState.Unchecked: NO}.get(self.checkState(), "")

    def set_text(self, text: str) -> None:
        """Show a value."""
        states = {YES: Qt.CheckState.Checked, NO: Qt.CheckState.Unchecked}
        self.setCheckState(states.get(text, Qt.CheckState.PartiallyChecked))
        self._name(0)


Editor = Union[LineEditor, LongEditor, PickerLine, YesNoEditor, "ReferenceEditor"]


def make_editor(session: Session, field: Field, parent: QWidget) -> Editor:
    """The editor that fits a field; references are picked from the desk of the session."""
    if field.type is FieldType.REFERENCE and field.targets:
        from bureau_desk.ui.organisation.reference_picker import ReferenceEditor

        return ReferenceEditor(session, field, parent)
    if field.type is FieldType.LONG_TEXT:
        return LongEditor(parent)
    if field.type is FieldType.BOOLEAN:
        return YesNoEditor(parent)
    if is_picked(session, field):
        picker = make_picker(session, field, parent)
        picker.setPlaceholderText("多项用；分隔" if field.type is FieldType.CHOICES else "")
        return picker
    return LineEditor(field, lambda: session.today, parent)


class FocusWatch(QObject):
    """Tells when an editor was left, so that a missing value is only spoken of then."""

    left = Signal(str)

    def __init__(self, key: str, editor: QWidget) -> None:
        super().__init__(editor)
        self._key = key
        editor.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Only watches."""
        out = event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)
        if out and event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit(self._key)
        return False
