"""Where one has been in the window: back and forward, as in a browser."""

from __future__ import annotations

MOST = 60


class Trail:
    """The places visited in order, with the one that is seen now."""

    def __init__(self) -> None:
        self._places: list[str] = []
        self._at = -1

    def note(self, place: str) -> None:
        """A place is shown; what lay ahead is given up, unless the trail itself led there."""
        if self._at >= 0 and self._places[self._at] == place:
            return
        self._places = [*self._places[: self._at + 1], place][-MOST:]
        self._at = len(self._places) - 1

    def step(self, by: int) -> str:
        """The place one step back (-1) or ahead (1), '' at the end of the trail."""
        at = self._at + by
        if not 0 <= at < len(self._places):
            return ""
        self._at = at
        return self._places[at]

    def clear(self) -> None:
        """Another desk: its places are not those of the last."""
        self._places, self._at = [], -1
