"""Drives the generators of the app floor in one worker thread, with progress and cancel."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from bureau_desk.app.jobs import Progress
from bureau_desk.domain.problem import Trouble

Around = Callable[[], contextlib.AbstractContextManager[object]]
QUIET_SECONDS = 0.05  # a job that reports more often is heard at this pace


class _Worker(QThread):
    """One run of one job; it never touches a widget."""

    progressed = Signal(object)
    ended = Signal(object, object, bool)  # result, error, cancelled

    def __init__(self, job: Any, around: Around) -> None:
        super().__init__()
        self._job, self._around = job, around
        self._cancelled = self._finished = self.begun = False

    def cancel(self) -> None:
        """Stop at the job's next step."""
        self._cancelled = True

    def run(self) -> None:
        """Drive the job to its end, its error or its cancel."""
        try:
            with self._around():
                result, error = self._drive()
        except BaseException as failure:
            result, error = None, failure
        stopped = self._cancelled and error is None and not self._finished
        self.ended.emit(result, error, stopped)

    def _drive(self) -> tuple[Any, BaseException | None]:
        told = 0.0
        try:
            while not self._cancelled:
                step = next(self._job)
                if time.monotonic() - told > QUIET_SECONDS:
                    told = time.monotonic()
                    self.progressed.emit(step)
            self._job.close()
        except StopIteration as end:
            self._finished = True
            return end.value, None
        except BaseException as failure:
            return None, failure
        return None, None


class JobRunner(QObject):
    """At most one job at a time; a second one is refused with a sentence."""

    started = Signal(str)
    progressed = Signal(object)  # Progress
    finished = Signal(str)  # the job's title
    cancelled = Signal(str)
    failed = Signal(object)  # the exception

    def __init__(self, parent: QObject | None = None, around: Around = contextlib.nullcontext) -> None:
        """`around` makes what holds in the worker's thread while a job is under way."""
        super().__init__(parent)
        self._around = around
        self._worker: _Worker | None = None
        # When the window has drawn that a job is under way: both would wait for each other at every call of Python.
        self._begin = QTimer(self, singleShot=True, interval=0)
        self._begin.timeout.connect(self._start)
        self._title = ""
        self._done: Callable[[Any], None] | None = None

    @property
    def running(self) -> bool:
        """Whether a job is under way."""
        return self._worker is not None

    @property
    def title(self) -> str:
        """What the job under way is called."""
        return self._title

    def run(self, title: str, job: Any, done: Callable[[Any], None] | None = None) -> None:
        """Start a job; `done` gets its result in the window's thread."""
        if self._worker is not None:
            raise Trouble(f"“{self._title}”还没有完成。", "请等它完成，或先取消它。")
        self._title, self._done = title, done
        self._worker = _Worker(job, self._around)
        self._worker.progressed.connect(self._progress)
        self._worker.ended.connect(self._end)
        self.started.emit(title)
        self.progressed.emit(Progress(title))
        self._begin.start()

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        if self._worker is not None:
            self._worker.cancel()

    def wait(self, milliseconds: int = 30_000) -> None:
        """Cancel and wait for the end, when the window closes."""
        if self._worker is not None:
            self._worker.cancel()
            self._start()
            self._worker.wait(milliseconds)

    @Slot()
    def _start(self) -> None:
        self._begin.stop()
        if self._worker is not None and not self._worker.begun:
            self._worker.begun = True
            self._worker.start()

    @Slot(object)
    def _progress(self, step: object) -> None:
        self.progressed.emit(step)

    @Slot(object, object, bool)
    def _end(self, result: object, error: object, cancelled: bool) -> None:
        worker, done, title = self._worker, self._done, self._title
        self._worker, self._done = None, None
        if worker is not None:
            worker.wait()
            worker.deleteLater()
        if error is not None:
            self.failed.emit(error)
        elif cancelled:
            self.cancelled.emit(title)
        else:
            if done is not None:
                done(result)
            self.finished.emit(title)
