"""What keys do beyond plain text: leaving lists and headings, turning lines into others, cards that stay whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCharFormat, QTextCursor

from bureau_desk.app.article_paragraphs import Paragraph, Piece, pieces_of
from bureau_desk.domain.issue import Run
from bureau_desk.ui.studio.editor import document as lines
from bureau_desk.ui.studio.editor.document import BOLD, GROUP, KIND, LEVEL, OBJECT_LETTER

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.body import BodyEdit

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WRITTEN = re.compile(r"\{\{[^{}\ufffc]+\}\}")


def typed(edit: BodyEdit, event: QKeyEvent) -> bool:
    """Do what a key means here; False leaves it to the text."""
    cursor = edit.textCursor()
    plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
        return _enter(edit, cursor)
    if event.key() == Qt.Key.Key_Backspace and not cursor.hasSelection():
        return _back(edit, cursor)
    if event.key() == Qt.Key.Key_Delete and not cursor.hasSelection():
        return _forward(edit, cursor)
    if plain and event.text() and event.text().isprintable():
        leave_card(edit)
    return False


def kind_of(block: QTextBlock) -> str:
    """What a line is."""
    return str(block.blockFormat().property(KIND) or "paragraph")


def _enter(edit: BodyEdit, cursor: QTextCursor) -> bool:
    kind, block = kind_of(cursor.block()), cursor.block()
    empty = not block.text().strip()
    if kind in ("list", "quote") and empty and not cursor.hasSelection():
        turn(edit, cursor, "source" if kind == "quote" and kind_of(block.previous()) == "quote" else "paragraph")
        return True
    if kind == "paragraph" or kind in ("list", "quote") or (kind == "heading" and not cursor.atBlockEnd()):
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        cursor.insertBlock(cursor.blockFormat(), _plain(cursor.block()))
        cursor.endEditBlock()
        edit.setTextCursor(cursor)
        edit.ensureCursorVisible()
        return True
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    cursor.insertBlock(lines.block_format("paragraph"), lines.char_format("paragraph"))
    cursor.endEditBlock()
    edit.setTextCursor(cursor)
    edit.ensureCursorVisible()
    return True


def _plain(block: QTextBlock) -> QTextCharFormat:
    return lines.char_format(kind_of(block), int(block.blockFormat().property(LEVEL) or 2))


def _back(edit: BodyEdit, cursor: QTextCursor) -> bool:
    if edit.card_place(cursor.block()) >= 0:
        _remove_line(edit, cursor)
        return True
    if not cursor.atBlockStart():
        return False
    if kind_of(cursor.block()) != "paragraph":
        turn(edit, cursor, "paragraph")
        return True
    place = edit.card_place(cursor.block().previous()) if cursor.block().previous().isValid() else -1
    if place < 0:
        return False
    if not cursor.block().text():
        _remove_line(edit, cursor)
    edit.select(place, place + 1)
    return True


def _forward(edit: BodyEdit, cursor: QTextCursor) -> bool:
    if edit.card_place(cursor.block()) >= 0:
        _remove_line(edit, cursor)
        return True
    if not cursor.atBlockEnd() or not cursor.block().next().isValid():
        return False
    place = edit.card_place(cursor.block().next())
    if place < 0:
        return False
    if not cursor.block().text():
        _remove_line(edit, cursor)
        place -= 1
    edit.select(place, place + 1)
    return True


def _remove_line(edit: BodyEdit, cursor: QTextCursor) -> None:
    """Take a whole line out, or make it an empty one when it is the only one."""
    cursor.beginEditBlock()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.removeSelectedText()
    if cursor.block().next().isValid():
        cursor.deleteChar()
    elif cursor.block().previous().isValid():
        cursor.deletePreviousChar()
    else:
        cursor.setBlockFormat(lines.block_format("paragraph"))
    cursor.endEditBlock()
    edit.setTextCursor(cursor)


def leave_card(edit: BodyEdit) -> None:
    """Typing over a card begins a paragraph after it; a selected card is not typed over."""
    cursor = edit.textCursor()
    if edit.card_place(cursor.block()) < 0 or cursor.selectionEnd() - cursor.selectionStart() > 1:
        return
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    cursor.insertBlock(lines.block_format("paragraph"), lines.char_format("paragraph"))
    edit.setTextCursor(cursor)


def mend_line(edit: BodyEdit) -> None:
    """Put a card that stands among words into a line of its own, and make a line whose card is gone a paragraph."""
    cursor = edit.textCursor()
    block = cursor.block()
    card = edit.card_place(block)
    if card < 0 and kind_of(block) == "card":
        cursor.joinPreviousEditBlock()
        cursor.setBlockFormat(lines.block_format("paragraph"))
        cursor.setBlockCharFormat(lines.char_format("paragraph"))
        cursor.endEditBlock()
    elif card >= 0 and block.length() > 2:
        _card_apart(edit, card)


def _card_apart(edit: BodyEdit, card: int) -> None:
    cursor = QTextCursor(edit.document())
    cursor.setPosition(card + 1)
    cursor.joinPreviousEditBlock()
    if not cursor.atBlockEnd():
        cursor.insertBlock(lines.block_format("paragraph"))
    cursor.setPosition(card)
    if not cursor.atBlockStart():
        cursor.insertBlock()
    cursor.setBlockFormat(lines.block_format("card"))
    cursor.endEditBlock()


def next_group(edit: BodyEdit) -> int:
    """A number for a list or a quote that no other line has."""
    most, block = 0, edit.document().begin()
    while block.isValid():
        most = max(most, int(block.blockFormat().property(GROUP) or 0))
        block = block.next()
    return most + 1


def turn(edit: BodyEdit, cursor: QTextCursor, kind: str, level: int = 2, ordered: bool = False) -> None:
    """Make the lines of a cursor lines of a kind, as one step; cards stay as they are."""
    first = edit.document().findBlock(cursor.selectionStart())
    last = edit.document().findBlock(cursor.selectionEnd())
    group = next_group(edit)
    made = None
    worker = QTextCursor(first)
    worker.beginEditBlock()
    block = first
    while block.isValid():
        if edit.card_place(block) < 0:
            own = int(block.blockFormat().property(GROUP) or 0) if kind == "source" else group
            worker.setPosition(block.position())
            if (listed := block.textList()) is not None:
                listed.remove(block)
            worker.setBlockFormat(lines.block_format(kind, level, ordered, own))
            _recolour(worker, block, kind, level)
            if kind == "list":
                if made is None:
                    made = worker.createList(lines.list_format(ordered))
                else:
                    made.add(worker.block())
        if block == last:
            break
        block = block.next()
    worker.endEditBlock()


def _recolour(worker: QTextCursor, block: QTextBlock, kind: str, level: int) -> None:
    """Give the letters of a line the look of another kind; what they are stays."""
    start = block.position()
    spans = []
    for text, form in lines.letters(block):
        units = len(text.encode("utf-16-le", "surrogatepass")) // 2
        spans.append((start, start + units, form))
        start += units
    for begins, ends, form in spans:
        fresh = lines.char_format(kind, level, bool(form.property(BOLD)))
        for key in (lines.FRESH, lines.RAW):
            if form.hasProperty(key):
                fresh.setProperty(key, form.property(key))
        if form.objectType():
            fresh.setObjectType(form.objectType())
        worker.setPosition(begins)
        worker.setPosition(ends, QTextCursor.MoveMode.KeepAnchor)
        worker.setCharFormat(fresh)
    worker.setPosition(block.position())
    worker.setBlockCharFormat(lines.char_format(kind, level))


def is_bold(cursor: QTextCursor) -> bool:
    """Whether what is selected, or what would be typed, is bold."""
    if not cursor.hasSelection():
        return bool(cursor.charFormat().property(BOLD))
    probe = QTextCursor(cursor)
    probe.setPosition(cursor.selectionStart() + 1)
    return bool(probe.charFormat().property(BOLD))


def bold(edit: BodyEdit) -> None:
    """Make what is selected, or what is typed from here on, bold or not bold."""
    cursor = edit.textCursor()
    wanted = not is_bold(cursor)
    level = int(cursor.blockFormat().property(LEVEL) or 2)
    if not cursor.hasSelection():
        edit.setCurrentCharFormat(lines.char_format(kind_of(cursor.block()), level, wanted))
        return
    shape = QTextCharFormat()
    shape.setProperty(BOLD, wanted)
    shape.setProperty(lines.FRESH, 0)
    heading = kind_of(cursor.block()) == "heading"
    shape.setFontWeight(700 if wanted or heading else 400)
    cursor.mergeCharFormat(shape)


def number_typed(edit: BodyEdit) -> None:
    """Every `{{...}}` that was typed into the line becomes a chip."""
    cursor = edit.textCursor()
    block = cursor.block()
    if "}}" not in block.text():
        return
    level = int(block.blockFormat().property(LEVEL) or 2)
    after = cursor.position()
    worker = QTextCursor(block)
    worker.beginEditBlock()
    # from the last to the first, so that places before stay as they are
    for found in reversed(list(_WRITTEN.finditer(lines.as_units(block.text())))):
        start = block.position() + found.start()
        worker.setPosition(start)
        worker.setPosition(start + len(found.group()), QTextCursor.MoveMode.KeepAnchor)
        strong = bool(worker.charFormat().property(BOLD))
        text = worker.selectedText()
        worker.removeSelectedText()
        lines.insert_pieces(worker, (Piece(text, strong, "number"),), kind_of(block), level)
        after -= len(found.group()) - 1 if start < after else 0
    worker.endEditBlock()
    cursor.setPosition(after)
    edit.setTextCursor(cursor)


def put(edit: BodyEdit, paragraphs: Sequence[Paragraph]) -> None:
    """Insert lines at the cursor as one step: words into the present line, whole blocks as lines of their own."""
    cursor = edit.textCursor()
    shift = next_group(edit)
    several = len(paragraphs) > 1 or paragraphs[0].kind == "card"
    moved = [replace(one, group=one.group + shift) if one.group else one for one in paragraphs]
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    on_card = edit.card_place(cursor.block()) >= 0
    if on_card:
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        cursor.insertBlock(lines.block_format("paragraph"), lines.char_format("paragraph"))
    if not several and paragraphs[0].kind == "paragraph":
        block = cursor.block()
        level = int(block.blockFormat().property(LEVEL) or 2)
        lines.insert_pieces(cursor, paragraphs[0].pieces, kind_of(block), level)
    else:
        _put_lines(cursor, moved)
    cursor.endEditBlock()
    edit.setTextCursor(cursor)


def _put_lines(cursor: QTextCursor, paragraphs: Sequence[Paragraph]) -> None:
    block = cursor.block()
    if not block.text().strip():
        lines.insert(cursor, paragraphs, into_present=True)
        if paragraphs[-1].kind == "card" and not cursor.block().next().isValid():
            cursor.insertBlock(lines.block_format("paragraph"), lines.char_format("paragraph"))
        return
    shape, rest = cursor.blockFormat(), not cursor.atBlockEnd()
    words = _plain(block)
    if cursor.atBlockStart():
        cursor.insertBlock(shape, words)
        cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        lines.insert(cursor, paragraphs, into_present=True)
        return
    if rest:
        cursor.insertBlock(shape, words)
        cursor.movePosition(QTextCursor.MoveOperation.PreviousBlock)
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
    lines.insert(cursor, paragraphs)
    if paragraphs[-1].kind == "card" and not cursor.block().next().isValid():
        cursor.insertBlock(lines.block_format("paragraph"), lines.char_format("paragraph"))


def text_pieces(text: str) -> tuple[Piece, ...]:
    """Plain text as pieces of a line, numbers apart."""
    return pieces_of((Run(text),))


def replace_object(edit: BodyEdit, place: int, shape: QTextCharFormat, join: bool) -> None:
    """Put another chip or card in the place of one, as a step of its own or as part of the last."""
    cursor = QTextCursor(edit.document())
    cursor.setPosition(place)
    cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
    cursor.joinPreviousEditBlock() if join else cursor.beginEditBlock()
    cursor.insertText(OBJECT_LETTER, shape)
    cursor.endEditBlock()
