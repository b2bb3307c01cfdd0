"""The lines of a planned happening: what differs from record to record is typed in the table itself."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from bureau_desk.app.event_kinds import EventKind
from bureau_desk.app.event_plan import EventPlan, Line
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Register
from bureau_desk.ui.entering.pasted import pasted_text
from bureau_desk.ui.plain_table import PlainTable
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
NAME, BEFORE, AFTER, ALSO, TOLD = "name", "before", "after", "also", "told"
_TITLES = {NAME: "记录", BEFORE: "变更前", AFTER: "变更后", ALSO: "随之写入", TOLD: "提示"}
_WIDTHS = {NAME: 200, BEFORE: 150, AFTER: 200, ALSO: 220, TOLD: 240}


class LinesModel(QAbstractTableModel):
    """Shows a plan; `own` keeps what was typed for single records whatever becomes of the plan."""

    typed = Signal()

    def __init__(self, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._register = register
        self.lines: tuple[Line, ...] = ()
        self.own: dict[int, dict[str, str]] = {}
        self.columns: list[str] = []
        self._typed: set[str] = set()

    def set_kind(self, kind: EventKind) -> None:
        """Choose the columns that a kind needs."""
        self.beginResetModel()
        counting = self._register.counting
        self.lines = ()
        self._typed = {AFTER} if kind.after else set()
        before = [] if kind.after == "name" else [BEFORE]  # what a renaming changes stands in the first column
        columns = [NAME, *before, *([AFTER] if kind.after else []), TOLD, ALSO]
        if kind.after == "certificate":
            fresh = [self._register.code_field, *counting.start[:1], *counting.end[:1]]
            columns = [NAME, BEFORE, *(one for one in fresh if one), TOLD]
            self._typed = set(fresh)
        if kind.before:
            self._typed.add(BEFORE)
        self.columns = columns
        self.endResetModel()

    def show(self, plan: EventPlan) -> None:
        """Show a plan, in place where it has the same lines."""
        if [one.record for one in plan.lines] == [one.record for one in self.lines]:
            self.lines = plan.lines
            if self.lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(self.columns) - 1))
            return
        self.beginResetModel()
        self.lines = plan.lines
        self.endResetModel()

    def widths(self) -> list[int]:
        """Widths in px at 100 %."""
        return [_WIDTHS.get(one, 130) for one in self.columns]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of records."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        key = self.columns[section]
        field = self._register.field(key)
        return _TITLES.get(key) or (f"新证{field.title}" if field else key)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the first thing that is wrong stands in the last column, with a sign."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, key = self.lines[index.row()], self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.EditRole):
            return self._text(line, key, role)
        if role == Qt.ItemDataRole.ForegroundRole and key == TOLD and line.problems:
            return QColor(theme.color("bad" if line.refused else "warning"))
        if role == Qt.ItemDataRole.BackgroundRole and key in self._typed:
            return QColor(theme.color("tint"))
        return None

    def _text(self, line: Line, key: str, role: int) -> str:
        if key == TOLD:
            if not line.problems:
                return ""
            hard = line.problems[0].severity is Severity.HARD
            words = [one.message for one in line.problems]
            return "\n".join(words) if role == Qt.ItemDataRole.ToolTipRole else f"{'✕' if hard else '△'} {words[0]}"
        own = self.own.get(line.record, {}).get(key)
        if own is not None:
            return own
        if key in (NAME, BEFORE, AFTER, ALSO):
            return str(getattr(line, key))
        return next((draft.texts[key] for one in line.writes if key in (draft := one.draft).texts), "")

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What differs from record to record can be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.isValid() and self.columns[index.column()] in self._typed:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed for one record; an emptied cell follows what is typed for all again."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        line, key = self.lines[index.row()], self.columns[index.column()]
        own = self.own.setdefault(line.record, {})
        if str(value).strip():
            own[key] = str(value).strip()
        else:
            own.pop(key, None)
        self.typed.emit()
        return True


class LinesTable(PlainTable):
    """Typing edits; Ctrl+V writes a column copied from Excel downwards."""

    def __init__(self, model: LinesModel) -> None:
        super().__init__("将要登记的记录")
        self._lines = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed | triggers.DoubleClicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste a column; everything else as in other tables."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(pasted_text())
            return
        super().keyPressEvent(event)

    def paste(self, text: str) -> int:
        """Write the lines of a text into the column with focus, from its row on; returns how many were written."""
        index = self.currentIndex()
        rows = text.rstrip("\r\n").splitlines()
        done = 0
        for place, line in enumerate(rows):
            row = index.row() + place
            for offset, cell in enumerate(line.split("\t")):
                at = self._lines.index(row, index.column() + offset)
                if at.isValid() and at.flags() & Qt.ItemFlag.ItemIsEditable:
                    self._lines.setData(at, cell)
                    done += 1
        return done
