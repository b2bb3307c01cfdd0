"""What a reading connection keeps of the columns that it read; see `ranks` and `mended`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from bureau_desk.store.changed_rows import ChangedRows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLANK = -(2**63)
"""Stands for an empty field among numbers, before all of them as in the database."""

_MOST_KEPT = 12


@dataclass(slots=True)
class Read:
    """What is known of one column: all ids in its order, and each id's rank (-1 for ids that are not there)."""

    order: NDArray[np.int64] | None = None
    rank: NDArray[np.int32] | None = None
    codes: list[Any] | None = None  # the value of each rank, read where it is asked for
    values: NDArray[np.int64] | None = None  # the column's own whole numbers by id
    others: int = 0  # how many rows hold something that is no whole number
    again: Callable[[Connection, Columns], object] | None = None  # reads the same anew, where that takes long
    state: int | None = None  # how many steps were committed when it held


@dataclass(slots=True)
class Columns:
    """What a connection has read of columns, and in which state of the desk it reads now.

    `stamp` is the database's own count of what others wrote, `schema` that of its tables; `state` counts the steps of
    `log`, None where they do not tell how the desk came to be as it is.
    """

    stamp: int
    schema: int = 0
    state: int | None = None
    log: ChangedRows | None = None
    read: dict[tuple[str, str], Read] = field(default_factory=dict)

    def keep(self, name: tuple[str, str], read: Read) -> None:
        """Remember a column as the one used last; the longest unused is forgotten."""
        self.read[name] = read
        while len(self.read) > _MOST_KEPT:
            self.read.pop(next(iter(self.read)))
