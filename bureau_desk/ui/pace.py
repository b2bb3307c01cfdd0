"""How Python shares the processor between the window's thread and those that work beside it."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
import threading

SWITCH = 0.0005  # s: every answer of the database gives the lock away, and gets it back only after this while
# All threads wait for a collection, a millisecond for each thousand things that it looks at. So it looks at the young
# ones alone and at few at a time; at all of them only when nobody looks at the window.
COLLECT = (5_000, 2, 1_000_000)
_LATER = 15  # Linux' niceness of a thread that others go before
_LOWEST = -2  # THREAD_PRIORITY_LOWEST of Windows


def keep_pace() -> None:
    """Let the window's thread have its turn soon, and look for garbage in small pieces."""
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(*COLLECT)


def settle() -> None:
    """Look through everything, which takes two tenths of a second; what stands is then not looked through again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def set_aside() -> None:
    """What stands now stays for long: no collection looks through it before the next `settle`."""
    gc.freeze()


def stand_back() -> None:
    """Let all other threads of the program go before this one, where the system knows of such an order."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.GetCurrentThread.restype = ctypes.c_void_p
            kernel.SetThreadPriority(ctypes.c_void_p(kernel.GetCurrentThread()), _LOWEST)
        elif sys.platform.startswith("linux"):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LATER)
