"""The problems for a table view: ids only, with pages of lines fetched when they are painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from bureau_desk.domain.problem import Severity
from bureau_desk.ui.plain_table import Look
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLES = ("程度", "台账", "辖区", "记录", "字段", "现值", "建议值", "问题")
LET = ("台账", "辖区", "记录", "字段", "现值", "接受的原因", "经办人", "时间", "问题")
SORTS = {"程度": "severity", "台账": "register", "字段": "field", "问题": "kind"}
SEVERITIES = {Severity.HARD: "必须改", Severity.SOFT: "待核", Severity.NOTE: "提示"}
_TOKENS = {Severity.HARD: "bad", Severity.SOFT: "warning", Severity.NOTE: "quiet"}
PAGE = 200


class Lines(Protocol):
    """Gives lines by id."""

    def __call__(self, wanted: Sequence[int]) -> Mapping[int, Any]: ...


class ProblemModel(QAbstractTableModel):
    """Holds the ids of the problems asked for and a few pages of lines; `data` never raises."""

    def __init__(self, lines: Lines, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.titles: Sequence[str] = TITLES
        self.ids: Sequence[int] = ()
        self._pages: dict[int, Mapping[int, Any]] = {}
        self.explain: Callable[[Any], str] | None = None  # the tooltip of a problem, from its line

    def show(self, ids: Sequence[int], let_stand: bool = False) -> None:
        """Show these problems; those that were let stand come with the reason."""
        self.beginResetModel()
        self.ids, self.titles = ids, LET if let_stand else TITLES
        self._pages.clear()
        self.endResetModel()

    def line(self, row: int) -> Any:
        """The line of a row; None where there is none (any more)."""
        if not 0 <= row < len(self.ids):
            return None
        number = row // PAGE
        if number not in self._pages:
            if len(self._pages) > 20:
                self._pages.clear()
            self._pages[number] = self._lines(self.ids[number * PAGE : (number + 1) * PAGE])
        return self._pages[number].get(self.ids[row])

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of problems."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of this kind of list."""
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the colour of the severity."""
        line = self.line(index.row()) if index.isValid() and index.column() < len(self.titles) else None
        if line is None:
            return None
        title = self.titles[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and title == "问题" and self.explain is not None:
            return self.explain(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _text(line, title)
        if role == Qt.ItemDataRole.ForegroundRole and title == "程度":
            return QColor(theme.color(_TOKENS.get(line.severity, "quiet")))
        return None

    def look(self, row: int, column: int) -> Look:
        """All that is painted of a cell."""
        line = self.line(row)
        if line is None or column >= len(self.titles):
            return Look()
        title = self.titles[column]
        ink = theme.color(_TOKENS.get(line.severity, "quiet")) if title == "程度" else None
        return Look(_text(line, title), ink)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        if role == Qt.ItemDataRole.ToolTipRole and self.titles[section] in SORTS:
            return "点击按这一列排序"
        return None


_PARTS = {
    "台账": "register_title", "辖区": "district", "记录": "name", "字段": "title", "问题": "message", "现值": "value",
    "建议值": "suggestion", "接受的原因": "reason", "经办人": "author",
}  # fmt: skip


def _text(line: Any, title: str) -> str:
    if title == "程度":
        return SEVERITIES.get(line.severity, "")
    if title == "时间":
        return str(line.accepted_at).replace("T", " ")[:16]
    return str(getattr(line, _PARTS[title]) or "")
