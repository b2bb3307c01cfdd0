"""How Python shares the processor between the window's thread and those that work beside it."""

from __future__ import annotations

import gc
import sys

SWITCH = 0.0005  # s: every answer of the database gives the lock away, and gets it back only after this while
COLLECT = (20_000, 20, 50)


def keep_pace() -> None:
    """Let the window's thread have its turn soon, and look for garbage less often."""
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(*COLLECT)


def settle() -> None:
    """After the start: what stands now stands until the end, and is not looked through again."""
    gc.collect()
    gc.freeze()
