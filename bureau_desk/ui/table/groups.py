"""The rows of a view put together by one to three fields: lines with counts and sums, each a key away from its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button, icon_button, label
from bureau_desk.ui.record_model import title_of
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.letters import LetterBox
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.app.grouping import GroupLine, Groups

LEVELS = 3
PORTION = 200  # groups made at a time
_LINE, _INSIDE = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_SUMMED = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY)
_LONG = (FieldType.LONG_TEXT,)


def groupings(register: Register) -> list[tuple[str, str]]:
    """(key, words) of what rows can be grouped by; a date is cut to its year or month first."""
    found: list[tuple[str, str]] = []
    for field in register.fields:
        if field.type is FieldType.DATE:
            found += [(f"{field.key}:year", f"{field.title}（年）"), (f"{field.key}:month", f"{field.title}（月）")]
        elif field.type not in _LONG:
            found.append((field.key, field.title))
    order = {FieldType.CHOICE: 0, FieldType.LEVEL: 0, FieldType.BOOLEAN: 0, FieldType.YEAR: 1, FieldType.DATE: 1}
    kinds = {field.key: order.get(field.type, 2) for field in register.fields}
    return sorted(found, key=lambda one: kinds[one[0].partition(":")[0]])


NAMES = 180  # px at 100 %


class _Lines(QStyledItemDelegate):
    """Lines as high as the rows of the table."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One height for all."""
        return QSize(super().sizeHint(option, index).width(), theme.px(30))


class GroupPanel(QFrame):
    """Tells which groups are asked for, and which group's rows are to be shown; it reads nothing itself."""

    asked = Signal()  # other fields or sums were chosen
    entered = Signal(object, str)  # GroupLine (cut to the level of the line), words
    closed = Signal()

    def __init__(self, session: Session, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._session, self._register = session, register
        self.offered = groupings(register)
        self.levels = [self._level(place) for place in range(LEVELS)]
        self.sums: tuple[str, ...] = ()
        self.total = label("", "quiet")
        self.sum_button = button("合计…", self._open_sums)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName("分组")
        self.tree.setObjectName("groups")
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        self.tree.setAllColumnsShowFocus(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.setFont(theme.font())
        self.tree.setItemDelegate(_Lines(self.tree))
        self.tree.itemDoubleClicked.connect(lambda item, _column: self._enter(item))
        self.tree.itemExpanded.connect(self._open)
        self.tree.installEventFilter(self)
        self._summed_now: list[Field] = []
        self._waiting: list[list[GroupLine]] = []
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._add_portion)
        chosen = QWidget()
        parts = FlowLayout(chosen, theme.px(8))
        for words, one in zip(("分组", "再按", "再按"), self.levels, strict=True):
            part = QWidget()
            row = QHBoxLayout(part)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(theme.px(8))
            row.addWidget(label(words, "quiet"))
            row.addWidget(one)
            parts.addWidget(part)
        parts.addWidget(self.sum_button)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(chosen, 1)
        close = icon_button("close", "结束分组", self.closed.emit, "quiet")
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(8), theme.px(8), theme.px(8))
        layout.addLayout(head)
        layout.addWidget(self.total)
        layout.addWidget(self.tree, 1)

    def _level(self, place: int) -> QComboBox:
        made = LetterBox()
        made.setAccessibleName(f"第 {place + 1} 级分组")
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.setMaxVisibleItems(20)
        made.addItem("不分" if place else "选择字段", "")
        for key, words in self.offered:
            made.addItem(words, key)
        made.activated.connect(lambda _: self.asked.emit())
        return made

    # what is asked
    @property
    def fields(self) -> tuple[str, ...]:
        """The keys grouped by, each once."""
        return tuple(dict.fromkeys(key for one in self.levels if (key := one.currentData())))

    def choose(self, fields: Sequence[str], sums: Sequence[str] = ()) -> None:
        """Group by these fields and add these up."""
        for place, one in enumerate(self.levels):
            one.setCurrentIndex(max(0, one.findData(fields[place]) if place < len(fields) else 0))
        self.sums = tuple(sums)
        self._tell_sums()

    def _open_sums(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for field in self._summed():
            action = QAction(title_of(field), menu)
            action.setCheckable(True)
            action.setChecked(field.key in self.sums)
            action.toggled.connect(lambda on, key=field.key: self.set_sum(key, on))
            menu.addAction(action)
        if menu.isEmpty():
            menu.addAction("这个台账没有可以合计的数字").setEnabled(False)
        menu.popup(self.sum_button.mapToGlobal(self.sum_button.rect().bottomLeft()))

    def _summed(self) -> list[Field]:
        return [field for field in self._register.fields if field.type in _SUMMED]

    def set_sum(self, key: str, on: bool) -> None:
        """Add a field up, or no more."""
        self.sums = tuple(one for one in self.sums if one != key) + ((key,) if on else ())
        self._tell_sums()
        self.asked.emit()

    def _tell_sums(self) -> None:
        self.sum_button.setText(f"合计：{len(self.sums)} 项" if self.sums else "合计…")

    # showing
    def show_groups(self, found: Groups) -> None:
        """Show groups level by level; those of the first level are counted up from what is in them.

        Lines inside a group are made when it is first opened, and many groups in portions between the window's other work.
        """
        summed = [field for key in self.sums if (field := self._register.field(key))]
        words = dict(self.offered)
        head = [" › ".join(words.get(key, key) for key in self.fields), "条数", *(title_of(one) for one in summed)]
        self.tree.clear()
        self.tree.setHeaderLabels(head)
        self._fit(len(head))
        self._summed_now = summed
        self._waiting = _nested(found.lines, 1)
        groups, count = len(self._waiting), sum(line.count for line in found.lines)
        told = f"{groups:,} 组 · {count:,} 条　回车或双击看这一组的记录，→ 展开，← 收起"
        if found.groups_left:
            told = (
                f"组数太多，只列出记录最多的 {len(found.lines):,} 组 · {count:,} 条；"
                f"另有 {found.groups_left:,} 组 · {found.rows_left:,} 条没有列出。请先筛选，或换一个字段分组。"
            )
        self.total.setText(told)
        self._add_portion()
        if groups:
            self.tree.setCurrentItem(self.tree.topLevelItem(0))

    def _add_portion(self) -> None:
        portion, self._waiting = self._waiting[:PORTION], self._waiting[PORTION:]
        self.tree.addTopLevelItems([self._item(lines, 1) for lines in portion])
        self._more.start() if self._waiting else self._more.stop()

    def _item(self, lines: Sequence[GroupLine], depth: int) -> QTreeWidgetItem:
        """A group with its number and sums; what is in it waits until it is opened."""
        line, right = lines[0], Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        item = QTreeWidgetItem([line.labels[depth - 1], f"{sum(one.count for one in lines):,}"])
        item.setTextAlignment(1, right)
        for place, field in enumerate(self._summed_now, 2):
            values = [one.sums.get(field.key) for one in lines]
            numbers = [value for value in values if isinstance(value, int | Decimal)]
            item.setText(place, self._session.display(field, sum(numbers)) if numbers else "")
            item.setTextAlignment(place, right)
        cut = replace(line, fields=line.fields[:depth], values=line.values[:depth], labels=line.labels[:depth])
        item.setData(0, _LINE, cut)
        if depth < len(line.fields):
            item.setData(0, _INSIDE, lines)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def _open(self, item: QTreeWidgetItem) -> None:
        """Make the lines inside a group when it is first opened."""
        lines = item.data(0, _INSIDE)
        if lines is not None:
            item.setData(0, _INSIDE, None)
            depth = len(item.data(0, _LINE).fields) + 1
            item.addChildren([self._item(inner, depth) for inner in _nested(lines, depth)])

    def _fit(self, columns: int) -> None:
        header = self.tree.header()
        header.setStretchLastSection(False)
        for column in range(columns):
            if column:
                words = self.tree.headerItem().text(column)
                wide = header.fontMetrics().horizontalAdvance(words) + theme.px(32)
                header.resizeSection(column, max(wide, theme.px(88 if column == 1 else 140)))
                self.tree.headerItem().setTextAlignment(
                    column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
        self._fit_names()

    def _fit_names(self) -> None:
        """The names of the groups take what the numbers leave, and never less than a name needs."""
        header = self.tree.header()
        numbers = sum(header.sectionSize(column) for column in range(1, header.count()))
        bar = self.tree.verticalScrollBar()  # it may come later, when groups are opened
        room = self.tree.viewport().width() - (0 if bar.isVisible() else bar.sizeHint().width())
        header.resizeSection(0, max(theme.px(NAMES), room - numbers))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names the new room."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._fit_names)

    # going into a group
    def _enter(self, item: QTreeWidgetItem | None) -> None:
        line = item.data(0, _LINE) if item is not None else None
        if line is not None:
            self.entered.emit(line, " › ".join(line.labels))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Enter shows the rows of a group, Esc ends the grouping."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._enter(self.tree.currentItem())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return False


def _nested(lines: Sequence[GroupLine], depth: int) -> list[list[GroupLine]]:
    """Lines that share their first values, put together in their order."""
    found: dict[tuple[object, ...], list[GroupLine]] = {}
    for line in lines:
        found.setdefault(line.values[:depth], []).append(line)
    return list(found.values())
