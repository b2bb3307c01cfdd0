"""Every record of a register on two days at once, each by what was known at a moment; the journal is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, and_, case, cast, func, or_, select

from bureau_desk.domain.register import Schema
from bureau_desk.store.encoding import Reader
from bureau_desk.store.folding import Line, State, fold
from bureau_desk.store.tables import record, revision

PORTION = 500
SPAN = 4000


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


def last_record(connection: Connection) -> int:
    """The highest number of any record."""
    return int(connection.execute(select(func.max(record.c.id))).scalar() or 0)


def records_of(
    connection: Connection, register: str, before: Moment, after: Moment, starts: Sequence[str], begin: int, end: int
) -> list[int]:
    """The records that may differ: those with a line that one day alone knows, or with a date between both days.

    `starts` are the fields of those dates. Looked at are those numbered from `begin` to before `end`. All others are the
    same on both days, whatever they hold.
    """
    one, other = (_known(moment) for moment in (before, after))
    first, last = sorted((before.on, after.on))
    texts = [cast(func.json_extract(revision.c["values"], f"$.{key}"), Text) for key in starts]
    parts = [one != other, *(text.between(first, last) for text in texts)]
    query = select(revision.c.record).where(revision.c.register == register, or_(*parts)).distinct()
    query = query.where(revision.c.record >= begin, revision.c.record < end)
    return list(connection.execute(query.order_by(revision.c.record)).scalars())


def _known(moment: Moment) -> ColumnElement[int]:
    parts = [revision.c.valid_from <= moment.on]
    if moment.known:
        parts.append(revision.c.recorded_at <= moment.known)
    return case((and_(*parts), 1), else_=0)


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
