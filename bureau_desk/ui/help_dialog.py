"""The page of keys, and the shipped help where there is one."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QDialog, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from bureau_desk import __version__
from bureau_desk.places import RESOURCES
from bureau_desk.ui.actions import shortcuts
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme


class HelpDialog(QDialog):
    """Shows every key of the window; Esc closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("快捷键与说明")
        self.resize(theme.px(720), theme.px(560))
        self.page = QTextBrowser()
        self.page.setOpenExternalLinks(False)
        self.page.setAccessibleName("说明")
        self.page.setHtml(keys_html())
        row = QHBoxLayout()
        for path in sorted((RESOURCES / "help").glob("*.md"))[:8]:
            title = path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip() or path.stem
            row.addWidget(
                button(title, lambda path=path: self.page.setMarkdown(path.read_text(encoding="utf-8")), "link")
            )
        row.insertWidget(0, button("快捷键", lambda: self.page.setHtml(keys_html()), "link"))
        row.addStretch(1)
        row.addWidget(button("关闭", self.close))
        layout = QVBoxLayout(self)
        layout.addWidget(self.page, 1)
        layout.addWidget(label(f"版本 {__version__}", "small"))
        layout.addLayout(row)


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
