"""The line at the foot of the window: desk, what was just done, selection, and the job under way."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from bureau_desk.app.jobs import Progress
from bureau_desk.ui.pieces import Elided, button, label
from bureau_desk.ui.theme import theme

SHOWN_FOR = 10_000  # ms


class StatusBar(QFrame):
    """Tells in one line; long work shows what is done, n of m, the time left and Cancel."""

    undo_asked = Signal()
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "status")
        self.desk = Elided("", "quiet")
        self.desk.setMaximumWidth(theme.px(260))
        self.words = Elided("", "")
        self.undo = button("撤销", self.undo_asked.emit, "link")
        self.selection = label("", "quiet")
        self.job = Elided("", "quiet")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(theme.px(150))
        self.progress.setAccessibleName("进度")
        self.cancel = button("取消", self.cancel_asked.emit)
        self.cancel.setObjectName("cancel_job")
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_FOR)
        self._timer.timeout.connect(self.clear)
        self._began = 0.0
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(16), theme.px(2), theme.px(8), theme.px(2))
        row.setSpacing(theme.px(12))
        for part in (self.desk, self.words, self.undo, self.selection):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.job, self.progress, self.cancel):
            row.addWidget(part)
        self.setFixedHeight(theme.px(40))
        self.undo.hide()
        self.end_job()

    def tell(self, words: str, undo: bool = False) -> None:
        """Say in one line what was done; `undo` offers to take it back."""
        self.words.set_whole(words)
        self.words.updateGeometry()
        self.undo.setVisible(undo)
        self._timer.start()

    def clear(self) -> None:
        """Say nothing more."""
        self.words.set_whole("")
        self.undo.hide()

    def begin_job(self, title: str) -> None:
        """A job has begun."""
        self._began = time.monotonic()
        self.job.set_whole(title)
        self.progress.setRange(0, 0)
        self.cancel.setText("取消")
        self.cancel.setEnabled(True)
        for part in (self.job, self.progress, self.cancel):
            part.show()

    def show_progress(self, title: str, step: Progress) -> None:
        """Where the job is."""
        words = step.what if step.what == title else f"{title}：{step.what}"
        if step.total:
            self.progress.setRange(0, step.total)
            self.progress.setValue(step.done)
            words += f"　{step.done:,} / {step.total:,}{self._left(step)}"
        self.job.set_whole(words)
        self.job.updateGeometry()

    def _left(self, step: Progress) -> str:
        spent = time.monotonic() - self._began
        if step.done <= 0 or spent < 3:
            return ""
        left = spent / step.done * (step.total - step.done)
        return f"，约余 {left / 60:.0f} 分钟" if left > 90 else f"，约余 {left:.0f} 秒"

    def cancelling(self) -> None:
        """Cancel was pressed; the job stops at its next step."""
        self.cancel.setText("正在取消…")
        self.cancel.setEnabled(False)

    def end_job(self) -> None:
        """No job is under way."""
        for part in (self.job, self.progress, self.cancel):
            part.hide()
