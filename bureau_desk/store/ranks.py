"""What is read of the columns of a current table: ids in their order, ranks and numbers by id; see `ordering`.

Of columns without an index SQLite reads every row, wide as it is: no more of it than has to be is joined to texts, which
arrays are made of in a fraction of the time that rows take.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Integer, Select, Table, func, literal, select

from bureau_desk.store.kept_columns import BLANK, Columns, Read
from bureau_desk.store.mended import take

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST_CODES = 20_000
_CROWDED = "bureau_desk.ordering.crowded"
"""Columns whose texts hardly repeat, or hold what numbers and separators do not allow: they are sorted by the database."""
_TRIED = 5000  # texts of which more than half must not differ
_PARTED = "\x1f"
_PIECE = 1 << 16  # signs


def sort(connection: Connection, columns: Columns, table: Table, column: Column[Any], read: Read) -> None:
    """Ranks of a column without an index: of whole numbers and of texts that repeat, only those that are filled in are
    read; all others are sorted by the database."""
    numbers = isinstance(column.type, Integer)
    crowded: set[tuple[str, str]] = connection.info.setdefault(_CROWDED, set())
    name = (str(table.name), column.name)
    if name not in crowded:
        sparse = is_sparse(connection, table, column)
        read_filled = _filled_texts if not numbers else _filled_numbers if sparse else _all_numbers
        filled = read_filled(connection, table, column) if sparse or numbers else None
        if filled is not None:
            place, rank, values = filled
            there = present(connection, columns, table)
            if place is None:  # of every row, in order
                read.rank = unranked(there)
                read.rank[there] = rank
                return
            blank = len(place) < len(there)  # empty ones go before all others
            read.rank = unranked(there)
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


def unranked(ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """A rank of -1 for every number up to the highest of these ids."""
    import numpy as np

    return np.full(int(ids.max(initial=0)) + 1, -1, dtype=np.int32)


def present(connection: Connection, columns: Columns, table: Table) -> NDArray[np.int64]:
    """All ids of a table, by a column of it that was read already or by its narrowest index."""
    import numpy as np

    for name, read in list(columns.read.items()):
        if name[0] == table.name and read.rank is not None:
            kept = take(connection, columns, *name)
            if kept.rank is not None:
                columns.keep(name, kept)
                return np.flatnonzero(kept.rank >= 0)
    return np.sort(parsed(joined(connection, select(table.c.id))), kind="stable")


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
    read.rank = ranks(order, np.diff(ends, prepend=0, append=len(order)))
    if len(ends) < _MOST_CODES:
        read.codes = json.loads(values)


def ranks(order: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int32]:
    """The rank of each id, from ids in order and the number of those that are alike."""
    import numpy as np

    rank = unranked(order)
    rank[order] = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return rank


def joined(connection: Connection, query: Select[Any]) -> str:
    """All numbers that a query of one column finds, as one text."""
    (number,) = query.selected_columns
    found = query.with_only_columns(number.label("number"), maintain_column_froms=True).subquery()
    return str(connection.execute(select(func.group_concat(found.c.number))).scalar() or "")


def numbers(connection: Connection, query: Select[Any]) -> NDArray[np.int64]:
    """All numbers that a query of one column finds, in its order."""
    return parsed(joined(connection, query))


def parsed(text: str) -> NDArray[np.int64]:
    """Numbers joined by commas; read in pieces, for all other threads wait while one is read."""
    import numpy as np

    parts, start = [], 0
    while start < len(text):
        end = text.find(",", start + _PIECE)
        end = len(text) if end < 0 else end
        parts.append(np.fromstring(text[start:end], dtype=np.int64, sep=","))
        start = end + 1
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
