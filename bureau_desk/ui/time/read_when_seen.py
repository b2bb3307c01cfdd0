"""A page whose list is read when it is seen, beside the window where the desk is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from bureau_desk.ui.queries import Queries
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PAUSE = 150  # ms after the last key before what is typed is looked for


class ReadWhenSeen(SeenPage):
    """What is typed on it is looked for after a pause; everything is read beside the window where the desk is large."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.queries: Queries = Queries(session.desk, self)
        self.queries.failed.connect(lambda _key, trouble: window.tell_trouble(trouble))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read_now)

    def _read_now(self) -> None:
        self._pause.stop()
        super()._read_now()
