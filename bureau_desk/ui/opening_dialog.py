"""What is told while a large desk is opened: how far it is, and the way to stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from bureau_desk.app.jobs import Progress
from bureau_desk.ui.pieces import button, label
from bureau_desk.ui.theme import theme

DELAY = 300  # ms: what is opened sooner shows nothing


class OpeningDialog(QDialog):
    """Lies over the window until the desk is there; Esc and closing ask to stop, and it goes when the job has ended."""

    cancel_asked = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("打开台账")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._ended = False
        self.words = label(f"正在打开“{name}”…", "", wrap=True)
        self.words.setMinimumWidth(theme.px(380))
        self.note = label(
            "台账要按这一版程序整理一次，只有这一次需要等。中途取消，文件和原来一样。", "quiet", wrap=True
        )
        self.note.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName("打开台账的进度")
        self.cancel = button("取消", self._ask)
        self.cancel.setObjectName("cancel_opening")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(16), theme.px(20), theme.px(16))
        layout.setSpacing(theme.px(12))
        for part in (self.words, self.bar, self.note):
            layout.addWidget(part)
        layout.addLayout(foot)
        self._soon = QTimer(self, singleShot=True, interval=DELAY)
        self._soon.timeout.connect(self.open)
        self._soon.start()

    def show_progress(self, step: Progress) -> None:
        """Where the job is."""
        if not self.cancel.isEnabled():
            return
        counted = f"　{step.done:,} / {step.total:,}" if step.total else ""
        self.words.setText(f"{step.what}{counted}")
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)
        self.note.setVisible(bool(step.total))

    def end(self) -> None:
        """The job has ended."""
        self._ended = True
        self._soon.stop()
        self.close()
        self.deleteLater()

    def _ask(self) -> None:
        self.cancel.setEnabled(False)
        self.words.setText("正在取消，做完手上这一小步就停…")
        self.bar.setRange(0, 0)
        self.cancel_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc asks to stop."""
        if event.key() == Qt.Key.Key_Escape:
            if self.cancel.isEnabled():
                self._ask()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing asks to stop; the dialog stays until the file is as it was."""
        if self._ended:
            event.accept()
            return
        event.ignore()
        if self.cancel.isEnabled():
            self._ask()
