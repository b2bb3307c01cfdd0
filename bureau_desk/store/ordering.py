"""Ids of rows by several columns: each column's index gives its order, whole columns are sorted as arrays.

SQLite sorts by reading every row, wide as it is. Its indexes are narrow columns in order already: read from one end to
the other they give each row's rank, and rows are sorted by ranks in a tenth of the time. What was read is kept with the
reading connection; when somebody writes, the rows that were written are put in their new places.
"""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, case, func, select

from bureau_desk.store.bulk import among
from bureau_desk.store.changed_rows import ChangedRows, log_of
from bureau_desk.store.found_ids import found_ids
from bureau_desk.store.kept_columns import Columns, Read
from bureau_desk.store.mended import take
from bureau_desk.store.ranks import joined, parsed, ranks, sort

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW = 20_000
"""Registers of fewer rows are sorted by the database alone, in less time than arrays take to get ready."""

SHARE = 16  # less than this part of a register is sorted row by row, when ranks would have to be read first
_KEPT = "bureau_desk.ordering"
_TURNS = 3


@dataclass(frozen=True, slots=True)
class Key:
    """One column to order by; `places` ranks its codes, all other values behind them alike."""

    column: Column[Any]
    descending: bool = False
    places: Mapping[str, int] | None = None

    def clause(self) -> ColumnElement[Any]:
        """The same order for the database to make."""
        by: ColumnElement[Any] = self.column
        if self.places:
            by = case(self.places, value=self.column, else_=len(self.places))
        return by.desc() if self.descending else by.asc()


def fetch_ids(connection: Connection, query: Select[Any]) -> array[int]:
    """The ids of an ordered query in a compact array.

    The database joins them to one text: a row of its own for each takes three times as long, and holds up every other
    thread of the program at each row.
    """
    told = joined(connection, query)
    if len(told) < FEW:
        return array("q", json.loads(f"[{told}]"))
    return _compact(parsed(told))


def sorted_ids(connection: Connection, query: str) -> array[int]:
    """The ids of a query of one column `id` in their own order, which numbers take in a tenth of the time that rows do."""
    told = str(connection.exec_driver_sql(f"SELECT group_concat(id) FROM ({query})").scalar() or "")
    if len(told) < FEW:
        return array("q", sorted(json.loads(f"[{told}]")))
    import numpy as np

    return _compact(np.sort(parsed(told), kind="stable"))


def ordered(
    connection: Connection,
    table: Table,
    keys: Sequence[Key],
    where: Sequence[ColumnElement[bool]],
    found: Select[Any] | None = None,
) -> array[int]:
    """Ids of the rows of a current table of which all conditions hold, by the keys and then by id.

    `found` may ask another table for the same ids in any order, where that is quicker.
    """
    plain = select(table.c.id).where(*where).order_by(*(key.clause() for key in keys), table.c.id)
    walked = (
        len(keys) == 1 and not where and not keys[0].descending and not keys[0].places and is_indexed(keys[0].column)
    )
    total = connection.execute(select(func.count()).select_from(table)).scalar() or 0
    if total >= FEW and not keys and not where:
        return sorted_ids(connection, f'SELECT id FROM "{table.name}"')
    if total < FEW or walked or not (keys or found is not None):
        return fetch_ids(connection, plain)
    import numpy as np

    with snapshot(connection) as columns:
        ids = None
        if where:
            if found is not None:
                ids = found_ids(connection, columns, found)
            else:
                ids = np.sort(parsed(joined(connection, select(table.c.id).where(*where))), kind="stable")
            if keys and len(ids) * SHARE < total and any(columns.read.get(_name(key)) is None for key in keys):
                few = select(table.c.id).where(among(table.c.id, ids.tolist()))
                return fetch_ids(connection, few.order_by(*(key.clause() for key in keys), table.c.id))
        for place, key in reversed(list(enumerate(keys))):
            simple = place == len(keys) - 1 and not key.descending and not key.places
            read = column(connection, columns, table, key, ranked=not simple or not is_indexed(key.column))
            if simple and ids is None and read.order is not None:
                ids = read.order
                continue
            rank = _positions(read.order) if read.rank is None and read.order is not None else _placed(read, key)
            if ids is None:
                ids = np.flatnonzero(rank >= 0)
            ids = ids[_stable(rank[ids], key.descending)]
        return _compact(ids) if ids is not None else array("q")


def _name(key: Key) -> tuple[str, str]:
    return str(key.column.table.name), key.column.name


def is_indexed(column: Column[Any]) -> bool:
    """Whether a column's own index gives its order."""
    return any(next(iter(index.columns)) is column for index in column.table.indexes)


def renew(connection: Connection) -> None:
    """Read anew what was read before somebody wrote, as far as it takes long: who asks for it again has it at once."""
    kept: Columns | None = connection.info.get(_KEPT)
    if kept is None or not any(read.again for read in kept.read.values()):
        return
    with snapshot(connection) as columns:
        for read in list(kept.read.values()):
            if read.again is not None and (columns is not kept or read.state != columns.state):
                read.again(connection, columns)


@contextlib.contextmanager
def snapshot(connection: Connection) -> Iterator[Columns]:
    """One state of the desk for several statements, with what is already known of it.

    Inside a transaction of somebody's own nothing is kept: what it wrote itself may change any moment.
    """
    raw: Any = connection.connection.driver_connection
    if raw.in_transaction:
        yield Columns(0)
        return
    log = log_of(connection)
    for turn in range(_TURNS):
        before = log.state() if log else None
        raw.execute("BEGIN")
        try:
            raw.execute("SELECT 1 FROM meta LIMIT 1").fetchone()  # from here on the state stands
            state = before if log and before == log.state() else None
            if log and state is None and turn < _TURNS - 1:
                continue  # somebody was writing just then
            yield _kept(connection, raw, log, state)
            return
        finally:
            raw.rollback()


def _kept(connection: Connection, raw: Any, log: ChangedRows | None, state: int | None) -> Columns:
    """What is kept of columns, as far as it still holds or is known to hold but for the rows that `log` tells."""
    stamp, schema = (int(raw.execute(f"PRAGMA {of}_version").fetchone()[0]) for of in ("data", "schema"))
    kept: Columns | None = connection.info.get(_KEPT)
    if kept is not None and kept.schema == schema:
        if kept.stamp == stamp:
            return kept
        if None not in (state, kept.state) and state != kept.state:
            kept.stamp, kept.state = stamp, state
            return kept
    kept = connection.info[_KEPT] = Columns(stamp, schema, state, log)
    return kept


def column(connection: Connection, columns: Columns, table: Table, key: Key, ranked: bool) -> Read:
    """A column's order and, where they are asked for, ranks; read once, the longest unused forgotten."""
    found, column = take(connection, columns, *_name(key)), key.column
    if is_indexed(column):
        if found.order is None and found.rank is None:
            query = select(table.c.id).order_by(column, table.c.id)
            found.order = parsed(joined(connection, query))
        if ranked and found.rank is None and found.order is not None:
            groups = select(func.count().label("number")).select_from(table).group_by(column).order_by(column)
            found.rank = ranks(found.order, parsed(joined(connection, groups)))
            found.again = partial(_read_again, table=table, of=column)
    elif found.rank is None:
        sort(connection, columns, table, column, found)
        found.again = partial(_read_again, table=table, of=column)
    if key.places:
        codes(connection, table, column, found)
    columns.keep(_name(key), found)
    return found


def _read_again(connection: Connection, columns: Columns, table: Table, of: Column[Any]) -> None:
    column(connection, columns, table, Key(of), ranked=True)


def codes(connection: Connection, table: Table, column: Column[Any], read: Read) -> list[Any]:
    """The value of each rank of a column."""
    if read.codes is None:
        query = select(column).select_from(table).group_by(column).order_by(column)
        read.codes = list(connection.execute(query).scalars())
    return read.codes


def _positions(order: NDArray[np.int64]) -> NDArray[np.int32]:
    import numpy as np

    return ranks(order, np.ones(len(order), dtype=np.int64))


def _placed(found: Read, key: Key) -> NDArray[np.int32]:
    """Ranks of a column; where codes have places, these instead."""
    import numpy as np

    if found.rank is None:
        raise ValueError("ranks were not read")
    if not key.places or found.codes is None:
        return found.rank
    others = len(key.places)
    places = np.array([*(key.places.get(code, others) for code in found.codes), -1], dtype=np.int32)
    placed: NDArray[np.int32] = places[found.rank]  # -1 finds the last, which is -1 itself
    return placed


def _stable(rank: NDArray[np.int32], descending: bool) -> NDArray[np.int64]:
    """Where each of the ranks goes, those alike in the order they have; half by half, which numpy does by counting."""
    import numpy as np

    if descending:
        rank = rank.max(initial=0) - rank
    low = np.argsort((rank & 0xFFFF).astype(np.uint16), kind="stable")
    if rank.max(initial=0) < 1 << 16:
        return low
    high = np.argsort((rank[low] >> 16).astype(np.uint16), kind="stable")
    return low[high]


def _compact(numbers: NDArray[np.int64]) -> array[int]:
    made = array("q")
    made.frombytes(numbers.astype("int64", copy=False).tobytes())
    return made
