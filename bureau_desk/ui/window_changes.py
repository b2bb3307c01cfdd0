"""What follows in the window when the desk has changed, another day is looked at, or a new day has begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bureau_desk.app.browsing import RegisterSummary
    from bureau_desk.app.changes import Changes
    from bureau_desk.ui.main_window import MainWindow


class WindowChanges:
    """Has the pages read anew what concerns them, and the numbers in the navigation told again."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def follow(self, changes: Changes) -> None:
        """A step was written."""
        window = self._window
        if changes.schema and window.following is not None:
            window.following.follow(changes.registers)
        for place, page in window.pages.items():
            concerned = not place.startswith("register:") or place.removeprefix("register:") in changes.registers
            if concerned:
                page.refresh()
        if changes.registers or changes.schema or changes.batch:  # an issue that is written counts no record otherwise
            self._count()
        window.tell_state()

    def _count(self) -> None:
        """Tell the numbers of records and problems anew."""
        session, queries = self._window.session, self._window.queries
        if session is not None and queries is not None:
            from bureau_desk.app import past_table

            weight = past_table.lines(session.desk) // 10  # counting is quick beside listing
            queries.ask("registers", session.registers, self._show_counts, weight)

    def _show_counts(self, summaries: Sequence[RegisterSummary]) -> None:
        self._window.navigation.show_registers(summaries)  # the navigation of now: a new theme makes it anew

    def follow_day(self) -> None:
        """Another day is looked at, or rows can or cannot be changed from now on."""
        for page in self._window.pages.values():
            page.set_writable()
            page.refresh()
        self._window.tell_state()

    def turn_day(self) -> None:
        """A new day has begun: what counts from today is asked again."""
        for page in self._window.pages.values():
            page.turn_day()
