"""From a reference's cell to the record that it names: by Ctrl+Enter, Alt and a double click, or the menu of the cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtGui import QAction

from bureau_desk.domain.register import FieldType
from bureau_desk.ui import icons
from bureau_desk.ui.record_table import RecordTable


class ReferenceJump(QObject):
    """Asks for the record behind a cell of a table.

    A click with Ctrl alone stays what it is in every table: it selects one cell more.
    """

    asked = Signal(int)

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        self.action = QAction(icons.icon("open", "quiet"), "打开所指的记录\tCtrl+Enter", table)
        self.action.triggered.connect(lambda: self.follow())
        table.addAction(self.action)
        table.view.selectionModel().currentChanged.connect(lambda *_: self._tell())
        table.model.modelReset.connect(self._tell)
        table.delegate.reference_asked.connect(self._take)
        table.view.selection.followed.connect(self.follow)
        self._tell()

    def target(self, index: QModelIndex | None = None) -> int | None:
        """The record that a cell points at, of the cell with focus where none is given."""
        index = self._table.view.currentIndex() if index is None else index
        model = self._table.model
        if not index.isValid() or index.column() >= len(model.columns):
            return None
        field = model.columns[index.column()]
        value = model.value(index.row(), field) if field.type is FieldType.REFERENCE else None
        return value if isinstance(value, int) else None

    def follow(self, index: QModelIndex | None = None) -> None:
        """Go there; a cell that points at nothing does nothing."""
        target = self.target(index)
        if target is not None:
            self.asked.emit(target)

    def _take(self, record: object) -> None:
        if isinstance(record, int):
            self.asked.emit(record)
        else:
            self.follow()

    def _tell(self) -> None:
        self.action.setVisible(self.target() is not None)
