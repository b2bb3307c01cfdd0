"""Edited rows brought up to date: of most of them only the columns that an edit names are read and written."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import may_stay
from bureau_desk.app.deriving import telling, typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.former_values import former_of
from bureau_desk.app.touched import Touched
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.values import Values
from bureau_desk.store import journal, pinned
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry

Lines = Sequence[tuple[int, Entry]]
"""Entries about one record with their seqs, in order of writing."""
Standing = Mapping[int, tuple[int, Values]]
Written = dict[int, tuple[int, Collection[str], Values]]


@dataclass(frozen=True, slots=True)
class Portion:
    """Records of one register that entries of a batch changed."""

    desk: Desk
    connection: Connection
    register: str
    records: Mapping[int, Lines]
    touched: Touched

    @property
    def known(self) -> dict[int, Values | None]:
        """What the records of the register hold that the batch looked at whole."""
        return self.touched.values.setdefault(self.register, {})

    @property
    def moved(self) -> set[int]:
        """The records whose computed fields, or those of others, may follow."""
        return self.touched.moved.get(self.register, set())


def put_edits(part: Portion, numbers: Collection[int], stood: Mapping[int, Sequence[Problem]]) -> set[int]:
    """Bring the rows of those of some records up to date of which fields were edited; returns which were.

    `stood` tells what is stored against records that have problems. A record that is folded whole and one that has no
    row is left to the caller.
    """
    edits = {number: part.records[number] for number in numbers if _only_edits(part.records[number])}
    if not edits:
        return set()
    named = {number: _named(lines) for number, lines in edits.items()}
    standing = _standing(part, named)
    edits = {number: lines for number, lines in edits.items() if number in standing}
    first = {number for number in edits if not part.touched.met(part.register, number)}
    part.touched.sound.difference_update(edits.keys() - first)
    _note(part, {number: named[number] for number in edits}, standing, stood)
    if not may_stay(part.desk.schema.registers[part.register]):
        _remember(part, {number: named[number] for number in edits}, standing, first - part.touched.troubled)
    written = _held(part, edits, named, standing, first)
    written |= _folded(part, [number for number in edits if number not in written], named)
    part.desk.tables.update(part.connection, part.register, written)
    return set(written)


def _only_edits(lines: Lines) -> bool:
    return all(entry.action in EDITS for _, entry in lines)


def _named(lines: Lines) -> Collection[str]:
    """The fields that edits name."""
    if len(lines) == 1:
        return (lines[0][1].values or {}).keys()
    return {key for _, entry in lines for key in entry.values or ()}


def _standing(part: Portion, named: Mapping[int, Collection[str]]) -> Standing:
    """(version, values) of rows by id: all values of those that are known whole, else what the edits make needful."""
    desk, tables = part.desk, part.desk.tables
    described = desk.schema.registers[part.register]
    keys = {key for some in named.values() for key in some}
    wanted = set(keys)
    if not desk.keys.fields(part.register).isdisjoint(keys):
        wanted |= desk.keys.fields(part.register)
    if not part.moved.isdisjoint(named):
        wanted.update(telling(described))
    typed = typed_fields(described)
    whole = [number for number in named if number in part.known]
    rest = [number for number in named if number not in part.known] if whole else list(named)
    read = tables.standing(part.connection, part.register, [key for key in typed if key in wanted], rest)
    return read | tables.standing(part.connection, part.register, typed, whole) if whole else read


def _note(
    part: Portion,
    named: Mapping[int, Collection[str]],
    standing: Standing,
    stood: Mapping[int, Sequence[Problem]],
) -> None:
    """Remember which fields of which records were edited, and what they pointed at before."""
    touched, known = part.touched, part.known
    edited = touched.edited.setdefault(part.register, {})
    for number, keys in named.items():
        if number in part.moved:
            touched.link(part.register, standing[number][1])
        if number in edited:
            edited[number].update(keys)
        elif number not in known:
            edited[number] = set(keys)
            if number in stood:
                touched.stood[number] = list(stood[number])


def _held(
    part: Portion,
    edits: Mapping[int, Lines],
    named: Mapping[int, Collection[str]],
    standing: Standing,
    first: set[int],
) -> Written:
    """What edited fields hold now, of the records of which few lines tell it; `first` are met for the first time."""
    if may_stay(part.desk.schema.registers[part.register]):
        return {}
    held = _as_before(part, edits, named)
    # Nothing stood against these rows when they held the same, and nothing stands now.
    sound = former_of(part.desk).sound(part.desk, part.touched.at_once)
    part.touched.sound |= (held.keys() & sound & first) - part.touched.troubled if sound else set()
    held |= _direct(part, {number: lines for number, lines in edits.items() if number not in held})
    held |= _narrow(part, {number: lines for number, lines in edits.items() if number not in held}, named)
    known, moved, written = part.known, part.moved, Written()
    for number, (seq, delta) in held.items():
        version, before = standing[number]
        after = delta
        if before or number in known:
            after = {key: value for key, value in {**before, **delta}.items() if value is not None}
        written[number] = seq or version, named[number], after
        if number in known:
            known[number] = after
        if number in moved:
            part.touched.link(part.register, after)
    return written


def _remember(part: Portion, named: Mapping[int, Collection[str]], standing: Standing, sound: Collection[int]) -> None:
    """Keep what the edited fields hold till now, for the case that the edit is taken back; against the sound nothing stood."""
    typed = frozenset(typed_fields(part.desk.schema.registers[part.register]))
    rows = {
        number: {key: standing[number][1].get(key) for key in keys if key in typed} for number, keys in named.items()
    }
    former_of(part.desk).keep(part.touched.batch, part.register, rows, sound)


def _as_before(
    part: Portion, edits: Mapping[int, Lines], named: Mapping[int, Collection[str]]
) -> dict[int, tuple[int, Values]]:
    """Of edits that take back what was written last those whose former values are known: (seq, these)."""
    former = former_of(part.desk).of(part.desk, part.touched.at_once, part.register)
    today, found = part.desk.today().isoformat(), dict[int, tuple[int, Values]]()
    for number, lines in edits.items() if former else ():
        values = former.get(number)
        if values is not None and values.keys() >= set(named[number]):
            seq = max((seq for seq, entry in lines if entry.valid_from <= today), default=0)
            found[number] = seq, {key: values[key] for key in named[number]}
    return found


def _direct(part: Portion, edits: Mapping[int, Lines]) -> dict[int, tuple[int, Values]]:
    """Of edited records those whose edit simply holds now: (seq, changed values)."""
    shapes: dict[tuple[str, ...], dict[int, str]] = {}
    found: dict[int, tuple[int, Values]] = {}
    for number, lines in edits.items():
        seq, entry = lines[0]
        if len(lines) == 1 and entry.action == "edit" and entry.values:
            shapes.setdefault(tuple(entry.values), {})[number] = entry.valid_from
            found[number] = seq, entry.values
    today = part.desk.today().isoformat()
    for keys, since in shapes.items():
        for number in journal.outdone(part.connection, part.register, since, keys, today):
            del found[number]
    return found


def _narrow(
    part: Portion, edits: Mapping[int, Lines], named: Mapping[int, Collection[str]]
) -> dict[int, tuple[int, Values]]:
    """Of edited records those that were never deleted: (seq, what their edited fields hold now).

    Seq 0 for edits that all hold from a later day: the row stands where it stood.
    """
    desk, connection, register = part.desk, part.connection, part.register
    deleted = pinned.once_deleted(connection, register, edits) if edits else set()
    shapes: dict[frozenset[str], list[int]] = {}
    for number in edits:
        if number not in deleted:
            shapes.setdefault(frozenset(named[number]), []).append(number)
    today = desk.today().isoformat()
    found: dict[int, tuple[int, Values]] = {}
    for names, numbers in shapes.items():
        held = pinned.standing(connection, desk.schema, register, numbers, names, today)
        for number, values in held.items():
            found[number] = max((seq for seq, entry in edits[number] if entry.valid_from <= today), default=0), values
    return found


def _folded(part: Portion, numbers: Sequence[int], named: Mapping[int, Collection[str]]) -> Written:
    """The edited fields of records whose whole journal must be folded; those that live, with all values."""
    if not numbers:
        return {}
    desk, written = part.desk, Written()
    today = desk.today().isoformat()
    for number, seq, values in journal.folded(part.connection, desk.schema, part.register, today, records=numbers):
        if values is not None:
            part.known[number] = values
            written[number] = seq, named[number], values
            if number in part.moved:
                part.touched.link(part.register, values)
    return written
