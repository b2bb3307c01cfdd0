"""One number of the text: its value, what was asked, the rows behind it, and how it is to be printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.analysis.placeholders import FORMS, Placeholder, split
from bureau_desk.app.chips import PAGE
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.plain_table import PlainTable, TextModel
from bureau_desk.ui.queries import AT_ONCE
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

FORM_WORDS = {
    "": "数值（27家）", "同比": "同比（同比增长12.3%）", "增减": "增减（增加7家）", "百分点": "百分点（提高0.3个百分点）",
    "占比": "占比（占比8.3%）", "排名": "排名（居全省第3位）", "约数": "约数（超2900家）",
}  # fmt: skip
_ROWS = 8


def written(name: str, day: str = "", form: str = "", other: str = "") -> str:
    """A number as it is written in the text."""
    at = f" @ {day}" if day else ""
    tail = f" | {form} {other}".rstrip() if form else ""
    return f"{{{{{name}{at}{tail}}}}}"


class ChipPanel(QWidget):
    """Every change shows on the chip at once; all of one visit are one step of undo."""

    edited = Signal(str)  # the number as it is written now
    closed = Signal()
    question_asked = Signal()

    def __init__(self, window: MainWindow, living: Living, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._living = window, living
        self.text = ""
        self._loading = False
        self._read_only = False
        self._placeholder = Placeholder("", "")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(8))
        self.value = label("", "heading", wrap=True)
        self.fault, self.was = label("", "problem_text", wrap=True), label("", "warning", wrap=True)
        self.accept = button("就用现在的数", self._accept)
        self.words = label("", "quiet", wrap=True)
        for one in (label("数字", "section"), self.value, self.fault, self.was, self.accept, self.words):
            column.addWidget(one)
        column.addLayout(self._form())
        self.rows_head = label("", "quiet", wrap=True)
        self.model = TextModel(self)
        self.rows = PlainTable("数到的记录", (40,))
        self.rows.setModel(self.model)
        self.rows.setFixedHeight(theme.px(34 + 30 * 5))
        self.open = button("在台账里看这些记录", self._open, icon="table")
        for one in (self.rows_head, self.rows, self.open, button("回到正文（Esc）", self.closed.emit, "link")):
            column.addWidget(one)
        column.addStretch(1)
        living.chips_changed.connect(self.refresh)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(theme.px(4))
        self.name = button("", self.question_asked.emit, icon="search")
        self.name.setAccessibleName("换一个问题")
        self.form, self.other, self.day = QComboBox(), QComboBox(), QLineEdit()
        for one in ("", *FORMS):
            self.form.addItem(FORM_WORDS.get(one, one), one)
        self.day.setPlaceholderText("本期的日期；可写 2021-12-31 或 2021")
        for words, widget in (("问题", self.name), ("写法", self.form), ("占哪个总数", self.other), ("截至", self.day)):
            form.addRow(label(words, "quiet"), widget)
            if widget is not self.name:
                widget.setAccessibleName(words)
        for box in (self.form, self.other):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(10)
            box.currentIndexChanged.connect(self._changed)
        self.day.editingFinished.connect(self._changed)
        self._fields = form
        return form

    def show_number(self, text: str) -> None:
        """Show a `{{...}}`."""
        self.text = text
        pieces = split(text)
        first = pieces[0] if pieces else ""
        self._placeholder = first if isinstance(first, Placeholder) else Placeholder(text, "")
        self._loading = True
        one = self._placeholder
        self.name.setText(one.name or "选择问题…")
        self.form.setCurrentIndex(max(0, self.form.findData(one.form)))
        self.other.clear()
        for name in self._living.issue.questions if self._living.issue else ():
            self.other.addItem(name, name)
        if one.other and self.other.findData(one.other) < 0:
            self.other.addItem(one.other, one.other)
        self.other.setCurrentIndex(self.other.findData(one.other))
        self.day.setText(one.day.isoformat() if one.day else "")
        self._loading = False
        self.refresh()

    def refresh(self) -> None:
        """Show the value anew."""
        if not self.text:
            return
        chip = self._living.chip(self.text)
        page = bool(PAGE.fullmatch(self.text))
        self._fields.setRowVisible(self.other, self.form.currentData() == "占比" and not page)
        for widget in (self.name, self.form, self.day):
            self._fields.setRowVisible(widget, not page)
        for widget in (self.name, self.form, self.day, self.other):
            widget.setEnabled(not self._read_only)
        self.value.setText(self._living.told_of(chip) if chip else "正在取数…")
        self.fault.setText(chip.fault if chip else "")
        self.was.setText(f"原来是 {chip.was}（{chip.since}）" if chip and chip.was else "")
        self.words.setText("\n".join([chip.question, *chip.warnings]) if chip else "")
        for one in (self.fault, self.was, self.words):
            one.setVisible(bool(one.text()))
        self.accept.setVisible(bool(chip and chip.was))
        counted = bool(chip and chip.register and chip.rows)
        for part in (self.rows, self.rows_head, self.open):
            part.setVisible(counted)
        if chip and counted:
            self.rows_head.setText(f"截至 {chip.as_of}，数到 {len(chip.rows)} 条记录，前几条：")
            self.open.setText(f"在台账里看这 {len(chip.rows)} 条")
            chips = self._living.chips
            if chips is not None:
                text = self.text
                self._living.queries.ask("names", lambda: (text, chips.names(chip, _ROWS)), self._show_names, AT_ONCE)

    def _show_names(self, found: tuple[str, list[str]]) -> None:
        if found[0] == self.text:
            self.model.show(("", "名称"), [(str(place), name) for place, name in enumerate(found[1], 1)])

    def _changed(self, _: object = None) -> None:
        if self._loading or not self._placeholder.name:
            return
        form = str(self.form.currentData() or "")
        other = str(self.other.currentData() or "") if form == "占比" else ""
        if form == "占比" and not other:
            self._fields.setRowVisible(self.other, True)
            return
        self._tell(written(self._placeholder.name, self.day.text().strip(), form, other))

    def choose(self, name: str) -> None:
        """Ask another question in the same form."""
        one = self._placeholder
        self._tell(written(name, one.day.isoformat() if one.day else "", one.form, one.other))

    def _tell(self, text: str) -> None:
        if text != self.text:
            self.edited.emit(text)
            self.show_number(text)

    def _accept(self) -> None:
        self._living.accept(self.text)

    def _open(self) -> None:
        chip = self._living.chip(self.text)
        if chip is None or not chip.register:
            return
        self._window.show_picked(chip.register, f"“{chip.name}”数到的 {len(chip.rows)} 条", list(chip.rows))

    def set_read_only(self, wanted: bool) -> None:
        """Let nothing be changed."""
        self._read_only = wanted

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the text."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
