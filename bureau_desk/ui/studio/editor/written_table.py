"""A table that is written out in the article: cells to type in, rows and columns to add, pasting from Excel."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from bureau_desk.exchange.markdown_text import plain_escaped, plain_unescaped
from bureau_desk.ui.pieces import button
from bureau_desk.ui.theme import theme

Rows = tuple[tuple[str, ...], ...]
_MOST = (200, 12)  # rows and columns that a page can hold


class WrittenTable(QWidget):
    """Tells all rows whenever one cell is another."""

    changed = Signal(tuple)

    def __init__(self, rows: Rows, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.cells = _Cells(self)
        self.cells.setAccessibleName("表格内容")
        self.cells.setMinimumHeight(theme.px(220))
        self.cells.verticalHeader().setDefaultSectionSize(theme.px(30))
        self.cells.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.cells.horizontalHeader().hide()
        self.cells.itemChanged.connect(lambda _: self._tell())
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(4))
        for words, does in (
            ("加行", lambda: self._insert(1, 0)), ("加列", lambda: self._insert(0, 1)),
            ("删行", lambda: self._remove(True)), ("删列", lambda: self._remove(False)),
        ):  # fmt: skip
            buttons.addWidget(button(words, does))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.cells)
        column.addLayout(buttons)
        self._show(rows)

    def _show(self, rows: Rows) -> None:
        self.cells.blockSignals(True)
        self.cells.setRowCount(len(rows))
        self.cells.setColumnCount(len(rows[0]) if rows else 0)
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(plain_escaped(text))
                if place == 0:
                    item.setFont(theme.font(bold=True))
                self.cells.setItem(place, column, item)
        self.cells.blockSignals(False)

    def rows(self) -> Rows:
        """The cells as they stand; what was not touched stays exactly as it was."""
        found = []
        for row in range(self.cells.rowCount()):
            line = []
            for column in range(self.cells.columnCount()):
                item = self.cells.item(row, column)
                text = item.text() if item is not None else ""
                before = self._rows[row][column] if row < len(self._rows) and column < len(self._rows[row]) else ""
                line.append(before if text == plain_escaped(before) else plain_unescaped(" ".join(text.split())))
            found.append(tuple(line))
        return tuple(found)

    def _tell(self) -> None:
        self._rows = self.rows()
        self.changed.emit(self._rows)

    def _put(self, rows: list[list[str]]) -> None:
        wide = max(map(len, rows))
        self._rows = tuple((*row, *[""] * (wide - len(row))) for row in rows)
        self._show(self._rows)
        self.changed.emit(self._rows)

    def _insert(self, down: int, across: int) -> None:
        rows = [list(row) for row in self.rows()]
        if len(rows) + down > _MOST[0] or len(rows[0]) + across > _MOST[1]:
            return
        row, column = max(0, self.cells.currentRow()), max(0, self.cells.currentColumn())
        if down:
            rows.insert(row + 1, [""] * len(rows[0]))
        for line in rows if across else ():
            line.insert(column + 1, "")
        self._put(rows)
        self.cells.setCurrentCell(row + down, column + across)

    def _remove(self, whole_row: bool) -> None:
        rows = [list(row) for row in self.rows()]
        row, column = self.cells.currentRow(), self.cells.currentColumn()
        if whole_row and row >= 0 and len(rows) > 1:
            del rows[row]
        elif not whole_row and column >= 0 and len(rows[0]) > 1:
            for line in rows:
                del line[column]
        else:
            return
        self._put(rows)

    def paste(self) -> None:
        """Put what was copied from Excel or WPS at the present cell, with more rows and columns where it needs them."""
        given = [line.split("\t") for line in QGuiApplication.clipboard().text().rstrip("\r\n").splitlines()]
        if not given:
            return
        top, left = max(0, self.cells.currentRow()), max(0, self.cells.currentColumn())
        rows = [list(row) for row in self.rows()]
        wide = min(_MOST[1], max(len(rows[0]), left + max(map(len, given))))
        high = min(_MOST[0], max(len(rows), top + len(given)))
        rows = [row + [""] * (wide - len(row)) for row in rows]
        rows += [[""] * wide for _ in range(high - len(rows))]
        for place, line in enumerate(given[: high - top]):
            for column, text in enumerate(line[: wide - left]):
                rows[top + place][left + column] = plain_unescaped(" ".join(text.split()))
        self._put(rows)
        self.cells.setCurrentCell(top, left)


class _Cells(QTableWidget):
    """Ctrl+V pastes a block of cells, Delete empties the chosen ones."""

    def __init__(self, owner: WrittenTable) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setTabKeyNavigation(False)  # Tab goes on to the buttons, arrows go from cell to cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste and empty."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._owner.paste()
        elif event.matches(QKeySequence.StandardKey.Delete):
            for item in self.selectedItems():
                item.setText("")
        else:
            super().keyPressEvent(event)
