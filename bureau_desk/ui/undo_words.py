"""What undo and redo would do, read once after every step: the window asks with every place it goes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk


class UndoWords:
    """Knows of a desk that is open for writing when it was written; another's steps are asked for anew each time."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._written = desk, 0
        self._read: tuple[int, tuple[str, str]] | None = None
        desk.subscribe(self._count)

    def _count(self, _changes: object) -> None:
        self._written += 1  # in whichever thread wrote: what is being read meanwhile does not count

    def labels(self) -> tuple[str, str]:
        """What undo and redo would do; "" when there is nothing."""
        from bureau_desk.app import undoing

        written = self._written
        if self._read is None or self._read[0] != written or self._desk.read_only:
            self._read = (written, (undoing.undo_label(self._desk), undoing.redo_label(self._desk)))
        return self._read[1]
