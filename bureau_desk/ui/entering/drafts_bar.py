"""The band that offers what was typed and not saved when the desk was last left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from bureau_desk.ui.entering.draft_note import moment
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme


class DraftsBar(QFrame):
    """Hidden unless an earlier run left drafts; they stay until they are saved or dropped, seen here or not."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "drafts")
        self.words = label("", "draft_text")
        self.look = button("查看草稿…", self.asked.emit, "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(16), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(self.words, 1)
        row.addWidget(self.look)
        row.addWidget(button("以后再说", self.hide))
        self.hide()

    def use(self, session: Session | None) -> None:
        """Offer the drafts of an earlier run that are still there."""
        left = [one for one in session.drafts.found if (one.register, one.record) in session.drafts] if session else []
        self.setVisible(bool(left))
        if left:
            last = max(one.since for one in left)
            self.words.setText(f"有 {len(left)} 条记录上次没有保存（最近一条 {moment(last)} 起），输入的内容都在。")
