"""Why problems may stand: a reason typed or chosen, for one or for many at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from bureau_desk.app import accepting
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.messages import tell_trouble
from bureau_desk.ui.pieces import button, label, open_at
from bureau_desk.ui.theme import theme


class AcceptDialog(QDialog):
    """Asks for the reason; nothing is let stand without one. Very many are left to a job of the caller."""

    MANY = 1000

    def __init__(self, parent: QWidget, desk: Desk, problems: Sequence[int], message: str) -> None:
        super().__init__(parent)
        self._desk, self._problems = desk, problems
        self.changes: Changes | None = None
        self.setWindowTitle("接受问题")
        self.reason = QLineEdit(self)
        self.reason.setAccessibleName("接受的原因")
        self.reason.setPlaceholderText("请写明原因，会记入修改步骤和清单")
        self.keep = button(f"接受 {len(problems):,} 个", self.run, "primary")
        self.keep.setDefault(True)
        self.keep.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        layout.addWidget(label(message, wrap=True))
        layout.addWidget(self.reason)
        for words in accepting.REASONS:
            layout.addWidget(button(words, lambda words=words: self._choose(words), "link"))
        layout.addWidget(label("接受后移到“已接受”，不再计数；内容一改就会重新列出。可以撤销。", "quiet", wrap=True))
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        row.addWidget(self.keep)
        layout.addLayout(row)
        open_at(self, 460)
        self.reason.setFocus()

    def _choose(self, words: str) -> None:
        self.reason.setText(words)
        self.reason.setFocus()

    def run(self) -> None:
        """Let them stand; what was typed stays when that is refused."""
        if len(self._problems) > self.MANY:
            self.accept()
            return
        try:
            self.changes = accepting.accept(self._desk, self._problems, self.reason.text())
        except Trouble as trouble:
            tell_trouble(self, trouble)
            return
        self.accept()
