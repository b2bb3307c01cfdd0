"""Room for the pages that a large step writes; what finds none goes into the log before its time, and is written twice.

SQLite then also reads the whole log again at the commit, to sum it anew: a third of the time of ten thousand rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

LARGE = 2000  # entries of a step from which on it is given room
PAGES = 32_000  # kB of pages that a connection keeps
WIDE = 96_000  # kB while a large step is written
_WIDENED = "bureau_desk.room"


def widen(connection: Connection) -> None:
    """Give the transaction of a large step room; `narrow` takes it back."""
    connection.exec_driver_sql(f"PRAGMA cache_size=-{WIDE}")
    connection.info[_WIDENED] = True


def narrow(info: dict[Any, Any], raw: Any) -> None:
    """After the transaction: give back the room that it was given, by the notes of its connection and by its driver's."""
    if info.pop(_WIDENED, False):
        raw.execute(f"PRAGMA cache_size=-{PAGES}")
