"""A past day of a register as a table: today's rows seen through, and beside them only the rows that were otherwise then."""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Set
from datetime import date, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.schema import CreateTable

from bureau_desk.app import turning
from bureau_desk.app.desk import Desk
from bureau_desk.app.past import begun
from bureau_desk.app.past_rows import PastRows
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.store.bulk import insert_many
from bureau_desk.store.encoding import to_columns
from bureau_desk.store.tables import current_table, revision

_KEPT = 3
_names = count()


_Day = tuple[str, date, datetime | None]
_Mark = tuple[int, str, int]


class _Made:
    """One past day of a register: rows that differ, in a memory that every connection of this program can look into."""

    def __init__(self, mark: _Mark, register: Register) -> None:
        self.mark = mark
        self.making = threading.Lock()
        self.ready = False
        self.seen = current_table(register, f"past_{register.key}_{next(_names)}", temporary=True)
        self.address = f"file:/{self.seen.name}_{id(self)}?vfs=memdb"
        self.view = ""  # the statement that lays the day open to a connection
        # The memory lasts as long as anybody is connected with it.
        self._keeper = sqlite3.connect(self.address, uri=True, check_same_thread=False)

    def close(self) -> None:
        """Let go of the memory; connections that look into it keep it until they let go as well."""
        self._keeper.close()


class _Days:
    """The past days of one desk that are at hand, newest last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[_Day, _Made] = {}

    def get(self, day: _Day, mark: _Mark, register: Register) -> _Made:
        """The day as of this state of the desk, made already or to be made by whoever asks first."""
        with self._lock:
            for stale in [key for key, made in self._made.items() if made.mark != mark]:
                self._made.pop(stale).close()
            found = self._made.pop(day, None)
            if found is None:
                while len(self._made) >= _KEPT:
                    self._made.pop(next(iter(self._made))).close()
                found = _Made(mark, register)
            self._made[day] = found
            return found

    def holds(self, made: _Made) -> bool:
        """Whether a day is still at hand."""
        with self._lock:
            return made in self._made.values()

    def close(self) -> None:
        """Let all days go."""
        with self._lock:
            for made in self._made.values():
                made.close()
            self._made.clear()


_days: WeakKeyDictionary[Desk, _Days] = WeakKeyDictionary()
_days_lock = threading.Lock()


def _days_of(desk: Desk) -> _Days:
    with _days_lock:
        found = _days.get(desk)
        if found is None:
            found = _days[desk] = _Days()
            weakref.finalize(desk, found.close)
        return found


def table(desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None = None) -> Table:
    """A table of the rows of a register as of a day, by what was known at a moment (None: all that is known now).

    Its columns are those of a temporary `current_table`; `version` and `faults` are 0. The connection, which must be one
    that reads, sees it until the desk changes. A day is made once for all connections: who asks while it is being made
    waits for it.
    """
    last = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
    mark = (last, turning.derived_on(connection), desk.schema_step)
    days = _days_of(desk)
    made = days.get((register.key, on, known), mark, register)
    looked: list[_Made] = connection.info.setdefault("past_days", [])
    for one in [one for one in looked if not days.holds(one)]:
        _leave(connection, one)
        looked.remove(one)
    if made in looked:
        return made.seen
    with made.making:
        connection.exec_driver_sql(f'ATTACH ? AS "{made.seen.name}_days"', (made.address,))
        try:
            if not made.ready:
                made.view = _fill(desk, connection, register, made.seen, PastRows(desk, connection, on, known))
                made.ready = True
            connection.exec_driver_sql(made.view)
        except BaseException:
            _leave(connection, made)  # broken off half way: whoever asks next begins anew
            raise
    looked.append(made)
    return made.seen


def otherwise(
    desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None = None
) -> set[int]:
    """The records whose rows may be otherwise on a day than they are today; all others stand there as today.

    What began after the day is not among them: it is left out of the day whatever it holds.
    """
    seen = table(desk, connection, register, on, known)
    return {row[0] for row in connection.exec_driver_sql(f'SELECT id FROM "{seen.name}_days".gone WHERE id > 0')}


def lines(desk: Desk) -> int:
    """How many lines of the journal a past day has to be told from, whatever its register: events reach into many."""
    with desk.database.reading() as connection:
        return int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)


def _leave(connection: Connection, made: _Made) -> None:
    connection.exec_driver_sql(f'DROP VIEW IF EXISTS temp."{made.seen.name}"')
    connection.exec_driver_sql(f'DETACH "{made.seen.name}_days"')


def _fill(desk: Desk, connection: Connection, register: Register, seen: Table, past: PastRows) -> str:
    """The rows that were otherwise, beside today's; returns the statement for the view of both."""
    name, place = seen.name, f"{seen.name}_days"
    other = current_table(register, "other", schema=place)
    for name_then in ("other", "gone"):  # of a making that was broken off
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".{name_then}')
    connection.execute(CreateTable(other))
    connection.exec_driver_sql(f'CREATE TABLE "{place}".gone (id INTEGER PRIMARY KEY)')
    changed = past.changed(register.key)
    computed = past.computed(register.key)
    numbers = changed.keys() | computed.keys()
    gone = (json.dumps(sorted(numbers) or [-1]),)
    connection.exec_driver_sql(f'INSERT INTO "{place}".gone SELECT value FROM json_each(?)', gone)
    columns = [column.name for column in seen.columns]
    taken = [_taken_from(column) for column in columns]
    rows = f"FROM main.current_{register.key} c LEFT JOIN main.search_{register.key} s ON s.id = c.id"
    listed = ", ".join(f'"{column}"' for column in columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{place}".other ({listed}) SELECT {", ".join(taken)} {rows} '
        f'WHERE c.id IN (SELECT id FROM "{place}".gone)'
    )
    _overwrite(desk, connection, register, other, past, numbers)
    start = _start(register)
    later = _later(connection, register, place, start, past.on) if start else ""
    both = (
        f'SELECT {", ".join(taken)} {rows} WHERE c.id NOT IN (SELECT id FROM "{place}".gone){later.replace("@", "c.")}'
    )
    apart = f'SELECT {listed} FROM "{place}".other WHERE 1{later.replace("@", "")}'
    return f'CREATE TEMPORARY VIEW "{name}" ({listed}) AS {both} UNION ALL {apart}'


def _taken_from(column: str) -> str:
    if column in ("version", "faults"):
        return f"0 AS {column}"
    return f's."{column}"' if column == "search" else f'c."{column}"'


def _overwrite(
    desk: Desk, connection: Connection, register: Register, other: Table, past: PastRows, numbers: Set[int]
) -> None:
    """Into the copied rows what was otherwise then; rows that were not there are taken out, and lost ones brought back."""
    changed, computed = past.changed(register.key), past.computed(register.key)
    write, searched = to_columns(register), desk.keys.fields(register.key)
    gone = [(one,) for one, (values, _) in changed.items() if values is None]
    shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    anew: list[dict[str, Any]] = []
    back: list[tuple[int]] = []
    whole = {one for one, (_, keys) in changed.items() if keys is None}
    renamed = [
        one
        for one in numbers - whole
        if not (searched.isdisjoint(computed.get(one, ())) and searched.isdisjoint(changed.get(one, ({}, ()))[1] or ()))
    ]
    keyed = [key for key in searched if register.field(key)]
    texts = dict(desk.tables.values(connection, register.key, keyed, renamed)) if renamed else {}
    for number in numbers:
        values, keys = changed.get(number, (None, frozenset[str]()))
        if number in changed and values is None:
            continue
        told = computed.get(number, {})
        if values is not None and keys is None:
            back.append((number,))
            then = {**values, **told}
            search, sort_name = desk.keys(register, then)
            head = {"id": number, "version": 0, "faults": 0, "sort_name": sort_name, "search": search}
            anew.append(head | write(then))
            continue
        delta: dict[str, Any] = {**{key: (values or {}).get(key) for key in keys or ()}, **told}
        made = write(delta)
        line = {f"f_{key}": made[f"f_{key}"] for key in sorted(delta) if register.field(key)}
        if not searched.isdisjoint(delta):
            known = {**texts.get(number, {}), **delta}
            line["search"], line["sort_name"] = desk.keys(register, {k: v for k, v in known.items() if v is not None})
        shapes.setdefault(tuple(line), []).append((*line.values(), number))
    place = f'"{other.schema}".other'
    # One transaction for many rows, and nothing else is read in it: a reading inside a reading ends it.
    connection.exec_driver_sql("BEGIN")
    try:
        if gone or back:
            connection.exec_driver_sql(f"DELETE FROM {place} WHERE id = ?", [*gone, *back])
        insert_many(connection, other, anew)
        for shape, lines in shapes.items():
            if shape:
                sets = ", ".join(f'"{column}" = ?' for column in shape)
                connection.exec_driver_sql(f"UPDATE {place} SET {sets} WHERE id = ?", lines)
    finally:
        connection.exec_driver_sql("COMMIT")


def _start(register: Register) -> str:
    """The day from which a row counts, in SQL; `@` stands for where the row is."""
    columns = [f'@"f_{key}"' for key in register.counting.start if register.field(key)]
    return f"coalesce({', '.join(columns)})" if len(columns) > 1 else "".join(columns)


def _later(connection: Connection, register: Register, name: str, start: str, on: date) -> str:
    """A condition that leaves out what began after the day. Days, months and years as text stand in order, so comparing
    decides; what is no date, and so stays by the rule of `past.begun`, is looked up among the few that compare greater."""
    holds: Callable[[Row], bool] = begun(register, on)
    key = register.counting.start[0]
    stay: list[str] = []
    for place in (f"main.current_{register.key}", f'"{name}".other'):
        query = f"SELECT DISTINCT {start.replace('@', '')} FROM {place} WHERE {start.replace('@', '')} > ?"
        for (value,) in connection.exec_driver_sql(query, (on.isoformat(),)):
            if holds(Row(0, {key: value})):
                stay.append(str(value))
    day = f"'{on.isoformat()}'"
    quoted = ", ".join("'" + one.replace("'", "''") + "'" for one in dict.fromkeys(stay))
    kept = f" OR CAST({start} AS TEXT) IN ({quoted})" if quoted else ""
    return f" AND ({start} IS NULL OR CAST({start} AS TEXT) <= {day}{kept})"
