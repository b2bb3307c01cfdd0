"""The rows of a whole register on a day: most records were written down once, and those need no folding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Values
from bureau_desk.store.bulk import fetched
from bureau_desk.store.encoding import Reader
from bureau_desk.store.folding import Line, fold
from bureau_desk.store.tables import revision

Loaded = dict[int, Values | None]
"""The values of lines of the journal by their number; a line is never rewritten."""
_MOST_LOADED = 20_000
"""Lines that are kept for other days: a large register is asked for few days, and its lines would fill the memory."""


def rows_on(
    connection: Connection, schema: Schema, register: str, on: str, known: str = "", before: Loaded | None = None
) -> Iterator[Row]:
    """Living rows of a register as of an ISO day and moment of knowledge ('' for no bound), in order of id.

    Rows that were written down with the same words share their values, which nobody may change. `before` are lines that
    were loaded for other days; those of this day are added to them.
    """
    wanted = (revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c["values"])
    query = select(*wanted).where(revision.c.register == register)
    if on:
        query = query.where(revision.c.valid_from <= on)
    if known:
        query = query.where(revision.c.recorded_at <= known)
    lines = fetched(connection, query.order_by(revision.c.record, revision.c.seq))
    loaded = _loaded(Reader(schema.registers[register]), lines, {} if before is None else before)
    begin = 0
    for end, line in enumerate(lines, 1):
        number = line[0]
        if end < len(lines) and lines[end][0] == number:
            continue
        values = loaded[begin]
        if end - begin > 1 or line[2] != "add" or values is None or None in values.values():
            held = [
                Line(one[1], one[2], one[3], told)
                for one, told in zip(lines[begin:end], loaded[begin:end], strict=True)
            ]
            values = fold(held)
        if values is not None:
            yield Row(number, values)
        begin = end


def _loaded(reader: Reader, lines: Sequence[Any], before: Loaded) -> list[Values | None]:
    """The values of the lines, those that were loaded before as they are."""
    fresh = [line for line in lines if line[1] not in before] if before else lines
    values: list[Values | None] = list(reader.load_all([line[4] for line in fresh]))
    numbered = zip((line[1] for line in fresh), values, strict=True)
    if not before and len(lines) > _MOST_LOADED:
        return values
    if len(before) + len(fresh) > _MOST_LOADED:
        here = {**before, **dict(numbered)}
        return [here[line[1]] for line in lines]
    before.update(numbered)
    return [before[line[1]] for line in lines]
