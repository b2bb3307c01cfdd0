"""Rows put together by columns, counted and summed from the columns alone; see `ordering`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, Connection, Table, case, func, literal, select

from bureau_desk.store import ordering, ranks
from bureau_desk.store.kept_columns import BLANK, Columns
from bureau_desk.store.mended import NUMBERS, take
from bureau_desk.store.ordering import Key

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NONE = BLANK  # stands for rows without a number
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


def total(
    connection: Connection, table: Table, column: Column[Any]
) -> tuple[int, int | None, int | None, int | None] | None:
    """(how many rows are filled in, sum, least, greatest) of a column of whole numbers; None where the database does it
    as well by itself: as in `grouped`, and where some rows hold texts."""
    rows = connection.execute(select(func.count()).select_from(table)).scalar() or 0
    if rows < ordering.FEW:
        return None
    with ordering.snapshot(connection) as columns:
        values, others = _read_values(connection, columns, table, column)
    there = values[values != _NONE]
    if others or _beyond(there):
        return None
    return (len(there), int(there.sum()), int(there.min()), int(there.max())) if len(there) else (0, None, None, None)


def _beyond(values: NDArray[np.int64]) -> bool:
    """Whether a sum of numbers might not fit into 64 bits."""
    import numpy as np

    return bool(np.abs(values.astype(np.float64)).sum() > _SAFE)


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
    return _read_values(connection, columns, table, column)[0]


def _read_values(
    connection: Connection, columns: Columns, table: Table, column: Column[Any]
) -> tuple[NDArray[np.int64], int]:
    """The same, and how many rows hold anything else."""
    import numpy as np

    name = (str(table.name), f"{column.name}{NUMBERS}")
    found = take(connection, columns, *name)
    if found.values is None:
        other = func.typeof(column).not_in(("integer", "null")).label("other")
        there = ranks.present(connection, columns, table)
        found.values = np.full(int(there.max(initial=0)) + 1, _NONE, dtype=np.int64)
        if ranks.is_sparse(connection, table, column):
            number = case((func.typeof(column) == "integer", column), else_=literal(str(_NONE)))
            query = select(func.group_concat(table.c.id), func.group_concat(number), func.total(other))
            ids, numbers, others = connection.execute(query.where(column.is_not(None))).one()
            found.values[ranks.parsed(str(ids or ""))] = ranks.parsed(str(numbers or ""))
        else:
            number = case((func.typeof(column) == "integer", column), else_=literal(str(_NONE)))
            every = select(number.label("number"), other).select_from(table).order_by(table.c.id).subquery()
            whole = select(func.group_concat(every.c.number), func.total(every.c.other))
            numbers, others = connection.execute(whole).one()
            found.values[there] = ranks.parsed(str(numbers or ""))
        found.others = int(others)
        found.again = partial(_read_values, table=table, column=column)
    columns.keep(name, found)
    return found.values, found.others


def _sums(values: NDArray[np.int64], cell: NDArray[np.int64], size: int) -> list[int | None] | None:
    import numpy as np

    there = values != _NONE
    values, cell = values[there], cell[there]
    if _beyond(values):
        return None
    found = np.zeros(size, dtype=np.int64)
    np.add.at(found, cell, values)
    filled = np.bincount(cell, minlength=size)
    return [whole if number else None for whole, number in zip(found.tolist(), filled.tolist(), strict=True)]
