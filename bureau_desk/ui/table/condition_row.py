"""One condition of the filter panel: a field, what fits it, and a value."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QWidget

from bureau_desk.domain import relative
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.ui.pieces import icon_button
from bureau_desk.ui.record_model import NUMERIC
from bureau_desk.ui.table.operators import Codes, Offer, offer_of, offers, read_value, shown_value
from bureau_desk.ui.table.picker import Picker
from bureau_desk.ui.theme import theme


class ConditionRow(QFrame):
    """One condition: field, operator, value; `condition()` is None while it is not complete."""

    changed = Signal()
    removed = Signal()

    def __init__(self, register: Register, fields: Sequence[Field], codes_of: Codes, today: date) -> None:
        super().__init__()
        self._register, self._fields, self._codes_of, self._today = register, fields, codes_of, today
        self.setProperty("kind", "plain")
        self.field = Picker("字段", 96)
        self.field.offer([one.title for one in fields])
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
        self.field.lineEdit().setCursorPosition(0)  # a narrow list shows how its text begins
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
            self._list.offer(words)
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


def _hint(field: Field) -> str:
    if field.type in (FieldType.DATE, FieldType.YEAR):
        return "如 2024、2024-06、2024-06-30"
    return f"数字，单位{field.unit}" if field.unit and field.type in NUMERIC else ""
