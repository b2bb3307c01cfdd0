"""A record's history: who changed what, when and why; the old struck through, the new on a tint."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bureau_desk.ui.pieces import rich_text
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

_ACTIONS = {
    "add": "新增",
    "edit": "修改",
    "lift": "撤回",
    "delete": "删除",
    "restore": "恢复",
    "undo": "撤销",
    "redo": "重做",
    "import": "导入",
}
SHOWN = 200


class HistoryPanel(QWidget):
    """Shows one record's history, newest first; the text can be selected and copied."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.record: int | None = None
        self.page = rich_text("修改历史")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(8), theme.px(4), 0, 0)
        layout.addWidget(self.page)

    def show_record(self, record: int | None) -> None:
        """Show the history of a record."""
        self.record = record
        entries = self._session.history(record) if record is not None else []
        self.page.setHtml(history_html(entries))


def history_html(entries: Sequence[Any]) -> str:
    """The history as rich text in the tokens of the theme."""
    tokens = theme.tokens
    if not entries:
        return f'<p style="color:{tokens.quiet}">还没有保存过，没有历史。</p>'
    parts = [_entry(one) for one in entries[:SHOWN]]
    if len(entries) > SHOWN:
        parts.append(f'<p style="color:{tokens.quiet}">更早的 {len(entries) - SHOWN} 次修改未显示。</p>')
    return "".join(parts)


def _entry(entry: Any) -> str:
    tokens = theme.tokens
    when = escape(str(entry.recorded_at).replace("T", " ")[:16])
    action = _ACTIONS.get(entry.action, entry.action)
    held = str(getattr(entry, "valid_from", "") or "")
    since = f"　自 {escape(held)} 起" if held else "　一直如此" if entry.action == "edit" else ""
    head = (
        f'<p style="margin:12px 0 2px 0"><b style="color:{tokens.ink}">{escape(action)}</b>　'
        f'<span style="color:{tokens.quiet}">{when}　{escape(entry.author)}{since}</span></p>'
    )
    reason = f'<p style="margin:0;color:{tokens.quiet}">原因：{escape(entry.reason)}</p>' if entry.reason else ""
    return head + reason + changes_html(entry.changes)


def changes_html(changes: Sequence[tuple[str, str, str]]) -> str:
    """(field title, old text, new text) as a table: the old struck through, the new on a tint."""
    lines = "".join(_change(*change) for change in changes)
    return f'<table cellspacing="0" cellpadding="3" width="100%">{lines}</table>'


def _change(title: str, old: str, new: str) -> str:
    tokens = theme.tokens
    before = f'<span style="color:{tokens.quiet};text-decoration:line-through">{escape(old)}</span> ' if old else ""
    after = (
        f'<span style="color:{tokens.ink};background-color:{tokens.tint}">&nbsp;{escape(new)}&nbsp;</span>'
        if new
        else f'<span style="color:{tokens.quiet}">（清空）</span>'
    )
    return f'<tr><td width="38%" style="color:{tokens.quiet}">{escape(title)}</td><td>{before}{after}</td></tr>'
