"""What stands in a line as one letter: number chips, signs that cannot be text, and the cards of other blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPyTextObject, QTextBlock, QTextDocument, QTextFormat

from bureau_desk.analysis.placeholders import CLOSING, OPENING
from bureau_desk.app.article_paragraphs import block_from
from bureau_desk.ui.studio.editor.cards import CardPainter
from bureau_desk.ui.studio.editor.document import (
    BOLD,
    CARD,
    NUMBER,
    OBJECT_LETTER,
    RAW,
    letters,
)
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.studio.editor.living import Living

_SIGNS = {OPENING: "{", CLOSING: "}", "\r": "␍", "\0": "␀", "\u2028": "␊", "\u2029": "¶"}
_PAD = 5.0


def words_of(block: QTextBlock, living: Living, upto: int = -1) -> tuple[str, list[int]]:
    """The words of a line as printed, up to a letter of it, and for each word's letter the place in the document."""
    text, places = "", []
    at = block.position()
    for part, form in letters(block, 0, upto):
        shown = part
        if part == OBJECT_LETTER and form.objectType() == NUMBER:
            chip = living.chip(str(form.property(RAW)))
            shown = chip.fitted(text) if chip else "…"
        elif part == OBJECT_LETTER and form.hasProperty(RAW):
            shown = _SIGNS.get(str(form.property(RAW)), "□")
        text += shown
        if shown is part:
            units = 0
            for letter in part:
                places.append(at + units)
                units += 2 if letter > "\uffff" else 1
            at += units
        else:
            places += [at] * len(shown)
            at += 1
    return text, places


class Chips(QPyTextObject):
    """Light pills with the printed value; what changed is amber, what cannot be answered red, each with a mark."""

    def __init__(self, living: Living, parent: QObject) -> None:
        super().__init__(parent)
        self._living = living
        self.chosen = -1  # the chip whose panel is open

    def shown(self, document: QTextDocument, place: int, form: QTextFormat) -> tuple[str, str]:
        """The words of a chip and its state: good | changed | bad | waiting | page."""
        raw = str(form.property(RAW))
        chip = self._living.chip(raw)
        if chip is None:
            return raw.strip("{} "), "waiting"
        if chip.fault:
            return chip.printed, "bad"
        if chip.page:
            return self._living.folio(chip.page) or chip.printed, "page"
        words = chip.printed
        if chip.form or words[:1] in "超近约":
            block = document.findBlock(place)
            words = chip.fitted(words_of(block, self._living, place - block.position())[0])
        return words, "changed" if chip.was else "good"

    def intrinsicSize(self, document: QTextDocument, place: int, form: QTextFormat) -> QSizeF:
        """As wide as its words, as high as the line."""
        words, state = self.shown(document, place, form)
        measures = self._measures(document, form)
        mark = measures.horizontalAdvance("•") + 2 if state in ("changed", "bad") else 0
        return QSizeF(measures.horizontalAdvance(words) + mark + 2 * _PAD + 2, measures.ascent() + 1)

    def _measures(self, document: QTextDocument, form: QTextFormat) -> QFontMetricsF:
        font = form.toCharFormat().font()
        if not form.toCharFormat().hasProperty(QTextFormat.Property.FontSizeAdjustment):
            font.setPointSizeF(document.defaultFont().pointSizeF())
        font.setFamilies(document.defaultFont().families())
        self._font = font
        return QFontMetricsF(font)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF,
        document: QTextDocument,
        place: int,
        form: QTextFormat,
    ) -> None:
        """The pill."""
        words, state = self.shown(document, place, form)
        ink, ground = {
            "bad": ("bad", "bad_ground"), "changed": ("warning", "warning_ground"), "waiting": ("quiet", "tint"),
            "page": ("quiet", "tint"),
        }.get(state, ("primary", "tint"))  # fmt: skip
        measures = self._measures(document, form)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pill = QRectF(rect.left() + 1, rect.top() - 1, rect.width() - 2, measures.height() + 1)
        edge = ink if state in ("bad", "changed") or place == self.chosen else "strong_line"
        painter.setPen(QPen(theme.color(edge), 2 if place == self.chosen else 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setFont(self._font)
        painter.setPen(theme.color(ink))
        mark = "•" if state in ("changed", "bad") else ""
        painter.drawText(QPointF(rect.left() + _PAD, rect.top() + measures.ascent()), mark)
        left = rect.left() + _PAD + 1 + (measures.horizontalAdvance("•") + 2 if mark else 0)
        painter.drawText(QPointF(left, rect.top() + measures.ascent()), words)
        painter.restore()


class Signs(QPyTextObject):
    """A brace that is text, or a character no editor can hold."""

    def intrinsicSize(self, document: QTextDocument, _place: int, form: QTextFormat) -> QSizeF:
        """As wide as its letter."""
        measures = QFontMetricsF(document.defaultFont())
        return QSizeF(measures.horizontalAdvance(self._letter(form)), measures.ascent())

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF,
        document: QTextDocument,
        _place: int,
        form: QTextFormat,
    ) -> None:
        """The letter."""
        letter = self._letter(form)
        font = document.defaultFont()
        font.setBold(bool(form.property(BOLD)))
        painter.setFont(font)
        painter.setPen(theme.color("ink" if letter in "{}" else "quiet"))
        painter.drawText(QPointF(rect.left(), rect.top() + QFontMetricsF(font).ascent()), letter)

    def _letter(self, form: QTextFormat) -> str:
        return _SIGNS.get(str(form.property(RAW)), "□")


class Cards(QPyTextObject):
    """Pictures, lists, numbers, charts and tables as they will be printed, across the whole line."""

    def __init__(self, living: Living, parent: QObject) -> None:
        super().__init__(parent)
        self.painter = CardPainter(living)
        self.chosen = -1  # the card whose panel is open

    def intrinsicSize(self, document: QTextDocument, _place: int, form: QTextFormat) -> QSizeF:
        """As wide as the text, as high as what it shows."""
        wide = self._width(document)
        return QSizeF(wide, self.painter.height(block_from(str(form.property(CARD))), wide))

    def _width(self, document: QTextDocument) -> float:
        room = document.textWidth() if document.textWidth() > 0 else document.pageSize().width()
        return max(120.0, room - 2 * document.documentMargin() - 4)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF,
        _document: QTextDocument,
        place: int,
        form: QTextFormat,
    ) -> None:
        """The card."""
        painter.save()
        self.painter.paint(painter, rect, block_from(str(form.property(CARD))), place == self.chosen)
        painter.restore()
