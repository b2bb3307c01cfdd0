"""One field in the form: label above, editor, converted amount, and the problem in one sentence beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value
from bureau_desk.ui.field_editors import FocusWatch, make_editor
from bureau_desk.ui.pieces import icon_button
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

SHOWN = 2  # problems of one field that are told at once

_SQUARE_METRES = ("㎡", "平方米", "m²")


class FieldRow(QWidget):
    """Shows one field; what it shows is set from outside, what is typed is told; `computed` fields are only shown."""

    edited = Signal(str)  # field key
    left = Signal(str)

    def __init__(self, session: Session, field: Field, computed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.computed = field, computed
        self.explain: Callable[[Sequence[Problem]], str] | None = None  # the tooltip of problems
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setProperty("kind", "quiet")
        self.label.setWordWrap(True)
        self.editor = make_editor(session, field, self)
        self.editor.setAccessibleName(field.title + ("，必填" if field.required else ""))
        self.editor.setObjectName(f"field_{field.key}")
        self.label.setBuddy(self.editor)
        self.note = QLabel(self)
        self.note.setProperty("kind", "small")
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("kind", "problem_text")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        self.mend = QPushButton(self)
        self.mend.setProperty("kind", "link")
        self.mend.clicked.connect(self._mend)
        self.clock = icon_button("clock", f"{field.title}的历史（Ctrl+Shift+H）", None, "quiet")
        self.clock.setProperty("kind", "small")
        self.clock.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Ctrl+Shift+H does it from the keyboard
        self.clock.setFixedSize(theme.px(22), theme.px(20))
        self.clock.setIconSize(QSize(theme.px(14), theme.px(14)))
        self.clock.hide()
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.label, 1)
        head.addWidget(self.clock, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        for part in (self.editor, self.note, self.problem):
            layout.addWidget(part)
        layout.addWidget(self.mend, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addStretch(1)
        self.note.hide()
        self.problem.hide()
        self.mend.hide()
        self._former = self._amount = self._suggestion = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.editor.edited.connect(lambda: self.edited.emit(field.key))
        FocusWatch(field.key, self.editor).left.connect(self.left)
        self._state = ""
        self._hint = self.editor.placeholderText() if hasattr(self.editor, "placeholderText") else ""
        self.name_label()

    def name_label(self) -> None:
        """The title with its mark: required fields carry a star, computed ones say so."""
        mark = f' <span style="color:{theme.tokens.bad}">*</span>' if self.field.required else ""
        if self.computed:
            mark = "（自动计算）"
        self.label.setText(self.field.title.replace("&", "&amp;&amp;") + mark)  # one sign alone would name a key
        if self.field.rule:
            self.label.setToolTip(self.field.rule)

    def text(self) -> str:
        """What stands in the editor."""
        return self.editor.text()

    def set_text(self, text: str) -> None:
        """Show a text."""
        self.editor.set_text(text)

    def set_writable(self, writable: bool) -> None:
        """Whether the field can be typed in; hints for typing show only then, lest they be read as values."""
        if self._hint:
            self.editor.setPlaceholderText(self._hint if writable else "")
        if hasattr(self.editor, "setReadOnly"):
            self.editor.setReadOnly(not writable)
        else:
            self.editor.setEnabled(writable)

    def show_amount(self, value: Value) -> None:
        """Say a large amount in other units: 合 0.12 亿元 · 12,000,000 元."""
        self._amount = amount_words(self.field, value)
        self._note()

    def show_former(self, words: str) -> None:
        """Say what stood here the year before, `上年1,234万元`."""
        if words != self._former:
            self._former = words
            self._note()

    def _note(self) -> None:
        text = "　".join(one for one in (self._former, self._amount) if one)
        self.note.setText(text)
        self.note.setVisible(bool(text))

    def _mend(self) -> None:
        """Put the suggested text in, as if it was typed."""
        self.set_text(self._suggestion)
        self.editor.setFocus()
        self.edited.emit(self.field.key)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show the problems of the field beneath it, the worst first, among equals one that can be mended."""
        state = ""
        listed = sorted(problems, key=lambda one: (one.severity is not Severity.HARD, not one.suggestion))
        if listed:
            hard = listed[0].severity is Severity.HARD
            state = "bad" if hard else "warning"
            lines = dict.fromkeys(one.message for one in listed[:SHOWN])
            self.problem.setText("\n".join(("⚠ " if hard else "△ ") + message for message in lines))
            self.problem.setProperty("kind", "problem_text" if hard else "warning")
            self.problem.setToolTip(self.explain(listed[:SHOWN]) if self.explain is not None else "")
            _polish(self.problem)
        self.problem.setVisible(bool(listed))
        self._suggestion = listed[0].suggestion if listed and not self.computed else ""
        self.mend.setText(f"改为 {self._suggestion}")
        self.mend.setVisible(bool(self._suggestion))
        if state != self._state:
            self._state = state
            self.editor.setProperty("state", state)
            _polish(self.editor)
        self.editor.setAccessibleDescription(listed[0].message if listed else "")


def _polish(widget: QWidget) -> None:
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def amount_words(field: Field, value: Value) -> str:
    """A money amount or an area in its larger and smaller unit; '' for other fields and small values."""
    if value is None or isinstance(value, (str, bool, tuple)):
        return ""
    if field.type is FieldType.MONEY:
        yuan = Decimal(value)
        large = yuan / 100_000_000 if abs(yuan) >= 10_000_000 else None
        words = [f"{_short(large)} 亿元"] if large is not None and field.unit != "亿元" else []
        words += [f"{int(yuan):,} 元"] if field.unit != "元" else []
        return "合 " + " · ".join(words) if words else ""
    if field.type is FieldType.DECIMAL and field.unit in _SQUARE_METRES and abs(value) >= 10_000:
        return f"合 {_short(Decimal(value) / 10_000)} 万㎡"
    return ""


def _short(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
