"""What the window asks of every page it shows."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from bureau_desk.ui.queries import Queries


class WindowPage(QWidget):
    """A page overrides what concerns it, calls these methods on to its base, and bears their names for nothing else."""

    queries: Queries | None = None  # what the page reads beside the window's thread

    def refresh(self) -> None:
        """Read everything again, now or when the page is next seen."""

    def turn_day(self) -> None:
        """A new day has begun: tell what counts from today by the new day; what staff have typed stays."""
        self.refresh()

    @property
    def reads(self) -> bool:
        """Whether there is anything to be read again."""
        return type(self).refresh is not WindowPage.refresh

    def set_writable(self) -> None:
        """Take over whether anything can be changed now, and which day is looked at."""

    def keep_drafts(self) -> None:
        """Put aside what is typed and not saved."""

    def release(self) -> None:
        """Give back what reads the desk; the page is not used afterwards."""
        if self.queries is not None:
            self.queries.close()

    # when the schema changes and the page is made anew
    def kept(self) -> Any:
        """What the page has been asked so far; None when there is nothing to put together again."""
        return None

    def take_up(self, kept: Any) -> None:
        """Put together again what the forerunner of this page had been asked."""

    # a page with steps of its own
    def turn(self, _name: str) -> str | None:
        """Take back (`undo`) or bring back (`redo`) a step of the page.

        Its words, '' when there was none; None where the steps of the desk are meant.
        """
        return None

    def step_labels(self) -> tuple[str, str] | None:
        """What undo and redo would do on the page; None where the steps of the desk are meant."""
        return None

    def step_back(self) -> bool:
        """Go back within the page; False when there is no way back inside."""
        return False
