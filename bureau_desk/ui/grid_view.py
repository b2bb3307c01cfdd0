"""The two views of a record table: the grid, and the frozen name column that lies over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from bureau_desk.ui.cell_delegate import CellDelegate
from bureau_desk.ui.filter_header import FilterHeader
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex


class _Grid(QTableView):
    """What both views share: one row height, own header, the row under the mouse."""

    hovered = Signal(int)

    def __init__(self, parent: QWidget, delegate: CellDelegate) -> None:
        super().__init__(parent)
        self.setItemDelegate(delegate)
        self.filters = FilterHeader(self)
        self.setHorizontalHeader(self.filters)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
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
    """Shows the first column only, over the grid; the keyboard stays with the grid."""

    def __init__(self, grid: GridView, delegate: CellDelegate) -> None:
        super().__init__(grid, delegate)
        self.setObjectName("frozen")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # before the proxy, to which it would go
        self.setFocusProxy(grid)
        self.setTabKeyNavigation(False)  # else Tab would never leave the filter of the name column
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setAccessibleName("名称列")


class GridView(_Grid):
    """All columns; column 0 lies under the frozen view, so its editor opens there."""

    entered_details = Signal()

    def __init__(self, parent: QWidget, delegate: CellDelegate) -> None:
        super().__init__(parent, delegate)
        self.setObjectName("grid")
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.frozen = FrozenView(self, delegate)
        self.filters.sectionResized.connect(self._resized)
        self.frozen.filters.sectionResized.connect(self._frozen_resized)
        self.frozen.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(self.frozen.verticalScrollBar().setValue)

    def join(self) -> None:
        """Share model and selection with the frozen view, after a model was set."""
        self.frozen.setModel(self.model())
        self.frozen.setSelectionModel(self.selectionModel())
        self.freeze()

    def freeze(self) -> None:
        """Show column 0 alone in the frozen view, at the grid's width."""
        for column in range(1, self.model().columnCount()):
            self.frozen.setColumnHidden(column, True)
        if self.model().columnCount():
            self.frozen.setColumnWidth(0, self.columnWidth(0))
        self._place()

    def _resized(self, column: int, _old: int, new: int) -> None:
        if column == 0:
            self.frozen.setColumnWidth(0, new)
            self._place()

    def _frozen_resized(self, column: int, _old: int, new: int) -> None:
        if column == 0 and self.columnWidth(0) != new:
            self.setColumnWidth(0, new)

    def _place(self) -> None:
        self.frozen.setGeometry(
            self.frameWidth(), self.frameWidth(), self.columnWidth(0), self.viewport().height() + self.filters.height()
        )
        self.frozen.show()

    def updateGeometries(self) -> None:
        """Keep the frozen view over the first column."""
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
        """Bring a cell into view, and out from under the frozen column."""
        if index.column() == 0:
            bar = self.horizontalScrollBar()
            before = bar.value()
            super().scrollTo(index, hint)
            bar.setValue(before)
            return
        super().scrollTo(index, hint)
        covered = self.columnWidth(0) - self.visualRect(index).left()
        if covered > 0:
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - covered)

    def edit(self, index: Index, trigger: QAbstractItemView.EditTrigger, event: QEvent | None) -> bool:  # type: ignore[override]
        """Edit where the cell is seen."""
        frozen = index.isValid() and index.column() == 0
        if frozen and trigger not in (
            QAbstractItemView.EditTrigger.NoEditTriggers,
            QAbstractItemView.EditTrigger.CurrentChanged,
            QAbstractItemView.EditTrigger.SelectedClicked,
        ):
            if index.flags() & Qt.ItemFlag.ItemIsEditable and trigger & self.editTriggers():
                self.frozen.edit(index)
                return True
            return False
        return super().edit(index, trigger, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the form, Home and End along the row, Ctrl+Home and Ctrl+End to the corners."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_details.emit()
            return
        if event.key() == Qt.Key.Key_Space:  # selects the row, never starts an edit
            self.selectRow(self.currentIndex().row())
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
