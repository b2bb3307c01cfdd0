"""The log of a large step folded into the desk's file by a thread of its own, so that nobody waits for it.

SQLite folds the log inside the commit by which it has grown too long; after ten thousand rows that takes as long as
writing them. What was committed lies safe in the log meanwhile, and whoever reads sees it there.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

LARGE = 2000  # rows changed by a step from which on its log is folded aside
LONGEST = 256 * 1024 * 1024  # bytes of a log beyond which the next step waits until it is folded, and begins it anew
_PAGES = 1000  # of the log after which SQLite folds it inside a commit, its own default


class LogFolding:
    """Writes to one desk, and folds its log after large steps, one folding at a time."""

    def __init__(self, path: Path, address: str) -> None:
        self._log, self._address = path.with_name(path.name + "-wal"), address
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """A transaction; the commit of a large one leaves the log alone, which is folded afterwards."""
        left: Any = None
        if self._is_folding() and self._length() > LONGEST:
            self.wait()  # else steps that follow each other closely would never let the log come to its end
        try:
            with engine.begin() as connection:
                raw: Any = connection.connection.driver_connection
                before = raw.total_changes
                yield connection
                if raw.total_changes - before >= LARGE:
                    left = raw
                    raw.execute("PRAGMA wal_autocheckpoint=0")
        finally:
            if left is not None:
                left.execute(f"PRAGMA wal_autocheckpoint={_PAGES}")
        if left is not None:
            self._begin()

    def _begin(self) -> None:
        if not self._is_folding():
            self._thread = threading.Thread(target=_fold, args=(self._address,), name="log folding")
            self._thread.start()

    def _is_folding(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _length(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0

    def wait(self) -> None:
        """Until nothing is being folded."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def _fold(address: str) -> None:
    # What cannot be folded now, because somebody still reads what was before, is folded at the next occasion.
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
