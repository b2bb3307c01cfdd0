"""The page of keys, and the shipped help where there is one."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from bureau_desk import __version__
from bureau_desk.places import RESOURCES
from bureau_desk.ui.actions import shortcuts
from bureau_desk.ui.pieces import button, card, label, rich_text
from bureau_desk.ui.theme import theme


class HelpDialog(QDialog):
    """Shows every key of the window and the shipped pages; Esc closes."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键与说明")
        self.resize(theme.px(860), theme.px(600))
        self.page = rich_text("说明")
        self.topics = self._topics()
        frame, inside = card()
        inside.addWidget(self.page)
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(self.topics)
        row.addWidget(frame, 1)
        foot = QHBoxLayout()
        foot.addWidget(label(f"版本 {__version__}", "small"))
        foot.addStretch(1)
        foot.addWidget(button("关闭", self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(12))
        layout.addLayout(row, 1)
        layout.addLayout(foot)
        self.topics.setCurrentRow(0)
        self.topics.setFocus()

    def _topics(self) -> QListWidget:
        tokens = theme.tokens
        made = QListWidget()
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName("说明目录")
        made.setFixedWidth(theme.px(190))
        made.setStyleSheet(
            f"QListWidget {{ background: transparent; }} QListWidget::item {{ border-radius: {theme.px(6)}px;"
            f" padding-left: {theme.px(8)}px; }} QListWidget::item:selected {{ background: {tokens.tint};"
            f" color: {tokens.primary}; }}"
        )
        for title, html in (("快捷键", keys_html()), *pages()):
            item = QListWidgetItem(title, made)
            item.setSizeHint(QSize(0, theme.px(34)))
            item.setData(Qt.ItemDataRole.UserRole, html)
        made.currentItemChanged.connect(lambda item, _old: self._show(item))
        return made

    def _show(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page.setHtml(item.data(Qt.ItemDataRole.UserRole))


def pages() -> list[tuple[str, str]]:
    """The shipped pages as (title, rich text), in the order of their file names."""
    found = []
    for path in sorted((RESOURCES / "help").glob("*.md")):
        title, _, body = path.read_text(encoding="utf-8").partition("\n")
        found.append((title.lstrip("# ").strip() or path.stem, page_html(body, title.lstrip("# ").strip())))
    return found


def page_html(body: str, title: str) -> str:
    """A page of headings (##), numbered lines, dashed lines and paragraphs as rich text."""
    tokens = theme.tokens
    parts = [f'<h2 style="color:{tokens.ink};margin:0 0 8px 0">{escape(title)}</h2>']
    for line in filter(None, (one.strip() for one in body.splitlines())):
        mark, _, rest = line.partition(" ")
        if mark == "##":
            parts.append(f'<h3 style="color:{tokens.primary};margin:14px 0 4px 0">{_inline(rest)}</h3>')
        elif mark == "-" or mark.rstrip(".").isdigit():
            sign = "•" if mark == "-" else mark
            parts.append(
                f'<table cellpadding="0" cellspacing="0"><tr><td width="24" style="color:{tokens.quiet}">{sign}</td>'
                f'<td style="line-height:150%;padding-bottom:4px">{_inline(rest)}</td></tr></table>'
            )
        else:
            parts.append(f'<p style="line-height:150%;margin:4px 0">{_inline(line)}</p>')
    return "".join(parts)


def _inline(text: str) -> str:
    """Words between backticks stand on a tint."""
    made = []
    for place, part in enumerate(escape(text).split("`")):
        coded = f'<span style="background-color:{theme.tokens.tint}">&nbsp;{part}&nbsp;</span>'
        made.append(coded if place % 2 else part)
    return "".join(made)


def keys_html() -> str:
    """The keys as a table."""
    tokens = theme.tokens
    parts = []
    for group, lines in shortcuts():
        rows = "".join(
            f'<tr><td width="60%">{escape(title)}</td><td style="color:{tokens.quiet}">{escape(keys)}</td></tr>'
            for title, keys in lines
        )
        parts.append(
            f'<h3 style="color:{tokens.primary}">{escape(group)}</h3><table width="100%" cellpadding="4">{rows}</table>'
        )
    table = (
        ("F2 或直接输入", "在表中修改当前格；回车保存并下移，Esc 放弃"),
        ("回车", "从表中进入资料栏"),
        ("Ctrl+;", "在日期栏填入今天"),
        ("Alt+↓", "展开选项"),
        ("Ctrl+Home / Ctrl+End", "到表首 / 表尾"),
    )
    rows = "".join(
        f'<tr><td width="60%">{words}</td><td style="color:{tokens.quiet}">{key}</td></tr>' for key, words in table
    )
    parts.append(f'<h3 style="color:{tokens.primary}">表与资料</h3><table width="100%" cellpadding="4">{rows}</table>')
    return "".join(parts)
