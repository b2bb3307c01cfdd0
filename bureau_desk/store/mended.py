"""What was read of a column, brought up to date with the rows that were written since: the others stand as they stood.

The places of new values are looked for by halves, each half told by the value of one row; see `ranks`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.kept_columns import BLANK, Columns, Read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_VALUES = 300  # different values of changed rows whose places are looked for

NUMBERS = " as numbers"  # ends the name of a column of which the numbers by id are kept

_Key = tuple[int, Any]
_Held = Callable[[int], _Key]


def take(connection: Connection, columns: Columns, table: str, name: str) -> Read:
    """What is kept of a column, as it is now, taken out of what is kept; empty where it must be read, and watched then."""
    read, column = columns.read.pop((table, name), None), name.removesuffix(NUMBERS)
    if read is not None and read.state == columns.state:
        return read
    if read is not None and columns.log is not None and read.state is not None and columns.state is not None:
        changed = columns.log.between(read.state, columns.state, table, column)
        if changed is not None and mend(connection, table, column, read, changed):
            read.state = columns.state
            return read
    if columns.log is not None:
        columns.log.watch(table, column)
    return Read(state=columns.state)


def mend(connection: Connection, table: str, column: str, read: Read, changed: Collection[int]) -> bool:
    """Bring what was read of a column up to date; False when it had better be read anew."""
    import numpy as np

    if not changed:
        return True
    numbers = np.array(sorted(changed), dtype=np.int64)
    wanted = f"[{','.join(map(str, numbers.tolist()))}]"
    query = f'SELECT id, "{column}" FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))'
    now: dict[int, Any] = dict(fetched_sql(connection, query, (wanted,)))
    if read.values is not None and not _mend_values(read, numbers, now):
        return False
    if column == "id":
        if read.order is not None:
            read.order = _with(_without(read.order, numbers), np.array(sorted(now), dtype=np.int64))
        return True
    if len({_key(value) for value in now.values()}) > MOST_VALUES:
        return False
    raw: Any = connection.connection.driver_connection
    one = f'SELECT "{column}" FROM "{table}" WHERE id = ?'

    def held(number: int) -> _Key:
        return _key(raw.execute(one, (int(number),)).fetchone()[0])

    if read.rank is not None:
        _mend_ranks(read, numbers, now, held)
    if read.order is not None:
        read.order = _mend_order(read.order, numbers, now, held)
    return True


def _key(value: Any) -> _Key:
    """Compares as the database does: nothing, numbers, texts by their bytes, bytes."""
    if value is None:
        return 0, 0
    if isinstance(value, int | float):
        return 1, value
    return (2, value.encode()) if isinstance(value, str) else (3, bytes(value))


def _mend_values(read: Read, numbers: NDArray[np.int64], now: Mapping[int, Any]) -> bool:
    import numpy as np

    values = read.values
    if values is None or read.others or not all(value is None or isinstance(value, int) for value in now.values()):
        return False
    if int(numbers[-1]) >= len(values):
        longer = np.full(int(numbers[-1]) + 1, BLANK, dtype=np.int64)
        longer[: len(values)] = values
        values = longer
    values[numbers] = [BLANK if (value := now.get(number)) is None else value for number in numbers.tolist()]
    read.values = values
    return True


def _mend_ranks(read: Read, numbers: NDArray[np.int64], now: Mapping[int, Any], held: _Held) -> None:
    """Ranks without gaps again, and the values of ranks where they are known."""
    import numpy as np

    if read.rank is None:
        return
    rank = read.rank
    size = int(rank.max(initial=-1)) + 1
    if int(numbers[-1]) >= len(rank):
        longer = np.full(int(numbers[-1]) + 1, -1, dtype=np.int32)
        longer[: len(rank)] = rank
        rank = longer
    rank[numbers] = -1
    others = np.flatnonzero(rank >= 0)
    some = np.full(size, -1, dtype=np.int64)
    some[rank[others]] = others  # a row of each rank
    used = np.flatnonzero(some >= 0)
    values = {_key(value): value for value in now.values()}
    told = _Told(_Rows(some[used]), held)
    places = {key: told.place(key) for key in sorted(values)}
    fresh = [(place, key) for key, place in places.items() if not told.holds(place, key)]
    moved = np.arange(len(used)) + np.searchsorted([place for place, _ in fresh], np.arange(len(used)), side="right")
    renumbered = np.full(max(size, 1), -1, dtype=np.int32)
    renumbered[used] = moved
    rank[others] = renumbered[rank[others]]
    number_of = {key: place + turn for turn, (place, key) in enumerate(fresh)}
    for number, value in now.items():
        key = _key(value)
        rank[number] = number_of[key] if key in number_of else moved[places[key]]
    if read.codes is not None:
        codes = [read.codes[one] for one in used.tolist()]
        for place, key in reversed(fresh):
            codes.insert(place, values[key])
        read.codes = codes
    read.rank = rank


class _Told:
    """Rows in the order of what they hold, each asked for it once."""

    def __init__(self, rows: Sequence[int], held: _Held) -> None:
        self._rows, self._held = rows, held
        self._known: dict[int, _Key] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: int) -> _Key:
        if place not in self._known:
            self._known[place] = self._held(self._rows[place])
        return self._known[place]

    def place(self, key: _Key) -> int:
        """The first place whose row does not hold less."""
        return bisect_left(self, key)

    def end(self, key: _Key, first: int) -> int:
        """The place behind the last row that holds the same."""
        last = len(self)
        while first < last:
            middle = (first + last) // 2
            first, last = (middle + 1, last) if self[middle] <= key else (first, middle)
        return first

    def holds(self, place: int, key: _Key) -> bool:
        """Whether the row of a place holds this."""
        return place < len(self) and self[place] == key


class _Rows(Sequence[int]):
    """An array as plain numbers, one by one."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:
        return int(self._rows[place])


def _mend_order(
    order: NDArray[np.int64], numbers: NDArray[np.int64], now: Mapping[int, Any], held: _Held
) -> NDArray[np.int64]:
    import numpy as np

    kept = _without(order, numbers)
    groups: dict[_Key, list[int]] = {}
    for number in sorted(now):
        groups.setdefault(_key(now[number]), []).append(number)
    told = _Told(_Rows(kept), held)
    places: list[int] = []
    rows: list[int] = []
    for key in sorted(groups):
        first = told.place(key)
        alike = kept[first : told.end(key, first)]
        places += (first + np.searchsorted(alike, groups[key])).tolist()
        rows += groups[key]
    return np.insert(kept, places, rows) if rows else kept


def _without(order: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    gone = np.zeros(max(int(order.max(initial=0)), int(numbers[-1])) + 1, dtype=np.bool_)
    gone[numbers] = True
    return order[~gone[order]]


def _with(order: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    return np.insert(order, np.searchsorted(order, numbers), numbers)
