"""The panel above the table in which conditions are put together: groups of groups, each field with what fits it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.domain import relative
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.pieces import button, icon_button, label, scrolled
from bureau_desk.ui.record_model import NUMERIC
from bureau_desk.ui.table.operators import JOINS, Codes, Offer, first_fields, offer_of, offers, read_value, shown_value
from bureau_desk.ui.theme import theme

PAUSE = 250  # ms after the last key before the rows are asked for
HIGHEST = 232  # px at 100 %: the table keeps the most of the page
DEEPEST = 4


class Picker(QComboBox):
    """A list that is narrowed by typing; the wheel scrolls the panel and never changes a choice."""

    chosen = Signal()

    def __init__(self, name: str, wide: int) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMinimumWidth(theme.px(wide))
        self.setMaxVisibleItems(16)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.activated.connect(lambda _: self.chosen.emit())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the panel."""
        event.ignore()


class ConditionRow(QFrame):
    """One condition: field, operator, value; `condition()` is None while it is not complete."""

    changed = Signal()
    removed = Signal()

    def __init__(self, register: Register, fields: Sequence[Field], codes_of: Codes, today: date) -> None:
        super().__init__()
        self._register, self._fields, self._codes_of, self._today = register, fields, codes_of, today
        self.setProperty("kind", "plain")
        self.field = Picker("字段", 96)
        self.field.addItems([one.title for one in fields])
        self.field.setCurrentIndex(0)
        self.field.chosen.connect(self._field_chosen)
        self.field.lineEdit().editingFinished.connect(self._field_typed)
        self.operator = QComboBox()
        self.operator.setAccessibleName("比较")
        self.operator.setMinimumWidth(theme.px(96))
        self.operator.activated.connect(lambda _: self._operator_chosen())
        self.value: QLineEdit = QLineEdit()
        self._list: Picker | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self.field, 3)
        self._row.addWidget(self.operator, 1)
        self._row.addWidget(self.value, 4)
        self._row.addWidget(icon_button("close", "去掉这个条件", self.removed.emit, "quiet"))
        self._field_chosen()

    @property
    def _described(self) -> Field:
        return self._fields[max(0, self.field.currentIndex())]

    @property
    def _offer(self) -> Offer:
        listed = offers(self._described, self._codes_of(self._described))
        return listed[max(0, min(self.operator.currentIndex(), len(listed) - 1))]

    def _field_typed(self) -> None:
        typed = self.field.currentText().strip()
        place = next((here for here, one in enumerate(self._fields) if one.title == typed), -1)
        if place < 0:
            self.field.setEditText(self._described.title)
        elif place != self.field.currentIndex():
            self.field.setCurrentIndex(place)
            self._field_chosen()

    def _field_chosen(self) -> None:
        self.operator.clear()
        self.operator.addItems([one.words for one in offers(self._described, self._codes_of(self._described))])
        self._operator_chosen()

    def _operator_chosen(self) -> None:
        offer, field = self._offer, self._described
        codes = self._codes_of(field)
        kept = self.text()
        listed = [code.label for code in codes.codes] if codes else []
        words = list(relative.OFFERED) if offer.operator is Operator.RELATIVE else listed
        old: QWidget = self._list or self.value
        if words:
            self._list = Picker("值", 88)
            self._list.addItems(words)
            self._list.setCurrentIndex(-1)
            made: QWidget = self._list
            line = self._list.lineEdit()
            line.setPlaceholderText("如 90天内到期、未来30天" if not listed else "选一项，多项用、分隔")
            self._list.chosen.connect(self._changed)
        else:
            self._list, self.value = None, QLineEdit()
            made = line = self.value
            line.setPlaceholderText(_hint(field))
        made.setAccessibleName("值")
        made.setVisible(offer.fixed is None)
        line.textEdited.connect(lambda _: self._changed())
        self._row.replaceWidget(old, made)
        old.hide()
        old.deleteLater()
        self._row.setStretchFactor(made, 4)
        if kept and read_value(field, offer, kept, codes, self._today)[0] is not None:
            self.set_text(kept)
        self._changed()

    def text(self) -> str:
        """The typed value."""
        return self._list.currentText() if self._list is not None else self.value.text()

    def set_text(self, text: str) -> None:
        """Show a value."""
        (self._list.setEditText if self._list is not None else self.value.setText)(text)

    def type_value(self, text: str) -> None:
        """Type a value."""
        self.set_text(text)
        self._changed()

    def choose(self, field: str, operator: Operator) -> None:
        """Pick a field and an operator."""
        self.field.setCurrentIndex(next(here for here, one in enumerate(self._fields) if one.key == field))
        self._field_chosen()
        listed = offers(self._described, self._codes_of(self._described))
        self.operator.setCurrentIndex(next(here for here, one in enumerate(listed) if one.operator is operator))
        self._operator_chosen()

    def _changed(self) -> None:
        _, fault = read_value(self._described, self._offer, self.text(), self._codes_of(self._described), self._today)
        line = self._list if self._list is not None else self.value
        state = "bad" if fault else ""
        line.setToolTip(fault)
        if (line.property("state") or "") != state:
            line.setProperty("state", state)
            line.style().unpolish(line)
            line.style().polish(line)
        self.changed.emit()

    def condition(self) -> Condition | None:
        """The condition, once it is complete."""
        field, offer = self._described, self._offer
        value, _ = read_value(field, offer, self.text(), self._codes_of(field), self._today)
        return None if value is None else Condition(field.key, offer.operator, value)

    def show_condition(self, one: Condition) -> bool:
        """Show a condition; False for one that cannot be put together here."""
        field = self._register.field(one.field)
        offer = offer_of(one, field, self._codes_of(field)) if field is not None else None
        if field is None or offer is None or field not in self._fields:
            return False
        self.field.setCurrentIndex(list(self._fields).index(field))
        self._field_chosen()
        self.operator.setCurrentIndex(offers(field, self._codes_of(field)).index(offer))
        self._operator_chosen()
        self.set_text(shown_value(one, self._codes_of(field)) if offer.fixed is None else "")
        return True


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
            self._area.setFixedHeight(min(wanted, theme.px(HIGHEST)))

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


def _hint(field: Field) -> str:
    if field.type in (FieldType.DATE, FieldType.YEAR):
        return "如 2024、2024-06、2024-06-30"
    return f"数字，单位{field.unit}" if field.unit and field.type in NUMERIC else ""
