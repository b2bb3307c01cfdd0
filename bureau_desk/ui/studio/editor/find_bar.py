"""Find and replace in the text, and the offer to replace in the whole issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import button, icon_button, label
from bureau_desk.ui.studio.editor import document as lines
from bureau_desk.ui.studio.editor.document import BOLD, KIND, LEVEL
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.body import BodyEdit


class FindBar(QFrame):
    """Enter finds the next, Shift+Enter the last; Esc goes back to the text. Chips are neither found nor replaced."""

    whole_issue_asked = Signal(str, str)
    searched = Signal()

    def __init__(self, edit: BodyEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self.setProperty("kind", "notice")
        self.words, self.by = QLineEdit(), QLineEdit()
        self.words.setPlaceholderText("查找")
        self.by.setPlaceholderText("替换为")
        for one, name in ((self.words, "查找"), (self.by, "替换为")):
            one.setAccessibleName(name)
            one.setMinimumWidth(theme.px(90))
        self.told = label("", "small")
        self.words.textChanged.connect(lambda _: self._searched())
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.words, 1)
        first.addWidget(button("下一处", lambda: self.step(1)))
        first.addWidget(button("上一处", lambda: self.step(-1)))
        first.addWidget(self.told)
        first.addWidget(icon_button("close", "关闭查找（Esc）", self.leave))
        self.replace_parts = [
            self.by,
            button("替换", self.replace_one),
            button("本篇全部替换", self.replace_all),
            button("全期替换…", lambda: self.whole_issue_asked.emit(self.words.text(), self.by.text())),
        ]
        for place, part in enumerate(self.replace_parts):
            second.addWidget(part, 1 if place == 0 else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(6), theme.px(8), theme.px(6))
        column.setSpacing(theme.px(4))
        column.addLayout(first)
        column.addLayout(second)
        self.hide()

    def begin(self, replacing: bool) -> None:
        """Open with what is selected."""
        chosen = self._edit.textCursor().selectedText()
        if chosen and "\u2029" not in chosen and "\ufffc" not in chosen:
            self.words.setText(chosen)
        for part in self.replace_parts:
            part.setVisible(not self._edit.isReadOnly())
        self.show()
        target = self.by if replacing and self.words.text() else self.words
        target.setFocus()
        target.selectAll()
        self._searched()

    def leave(self) -> None:
        """Close and go back to the text."""
        self.hide()
        self.searched.emit()
        self._edit.setFocus()

    def places(self) -> list[tuple[int, int]]:
        """Where the words stand in the text."""
        found: list[tuple[int, int]] = []
        words = self.words.text()
        cursor = QTextCursor(self._edit.document())
        while words and self.isVisible():
            cursor = self._edit.document().find(words, cursor, QTextDocument.FindFlag.FindCaseSensitively)
            if cursor.isNull():
                break
            found.append((cursor.selectionStart(), cursor.selectionEnd()))
        return found

    def _searched(self) -> None:
        count = len(self.places())
        self.told.setText(f"{count} 处" if count else "没有找到" if self.words.text() else "")
        self.searched.emit()

    def step(self, by: int) -> None:
        """Select the next or the last place."""
        places = self.places()
        if not places:
            return
        at = self._edit.textCursor().selectionStart()
        end = self._edit.textCursor().selectionEnd()
        if by > 0:
            target = next((one for one in places if one[0] >= end), places[0])
        else:
            target = next((one for one in reversed(places) if one[1] <= at), places[-1])
        self._edit.select(*target)
        self.told.setText(f"第 {places.index(target) + 1} 处，共 {len(places)} 处")

    def replace_one(self) -> None:
        """Put the other words in the place of those that are selected, and go to the next."""
        cursor = self._edit.textCursor()
        if (cursor.selectionStart(), cursor.selectionEnd()) in self.places():
            self._put(cursor)
        self.step(1)

    def replace_all(self) -> int:
        """Put the other words everywhere as one step; returns how many places were changed."""
        places = self.places()
        cursor = self._edit.textCursor()
        cursor.beginEditBlock()
        for start, end in reversed(places):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            self._put(cursor)
        cursor.endEditBlock()
        self.told.setText(f"替换了 {len(places)} 处")
        return len(places)

    def _put(self, cursor: QTextCursor) -> None:
        probe = QTextCursor(cursor)
        probe.setPosition(cursor.selectionStart() + 1)
        shape = cursor.blockFormat()
        bold = bool(probe.charFormat().property(BOLD))
        form = lines.char_format(str(shape.property(KIND) or "paragraph"), int(shape.property(LEVEL) or 2), bold)
        cursor.insertText(self.by.text(), form)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter finds, Esc leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.by.hasFocus():
                self.replace_one()
            else:
                self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
