"""Records of a register on two days at once, each by what was known at a moment; the journal is read once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, func, select

from bureau_desk.domain.register import Schema
from bureau_desk.store.bulk import among, fetched
from bureau_desk.store.encoding import Reader
from bureau_desk.store.folding import EDITS, Line, State, fold
from bureau_desk.store.tables import record, revision

PORTION = 500
_TEXTS = 2000


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


def one_sided(
    connection: Connection, register: str, before: Moment, after: Moment
) -> dict[int, list[tuple[str, int, frozenset[str]]]]:
    """(action, batch, fields named) of the lines that one of two days alone knows, by record, in order of writing.

    Fields are told of edits; every other action concerns the record as a whole.
    """
    columns = (revision.c.record, revision.c.action, revision.c.batch)
    named = case((revision.c.action.in_(sorted(EDITS)), revision.c["values"]))
    query = select(*columns, named).where(revision.c.register == register).order_by(revision.c.seq)
    first, last = sorted((before.on, after.on))
    if before.known == after.known:
        query = query.where(revision.c.valid_from > first, revision.c.valid_from <= last)
    if before.known or after.known:
        query = query.where(_known(before) != _known(after))
    found: dict[int, list[tuple[str, int, frozenset[str]]]] = {}
    shapes: dict[tuple[str, ...], frozenset[str]] = {(): frozenset()}
    rows = fetched(connection, query)
    for begin in range(0, len(rows), _TEXTS):
        portion = rows[begin : begin + _TEXTS]
        values = json.loads(f"[{','.join(row[3] or '{}' for row in portion)}]")  # half of what single texts take
        for (number, action, batch, _), named in zip(portion, values, strict=True):
            shape = tuple(named)
            if shape not in shapes:
                shapes[shape] = frozenset(shape)
            line = action, batch, shapes[shape]
            if number in found:
                found[number].append(line)
            else:
                found[number] = [line]
    return found


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
    query = query.where(among(revision.c.record, records)).order_by(revision.c.record, revision.c.seq)
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
