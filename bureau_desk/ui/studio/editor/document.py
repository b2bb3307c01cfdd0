"""The lines of an article in a text document, and back: formats carry what the words do not say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextFormat
from PySide6.QtGui import QTextListFormat as ListFormat

from bureau_desk.app.article_paragraphs import Paragraph, Piece, block_from, block_text
from bureau_desk.ui.theme import theme

_USER = QTextFormat.Property.UserProperty.value
KIND, LEVEL, ORDERED, GROUP, START = (_USER + place for place in range(1, 6))
BOLD, FRESH, RAW, CARD = (_USER + place for place in range(11, 15))
_OBJECT = QTextFormat.ObjectTypes.UserObject.value
NUMBER, SIGN, CARD_OBJECT = _OBJECT + 1, _OBJECT + 2, _OBJECT + 3
OBJECT_LETTER, BREAK = "\ufffc", "\u2028"
_OBJECTS = {"number": NUMBER, "sign": SIGN}
_KINDS = {NUMBER: "number", SIGN: "sign"}
BODY_POINTS = 11.5


def block_format(kind: str, level: int = 2, ordered: bool = False, group: int = 0, start: int = 1) -> QTextBlockFormat:
    """How a line of a kind stands, and what it is."""
    made = QTextBlockFormat()
    made.setProperty(KIND, kind)
    made.setProperty(LEVEL, level)
    made.setProperty(ORDERED, ordered)
    made.setProperty(GROUP, group)
    if start != 1:
        made.setProperty(START, start)
    above, below = {"heading": (14, 4), "card": (6, 12), "quote": (2, 2), "source": (0, 8)}.get(kind, (0, 6))
    made.setTopMargin(theme.px(above))
    made.setBottomMargin(theme.px(below))
    if kind in ("quote", "source"):
        made.setLeftMargin(theme.px(28))
    if kind == "paragraph":
        made.setTextIndent(theme.px(BODY_POINTS * 2 * 4 / 3))
    if kind != "card":
        made.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def char_format(kind: str, level: int = 2, bold: bool = False) -> QTextCharFormat:
    """How text of a line of a kind looks."""
    made = QTextCharFormat()
    made.setForeground(theme.color("primary" if kind == "heading" else "quiet" if kind == "source" else "ink"))
    if bold:
        made.setProperty(BOLD, True)
    if kind == "heading" or bold:
        made.setFontWeight(QFont.Weight.Bold)
    if kind == "heading" and level == 2:
        made.setProperty(QTextFormat.Property.FontSizeAdjustment, 1)
    return made


def object_format(kind: str, level: int, piece: Piece) -> QTextCharFormat:
    """A number or a sign inside a line."""
    made = char_format(kind, level, piece.bold)
    made.setObjectType(_OBJECTS[piece.kind])
    made.setProperty(RAW, piece.text)
    return made


def card_format(paragraph: Paragraph) -> QTextCharFormat:
    """A card that stands for a block."""
    made = QTextCharFormat()
    made.setObjectType(CARD_OBJECT)
    assert paragraph.card is not None
    made.setProperty(CARD, block_text(paragraph.card))
    return made


def fill(document: QTextDocument, paragraphs: Sequence[Paragraph]) -> None:
    """Put lines in place of everything; nothing of it can be undone."""
    document.setUndoRedoEnabled(False)
    document.clear()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # laid out once
    insert(cursor, paragraphs or (Paragraph("paragraph"),), into_present=True)
    cursor.endEditBlock()
    document.setUndoRedoEnabled(True)
    document.setModified(False)


def insert(cursor: QTextCursor, paragraphs: Sequence[Paragraph], into_present: bool = False) -> None:
    """Insert whole lines at a cursor; the first takes the place of the present line when asked for."""
    groups: dict[int, QTextBlock] = {}
    for place, one in enumerate(paragraphs):
        shape = block_format(one.kind, one.level, one.ordered, one.group, one.start)
        words = char_format(one.kind, one.level)
        if place or not into_present:
            cursor.insertBlock(shape, words)
        else:
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(words)
        if one.kind == "list":
            _listed(cursor, one, groups)
        if one.card is not None:
            cursor.insertText(OBJECT_LETTER, card_format(one))
        insert_pieces(cursor, one.pieces, one.kind, one.level)


def _listed(cursor: QTextCursor, one: Paragraph, groups: dict[int, QTextBlock]) -> None:
    first = groups.get(one.group)
    known = first.textList() if first is not None else None
    if known is not None:
        known.add(cursor.block())
        return
    cursor.createList(list_format(one.ordered, one.start))
    groups[one.group] = cursor.block()


def list_format(ordered: bool, start: int = 1) -> ListFormat:
    """Numbers or points before the lines of a list."""
    made = ListFormat()
    made.setStyle(ListFormat.Style.ListDecimal if ordered else ListFormat.Style.ListDisc)
    made.setStart(start)
    return made


def insert_pieces(cursor: QTextCursor, pieces: Iterable[Piece], kind: str, level: int = 2) -> None:
    """Insert text, numbers and signs into a line."""
    count = 0
    for piece in pieces:
        shape = object_format(kind, level, piece) if piece.kind in _OBJECTS else char_format(kind, level, piece.bold)
        if piece.fresh:
            count += 1
            shape.setProperty(FRESH, 1 + count % 2)
        cursor.insertText(OBJECT_LETTER if piece.kind in _OBJECTS else piece.text.replace("\n", BREAK), shape)


def paragraphs(document: QTextDocument) -> list[Paragraph]:
    """The lines of a document."""
    found: list[Paragraph] = []
    block = document.begin()
    while block.isValid():
        found += paragraphs_of_block(block)
        block = block.next()
    return found


def paragraphs_of_block(block: QTextBlock, start: int = 0, end: int = -1) -> list[Paragraph]:
    """One line of the document, or its letters from start to end; text beside a card is a line of its own."""
    shape = block.blockFormat()
    kind = str(shape.property(KIND) or "paragraph")
    level, ordered = int(shape.property(LEVEL) or 2), bool(shape.property(ORDERED))
    first = int(shape.property(START)) if shape.hasProperty(START) else 1
    whole = Paragraph(kind, level=level, ordered=ordered, group=int(shape.property(GROUP) or 0), start=first)
    text_kind = replace(whole, kind="paragraph") if kind == "card" else whole
    found: list[Paragraph] = []
    pieces: list[Piece] = []
    run = 0
    for text, form in letters(block, start, end):
        if form.objectType() == CARD_OBJECT and text == OBJECT_LETTER:
            if pieces:
                found.append(replace(text_kind, pieces=tuple(pieces)))
                pieces = []
            found.append(Paragraph("card", card=block_from(str(form.property(CARD))), group=whole.group))
        else:
            mark = int(form.property(FRESH) or 0)
            pieces.append(_piece(text, form, bool(mark) and mark != run))
            run = mark
    if pieces or not found:
        found.append(replace(text_kind, pieces=tuple(pieces)))
    return found


def letters(block: QTextBlock, start: int = 0, end: int = -1) -> Iterator[tuple[str, QTextCharFormat]]:
    """The pieces of one format of a line, each object apart; only the letters from start to end (-1: all)."""
    at = block.begin()
    while not at.atEnd():
        fragment = at.fragment()
        if fragment.isValid():
            first = fragment.position() - block.position()
            text, form = fragment.text(), fragment.charFormat()
            cut = _cut(text, max(0, start - first), -1 if end < 0 else max(0, end - first))
            if cut and form.objectType() in (NUMBER, SIGN, CARD_OBJECT):
                yield from ((letter, form) for letter in cut)
            elif cut:
                yield cut, form
        at += 1


def _cut(text: str, start: int, end: int) -> str:
    """Part of a text by UTF-16 units, as Qt counts."""
    if not text or max(text) <= "\uffff":
        return text[start : len(text) if end < 0 else end]
    units = text.encode("utf-16-le", "surrogatepass")
    part = units[start * 2 : len(units) if end < 0 else end * 2]
    return part.decode("utf-16-le", "surrogatepass")


def as_units(text: str) -> str:
    """The text with two letters for each that Qt counts as two, so that places in it are Qt's."""
    if not text or max(text) <= "\uffff":
        return text
    return "".join("□□" if letter > "\uffff" else letter for letter in text)


def _piece(text: str, form: QTextCharFormat, fresh: bool) -> Piece:
    bold = bool(form.property(BOLD))
    if text == OBJECT_LETTER and (kind := _KINDS.get(form.objectType())):
        return Piece(str(form.property(RAW)), bold, kind, fresh)
    return Piece(text.replace(BREAK, "\n").replace(OBJECT_LETTER, ""), bold, "text", fresh)


def selected(cursor: QTextCursor) -> list[Paragraph]:
    """The lines, or parts of lines, that a cursor selects."""
    document = cursor.document()
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    block, last = document.findBlock(start), document.findBlock(end)
    found: list[Paragraph] = []
    while block.isValid():
        first = max(0, start - block.position())
        found += paragraphs_of_block(block, first, end - block.position() if block == last else -1)
        if block == last:
            break
        block = block.next()
    return found
