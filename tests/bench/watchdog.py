"""How long the event loop was kept from turning: a beat every few milliseconds, and the longest silence between two."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

BEAT = 2  # ms
LATE = 0.02  # s after which a missing beat is worth a look at the stack
LOOK = 0.004


class Watchdog(QObject):
    """Beats in the window's thread; a beat that comes late tells of a blocked screen.

    With `stacks` a thread looks at what the window's thread does while a beat is late; `told` has the words.
    """

    def __init__(self, parent: QObject | None = None, stacks: bool = False) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer()
        self._longest = 0
        self._worked = 0.0  # s of CPU of this thread in the longest silence
        self._hardest = 0.0  # s of CPU of this thread in the silence that took most of it
        self._clock = time.thread_time()
        self._timer = QTimer(self, interval=BEAT)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._stacks, self._seen = stacks, Counter[str]()
        self._last = 0.0
        self.told = ""

    @property
    def worked(self) -> float:
        """Seconds of CPU that the window's thread used in the longest silence: the rest it waited or was not let run."""
        return self._worked

    @property
    def hardest(self) -> float:
        """The most seconds of CPU of the window's thread in one silence: what would be left of it on a quiet machine."""
        return self._hardest

    def _beat(self) -> None:
        passed, clock = self._since.nsecsElapsed(), time.thread_time()
        self._hardest = max(self._hardest, clock - self._clock)
        if passed > self._longest:
            self._longest, self._worked = passed, clock - self._clock
        self._clock, self._last = clock, time.perf_counter()
        self._since.restart()

    @contextlib.contextmanager
    def watching(self, settle: float = 0.3, wait: float = 20.0, busy: object = None) -> Iterator[list[float]]:
        """Watch an action and what it leaves to the event loop; the longest pause in seconds is put into the list.

        `busy` is called and says whether something is still under way, at most `wait` seconds long.
        """
        found: list[float] = []
        self._longest, self._worked, self._hardest, self._clock = 0, 0.0, 0.0, time.thread_time()
        self._since.start()
        self._last = time.perf_counter()
        self._timer.start()
        with self._looking():
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

    @contextlib.contextmanager
    def _looking(self) -> Iterator[None]:
        if not self._stacks:
            yield
            return
        self._seen.clear()
        over, thread = threading.Event(), threading.get_ident()
        looker = threading.Thread(target=self._look, args=(over, thread), daemon=True)
        looker.start()
        try:
            yield
        finally:
            over.set()
            looker.join()
            self.told = "\n".join(f"  {number:3d} x {stack}" for stack, number in self._seen.most_common(8))

    def _look(self, over: threading.Event, thread: int) -> None:
        while not over.wait(LOOK):
            if time.perf_counter() - self._last < LATE:
                continue
            lines = _lines(thread)[:14][::-1]
            self._seen[" > ".join(lines)] += 1


def _lines(thread: int) -> list[str]:
    """What a thread does, innermost first. No frame is held on to: it would keep a painter alive that is to end."""
    found, frame = [], sys._current_frames().get(thread)
    while frame is not None:
        found.append(f"{frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return found
