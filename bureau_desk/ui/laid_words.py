"""Texts of one line that are laid out once and painted many times: laying Chinese out costs more than painting it."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStaticText

KEPT = 3000
_RIGHT = Qt.AlignmentFlag.AlignRight.value


class LaidWords:
    """Keeps texts laid out in the font that the painter has; of another font all are laid out anew."""

    def __init__(self) -> None:
        self._font = ""
        self._metrics: QFontMetrics | None = None
        self._laid: dict[str, QStaticText] = {}
        self._cut: dict[tuple[str, int], QStaticText] = {}

    def paint(self, painter: QPainter, room: QRect, text: str, side: int = 0) -> int:
        """One line in the middle of the room's height, cut with an ellipsis where it is too long; returns its width."""
        if not text:
            return 0
        font = painter.font().key()
        if font != self._font:
            self._font, self._metrics = font, painter.fontMetrics()
            self._laid.clear()
            self._cut.clear()
        found = self._laid.get(text) or self._lay(painter, text)
        width = found.size().width()
        if width > room.width():
            found = self._cut.get((text, room.width())) or self._shorten(painter, text, room.width())
            width = found.size().width()
        left = room.right() + 1 - width if side & _RIGHT else room.left()
        height = self._metrics.height() if self._metrics is not None else 0
        painter.drawStaticText(round(left), room.top() + (room.height() - height + 1) // 2, found)
        return round(width)

    def _lay(self, painter: QPainter, text: str) -> QStaticText:
        if len(self._laid) >= KEPT:
            self._laid.clear()
        made = self._laid[text] = _static(painter, text)
        return made

    def _shorten(self, painter: QPainter, text: str, room: int) -> QStaticText:
        if len(self._cut) >= KEPT:
            self._cut.clear()
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
        made = self._cut[text, room] = _static(painter, cut)
        return made


def _static(painter: QPainter, text: str) -> QStaticText:
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(painter.transform(), painter.font())
    return made
