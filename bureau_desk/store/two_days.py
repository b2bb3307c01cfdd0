"""Every record of a register on two days at once, each by what was known at a moment; the journal is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from bureau_desk.domain.register import Schema
from bureau_desk.store.encoding import Reader
from bureau_desk.store.journal import Line, State, fold
from bureau_desk.store.tables import revision

PORTION = 4000


class Moment(NamedTuple):
    """An ISO day and, '' for everything known, the ISO moment up to which knowledge counts."""

    on: str
    known: str = ""


class Pair(NamedTuple):
    """One record on both days; `batches` are those of the lines that only one of them knows, by field ('' the record)."""

    record: int
    before: State
    after: State
    batches: dict[str, int]


def records_of(connection: Connection, register: str) -> list[int]:
    """Every record that a register ever had, in order."""
    query = select(revision.c.record).where(revision.c.register == register).distinct()
    return list(connection.execute(query.order_by(revision.c.record)).scalars())


def pairs(
    connection: Connection, schema: Schema, register: str, records: Sequence[int], before: Moment, after: Moment
) -> Iterator[Pair]:
    """The states of some records on both days; a portion of PORTION records is quick and small."""
    columns = (revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c.recorded_at)
    query = select(*columns, revision.c.batch, revision.c["values"]).where(revision.c.register == register)
    query = query.where(revision.c.record.in_(records)).order_by(revision.c.record, revision.c.seq)
    cursor = connection.execute(query)
    rows = cursor.cursor.fetchall() if cursor.cursor else []
    loaded = Reader(schema.registers[register]).load_all([row[6] for row in rows])
    owner, held = 0, list[tuple[Line, str, int]]()
    for row, values in zip(rows, loaded, strict=True):
        if row[0] != owner and held:
            yield _pair(owner, held, before, after)
            held = []
        owner = row[0]
        held.append((Line(row[1], row[2], row[3], values), row[4], row[5]))
    if held:
        yield _pair(owner, held, before, after)


def _pair(record: int, held: Sequence[tuple[Line, str, int]], before: Moment, after: Moment) -> Pair:
    knew = [[_knows(moment, line, at) for line, at, _ in held] for moment in (before, after)]
    first = fold([one[0] for one, known in zip(held, knew[0], strict=True) if known])
    if knew[0] == knew[1]:
        return Pair(record, first, first, {})
    second = fold([one[0] for one, known in zip(held, knew[1], strict=True) if known])
    batches: dict[str, int] = {}
    if first == second:
        return Pair(record, first, first, batches)
    for (line, _, batch), one, other in zip(held, *knew, strict=True):
        if one != other:
            batches[""] = batch
            batches.update(dict.fromkeys(line.values or {}, batch))
    return Pair(record, first, second, batches)


def _knows(moment: Moment, line: Line, recorded_at: str) -> bool:
    return line.valid_from <= moment.on and (not moment.known or recorded_at <= moment.known)
