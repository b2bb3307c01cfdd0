"""Garbage collection held back where nothing is garbage; nothing heavy is imported here."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from threading import RLock

_YOUNG = 5_000  # things that a collection may look at in one go


class _Pause:
    """How many pieces of work hold collections back just now, in whatever threads, and whether there were any before."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._holding = 0
        self._before = True

    def begin(self) -> None:
        with self._lock:
            if not self._holding:
                self._before = gc.isenabled()
            self._holding += 1
            gc.disable()

    def end(self) -> None:
        with self._lock:
            self._holding -= 1
            _set_aside()
            if self._before and not self._holding:
                gc.enable()


_pause = _Pause()


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without cyclic garbage collection, which takes a fifth of the time of a bulk write and finds nothing.

    What was made meanwhile and stays is then counted among what is old. Otherwise the first collection would look at all
    of it at once, and every other thread would wait for that: a tenth of a second for 100,000 things.
    """
    _pause.begin()
    try:
        yield
    finally:
        _pause.end()


def _set_aside() -> None:
    if gc.get_count()[0] > _YOUNG:
        already = gc.get_freeze_count() > 0
        gc.freeze()
        if not already:  # the program sets nothing aside for good: this becomes merely old
            gc.unfreeze()
