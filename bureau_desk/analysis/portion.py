"""The rows of some organisations out of all registers of a desk, asked as if they were all there are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Protocol

from bureau_desk.analysis.dependence import EVALUATIONS
from bureau_desk.analysis.derive import completion
from bureau_desk.analysis.histories import EVENTS, History
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.analysis.tallies import Inseparable
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import AsOf

_by_id = attrgetter("id")


class Whole(Protocol):
    """All rows of one state of a desk; Inseparable for rows that nobody can tell any more."""

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""

    def rows(self, register: str, on: date) -> Sequence[Row]:
        """The rows of a register on a day, in order of id."""

    def histories(self, on: date) -> Mapping[int, History]:
        """What the events known on a day say of each record."""


def found_among(rows: Sequence[Row], record: int) -> Row | None:
    """The row of a record among rows in order of id."""
    place = bisect_left(rows, record, key=_by_id)
    return rows[place] if place < len(rows) and rows[place].id == record else None


class _Snapshot:
    """Some rows of a register, the firms they belong to and their evaluations, as of a day; of others none."""

    def __init__(self, whole: Whole, chosen: Mapping[str, Collection[int]], main: str, as_of: AsOf) -> None:
        self.whole, self._chosen, self._main, self._as_of = whole, chosen, main, as_of
        self._rows: dict[str, Sequence[Row]] = {}

    @property
    def as_of(self) -> AsOf:
        """The day."""
        return self._as_of

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self.whole.schema

    def rows(self, register: str) -> Sequence[Row]:
        """The chosen rows of a register."""
        if register not in self._rows:
            self._rows[register] = self._read(register)
        return self._rows[register]

    def _read(self, register: str) -> Sequence[Row]:
        whole = self.whole.rows(register, self._as_of.on)
        if register == EVALUATIONS and register != self._main:
            subjects = self._chosen[self._main]
            return tuple(row for row in whole if row.values.get("subject_ref") in subjects)
        found = (found_among(whole, record) for record in sorted(self._chosen.get(register, ())))
        return tuple(row for row in found if row is not None)

    def at(self, on: date) -> _Snapshot:
        """The same on another day."""
        return _Snapshot(self.whole, self._chosen, self._main, AsOf(on, self._as_of.known))


class Portion(Prepared):
    """The chosen rows, ready to be asked; events and names of other records are those of the whole."""

    def __init__(self, snapshot: _Snapshot, days: dict[date, Portion] | None = None) -> None:
        super().__init__(snapshot)
        self._part = snapshot
        self._days = {} if days is None else days
        self._days[snapshot.as_of.on] = self
        self._namers: dict[str, Callable[[Row], Row] | None] = {}

    def at(self, on: date) -> Portion:
        """The same on another day."""
        return self._days.get(on) or Portion(self._part.at(on), self._days)

    def histories(self) -> Mapping[int, History]:
        """What events say of each record."""
        return self._part.whole.histories(self.as_of.on) if EVENTS in self.schema.registers else {}

    def names(self, register: str) -> Mapping[int, str]:
        """Names of all records, which a portion does not know: Inseparable."""
        raise Inseparable(register)

    def name(self, record: int, targets: Sequence[str]) -> str:
        """The name of a record in one of some registers on the day, or its number."""
        for target in targets:
            if target in self.schema.registers and (found := self._name(record, target)):
                return found
        return f"#{record}"

    def _name(self, record: int, target: str) -> str:
        row = found_among(self._part.whole.rows(target, self.as_of.on), record)
        if row is None:
            return ""
        if target not in self._namers:
            self._namers[target] = completion(self, target, self.histories(), self.derived)
        complete = self._namers[target]
        named = complete(row) if complete else row
        return str(named.get(self.schema.registers[target].name_field) or "")


def portion(whole: Whole, chosen: Mapping[str, Collection[int]], main: str, on: date) -> Portion:
    """The chosen records by register, as of a day; `main` is the register that is asked."""
    return Portion(_Snapshot(whole, chosen, main, AsOf(on)))
