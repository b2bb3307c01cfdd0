"""A past day of a register as a table: today's rows seen through, and beside them only the rows that were otherwise then."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

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


@dataclass(slots=True)
class _Kept:
    """The past days that one connection holds, newest last, and the state of the desk that they rest upon."""

    mark: tuple[int, str, int] = (0, "", 0)
    tables: dict[tuple[str, date, datetime | None], Table] = field(default_factory=dict)


def table(desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None = None) -> Table:
    """A table of the rows of a register as of a day, by what was known at a moment (None: all that is known now).

    Its columns are those of a temporary `current_table`; `version` and `faults` are 0. It belongs to this connection,
    which keeps the last few and drops them when the desk changes.
    """
    last = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
    mark = (last, turning.derived_on(connection), desk.schema_step)
    kept: _Kept = connection.info.setdefault("past_days", _Kept())
    if kept.mark != mark:
        for one in list(kept.tables):
            _drop(connection, kept.tables.pop(one))
        kept.mark = mark
    key = (register.key, on, known)
    found = kept.tables.pop(key, None)
    if found is None:
        while len(kept.tables) >= _KEPT:
            _drop(connection, kept.tables.pop(next(iter(kept.tables))))
        found = _make(desk, connection, register, on, known)
    kept.tables[key] = found
    return found


def _drop(connection: Connection, seen: Table) -> None:
    connection.exec_driver_sql(f'DROP VIEW IF EXISTS "{seen.name}"')
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS temp."{seen.name}_other"')
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS temp."{seen.name}_gone"')


def _make(desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None) -> Table:
    name = f"past_{register.key}_{next(_names)}"
    seen = current_table(register, name, temporary=True)
    try:
        _fill(desk, connection, register, seen, PastRows(desk, connection, on, known))
    except BaseException:
        _drop(connection, seen)  # broken off half way
        raise
    return seen


def _fill(desk: Desk, connection: Connection, register: Register, seen: Table, past: PastRows) -> None:
    name = seen.name
    other = current_table(register, f"{name}_other", temporary=True)
    connection.execute(CreateTable(other))
    connection.exec_driver_sql(f'CREATE TEMPORARY TABLE "{name}_gone" (id INTEGER PRIMARY KEY)')
    changed = past.changed(register.key)
    computed = past.computed(register.key)
    numbers = changed.keys() | computed.keys()
    connection.exec_driver_sql(f'INSERT INTO temp."{name}_gone" VALUES (?)', [(one,) for one in numbers] or [(-1,)])
    columns = [column.name for column in seen.columns]
    taken = [_taken_from(column) for column in columns]
    rows = f"FROM current_{register.key} c LEFT JOIN search_{register.key} s ON s.id = c.id"
    listed = ", ".join(f'"{column}"' for column in columns)
    connection.exec_driver_sql(
        f'INSERT INTO temp."{name}_other" ({listed}) SELECT {", ".join(taken)} {rows} '
        f'WHERE c.id IN (SELECT id FROM temp."{name}_gone")'
    )
    _overwrite(desk, connection, register, other, past, numbers)
    start = _start(register)
    later = _later(connection, register, name, start, past.on) if start else ""
    both = f'SELECT {", ".join(taken)} {rows} WHERE c.id NOT IN (SELECT id FROM temp."{name}_gone"){later.replace("@", "c.")}'
    apart = f'SELECT {listed} FROM temp."{name}_other" WHERE 1{later.replace("@", "")}'
    connection.exec_driver_sql(f'CREATE TEMPORARY VIEW "{name}" ({listed}) AS {both} UNION ALL {apart}')


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
    renamed = [one for one in numbers - changed.keys() if not searched.isdisjoint(computed[one])]
    keyed = [key for key in searched if register.field(key)]
    texts = dict(desk.tables.values(connection, register.key, keyed, renamed)) if renamed else {}
    for number in numbers:
        values, keys = changed.get(number, (None, frozenset[str]()))
        if number in changed and values is None:
            continue
        told = computed.get(number, {})
        if values is not None and keys is None:
            back.append((number,))
            whole = {**values, **told}
            search, sort_name = desk.keys(register, whole)
            head = {"id": number, "version": 0, "faults": 0, "sort_name": sort_name, "search": search}
            anew.append(head | write(whole))
            continue
        delta: dict[str, Any] = {**{key: (values or {}).get(key) for key in keys or ()}, **told}
        made = write(delta)
        line = {f"f_{key}": made[f"f_{key}"] for key in sorted(delta) if register.field(key)}
        if not searched.isdisjoint(delta):
            line["search"], line["sort_name"] = desk.keys(register, {**(values or texts.get(number) or {}), **told})
        shapes.setdefault(tuple(line), []).append((*line.values(), number))
    place = f'temp."{other.name}"'
    if gone or back:
        connection.exec_driver_sql(f"DELETE FROM {place} WHERE id = ?", [*gone, *back])
    insert_many(connection, other, anew)
    for shape, lines in shapes.items():
        if shape:
            sets = ", ".join(f'"{column}" = ?' for column in shape)
            connection.exec_driver_sql(f"UPDATE {place} SET {sets} WHERE id = ?", lines)


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
    for place in (f"current_{register.key}", f'temp."{name}_other"'):
        query = f"SELECT DISTINCT {start.replace('@', '')} FROM {place} WHERE {start.replace('@', '')} > ?"
        for (value,) in connection.exec_driver_sql(query, (on.isoformat(),)):
            if holds(Row(0, {key: value})):
                stay.append(str(value))
    day = f"'{on.isoformat()}'"
    quoted = ", ".join("'" + one.replace("'", "''") + "'" for one in dict.fromkeys(stay))
    kept = f" OR CAST({start} AS TEXT) IN ({quoted})" if quoted else ""
    return f" AND ({start} IS NULL OR CAST({start} AS TEXT) <= {day}{kept})"
