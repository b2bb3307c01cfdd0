"""The rows of an import plan as a table: what becomes of each, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from bureau_desk.domain.register import FieldType, Register
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
TITLES = ("行号", "结果", "名称", "改动或原因")
OUTCOMES = (
    ("added", "新增", "good"),
    ("updated", "更新", "primary"),
    ("same", "相同", "quiet"),
    ("refused", "不导入", "bad"),
    ("blank", "空行", "quiet"),
)
_WORDS = {key: (words, token) for key, words, token in OUTCOMES}


class ImportPlanModel(QAbstractTableModel):
    """Lines of a plan, all of them or those of one outcome."""

    def __init__(self, session: Session, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._register = session, register
        self.lines: Sequence[Any] = ()
        self._of_file: dict[int, Any] = {}  # every line of the plan by its number

    def take(self, lines: Sequence[Any]) -> None:
        """Take over a plan: lines may refer to others of the same file that are not shown."""
        self._of_file = {line.number: line for line in lines}
        self.show(lines)

    def show(self, lines: Sequence[Any]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of TITLES."""
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, and the colour of the outcome."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 1:
            return QColor(theme.color(_WORDS[line.outcome][1]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return TITLES[section]
        return None

    def _text(self, line: Any, column: int) -> str:
        if column == 0:
            return str(line.number)
        if column == 1:
            return _WORDS[line.outcome][0]
        if column == 2:
            return str(line.values.get(self._register.name_field) or "")
        if line.problems:
            return "；".join(one.rstrip("。") for one in self.reasons(line))
        if line.outcome == "updated":
            return "、".join(title for title, _, _ in self.changes(line))
        return ""

    @staticmethod
    def reasons(line: Any) -> list[str]:
        """What is said against a line, with its place in the file."""
        return [_place(problem) + problem.message for problem in line.problems]

    def changes(self, line: Any) -> list[tuple[str, str, str]]:
        """(field title, old text, new text) of what a line would write."""
        found = []
        for field in self._register.fields:
            if field.key in line.changed:
                old = (line.before or {}).get(field.key)
                new = line.values.get(field.key)
                found.append((field.title, self._show(field, old), self._show(field, new)))
        return found

    def _show(self, field: Any, value: Any) -> str:
        if field.type is FieldType.REFERENCE and isinstance(value, int) and value < 0:
            return self._row_of_file(-value)
        return "" if value is None else self._session.display(field, value)

    def _row_of_file(self, number: int) -> str:
        """A row that has no record yet, by its name, else its code, and its place in the file."""
        register, line = self._register, self._of_file.get(number)
        values = line.values if line is not None else {}
        named = (register.field(key) for key in (register.name_field, register.code_field) if values.get(key))
        name = next((self._show(field, values[field.key]) for field in named if field is not None), "")
        return f"{name}（本文件第 {number} 行）" if name else f"本文件第 {number} 行"


def _place(problem: Any) -> str:
    return f"{problem.column} 列“{problem.field}”：" if problem.column and problem.field else ""
