"""Work of the window that takes its time, done a step in each turn: keys and painting come in between."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer


class InTurns(QObject):
    """Carries out the steps of an iterator; what is begun anew takes the place of what was under way."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[None] = iter(())
        self._turns = QTimer(self, interval=0)
        self._turns.timeout.connect(self._go_on)

    def begin(self, steps: Iterator[None]) -> None:
        """Carry out these steps from the next turn on."""
        self._steps = steps
        self._turns.start()

    def end(self) -> None:
        """Carry out nothing more; what the steps had made so far goes at once, in the window's thread."""
        self._turns.stop()
        self._steps = iter(())

    def _go_on(self) -> None:
        if next(self._steps, True):
            self._turns.stop()
