"""What stands before the body of an article: titles, lead, who wrote it, how far it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.bulletin.proof_layout import LEAD
from bureau_desk.domain.issue import STATUSES, Article
from bureau_desk.exchange.markdown_text import plain_escaped, plain_unescaped
from bureau_desk.ui.pieces import label, set_kind
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.studio.words import kind_choices
from bureau_desk.ui.theme import theme

_LINES = (
    ("kicker", "引题", "标题上面的一行"), ("title", "标题", "换行处就是印出时的换行"), ("subtitle", "副题", "标题下面的一行"),
    ("contents_title", "目录题名", "不写时用标题"), ("lead", "导语", "60 至 130 字"), ("byline", "署名", ""),
    ("office", "供稿处室", ""), ("source", "来源", "文末的来源行"), ("signature", "落款", "寄语标题下的署名"),
)  # fmt: skip
_HIGH = {"title": 58, "lead": 110}


class _Box(QComboBox):
    """A choice that the wheel does not change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class _Number(QSpinBox):
    """A number that the wheel does not change by accident."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class Front(QWidget):
    """The fields; what staff do not touch stays exactly as it was."""

    changed = Signal()

    def __init__(self, living: Living, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._living = living
        self._shown: dict[str, Any] = {}
        self._loading = False
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(4))
        column.addWidget(label("稿件", "section"))
        column.addLayout(self._state())
        column.addSpacing(theme.px(8))
        column.addWidget(label("标题与署名", "section"))
        self.lead_words = label("", "small")
        self.values: dict[str, QLabel] = {}  # beneath a field that holds figures: how it is printed now
        for key, words, hint in _LINES:
            column.addWidget(self._head(key, words))
            column.addWidget(self._line(key, words, hint))
            self.values[key] = label("", "small", wrap=True)
            self.values[key].hide()
            column.addWidget(self.values[key])
        self.end_mark = QCheckBox("文末印结束标记")
        self.end_mark.toggled.connect(self._touched)
        column.addWidget(self.end_mark)
        column.addStretch(1)

    def _head(self, key: str, words: str) -> QWidget:
        if key != "lead":
            return label(words, "quiet")
        made = QWidget()
        row = QGridLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(words, "quiet"), 0, 0)
        row.addWidget(self.lead_words, 0, 1)
        row.setColumnStretch(0, 1)
        return made

    def _line(self, key: str, words: str, hint: str) -> QWidget:
        made: QLineEdit | QPlainTextEdit
        if key in _HIGH:
            made = QPlainTextEdit()
            made.setFixedHeight(theme.px(_HIGH[key]))
            made.setTabChangesFocus(True)
        else:
            made = QLineEdit()
        made.setPlaceholderText(hint)
        made.setAccessibleName(words)
        made.setObjectName(f"front_{key}")
        made.textChanged.connect(self._touched)
        self.fields[key] = made
        return made

    def _state(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(4))
        self.status, self.kind = _Box(), _Box()
        self.status.addItem("未定", "")
        for one in STATUSES:
            self.status.addItem(one, one)
        for key, words in kind_choices():
            self.kind.addItem(words, key)
        self.holder = QLineEdit()
        self.holder.setPlaceholderText("处室或岗位")
        self.pages, self.page = _Number(), _Number()
        for number, free in ((self.pages, "不限"), (self.page, "不定")):
            number.setRange(0, 999)
            number.setSpecialValueText(free)
            number.lineEdit().setTextMargins(theme.px(8), 0, 0, 0)
        parts: tuple[tuple[str, QWidget], ...] = (
            ("状态", self.status), ("在谁手里", self.holder), ("种类", self.kind), ("计划页数", self.pages), ("希望起始页", self.page),
        )  # fmt: skip
        for place, (words, widget) in enumerate(parts):
            row, side = divmod(place, 2)
            grid.addWidget(label(words, "quiet"), row * 2, side)
            grid.addWidget(widget, row * 2 + 1, side)
            grid.setColumnStretch(side, 1)
            widget.setAccessibleName(words)
            widget.setMinimumWidth(theme.px(60))
        for box in (self.status, self.kind):
            box.currentIndexChanged.connect(self._touched)
            box.setMinimumContentsLength(4)
        for number in (self.pages, self.page):
            number.valueChanged.connect(self._touched)
        self.holder.textChanged.connect(self._touched)
        return grid

    def show_article(self, article: Article) -> None:
        """Show what stands before an article's body."""
        self._loading = True
        for key, editor in self.fields.items():
            text = plain_escaped(getattr(article, key))
            editor.setPlainText(text) if isinstance(editor, QPlainTextEdit) else editor.setText(text)
        self.status.setCurrentIndex(max(0, self.status.findData(article.status)))
        self.kind.setCurrentIndex(max(0, self.kind.findData(article.kind)))
        self.holder.setText(article.holder)
        self.pages.setValue(article.pages)
        self.page.setValue(article.page)
        self.end_mark.setChecked(article.end_mark)
        self._shown = self._typed()
        self._loading = False
        self.tell_lead()

    def _typed(self) -> dict[str, Any]:
        found: dict[str, Any] = {key: _text(editor) for key, editor in self.fields.items()}
        return found | {
            "status": self.status.currentData(), "kind": self.kind.currentData(), "holder": self.holder.text(),
            "pages": self.pages.value(), "page": self.page.value(), "end_mark": self.end_mark.isChecked(),
        }  # fmt: skip

    def article(self, before: Article) -> Article:
        """The article with what was typed here."""
        typed = self._typed()
        changed = {key: value for key, value in typed.items() if value != self._shown.get(key)}
        for key in self.fields:
            if key in changed:
                text = plain_unescaped(changed[key])
                lines = [line.strip() for line in text.split("\n")]
                changed[key] = "\n".join(filter(None, lines)) if key == "title" else " ".join(filter(None, lines))
        return replace(before, **changed)

    def _touched(self, _: object = None) -> None:
        self.tell_lead()
        if not self._loading:
            self.changed.emit()

    def tell_lead(self) -> None:
        """Tell how long the lead is, and what fields with figures print."""
        for key, said in self.values.items():
            written = _text(self.fields[key])
            said.setText(f"印出：{self._living.printed(plain_unescaped(written))}" if "{{" in written else "")
            said.setVisible(bool(said.text()))
        text = _text(self.fields["lead"])
        count = len(self._living.printed(plain_unescaped(text)))
        good = LEAD[0] <= count <= LEAD[1]
        self.lead_words.setText(f"{count} 字（宜 {LEAD[0]}–{LEAD[1]}）" if text else "")
        set_kind(self.lead_words, "small" if good or not text else "warning")

    def set_read_only(self, wanted: bool) -> None:
        """Let nothing be typed."""
        for editor in (*self.fields.values(), self.holder):
            editor.setReadOnly(wanted)
        for one in (self.status, self.kind, self.pages, self.page, self.end_mark):
            one.setEnabled(not wanted)

    def go_to(self, text: str) -> None:
        """Put the focus into the field that holds a text, or into the title."""
        printed = {key: self._living.printed(plain_unescaped(_text(editor))) for key, editor in self.fields.items()}
        key = next((one for one, words in printed.items() if text and text in words.replace("\n", " ")), "title")
        self.fields[key].setFocus()
        at = _text(self.fields[key]).find(text)
        editor = self.fields[key]
        if text and at >= 0 and isinstance(editor, QLineEdit):
            editor.setSelection(at, len(text))


def _text(editor: QLineEdit | QPlainTextEdit) -> str:
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
