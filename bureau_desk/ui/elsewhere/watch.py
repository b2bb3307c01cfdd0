"""Looks every few seconds whether another program has written on a desk that is open here for reading alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from bureau_desk.app.following import Following, News
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.queries import AT_ONCE, Queries
from bureau_desk.ui.registers_page import RegisterPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.session import Session

PACE = 2_500  # ms between two looks
_LOOK = "look"
_SEEN = frozenset((QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange))


class Watch(QObject):
    """Looks beside the window's thread, and only while the window is seen: a file out of reach holds up nobody.

    What is news is told as if it had been written here, so that every page reads anew what concerns it; pages that still
    read the last news are not disturbed.
    """

    def __init__(self, window: MainWindow, session: Session) -> None:
        super().__init__(session)
        self._window, self._session = window, session
        self._following = Following(session.desk)
        self.queries = Queries(session.desk, self, rests=False)
        self.timer = QTimer(self, interval=PACE)
        self.timer.timeout.connect(self.look)
        window.installEventFilter(self)
        self._keep_pace()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window has come or gone."""
        if event.type() in _SEEN:
            self._keep_pace()
        return super().eventFilter(watched, event)

    def _keep_pace(self) -> None:
        seen = self._window.isVisible() and not self._window.isMinimized()
        if not seen:
            self.timer.stop()
        elif not self.timer.isActive():
            self.timer.start()
            QTimer.singleShot(0, self, self.look)

    def look(self) -> None:
        """Ask whether there is news, unless the last answer is still awaited."""
        if self._window.session is self._session and not self._busy():
            self.queries.ask(_LOOK, self._ask, self._answered, AT_ONCE)

    def _busy(self) -> bool:
        if QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None:
            return True  # it may belong to a page that would be made anew
        page = self._window.page()
        asked = page.table.queries if isinstance(page, RegisterPage) else page.queries if page is not None else None
        return self.queries.waits(_LOOK) or self._window.runner.running or (asked is not None and asked.waiting)

    def _ask(self) -> tuple[News | None, bool]:
        return self._following.look(), self._following.is_free()

    def _answered(self, found: tuple[News | None, bool]) -> None:
        news, free = found
        self._window.free_bar.set_free(free)
        if news is None:
            return
        try:
            self._following.tell(news)
        except Trouble as trouble:
            self._window.tell(trouble.sentence())
        else:
            self._window.tell(news.words)
