"""The keys of a record table while no cell is edited: as in Excel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView

from bureau_desk.ui.entering.cell_editors import put_today
from bureau_desk.ui.entering.editing_delegate import EditingDelegate
from bureau_desk.ui.record_table import RecordTable

_TRIGGER = QAbstractItemView.EditTrigger.EditKeyPressed


class GridKeys:
    """Moves the cell with focus and opens editors; what it does not know is left to the view."""

    def __init__(self, table: RecordTable, delegate: EditingDelegate) -> None:
        self._table, self._delegate = table, delegate

    def press(self, event: QKeyEvent) -> bool:
        """Whether a key was used up."""
        key, held = event.key(), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        back = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if control:
                self._delegate.reference_asked.emit(None)
            else:
                self.step(-1 if back else 1, 0)
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            backwards = back or key == Qt.Key.Key_Backtab
            if control:
                self._table.view.leave(backwards)
                return True
            return self.step(0, -1 if backwards else 1)
        if key == Qt.Key.Key_F2:
            self.begin(caret_at_end=True)
            return True
        if key == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier:
            self.begin(with_list=True)
            return True
        if key == Qt.Key.Key_Semicolon and control:
            self._today()
            return True
        if key == Qt.Key.Key_Backspace and not control:
            if self.begin() and self._delegate.editor is not None:
                self._delegate.editor.insert("")
            return True
        return False

    def begin(self, caret_at_end: bool = False, with_list: bool = False) -> bool:
        """Edit the cell with focus; whether it can be edited."""
        index = self._table.view.currentIndex()
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self._delegate.caret_at_end, self._delegate.with_list = caret_at_end, with_list
        opened = self._table.view.edit(index, _TRIGGER, None)
        self._delegate.caret_at_end = self._delegate.with_list = False
        if opened and caret_at_end and self._delegate.editor is not None:
            self._delegate.editor.end(False)  # the view has selected the whole text
        return opened

    def _today(self) -> None:
        if self.begin(caret_at_end=True) and self._delegate.editor is not None:
            field = self._table.model.columns[self._table.view.currentIndex().column()]
            put_today(self._delegate.editor, field, self._delegate.today)

    def step(self, down: int, right: int) -> bool:
        """Move the cell with focus; past the last column to the next row's first editable cell. False at the end.

        Where several cells are selected the focus goes round among them and they stay selected, as in Excel.
        """
        view, model = self._table.view, self._table.model
        index = view.currentIndex()
        if not index.isValid():
            return False
        inside = next_inside(view.selection.parts(), (index.row(), index.column()), down, right)
        if inside is not None:
            view.selectionModel().setCurrentIndex(model.index(*inside), QItemSelectionModel.SelectionFlag.NoUpdate)
            view.scrollTo(view.currentIndex())
            view.setFocus()
            return True
        row, column = index.row() + down, index.column() + right
        if right and not 0 <= column < model.columnCount():
            row += 1 if column >= 0 else -1
            column = self._edge(first=column > 0)
        if not 0 <= row < model.rowCount():
            return False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        view.selectionModel().setCurrentIndex(model.index(row, column), flags)
        view.scrollTo(view.currentIndex())
        view.setFocus()
        return True

    def _edge(self, first: bool) -> int:
        """The first or last column that can be edited."""
        model = self._table.model
        columns = list(range(model.columnCount()))
        for column in columns if first else reversed(columns):
            if model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable:
                return column
        return 0


def next_inside(
    parts: Sequence[tuple[int, int, int, int]], cell: tuple[int, int], down: int, right: int
) -> tuple[int, int] | None:
    """The cell after this one among selected rectangles (top, left, bottom, right): down the columns, or along the rows.

    None where no more than one cell is selected, or the cell is not among them.
    """
    row, column = cell
    at = next((n for n, (top, left, end, last) in enumerate(parts) if top <= row <= end and left <= column <= last), -1)
    if at < 0 or (len(parts) == 1 and parts[0][:2] == parts[0][2:]):
        return None
    top, left, bottom, last = parts[at]
    height, width = bottom - top + 1, last - left + 1
    place = (column - left) * height + row - top if down else (row - top) * width + column - left
    place += down or right
    if not 0 <= place < height * width:
        at = (at + (1 if place > 0 else -1)) % len(parts)
        top, left, bottom, last = parts[at]
        height, width = bottom - top + 1, last - left + 1
        place = 0 if place > 0 else height * width - 1
    if down:
        return top + place % height, left + place // height
    return top + place // width, left + place % width
