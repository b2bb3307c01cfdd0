"""The one way into a desk: journal, current tables, computed fields and problems change in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Sequence

from sqlalchemy import Connection, select

from bureau_desk.app import checking, closing, noting, row_checks, upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.current_rows import put_current
from bureau_desk.app.deriving import derive_records
from bureau_desk.app.desk import Desk
from bureau_desk.app.former_values import former_of
from bureau_desk.app.jobs import Job, Progress, at_once
from bureau_desk.app.touched import Touched
from bureau_desk.domain.values import Values
from bureau_desk.store import journal, room
from bureau_desk.store.bulk import among, fetched
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import record as record_table

_PORTION = 2000


def write_job(
    desk: Desk,
    entries: Sequence[Entry],
    summary: str,
    reason: str = "",
    kind: str = "do",
    target: int | None = None,
    after: Callable[[Connection], None] | None = None,
) -> Job[Changes]:
    """Write entries as one batch; what goes wrong, what `after` raises, and cancelling take everything back."""
    let: frozenset[str] = frozenset()  # registers of which more than the entries is otherwise
    try:
        with desk.database.writing() as connection, uncollected():
            number = journal.open_batch(connection, desk.now(), desk.author, summary, kind, target)
            alone = target is not None and journal.nothing_holds_between(connection, target, number)
            taken_back = kind in ("undo", "redo") and target is not None
            if taken_back and target is not None:
                # At once: a page that is written first and last makes SQLite sum the whole log of a large step anew.
                journal.mark_undone(connection, target)
            yield from put_entries(desk, connection, entries, number, reason, target if alone else None)
            if after is not None:
                after(connection)
            if taken_back and target is not None:
                let = checking.take_back(desk, connection, target, number)
                let |= noting.take_back(desk, connection, target, number)
    finally:
        if kind != "do":
            desk.keys.forget()  # readings may be others now, or are as they were
    registers = frozenset(entry.register for entry in entries) | let
    changes = Changes(registers, tuple(dict.fromkeys(entry.record for entry in entries)), number, summary)
    desk.emit(changes)
    return changes


write = at_once(write_job)
"""`write_job` driven to its end."""


def put_entries(
    desk: Desk, connection: Connection, entries: Sequence[Entry], number: int, reason: str, at_once: int | None = None
) -> Generator[Progress, None, None]:
    """Journal and current tables for entries of one batch, inside the caller's transaction.

    Closed when entries reach into a closed year and are no marked correction. `at_once` is the batch that they take
    back, where nothing that was written since holds.
    """
    reason = closing.checked(desk, connection, entries, number, reason)
    upkeep.catch_up(desk, connection)  # the day may have changed while the desk was open
    if len(entries) >= room.LARGE:
        room.widen(connection)
    touched = Touched(desk, number, at_once)
    former_of(desk).begin(desk, connection, number)
    yield from _put(desk, connection, entries, number, reason, touched)
    yield Progress("核对与推算", len(entries), len(entries))
    yield from _settle(desk, connection, touched)


def _put(
    desk: Desk, connection: Connection, entries: Sequence[Entry], number: int, reason: str, touched: Touched
) -> Generator[Progress, None, None]:
    """Entries into the journal, then the rows of their records.

    All of the journal goes before all of the rows, so that a large step has few pages in hand at a time: one that left
    for the log early and is written again makes SQLite sum the log anew. Where a record has several entries, a portion
    of the rows must not see what later portions write of it: then both go in turns.
    """
    total, seqs = len(entries), list[int]()
    single = len({entry.record for entry in entries}) == total
    for start in range(0, total, _PORTION):
        yield Progress("写入台账", start // 2 if single else start, total)
        portion = entries[start : start + _PORTION]
        written = journal.append(connection, desk.schema, portion, number, desk.now(), desk.author, reason)
        seqs += written
        if not single:
            put_current(desk, connection, portion, written, touched)
    for start in range(0, total if single else 0, _PORTION):
        yield Progress("写入台账", (total + start) // 2, total)
        place = slice(start, start + _PORTION)
        put_current(desk, connection, entries[place], seqs[place], touched)


def _settle(desk: Desk, connection: Connection, touched: Touched) -> Generator[Progress, None, None]:
    """Stored problems of the touched rows, and computed fields of all that may differ now."""
    yield from row_checks.check_touched(desk, connection, touched)
    subjects = {(key, number) for key, numbers in touched.moved.items() for number in numbers}
    subjects.update((key, number) for number, key in registers_of(connection, touched.linked))
    yield Progress("推算")
    if subjects:
        derive_records(desk, connection, sorted(subjects))


def registers_of(connection: Connection, numbers: Collection[int]) -> list[tuple[int, str]]:
    """(record, register) of some records."""
    if not numbers:
        return []
    query = select(record_table.c.id, record_table.c.register).where(among(record_table.c.id, numbers))
    return [(row[0], row[1]) for row in fetched(connection, query)]


def add_many(connection: Connection, register: str, rows: Iterable[Values], valid_from: str = "") -> list[Entry]:
    """Entries for new records of a register, with fresh ids."""
    listed = list(rows)
    numbers = journal.new_records(connection, register, len(listed))
    return [Entry(number, register, "add", values, valid_from) for number, values in zip(numbers, listed, strict=True)]
