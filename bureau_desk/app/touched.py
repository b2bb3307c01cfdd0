"""What a batch touches: what its records hold now, which of them were merely edited, whose computed fields may follow."""

from __future__ import annotations

from bureau_desk.analysis.dependence import sources
from bureau_desk.app.deriving import telling
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.values import Values
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry


class Touched:
    """The records of a batch, by register, and the records whose computed fields may differ.

    `values` holds what a record holds now, None for a deleted one. Records of which only fields were edited, and those
    that came back as they were, are in `edited` with these fields; what they hold is told by their rows, save where a
    record is in both. `at_once` is the batch that this one takes back, where nothing that was written since holds: a row
    that is laid back is then in every respect as it was, and is in `as_before`; edited rows of which nothing has to be
    said again, then as now, are in `sound`.
    """

    def __init__(self, desk: Desk, batch: int = 0, at_once: int | None = None) -> None:
        self.values: dict[str, dict[int, Values | None]] = {}
        self.edited: dict[str, dict[int, set[str]]] = {}
        self.stood: dict[int, list[Problem]] = {}  # what was stored against those of `edited` that had problems
        self.troubled: set[int] = set()  # records whose stored problems or count of faults must be written again
        self.batch, self.at_once = batch, at_once
        self.as_before: set[int] = set()
        self.sound: set[int] = set()
        self.moved: dict[str, set[int]] = {}
        self.linked: set[int] = set()
        self._registers = desk.schema.registers
        self._sources: dict[str, frozenset[str]] = {}
        self._telling: dict[str, list[str]] = {}

    def move(self, entry: Entry) -> bool:
        """Note a record whose computed fields, or those of others, may follow; False for an edit that none follow."""
        if entry.register not in self._sources:
            self._sources[entry.register] = frozenset(sources(self._registers[entry.register]))
            self._telling[entry.register] = telling(self._registers[entry.register])
        moves = entry.action not in EDITS or not self._sources[entry.register].isdisjoint(entry.values or ())
        if moves:
            self.moved.setdefault(entry.register, set()).add(entry.record)
        return moves

    def link(self, register: str, values: Values | None) -> None:
        """Remember the records of which a row tells: their computed fields may change with it."""
        for field in self._telling[register] if values else ():
            number = (values or {}).get(field)
            if isinstance(number, int):
                self.linked.add(number)

    def replace(self, register: str, number: int, values: Values | None) -> None:
        """A record of the batch is more than edited: all of it will be looked at."""
        self.values.setdefault(register, {})[number] = values
        self.edited.setdefault(register, {}).pop(number, None)
        self.stood.pop(number, None)

    def met(self, register: str, number: int) -> bool:
        """Whether the batch wrote of a record before."""
        return number in self.values.get(register, ()) or number in self.edited.get(register, ())
