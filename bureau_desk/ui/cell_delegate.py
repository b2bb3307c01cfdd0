"""Paints the cells of a record table: text, tags, codes, numbers, the row under the mouse and the cell with focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from bureau_desk.ui.laid_words import LaidWords
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.record_model import Cell

Index = QModelIndex | QPersistentModelIndex
_INKS = {
    "primary": ("primary", "tint"),
    "neutral": ("quiet", "ground"),
    "good": ("good", "good_ground"),
    "warning": ("warning", "warning_ground"),
    "bad": ("bad", "bad_ground"),
}


_GROUNDS = {
    "bad": "bad_ground",
    "warning": "warning_ground",
    "good": "good_ground",
    "primary": "tint",
    "neutral": "ground",
}
_SELECTED = QStyle.StateFlag.State_Selected.value  # as numbers: Python's enumerations cost more than the painting
_FOCUS = QStyle.StateFlag.State_HasFocus.value
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignRight.value


class CellDelegate(QStyledItemDelegate):
    """Draws from the model's cells directly, so that a repaint asks the model once per cell."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.hover_row = -1
        self.current_row = -1  # the record that the details show
        self.edge = -1  # the last frozen column
        self.refresh()

    def refresh(self) -> None:
        """Take fonts and lengths from the theme in force."""
        self._font = theme.font()
        self._mono = theme.font(10, mono=True)
        self._small = theme.font(9)
        self._metrics = QFontMetrics(self._font)
        self._mono_metrics = QFontMetrics(self._mono)
        self._small_metrics = QFontMetrics(self._small)
        self._words, self._mono_words = LaidWords(), LaidWords()
        self._pad = theme.px(8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        cell = index.model().cell(index.row(), index.column())
        rect = option.rect
        self._ground(painter, option, index)
        inner = rect.adjusted(self._pad, 0, -self._pad, 0)
        if cell.tone:
            self._tag(painter, inner, cell.text, cell.tone)
        elif cell.text:
            self._text(painter, inner, cell)
        if option.state.value & _FOCUS:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Rows are of one height; columns are never fitted to all rows."""
        return QSize(theme.px(96), theme.px(30))

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        field = index.model().columns[index.column()].key
        mark = index.model().mark(index.row())
        tone = mark.grounds.get(field) or mark.grounds.get("")
        token = _GROUNDS.get(tone or "", "panel")
        if option.state.value & _SELECTED:
            token = "selection"
        elif index.row() == self.hover_row:
            token = "hover" if not tone else token
        elif index.row() == self.current_row and not tone:
            token = "tint"
        painter.fillRect(option.rect, theme.color(token))
        rect = option.rect
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        if fault := mark.faults.get(field):
            self._corner(painter, option.rect, fault[0])
        if index.column() == self.edge:
            edge = QRect(option.rect.right(), option.rect.top(), 1, option.rect.height())
            painter.fillRect(edge, theme.color("strong_line"))

    def _corner(self, painter: QPainter, rect: QRect, tone: str) -> None:
        """A folded corner marks a cell with a problem; its tooltip says which."""
        side = theme.px(8)
        right, top = rect.right() + 1, rect.top()
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(tone))
        painter.drawPolygon(QPolygon([QPoint(right - side, top), QPoint(right, top), QPoint(right, top + side)]))
        painter.restore()

    def _text(self, painter: QPainter, rect: QRect, cell: Cell) -> None:
        font, metrics = (self._mono, self._mono_metrics) if cell.mono else (self._font, self._metrics)
        painter.setFont(font)
        painter.setPen(theme.color("ink"))
        words = self._mono_words if cell.mono else self._words
        words.paint(painter, rect, cell.text, _RIGHT if cell.right else _LEFT)
        if cell.note:
            text = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, rect.width())
            left = metrics.horizontalAdvance(text) + self._pad
            self._tag(painter, rect.adjusted(left, 0, 0, 0), cell.note, cell.note_tone)

    def _tag(self, painter: QPainter, rect: QRect, text: str, tone: str) -> None:
        if rect.width() < theme.px(24):
            return
        ink, ground = _INKS[tone]
        pad = theme.px(7)
        shown = self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width() - 2 * pad)
        width = self._small_metrics.horizontalAdvance(shown) + 2 * pad
        height = self._small_metrics.height() + theme.px(2)
        box = QRectF(rect.left() + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.color(ink)
        edge.setAlphaF(0.35)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        painter.setFont(self._small)
        painter.setPen(theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
