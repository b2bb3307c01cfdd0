"""The fields of a card beside the text: every change shows on the card at once, all of one visit are one step of undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from bureau_desk.domain.issue import Block
from bureau_desk.exchange.markdown_text import plain_escaped, plain_unescaped, runs_of, text_of_runs
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.studio.editor.cards import WORDS
from bureau_desk.ui.studio.editor.living import Living
from bureau_desk.ui.studio.editor.written_table import WrittenTable
from bureau_desk.ui.theme import theme

_HINTS = {
    "picture": "图注写名词短语，不加句号；来源写“供图：……”。",
    "names": "一行一个名称；或者选一个取名单的问题，发布时按台账列出。",
    "number": "大数字可写数值（6300↑），也可写 {{名称}}；下面写一句说明。",
    "chart": "图由 figures.toml 里的问题画成，数字随台账变。",
    "table": "表由 figures.toml 里的问题列成，数字随台账变。",
}


_WRITTEN = "写在稿件里的表，第一行是表头。可从 Excel 复制后粘贴（Ctrl+V）。"


class CardPanel(QWidget):
    """Edits one block; `edited` tells the block as it is now."""

    edited = Signal(object)  # Block
    closed = Signal()  # back to the text
    picture_asked = Signal()
    question_asked = Signal(str)  # kind of block: choose another question

    def __init__(self, living: Living, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._living = living
        self.block: Block | None = None
        self._read_only = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(16))
        self._layout.setSpacing(theme.px(8))
        self._body: QWidget | None = None
        self.first: QWidget | None = None

    def show_block(self, block: Block) -> None:
        """Show the fields of a block."""
        if self._body is not None:
            self._layout.removeWidget(self._body)
            self._body.hide()
            self._body.deleteLater()
        self.block = block
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addWidget(label(WORDS[block.kind], "section"))
        column.addWidget(label(_WRITTEN if block.rows else _HINTS[block.kind], "small", wrap=True))
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(theme.px(4))
        fields = {"picture": self._picture, "names": self._names, "number": self._number}
        self.first = (self._table if block.rows else fields.get(block.kind, self._question))(form, block)
        column.addLayout(form)
        column.addWidget(button("回到正文（Esc）", self.closed.emit, "link"))
        column.addStretch(1)
        self._layout.addWidget(self._body)
        self._body.setEnabled(not self._read_only)

    def _change(self, **values: object) -> None:
        if self.block is None:
            return
        block = replace(self.block, **values)  # type: ignore[arg-type]
        if block != self.block:
            self.block = block
            self.edited.emit(block)

    def _line(self, form: QFormLayout, words: str, text: str, change: Callable[[str], None]) -> QLineEdit:
        made = QLineEdit(plain_escaped(text))
        made.setAccessibleName(words)
        made.textChanged.connect(lambda typed: change(plain_unescaped(typed)))
        form.addRow(label(words, "quiet"), made)
        return made

    def _picture(self, form: QFormLayout, block: Block) -> QWidget:
        first = self._line(form, "图注", block.caption, lambda text: self._change(caption=text.strip()))
        self._line(form, "来源", block.credit, lambda text: self._change(credit=text.strip()))
        form.addRow(label("图片文件", "quiet"), label(block.path.rpartition("/")[2] or "没有图片", wrap=True))
        form.addRow(button("换一张图片…", self.picture_asked.emit, icon="folder"))
        return first

    def _names(self, form: QFormLayout, block: Block) -> QWidget:
        first = self._line(form, "名单标题", block.title, lambda text: self._change(title=text.strip()))
        box = _Questions(self._living, block.name, "不取，用下面写的")
        box.setAccessibleName("取名单的问题")
        box.currentIndexChanged.connect(lambda _: self._change(name=str(box.currentData() or "")))
        form.addRow(label("取名单的问题", "quiet"), box)
        written = self._lines(form, "名单（一行一个）", block, theme.px(200))
        written.textChanged.connect(lambda: self._change(lines=_lines_of(written.toPlainText())))
        return first

    def _number(self, form: QFormLayout, block: Block) -> QWidget:
        first = self._line(form, "大数字", block.title, lambda text: self._change(title=text.strip()))
        form.addRow(button("从台账取数…", lambda: self.question_asked.emit("number"), icon="ask"))
        written = self._lines(form, "说明", block, theme.px(90))
        written.textChanged.connect(lambda: self._change(lines=_lines_of(written.toPlainText())))
        return first

    def _lines(self, form: QFormLayout, words: str, block: Block, high: int) -> QPlainTextEdit:
        made = QPlainTextEdit("\n".join(text_of_runs(line).replace("\n", " ") for line in block.lines))
        made.setFixedHeight(high)
        made.setTabChangesFocus(True)
        made.setAccessibleName(words)
        form.addRow(label(words, "quiet"), made)
        return made

    def _table(self, form: QFormLayout, block: Block) -> QWidget:
        first = self._line(form, "表题", block.title, lambda text: self._change(title=text.strip()))
        cells = WrittenTable(block.rows)
        cells.changed.connect(lambda rows: self._change(rows=rows))
        form.addRow(cells)
        return first

    def _question(self, form: QFormLayout, block: Block) -> QWidget:
        box = _Questions(self._living, block.name, "")
        box.setAccessibleName("问题")
        box.currentIndexChanged.connect(lambda _: self._change(name=str(box.currentData() or block.name)))
        form.addRow(label("问题", "quiet"), box)
        form.addRow(button("查找或新建问题…", lambda: self.question_asked.emit(block.kind), icon="search"))
        made = self._living.galley_block(block)
        source = made.figure.source if made and made.figure else made.table.source if made and made.table else ""
        if source:
            form.addRow(label(f"来源：{source}", "small", wrap=True))
        return box

    def set_read_only(self, wanted: bool) -> None:
        """Let nothing be changed."""
        self._read_only = wanted

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and Ctrl+Enter go back to the text."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier):
            self.closed.emit()
            return
        super().keyPressEvent(event)


class _Questions(QComboBox):
    """The named questions of the issue."""

    def __init__(self, living: Living, chosen: str, none: str) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        if none:
            self.addItem(none, "")
        questions = living.issue.questions if living.issue else {}
        for name in questions:
            self.addItem(name, name)
        if chosen and self.findData(chosen) < 0:
            self.addItem(f"{chosen}（没有这个问题）", chosen)
        self.setCurrentIndex(max(0, self.findData(chosen)))

    def wheelEvent(self, event: object) -> None:
        """Let the panel scroll."""
        event.ignore()  # type: ignore[attr-defined]


def _lines_of(text: str) -> tuple[tuple[object, ...], ...]:
    return tuple(runs_of(line.strip()) for line in text.split("\n") if line.strip())
