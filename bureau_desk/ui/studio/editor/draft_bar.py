"""The offer of what an earlier run typed and did not save."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from bureau_desk.app.article_drafts import ArticleDraft
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme


class LeftBar(QFrame):
    """Stays until it is answered; the text underneath can be typed in meanwhile."""

    taken = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "drafts")
        self.draft: ArticleDraft | None = None
        self.words = label("", "draft_text", wrap=True)
        self.take = button("用这份草稿", lambda: self._answer(True), "primary")
        self.drop = button("不用", lambda: self._answer(False))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(6), theme.px(8), theme.px(6))
        row.addWidget(self.words, 1)
        row.addWidget(self.take)
        row.addWidget(self.drop)
        self.hide()

    def offer(self, draft: ArticleDraft, outdated: bool) -> None:
        """Offer a draft."""
        self.draft = draft
        told = f"{draft.at[:16].replace('T', ' ')} 输入的内容还没有存进台账（程序上次没有正常退出）。"
        self.words.setText(told + ("此后稿件又在别处改过，请对照后再用。" if outdated else ""))
        self.show()

    def _answer(self, take: bool) -> None:
        self.hide()
        (self.taken if take else self.dropped).emit()
        self.draft = None
