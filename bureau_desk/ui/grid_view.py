"""The two views of a record table: the grid, and the frozen first columns that lie over it."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SIGNAL, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from bureau_desk.ui.cell_delegate import CellDelegate
from bureau_desk.ui.filter_header import FilterHeader
from bureau_desk.ui.table.cell_selection import CellSelection
from bureau_desk.ui.table.row_header import RowHeader
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
MOST_FROZEN = 0.7  # of the table's width; more would leave no room to scroll the others
TRIGGERS = (
    QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)


class Keys(Protocol):
    """Who hears the keys of the grid before the grid itself."""

    def press(self, event: QKeyEvent) -> bool:
        """Whether a key was used up."""


class _Grid(QTableView):
    """What both views share: one row height, own header, the row under the mouse."""

    hovered = Signal(int)

    def __init__(self, parent: QWidget, delegate: CellDelegate) -> None:
        super().__init__(parent)
        self.setItemDelegate(delegate)
        self.filters = FilterHeader(self)
        self.setHorizontalHeader(self.filters)
        for told in (SIGNAL("sectionPressed(int)"), SIGNAL("sectionEntered(int)")):
            QObject.disconnect(self.filters, told, self, None)  # a click on a title sorts and does not select
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.refresh()

    def refresh(self) -> None:
        """Take lengths from the theme in force."""
        self.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.verticalScrollBar().setSingleStep(theme.px(30))
        self.filters.updateGeometry()
        self.filters.place()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which row is under the mouse."""
        self.hovered.emit(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """No row is under the mouse."""
        self.hovered.emit(-1)
        super().leaveEvent(event)


class FrozenView(_Grid):
    """Shows the first columns only, over the grid; the keyboard stays with the grid."""

    def __init__(self, grid: GridView, delegate: CellDelegate) -> None:
        super().__init__(grid, delegate)
        self.setObjectName("frozen")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # before the proxy, to which it would go
        self.setFocusProxy(grid)
        self.setTabKeyNavigation(False)  # else Tab would never leave the filter of the name column
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(TRIGGERS)
        self.setAccessibleName("固定的列")
        self.verticalHeader().hide()


class GridView(_Grid):
    """All columns; the first ones lie under the frozen view, so their editors open there."""

    frozen_changed = Signal()  # other columns are frozen than before
    frozen_columns = 0
    _placing = False

    def __init__(self, parent: QWidget, delegate: CellDelegate) -> None:
        super().__init__(parent, delegate)
        self.setObjectName("grid")
        self.keys: Keys | None = None
        self.trigger = QAbstractItemView.EditTrigger.NoEditTriggers  # what opened the last editor
        self.setTabKeyNavigation(True)  # Tab is heard as a key; Ctrl+Tab leaves
        self.setEditTriggers(TRIGGERS)
        self.numbers = RowHeader(self)
        self.setVerticalHeader(self.numbers)
        self.numbers.setDefaultSectionSize(theme.px(30))
        self.frozen = FrozenView(self, delegate)
        self.selection = CellSelection(self)
        self._wanted = 1
        corner = self.findChild(QAbstractButton)
        if corner is not None:
            corner.setToolTip("全选（Ctrl+A）")
            corner.setAccessibleName("全选")
        self.filters.sectionResized.connect(self._resized)
        self.frozen.filters.sectionResized.connect(self._frozen_resized)
        self.frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self.frozen.verticalScrollBar().setValue)

    def join(self) -> None:
        """Share model and selection with the frozen view, after a model was set."""
        self.frozen.setModel(self.model())
        self.frozen.setSelectionModel(self.selectionModel())
        self.selection.watch()
        self.freeze(self._wanted)

    def freeze(self, columns: int) -> None:
        """Keep the first columns in view, as many of them as leave room for the others."""
        self._wanted, self.frozen_columns = columns, -1
        self._place()

    def _fitting(self) -> int:
        room, used = self.width() * MOST_FROZEN, 0
        for column in range(min(self._wanted, self.model().columnCount())):
            used += self.columnWidth(column)
            if used > room:
                return column
        return min(self._wanted, self.model().columnCount())

    def _resized(self, column: int, _old: int, new: int) -> None:
        if column < self.frozen_columns:
            self.frozen.setColumnWidth(column, new)
            self._place()

    def _frozen_resized(self, column: int, _old: int, new: int) -> None:
        if column < self.frozen_columns and new > 0 and not self._placing and self.columnWidth(column) != new:
            self.setColumnWidth(column, new)

    @property
    def frozen_width(self) -> int:
        """The width that the frozen columns cover."""
        return sum(self.columnWidth(column) for column in range(self.frozen_columns))

    def _place(self) -> None:
        if self.model() is None:
            return
        fitting = self._fitting()
        if fitting != self.frozen_columns:
            self.frozen_columns = fitting
            self._placing = True  # a section that is shown again comes with a width of its own
            for column in range(self.model().columnCount()):
                self.frozen.setColumnHidden(column, column >= fitting)
                if column < fitting:
                    self.frozen.setColumnWidth(column, self.columnWidth(column))
            self._placing = False
            self.frozen_changed.emit()
        left = self.frameWidth() + self.numbers.width()
        height = self.viewport().height() + self.filters.height()
        self.frozen.setGeometry(left, self.frameWidth(), self.frozen_width, height)
        self.frozen.setVisible(fitting > 0)

    def cell_at(self, place: QPoint) -> QModelIndex:
        """The cell that is seen at a place of the viewport, in whichever of the two views."""
        if self.frozen.isVisible() and 0 <= place.x() < self.frozen_width:
            return self.frozen.indexAt(place)
        return self.indexAt(place)

    def updateGeometries(self) -> None:
        """Keep the frozen view over the first columns."""
        super().updateGeometries()
        if hasattr(self, "frozen"):
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the frozen view as high as the grid."""
        super().resizeEvent(event)
        self._place()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into view, and out from under the frozen columns."""
        if index.column() < self.frozen_columns:
            bar = self.horizontalScrollBar()
            before = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(before)
            return
        super().scrollTo(index, hint)
        covered = self.frozen_width - self.visualRect(index).left()
        if covered > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def edit(self, index: Index, trigger: QAbstractItemView.EditTrigger, event: QEvent | None) -> bool:  # type: ignore[override]
        """Edit where the cell is seen; the key that began it goes into the editor."""
        if trigger & TRIGGERS:
            self.trigger = trigger
        if index.isValid() and index.column() < self.frozen_columns:
            return QTableView.edit(self.frozen, index, trigger, event)
        return super().edit(index, trigger, event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """A composition begins in the editor of the cell, in whichever of the two views that stands."""
        self.trigger = QAbstractItemView.EditTrigger.AnyKeyPressed
        index = self.currentIndex()
        if index.isValid() and index.column() < self.frozen_columns:
            QTableView.inputMethodEvent(self.frozen, event)
        else:
            super().inputMethodEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Tab is a key of the cells only while they have the focus; from a filter over them it goes on."""
        return super().focusNextPrevChild(forwards) if self.hasFocus() else QWidget.focusNextPrevChild(self, forwards)

    def leave(self, backwards: bool = False) -> None:
        """Let the focus go on to what comes after the table, or before it."""
        QWidget.focusNextPrevChild(self, not backwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys as in Excel; Home and End along the row, Ctrl+Home and Ctrl+End to the corners."""
        if self.keys is not None and self.keys.press(event):
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()  # at the end of the table the focus goes on
            return
        if event.key() == Qt.Key.Key_Space:  # selects the row, never starts an edit
            self.selection.select_rows()
            return
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.model().rowCount():
            self._jump(event.key() == Qt.Key.Key_Home, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
            return
        super().keyPressEvent(event)

    def _jump(self, home: bool, corner: bool) -> None:
        row = (0 if home else self.model().rowCount() - 1) if corner else max(0, self.currentIndex().row())
        column = 0 if home else self.model().columnCount() - 1
        self.setCurrentIndex(self.model().index(row, column))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A table reached by Tab has a cell with focus."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
