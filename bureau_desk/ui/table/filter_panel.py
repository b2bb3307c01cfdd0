"""The panel above the table in which conditions are put together: groups of groups, each field with what fits it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from bureau_desk.domain.question import Condition, Group
from bureau_desk.domain.register import Field, Register
from bureau_desk.ui.pieces import button, icon_button, label, scrolled
from bureau_desk.ui.table.condition_row import ConditionRow
from bureau_desk.ui.table.operators import JOINS, Codes, first_fields
from bureau_desk.ui.theme import theme

PAUSE = 250  # ms after the last key before the rows are asked for
LOWEST, HIGHEST = 64, 232  # px at 100 %: the table keeps the most of the page
DEEPEST = 4


class GroupBox(QFrame):
    """Conditions and further groups, joined by one word."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self, register: Register, fields: Sequence[Field], codes_of: Codes, today: date, depth: int = 0
    ) -> None:
        super().__init__()
        self._made_of = (register, fields, codes_of, today)
        self._depth = depth
        self.setProperty("kind", "group" if depth else "plain")
        self.parts: list[ConditionRow | GroupBox] = []
        self.kept: list[Condition | Group] = []  # parts that cannot be shown here stay in force
        self.join = QComboBox()
        self.join.setAccessibleName("条件之间")
        self.join.addItems(list(JOINS.values()))
        self.join.activated.connect(lambda _: self.changed.emit())
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self.join)
        head.addWidget(button("加条件", lambda: self.add_condition().field.setFocus(), "link"))
        if depth + 1 < DEEPEST:
            head.addWidget(button("加条件组", self._add_group_with_row, "link"))
        head.addStretch(1)
        if depth:
            head.addWidget(icon_button("close", "去掉这一组", self.removed.emit, "quiet"))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(12) if depth else 0, theme.px(2), 0, theme.px(2))
        self._layout.setSpacing(theme.px(6))
        self._layout.addLayout(head)

    def _add(self, part: ConditionRow | GroupBox) -> None:
        self.parts.append(part)
        self._layout.addWidget(part)
        part.changed.connect(self.changed)
        part.removed.connect(lambda: self._remove(part))

    def _remove(self, part: ConditionRow | GroupBox) -> None:
        place = self.parts.index(part)
        self.parts.remove(part)
        self._layout.removeWidget(part)
        part.hide()
        part.deleteLater()
        following = self.parts[min(place, len(self.parts) - 1)] if self.parts else None
        (following.field if isinstance(following, ConditionRow) else self.join).setFocus()
        self.changed.emit()

    def add_condition(self) -> ConditionRow:
        """A further condition, still empty."""
        row = ConditionRow(*self._made_of)
        self._add(row)
        return row

    def add_group(self) -> GroupBox:
        """A further group, still empty."""
        box = GroupBox(*self._made_of, depth=self._depth + 1)
        self._add(box)
        return box

    def _add_group_with_row(self) -> None:
        self.add_group().add_condition().field.setFocus()

    def group(self) -> Group | None:
        """What is complete of it; None when nothing is."""
        found = [one.condition() if isinstance(one, ConditionRow) else one.group() for one in self.parts]
        kept = tuple(one for one in found if one is not None) + tuple(self.kept)
        joins = list(JOINS)[max(0, self.join.currentIndex())]
        return Group(kept, *joins) if kept else None

    def show_group(self, group: Group) -> None:
        """Show a tree."""
        self.join.setCurrentIndex(list(JOINS).index((group.any, group.negated)))
        for part in group.parts:
            if isinstance(part, Group) and self._depth + 1 < DEEPEST:
                self.add_group().show_group(part)
            elif isinstance(part, Group) or not self.add_condition().show_condition(part):
                if isinstance(part, Condition):
                    dropped = self.parts.pop()
                    self._layout.removeWidget(dropped)
                    dropped.deleteLater()
                self.kept.append(part)


class FilterPanel(QFrame):
    """Tells `changed` with the tree a short pause after the last change; Esc closes it, the conditions stay."""

    changed = Signal(object)  # Group | None
    closed = Signal()

    def __init__(self, register: Register, codes_of: Codes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._register, self._codes_of = register, codes_of
        self._fields: Sequence[Field] = register.fields
        self._today = date.today()
        self.hits = label("", "quiet")
        self.box: GroupBox | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.apply)
        head = QHBoxLayout()
        head.addWidget(label("筛选条件", "section"))
        head.addWidget(self.hits)
        head.addStretch(1)
        head.addWidget(button("清空", self.clear, "link"))
        head.addWidget(icon_button("close", "收起筛选条件（Esc），条件保留", self.closed.emit, "quiet"))
        inside = QWidget()
        self._inside = QVBoxLayout(inside)
        self._inside.setContentsMargins(0, 0, theme.px(8), 0)
        self._area = scrolled(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(12), theme.px(6), theme.px(6), theme.px(8))
        layout.setSpacing(theme.px(4))
        layout.addLayout(head)
        layout.addWidget(self._area)
        self.hide()

    def open(self, where: Group | None, fields: Sequence[Field], today: date, place: int = -1) -> None:
        """Show a tree, or one empty condition; the focus goes to the part at a place."""
        self._fields, self._today = first_fields(self._register, fields), today
        self._make(where)
        self.show()
        box = self.box
        if box is not None and box.parts:
            part = box.parts[place] if 0 <= place < len(box.parts) else box.parts[-1]
            part.field.setFocus() if isinstance(part, ConditionRow) else part.join.setFocus()

    def _make(self, where: Group | None) -> None:
        if self.box is not None:
            self._inside.removeWidget(self.box)
            self.box.hide()
            self.box.deleteLater()
        self.box = GroupBox(self._register, self._fields, self._codes_of, self._today)
        if where is not None:
            self.box.show_group(where)
        if not self.box.parts:
            self.box.add_condition()
        self.box.changed.connect(self._changed)
        self._inside.addWidget(self.box)
        self._inside.addStretch(1) if self._inside.count() == 1 else None
        self._fit()

    def _changed(self) -> None:
        self._pause.start()
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        if self.box is not None:
            wanted = self.box.sizeHint().height() + theme.px(8)
            high = min(wanted, theme.px(HIGHEST))
            self._area.setMaximumHeight(high)
            self._area.setMinimumHeight(min(high, theme.px(LOWEST)))  # a low window shows less of it at once

    def apply(self) -> None:
        """Tell the tree as it stands."""
        self._pause.stop()
        if self.box is not None:
            self.changed.emit(self.box.group())

    def clear(self) -> None:
        """Begin anew with one empty condition."""
        self._make(None)
        self.apply()

    def follow(self, where: Group | None) -> None:
        """Take over a tree that was changed elsewhere (a chip, a named view)."""
        if self.isVisible() and self.box is not None and not self._pause.isActive() and self.box.group() != where:
            self._make(where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the panel, Enter applies at once."""
        if event.key() == Qt.Key.Key_Escape:
            self.apply()
            self.closed.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply()
            return
        super().keyPressEvent(event)
