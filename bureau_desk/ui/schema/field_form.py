"""The form of one field: what it is called, what it holds, what is asked of it, and how it will look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from bureau_desk.domain.overlay_fields import TYPE_WORDS, attribute
from bureau_desk.domain.register import Field, FieldType, Need, Register
from bureau_desk.domain.resting import why_fixed
from bureau_desk.ui.field_row import FieldRow
from bureau_desk.ui.flow_layout import FlowLayout
from bureau_desk.ui.pieces import button, card, label
from bureau_desk.ui.schema.form_layout import form_rows, lay_form
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

_LISTED = (FieldType.CHOICE, FieldType.LEVEL, FieldType.CHOICES)
_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)
_DECIMALS = (FieldType.DECIMAL, FieldType.PERCENT)
PREVIEW_PAUSE = 200


class FieldForm(QWidget):
    """Shows a field's attributes and tells the changed ones; it never changes the schema itself."""

    asked = Signal(dict, bool)  # attributes, whether it is among the table's first columns
    retire_asked = Signal(str)  # the ISO day from which the field is retired, '' to bring it back
    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._register: Register | None = None
        self.field: Field | None = None
        self._writable = True
        self._pause = QTimer(self, singleShot=True, interval=PREVIEW_PAUSE)
        self._pause.timeout.connect(self._show_preview)
        self._make_editors()
        self._lay()
        self._connect()

    def _make_editors(self) -> None:
        self.title = QLineEdit()
        self.kind = QComboBox()
        for kind, words in TYPE_WORDS.items():
            self.kind.addItem(words, str(kind))
        self.unit = QLineEdit()
        self.unit.setPlaceholderText("如 家、万元、㎡")
        self.codelist = QComboBox()
        self.target = QComboBox()
        self.digits = QSpinBox()
        self.digits.setRange(0, 6)
        self.section = QComboBox()
        self.section.setEditable(True)
        for box in (self.kind, self.codelist, self.target, self.section):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
            box.currentTextChanged.connect(box.setToolTip)  # a long title is cut there
        self.required = QCheckBox("必填")
        self.column = QCheckBox("在表格中首先显示")
        self.minimum, self.maximum = QLineEdit(), QLineEdit()
        self.rule = QPlainTextEdit()
        self.rule.setTabChangesFocus(True)
        self.rule.setFixedHeight(theme.px(64))
        self.rule.setPlaceholderText("填写说明和依据，指到字段名上时显示")
        self.wide = QSpinBox()
        self.wide.setRange(0, 80)
        self.wide.setSpecialValueText("自动")

    def _lay(self) -> None:
        self._rows = form_rows()
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        bounds = QWidget()
        between = QHBoxLayout(bounds)
        between.setContentsMargins(0, 0, 0, 0)
        for part in (self.minimum, label("至", "quiet"), self.maximum):
            between.addWidget(part)
        self.bounds = bounds
        named = (
            ("名称", self.title), ("类型", self.kind), ("代码表", self.codelist), ("引用台账", self.target),
            ("单位", self.unit), ("小数位", self.digits), ("分组", self.section), ("上下限", bounds),
            ("填写说明", self.rule), ("列宽（字）", self.wide),
        )  # fmt: skip
        for words, editor in named:
            self._rows.addRow(words, editor)  # type: ignore[call-overload]
            editor.setAccessibleName(words)  # type: ignore[union-attr]
        self.minimum.setAccessibleName("下限")
        self.maximum.setAccessibleName("上限")
        ticked = QWidget()
        ticks = FlowLayout(ticked, theme.px(16))
        ticks.addWidget(self.required)
        ticks.addWidget(self.column)
        self._rows.addRow("", ticked)
        self.heading = label("", "heading", wrap=True)
        self.fixed = label("", "small", wrap=True)
        self.problem = label("", "problem_text", wrap=True)
        frame, inside = card("notice")
        inside.addWidget(label("在资料中的样子", "small"))
        self._preview = inside
        self._row: FieldRow | None = None
        self.keep = button("保存  Ctrl+S", self.ask, "primary")
        self.discard = button("放弃修改", self.discard_changes)
        self.retire = button("停用", self._ask_retire)
        self._since = label("自", "quiet")
        self.retired_from = QLineEdit()
        self.retired_from.setAccessibleName("停用日期")
        self.retired_from.setToolTip("从这一天起不再填写；此前的资料和历史照样看得到。")
        self.retired_from.setMaximumWidth(theme.px(130))
        lay_form(
            self,
            (self.heading, self.fixed, self._rows, frame),
            self.problem,
            (self.retire, self._since, self.retired_from),
            (self.discard, self.keep),
        )

    def _connect(self) -> None:
        for line in (self.title, self.unit, self.minimum, self.maximum):
            line.textEdited.connect(self._edited)
        for box in (self.kind, self.codelist, self.target):
            box.activated.connect(self._edited)
        self.section.editTextChanged.connect(self._edited)
        self.rule.textChanged.connect(self._edited)
        for tick in (self.required, self.column):
            tick.clicked.connect(self._edited)
        self.digits.valueChanged.connect(self._edited)
        self.wide.valueChanged.connect(self._edited)

    # showing
    def show_field(self, register: Register, field: Field | None, writable: bool) -> None:
        """Show a field, or an empty form for a new one."""
        self._register, self.field, self._writable = register, field, writable
        self._loading = True
        held = field or Field("", "", FieldType.TEXT)
        self.heading.setText(field.title if field else f"新字段（{register.title}）")
        self._fill_editors(register, held, bool(field) and held.key in register.columns)
        why = why_fixed(register, held) if field else ""
        self.fixed.setText(f"程序自带的字段，{why}：可以改名、调整次序，不能改类型或停用。" if why else "")
        self.fixed.setVisible(bool(why))
        self.problem.hide()
        self._allow(held, why)
        self._loading = False
        self._stored = self.attributes()
        self._stored_column = self.column.isChecked()
        self._edited()
        self._show_preview()

    def draft(self) -> tuple[dict[str, Any], bool] | None:
        """What is typed and not saved, to be taken up again."""
        return (self.attributes(), self.column.isChecked()) if self.dirty else None

    def take_up(self, draft: tuple[dict[str, Any], bool]) -> None:
        """Go on where a draft was left."""
        made, is_column = draft
        if self._register is None:
            return
        held = replace(
            self.field or Field("", "", FieldType.TEXT),
            **{name: made[name] for name in ("title", "unit", "codelist", "section", "minimum", "maximum", "rule")},
            type=FieldType(made["type"]),
            need=Need(made["need"]),
            targets=tuple(made["targets"]),
            digits=made["digits"],
            width=made["width"],
        )
        self._loading = True
        self._fill_editors(self._register, held, is_column)
        self._loading = False
        self._edited()

    def _fill_editors(self, register: Register, held: Field, is_column: bool) -> None:
        self.title.setText(held.title)
        self.kind.setCurrentIndex(self.kind.findData(str(held.type)))
        self._fill(
            self.codelist, [(key, one.title) for key, one in self._session.schema.codelists.items()], held.codelist
        )
        self._fill(
            self.target,
            [(key, one.title) for key, one in self._session.schema.registers.items()],
            held.targets[0] if held.targets else "",
        )
        self.unit.setText(held.unit)
        self.digits.setValue(held.digits)
        self.section.clear()
        self.section.addItems(list(dict.fromkeys(one.section for one in register.fields if one.section)))
        self.section.setEditText(held.section)
        self.required.setChecked(held.required)
        self.column.setChecked(is_column)
        self.minimum.setText(held.minimum)
        self.maximum.setText(held.maximum)
        self.rule.setPlainText(held.rule)
        self.wide.setValue(held.width)

    def _fill(self, box: QComboBox, choices: list[tuple[str, str]], present: str) -> None:
        box.clear()
        box.addItem("（请选择）", "")
        for key, words in choices:
            box.addItem(words, key)
        box.setCurrentIndex(max(0, box.findData(present)))

    def _allow(self, field: Field, why: str) -> None:
        computed = field.need is Need.AUTO
        shown = self._writable and field.type is not FieldType.FILES
        for editor in (self.title, self.section, self.rule, self.wide, self.column):
            editor.setEnabled(self._writable)
        for editor in (self.kind, self.codelist, self.target, self.digits):
            editor.setEnabled(shown and not why)
        named = self._register is not None and field.key == self._register.name_field
        self.required.setEnabled(shown and not computed and not named)
        for line in (self.unit, self.minimum, self.maximum):
            line.setEnabled(shown and not computed)
        is_new = self.field is None
        retired = field.retired_on is not None
        self.retire.setVisible(not is_new and not why)
        self.retire.setEnabled(self._writable)
        self.retire.setText("恢复使用" if retired else "停用")
        for one in (self._since, self.retired_from):
            one.setVisible(not is_new and not why and not retired)
        self.retired_from.setEnabled(self._writable)
        self.retired_from.setText(self._session.today.isoformat())
        if retired:
            self.fixed.setText(f"自 {field.retired_on} 起停用：以后的资料不再填写，此前的照样看得到。")
            self.fixed.show()

    def _show_rows(self) -> None:
        kind = FieldType(str(self.kind.currentData())) if self.kind.currentData() else FieldType.FILES  # not on offer
        for editor, wanted in (
            (self.codelist, kind in _LISTED), (self.target, kind is FieldType.REFERENCE),
            (self.unit, kind in _NUMBERS and kind is not FieldType.PERCENT), (self.digits, kind in _DECIMALS),
            (self.bounds, kind in _NUMBERS),
        ):  # fmt: skip
            self._rows.setRowVisible(editor, wanted)

    def _edited(self, *_: object) -> None:
        if getattr(self, "_loading", False) or self._register is None:
            return
        self._show_rows()
        self.keep.setEnabled(self._writable and self.dirty)
        self.discard.setVisible(self.dirty)
        self._pause.start()

    @property
    def dirty(self) -> bool:
        """Whether something typed is not saved."""
        if self._register is None:
            return False
        if self.field is None:
            return bool(self.title.text().strip())
        return self.attributes() != self._stored or self.column.isChecked() != self._stored_column

    def attributes(self) -> dict[str, Any]:
        """What stands in the form, as JSON holds it; what a type has no use for is left empty."""
        held = self.field or Field("", "", FieldType.TEXT)
        kind = FieldType(str(self.kind.currentData())) if self.kind.currentData() else held.type
        target = str(self.target.currentData() or "")
        several = list(held.targets) if target in held.targets else [target] if target else []
        need = Need.REQUIRED if self.required.isChecked() else Need.OPTIONAL if held.required else held.need
        return {
            "title": self.title.text().strip(),
            "type": str(kind),
            "need": str(need),
            "unit": self.unit.text().strip() if kind in _NUMBERS else attribute(held, "unit"),
            "codelist": str(self.codelist.currentData() or "") if kind in _LISTED else "",
            "targets": several if kind is FieldType.REFERENCE else [],
            "digits": self.digits.value(),
            "section": self.section.currentText().strip(),
            "minimum": self.minimum.text().strip() if kind in _NUMBERS else attribute(held, "minimum"),
            "maximum": self.maximum.text().strip() if kind in _NUMBERS else attribute(held, "maximum"),
            "rule": self.rule.toPlainText().strip(),
            "width": self.wide.value(),
        }

    def _show_preview(self) -> None:
        if self._row is not None:
            self._preview.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
        made = self.attributes()
        field = Field(
            "preview", made["title"] or "（名称）", FieldType(made["type"]), Need(made["need"]), made["unit"],
            made["codelist"], tuple(made["targets"]), made["digits"], rule=made["rule"],
        )  # fmt: skip
        self._row = FieldRow(self._session, field, field.need is Need.AUTO)
        self._row.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row.editor.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._preview.addWidget(self._row)

    # asking
    def ask(self) -> None:
        """Ask for what is typed to be saved."""
        if self._register is not None and self._writable and self.dirty:
            self.asked.emit(self.attributes(), self.column.isChecked())

    def discard_changes(self) -> None:
        """Go back to what is saved."""
        if self._register is not None:
            self.show_field(self._register, self.field, self._writable)
            self.left.emit()

    def show_problem(self, words: str) -> None:
        """Say beside the buttons why it was not saved; what is typed stays."""
        self.problem.setText(f"⚠ {words}")
        self.problem.show()
        self.title.setFocus()

    def _ask_retire(self) -> None:
        if self.field is not None:
            self.retire_asked.emit("" if self.field.retired_on else self.retired_from.text().strip())
