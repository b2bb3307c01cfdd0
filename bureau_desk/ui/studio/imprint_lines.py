"""The lines of the imprint: a name and what stands behind it, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.ui.pieces import button, icon_button
from bureau_desk.ui.theme import theme


class TextLines(QWidget):
    """Lines of several short texts; Alt+Up and Alt+Down move the line with the focus, a button adds one."""

    changed = Signal()
    TITLES: tuple[str, ...] = ()
    STRETCH: tuple[int, ...] = ()
    ADD = "加一行"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[tuple[QLineEdit, ...]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(6))
        for column, stretch in enumerate(self.STRETCH):
            self._grid.setColumnStretch(column, stretch)
        self.add = button(self.ADD, lambda: self._add_line(), "link", "add")
        foot = QHBoxLayout()
        foot.addWidget(self.add)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._grid)
        layout.addLayout(foot)

    def texts(self) -> list[tuple[str, ...]]:
        """What is typed, without empty lines."""
        found = [tuple(one.text().strip() for one in row) for row in self.rows]
        return [row for row in found if any(row)]

    def put(self, lines: list[tuple[str, ...]]) -> None:
        """Show these lines."""
        if lines == self.texts() and len(lines) == len(self.rows):
            return
        while self._grid.count():
            item = self._grid.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for line in lines:
            self._place(line)
        self._order()

    def _place(self, texts: tuple[str, ...]) -> None:
        row, made = len(self.rows), []
        for column, text in enumerate(texts):
            editor = _Cell(text, self)
            editor.setPlaceholderText(self.TITLES[column])
            editor.setAccessibleName(f"{self.TITLES[column]}（第 {row + 1} 行）")
            editor.textEdited.connect(lambda _: self.changed.emit())
            self._grid.addWidget(editor, row, column)
            made.append(editor)
        cells = tuple(made)
        remove = icon_button("close", f"删除第 {row + 1} 行", lambda: self._remove(cells))
        self._grid.addWidget(remove, row, len(texts))
        self.rows.append(cells)

    def _order(self) -> None:
        before: QWidget | None = None
        for index in range(self._grid.count()):
            widget = self._grid.itemAt(index).widget()
            if before is not None and widget is not None:
                QWidget.setTabOrder(before, widget)
            before = widget or before
        if before is not None:
            QWidget.setTabOrder(before, self.add)

    def _add_line(self) -> None:
        self._place(("",) * len(self.TITLES))
        self._order()
        self.rows[-1][0].setFocus()

    def _remove(self, cells: tuple[QLineEdit, ...]) -> None:
        self._set([tuple(one.text() for one in row) for row in self.rows if row is not cells])

    def push(self, cell: QLineEdit, step: int) -> None:
        """Move the line of a cell by one place."""
        row = next((place for place, cells in enumerate(self.rows) if cell in cells), -1)
        if row < 0 or not 0 <= row + step < len(self.rows):
            return
        column = self.rows[row].index(cell)
        lines = [tuple(one.text() for one in cells) for cells in self.rows]
        lines.insert(row + step, lines.pop(row))
        self._set(lines)
        self.rows[row + step][column].setFocus()

    def _set(self, lines: list[tuple[str, ...]]) -> None:
        self.put([])
        self.put(lines)
        self.changed.emit()


class _Cell(QLineEdit):
    def __init__(self, text: str, lines: TextLines) -> None:
        super().__init__(text)
        self._lines = lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with the arrows moves the line."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._lines.push(self, -1 if event.key() == Qt.Key.Key_Up else 1)
            return
        super().keyPressEvent(event)


class ImprintLines(TextLines):
    """The keys of the imprint with their values."""

    TITLES = ("项目，如 主办单位", "内容，如 常州市科学技术局")
    STRETCH = (1, 4)
    ADD = "加一项"
    _known: Mapping[tuple[str, str], tuple[str, ...]] = {}  # what was not typed over stays as it was written

    def show_lines(self, imprint: Mapping[str, tuple[str, ...]]) -> None:
        """Show an imprint."""
        self._known = {(key, "、".join(values)): values for key, values in imprint.items()}
        self.put(list(self._known))

    def read(self) -> dict[str, tuple[str, ...]]:
        """The imprint as typed."""
        found: dict[str, tuple[str, ...]] = {}
        for key, values in self.texts():
            if key:
                typed = tuple(one.strip() for one in values.split("、") if one.strip()) or ("",)
                found[key] = self._known.get((key, values), typed)
        return found
