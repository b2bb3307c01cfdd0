"""Rows that were deleted a while ago, as they stood: when the deletion is taken back, nothing needs to be worked out."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from bureau_desk.app.desk import Desk
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value
from bureau_desk.store import removed
from bureau_desk.store.journal import Entry
from bureau_desk.store.removed import Raw

_MOST = 20_000  # rows that are kept, some 1.5 kB each


@dataclass(frozen=True, slots=True)
class Kept:
    """A row as it stood when a line of the journal, `seq`, deleted it from a day on, and what was said against it.

    It may be laid back on the same day under the same schema and the same readings of names.
    """

    schema: Schema
    seq: int
    valid_from: str
    today: str
    readings: Readings
    raw: Raw
    problems: Sequence[Problem]


class Removed:
    """The rows that were deleted last, by record."""

    def __init__(self) -> None:
        self._rows: dict[int, Kept] = {}

    def forget(self, numbers: Collection[int]) -> None:
        """These records are gone in another way, or were touched since."""
        for number in self._rows.keys() & set(numbers):
            del self._rows[number]

    def keep(self, rows: Mapping[int, Kept]) -> None:
        """Remember rows; when they become too many, the earlier ones are let go."""
        if len(self._rows) + len(rows) > _MOST:
            self._rows.clear()
        if len(rows) <= _MOST:
            self._rows.update(rows)

    def once_standing(self, desk: Desk, register: str, field: str, numbers: Collection[int]) -> dict[int, Value]:
        """What the column of a field held when rows were deleted, of those of some records that are remembered."""
        names = [column.name for column in desk.tables.table(register).columns]
        place = names.index(f"f_{field}")
        held = ((number, self._rows.get(number)) for number in numbers)
        return {number: kept.raw[place] for number, kept in held if kept is not None and kept.schema is desk.schema}

    def standing_again(
        self, desk: Desk, connection: Connection, wanted: Mapping[int, tuple[int, Entry]]
    ) -> dict[int, Kept]:
        """Of records that a line of the journal, (seq, entry), restores those whose rows are as they were.

        Nothing was written about them since the deletion, which a deletion that was broken off is not.
        """
        today = desk.today().isoformat()
        held = {number: kept for number in wanted if (kept := self._rows.get(number))}
        if not held:
            return {}
        first, readings = min(seq for seq, _ in wanted.values()), desk.keys.readings
        last = removed.deleted_before(connection, held, first)
        return {
            number: kept
            for number, kept in held.items()
            if kept.schema is desk.schema
            and kept.today == today
            and kept.readings == readings
            and last.get(number) == kept.seq
            and wanted[number][1].valid_from == kept.valid_from <= today
        }


_removed: WeakKeyDictionary[Desk, Removed] = WeakKeyDictionary()
_lock = threading.Lock()


def removed_of(desk: Desk) -> Removed:
    """The rows of a desk that were deleted last."""
    with _lock:
        return _removed.setdefault(desk, Removed())
