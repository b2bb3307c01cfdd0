"""Current rows brought up to date with entries of the journal: of most edits only what they name is looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import may_stay, sources
from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app.deriving import references, typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.values import Values
from bureau_desk.store import journal, pinned
from bureau_desk.store.current import stored_problems, with_problems
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry


class Touched:
    """What a batch touches: the values of its records now, and the records whose computed fields may differ."""

    def __init__(self, desk: Desk) -> None:
        self.values: dict[str, dict[int, Values | None]] = {}
        self.sound: dict[int, set[str]] = {}  # records of which only fields were edited, with those fields
        self.stood: dict[int, list[Problem]] = {}  # what was stored against those of them that had problems
        self.moved: dict[str, set[int]] = {}
        self.linked: set[int] = set()
        self._registers = desk.schema.registers
        self._sources: dict[str, frozenset[str]] = {}
        self._references: dict[str, list[str]] = {}

    def move(self, entry: Entry) -> bool:
        """Note a record whose computed fields, or those of others, may follow; False for an edit that none follow."""
        if entry.register not in self._sources:
            self._sources[entry.register] = frozenset(sources(self._registers[entry.register]))
            self._references[entry.register] = references(self._registers[entry.register])
        moves = entry.action not in EDITS or not self._sources[entry.register].isdisjoint(entry.values or ())
        if moves:
            self.moved.setdefault(entry.register, set()).add(entry.record)
        return moves

    def link(self, register: str, values: Values | None) -> None:
        """Remember the records that a row points at: their computed fields may change with it."""
        for field in self._references[register] if values else ():
            number = (values or {}).get(field)
            if isinstance(number, int):
                self.linked.add(number)


def put_current(
    desk: Desk, connection: Connection, entries: Sequence[Entry], seqs: Sequence[int], touched: Touched
) -> None:
    """Bring current rows up to date with entries of the journal, and note what they touch."""
    fresh: dict[str, list[tuple[int, int, Values]]] = {}
    changed: dict[str, dict[int, list[tuple[int, Entry]]]] = {}
    for entry, seq in zip(entries, seqs, strict=True):
        known = touched.values.setdefault(entry.register, {})
        if touched.move(entry):
            touched.link(entry.register, entry.values)
        if entry.action == "add" and entry.record not in known and entry.values is not None:
            fresh.setdefault(entry.register, []).append((entry.record, seq, entry.values))
            known[entry.record] = entry.values
        else:
            changed.setdefault(entry.register, {}).setdefault(entry.record, []).append((seq, entry))
    for register, rows in fresh.items():
        new = [row for row in rows if row[0] not in changed.get(register, {})]
        # A record that comes back keeps its number, and its old row may stand there still.
        desk.tables.remove(connection, register, [row[0] for row in new])
        desk.tables.insert(connection, register, new)
    for register, records in changed.items():
        _change(desk, connection, register, records, touched)


def _change(
    desk: Desk,
    connection: Connection,
    register: str,
    records: Mapping[int, Sequence[tuple[int, Entry]]],
    touched: Touched,
) -> None:
    """Bring the current rows of changed records up to date; of an edited row only the edited fields are written."""
    described, known = desk.schema.registers[register], touched.values[register]
    moved = touched.moved.get(register, set())
    standing = desk.tables.standing(connection, register, typed_fields(described), records)
    troubled = with_problems(connection, records)
    stood = stored_problems(connection, troubled, CODES)
    for number, (_, before) in standing.items():
        if number in moved:
            touched.link(register, before)
        if all(entry.action in EDITS for _, entry in records[number]):
            if number not in known:
                touched.sound[number] = set()
                if number in troubled:
                    touched.stood[number] = stood[number]
        else:
            touched.sound.pop(number, None)
    edits = {
        number: lines
        for number, lines in records.items()
        if number in standing and all(entry.action in EDITS for _, entry in lines)
    }
    for number, lines in edits.items():
        if number in touched.sound:
            touched.sound[number].update(key for _, entry in lines for key in entry.values or ())
    direct = _direct(desk, connection, register, edits) if not may_stay(described) else {}
    if not may_stay(described):
        direct |= _narrow(desk, connection, register, edits, direct)
    written: dict[int, tuple[int, Collection[str], Values]] = {}
    for number, (seq, delta) in direct.items():
        version, before = standing[number]
        held = {key: value for key, value in {**before, **delta}.items() if value is not None}
        known[number] = held
        written[number] = seq or version, delta.keys(), held
    today = desk.today().isoformat()
    gone = [number for number, lines in records.items() if _ends(lines, today)]
    known.update(dict.fromkeys(gone))
    done = direct.keys() | set(gone)
    rest = [number for number in records if number not in done]
    folded = journal.folded(connection, desk.schema, register, today, records=rest) if rest else ()
    whole: list[tuple[int, int, Values]] = []
    for number, seq, values in folded:
        known[number] = values
        if values is not None and number in edits:
            written[number] = (seq, {key for _, entry in edits[number] for key in entry.values or ()}, values)
            continue
        gone.append(number)
        if values is not None:
            whole.append((number, seq, values))
    for number in records:
        if number in moved:
            touched.link(register, known[number])
    desk.tables.update(connection, register, written)
    desk.tables.remove(connection, register, gone)
    desk.tables.insert(connection, register, whole)


def _ends(lines: Sequence[tuple[int, Entry]], today: str) -> bool:
    """Whether the last of some lines deletes its record: then nothing else needs to be looked at."""
    return lines[-1][1].action == "delete" and lines[-1][1].valid_from <= today


def _direct(
    desk: Desk, connection: Connection, register: str, edits: Mapping[int, Sequence[tuple[int, Entry]]]
) -> dict[int, tuple[int, Values]]:
    """Of edited records those whose edit simply holds now: (seq, changed values). The others must be folded again."""
    shapes: dict[tuple[str, ...], dict[int, str]] = {}
    found: dict[int, tuple[int, Values]] = {}
    for number, lines in edits.items():
        if len(lines) == 1 and lines[0][1].action == "edit" and (values := lines[0][1].values):
            shapes.setdefault(tuple(values), {})[number] = lines[0][1].valid_from
            found[number] = (lines[0][0], values)
    for keys, since in shapes.items():
        for number in journal.outdone(connection, register, since, keys, desk.today().isoformat()):
            del found[number]
    return found


def _narrow(
    desk: Desk,
    connection: Connection,
    register: str,
    edits: Mapping[int, Sequence[tuple[int, Entry]]],
    direct: Collection[int],
) -> dict[int, tuple[int, Values]]:
    """Of the other edited records those that were never deleted: (seq, what their edited fields hold now).

    Seq 0 for edits that all hold from a later day: the row stands where it stood.
    """
    rest = [number for number in edits if number not in direct]
    deleted = pinned.once_deleted(connection, register, rest) if rest else set()
    shapes: dict[frozenset[str], list[int]] = {}
    for number in rest:
        if number not in deleted:
            keys = frozenset(key for _, entry in edits[number] for key in entry.values or ())
            shapes.setdefault(keys, []).append(number)
    today = desk.today().isoformat()
    found: dict[int, tuple[int, Values]] = {}
    for names, numbers in shapes.items():
        held = pinned.standing(connection, desk.schema, register, numbers, names, today)
        for number, values in held.items():
            found[number] = max((seq for seq, entry in edits[number] if entry.valid_from <= today), default=0), values
    return found
