"""Garbage collection held back where nothing is garbage; nothing heavy is imported here."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator

_YOUNG = 5_000  # things that a collection may look at in one go


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without cyclic garbage collection, which takes a fifth of the time of a bulk write and finds nothing.

    What was made meanwhile and stays is then counted among what is old. Otherwise the first collection would look at all
    of it at once, and every other thread would wait for that: a tenth of a second for 100,000 things.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if gc.get_count()[0] > _YOUNG:
            set_aside = gc.get_freeze_count() > 0
            gc.freeze()
            if not set_aside:  # the program sets nothing aside for good: this becomes merely old
                gc.unfreeze()
        if was:
            gc.enable()
