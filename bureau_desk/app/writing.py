"""The one way into a desk: journal, current tables, computed fields and problems change in one transaction."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

from sqlalchemy import Connection

from bureau_desk.app import checking, closing, upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import derive_all, derive_records, references
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress, finish
from bureau_desk.domain.fieldtypes import check, check_row
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Values
from bureau_desk.store import journal
from bureau_desk.store.journal import Entry

_MANY = 300  # beyond this, working out whole registers is quicker than record by record
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
    let: frozenset[str] = frozenset()  # registers whose problems were let stand, or are so no more
    with desk.database.writing() as connection, uncollected():
        number = journal.open_batch(connection, desk.now(), desk.author, summary, kind, target)
        finish(put_entries(desk, connection, entries, number, reason))
        if after is not None:
            after(connection)
        if kind in ("undo", "redo") and target is not None:
            journal.mark_undone(connection, target)
            let = checking.take_back(desk, connection, target, number)
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
    touched: dict[str, dict[int, Values | None]] = {}
    linked: set[tuple[str, int]] = set()
    for start in range(0, len(entries), _PORTION):
        yield Progress("写入台账", start, len(entries))
        portion = entries[start : start + _PORTION]
        seqs = journal.append(connection, desk.schema, portion, number, desk.now(), desk.author, reason)
        _put_current(desk, connection, portion, seqs, touched, linked)
    yield Progress("核对与推算", len(entries), len(entries))
    _settle(desk, connection, touched, linked)


def _put_current(
    desk: Desk,
    connection: Connection,
    entries: Sequence[Entry],
    seqs: Sequence[int],
    touched: dict[str, dict[int, Values | None]],
    linked: set[tuple[str, int]],
) -> None:
    fresh: dict[str, list[tuple[int, int, Values]]] = {}
    changed: dict[str, dict[int, None]] = {}
    for entry, seq in zip(entries, seqs, strict=True):
        known = touched.setdefault(entry.register, {})
        _link(desk, entry.register, entry.values, linked)
        if entry.action == "add" and entry.record not in known and entry.values is not None:
            fresh.setdefault(entry.register, []).append((entry.record, seq, entry.values))
            known[entry.record] = entry.values
        else:
            changed.setdefault(entry.register, {})[entry.record] = None
    for register, rows in fresh.items():
        new = [row for row in rows if row[0] not in changed.get(register, {})]
        # A record that comes back keeps its number, and its old row may stand there still.
        desk.tables.remove(connection, register, [row[0] for row in new] if len(new) < _MANY else [])
        desk.tables.insert(connection, register, new)
    for register, records in changed.items():
        _refold(desk, connection, register, list(records), touched[register], linked)


def _refold(
    desk: Desk,
    connection: Connection,
    register: str,
    records: Sequence[int],
    known: dict[int, Values | None],
    linked: set[tuple[str, int]],
) -> None:
    """Work the current rows of changed records out of the journal again, all in one reading."""
    for before in desk.tables.rows(connection, register, records).values():
        _link(desk, register, before.values, linked)
    alive: list[tuple[int, int, Values]] = []
    for record, seq, values in journal.folded(
        connection, desk.schema, register, desk.today().isoformat(), records=records
    ):
        known[record] = values
        _link(desk, register, values, linked)
        if values is not None:
            alive.append((record, seq, values))
    desk.tables.remove(connection, register, records)
    desk.tables.insert(connection, register, alive)


def _link(desk: Desk, register: str, values: Values | None, linked: set[tuple[str, int]]) -> None:
    """Remember the records that a row points at: their computed fields may change with it."""
    for field in references(desk.schema.registers[register]):
        number = (values or {}).get(field)
        if isinstance(number, int):
            linked.add((field, number))


def _settle(
    desk: Desk, connection: Connection, touched: dict[str, dict[int, Values | None]], linked: set[tuple[str, int]]
) -> None:
    context = DeskContext(desk, connection)
    total = sum(len(rows) for rows in touched.values())
    for key, rows in touched.items():
        register = desk.schema.registers[key]
        found = {
            number: () if values is None else row_problems(register, values, context) for number, values in rows.items()
        }
        checking.store(desk, connection, key, found)
    if total + len(linked) > _MANY:
        derive_all(desk, connection)
        return
    subjects = {(key, number) for key, rows in touched.items() for number in rows}
    subjects |= {(context.register_of(number), number) for _, number in linked}
    derive_records(desk, connection, sorted(subjects))


def row_problems(register: Register, values: Values, context: DeskContext) -> tuple[Problem, ...]:
    """Everything that may be said against a row: field by field, then across fields."""
    found: list[Problem] = []
    for key, value in values.items():
        field = register.field(key)
        if field is not None and value is not None:
            found += check(field, value, context)
    return (*found, *check_row(register, values, context))


def add_many(connection: Connection, register: str, rows: Iterable[Values], valid_from: str = "") -> list[Entry]:
    """Entries for new records of a register, with fresh ids."""
    listed = list(rows)
    numbers = journal.new_records(connection, register, len(listed))
    return [Entry(number, register, "add", values, valid_from) for number, values in zip(numbers, listed, strict=True)]
