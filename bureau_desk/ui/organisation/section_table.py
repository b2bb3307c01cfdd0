"""A short table on the page: as tall as its rows, the rest on demand; a row leads to its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bureau_desk.app.organisation_parts import Cell, Line
from bureau_desk.ui.pieces import button
from bureau_desk.ui.plain_table import Index, Look, PlainTable, TextModel
from bureau_desk.ui.theme import theme

FEW = 8
_INKS = {"good": "good", "warning": "warning", "bad": "bad", "primary": "primary", "quiet": "quiet"}
_NARROWEST, _WIDEST, _PAD = 72, 300, 26


class LineModel(TextModel):
    """Texts whose tone shows in their colour; the words say it too."""

    lines: Sequence[Line] = ()

    def show_lines(self, titles: Sequence[str], lines: Sequence[Line], numeric: Sequence[int] = ()) -> None:
        """Show these rows."""
        self.lines = lines
        self.show(titles, [[cell.text for cell in line.cells] for line in lines], numeric)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Colours beside the texts."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid():
            return self._ink(index.row(), index.column())
        return super().data(index, role)

    def look(self, row: int, column: int) -> Look:
        """The same for painting."""
        return super().look(row, column)._replace(ink=self._ink(row, column))

    def _ink(self, row: int, column: int) -> QColor | None:
        cells = self.lines[row].cells if row < len(self.lines) else ()
        tone = cells[column].tone if column < len(cells) else ""
        return theme.color(_INKS[tone]) if tone in _INKS else None


class _Table(PlainTable):
    """Leaves the wheel to the page."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The page scrolls, not the table."""
        event.ignore()


class SectionTable(QWidget):
    """Shows the first rows and, when asked, all of them."""

    record_asked = Signal(int)

    def __init__(
        self, name: str, titles: Sequence[str], lines: Sequence[Line], numeric: Sequence[int] = (), few: int = FEW
    ) -> None:
        super().__init__()
        if len(titles) - 1 in numeric:  # the last column takes the rest of the width: figures stay beside each other
            titles, lines = (*titles, ""), [Line(one.record, (*one.cells, Cell(""))) for one in lines]
        self._titles, self._lines, self._numeric, self._few = titles, lines, numeric, few
        self.model = LineModel(self)
        self.table = _Table(name)
        self.table.setModel(self.model)
        bars = Qt.ScrollBarPolicy
        self.table.setVerticalScrollBarPolicy(bars.ScrollBarAlwaysOff)
        self.table.activated.connect(self._ask)
        self.table.doubleClicked.connect(self._ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        layout.addWidget(self.table)
        self.more = button(f"显示全部 {len(lines):,} 条", self.show_all, "link")
        self.more.setVisible(len(lines) > few)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._show(lines[:few])

    def show_all(self) -> None:
        """Show every row."""
        self.more.hide()
        self._show(self._lines)
        self.table.setFocus()

    def _show(self, lines: Sequence[Line]) -> None:
        self.model.show_lines(self._titles, lines, self._numeric)
        self._fit_columns(lines)
        bar = self.table.horizontalScrollBar().sizeHint().height()
        self.table.setFixedHeight(theme.px(34) + len(lines) * theme.px(30) + bar // 2)

    def _fit_columns(self, lines: Sequence[Line]) -> None:
        metrics, bold = QFontMetrics(theme.font()), QFontMetrics(theme.font(10, bold=True))
        for column, title in enumerate(self._titles):
            texts = [
                metrics.horizontalAdvance(line.cells[column].text) for line in lines[:40] if column < len(line.cells)
            ]
            width = max([bold.horizontalAdvance(title), *texts]) + theme.px(_PAD)
            self.table.setColumnWidth(column, min(max(width, theme.px(_NARROWEST)), theme.px(_WIDEST)))

    def _ask(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.model.lines):
            self.record_asked.emit(self.model.lines[index.row()].record)


def plain_line(record: int, *texts: str) -> Line:
    """A row without tones."""
    return Line(record, tuple(Cell(text) for text in texts))
