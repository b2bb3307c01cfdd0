"""What steps changed beside the records, each as it was and as it became, so that undo brings back exactly that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, inspect, select
from sqlalchemy.schema import CreateTable

from bureau_desk.store.tables import noted


class Note(NamedTuple):
    """One thing that a step changed: of which kind, which one, its text before and after ('' for nothing)."""

    kind: str
    key: str
    before: str
    after: str


def put(connection: Connection, batch: int, notes: Iterable[Note]) -> None:
    """Write down what a step changed."""
    rows = [{"batch": batch, **one._asdict()} for one in notes]
    if rows:
        connection.execute(CreateTable(noted, if_not_exists=True))
        connection.execute(noted.insert(), rows)


def of_batch(connection: Connection, batch: int) -> list[Note]:
    """What a step changed beside the records."""
    if not inspect(connection).has_table(noted.name):
        return []
    query = select(noted).where(noted.c.batch == batch).order_by(noted.c.kind, noted.c.key)
    return [Note(row.kind, row.key, row.before, row.after) for row in connection.execute(query)]


def kinds(connection: Connection, first: int, last: int) -> frozenset[str]:
    """The kinds of what steps after one and up to another changed beside the records."""
    if first >= last or not inspect(connection).has_table(noted.name):
        return frozenset()
    query = select(noted.c.kind).where(noted.c.batch > first, noted.c.batch <= last).distinct()
    return frozenset(connection.execute(query).scalars())
