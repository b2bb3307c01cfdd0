"""Contributed Word files looked through before they go into the plan: what each became, and what could not be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from bureau_desk.domain.issue import Block
from bureau_desk.ui.pieces import button, label, open_at, rich_text
from bureau_desk.ui.theme import theme

if TYPE_CHECKING:
    from bureau_desk.exchange.word_article import Contribution
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

FILES = "来稿 (*.docx *.doc *.wps *.odt *.rtf);;所有文件 (*)"
_FRONT = (
    ("title", "标题"),
    ("kicker", "引题"),
    ("subtitle", "副题"),
    ("byline", "署名"),
    ("office", "供稿处室"),
    ("source", "来源行"),
)


def ask(window: MainWindow, session: Session, issue: int, column: int, place: int) -> None:
    """Choose Word files, read them beside the window, and look at them before they go into the plan."""
    names, _ = QFileDialog.getOpenFileNames(window, "选择来稿", "", FILES)
    if names:
        take(window, session, issue, column, place, [Path(name) for name in names])


def take(window: MainWindow, session: Session, issue: int, column: int, place: int, paths: Sequence[Path]) -> None:
    """Read files and show what they became."""
    from bureau_desk.app import contributions, issue_shelf

    def read() -> Any:
        known = issue_shelf.read(session.desk, issue)[0].articles
        return (yield from contributions.read_all(paths, known))

    def show(result: Any) -> None:
        found, faults = result
        dialog = WordDialog(window, found, faults)
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.chosen():
            job = contributions.put_all(session.desk, issue, dialog.chosen(), column, place)
            window.run_job("收入来稿", job, lambda _: None, writes=True)

    window.run_job("读取来稿", read(), show)


class WordDialog(QDialog):
    """The files at the left, ticked to be taken; the front matter of the current one to be mended, its outline, its losses."""

    def __init__(self, parent: QWidget, found: Sequence[Contribution], faults: Sequence[str]) -> None:
        super().__init__(parent)
        self.setWindowTitle("来稿导入")
        self._found = list(found)
        self._at = -1
        self.files = QListWidget()
        self.files.setAccessibleName("来稿")
        self.fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self.outline = rich_text("识别结果")
        self.faults = label("\n".join(faults), "problem_text", wrap=True)
        self.faults.setVisible(bool(faults))
        self.put = button("收入", self.accept, "primary")
        self.put.setDefault(True)
        for one in self._found:
            item = QListWidgetItem(_name(one), self.files)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setToolTip(_name(one))
        self._build()
        self.files.currentRowChanged.connect(self._show)
        self.files.itemChanged.connect(lambda _: self._count())
        self.files.setCurrentRow(0 if self._found else -1)
        self._count()
        open_at(self, 900, 560)

    def _build(self) -> None:
        right = QWidget()
        lines = QGridLayout(right)
        lines.setContentsMargins(theme.px(12), 0, 0, 0)
        lines.setHorizontalSpacing(theme.px(12))
        for row, (key, words) in enumerate(_FRONT):
            editor = QPlainTextEdit() if key == "title" else QLineEdit()
            if isinstance(editor, QPlainTextEdit):
                editor.setTabChangesFocus(True)
                editor.setFixedHeight(theme.px(58))
            editor.setAccessibleName(words)
            said = label(words)
            said.setBuddy(editor)
            lines.addWidget(said, row, 0, Qt.AlignmentFlag.AlignTop)
            lines.addWidget(editor, row, 1)
            self.fields[key] = editor
        lines.addWidget(self.outline, len(_FRONT), 0, 1, 2)
        lines.setRowStretch(len(_FRONT), 1)
        self._right = right
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.files)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([theme.px(240), theme.px(620)])
        foot = QHBoxLayout()
        foot.addWidget(label("收入后状态为“来稿”，可整步撤销。", "small"), 1)
        cancel = button("取消", self.reject)
        cancel.setAutoDefault(False)
        foot.addWidget(cancel)
        foot.addWidget(self.put)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        whole.setSpacing(theme.px(12))
        whole.addWidget(self.faults)
        whole.addWidget(split, 1)
        whole.addLayout(foot)

    def _show(self, row: int) -> None:
        self._keep()
        self._at = row
        self._right.setEnabled(row >= 0)
        if row < 0:
            return
        article = self._found[row].article
        for key, editor in self.fields.items():
            text = getattr(article, key)
            editor.setPlainText(text) if isinstance(editor, QPlainTextEdit) else editor.setText(text)
        self.outline.setHtml(_outline(self._found[row]))

    def _keep(self) -> None:
        """Take over what was mended in the front matter of the file shown."""
        if self._at < 0:
            return
        texts = {
            key: "\n".join(line.strip() for line in editor.toPlainText().split("\n") if line.strip())
            if isinstance(editor, QPlainTextEdit)
            else editor.text().strip()
            for key, editor in self.fields.items()
        }
        one = self._found[self._at]
        self._found[self._at] = replace(one, article=replace(one.article, **texts))
        self.files.item(self._at).setText(_name(self._found[self._at]))

    def _count(self) -> None:
        many = sum(self._checked())
        self.put.setText(f"收入 {many} 篇" if many else "收入")
        self.put.setEnabled(many > 0)

    def _checked(self) -> Iterator[bool]:
        for row in range(self.files.count()):
            yield self.files.item(row).checkState() == Qt.CheckState.Checked

    def chosen(self) -> list[Contribution]:
        """The ticked files, with what was mended here."""
        self._keep()
        return [one for one, wanted in zip(self._found, self._checked(), strict=True) if wanted]


def _name(one: Contribution) -> str:
    return " ".join(one.article.title.split()) or f"（没有标题）{one.article.id}"


def _outline(one: Contribution) -> str:
    """What the file became, block by block, and what was lost, first."""
    from html import escape

    told = "".join(f"<li>{escape(note.message)}</li>" for note in one.notes)
    parts = [f"<p><b>没有原样保留的内容，请核对：</b></p><ul>{told}</ul>" if told else "<p>全部内容都已识别。</p>"]
    parts += [f"<p>{escape(_block(block))}</p>" for block in one.article.blocks]
    return "".join(parts)


_SIGNS = {"heading": "【小标题】", "list": "【列表】", "picture": "【图片】", "table": "【表格】", "quote": "【引语】"}


def _block(block: Block) -> str:
    words = "　".join("".join(run.text for run in line) for line in block.lines)
    if block.kind == "picture":
        words = f"{block.caption or '（没有图注）'}　{block.credit}"
    elif block.kind == "table":
        words = f"{block.title or '（没有标题）'}　{len(block.rows)} 行 × {len(block.rows[0]) if block.rows else 0} 列"
    short = words if len(words) <= 90 else f"{words[:60]}……{words[-20:]}"
    return f"{_SIGNS.get(block.kind, '')}{short}"
