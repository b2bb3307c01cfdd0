"""The present record beside the table, shown anew after the rows were read: in a turn of its own where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bureau_desk.ui.in_turns import InTurns

if TYPE_CHECKING:
    from bureau_desk.ui.registers_page import RegisterPage


class PresentRecord(InTurns):
    """Rows and form in one turn would keep the screen still for too long; what somebody is typing stays."""

    def __init__(self, page: RegisterPage) -> None:
        super().__init__(page)
        self._page = page

    def show_again(self) -> None:
        """Show what the record holds now, at once or after the rows are painted."""
        self.end()
        if self._page.table.model.pages.beside:
            self.begin(self._later())
        else:
            self._show()

    def _later(self) -> Iterator[None]:
        yield
        if self._page.details.shown:
            self._show()

    def _show(self) -> None:
        page, record = self._page, self._page.table.current_record()
        if record is not None and (page.session.as_of or not page.details.form.dirty):
            page.details.show_record(record)
        else:
            page.details.form.catch_up()
