"""A table model that holds numbers and reads the lines it paints, a page at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
Cells = tuple[Sequence[str], Mapping[int, str]]
"""The texts of a line, and the colour tokens of some of its columns."""
PAGE = 50
KEPT = 24


class PagedModel(QAbstractTableModel):
    """`fetch` gives what lies behind a page of numbers, `cells` its texts; a page that cannot be read stays blank."""

    def __init__(
        self,
        titles: Sequence[str],
        fetch: Callable[[Sequence[int]], Mapping[int, Any]],
        cells: Callable[[Any], Cells],
        numeric: Sequence[int] = (),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._titles, self._fetch, self._cells = titles, fetch, cells
        self._numeric = frozenset(numeric)
        self.numbers: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, tuple[Any, Cells]]] = OrderedDict()

    def show(self, numbers: Sequence[int]) -> None:
        """Show these lines; nothing of them is read yet."""
        self.beginResetModel()
        self.numbers = numbers
        self._pages.clear()
        self.endResetModel()

    def at(self, row: int) -> Any:
        """What lies behind a row, None when it is gone."""
        found = self._line(row)
        return found[0] if found else None

    def _line(self, row: int) -> tuple[Any, Cells] | None:
        if not 0 <= row < len(self.numbers):
            return None
        page = row // PAGE
        if page not in self._pages:
            wanted = [int(one) for one in self.numbers[page * PAGE : (page + 1) * PAGE]]
            try:
                self._pages[page] = {key: (one, self._cells(one)) for key, one in self._fetch(wanted).items()}
            except Trouble:
                self._pages[page] = {}
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        return self._pages[page].get(int(self.numbers[row]))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of titles."""
        return 0 if parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, colours and sides."""
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            line = self._line(index.row())
            return line[1][0][index.column()] if line else None
        if role == Qt.ItemDataRole.ForegroundRole:
            line = self._line(index.row())
            token = line[1][1].get(index.column()) if line else None
            return QColor(theme.color(token)) if token else None
        return self._side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles and their sides."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if column in self._numeric else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)
