"""The numbers at the left of a table: a click selects the row; a sign tells what is the matter with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QToolTip

from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

    from bureau_desk.ui.grid_view import GridView

_MARK = 14  # px at 100 % kept free for the sign


class RowHeader(QHeaderView):
    """Paints row numbers itself; signs differ by shape as well as by colour."""

    def __init__(self, view: GridView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._grid = view
        self._chosen: list[tuple[int, int]] = []
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("行号")

    def sizeHint(self) -> QSize:
        """Wide enough for the last number and a sign."""
        number = f"{max(self.count(), 99):,}"
        width = QFontMetrics(theme.font(9)).horizontalAdvance(number) + theme.px(_MARK + 12)
        return QSize(width, self.defaultSectionSize())  # Qt would ask for the titles of hundreds of rows

    def show_chosen(self, rows: list[tuple[int, int]]) -> None:
        """Mark the numbers of these rows as selected."""
        self._chosen = rows
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        """One number with its sign."""
        painter.save()
        chosen = any(first <= row <= last for first, last in self._chosen)
        painter.fillRect(rect, theme.color("tint" if chosen else "ground"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.color("line"))
        painter.setFont(theme.font(9, bold=chosen))
        painter.setPen(theme.color("primary" if chosen else "quiet"))
        text = rect.adjusted(theme.px(_MARK), 0, -theme.px(6), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{row + 1:,}")
        tone = self._tone(row)
        if tone:
            paint_sign(painter, rect.left() + theme.px(3), rect.center().y(), tone)
        painter.restore()

    def _tone(self, row: int) -> str:
        mark = getattr(self._grid.model(), "mark", None)
        return mark(row).tone if mark is not None else ""

    def viewportEvent(self, event: QEvent) -> bool:
        """The tooltip says in words what the sign means."""
        if isinstance(event, QHelpEvent):
            mark = getattr(self._grid.model(), "mark", None)
            row = self.logicalIndexAt(event.pos())
            words = mark(row).words if mark is not None and row >= 0 else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)


def paint_sign(painter: QPainter, left: float, middle: float, tone: str) -> None:
    """The sign of a tone: a dot is bad, a triangle a warning, a diamond good, a square anything else."""
    side = theme.px(9)
    box = QRectF(left, middle - side / 2, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color({"neutral": "quiet"}.get(tone, tone)))
    if tone == "bad":
        painter.drawEllipse(box)
    elif tone == "warning":
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    elif tone == "good":
        middle_y = box.center().y()
        corners = [
            QPointF(box.center().x(), box.top()),
            QPointF(box.right(), middle_y),
            QPointF(box.center().x(), box.bottom()),
            QPointF(box.left(), middle_y),
        ]
        painter.drawPolygon(QPolygonF(corners))
    else:
        painter.drawRect(box.adjusted(1, 1, -1, -1))
