"""How far a desk is written, and what was written between two such marks: for programs that read while another writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, union

from bureau_desk.store import noted
from bureau_desk.store.tables import (
    accepted_problem,
    batch,
    issue,
    issue_file,
    issue_step,
    meta,
    published,
    record,
    revision,
    schema_line,
)

MOST = 2000
"""Lines of the journal beyond which it is not told which records they concern."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The last step, the last line of the journal, the desk's own notes, and what the issues came to."""

    batch: int
    seq: int
    notes: Mapping[str, str]
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """What steps between two marks touched; no records beside registers say that any of theirs may be others.

    `steps` is how many there were, `summary` that of a single one.
    """

    registers: frozenset[str]
    records: tuple[int, ...]
    steps: int
    summary: str
    schema: bool
    beside: frozenset[str]  # kinds of what was changed beside the records


def stamp(connection: Connection) -> int:
    """SQLite's own count of what other connections committed; it says nothing but that something was, and costs nothing."""
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar() or 0)


def mark(connection: Connection) -> Mark:
    """How far the desk is written; one statement, so that all of it is of one state."""
    notes = select(func.json_group_object(meta.c.key, meta.c.value)).scalar_subquery()
    gone = select(func.json_group_array(issue.c.name.concat(issue.c.gone))).scalar_subquery()
    last = select(issue_file.c.sha256).order_by(issue_file.c.seq.desc()).limit(1).scalar_subquery()
    query = select(
        select(func.max(batch.c.id)).scalar_subquery(),
        select(func.max(revision.c.seq)).scalar_subquery(),
        notes,
        gone,
        select(func.max(issue_step.c.id)).scalar_subquery(),
        select(func.max(issue_step.c.recorded_at)).scalar_subquery(),  # one goes on typing in the same step
        last,
        select(func.max(published.c.id)).scalar_subquery(),
    )
    number, seq, told, *issues = connection.execute(query).one()
    return Mark(int(number or 0), int(seq or 0), json.loads(told or "{}"), tuple(str(one or "") for one in issues))


def between(connection: Connection, before: Mark, now: Mark) -> Between:
    """What the steps after one mark and up to another touched."""
    done = select(batch.c.summary).where(batch.c.id > before.batch, batch.c.id <= now.batch)
    steps = connection.execute(done).scalars().all()
    if now.seq - before.seq > MOST:
        registers, records = _registers(connection, before, now), tuple[int, ...]()
    else:
        touched = _touched(connection, before, now)
        registers = frozenset(touched.values())
        records = tuple(touched) if len(touched) <= MOST else ()
    shaped = select(schema_line.c.batch).where(schema_line.c.batch > before.batch, schema_line.c.batch <= now.batch)
    return Between(
        registers,
        records,
        len(steps),
        str(steps[0]) if len(steps) == 1 else "",
        connection.execute(shaped.limit(1)).first() is not None,
        noted.kinds(connection, before.batch, now.batch),
    )


def _registers(connection: Connection, before: Mark, now: Mark) -> frozenset[str]:
    within = select(revision.c.register).where(revision.c.batch > before.batch, revision.c.batch <= now.batch)
    decided = select(record.c.register).join(accepted_problem, accepted_problem.c.record == record.c.id)
    decided = decided.where(accepted_problem.c.batch > before.batch, accepted_problem.c.batch <= now.batch)
    return frozenset(connection.execute(union(within, decided)).scalars())


def _touched(connection: Connection, before: Mark, now: Mark) -> dict[int, str]:
    """The register of each record that lines or decisions on problems name, in order of writing."""
    lines = select(revision.c.record, revision.c.register).where(revision.c.seq > before.seq, revision.c.seq <= now.seq)
    found = {row[0]: row[1] for row in connection.execute(lines.order_by(revision.c.seq))}
    decided = select(record.c.id, record.c.register).join(accepted_problem, accepted_problem.c.record == record.c.id)
    decided = decided.where(accepted_problem.c.batch > before.batch, accepted_problem.c.batch <= now.batch)
    return found | {row[0]: row[1] for row in connection.execute(decided.distinct().order_by(record.c.id))}
