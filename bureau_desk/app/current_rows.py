"""Current rows brought up to date with entries of the journal: of most edits only what they name is looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import may_stay, sources
from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app.deriving import references, typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.removed_rows import Kept, removed_of
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.values import Values
from bureau_desk.store import journal, pinned
from bureau_desk.store.current import stored_problems, with_problems
from bureau_desk.store.encoding import tuple_reader
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry
from bureau_desk.store.removed import put_back, raw_rows


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
    today = desk.today().isoformat()
    troubled = with_problems(connection, records)
    stood = stored_problems(connection, troubled, CODES)
    gone = [number for number, lines in records.items() if _ends(lines, today)]
    _take_along(desk, connection, register, {number: records[number] for number in gone}, touched, stood)
    back = _lay_back(desk, connection, register, records, touched)
    left = records.keys() - back - set(gone)
    standing = desk.tables.standing(connection, register, typed_fields(described), left) if left else {}
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
    known.update(dict.fromkeys(gone))
    done = direct.keys() | set(gone) | back
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


def _take_along(
    desk: Desk,
    connection: Connection,
    register: str,
    records: Mapping[int, Sequence[tuple[int, Entry]]],
    touched: Touched,
    stood: Mapping[int, Sequence[Problem]],
) -> None:
    """Before deleted rows go: note what they point at, and keep them for the case that the deletion is taken back."""
    if not records:
        return
    removed, known, moved = removed_of(desk), touched.values[register], touched.moved.get(register, set())
    removed.forget(records)
    described, today, readings = desk.schema.registers[register], desk.today().isoformat(), desk.keys.readings
    table, search = desk.tables.table(register), desk.tables.search(register)
    names = [column.name for column in table.columns]
    places = [names.index(f"f_{key}") for key in references(described)]
    kept: dict[int, Kept] = {}
    for raw in raw_rows(connection, table, search, records):
        number, lines = raw[0], records[raw[0]]
        touched.sound.pop(number, None)
        if number in moved:
            touched.linked.update(raw[place] for place in places if isinstance(raw[place], int))
        if number not in known and len(lines) == 1:  # else what is stored against it may not be what the row says
            (seq, entry), told = lines[0], stood.get(number, ())
            kept[number] = Kept(desk.schema, seq, entry.valid_from, today, readings, raw, told)
    removed.keep(kept)


def _lay_back(
    desk: Desk,
    connection: Connection,
    register: str,
    records: Mapping[int, Sequence[tuple[int, Entry]]],
    touched: Touched,
) -> set[int]:
    """Lay back the rows of restored records about which nothing was written since they were deleted."""
    known = touched.values[register]
    restored = {
        number: lines[0]
        for number, lines in records.items()
        if len(lines) == 1 and lines[0][1].action == "restore" and number not in known
    }
    kept = removed_of(desk).standing_again(desk, connection, restored) if restored else {}
    if not kept:
        return set()
    keys = typed_fields(desk.schema.registers[register])
    read = tuple_reader(desk.schema.registers[register], keys)
    table, search = desk.tables.table(register), desk.tables.search(register)
    names = [column.name for column in table.columns]
    pick = [names.index(f"f_{key}") for key in keys]
    for number, one in kept.items():
        known[number] = read([one.raw[place] for place in pick])
        touched.sound[number], touched.stood[number] = set(), list(one.problems)
    desk.tables.remove(connection, register, list(kept))
    put_back(connection, table, search, [(restored[number][0], one.raw) for number, one in kept.items()])
    return set(kept)


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
