"""How long the event loop was kept from turning: a beat every few milliseconds, and the longest silence between two."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT = 2  # ms


class Watchdog(QObject):
    """Beats in the window's thread; a beat that comes late tells of a blocked screen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._longest = 0
        self._timer = QTimer(self, interval=BEAT)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        self._longest = max(self._longest, self._since.nsecsElapsed())
        self._since.restart()

    @contextlib.contextmanager
    def watching(self, settle: float = 0.3, wait: float = 20.0, busy: object = None) -> Iterator[list[float]]:
        """Watch an action and what it leaves to the event loop; the longest pause in seconds is put into the list.

        `busy` is called and says whether something is still under way, at most `wait` seconds long.
        """
        found: list[float] = []
        self._longest = 0
        self._since.start()
        self._timer.start()
        yield found
        self._beat()
        end = time.perf_counter() + wait
        quiet = time.perf_counter() + settle
        while time.perf_counter() < end and time.perf_counter() < quiet:
            QApplication.processEvents()
            if callable(busy) and busy():
                quiet = time.perf_counter() + settle
            time.sleep(0.0005)
        self._timer.stop()
        found.append(max(0, self._longest - BEAT * 1_000_000) / 1e9)
