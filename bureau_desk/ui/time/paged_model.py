"""A table model that holds numbers and reads the lines it paints, a page at a time; of a large desk, beside the window."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.plain_table import Look, side_of
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
Cells = tuple[Sequence[str], Mapping[int, str]]
"""The texts of a line, and the colour tokens of some of its columns."""
PAGE = 50
KEPT = 24


def of_page(numbers: Sequence[int], page: int) -> list[int]:
    """The numbers of a page."""
    return [int(one) for one in numbers[page * PAGE : (page + 1) * PAGE]]


class PagedModel(QAbstractTableModel):
    """`fetch` gives what lies behind a page of numbers, `cells` its texts; a page that cannot be read stays blank.

    Given `queries`, pages are read beside the window while `beside` holds: their lines are blank until they are there.
    """

    arrived = Signal()  # a page that was missed is there

    def __init__(
        self,
        titles: Sequence[str],
        fetch: Callable[[Sequence[int]], Mapping[int, Any]],
        cells: Callable[[Any], Cells],
        numeric: Sequence[int] = (),
        parent: QObject | None = None,
        queries: Queries | None = None,
    ) -> None:
        super().__init__(parent)
        self._queries, self.beside = queries, False
        self._missed: list[int] = []
        self._age = 0
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._ask)
        self._titles, self._fetch, self._cells = titles, fetch, cells
        self._numeric = frozenset(numeric)
        self.numbers: Sequence[int] = ()
        self._pages: OrderedDict[int, Mapping[int, tuple[Any, Cells]]] = OrderedDict()

    def show(self, numbers: Sequence[int], known: Mapping[int, Any] | None = None, rows: Sequence[int] = ()) -> None:
        """Show these lines; nothing of them is read yet but what is known of the pages of some rows."""
        self.beginResetModel()
        self.numbers = numbers
        self._pages.clear()
        self._missed.clear()
        self._age += 1
        for page in sorted({row // PAGE for row in rows}) if known is not None else ():
            self._keep(page, {one: known[one] for one in self._wanted(page) if one in known})
        self.endResetModel()

    def _wanted(self, page: int) -> list[int]:
        return of_page(self.numbers, page)

    def _keep(self, page: int, found: Mapping[int, Any]) -> None:
        self._pages[page] = {key: (one, self._cells(one)) for key, one in found.items()}
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)

    def at(self, row: int) -> Any:
        """What lies behind a row, None when it is gone."""
        found = self._line(row)
        return found[0] if found else None

    def _line(self, row: int) -> tuple[Any, Cells] | None:
        if not 0 <= row < len(self.numbers):
            return None
        page = row // PAGE
        if page not in self._pages:
            if self.beside and self._queries is not None:
                self._missed.append(page)
                self._soon.start()
                return None
            try:
                self._keep(page, self._fetch(self._wanted(page)))
            except Trouble:
                self._pages[page] = {}
        self._pages.move_to_end(page)
        return self._pages[page].get(int(self.numbers[row]))

    def _ask(self) -> None:
        if self._queries is None or not self._missed or self._queries.waits("lines"):
            return  # what is missed meanwhile is asked for when the answer is there
        page, age, fetch = self._missed[-1], self._age, self._fetch  # what was painted last is seen
        wanted = self._wanted(page)
        self._missed.clear()

        def read() -> Mapping[int, Any]:
            try:
                return fetch(wanted)
            except Trouble:
                return {}

        self._queries.ask("lines", read, lambda found: self._take(page, found, age), AT_ONCE)

    def _take(self, page: int, found: Mapping[int, Any], age: int) -> None:
        if age == self._age:
            self._keep(page, found)
            last = min(len(self.numbers), (page + 1) * PAGE) - 1
            self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(self._titles) - 1))
            self.arrived.emit()
        if self._missed:
            self._soon.start()

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
            return theme.color(token) if token else None
        return self._side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def look(self, row: int, column: int) -> Look:
        """All that is painted of a cell."""
        line = self._line(row)
        if line is None:
            return Look()
        texts, inks = line[1]
        token = inks.get(column)
        return Look(texts[column], theme.color(token) if token else None, side_of(column in self._numeric))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles and their sides."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return self._side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _side(self, column: int) -> int:
        return side_of(column in self._numeric)
