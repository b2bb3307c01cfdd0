"""Lets a new day begin in a window that stays open: at midnight, and when it comes to the front again."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from bureau_desk.app import upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

PACE = 30_000  # ms between two looks at the calendar


class DayWatch(QObject):
    """Compares the desk's day with the day it last saw; what turns is worked out as a job, and told to every page."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(session)
        self._window, self._session = window, session
        self._day = session.today
        self._timer = QTimer(self, interval=PACE)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._state)

    def _state(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """Let the day turn when it has; while another job runs, the next look does it."""
        if self._session.today == self._day or self._window.session is not self._session:
            return
        if self._window.runner.running:
            return
        self._day = self._session.today
        self._window.day_turned()
        if not self._session.desk.read_only:
            self._window.run_job("换日", _turn(self._session.desk), lambda _: None, writes=True)


def _turn(desk: Desk) -> Generator[Progress, None, Changes | None]:
    yield Progress("按新的一天核对")
    return upkeep.turn_day(desk)
