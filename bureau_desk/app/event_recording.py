"""A planned happening is written: events, new certificates and former names in one batch that undo takes back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from bureau_desk.app import uniqueness, validity
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_plan import EventPlan, Write
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import journal
from bureau_desk.store.journal import Entry


def record_events(desk: Desk, plan: EventPlan, reason: str = "") -> Job[Changes]:
    """The job that writes every line of a plan that is not refused; Trouble when a record changed meanwhile."""
    lines = plan.written
    if not lines:
        raise Trouble(f"没有登记：{plan.fault or '没有一条可以写入。'}", "请按每条后面的提示改正。")
    writes = [one for line in lines for one in line.writes]
    registers = tuple(dict.fromkeys(one.draft.register for one in writes))
    word, title = plan.asked.kind.word, desk.register(plan.register).title
    what = f"“{lines[0].name}”" if len(lines) == 1 else f" {len(lines):,} 条"
    summary = f"登记{word}：{title}{what}（{plan.asked.effective_date or plan.asked.event_date}）"
    yield Progress(f"登记{word}", 0, len(lines))
    with desk.database.writing() as connection, uncollected():
        entries = [entry for key in registers for entry in _entries(desk, connection, key, writes)]
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        yield from put_entries(desk, connection, entries, number, reason)
        for key in registers:
            own = [one for one in entries if one.register == key]
            uniqueness.refuse_taken(desk, connection, desk.register(key), own, "没有登记")
    records = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(frozenset({*registers, plan.register}), records, number, summary)
    desk.emit(changes)
    return changes


def _entries(desk: Desk, connection: Connection, key: str, writes: Sequence[Write]) -> Iterator[Entry]:
    """New rows as additions since always, changes from their days on."""
    mine = [one for one in writes if one.draft.register == key]
    yield from add_many(connection, key, [one.draft.values for one in mine if one.draft.record is None])
    for write in mine:
        draft = write.draft
        # what holds from a day is written even where today's value is the same already, from a later day
        keys = draft.texts if write.since else draft.changed
        if draft.record is not None and keys:
            delta = {name: draft.values.get(name) for name in keys}
            yield from validity.split(
                desk, connection, desk.register(key), {draft.record: delta}, write.since or validity.CORRECTION
            )
