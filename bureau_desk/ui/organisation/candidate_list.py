"""The list under a reference's editor: a child of the window, never a popup, so that the input method stays with the line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.ui.plain_table import Index
from bureau_desk.ui.theme import theme

SHOWN = 9
BESIDE = Qt.ItemDataRole.UserRole + 1
VALUE = Qt.ItemDataRole.UserRole + 2
MAKE = Qt.ItemDataRole.UserRole + 3


class CandidateLines(QStyledItemDelegate):
    """The name, and beside it in quiet ink what tells namesakes apart."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.fillRect(option.rect, theme.color("selection" if chosen else "hover" if over else "panel"))
        rect = option.rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        painter.setFont(theme.font())
        painter.setPen(theme.color("primary" if index.data(MAKE) else "ink"))
        metrics = QFontMetrics(theme.font())
        name, beside = str(index.data() or ""), str(index.data(BESIDE) or "")
        spare = rect.width() - metrics.horizontalAdvance(name) - theme.px(12)
        right = min(metrics.horizontalAdvance(beside) + 2, max(spare, rect.width() // 2))
        room = rect.width() - right - theme.px(12 if beside else 0)
        side = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(
            QRect(rect.left(), rect.top(), room, rect.height()),
            side,
            metrics.elidedText(name, Qt.TextElideMode.ElideRight, room),
        )
        painter.setPen(theme.color("quiet"))
        shown = metrics.elidedText(beside, Qt.TextElideMode.ElideLeft, right)
        painter.drawText(rect, side | Qt.AlignmentFlag.AlignRight, shown)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Lines of one height."""
        return QSize(theme.px(120), theme.px(30))


class CandidateList(QFrame):
    """Shows choices under a line; it has no focus, the line's keys move it."""

    taken = Signal(object, str)  # record (None: make one), register

    def __init__(self, line: QWidget) -> None:
        super().__init__(line.window())
        self._line = line
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = QListWidget(self)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setItemDelegate(CandidateLines(self.list))
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("可选的记录")
        self.list.itemClicked.connect(lambda _: self.take())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.list)
        self.hide()

    def offer(self, choices: Sequence[tuple[str, str, int | None, str]]) -> None:
        """Show choices as (name, beside, record or None to make one, register); hidden when there are none."""
        self.list.clear()
        for name, beside, record, register in choices:
            item = QListWidgetItem(name, self.list)
            item.setData(BESIDE, beside)
            item.setData(VALUE, (record, register))
            item.setData(MAKE, record is None)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{name} {beside}".strip())
        if not choices:
            self.hide()
            return
        self.list.setCurrentRow(0 if choices[0][2] is not None else -1)
        self._put()
        self.show()
        self.raise_()

    def _put(self) -> None:
        window = self._line.window()
        if self.parent() is not window:
            self.setParent(window)
        height = min(self.list.count(), SHOWN) * theme.px(30) + 4
        width = min(max(self._line.width(), theme.px(420), self._needed()), window.width() - theme.px(16))
        below = self._line.mapTo(window, QPoint(0, self._line.height() + 2))
        x = max(theme.px(8), min(below.x(), window.width() - width - theme.px(8)))
        above = self._line.mapTo(window, QPoint(0, 0)).y() - height - 2
        y = below.y() if below.y() + height <= window.height() or above < 0 else above
        self.setGeometry(x, y, width, height)

    def _needed(self) -> int:
        """The width at which names and codes are whole; long ones are cut."""
        metrics = QFontMetrics(theme.font())
        items = [self.list.item(place) for place in range(self.list.count())]
        widest = max(
            [metrics.horizontalAdvance(item.text()) + metrics.horizontalAdvance(item.data(BESIDE)) for item in items]
        )
        return min(widest + theme.px(64), theme.px(680))

    def move_by(self, step: int) -> None:
        """Choose the next or the previous line."""
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + step) % count)

    def take(self) -> bool:
        """Take the chosen line; False when none is."""
        item = self.list.currentItem()
        if item is None or self.isHidden():
            return False
        record, register = item.data(VALUE)
        self.hide()
        self.taken.emit(record, register)
        return True
