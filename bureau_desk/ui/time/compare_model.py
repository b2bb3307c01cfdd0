"""The lines of a comparison: one for each record that came or went, one for each field that changed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from bureau_desk.app import comparing
from bureau_desk.app.comparing import ADDED, CHANGED, REMOVED, Change, Comparison, Difference
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLES = ("变化", "名称", "字段", "原来", "现在", "缘由")
KINDS = {ADDED: "新增", REMOVED: "减少", CHANGED: "变更"}
_TOKENS = {ADDED: "good", REMOVED: "bad", CHANGED: "primary"}
OLD, NEW = 3, 4
PAGE, KEPT = 100, 12


class Line(NamedTuple):
    """One line; `change` is None for a record that came or went."""

    difference: Difference
    change: Change | None


class CompareModel(QAbstractTableModel):
    """Keeps the lines that pass the filters; texts are made for the pages that are painted."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.made: Comparison | None = None
        self.lines: Sequence[Line] = ()
        self._pages: OrderedDict[int, list[tuple[str, ...]]] = OrderedDict()
        self._reasons: dict[int, str] = {}

    def show(self, made: Comparison | None, kind: str = "", field: str = "") -> None:
        """Show a comparison, or what of it is of one kind or in one field."""
        self.beginResetModel()
        if made is not self.made:
            self._reasons.clear()
        self.made = made
        self._pages.clear()
        self.lines = [
            Line(one, change)
            for one in (made.differences if made else ())
            if not kind or one.kind == kind
            for change in (one.changes or (None,))
            if not field or (change is not None and change.field == field)
        ]
        self.endResetModel()

    def _texts(self, row: int) -> tuple[str, ...] | None:
        if not 0 <= row < len(self.lines) or self.made is None:
            return None
        page = row // PAGE
        if page not in self._pages:
            try:
                self._pages[page] = self._read(self.made, self.lines[page * PAGE : (page + 1) * PAGE])
            except Trouble:
                self._pages[page] = []
            while len(self._pages) > KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        found = self._pages[page]
        return found[row % PAGE] if row % PAGE < len(found) else None

    def _read(self, made: Comparison, lines: Sequence[Line]) -> list[tuple[str, ...]]:
        desk, register = self._session.desk, self._session.register(made.register)
        pieces = []
        for one, change in lines:
            key, old, new = (change.field, change.old, change.new) if change else ("", None, None)
            was, now = made.before.on, made.after.on
            pieces += [(one.record, "", None, now), (one.record, key, old, was), (one.record, key, new, now)]
        texts = comparing.shown(desk, made.register, pieces)
        found = []
        for place, (one, change) in enumerate(lines):
            name, old_text, new_text = texts[3 * place : 3 * place + 3]
            batch = change.batch if change else one.batch
            if batch not in self._reasons:
                self._reasons[batch] = comparing.why(desk, batch)
            field = register.field(change.field) if change else None
            found.append(
                (KINDS[one.kind], name, field.title if field else "", old_text if change else "",
                 new_text if change else "", self._reasons[batch])
            )  # fmt: skip
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of TITLES."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the old value struck through, the new one on a tint."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        column, line = index.column(), self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            texts = self._texts(index.row())
            return texts[column] if texts else None
        if role == Qt.ItemDataRole.ForegroundRole:
            token = _TOKENS[line.difference.kind] if column == 0 else "quiet" if column in (2, OLD, 5) else ""
            return QColor(theme.color(token)) if token else None
        if role == Qt.ItemDataRole.BackgroundRole and column == NEW and line.change is not None:
            return QColor(theme.color("tint"))
        if role == Qt.ItemDataRole.FontRole and column == OLD:
            return _struck()
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None


def _struck() -> QFont:
    font = theme.font()
    font.setStrikeOut(True)
    return font
