"""Rows put together by columns, counted and summed from the columns alone; see `ordering`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Table, case, func, literal, select

from bureau_desk.store import ordering, ranks
from bureau_desk.store.ordering import Key
from bureau_desk.store.ranks import Columns, Read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NONE = ranks.BLANK  # stands for rows without a number
_MOST_VALUES = 50_000
_MOST_CELLS = 1 << 22
_SAFE = 2.0**62

Cut = Callable[[Any], Any]


def grouped(
    connection: Connection,
    table: Table,
    keys: Sequence[tuple[Column[Any], Cut]],
    sums: Sequence[Column[Any]],
    where: Sequence[ColumnElement[bool]],
) -> list[tuple[Any, ...]] | None:
    """(what each key's value is cut to, …, number of rows, sum of each column's whole numbers, …) of each group.

    None where the database does it as well by itself: for few rows, columns of very many values,
    and sums beyond 64 bits.
    """
    total = connection.execute(select(func.count()).select_from(table)).scalar() or 0
    if total < ordering.FEW:
        return None
    import numpy as np

    with ordering.snapshot(connection) as columns:
        ids: NDArray[np.int64] | None = None
        if where:
            ids = ranks.numbers(connection, select(table.c.id).where(*where))
            if len(ids) * ordering.SHARE < total:
                return None
        levels: list[list[Any]] = []
        cell: NDArray[np.int64] | None = None
        rank: NDArray[np.int32] | None = None
        for column, cut in keys:
            read = ordering.column(connection, columns, table, Key(column), ranked=True)
            if read.rank is None or read.rank.max(initial=0) >= _MOST_VALUES:
                return None
            if ids is None:
                ids = np.flatnonzero(read.rank >= 0)
            rank = read.rank
            values, level = _levels(ordering.codes(connection, table, column, read), cut)
            levels.append(values)
            place = level[read.rank[ids]]
            cell = place if cell is None else cell * len(values) + place
        if ids is None or cell is None or rank is None:
            return None
        held, cell, count = _counted(cell, levels)
        lines = [[*_apart(one, levels), number] for one, number in zip(held.tolist(), count.tolist(), strict=True)]
        for column in sums:
            found = _sums(_values(connection, columns, table, column)[ids], cell, len(held))
            if found is None:
                return None
            for line, whole in zip(lines, found, strict=True):
                line.append(whole)
        return [tuple(line) for line in lines]


def _levels(codes: Sequence[Any], cut: Cut) -> tuple[list[Any], NDArray[np.int64]]:
    """What the values of a column are cut to, and for each value the place of its cut."""
    import numpy as np

    places: dict[Any, int] = {}
    level = [places.setdefault(cut(code), len(places)) for code in codes]
    return list(places), np.array(level, dtype=np.int64)


def _counted(
    cell: NDArray[np.int64], levels: Sequence[Sequence[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The cells that hold rows, for each row the place of its cell among these, and the rows of each."""
    import numpy as np

    size = 1
    for values in levels:
        size *= max(1, len(values))
    if size > _MOST_CELLS:
        found, place, number = np.unique(cell, return_inverse=True, return_counts=True)
        return found, place, number
    every = np.bincount(cell, minlength=size)
    held = np.flatnonzero(every)
    place = np.zeros(size, dtype=np.int64)
    place[held] = np.arange(len(held))
    return held, place[cell], every[held]


def _apart(cell: int, levels: Sequence[Sequence[Any]]) -> list[Any]:
    found = []
    for values in reversed(levels):
        cell, place = divmod(cell, len(values))
        found.append(values[place])
    return found[::-1]


def _values(connection: Connection, columns: Columns, table: Table, column: Column[Any]) -> NDArray[np.int64]:
    """A column's whole numbers by id; texts kept from an earlier type are none."""
    import numpy as np

    name = (str(table.name), f"{column.name} as numbers")
    found = columns.read.pop(name, None) or Read()
    if found.values is None:
        there = ranks.present(connection, columns, table)
        found.values = np.full(int(there.max(initial=0)) + 1, _NONE, dtype=np.int64)
        if ranks.is_sparse(connection, table, column):
            query = select(func.group_concat(table.c.id), func.group_concat(column))
            ids, numbers = connection.execute(query.where(func.typeof(column) == "integer")).one()
            found.values[ranks.parsed(str(ids or ""))] = ranks.parsed(str(numbers or ""))
        else:
            number = case((func.typeof(column) == "integer", column), else_=literal(str(_NONE)))
            every = select(number.label("number")).select_from(table).order_by(table.c.id)
            found.values[there] = ranks.numbers(connection, every)
        found.again = partial(_values, table=table, column=column)
    columns.keep(name, found)
    return found.values


def _sums(values: NDArray[np.int64], cell: NDArray[np.int64], size: int) -> list[int | None] | None:
    import numpy as np

    there = values != _NONE
    values, cell = values[there], cell[there]
    if np.abs(values.astype(np.float64)).sum() > _SAFE:
        return None
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, cell, values)
    filled = np.bincount(cell, minlength=size)
    return [whole if number else None for whole, number in zip(found.tolist(), filled.tolist(), strict=True)]
