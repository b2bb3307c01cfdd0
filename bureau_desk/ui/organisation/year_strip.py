"""A strip of years with a grade each; years for which nothing is registered are hatched, so that gaps are seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from bureau_desk.app.organisation_parts import Strip
from bureau_desk.ui.theme import theme

CELL, HEIGHT, GAP = 84, 52, 4
_INKS = {
    "good": ("good", "good_ground"), "primary": ("primary", "tint"), "warning": ("warning", "warning_ground"),
    "bad": ("bad", "bad_ground"), "neutral": ("ink", "panel"),
}  # fmt: skip


class YearStripView(QWidget):
    """Draws one strip; arrow keys move, Enter or a click leads to the evaluation, a hatched year asks to add one."""

    record_asked = Signal(int)

    def __init__(self, strip: Strip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = strip
        self.current = len(strip.labels) - 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(f"{strip.title}：" + "，".join(self._told(place) for place in range(len(strip.labels))))
        self._fit()

    def _told(self, place: int) -> str:
        return f"{self.strip.strip.years[place].year} 年{self.strip.labels[place].text}"

    # size
    @property
    def _columns(self) -> int:
        return max(1, (self.width() + theme.px(GAP)) // theme.px(CELL))

    def _fit(self) -> None:
        lines = -(-len(self.strip.labels) // self._columns)
        self.setFixedHeight(lines * theme.px(HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the strip where the page ends."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """At least one year wide."""
        return QSize(theme.px(CELL), theme.px(HEIGHT))

    def rect_of(self, place: int) -> QRect:
        """Where a year stands."""
        line, column = divmod(place, self._columns)
        size = theme.px(CELL)
        return QRect(column * size, line * theme.px(HEIGHT), size - theme.px(GAP), theme.px(HEIGHT) - theme.px(GAP))

    def _place_at(self, point: QPointF) -> int | None:
        return next(
            (place for place in range(len(self.strip.labels)) if self.rect_of(place).contains(point.toPoint())), None
        )

    # drawing
    def paintEvent(self, _event: QPaintEvent) -> None:
        """Each year: its number above, its grade in a box."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in range(len(self.strip.labels)):
            self._paint_year(painter, place)

    def _paint_year(self, painter: QPainter, place: int) -> None:
        label, mark = self.strip.labels[place], self.strip.strip.years[place]
        rect = self.rect_of(place)
        head = theme.px(18)
        painter.setFont(theme.font(9))
        painter.setPen(theme.color("quiet"))
        painter.drawText(
            QRect(rect.left(), rect.top(), rect.width(), head), Qt.AlignmentFlag.AlignCenter, str(mark.year)
        )
        box = rect.adjusted(1, head, -1, -1)
        ink, ground = ("quiet", "panel") if mark.missing else _INKS.get(label.tone, _INKS["neutral"])
        edge = theme.color("strong_line" if mark.missing else ink)
        painter.setPen(QPen(edge, 1, Qt.PenStyle.DashLine if mark.missing else Qt.PenStyle.SolidLine))
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        if mark.missing:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(theme.color("strong_line"), Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))
        self._paint_word(painter, box, label.text, ink, mark.missing)
        if self.hasFocus() and place == self.current:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, theme.px(4), theme.px(4))

    def _paint_word(self, painter: QPainter, box: QRect, text: str, ink: str, missing: bool) -> None:
        painter.setFont(theme.font(9.5, bold=not missing))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() - theme.px(6))
        if missing:  # the word stands on plain ground, or the hatching would run through it
            width = painter.fontMetrics().horizontalAdvance(shown) + theme.px(8)
            ground = QRect(0, 0, width, painter.fontMetrics().height())
            ground.moveCenter(box.center())
            painter.fillRect(ground, theme.color("panel"))
        painter.setPen(theme.color(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    # hands
    def event(self, event: QEvent) -> bool:
        """The whole words of a year in its tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self._place_at(QPointF(event.pos()))
            if place is None:
                QToolTip.hideText()
            else:
                missing = self.strip.strip.years[place].missing
                tail = "：没有评价记录" if missing else f"：{self.strip.labels[place].text}（单击查看）"
                QToolTip.showText(event.globalPos(), f"{self.strip.strip.years[place].year} 年{tail}", self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click leads to the evaluation of the year."""
        place = self._place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = place
            self.update()
            self._ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move from year to year; Enter leads to the evaluation."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        if event.key() in steps and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            place = self.current + steps[Qt.Key(event.key())]
            if 0 <= place < len(self.strip.labels):
                self.current = place
                self.update()
                return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._ask()
            return
        super().keyPressEvent(event)

    def _ask(self) -> None:
        record = self.strip.strip.years[self.current].record
        if record is not None:
            self.record_asked.emit(record)
