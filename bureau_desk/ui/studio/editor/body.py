"""The text of an article under the hands: keys, input methods, chips and cards as one letter each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextBlock,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QToolTip, QWidget

from bureau_desk.app.article_paragraphs import Paragraph
from bureau_desk.app.pasted_text import paragraphs_of_text
from bureau_desk.ui.studio.editor import marks, typing
from bureau_desk.ui.studio.editor.body_menu import menu_of
from bureau_desk.ui.studio.editor.clipping import fill_mime, read_mime
from bureau_desk.ui.studio.editor.document import (
    BODY_POINTS,
    CARD_OBJECT,
    KIND,
    NUMBER,
    OBJECT_LETTER,
    RAW,
    SIGN,
    as_units,
    selected,
)
from bureau_desk.ui.studio.editor.keys import ALT, CONTROL, SHIFT, command_of
from bureau_desk.ui.studio.editor.objects import Cards, Chips, Signs
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.living import Living

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class BodyEdit(QTextEdit):
    """Text is typed in place; a chip or a card is opened by Enter, F2 or a click, outside of the text."""

    commanded = Signal(str)  # a command of keys.KEYS
    chip_asked = Signal(int, bool)  # place in the document, whether the panel takes the focus
    card_asked = Signal(int, bool)
    left = Signal()
    pictures_given = Signal(list)  # (name, contents) of pictures that were pasted or dropped

    def __init__(self, living: Living, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.living = living
        self.setAccessibleName("正文")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "manuscript")
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setAcceptRichText(True)
        self.viewport().setAcceptDrops(True)
        self.zoom = 0
        self._pressed = -1
        self.chosen = -1  # the chip or card that is meant
        self.problems: Sequence[tuple[int, int, str]] = ()  # from, to, sentence
        self.document().setDocumentMargin(theme.px(20))
        self.setFont(theme.font(BODY_POINTS))
        self.chips, self.cards, self.signs = Chips(living, self), Cards(living, self), Signs(self)
        layout = self.document().documentLayout()
        for kind, one in ((NUMBER, self.chips), (CARD_OBJECT, self.cards), (SIGN, self.signs)):
            layout.registerHandler(kind, one)
        self.cursorPositionChanged.connect(self._moved_on)

    # where things are
    def kind_at(self, place: int) -> int:
        """The object type of the letter at a place, 0 for text."""
        if self.document().characterAt(place) != OBJECT_LETTER:
            return 0
        return self.format_at(place).objectType()

    def format_at(self, place: int) -> QTextFormat:
        """The format of the letter at a place."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(place + 1)
        return cursor.charFormat()

    def card_place(self, block: QTextBlock) -> int:
        """Where the card of a line stands, -1 when it has none."""
        text = as_units(block.text())
        at = text.find(OBJECT_LETTER)
        while at >= 0:
            if self.kind_at(block.position() + at) == CARD_OBJECT:
                return block.position() + at
            at = text.find(OBJECT_LETTER, at + 1)
        return -1

    def object_under(self, point: QPoint) -> int:
        """The place of the chip or card under a point of the viewport, -1 when there is none."""
        near = self.cursorForPosition(point).position()
        for place in (near, near - 1):
            kind = self.kind_at(place) if place >= 0 else 0
            if kind == CARD_OBJECT:
                return place
            if kind == NUMBER:
                cursor = QTextCursor(self.document())
                cursor.setPosition(place)
                here = self.cursorRect(cursor)
                cursor.setPosition(place + 1)
                there = self.cursorRect(cursor)
                if here.left() <= point.x() <= there.left() and here.top() - 4 <= point.y() <= there.bottom() + 4:
                    return place
        return -1

    def numbers(self) -> list[str]:
        """Every `{{...}}` of the text."""
        found: list[str] = []
        text, at = as_units(self.document().toRawText()), -1
        while (at := text.find(OBJECT_LETTER, at + 1)) >= 0:
            form = self.format_at(at)
            if form.objectType() == NUMBER:
                found.append(str(form.property(RAW)))
        return found

    def redraw(self, kinds: tuple[int, ...]) -> None:
        """Lay chips or cards out anew: what they show is other."""
        text, at = as_units(self.document().toRawText()), -1
        while (at := text.find(OBJECT_LETTER, at + 1)) >= 0:
            if self.kind_at(at) in kinds:
                self.document().markContentsDirty(at, 1)
        self.viewport().update()

    # keys
    def event(self, event: QEvent) -> bool:
        """The keys of the editor go before those of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and command_of(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commands first, then what chips, cards, headings, lists and quotes want of a key."""
        if name := command_of(event):
            self.commanded.emit(name)
            return
        if self._opens(event):
            return
        if self.chosen >= 0 and not self.textCursor().hasSelection() and _takes_chosen(event):
            self.select(self.chosen, self.chosen + 1)
        if not self.isReadOnly() and typing.typed(self, event):
            self.mend()
            return
        super().keyPressEvent(event)
        if not self.isReadOnly():
            if event.text() == "}":
                typing.number_typed(self)
            self.mend()

    def _opens(self, event: QKeyEvent) -> bool:
        if event.key() not in (*_ENTER, Qt.Key.Key_F2) or event.modifiers() & SHIFT:
            return False
        cursor = self.textCursor()
        if (card := self.card_place(cursor.block())) >= 0 and cursor.selectionEnd() - cursor.selectionStart() < 2:
            self.card_asked.emit(card, True)
            return True
        single = cursor.selectionEnd() - cursor.selectionStart() == 1
        places = (cursor.selectionStart(),) if single else (cursor.position(), cursor.position() - 1)
        if self.chosen >= 0 and self.kind_at(self.chosen) == NUMBER:
            self.chip_asked.emit(self.chosen, True)
            return True
        if not (single or event.key() == Qt.Key.Key_F2 or event.modifiers() & ALT):
            return False
        for place in places:
            if place >= 0 and self.kind_at(place) == NUMBER:
                self.chip_asked.emit(place, True)
                return True
        return event.key() == Qt.Key.Key_F2

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composition over a card begins a line of its own."""
        if self.isReadOnly():
            return
        if event.commitString() or event.preeditString():
            typing.leave_card(self)
        super().inputMethodEvent(event)
        if event.commitString():
            typing.number_typed(self)
            self.mend()

    def mend(self) -> None:
        """A card stands alone in its line, and a line without its card is text."""
        typing.mend_line(self)

    # mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a chip or a card may become its choice."""
        place = self.object_under(event.position().toPoint())
        left = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        self._pressed = place if left else -1
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a chip or a card selects it and shows what it is."""
        super().mouseReleaseEvent(event)
        place, self._pressed = self._pressed, -1
        if place < 0 or place != self.object_under(event.position().toPoint()):
            return
        (self.chip_asked if self.kind_at(place) == NUMBER else self.card_asked).emit(place, False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens a chip or a card for editing."""
        place = self.object_under(event.position().toPoint())
        if place < 0:
            super().mouseDoubleClickEvent(event)
            return
        self._pressed = -1
        (self.chip_asked if self.kind_at(place) == NUMBER else self.card_asked).emit(place, True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The hand over chips and cards."""
        super().mouseMoveEvent(event)
        if not event.buttons():
            over = self.object_under(event.position().toPoint()) >= 0
            shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
            self.viewport().setCursor(shape)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & CONTROL:
            self.set_zoom(self.zoom + (1 if event.angleDelta().y() > 0 else -1))
            event.accept()
            return
        super().wheelEvent(event)

    def set_zoom(self, steps: int) -> None:
        """Larger or smaller letters, in steps of a point."""
        self.zoom = max(-3, min(12, steps))
        self.setFont(theme.font(BODY_POINTS + self.zoom))
        self.redraw((NUMBER, SIGN))

    def viewportEvent(self, event: QEvent) -> bool:
        """Tips of chips and of what the proofreader found."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.tip(event.pos())
            if words:
                QToolTip.showText(event.globalPos(), words, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tip(self, point: QPoint) -> str:
        """What to say of the place under a point."""
        place = self.object_under(point)
        if place >= 0 and self.kind_at(place) == NUMBER:
            return marks.chip_tip(self.living, str(self.format_at(place).property(RAW)))
        at = self.cursorForPosition(point).position()
        return "\n".join(words for start, end, words in self.problems if start <= at <= end)

    # selecting and inserting
    def select(self, start: int, end: int) -> None:
        """Select from one place to another, and show it."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def choose(self, place: int) -> None:
        """Mark a chip or a card as the one that is meant, with the cursor after it; moving on ends that."""
        cursor = self.textCursor()
        cursor.setPosition(place + 1)
        self.setTextCursor(cursor)
        self.chosen = self.chips.chosen = self.cards.chosen = place
        self.ensureCursorVisible()
        self.viewport().update()

    def _moved_on(self) -> None:
        if self.chosen >= 0 and self.textCursor().position() != self.chosen + 1:
            self.chosen = self.chips.chosen = self.cards.chosen = -1
            self.viewport().update()

    def put(self, paragraphs: Sequence[Paragraph]) -> None:
        """Insert what was copied or made, as one step."""
        typing.put(self, paragraphs)
        self.mend()
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:
        """What is copied: the lines as they are for other articles, as text for other programs."""
        # Qt's own object: the clipboard may outlive the program's interpreter
        made = super().createMimeDataFromSelection()
        fill_mime(made, selected(self.textCursor()), self.living)
        return made

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and pictures."""
        return bool(source.hasText() or source.hasHtml() or source.hasImage() or source.hasUrls())

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste: text, headings, bold words and lists; pictures become files of the issue."""
        paragraphs, pictures = read_mime(source)
        if paragraphs:
            self.put(paragraphs)
        if pictures:
            self.pictures_given.emit(pictures)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Cut, copy, paste, and what can be done with the chip or card under the mouse."""
        place = self.object_under(event.pos())
        if place >= 0:
            self.choose(place)
        menu_of(self, place).exec(event.globalPos())

    def paste_words(self) -> None:
        """Paste the words alone."""
        lines = paragraphs_of_text(QGuiApplication.clipboard().text())
        if lines and not self.isReadOnly():
            self.put(lines)

    def focusOutEvent(self, event: object) -> None:
        """What is typed is saved when the editor is left."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.left.emit()

    def paintEvent(self, event: object) -> None:
        """The text, and in the margin what headings and quotes are."""
        super().paintEvent(event)  # type: ignore[arg-type]
        marks.paint_margin(self)

    def line_kind(self) -> str:
        """What the present line is."""
        return str(self.textCursor().blockFormat().property(KIND) or "paragraph")


def _takes_chosen(event: QKeyEvent) -> bool:
    standard = QKeySequence.StandardKey
    return event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or any(
        event.matches(one) for one in (standard.Copy, standard.Cut)
    )
