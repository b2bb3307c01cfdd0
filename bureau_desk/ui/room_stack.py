"""The rooms of the window, of which one is seen."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget


class RoomStack(QStackedWidget):
    """Rooms one behind another, each laid out in the room that the window has.

    Qt's own stack asks all of them how tall they were at some width whenever anything in one of them changes its size:
    some thousand questions for an answer that the window, which can be dragged to any height, has no use for.
    """

    def hasHeightForWidth(self) -> bool:
        """Its height follows from the window."""
        return False

    def heightForWidth(self, _width: int) -> int:
        """None that it would rather have."""
        return -1
