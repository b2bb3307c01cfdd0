"""A gate that readers pass side by side, and that is shut while the tables change their columns."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

PATIENCE = 1.0  # s that a change of the tables waits for readers under way: the window must not stand behind them


class ReadGate:
    """Lets any number of threads read; the one that shuts it goes on reading itself."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._readers = 0
        self._keeper: int | None = None  # the thread that shut it
        self._own = threading.local()

    @contextlib.contextmanager
    def passing(self) -> Iterator[None]:
        """Read; a thread that reads already is let through."""
        depth = getattr(self._own, "depth", 0)
        if not depth:
            with self._changed:
                self._changed.wait_for(lambda: self._keeper in (None, threading.get_ident()))
                self._readers += 1
        self._own.depth = depth + 1
        try:
            yield
        finally:
            self._own.depth = depth
            if not depth:
                with self._changed:
                    self._readers -= 1
                    self._changed.notify_all()

    @contextlib.contextmanager
    def shut(self) -> Iterator[None]:
        """Let nobody in from now on; readers under way are waited for, though not longer than a second."""
        mine = 1 if getattr(self._own, "depth", 0) else 0
        with self._changed:
            self._changed.wait_for(lambda: self._keeper is None)
            self._keeper = threading.get_ident()
            self._changed.wait_for(lambda: self._readers <= mine, PATIENCE)
        try:
            yield
        finally:
            with self._changed:
                self._keeper = None
                self._changed.notify_all()
