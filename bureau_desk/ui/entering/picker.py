"""An editor that finds choices as one types, by text, pinyin, initials and code; it stands where the text stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from bureau_desk.app.choosing import Choice
from bureau_desk.ui import icons
from bureau_desk.ui.entering.choice_list import ROWS, ChoiceList

Find = Callable[[str], Sequence[Choice]]
SEARCH_PAUSE = 120  # ms, where the search asks the database
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS,
    Qt.Key.Key_PageUp: -ROWS,
}


class PickerLine(QLineEdit):
    """A line whose list shows what fits the typed text; Alt+Down opens it, Enter or Tab takes the current choice.

    With `several` the part after the last ； is completed. `pause` is waited for before a search (of records).
    """

    edited = Signal()

    def __init__(self, find: Find, several: bool = False, pause: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find, self._several = find, several
        self._list: ChoiceList | None = None
        self._pause = QTimer(self, singleShot=True, interval=pause)
        self._pause.timeout.connect(self._offer)
        self._waits = pause > 0
        self._asking = False  # something was typed and neither taken nor closed
        self.textEdited.connect(self._typed)
        arrow = self.addAction(icons.icon("chevron-down", "quiet"), QLineEdit.ActionPosition.TrailingPosition)
        arrow.setText("打开选项（Alt+↓）")
        arrow.triggered.connect(self._toggle)

    # text
    def set_text(self, text: str) -> None:
        """Show a text without telling that it was typed."""
        self.setText(text)
        self.setCursorPosition(0)

    def _typed(self, _text: str) -> None:
        self._asking = True
        self.edited.emit()
        if self._waits:
            self._pause.start()
        else:
            self._offer()

    def _part(self) -> tuple[str, str]:
        """What stands before the part that is being typed, and that part."""
        text = self.text().replace(";", "；")
        before, sign, last = text.rpartition("；") if self._several else ("", "", text)
        return before + sign, last.strip()

    # list
    @property
    def open(self) -> bool:
        """Whether the list is seen."""
        return self._list is not None and self._list.isVisible()

    @property
    def list(self) -> ChoiceList:
        """The list, made when it is first needed."""
        if self._list is None:
            self._list = ChoiceList(self)
            self._list.picked.connect(self._picked)
            self.destroyed.connect(self._list.deleteLater)
        return self._list

    def _offer(self) -> None:
        if not self.isVisible() or self.isReadOnly():
            return
        _, last = self._part()
        found = self._find(last) if last else []
        if not found or (len(found) == 1 and found[0].text == last):
            self.list.hide()
            return
        self.list.offer(found, 0 if found else -1)

    def open_list(self) -> None:
        """Show every choice, with the one that is held as the current one."""
        if self.isReadOnly():
            return
        _, last = self._part()
        found = list(self._find(""))
        place = next((number for number, one in enumerate(found) if one.text == last), -1)
        self.list.offer(found, place)

    def _toggle(self) -> None:
        self.setFocus()
        if self.open:
            self.close_list()
        else:
            self.open_list()

    def close_list(self) -> None:
        """Hide the list."""
        self._pause.stop()
        self._asking = False
        if self._list is not None:
            self._list.hide()

    def take(self) -> bool:
        """Put the current choice into the text; whether there was one."""
        chosen = self._list.current if self._list is not None else None
        if chosen is None:
            self.close_list()
            return False
        self._picked(chosen)
        return True

    def _picked(self, text: str) -> None:
        before, _ = self._part()
        self.setText(before + text)
        self.setModified(True)
        self.close_list()
        self.edited.emit()

    def look_again(self) -> None:
        """Search again what was typed last: more choices are found by their pinyin meanwhile."""
        if self._asking and self.hasFocus():
            self._offer()

    # keys
    def event(self, event: QEvent) -> bool:
        """While the list is seen, Esc and the arrows belong to it and to no shortcut; Tab takes and goes on."""
        if isinstance(event, QKeyEvent):
            key = event.key()
            if event.type() == QEvent.Type.ShortcutOverride and self.open and key in (*_MOVES, Qt.Key.Key_Escape):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and key == Qt.Key.Key_Tab and self.open:
                self.take()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes, Esc closes it."""
        key = event.key()
        if key == Qt.Key.Key_Down and (event.modifiers() & Qt.KeyboardModifier.AltModifier or not self.open):
            self.open_list()
        elif self.open and key in _MOVES:
            self.list.step(_MOVES[Qt.Key(key)])
        elif self.open and key == Qt.Key.Key_Escape:
            self.close_list()
        elif self.open and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        super().focusOutEvent(event)
        self.close_list()

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with its editor."""
        self.close_list()
        super().hideEvent(event)
