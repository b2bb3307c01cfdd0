"""The first page of a large register: it is shown by itself while the other rows are still read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bureau_desk.ui.table.row_pages import Page, read_first

if TYPE_CHECKING:
    from bureau_desk.app.browsing import View
    from bureau_desk.ui.record_table import RecordTable


class FirstPage:
    """Asks for one page beside the question for all ids; nobody is told that the rows are there before all are."""

    def __init__(self, table: RecordTable) -> None:
        self._table = table
        self.alone = False  # the page stands in the table without the other rows

    def ask(self, view: View, weight: int) -> None:
        """Ask for it where no rows are shown yet."""
        table = self._table
        if not len(table.model.ids) and view.as_of is None:
            read = read_first(table.session, table.register, table.colours, view)
            table.queries.ask("first", read, self._show, weight)

    def end(self) -> None:
        """All rows are there."""
        self.alone = False
        self._table.queries.cancel("first")

    def _show(self, found: tuple[Sequence[int], Mapping[int, Page]]) -> None:
        table, (ids, known) = self._table, found
        if len(ids) and not len(table.model.ids) and table.queries.waits("ids") and table.session.as_of is None:
            self.alone = table.model.pages.beside = True
            table.model.show(ids, known)
