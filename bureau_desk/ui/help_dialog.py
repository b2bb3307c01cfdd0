"""The page of keys, and the shipped help where there is one."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from bureau_desk import __version__
from bureau_desk.places import RESOURCES
from bureau_desk.ui.actions import shortcuts
from bureau_desk.ui.pieces import button, card, label, open_at
from bureau_desk.ui.theme import theme

PICTURE_WIDTH = 600  # px at 100 %
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\)")


class HelpPage(QTextBrowser):
    """Shows a page; its pictures are made as wide as the page, smoothly and for the screen's own pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("说明")
        self.setOpenLinks(False)
        self.setProperty("kind", "page")

    def loadResource(self, kind: int, url: QUrl) -> Any:
        """A picture of the help folder."""
        picture = QImage(str(RESOURCES / "help" / url.path()))
        if picture.isNull():
            return super().loadResource(kind, url)
        ratio = self.devicePixelRatioF()
        width = max(200, min(theme.px(PICTURE_WIDTH), self.viewport().width() - theme.px(24)))
        picture = picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture


class HelpDialog(QDialog):
    """Shows every key of the window and the shipped pages; Esc closes."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键与说明")
        open_at(self, 900, 640)
        self.page = HelpPage()
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
        made = QListWidget()
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName("说明目录")
        made.setFixedWidth(theme.px(190))
        made.setProperty("kind", "topics")
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
    """A page of headings (##), numbered or dashed lines, pictures (![words](file)) and paragraphs as rich text."""
    size = f"font-size:{15 * theme.scale / 100:.1f}pt"
    parts = [f'<p style="margin:0;line-height:170%"><b style="{size}">{escape(title)}</b></p>']
    items: list[str] = []
    for line in [*filter(None, (one.strip() for one in body.splitlines())), ""]:
        mark, _, rest = line.partition(" ")
        if mark == "-" or mark.rstrip(".").isdigit():
            items.append(_item("•" if mark == "-" else mark, rest))
            continue
        if items:
            parts.append(f'<table cellpadding="0" cellspacing="0" width="100%">{"".join(items)}</table>')
            items = []
        if mark == "##":
            parts.append(_paragraph(f'<b style="color:{theme.tokens.primary}">{_inline(rest)}</b>', 12))
        elif found := _PICTURE.fullmatch(line):
            parts.append(_picture(*found.groups()))
        elif line:
            parts.append(_paragraph(_inline(line), 4))
    return "".join(parts)


def _paragraph(html: str, above: int) -> str:
    # a table, because rich text drops the margin between a paragraph and a table
    return (
        f'<table cellpadding="0" cellspacing="0" width="100%"><tr><td style="line-height:150%;'
        f'padding-top:{theme.px(above)}px;padding-bottom:{theme.px(6)}px">{html}</td></tr></table>'
    )


def _item(sign: str, text: str) -> str:
    low = f"padding-bottom:{theme.px(4)}px"
    return (
        f'<tr><td width="{theme.px(24)}" style="color:{theme.tokens.quiet};line-height:150%;{low}">{sign}</td>'
        f'<td style="line-height:150%;{low}">{_inline(text)}</td></tr>'
    )


def _picture(words: str, name: str) -> str:
    if not (RESOURCES / "help" / name).is_file():
        return ""
    picture = f'<img src="{name}" alt="{escape(words)}">'
    return _paragraph(f'{picture}<br><span style="color:{theme.tokens.quiet}">{escape(words)}</span>', 8)


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
