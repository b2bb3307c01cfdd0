"""Memory that nobody uses goes back to the system: threads share their heaps, and times of rest are used to give back."""

from __future__ import annotations

import ctypes
import sys
import threading
import time

_ARENAS, _MAPPED, _TRIMMED = -8, -3, -1  # names of glibc's settings in malloc.h
_LARGE = 256 * 1024  # bytes; what is larger is asked of the system by itself, and given back as soon as it is free
_TOP = 4 * 1024 * 1024
_PAUSE = 1.5  # s between two times of giving back

_given = [0.0]
_giving = threading.Lock()


def _library() -> ctypes.CDLL | None:
    """The C library where it knows of heaps that are shared and trimmed (glibc); None elsewhere, which needs neither."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        found = ctypes.CDLL(None)
        return found if hasattr(found, "mallopt") and hasattr(found, "malloc_trim") else None
    except OSError:
        return None


def share_heaps() -> None:
    """Before there are threads: all use two heaps, else each keeps what it once needed in one of its own."""
    library = _library()
    if library is not None:
        library.mallopt(_ARENAS, 2)
        library.mallopt(_MAPPED, _LARGE)
        library.mallopt(_TRIMMED, _TOP)


def give_back() -> bool:
    """Return what is free to the system; whether it was done, for it is not done twice at once or twice in a moment.

    It takes some milliseconds in which others that want memory wait: not a thing for the window's own thread.
    """
    library = _library()
    if library is None or not _giving.acquire(blocking=False):
        return False
    try:
        if time.monotonic() - _given[0] < _PAUSE:
            return False
        library.malloc_trim(0)
        _given[0] = time.monotonic()
        return True
    finally:
        _giving.release()
