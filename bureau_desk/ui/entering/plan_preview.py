"""A plan of edits to look at before it is written: numbers, old and new in every cell, what is refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.app.edit_plan import EditPlan, Outcome, PlannedEdit
from bureau_desk.app.record_names import record_names
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.laid_words import LaidWords
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.plain_table import SELECTED, PlainTable, paint_focus
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

Index = QModelIndex | QPersistentModelIndex
OUTCOMES = (
    (Outcome.ADDED, "新增", "good"),
    (Outcome.CHANGED, "改动", "primary"),
    (Outcome.SAME, "相同", "quiet"),
    (Outcome.REFUSED, "拒绝", "bad"),
)
_WORDS = {outcome: (words, token) for outcome, words, token in OUTCOMES}
TONE = Qt.ItemDataRole.UserRole
PARTS = Qt.ItemDataRole.UserRole + 1  # tone, old and new text of a cell at once, as it is painted
_CELL_ROLES = (PARTS, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
REASON = 3
AT_A_TIME = 60  # names
FEW = 3  # fields that have room enough to show both texts
HEAD = 4  # columns before the fields: row, outcome, record, reason
WIDTHS = (64, 76, 200)


class PlanModel(QAbstractTableModel):
    """Lines of a plan; cells are made when they are painted. With `ticks` single lines can be left out."""

    ticked = Signal()

    def __init__(self, session: Session, register: Register, ticks: bool, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._register, self.ticks = session, register, ticks
        self.lines: Sequence[PlannedEdit] = ()
        self.fields: Sequence[Field] = ()
        self.left_out: set[int] = set()
        self._names: dict[int, str] = {}

    def show(self, lines: Sequence[PlannedEdit], fields: Sequence[Field]) -> None:
        """Show these lines with these fields."""
        self.beginResetModel()
        self.lines, self.fields = lines, fields
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Row, outcome, record, the reason, the fields."""
        return 0 if parent.isValid() else HEAD + len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The first column can be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        first = self.ticks and index.isValid() and index.column() == 0 and index.row() < len(self.lines)
        if first and self.lines[index.row()].outcome is not Outcome.REFUSED:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, old and new values, ticks."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and self.ticks and column == 0:
            if line.outcome is Outcome.REFUSED:
                return None
            return Qt.CheckState.Unchecked if line.place in self.left_out else Qt.CheckState.Checked
        if role == TONE and column == 1:
            return _WORDS[line.outcome][1]
        if HEAD <= column < HEAD + len(self.fields):
            return self._cell(line, self.fields[column - HEAD], role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if column == 2 and line.record is not None and line.record not in self._names:
                self._learn(index.row())
            return self._text(line, column)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a line or leave it out."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.leave_out([self.lines[index.row()].place], Qt.CheckState(value) != Qt.CheckState.Checked)
        return True

    def leave_out(self, places: Sequence[int], out: bool) -> None:
        """Leave lines out, or take them in again."""
        self.left_out = self.left_out | set(places) if out else self.left_out - set(places)
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, 0))
        self.ticked.emit()

    def _text(self, line: PlannedEdit, column: int) -> str:
        if column == 0:
            return str(line.place)
        if column == 1:
            return _WORDS[line.outcome][0]
        if column == 2:
            return self._name(line)
        return "；".join(one.message.rstrip("。") for one in (line.refusals or line.problems))

    def _name(self, line: PlannedEdit) -> str:
        if line.record is None:
            value = line.values.get(self._register.name_field)
            field = self._register.field(self._register.name_field)
            return self._session.display(field, value) if field is not None and value is not None else "（新记录）"
        return self._names[line.record]

    def _learn(self, first: int) -> None:
        """The names of the lines from this one on, of which a screen shows many at once."""
        wanted = [one.record for one in self.lines[first : first + AT_A_TIME] if one.record is not None]
        self._names.update(record_names(self._session.desk, wanted))

    def _cell(self, line: PlannedEdit, field: Field, role: int) -> Any:
        if role not in _CELL_ROLES:
            return None
        old = self._show(field, line.before.get(field.key)) if line.record is not None else ""
        refused = any(one.field == field.key for one in line.refusals)
        changed = field.key in line.changed
        new = line.texts.get(field.key, "") if refused else self._show(field, line.values.get(field.key))
        if role == PARTS:
            tone = "bad" if refused else "new" if changed else ""
            return tone, old if changed else "", new if changed or refused else old
        return f"{old or '空'} → {new or '空'}" if changed and line.record is not None else new or old

    def _show(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if field.type is FieldType.REFERENCE and isinstance(value, int):
            if value not in self._names:
                self._names[value] = self._session.record_name(value)
            return self._names[value]
        return self._session.display(field, value).replace("\n", " ")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        titles = ("行", "结果", "记录", "说明", *(field.title for field in self.fields))
        return titles[section] if 0 <= section < len(titles) else None


class DifferenceCells(QStyledItemDelegate):
    """Old struck through in grey, new in ink on a tint; the model is asked directly, as by other cells of lists."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._struck, self._words = LaidWords(), LaidWords()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell of a field."""
        state, rect, data = option.state.value, option.rect, index.model().data
        tone, old, new = data(index, PARTS)
        ground = "selection" if state & SELECTED else {"bad": "bad_ground", "new": "tint"}.get(tone, "panel")
        painter.save()
        painter.fillRect(rect, theme.color(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        inner = rect.adjusted(theme.px(10), 0, -theme.px(10), 0)
        if old:
            font = theme.font()
            font.setStrikeOut(True)
            painter.setFont(font)
            painter.setPen(theme.color("quiet"))
            room = QRect(inner.left(), inner.top(), inner.width() // 2 if new else inner.width(), inner.height())
            inner.setLeft(inner.left() + self._struck.paint(painter, room, old) + theme.px(8))
        painter.setFont(theme.font())
        painter.setPen(theme.color("bad" if tone == "bad" else "ink" if tone else "quiet"))
        self._words.paint(painter, inner, new)
        paint_focus(painter, rect, state)
        painter.restore()


class TickedCells(QStyledItemDelegate):
    """Row with its tick, outcome in its colour, record, reason."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words = LaidWords()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell beside the fields."""
        state, rect, data = option.state.value, option.rect, index.model().data
        painter.save()
        painter.fillRect(rect, theme.color("selection" if state & SELECTED else "panel"))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.color("line"))
        inner = rect.adjusted(theme.px(10), 0, -theme.px(6), 0)
        ticked = data(index, Qt.ItemDataRole.CheckStateRole)
        if ticked is not None:
            inner = self._tick(painter, inner, ticked == Qt.CheckState.Checked)
        painter.setFont(theme.font())
        painter.setPen(theme.color(str(data(index, TONE) or "ink")))
        self._words.paint(painter, inner, str(data(index, Qt.ItemDataRole.DisplayRole) or ""))
        paint_focus(painter, rect, state)
        painter.restore()

    @staticmethod
    def _tick(painter: QPainter, rect: QRect, on: bool) -> QRect:
        side = theme.px(14)
        box = QRect(rect.left(), rect.center().y() - side // 2, side, side)
        painter.setPen(QPen(theme.color("primary" if on else "quiet"), 1))
        painter.setBrush(theme.color("primary" if on else "panel"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            painter.setPen(QPen(theme.color("on_primary"), 2))
            left, top = box.left(), box.top()
            painter.drawPolyline([box.center().__class__(left + side // 4, top + side // 2), box.center().__class__(left + side // 2 - 1, top + side * 3 // 4), box.center().__class__(left + side * 3 // 4 + 1, top + side // 4)])  # fmt: skip
        return rect.adjusted(side + theme.px(8), 0, 0, 0)


class PlanPreview(QWidget):
    """Counts as tabs, the lines of a plan, what is to be told of the whole."""

    ticked = Signal()

    def __init__(
        self, session: Session, register: Register, ticks: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._register = register
        self.plan: EditPlan | None = None
        self.tally: dict[str, int] = {}  # of the plan's lines by outcome, counted once
        self.model = PlanModel(session, register, ticks, self)
        self.model.ticked.connect(self.ticked)
        self.table = PlainTable("预览", WIDTHS)
        self.table.setModel(self.model)
        self._difference, self._head = DifferenceCells(self), TickedCells(self)
        self.table.setItemDelegate(self._head)
        self.table.setEditTriggers(PlainTable.EditTrigger.NoEditTriggers)
        self.table.clicked.connect(self._clicked)
        if ticks:
            self.table.activated.connect(self._toggle)
        self.counts: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setSpacing(theme.px(8))
        for key, words in (("", "全部"), *((str(one), words) for one, words, _ in OUTCOMES)):
            made = button(words, lambda key=key: self.show_outcome(key))
            made.setCheckable(True)
            made.setAutoDefault(False)
            self._group.addButton(made)
            self.counts[key] = made
            tabs.addWidget(made)
        tabs.addStretch(1)
        self.notes = label("", "warning", wrap=True)
        frame, inside = card()
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(8))
        layout.addLayout(tabs)
        layout.addWidget(self.notes)
        layout.addWidget(frame, 1)
        self.notes.hide()

    def show_plan(self, plan: EditPlan) -> None:
        """Show a plan, what is refused before the rest."""
        self.plan = plan
        self.model.left_out = set()
        keys = {key for line in plan.lines for key in (*line.texts, *line.changed)}
        self._fields = [field for field in self._register.fields if field.key in keys]
        counts = self.tally = plan.counts
        self.counts[""].setText(f"全部 {len(plan.lines):,}")
        for outcome, words, _ in OUTCOMES:
            self.counts[str(outcome)].setText(f"{words} {counts[str(outcome)]:,}")
            self.counts[str(outcome)].setVisible(counts[str(outcome)] > 0)
        self.notes.setText("\n".join(plan.notes))
        self.notes.setVisible(bool(plan.notes))
        self.show_outcome("")

    def forget(self) -> None:
        """Let go of the plan, which is large, before the parts of the window go that show it."""
        self.plan = None
        self.model.show((), ())

    def show_outcome(self, outcome: str) -> None:
        """Show the lines of one outcome; '' shows all, the refused first."""
        if self.plan is None:
            return
        self.counts[outcome].setChecked(True)
        lines = [line for line in self.plan.lines if not outcome or line.outcome == outcome]
        if not outcome and 0 < self.tally[str(Outcome.REFUSED)] < len(lines):
            lines.sort(key=lambda line: line.outcome is not Outcome.REFUSED)
        self.model.show(lines, self._fields)
        for column in range(self.model.columnCount()):
            field = HEAD <= column < HEAD + len(self._fields)
            self.table.setItemDelegateForColumn(column, self._difference if field else self._head)
        self.table.setColumnHidden(REASON, not any(map(attrgetter("problems"), lines)))
        wide = 360 if len(self._fields) < FEW else 190
        self.table.set_widths((*WIDTHS, 320, *[wide] * len(self._fields)))

    def words(self) -> str:
        """The numbers in one line: 新增 12 · 改动 3 · 相同 5 · 拒绝 1."""
        counts = self.tally if self.plan is not None else {}
        return " · ".join(f"{words} {counts[str(one)]:,}" for one, words, _ in OUTCOMES if counts.get(str(one)))

    def chosen(self) -> list[int]:
        """The places of the lines that would be written."""
        lines = self.plan.lines if self.plan is not None else ()
        kinds = (Outcome.ADDED, Outcome.CHANGED)
        return [line.place for line in lines if line.outcome in kinds and line.place not in self.model.left_out]

    def tick_all(self, on: bool) -> None:
        """Take every line in, or none."""
        if self.plan is not None:
            self.model.leave_out([line.place for line in self.plan.lines], not on)

    def _clicked(self, index: QModelIndex) -> None:
        if self.model.ticks and index.column() == 0:
            self._toggle(index)

    def _toggle(self, index: QModelIndex) -> None:
        first = self.model.index(index.row(), 0)
        if self.model.flags(first) & Qt.ItemFlag.ItemIsUserCheckable:
            on = Qt.CheckState(first.data(Qt.ItemDataRole.CheckStateRole)) == Qt.CheckState.Checked
            self.model.setData(
                first, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
            )
