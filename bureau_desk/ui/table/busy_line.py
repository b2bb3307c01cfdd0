"""A thin line over the table while rows are asked for; what is shown meanwhile are the old ones."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from bureau_desk.ui.theme import theme

DELAY = 150  # ms: quick answers show nothing
STEP = 60


class BusyLine(QWidget):
    """Lies over the top edge of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._at = 0
        self.setAccessibleName("正在读取")
        self._delay = QTimer(self, singleShot=True, interval=DELAY)
        self._delay.timeout.connect(self._begin)
        self._steps = QTimer(self, interval=STEP)
        self._steps.timeout.connect(self._step)
        self.hide()

    def set_busy(self, busy: bool) -> None:
        """Show the line soon, or no more."""
        if busy:
            self._delay.start()
            return
        self._delay.stop()
        self._steps.stop()
        self.hide()

    def _begin(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(0, 0, parent.width(), theme.px(3))
        self.show()
        self.raise_()
        self._steps.start()

    def _step(self) -> None:
        self._at = (self._at + 4) % 100
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A third of the line in the primary colour, moving on."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("line"))
        width = self.width() // 3
        left = (self.width() + width) * self._at // 100 - width
        painter.fillRect(left, 0, width, self.height(), theme.color("primary"))
