"""Undo and redo: a batch is taken back by a new batch, so the journal stays append-only and survives restarts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection

from bureau_desk.app import schema_undoing
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.app.returning import refuse_doubled, refuse_hanging, refuse_taken
from bureau_desk.app.writing import write_job
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.record import Revision
from bureau_desk.domain.values import Values
from bureau_desk.store import folding, journal, pinned, schema_lines
from bureau_desk.store.journal import Batch, Entry


def undo(desk: Desk, number: int | None = None) -> Changes | None:
    """Take back a batch, the newest one when none is named; None when there is nothing to take back.

    Taking back an undo brings its batch back. Trouble when a later change touched the same records.
    """
    return finish(undo_job(desk, number))


def undo_job(desk: Desk, number: int | None = None) -> Job[Changes | None]:
    """The same as a job: cancelling leaves the step as it was."""
    with desk.database.reading() as connection:
        batch = _named(connection, number) if number is not None else journal.last_undoable(connection)
        if batch is None:
            return None
        touched = journal.later_touched(connection, batch.id)
        if touched:
            name = DeskContext(desk, connection).name(touched[0])
            raise Trouble(
                f"批次 {batch.id}（{batch.summary}）不能单独撤销：“{name}”等 {len(touched)} 条记录后来又改过。",
                "请先撤销后来的改动。",
            )
        schema_undoing.refuse_later(desk, connection, batch)
        is_step = schema_lines.is_step(connection, batch.id)
        entries = [] if is_step else _inverse(desk, connection, batch.id)
        newest = journal.last_undoable(connection)
    again = batch.kind == "undo"
    summary = f"{'重做' if again else '撤销'}：{_bare(batch.summary)}"
    kind = "redo" if again else "undo"
    if is_step:
        return (yield from schema_undoing.take_back(desk, batch, summary, kind, _inverse))
    alone = newest is None or newest.id != batch.id
    return (yield from _taken_back(desk, entries, summary, kind, batch.id, alone))


def undo_back_to(desk: Desk, number: int) -> Job[int]:
    """Take back every step after a batch, the newest first; returns how many.

    Each is a step of its own, so a cancel leaves the desk as it was after one of them, and redo brings them back one by
    one. Trouble as in `undo`.
    """
    with desk.database.reading() as connection:
        total = journal.undoable_after(connection, number)
        first = journal.get_batch(connection, number)
    done = 0
    title = f"撤销到“{first.summary if first else number}”之后，共 {total:,} 步"
    with desk.telling_once(title):
        while True:
            with desk.database.reading() as connection:
                batch = journal.last_undoable(connection)
            if batch is None or batch.id <= number:
                return done
            yield Progress(f"撤销：{_bare(batch.summary)}", done, total)
            yield from undo_job(desk)
            done += 1


def redo(desk: Desk) -> Changes | None:
    """Bring back what was last taken back; None when there is nothing."""
    return finish(redo_job(desk))


def redo_job(desk: Desk) -> Job[Changes | None]:
    """The same as a job."""
    with desk.database.reading() as connection:
        batch = journal.last_redoable(connection)
        if batch is None:
            return None
        is_step = schema_lines.is_step(connection, batch.id)
        entries = [] if is_step else _inverse(desk, connection, batch.id)
    summary = f"重做：{_bare(batch.summary)}"
    if is_step:
        return (yield from schema_undoing.take_back(desk, batch, summary, "redo", _inverse))
    return (yield from _taken_back(desk, entries, summary, "redo", batch.id))


def turn_job(desk: Desk, number: int) -> Job[Changes | None]:
    """The job that takes one batch back, or, of an undo, brings its batch again."""
    with desk.database.reading() as connection:
        batch = journal.get_batch(connection, number)
    yield Progress(batch.summary if batch else "")
    return (yield from undo_job(desk, number))


def _taken_back(
    desk: Desk, entries: Sequence[Entry], summary: str, kind: str, target: int, alone: bool = False
) -> Job[Changes]:
    """Write the way back; a record comes back only while nobody else bears its name, which none can when nothing else
    was written meanwhile.

    `alone` says that later steps stand: then what they point at must not go.
    """

    def whole(connection: Connection) -> None:
        if not journal.nothing_holds_between(connection, target, journal.last_batch(connection)):
            refuse_taken(desk, connection, entries, summary[:2])
        if alone:
            refuse_hanging(desk, connection, entries, summary[:2])
            refuse_doubled(desk, connection, entries, summary[:2])

    return (yield from write_job(desk, entries, summary, kind=kind, target=target, after=whole))


def undo_label(desk: Desk) -> str:
    """What undo would take back, '' when nothing."""
    with desk.database.reading() as connection:
        batch = journal.last_undoable(connection)
    return _bare(batch.summary) if batch else ""


def redo_label(desk: Desk) -> str:
    """What redo would bring back, '' when nothing."""
    with desk.database.reading() as connection:
        batch = journal.last_redoable(connection)
    return _bare(batch.summary) if batch else ""


def _bare(summary: str) -> str:
    for word in ("撤销：", "重做："):
        summary = summary.removeprefix(word)
    return summary


def _named(connection: Connection, number: int) -> Batch:
    batch = journal.get_batch(connection, number)
    if batch is None:
        raise Misuse(f"没有批次 {number}。", "可先用 history 命令查看批次号。")
    if batch.kind == "base":
        raise Misuse(f"批次 {number}（{batch.summary}）是台账的初始资料，不能撤销。", "要重来，请新建台账或演示台账。")
    if batch.kind in ("close", "reopen"):
        raise Misuse(f"批次 {number}（{batch.summary}）不能这样撤销。", "关账请用“重新开账”，重新开账后可以再关。")
    if batch.undone:
        raise Misuse(f"批次 {number}（{batch.summary}）已经撤销过。")
    return batch


def _inverse(desk: Desk, connection: Connection, number: int) -> list[Entry]:
    """The entries that bring every record of a batch back to what it was just before, newest change first."""
    entries: list[Entry] = []
    with uncollected():
        for one, before in reversed(pinned.batch_revisions(connection, desk.schema, number)):
            if one.action == "add":
                entries.append(Entry(one.record, one.register, "delete", None))
            elif one.action == "delete":
                entries.append(Entry(one.record, one.register, "restore", None, one.valid_from))
            elif one.action == "restore":
                entries.append(Entry(one.record, one.register, "delete", None, one.valid_from))
            else:
                entries += _edits_back(one, before)
    return entries


def _edits_back(one: Revision, before: Values) -> list[Entry]:
    """What was pinned on the day of an edit is pinned again; where nothing was, the edit is lifted off its day.

    Writing the former value instead would pin it there, over whatever holds from earlier days.
    """
    entries: list[Entry] = []
    if pinned := {key: before[key] for key in one.values or {} if key in before}:
        entries.append(Entry(one.record, one.register, "edit", pinned, one.valid_from))
    bare = tuple(key for key in one.values or () if key not in before)
    if bare and one.action != folding.LIFT:
        entries.append(Entry(one.record, one.register, folding.LIFT, _emptied(bare), one.valid_from))
    return entries


@lru_cache(maxsize=100)
def _emptied(keys: tuple[str, ...]) -> Values:
    """These fields with nothing in them; lines that name the same share it."""
    return dict.fromkeys(keys)
