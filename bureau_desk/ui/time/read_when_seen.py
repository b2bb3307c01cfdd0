"""A page whose list is read when it is seen, beside the window where the desk is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PAUSE = 150  # ms after the last key before what is typed is looked for


class ReadWhenSeen(WindowPage):
    """Whoever writes does not wait for pages that nobody sees: they are read again with the next visit."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session, self._stale = window, session, True
        self.queries: Queries = Queries(session.desk, self)
        self.queries.failed.connect(lambda _key, trouble: window.tell_trouble(trouble))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._load)

    def refresh(self) -> None:
        """Read the list again, now or when the page is next seen."""
        self._stale = True
        if self.isVisible():
            self._load()

    def showEvent(self, event: object) -> None:
        """Load what has changed while the page was hidden."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._load()

    def _load(self) -> None:
        """Ask for what is to be shown."""
        self._stale = False
        self._pause.stop()
