"""Looks through the open desk's file in the background: damage that nobody has read yet is told before it spreads."""

from __future__ import annotations

import contextlib
import threading

from PySide6.QtCore import QObject, QTimer, Signal

from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.pace import stand_back

PATIENCE = 4_000
"""Milliseconds after opening: the first pages and the first typing go before."""


class Soundness(QObject):
    """Checks one desk once; `damaged` carries the Trouble, after which the desk itself refuses every change."""

    damaged = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        QTimer.singleShot(PATIENCE, self, self._begin)

    def _begin(self) -> None:
        # A thread that the end of the program need not wait for: it only reads.
        threading.Thread(target=self._check, daemon=True).start()

    def _check(self) -> None:
        stand_back()  # a large file is read for many seconds
        try:
            self._desk.database.check_file()
        except Trouble as trouble:
            with contextlib.suppress(RuntimeError):  # the window was closed meanwhile
                self.damaged.emit(trouble)
