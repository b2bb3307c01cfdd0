"""A list of fields or codes under headings: painted lines that are dragged, or moved with Alt and the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from bureau_desk.ui.theme import theme

KEY = Qt.ItemDataRole.UserRole
_DETAIL = Qt.ItemDataRole.UserRole + 1
_QUIET = Qt.ItemDataRole.UserRole + 2
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its key ('' for a heading), title, what stands at the right, and whether it is out of use."""

    key: str
    title: str
    detail: str = ""
    quiet: bool = False


class _Painter(QStyledItemDelegate):
    """Paints a heading, or a title with its detail at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Every line is as high as a row of a table."""
        return QSize(0, theme.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(theme.px(4), 1, -theme.px(4), -1)
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if not index.data(KEY):
            painter.setFont(theme.font(9.5, bold=True))
            painter.setPen(theme.color("primary"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data() or ""))
        else:
            self._line(painter, option, rect, inner, index)
        painter.restore()

    def _line(self, painter: QPainter, option: QStyleOptionViewItem, rect: object, inner: object, index: Index) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selection" if chosen else "hover"))
            painter.drawRoundedRect(rect, theme.px(6), theme.px(6))  # type: ignore[call-overload]
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(6), theme.px(6))  # type: ignore[attr-defined]
        small = theme.font(9)
        painter.setFont(small)
        detail = str(index.data(_DETAIL) or "")
        painter.setPen(theme.color("quiet"))
        room = min(painter.fontMetrics().horizontalAdvance(detail), inner.width() * 3 // 5)  # type: ignore[attr-defined]
        detail = painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, room + 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, right, detail)  # type: ignore[call-overload]
        painter.setFont(theme.font())
        painter.setPen(theme.color("quiet" if index.data(_QUIET) else "ink"))
        left = inner.adjusted(0, 0, -room - theme.px(12), 0)  # type: ignore[attr-defined]
        title = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, title)


class Lines(QListWidget):
    """Tells which line is current and, once per move, the order that the lines have now."""

    chosen = Signal(str)
    moved = Signal(str)  # the key of what was moved

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setItemDelegate(_Painter(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.currentItemChanged.connect(self._tell)
        self._silent = False

    def show_lines(self, lines: Sequence[Line], current: str = "") -> None:
        """Show these lines; the one with this key becomes current, else the first."""
        self._silent = True
        held = self.verticalScrollBar().value()
        self.clear()
        for line in lines:
            item = QListWidgetItem(line.title, self)
            item.setData(KEY, line.key)
            item.setData(_DETAIL, line.detail)
            item.setData(_QUIET, line.quiet)
            item.setToolTip(f"{line.title}　{line.detail}".strip())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.title} {line.detail}".strip())
            if not line.key:
                item.setFlags(Qt.ItemFlag.ItemIsDropEnabled)
        self.verticalScrollBar().setValue(held)
        rows = [row for row in range(self.count()) if self.item(row).data(KEY)]
        row = next((row for row in rows if self.item(row).data(KEY) == current), rows[0] if rows else -1)
        self.setCurrentRow(row)
        self._silent = False

    def set_movable(self, movable: bool) -> None:
        """Whether lines may be dragged."""
        modes = QAbstractItemView.DragDropMode
        self.setDragDropMode(modes.InternalMove if movable else modes.NoDragDrop)

    def order(self) -> list[tuple[str, str]]:
        """Keys from top to bottom, each with the heading over it."""
        found: list[tuple[str, str]] = []
        heading = ""
        for row in range(self.count()):
            item = self.item(row)
            if item.data(KEY):
                found.append((str(item.data(KEY)), heading))
            else:
                heading = item.text()
        return found

    def current_key(self) -> str:
        """The key of the current line, '' when there is none."""
        item = self.currentItem()
        return str(item.data(KEY) or "") if item is not None else ""

    def choose(self, key: str) -> None:
        """Make a line current."""
        row = next((row for row in range(self.count()) if self.item(row).data(KEY) == key), -1)
        if row >= 0:
            self.setCurrentRow(row)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and not self._silent and item.data(KEY):
            self.chosen.emit(str(item.data(KEY)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with the arrows moves the current line, over headings too."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.push(-1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)

    def push(self, step: int) -> None:
        """Move the current line by one place."""
        row = self.currentRow()
        least = 1 if self.count() and not self.item(0).data(KEY) else 0
        target = row + step
        if row < 0 or not least <= target < self.count():
            return
        if self.dragDropMode() == QAbstractItemView.DragDropMode.NoDragDrop:
            return
        self._silent = True
        item = self.takeItem(row)
        self.insertItem(target, item)
        self.setCurrentRow(target)
        self._silent = False
        self.moved.emit(str(item.data(KEY)))

    def dropEvent(self, event: QDropEvent) -> None:
        """A line was dragged to another place."""
        self._silent = True
        key = self.current_key()
        super().dropEvent(event)
        self.choose(key)
        self._silent = False
        self.moved.emit(key)
