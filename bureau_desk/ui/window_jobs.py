"""Jobs of the window: told at its foot, cancelled there, and asked again as corrections where a year is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from bureau_desk.app.closing import Closed, corrected
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.time.correction import ask_reason

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow


class WindowJobs(QObject):
    """Runs one job at a time by the window's runner; while one writes, rows cannot be changed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, runner = window, window.runner
        self._again: tuple[str, Callable[[], Any], Callable[[object], None]] | None = None
        runner.started.connect(lambda title: window.status.begin_job(title))
        runner.progressed.connect(lambda step: window.status.show_progress(runner.title, step))
        runner.finished.connect(lambda title: self._ended(f"{title}：完成"))
        runner.cancelled.connect(lambda title: self._ended(f"{title}：已取消，没有留下改动"))
        runner.finished.connect(self._forget)
        runner.cancelled.connect(self._forget)
        runner.failed.connect(self._failed)

    def run(self, title: str, job: object, done: Callable[[object], None], writes: bool = False) -> bool:
        """Run a job; False when another one is still under way.

        A function that makes the job lets it be done again as a correction when it reaches into a closed year.
        """
        window = self._window
        try:
            window.runner.run(title, job() if callable(job) else job, done)
        except Trouble as trouble:
            window.tell_trouble(trouble)
            return False
        self._again = (title, job, done) if callable(job) else None
        if window.session is not None and writes:
            window.keep_drafts()  # before rows cannot be changed: a page may be made anew while the job is under way
            window.session.busy = True
            window.follow_day()
        return True

    def cancel(self) -> None:
        """Stop the job under way at its next step."""
        self._window.status.cancelling()
        self._window.runner.cancel()

    def _ended(self, words: str) -> None:
        window = self._window
        window.status.end_job()
        window.tell(words)
        if window.session is not None and window.session.busy:
            window.session.busy = False
            window.follow_day()

    def _forget(self, _title: str) -> None:
        self._again = None  # it holds on to all that the job was about

    def _failed(self, error: object) -> None:
        self._ended("没有完成")
        session, again, self._again = self._window.session, self._again, None
        if session is not None and again is not None and isinstance(error, Closed):
            title, make, done = again
            if reason := ask_reason(error, self._window):
                self.run(title, lambda: corrected(session.desk, make, reason), done, writes=True)
            return
        self._window.tell_trouble(error)
