"""Which rows of a register are concerned by a change of some records, as they were before it and as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

from bureau_desk.analysis.dependence import EVALUATIONS, FIRMS
from bureau_desk.analysis.histories import EVENTS, Histories, History
from bureau_desk.analysis.kinship import Kinship
from bureau_desk.analysis.portion import Portion, found_among, portion
from bureau_desk.analysis.tallies import Inseparable
from bureau_desk.domain.question import Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.store.snapshots import StoredSnapshot

_SUBJECTS = {EVENTS: "subject", EVALUATIONS: "subject_ref"}
"""Registers whose rows bear on what they point at."""
_MOST = 1000
"""Rows beyond which asking all of them is no slower."""


def pointed(question: Question, register: Register) -> frozenset[str]:
    """The registers whose names a question of a register tells or asks for."""
    names = (*question.by, *(one.field for one in question.where), question.measure.partition(":")[2].strip())
    fields = (register.find(name) for name in names if name)
    return frozenset(target for field in fields if field for target in field.targets)


@dataclass(frozen=True, slots=True)
class Change:
    """From one state of a desk to another: these records of some registers may be others."""

    base: StoredSnapshot
    now: StoredSnapshot
    registers: frozenset[str]
    records: frozenset[int]


@dataclass(frozen=True, slots=True)
class Step:
    """The registers of which some record is concerned by a change, and the rows asked for before and after it."""

    touched: frozenset[str]
    parts: tuple[Portion, Portion] | None


class Links:
    """Who may be of one organisation with whom among the rows of one register, in the states that were learned."""

    def __init__(self, kinship: Kinship) -> None:
        self._kinship = kinship
        self._key = kinship.register.key
        self._targets = {target for field in kinship.register.fields for target in field.targets}
        self._linked = (self._key, FIRMS) if kinship.by_firm else (self._key,)
        self._covered: WeakKeyDictionary[StoredSnapshot, frozenset[int]] = WeakKeyDictionary()

    def learn(self, snapshot: StoredSnapshot) -> None:
        """Take in all rows that were read of a state, if any of them is not known yet."""
        read = {key: self._readings(snapshot, key) for key in self._linked}
        if self._kinship.known and not _ids(read) <= self._covered.get(snapshot, frozenset()):
            self._kinship.learn(read[self._key], read.get(FIRMS, ()) if self._kinship.by_firm else ())
            self._covered = WeakKeyDictionary({snapshot: _ids(read)})

    def _readings(self, snapshot: StoredSnapshot, register: str) -> list[Sequence[Row]]:
        held = (snapshot.at(day).held(register) for day in snapshot.days)
        return list({id(rows): rows for rows in held if rows is not None}.values())

    def step(self, change: Change, pasts: Histories) -> Step:
        """What a change concerns; Inseparable when that cannot be told without looking at all rows."""
        base, now = change.base, change.now
        read = _ids({key: self._readings(base, key) for key in self._linked})
        if not read <= self._covered.get(base, frozenset()):
            raise Inseparable
        before, after = _Before(base, pasts), _After(change, pasts)
        look = _Versions(change, before, after)
        touched = self._touched(change, look)
        parts = self._parts(touched, look, (before, after))
        # Of the present state only what stands on readings that were known; others have read days of their own there.
        days = [(base.at(day), now.at(day)) for day in base.days]
        known = {
            key: [held for was, one in days if was.held(key) is not None and (held := one.held(key)) is not None]
            for key in self._linked
        }
        self._covered[now] = self._covered.get(now, frozenset()) | _ids(known)
        return Step(frozenset(touched), parts)

    def _touched(self, change: Change, look: _Versions) -> dict[str, set[int]]:
        """The changed records by register, and those that changed events and evaluations tell of."""
        found: dict[str, set[int]] = {}
        subjects: set[int] = set()
        for register in change.registers:
            for record in change.records:
                for row in look.rows(register, record):
                    found.setdefault(register, set()).add(record)
                    self._note(register, row)
                    subject = row.values.get(_SUBJECTS.get(register, ""))
                    if isinstance(subject, int):
                        subjects.add(subject)
        for register in {*self._linked, *self._targets}:
            for record in subjects:
                if any(True for _ in look.rows(register, record)):
                    found.setdefault(register, set()).add(record)
        return found

    def _note(self, register: str, row: Row) -> None:
        if register == self._key:
            self._kinship.note(row)
        elif register in self._linked:
            self._kinship.note_firm(row)

    def _parts(
        self, touched: Mapping[str, set[int]], look: _Versions, states: tuple[_Before, _After]
    ) -> tuple[Portion, Portion] | None:
        rows = touched.get(self._key, set())
        firms = touched.get(FIRMS, set()) if FIRMS in self._linked[1:] else set()
        if not rows and not firms:
            return None
        found, owners = self._kinship.reached(
            rows, firms, lambda record, is_firm: look.rows(FIRMS if is_firm else self._key, record), _MOST
        )
        chosen, on = {FIRMS: owners, self._key: found}, states[0].base.as_of.on
        return portion(states[0], chosen, self._key, on), portion(states[1], chosen, self._key, on)


class _Before:
    """All rows of a state that is past, where they were read then."""

    def __init__(self, base: StoredSnapshot, pasts: Histories) -> None:
        self.base, self._pasts = base, pasts
        self.days = frozenset(base.days)

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self.base.schema

    def rows(self, register: str, on: date) -> Sequence[Row]:
        """The rows of a register on a day."""
        held = self.base.at(on).held(register) if on in self.days else None
        if held is None:
            raise Inseparable(register)
        return held

    def histories(self, on: date) -> Mapping[int, History]:
        """What the events known on a day say of each record."""
        return self._pasts.of(self.rows(EVENTS, on), self.schema)


class _After:
    """All rows of the present state, on the days that were asked before."""

    def __init__(self, change: Change, pasts: Histories) -> None:
        self._change, self._pasts = change, pasts
        self._days = frozenset(change.base.days)

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""
        return self._change.now.schema

    def rows(self, register: str, on: date) -> Sequence[Row]:
        """The rows of a register on a day."""
        if on not in self._days:
            raise Inseparable(register)
        return self._change.now.at(on).rows(register)

    def histories(self, on: date) -> Mapping[int, History]:
        """What the events known on a day say of each record."""
        events, was = self.rows(EVENTS, on), self._change.base.at(on).held(EVENTS)
        if was is None:
            return self._pasts.of(events, self.schema)
        return self._pasts.after(was, events, self._change.records, self.schema)


class _Versions:
    """A record as it was and is on each day of which its register was read."""

    def __init__(self, change: Change, before: _Before, after: _After) -> None:
        self._changed = change.registers
        self._base = change.base
        self._before, self._after = before, after

    def rows(self, register: str, record: int) -> Iterable[Row]:
        """The rows; none of a register that nobody asked for."""
        for day in self._before.days:
            if register not in self._before.schema.registers or self._base.at(day).held(register) is None:
                continue
            for state in (self._before, self._after) if register in self._changed else (self._before,):
                row = found_among(state.rows(register, day), record)
                if row is not None:
                    yield row


def _ids(readings: Mapping[str, Iterable[Sequence[Row]]]) -> frozenset[int]:
    return frozenset(id(one) for some in readings.values() for one in some)
