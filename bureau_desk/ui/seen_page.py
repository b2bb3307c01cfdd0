"""A page that is read when it is seen."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from bureau_desk.ui.window_page import WindowPage


class SeenPage(WindowPage):
    """Whoever writes does not wait for pages that nobody sees: they are read again with the next visit.

    A page overrides `_read`, and asks `_read_now` where a choice on it wants something else read.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unread = True  # what is shown is not, or may not be, what the desk says

    def refresh(self) -> None:
        """Read everything again, now or when the page is next seen."""
        self._unread = True
        if self._wanted:
            self._read_now()

    @property
    def _wanted(self) -> bool:
        """Whether somebody looks at the page."""
        return self.isVisible()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed while the page was hidden."""
        super().showEvent(event)
        self.read_unread()

    def read_unread(self) -> None:
        """Have the page as the desk stands."""
        if self._unread:
            self._read_now()

    def _read_now(self) -> None:
        self._unread = False
        self._read()

    def _read(self) -> None:
        """Ask for what is to be shown."""
