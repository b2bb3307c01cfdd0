"""Ids of a register as sets: of many a bit for each number, which are put together in a fraction of the time of rows.

Both kinds of sets know the same signs: `a & b`, `a | b`, and `a ^ b` for what one of them alone holds.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from bureau_desk.store.ranks import parsed

FEW = 20_000  # ids below which the arrays are not worth getting ready
IdSet = Any
"""A set of numbers, or an array with a bit for each number up to the highest of those that were read with it."""


def read(connection: Connection, queries: Sequence[str]) -> list[IdSet]:
    """A set of each query of one column `id`, all of one kind; the database joins the ids to one text."""
    told = [
        str(connection.exec_driver_sql(f"SELECT group_concat(id) FROM ({query})").scalar() or "") for query in queries
    ]
    if sum(text.count(",") for text in told) < FEW:
        return [set(json.loads(f"[{text}]")) for text in told]
    import numpy as np

    numbers = [parsed(text) for text in told]
    size = max(int(some.max(initial=0)) for some in numbers) + 1
    found = []
    for some in numbers:
        bits = np.zeros(size, dtype=np.bool_)
        bits[some] = True
        found.append(bits)
    return found


def without(whole: IdSet, part: IdSet) -> IdSet:
    """What is in one set and not in another that was read with it."""
    return (whole ^ part) & whole


def ordered(found: IdSet) -> array[int]:
    """The ids in their own order."""
    if isinstance(found, set):
        return array("q", sorted(found))
    import numpy as np

    numbers: array[int] = array("q")
    numbers.frombytes(np.flatnonzero(found).astype(np.int64).tobytes())
    return numbers
