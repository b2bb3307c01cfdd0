"""The first row of a large register beside the table: its form is made after the rows are seen, a little at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from bureau_desk.ui.registers_page import RegisterPage


class FirstRecord(QObject):
    """Goes on in every turn of the event loop in which the page is seen, until a record is shown."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__(page)
        self._page = page
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._turn)

    @property
    def waits(self) -> bool:
        """Whether nothing is shown yet beside the rows of a large register, and the form is still to be made."""
        details, table = self._page.details, self._page.table
        return table.model.pages.beside and not details.shown and not details.complete

    def begin(self) -> None:
        """Begin, or go on after the page was hidden."""
        if self.waits:
            self._turns.start()

    def _turn(self) -> None:
        details, table = self._page.details, self._page.table
        if details.shown or not self._page.isVisible():
            self._turns.stop()
        elif details.make_some():
            self._turns.stop()
            if table.current_record() is None and table.model.rowCount():
                table.select_record(table.model.record_at(0) or 0)
