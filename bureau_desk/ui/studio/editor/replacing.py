"""Replacing words in the whole issue: which articles hold them, how often, and which of them to change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from bureau_desk.app import issue_replacing
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme

_KEY = Qt.ItemDataRole.UserRole


class ReplaceDialog(QDialog):
    """A list of articles with ticks; all of it is one step of the issue's history."""

    def __init__(self, session: Session, issue: int, words: str, by: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("全期替换")
        self._session, self._issue, self._words, self._by = session, issue, words, by
        self.changed = 0
        found = issue_replacing.find(session.desk, issue, words)
        total = sum(one.count for one in found)
        self.list = QListWidget()
        self.list.setProperty("kind", "ticks")
        self.list.setAccessibleName("要替换的文章")
        for one in found:
            item = QListWidgetItem(f"{one.title}　{one.count} 处", self.list)
            item.setData(_KEY, one.article)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        told = f"“{words}”在 {len(found)} 篇里有 {total} 处，改为“{by}”。" if found else f"全期没有“{words}”。"
        self.fault = label("", "problem_text", wrap=True)
        self.ok = button("替换", self.accept, "primary")
        self.ok.setEnabled(bool(found))
        foot = QHBoxLayout()
        foot.addWidget(self.fault, 1)
        foot.addWidget(button("取消", self.reject))
        foot.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(16), theme.px(16), theme.px(12))
        column.addWidget(label(told, wrap=True))
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        open_at(self, 520, 420)

    def accept(self) -> None:
        """Replace in the ticked articles."""
        items = [self.list.item(row) for row in range(self.list.count())]
        keys = [str(one.data(_KEY)) for one in items if one.checkState() == Qt.CheckState.Checked]
        try:
            self.changed = issue_replacing.replace_all(self._session.desk, self._issue, self._words, self._by, keys)
        except Trouble as trouble:
            self.fault.setText(trouble.sentence())
            return
        super().accept()
