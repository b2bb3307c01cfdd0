"""Which rows each committed step changed in watched columns: what was read of these is mended, not read anew.

The writing connection notes the rows by temporary triggers, which see whatever writes; who reads a column of many rows
asks that it be watched from the next step on. What came before that, or was too much, is not known.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

LOG = "bureau_desk.changed_rows"  # what a reading connection's notes hold it by
MOST = 2000  # rows of one table
_STEPS = 1000
_NOTED = "temp.changed_row"
_ID = "id"  # of a column of this name only comings and goings are watched


@dataclass(frozen=True, slots=True)
class _Step:
    """The (table, column) pairs that were watched during a step, and the rows it changed, None for too many."""

    watched: frozenset[tuple[str, str]]
    rows: Mapping[str, frozenset[int] | None]


class ChangedRows:
    """The last steps of a desk as its writing connection saw them, counted from when it was opened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted: set[tuple[str, str]] = set()
        self._steps: dict[int, _Step] = {}
        self._count = 0
        self._committing = self._lost = False
        self._made: dict[str, frozenset[str]] = {}  # tables whose triggers stand, with the columns they watch
        self._watched: frozenset[tuple[str, str]] = frozenset()
        self._pending: _Step | None = None

    def state(self) -> int | None:
        """The number of steps that are committed; None while one is being committed, and where it is not known."""
        with self._lock:
            return None if self._committing or self._lost else self._count

    def lose(self) -> None:
        """Somebody else writes from now on."""
        self._lost = True

    def watch(self, table: str, column: str) -> None:
        """From the next step on, note the rows in which it changes this column."""
        with self._lock:
            self._wanted.add((table, column))

    def between(self, first: int, last: int, table: str, column: str) -> set[int] | None:
        """The rows of a table, those that came and went included, in which a column may be otherwise at the last of two
        states than at the first; None where that is not known."""
        found: set[int] = set()
        with self._lock:
            for number in range(first + 1, last + 1):
                step = self._steps.get(number)
                if step is None or (table, column) not in step.watched:
                    return None
                rows = step.rows.get(table, frozenset())
                if rows is None or len(found) > MOST:
                    return None
                found |= rows
        return found

    def begin(self, connection: Connection) -> None:
        """In the writing connection's new transaction: watch what is wanted."""
        with self._lock:
            self._watched = frozenset(self._wanted)
        if not self._watched:
            return
        create = (
            f"CREATE TABLE IF NOT EXISTS {_NOTED} (source TEXT, id INTEGER, PRIMARY KEY (source, id)) WITHOUT ROWID"
        )
        connection.exec_driver_sql(create)
        connection.exec_driver_sql(f"DELETE FROM {_NOTED}")
        query = "SELECT name FROM temp.sqlite_master WHERE type = 'trigger'"
        standing = {row[0] for row in connection.exec_driver_sql(query)}
        query = "SELECT name FROM main.sqlite_master WHERE type = 'table'"
        tables = {row[0] for row in connection.exec_driver_sql(query)}
        self._watched = frozenset(one for one in self._watched if one[0] in tables)  # a register may have gone
        for table in {table for table, _ in self._watched}:
            columns = frozenset(column for one, column in self._watched if one == table and column != _ID)
            if self._made.get(table) != columns or _trigger(table, "INSERT") not in standing:
                _make(connection, table, columns)
                self._made[table] = columns

    def tell(self, connection: Connection) -> None:
        """Just before the commit: what the step changed; nothing where it was taken back already."""
        if not connection.in_transaction():
            return
        rows: dict[str, frozenset[int] | None] = {}
        if self._watched:
            query = f"SELECT source, count(*) FROM {_NOTED} GROUP BY source"
            for table, number in list(connection.exec_driver_sql(query)):
                found = f"SELECT id FROM {_NOTED} WHERE source = ?"
                few = number <= MOST
                rows[table] = frozenset(connection.exec_driver_sql(found, (table,)).scalars()) if few else None
            connection.exec_driver_sql(f"DELETE FROM {_NOTED}")  # after a large step it would lie in memory
        with self._lock:
            self._pending = _Step(self._watched, rows)
            self._committing = True

    def settle(self) -> None:
        """After the commit, or after a step was taken back: then its triggers may have gone with it."""
        with self._lock:
            if self._pending is None:
                self._made.clear()
                return
            self._count += 1
            self._steps[self._count] = self._pending
            self._steps.pop(self._count - _STEPS, None)
            self._pending, self._committing = None, False


def log_of(connection: Connection) -> ChangedRows | None:
    """The steps that a reading connection can be told of."""
    found: ChangedRows | None = connection.info.get(LOG)
    return found


def _trigger(table: str, on: str) -> str:
    return f"changed {table} {on}"


def _make(connection: Connection, table: str, columns: frozenset[str]) -> None:
    listed = ", ".join(f'"{column}"' for column in sorted(columns))
    for on, event, row in (
        ("INSERT", "INSERT", "new"),
        ("DELETE", "DELETE", "old"),
        ("UPDATE", f"UPDATE OF {listed}", "new"),
    ):
        name = _trigger(table, on)
        connection.exec_driver_sql(f'DROP TRIGGER IF EXISTS temp."{name}"')
        if on != "UPDATE" or columns:
            note = f"INSERT OR IGNORE INTO changed_row VALUES ('{table}', {row}.id)"
            connection.exec_driver_sql(
                f'CREATE TEMP TRIGGER "{name}" AFTER {event} ON main."{table}" BEGIN {note}; END'
            )


def noted_by(info: dict[Any, Any], log: ChangedRows) -> None:
    """Let a reading connection, by its notes, be told of the steps."""
    info[LOG] = log
