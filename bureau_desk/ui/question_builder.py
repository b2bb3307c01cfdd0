"""Puts a question together: register, kind of count, day or period, groups, conditions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.domain.question import Condition, Count, Operator, Question
from bureau_desk.domain.register import CodeList, Field, FieldType, Kind, Register
from bureau_desk.ui import filtering
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.plain_context import read_day
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

COUNTS = (
    (Count.STOCK, "有效数", "到这一天仍然有效的家数"),
    (Count.INFLOW, "新增", "本年首次认定、上年末尚不持有的家数，不含续期"),
    (Count.RECOGNISED, "认定（含续期）", "本年内认定的次数，含重新认定"),
    (Count.CUMULATIVE, "累计", "到这一天曾经认定过的家数"),
    (Count.NET, "净增", "本年末有效数减上年末有效数"),
    (Count.COHORT, "有效数（按证书年度）", "三年有效的证书从发证当年起计三个年度，不看到期的月日"),
)
NO_FIELD = "不限，或选一个字段…"
_SUMMABLE = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY)
_GROUPABLE = (FieldType.CHOICE, FieldType.LEVEL, FieldType.YEAR, FieldType.BOOLEAN)


class QuestionBuilder(QWidget):
    """Tells the question whenever a part of it changes."""

    changed = Signal()

    def __init__(self, session: Session, groups: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.register = _combo("台账")
        self.count = _combo("数什么")
        self.measure = _combo("怎么数")
        self._past, self._looked = session.as_of, session.as_of or session.today
        self.day = QLineEdit(self._looked.isoformat())
        self.day.setAccessibleName("截至")
        self.day.setObjectName("question_day")
        self.groups = [_combo(f"分组{place + 1}") for place in range(groups)]
        self.conditions: list[tuple[Field, tuple[Condition, ...]]] = []
        self._build()
        for kind, words, why in COUNTS:
            self.count.addItem(words, kind)
            self.count.setItemData(self.count.count() - 1, why, 3)
        for one in sorted(session.schema.registers.values(), key=lambda one: (one.order, one.key)):
            if one.kind is not Kind.SERIES:
                self.register.addItem(one.title, one.key)
        self.register.currentIndexChanged.connect(lambda _: self._new_register())
        for box in (self.count, self.measure, *self.groups):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.day.editingFinished.connect(self.changed)
        self._new_register()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        parts: list[tuple[str, QWidget]] = [
            ("台账", self.register),
            ("数什么", self.count),
            ("怎么数", self.measure),
            ("截至", self.day),
        ]
        parts += [("按…分组" if place == 0 else "再按…分组", box) for place, box in enumerate(self.groups)]
        for place, (words, widget) in enumerate(parts):
            row, column = divmod(place, 3)
            grid.addWidget(label(words, "quiet"), row * 2, column)
            grid.addWidget(widget, row * 2 + 1, column)
            grid.setColumnStretch(column, 1)
        self._field = _combo("条件字段")
        self._value = _combo("条件取值")
        self._typed = QLineEdit()
        self._typed.setAccessibleName("条件")
        self._add = button("加上条件", self.add_condition)
        self._field.currentIndexChanged.connect(lambda _: self._new_field())
        self._chips = QHBoxLayout()
        adding = self.last_line = QHBoxLayout()
        adding.setSpacing(theme.px(8))
        adding.addWidget(label("条件", "quiet"))
        adding.addWidget(self._field, 2)
        adding.addWidget(self._value, 2)
        adding.addWidget(self._typed, 2)
        adding.addWidget(self._add)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.px(8))
        whole.addLayout(grid)
        whole.addLayout(adding)
        whole.addLayout(self._chips)

    @property
    def present(self) -> Register:
        """The register that is asked."""
        return self._session.register(str(self.register.currentData()))

    def _new_register(self) -> None:
        register = self.present
        fields = [field for field in register.fields if field.type in _GROUPABLE and field.section != "登记信息"]
        for place, box in enumerate(self.groups):
            _fill(box, [("不分组", "")] + [(field.title, field.key) for field in fields])
            district = register.counting.district
            if place == 0 and district:
                box.setCurrentIndex(max(0, box.findData(district)))
        sums = [field for field in register.fields if field.type in _SUMMABLE]
        name = register.counting.unit or "家"
        _fill(
            self.measure, [(f"数（{name}）", "count")] + [(f"{field.title}合计", f"sum:{field.key}") for field in sums]
        )
        conditioned = [field for field in register.fields if field.type is not FieldType.REFERENCE]
        # no field first: a condition that only stands ready must not look as if it were in force
        _fill(self._field, [(NO_FIELD, "")] + [(field.title, field.key) for field in conditioned])
        self._new_field()
        self.conditions = []
        self._show_chips()
        self.changed.emit()

    def _new_field(self) -> None:
        field = self.present.field(str(self._field.currentData() or ""))
        listed = field is not None and filtering.is_listed(field)
        self._value.setVisible(listed)
        self._typed.setVisible(field is not None and not listed)
        self._add.setEnabled(field is not None)
        if field is None or not listed:
            self._typed.setPlaceholderText(filtering.placeholder(field) if field else "")
            return
        codes = self._codes(field)
        items: list[tuple[str, object]] = [(f"{tier}及以上", ("tier", tier)) for tier in filtering.tiers(codes)]
        items += (
            [(code.label, ("code", code.code)) for code in codes.codes]
            if codes
            else [("是", ("code", "是")), ("否", ("code", "否"))]
        )
        _fill(self._value, items)

    def add_condition(self) -> None:
        """Add the condition that is put together."""
        field = self.present.field(str(self._field.currentData() or ""))
        if field is None:
            return
        if filtering.is_listed(field):
            kind, value = self._value.currentData() or ("", "")
            operator = Operator.AT_LEAST if kind == "tier" else Operator.IN
            found: Sequence[Condition] = (Condition(field.key, operator, value if kind == "tier" else (value,)),)
        else:
            found = filtering.conditions(field, self._typed.text(), lambda _targets, _text: ())
        if found:
            self.conditions = [one for one in self.conditions if one[0] != field] + [(field, tuple(found))]
            self._typed.clear()
            self._field.setCurrentIndex(0)
            self._show_chips()
            self.changed.emit()

    def _drop(self, field: Field) -> None:
        self.conditions = [one for one in self.conditions if one[0] != field]
        self._show_chips()
        self.changed.emit()

    def _show_chips(self) -> None:
        while self._chips.count():
            item = self._chips.takeAt(0)
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for field, found in self.conditions:
            codes = self._codes(field)
            words = filtering.words(field, found, "" if filtering.is_listed(field) else _typed(found), codes)
            self._chips.addWidget(button(f"{words}　×", lambda field=field: self._drop(field), "chip"))
        self._chips.addStretch(1)

    def _codes(self, field: Field) -> CodeList | None:
        codes = self._session.schema.codelists.get(field.codelist) if field.codelist else None
        return codes.on(self._session.as_of or self._session.today) if codes else None

    def follow_day(self) -> None:
        """Ask for the day that is looked at when it is another than before; else what is typed stays.

        A new day of the calendar takes the place of the one before, not of a day that staff have typed.
        """
        past, looked = self._session.as_of, self._session.as_of or self._session.today
        if past != self._past or self.day.text() == self._looked.isoformat():
            self.day.setText(looked.isoformat())
        self._past, self._looked = past, looked

    def as_of(self) -> date | None:
        """The day that is asked for; None when what is typed is not a day."""
        return read_day(self._session, self.day.text())

    def kept(self) -> dict[str, Any]:
        """What is put together so far, by the keys of fields."""
        boxes = {"count": self.count, "measure": self.measure, "field": self._field, "value": self._value}
        return {
            "register": self.register.currentData(),
            "groups": [box.currentData() for box in self.groups],
            "conditions": [(field.key, field.type, found) for field, found in self.conditions],
            "day": self.day.text(),
            "typed": self._typed.text(),
            **{name: box.currentData() for name, box in boxes.items()},
        }

    def take_up(self, kept: Mapping[str, Any]) -> None:
        """Put together again what `kept` told, as far as the fields are still there and of the same type."""
        _choose(self.register, kept["register"])
        _choose(self.count, kept["count"])
        _choose(self.measure, kept["measure"])
        for box, key in zip(self.groups, kept["groups"], strict=True):
            _choose(box, key)
        named = [(self.present.field(key), kind, found) for key, kind, found in kept["conditions"]]
        self.conditions = [(field, found) for field, kind, found in named if field is not None and field.type is kind]
        _choose(self._field, kept["field"])
        _choose(self._value, kept["value"])
        self._typed.setText(kept["typed"])
        self.day.setText(kept["day"])
        self._show_chips()
        self.changed.emit()

    def question(self) -> Question:
        """The question as it is put together."""
        register = self.present
        return Question(
            name=f"{register.title}{self.count.currentText()}",
            register=register.key,
            where=tuple(one for _, found in self.conditions for one in found),
            by=tuple(dict.fromkeys(str(box.currentData()) for box in self.groups if box.currentData())),
            count=Count(self.count.currentData()),
            measure=str(self.measure.currentData() or "count"),
        )


def _typed(found: Sequence[Condition]) -> str:
    signs = {Operator.FROM: "≥ ", Operator.TO: "≤ ", Operator.CONTAINS: "含 ", Operator.EQUALS: ""}
    return "，".join(
        "未填" if one.operator is Operator.EMPTY else f"{signs.get(one.operator, '')}{one.value}" for one in found
    )


def _choose(box: QComboBox, data: object) -> None:
    place = box.findData(data)
    if place >= 0:
        box.setCurrentIndex(place)


def _combo(name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    return box


def _fill(box: QComboBox, items: Sequence[tuple[str, object]]) -> None:
    box.blockSignals(True)
    box.clear()
    for words, data in items:
        box.addItem(words, data)
    box.blockSignals(False)
