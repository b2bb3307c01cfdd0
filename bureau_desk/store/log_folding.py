"""The log of a large step folded into the desk's file by a thread of its own, so that nobody waits for it.

SQLite folds the log inside the commit by which it has grown too long; after ten thousand rows that takes as long as
writing them. What was committed lies safe in the log meanwhile, and whoever reads sees it there.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine

LARGE = 2000  # rows changed by a step from which on its log is folded aside
_PAGES = 1000  # of the log after which SQLite folds it inside a commit, its own default


class LogFolding:
    """Writes to one desk, and folds its log after large steps, one folding at a time."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """A transaction; the commit of a large one leaves the log alone, which is folded afterwards."""
        left: Any = None
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
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=_fold, args=(self._address,), name="log folding")
            self._thread.start()

    def wait(self) -> None:
        """Until nothing is being folded."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def _fold(address: str) -> None:
    # What cannot be folded now, because somebody still reads what was before, is folded at the next occasion.
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(address, uri=True)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
