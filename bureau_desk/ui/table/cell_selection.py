"""Selecting cells as in Excel: drag, Shift and Ctrl, whole rows and columns, in both views of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

if TYPE_CHECKING:
    from bureau_desk.ui.grid_view import GridView

_FLAG = QItemSelectionModel.SelectionFlag
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
SCROLL_PAUSE = 40  # ms between two steps while a drag is held outside the table


class CellSelection(QObject):
    """The cell with focus stays where the selection began; `end` is the corner that moves."""

    column_pushed = Signal(int)  # -1 to the left, 1 to the right
    escaped = Signal()
    followed = Signal(QModelIndex)  # a cell double clicked with Alt: what it names is asked for

    def __init__(self, grid: GridView) -> None:
        super().__init__(grid)
        self._grid = grid
        self._end = (-1, -1)
        self._base: QItemSelection | None = None
        self._adding = True
        self._dragging = False
        self._at = QPoint()
        self._scrolling = QTimer(self, interval=SCROLL_PAUSE)
        self._scrolling.timeout.connect(self._drag)
        for one in (grid, grid.viewport(), grid.frozen.viewport()):
            one.installEventFilter(self)

    def watch(self) -> None:
        """Follow the cell with focus of the view's present selection model."""
        self._grid.selectionModel().currentChanged.connect(self._moved)

    def _moved(self, new: QModelIndex, _old: QModelIndex) -> None:
        self._end = (new.row(), new.column())

    # what is selected
    def parts(self) -> list[tuple[int, int, int, int]]:
        """Rectangles (top, left, bottom, right), first selected first."""
        found = self._grid.selectionModel().selection()
        return [(one.top(), one.left(), one.bottom(), one.right()) for one in found]

    def rows(self) -> list[tuple[int, int]]:
        """Selected rows as intervals (first, last) in order, each row once."""
        return _joined([(top, bottom) for top, _, bottom, _ in self.parts()])

    def columns(self) -> list[int]:
        """Columns with a selected cell, in order."""
        return [
            one
            for first, last in _joined([(left, right) for _, left, _, right in self.parts()])
            for one in range(first, last + 1)
        ]

    def whole_rows(self) -> bool:
        """Whether nothing but whole rows is selected."""
        parts, last = self.parts(), self._grid.model().columnCount() - 1
        return bool(parts) and all(left == 0 and right == last for _, left, _, right in parts)

    # selecting
    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select one rectangle and nothing else."""
        self._grid.selectionModel().select(self._range(top, left, bottom, right), _FLAG.ClearAndSelect)

    def select_rows(self) -> None:
        """Take in the whole rows of what is selected (Shift+Space)."""
        last = self._grid.model().columnCount() - 1
        chosen = QItemSelection()
        for top, bottom in self.rows() or [(self._grid.currentIndex().row(),) * 2]:
            chosen.merge(self._range(top, 0, bottom, last), _FLAG.Select)
        self._grid.selectionModel().select(chosen, _FLAG.ClearAndSelect)

    def select_columns(self) -> None:
        """Take in the whole columns of what is selected (Ctrl+Space)."""
        last = self._grid.model().rowCount() - 1
        columns = self.columns() or [self._grid.currentIndex().column()]
        chosen = QItemSelection()
        for first, final in _joined([(one, one) for one in columns]):
            chosen.merge(self._range(0, first, last, final), _FLAG.Select)
        self._grid.selectionModel().select(chosen, _FLAG.ClearAndSelect)

    def extend_to(self, row: int, column: int) -> None:
        """Select from the cell with focus to this one."""
        current = self._grid.currentIndex()
        if not current.isValid():
            return
        self._end = (row, column)
        top, bottom = sorted((current.row(), row))
        left, right = sorted((current.column(), column))
        found = self._range(top, left, bottom, right)
        if self._base is None:
            self._grid.selectionModel().select(found, _FLAG.ClearAndSelect)
            return
        merged = QItemSelection(self._base)
        merged.merge(found, _FLAG.Select if self._adding else _FLAG.Deselect)
        self._grid.selectionModel().select(merged, _FLAG.ClearAndSelect)

    def _range(self, top: int, left: int, bottom: int, right: int) -> QItemSelection:
        model = self._grid.model()
        return QItemSelection(model.index(top, left), model.index(bottom, right))

    # mouse and keys
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the left button and the selecting keys; the rest is the views' own business."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and watched is self._grid and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self._grid or not isinstance(event, QMouseEvent):
            return False
        if kind == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton:
            return self._press(event)
        if kind == QEvent.Type.MouseMove and self._dragging:
            self._at = self._grid.viewport().mapFromGlobal(event.globalPosition().toPoint())
            self._drag()
            return True
        if kind == QEvent.Type.MouseButtonRelease and self._dragging:
            self._dragging, self._base = False, None
            self._scrolling.stop()
            return True
        if kind == QEvent.Type.MouseButtonDblClick and event.button() == Qt.MouseButton.LeftButton:
            index = self._grid.cell_at(self._grid.viewport().mapFromGlobal(event.globalPosition().toPoint()))
            if index.isValid() and event.modifiers() & _ALT:
                self.followed.emit(index)
                return True
            return index.isValid() and self._grid.edit(index, QAbstractItemView.EditTrigger.DoubleClicked, event)
        return False

    def _press(self, event: QMouseEvent) -> bool:
        self._at = self._grid.viewport().mapFromGlobal(event.globalPosition().toPoint())
        index = self._grid.cell_at(self._at)
        if not index.isValid():
            return False
        self._grid.setFocus(Qt.FocusReason.MouseFocusReason)
        model, keys = self._grid.selectionModel(), event.modifiers()
        self._dragging = True
        self._base = None
        if keys & _SHIFT and self._grid.currentIndex().isValid():
            self.extend_to(index.row(), index.column())
        elif keys & _CTRL:
            self._base, self._adding = QItemSelection(model.selection()), not model.isSelected(index)
            model.setCurrentIndex(index, _FLAG.Select if self._adding else _FLAG.Deselect)
        else:
            model.setCurrentIndex(index, _FLAG.ClearAndSelect)
        return True

    def _drag(self) -> None:
        """Extend to the cell under the mouse, or one further on where it is held outside."""
        view, model = self._grid.viewport().rect(), self._grid.model()
        inside = QPoint(
            min(max(self._at.x(), view.left()), view.right()), min(max(self._at.y(), view.top()), view.bottom())
        )
        found = self._grid.cell_at(inside)
        row = found.row() if found.isValid() else model.rowCount() - 1
        column = found.column() if found.isValid() else self._end[1]
        row += (self._at.y() > view.bottom()) - (self._at.y() < view.top())
        column += (self._at.x() > view.right()) - (self._at.x() < view.left())
        row, column = min(max(row, 0), model.rowCount() - 1), min(max(column, 0), model.columnCount() - 1)
        if (row, column) != self._end:
            self.extend_to(row, column)
            self._grid.scrollTo(model.index(row, column))
        if view.contains(self._at):
            self._scrolling.stop()
        elif not self._scrolling.isActive():
            self._scrolling.start()

    def _key(self, event: QKeyEvent) -> bool:
        key, keys = event.key(), event.modifiers()
        if key == Qt.Key.Key_Escape and not keys:
            self.escaped.emit()
            return True
        if not self._grid.model().rowCount() or not self._grid.currentIndex().isValid():
            return False
        if key == Qt.Key.Key_Space and keys & (_SHIFT | _CTRL):
            if keys & _SHIFT and keys & _CTRL:
                self._grid.selectAll()
            else:
                (self.select_rows if keys & _SHIFT else self.select_columns)()
            return True
        if keys & _ALT:
            # Alt with an arrow alone goes back and forward in the window
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and keys & _SHIFT and not keys & _CTRL:
                self.column_pushed.emit(-1 if key == Qt.Key.Key_Left else 1)
                return True
            return False
        if keys & _SHIFT and (target := self._target(key, bool(keys & _CTRL), self._end)):
            self.extend_to(*target)
            self._grid.scrollTo(self._grid.model().index(*target))
            return True
        current = self._grid.currentIndex()
        if keys & _CTRL and key in _STEPS and (target := self._target(key, True, (current.row(), current.column()))):
            self._grid.setCurrentIndex(self._grid.model().index(*target))
            return True
        return False

    def _target(self, key: int, far: bool, origin: tuple[int, int]) -> tuple[int, int] | None:
        """Where a key leads from a cell; `far` is Ctrl: to the edge of the table."""
        last = (self._grid.model().rowCount() - 1, self._grid.model().columnCount() - 1)
        row, column = origin
        if key in _STEPS:
            down, right = _STEPS[Qt.Key(key)]
            row, column = row + down * (last[0] + 1 if far else 1), column + right * (last[1] + 1 if far else 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            page = max(1, self._grid.viewport().height() // max(1, self._grid.rowHeight(max(row, 0))) - 1)
            row += page if key == Qt.Key.Key_PageDown else -page
        elif key == Qt.Key.Key_Home:
            row, column = 0 if far else row, 0
        elif key == Qt.Key.Key_End:
            row, column = last[0] if far else row, last[1]
        else:
            return None
        return min(max(row, 0), last[0]), min(max(column, 0), last[1])


def _joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Intervals in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
