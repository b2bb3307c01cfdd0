"""The rows of a whole register on a day: most records were written down once, and those need no folding."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.store.bulk import fetched
from bureau_desk.store.encoding import Reader
from bureau_desk.store.folding import Line, fold
from bureau_desk.store.tables import revision


def rows_on(connection: Connection, schema: Schema, register: str, on: str, known: str = "") -> Iterator[Row]:
    """Living rows of a register as of an ISO day and moment of knowledge ('' for no bound), in order of id.

    Rows that were written down with the same words share their values, which nobody may change.
    """
    wanted = (revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c["values"])
    query = select(*wanted).where(revision.c.register == register)
    if on:
        query = query.where(revision.c.valid_from <= on)
    if known:
        query = query.where(revision.c.recorded_at <= known)
    lines = fetched(connection, query.order_by(revision.c.record, revision.c.seq))
    loaded = list(Reader(schema.registers[register]).load_all([line[4] for line in lines]))
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
