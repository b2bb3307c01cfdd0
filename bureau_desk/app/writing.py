"""The one way into a desk: journal, current tables, computed fields and problems change in one transaction."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from bureau_desk.analysis.dependence import may_stay, sources
from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app import checking, closing, noting, upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import derive_records, references, typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress, finish
from bureau_desk.domain.fieldtypes import check, check_row, may_differ
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import FieldType, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal, pinned
from bureau_desk.store.bulk import among
from bureau_desk.store.current import stored_problems, with_problems
from bureau_desk.store.folding import EDITS
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record as record_table

_PORTION = 2000


def write(
    desk: Desk,
    entries: Sequence[Entry],
    summary: str,
    reason: str = "",
    kind: str = "do",
    target: int | None = None,
    after: Callable[[Connection], None] | None = None,
) -> Changes:
    """Write entries as one batch; what goes wrong, or what `after` raises, takes everything back."""
    let: frozenset[str] = frozenset()  # registers of which more than the entries is otherwise
    try:
        with desk.database.writing() as connection, uncollected():
            number = journal.open_batch(connection, desk.now(), desk.author, summary, kind, target)
            finish(put_entries(desk, connection, entries, number, reason))
            if after is not None:
                after(connection)
            if kind in ("undo", "redo") and target is not None:
                journal.mark_undone(connection, target)
                let = checking.take_back(desk, connection, target, number)
                let |= noting.take_back(desk, connection, target, number)
    finally:
        if kind != "do":
            desk.keys.forget()  # readings may be others now, or are as they were
    registers = frozenset(entry.register for entry in entries) | let
    changes = Changes(registers, tuple(dict.fromkeys(entry.record for entry in entries)), number, summary)
    desk.emit(changes)
    return changes


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without cyclic garbage collection, which takes a fifth of the time of a bulk write and finds nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def put_entries(
    desk: Desk, connection: Connection, entries: Sequence[Entry], number: int, reason: str
) -> Generator[Progress, None, None]:
    """Journal and current tables for entries of one batch, inside the caller's transaction.

    Closed when entries reach into a closed year and are no marked correction.
    """
    reason = closing.checked(desk, connection, entries, number, reason)
    upkeep.catch_up(desk, connection)  # the day may have changed while the desk was open
    touched = Touched(desk)
    for start in range(0, len(entries), _PORTION):
        yield Progress("写入台账", start, len(entries))
        portion = entries[start : start + _PORTION]
        seqs = journal.append(connection, desk.schema, portion, number, desk.now(), desk.author, reason)
        _put_current(desk, connection, portion, seqs, touched)
    yield Progress("核对与推算", len(entries), len(entries))
    yield from _settle(desk, connection, touched)


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


def _put_current(
    desk: Desk, connection: Connection, entries: Sequence[Entry], seqs: Sequence[int], touched: Touched
) -> None:
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
    for number, (_, delta) in direct.items():
        after = {**standing[number][1], **delta}
        known[number] = {key: value for key, value in after.items() if value is not None}
    narrow = _narrow(desk, connection, register, edits, direct) if not may_stay(described) else {}
    for number, delta in narrow.items():
        after = {**standing[number][1], **delta}
        known[number] = {key: value for key, value in after.items() if value is not None}
    rest = [number for number in records if number not in direct and number not in narrow]
    folded = journal.folded(connection, desk.schema, register, desk.today().isoformat(), records=rest) if rest else ()
    written: dict[int, tuple[int, Collection[str], Values]] = {
        number: (seq, delta.keys(), known[number] or {}) for number, (seq, delta) in direct.items()
    }
    today = desk.today().isoformat()
    for number, delta in narrow.items():
        # what holds from a later day is not in the row yet
        seqs = [seq for seq, entry in edits[number] if entry.valid_from <= today]
        written[number] = seqs[-1] if seqs else standing[number][0], delta.keys(), known[number] or {}
    whole: list[tuple[int, int, Values]] = []
    gone: list[int] = []
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
) -> dict[int, dict[str, Value]]:
    """Of the other edited records those that were never deleted: what their edited fields hold now, None for nothing."""
    rest = [number for number in edits if number not in direct]
    deleted = pinned.once_deleted(connection, register, rest) if rest else set()
    shapes: dict[frozenset[str], list[int]] = {}
    for number in rest:
        if number not in deleted:
            keys = frozenset(key for _, entry in edits[number] for key in entry.values or ())
            shapes.setdefault(keys, []).append(number)
    today = desk.today().isoformat()
    found: dict[int, dict[str, Value]] = {}
    for names, numbers in shapes.items():
        found |= pinned.standing(connection, desk.schema, register, numbers, names, today)
    return found


def _settle(desk: Desk, connection: Connection, touched: Touched) -> Generator[Progress, None, None]:
    """Stored problems of the touched rows, and computed fields of all that may differ now."""
    context = DeskContext(desk, connection)
    for key, rows in touched.values.items():
        register = desk.schema.registers[key]
        numbers = list(rows)
        for start in range(0, len(numbers), _PORTION):
            yield Progress("核对", start, len(numbers))
            found: dict[int, tuple[Problem, ...]] = {}
            for number in numbers[start : start + _PORTION]:
                values = rows[number]
                only, stood = touched.sound.get(number), touched.stood.get(number)
                if values is None:
                    found[number] = ()
                elif only is not None and stood is not None:
                    found[number] = still_problems(register, values, context, only, stood)
                else:
                    found[number] = row_problems(register, values, context, only)
            checking.store(desk, connection, key, found)
    subjects = {(key, number) for key, numbers in touched.moved.items() for number in numbers}
    subjects.update(registers_of(connection, touched.linked))
    yield Progress("推算")
    if subjects:
        derive_records(desk, connection, sorted(subjects))


def registers_of(connection: Connection, numbers: Collection[int]) -> list[tuple[str, int]]:
    """(register, record) of some records."""
    if not numbers:
        return []
    query = select(record_table.c.register, record_table.c.id).where(among(record_table.c.id, numbers))
    return [(row[0], row[1]) for row in connection.execute(query)]


def row_problems(
    register: Register, values: Values, context: DeskContext, only: Collection[str] | None = None
) -> tuple[Problem, ...]:
    """Everything that may be said against a row: field by field, then across fields.

    `only` names the fields that changed in a row of which nothing was to be said before.
    """
    found = _field_problems(register, values, context, values if only is None else only)
    return (*found, *check_row(register, values, context, touched=only))


def _field_problems(register: Register, values: Values, context: DeskContext, keys: Iterable[str]) -> list[Problem]:
    found: list[Problem] = []
    for key in keys:
        field, value = register.field(key), values.get(key)
        if field is not None and value is not None:
            found += check(field, value, context)
    return found


def still_problems(
    register: Register, values: Values, context: DeskContext, changed: Collection[str], stood: Sequence[Problem]
) -> tuple[Problem, ...]:
    """Everything that may be said against a row against which something stood before some of its fields changed.

    References are looked at again, since what they point at may have gone meanwhile.
    """
    if may_differ(register, values, context, changed):
        return row_problems(register, values, context)
    again = {*changed, *(field.key for field in register.fields if field.type is FieldType.REFERENCE)}
    return (*(one for one in stood if one.field not in again), *_field_problems(register, values, context, again))


def add_many(connection: Connection, register: str, rows: Iterable[Values], valid_from: str = "") -> list[Entry]:
    """Entries for new records of a register, with fresh ids."""
    listed = list(rows)
    numbers = journal.new_records(connection, register, len(listed))
    return [Entry(number, register, "add", values, valid_from) for number, values in zip(numbers, listed, strict=True)]
