"""Ids of rows by several columns: each column's index gives its order, whole columns are sorted as arrays.

SQLite sorts by reading every row, wide as it is. Its indexes are narrow columns in order already: read from one end to
the other they give each row's rank, and rows are sorted by ranks in a tenth of the time. What was read is kept with the
reading connection until somebody writes.
"""

from __future__ import annotations

import contextlib
import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Select, Table, case, func, literal, select

from bureau_desk.store.bulk import among

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEW = 20_000
"""Registers of fewer rows are sorted by the database alone, in less time than arrays take to get ready."""

BLANK = -(2**63)
"""Stands for an empty field among numbers, before all of them as in the database."""

SHARE = 16  # less than this part of a register is sorted row by row, when ranks would have to be read first
_MOST_KEPT = 12
_MOST_CODES = 20_000
_KEPT = "bureau_desk.ordering"
_CROWDED = "bureau_desk.ordering.crowded"
"""Columns whose texts hardly repeat, or hold what numbers and separators do not allow: they are sorted by the database."""
_TRIED = 5000  # texts of which more than half must not differ
_PARTED = "\x1f"


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


@dataclass(slots=True)
class Read:
    """What is known of one column: all ids in its order, and each id's rank (-1 for ids that are not there)."""

    order: NDArray[np.int64] | None = None
    rank: NDArray[np.int32] | None = None
    codes: list[Any] | None = None  # the value of each rank, read where it is asked for
    values: NDArray[np.int64] | None = None  # the column's own numbers by id
    again: Callable[[Connection, Columns], object] | None = None  # reads the same anew, where that takes long


@dataclass(slots=True)
class Columns:
    """What a connection has read of columns since anybody last wrote."""

    stamp: int
    read: dict[tuple[str, str], Read] = field(default_factory=dict)

    def keep(self, name: tuple[str, str], read: Read) -> None:
        """Remember a column as the one used last; the longest unused is forgotten."""
        self.read[name] = read
        while len(self.read) > _MOST_KEPT:
            self.read.pop(next(iter(self.read)))


def fetch_ids(connection: Connection, query: Select[Any]) -> array[int]:
    """The ids of an ordered query in a compact array.

    The database joins them to one text: a row of its own for each takes three times as long, and holds up every other
    thread of the program at each row.
    """
    joined = _joined(connection, query)
    if len(joined) < FEW:
        return array("q", json.loads(f"[{joined}]"))
    return _compact(parsed(joined))


def sorted_ids(connection: Connection, query: str) -> array[int]:
    """The ids of a query of one column `id` in their own order, which numbers take in a tenth of the time that rows do."""
    joined = str(connection.exec_driver_sql(f"SELECT group_concat(id) FROM ({query})").scalar() or "")
    if len(joined) < FEW:
        return array("q", sorted(json.loads(f"[{joined}]")))
    import numpy as np

    return _compact(np.sort(parsed(joined), kind="stable"))


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
            query = select(table.c.id).where(*where) if found is None else found
            ids = np.sort(parsed(_joined(connection, query)), kind="stable")
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
        for read in kept.read.values() if columns is not kept else ():
            if read.again is not None:
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
    raw.execute("BEGIN")
    try:
        raw.execute("SELECT 1 FROM meta LIMIT 1").fetchone()  # from here on the state stands
        stamp = int(raw.execute("PRAGMA data_version").fetchone()[0])
        kept: Columns | None = connection.info.get(_KEPT)
        if kept is None or kept.stamp != stamp:
            kept = connection.info[_KEPT] = Columns(stamp)
        yield kept
    finally:
        raw.rollback()


def column(connection: Connection, columns: Columns, table: Table, key: Key, ranked: bool) -> Read:
    """A column's order and, where they are asked for, ranks; read once, the longest unused forgotten."""
    found = columns.read.pop(_name(key), None) or Read()
    column = key.column
    if is_indexed(column):
        if found.order is None and found.rank is None:
            query = select(table.c.id).order_by(column, table.c.id)
            found.order = parsed(_joined(connection, query))
        if ranked and found.rank is None and found.order is not None:
            groups = select(func.count().label("number")).select_from(table).group_by(column).order_by(column)
            found.rank = _ranks(found.order, parsed(_joined(connection, groups)))
            found.again = partial(_read_again, table=table, of=column)
    elif found.rank is None:
        _sort(connection, columns, table, column, found)
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


def _sort(connection: Connection, columns: Columns, table: Table, column: Column[Any], read: Read) -> None:
    """Ranks of a column without an index: of whole numbers and of texts that repeat, only those that are filled in are
    read; all others are sorted by the database."""
    numbers = isinstance(column.type, Integer)
    crowded: set[tuple[str, str]] = connection.info.setdefault(_CROWDED, set())
    name = _name(Key(column))
    if name not in crowded:
        sparse = is_sparse(connection, table, column)
        read_filled = _filled_texts if not numbers else _filled_numbers if sparse else _all_numbers
        filled = read_filled(connection, table, column) if sparse or numbers else None
        if filled is not None:
            place, rank, values = filled
            there = present(connection, columns, table)
            if place is None:  # of every row, in order
                read.rank = _unranked(there)
                read.rank[there] = rank
                return
            blank = len(place) < len(there)  # empty ones go before all others
            read.rank = _unranked(there)
            read.rank[there] = 0
            read.rank[place] = rank + blank
            read.codes = None if values is None else [None, *values] if blank else values
            return
        if sparse or numbers:
            crowded.add(name)
    _sort_all(connection, table, column, read)


def is_sparse(connection: Connection, table: Table, column: Column[Any]) -> bool:
    """Whether most rows seem to be empty in a column, by the first and the last of them."""
    ends = [
        select(column.label("held")).order_by(order).limit(_TRIED).subquery()
        for order in (table.c.id, table.c.id.desc())
    ]
    parts = [connection.execute(select(func.count(), func.count(end.c.held))).one() for end in ends]
    return sum(int(held) for _, held in parts) * 2 < sum(int(rows) for rows, _ in parts)


def _unranked(ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """A rank of -1 for every number up to the highest of these ids."""
    import numpy as np

    return np.full(int(ids.max(initial=0)) + 1, -1, dtype=np.int32)


def present(connection: Connection, columns: Columns, table: Table) -> NDArray[np.int64]:
    """All ids of a table, by a column of it that was read already or by its narrowest index."""
    import numpy as np

    for (name, _), read in columns.read.items():
        if name == table.name and read.rank is not None:
            return np.flatnonzero(read.rank >= 0)
    return np.sort(parsed(_joined(connection, select(table.c.id))), kind="stable")


_Filled = tuple["NDArray[np.int64] | None", "NDArray[np.int32]", "list[Any] | None"]


def _filled_numbers(connection: Connection, table: Table, column: Column[Any]) -> _Filled | None:
    """(ids that are filled in, the rank of each among them, None) of whole numbers; None where texts stand among them."""
    import numpy as np

    texts = func.total(func.typeof(column) == "text")
    query = select(func.group_concat(table.c.id), func.group_concat(column), texts).where(column.is_not(None))
    ids, values, others = connection.execute(query).one()
    if others:
        return None
    _, rank = np.unique(parsed(str(values or "")), return_inverse=True)
    return parsed(str(ids or "")), rank.astype(np.int32), None


def _all_numbers(connection: Connection, table: Table, column: Column[Any]) -> _Filled | None:
    """The rank of every row in order of ids, empty ones first; None where texts stand among them."""
    import numpy as np

    number = func.coalesce(column, literal(str(BLANK))).label("number")
    text = (func.typeof(column) == "text").label("text")
    each = select(number, text).select_from(table).order_by(table.c.id).subquery()
    values, others = connection.execute(select(func.group_concat(each.c.number), func.total(each.c.text))).one()
    if others:
        return None
    _, rank = np.unique(parsed(str(values or "")), return_inverse=True)
    return None, rank.astype(np.int32), None


def _filled_texts(connection: Connection, table: Table, column: Column[Any]) -> _Filled | None:
    """The same of texts, with the text of each rank; None of texts of too many kinds, or that hold the separator."""
    import numpy as np

    query = select(func.group_concat(table.c.id), func.group_concat(column, _PARTED)).where(column.is_not(None))
    ids, joined = connection.execute(query).one()
    place, texts = parsed(str(ids or "")), str(joined).split(_PARTED) if ids is not None else []
    if len(texts) != len(place) or len(set(texts[:_TRIED])) > _TRIED // 2:
        return None
    found = set(texts)
    if len(found) >= _MOST_CODES:
        return None
    values = sorted(found)  # by code points, which is the database's own order of bytes
    rank = dict(zip(values, range(len(values)), strict=True))
    return place, np.fromiter(map(rank.__getitem__, texts), dtype=np.int32, count=len(texts)), values


def _sort_all(connection: Connection, table: Table, column: Column[Any], read: Read) -> None:
    """By one sort: the ids of each value together, parted from the next."""
    import numpy as np

    ids = func.group_concat(table.c.id).label("number")
    each = select(ids, column.label("value")).group_by(column).order_by(column).subquery()
    query = select(func.group_concat(each.c.number, ";"), func.json_group_array(each.c.value))
    joined, values = connection.execute(query).one()
    text = str(joined or "")
    signs = np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    ends = np.flatnonzero(signs[(signs == ord(",")) | (signs == ord(";"))] == ord(";")) + 1
    order = parsed(text.replace(";", ","))
    read.rank = _ranks(order, np.diff(ends, prepend=0, append=len(order)))
    if len(ends) < _MOST_CODES:
        read.codes = json.loads(values)


def _ranks(order: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int32]:
    """The rank of each id, from ids in order and the number of those that are alike."""
    import numpy as np

    rank = _unranked(order)
    rank[order] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return rank


def _positions(order: NDArray[np.int64]) -> NDArray[np.int32]:
    import numpy as np

    return _ranks(order, np.ones(len(order), dtype=np.int64))


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


def _joined(connection: Connection, query: Select[Any]) -> str:
    """All numbers that a query of one column finds, as one text."""
    (number,) = query.selected_columns
    found = query.with_only_columns(number.label("number"), maintain_column_froms=True).subquery()
    return str(connection.execute(select(func.group_concat(found.c.number))).scalar() or "")


def numbers(connection: Connection, query: Select[Any]) -> NDArray[np.int64]:
    """All numbers that a query of one column finds, in its order."""
    return parsed(_joined(connection, query))


def parsed(text: str) -> NDArray[np.int64]:
    """Numbers joined by commas."""
    import numpy as np

    return np.fromstring(text, dtype=np.int64, sep=",") if text else np.zeros(0, dtype=np.int64)


def _compact(numbers: NDArray[np.int64]) -> array[int]:
    made = array("q")
    made.frombytes(numbers.astype("int64", copy=False).tobytes())
    return made
