"""Tells of a dialog or a menu that waits for an answer which nobody gives: the test fails by its words, and goes on."""

from __future__ import annotations

import inspect
import time
from types import FrameType

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QWidget

PATIENCE = 30.0  # s; who answers a dialog in a test does so at once
_LOOK = 200  # ms


class Unanswered(QObject):
    """Looks for what keeps the program in a loop of its own; `told` has the words of what had to be put away."""

    def __init__(self, patience: float = PATIENCE) -> None:
        super().__init__()
        self.patience, self.told = patience, list[str]()
        self._seen: QWidget | None = None
        self._since = 0.0
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        shown = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if shown is None or _is_test_waiting(inspect.currentframe()):
            self._seen = None  # who waits by `qtbot` has the dialog in hand
        elif shown is not self._seen:
            self._seen, self._since = shown, time.monotonic()
        elif time.monotonic() - self._since > self.patience:
            self._seen = None
            self.told.append(_words(shown))
            print(f"没有人回答：{self.told[-1]}", flush=True)
            if isinstance(shown, QDialog):
                shown.reject()
            else:
                shown.close()

    def end(self) -> None:
        """Look no more; the test fails when something had to be put away."""
        self._timer.stop()
        if self.told:
            pytest.fail("nobody answered: " + " / ".join(self.told), pytrace=False)


def _is_test_waiting(frame: FrameType | None) -> bool:
    """Whether the loop that turns now is the test's own."""
    outer = frame.f_back if frame is not None else None
    return outer is not None and "pytestqt" in outer.f_code.co_filename


def _words(shown: QWidget) -> str:
    if isinstance(shown, QMessageBox):
        parts = [shown.windowTitle(), shown.text(), shown.informativeText()]
    else:
        parts = [shown.windowTitle(), *(one.text() for one in shown.findChildren(QLabel) if one.isVisible())]
        parts += [one.text() for one in shown.actions() if one.text()]
    return f"{type(shown).__name__} “{'；'.join(one for one in parts if one)}”"
