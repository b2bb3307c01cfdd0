"""The steps of a desk, newest first: who did what and when, how many rows it touched, whether it still holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, exists, func, or_, select

from bureau_desk.app.desk import Desk
from bureau_desk.app.recording import HistoryEntry, differences
from bureau_desk.app.returning import last_name
from bureau_desk.store import journal
from bureau_desk.store.tables import batch, correction, revision


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which steps are asked for; `first` and `last` are ISO days, both included; '' is no bound."""

    text: str = ""
    register: str = ""
    author: str = ""
    first: str = ""
    last: str = ""
    corrections: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step as staff read it; `rows` are records by register, `holds` whether what it did is in force."""

    number: int
    recorded_at: str
    author: str
    kind: str  # do | undo | redo | base | close | reopen
    summary: str
    reason: str
    rows: Mapping[str, int]
    holds: bool
    correction: bool
    standing: int  # the batch to take back in order to turn `holds` round: this one, its undo, or that one's redo

    @property
    def records(self) -> int:
        """How many records it touched."""
        return sum(self.rows.values())


def numbers(desk: Desk, wanted: Wanted) -> Sequence[int]:
    """The numbers of the steps asked for, newest first."""
    query = select(batch.c.id)
    for word in wanted.text.split():
        why = exists(
            select(correction.c.batch).where(
                correction.c.batch == batch.c.id, correction.c.reason.contains(word, autoescape=True)
            )
        )
        query = query.where(or_(batch.c.summary.contains(word, autoescape=True), why))
    if wanted.author:
        query = query.where(batch.c.author == wanted.author)
    if wanted.first:
        query = query.where(batch.c.recorded_at >= wanted.first)
    if wanted.last:
        query = query.where(batch.c.recorded_at <= f"{wanted.last}T99")
    if wanted.register:
        inside = and_(revision.c.batch == batch.c.id, revision.c.register == wanted.register)
        query = query.where(exists(select(revision.c.batch).where(inside)))
    if wanted.corrections:
        query = query.where(batch.c.id.in_(select(correction.c.batch)))
    with desk.database.reading() as connection:
        return connection.execute(query.order_by(batch.c.id.desc())).scalars().all()


def authors(desk: Desk) -> list[str]:
    """Who has written on the desk, by how much they did."""
    query = select(batch.c.author).group_by(batch.c.author).order_by(func.count().desc(), batch.c.author)
    with desk.database.reading() as connection:
        return list(connection.execute(query).scalars())


def page(desk: Desk, wanted: Sequence[int]) -> dict[int, Step]:
    """Some steps by number; ask for a page at a time."""
    with desk.database.reading() as connection:
        rows = _rows(connection, wanted)
        marked = set(connection.execute(select(correction.c.batch).where(correction.c.batch.in_(wanted))).scalars())
        takers = _takers(connection, wanted)
        found: dict[int, Step] = {}
        why = select(revision.c.reason).where(revision.c.batch == batch.c.id).limit(1).scalar_subquery()
        for row in connection.execute(select(batch, why.label("why")).where(batch.c.id.in_(wanted))):
            chain = _chain(connection, row.id, takers)
            found[row.id] = Step(
                row.id, row.recorded_at, row.author, row.kind, row.summary,
                row.why or "", rows.get(row.id, {}),
                len(chain) % 2 == 0, row.id in marked, chain[-1] if chain else row.id,
            )  # fmt: skip
        return found


def _rows(connection: Connection, wanted: Sequence[int]) -> dict[int, dict[str, int]]:
    query = (
        select(revision.c.batch, revision.c.register, func.count(revision.c.record.distinct()))
        .where(revision.c.batch.in_(wanted))
        .group_by(revision.c.batch, revision.c.register)
    )
    found: dict[int, dict[str, int]] = {}
    for row in connection.execute(query):
        found.setdefault(row[0], {})[row[1]] = row[2]
    return found


def _takers(connection: Connection, wanted: Sequence[int]) -> dict[int, int]:
    """By which later batch each of some batches was taken back; the newest one counts."""
    query = select(batch.c.target, func.max(batch.c.id)).where(batch.c.target.in_(wanted)).group_by(batch.c.target)
    return {row[0]: row[1] for row in connection.execute(query)}


def _chain(connection: Connection, number: int, takers: Mapping[int, int]) -> list[int]:
    """The batches that took this one back, brought it again, took it back again, and so on."""
    chain: list[int] = []
    known = dict(takers)
    at = known.get(number)
    while at is not None:
        chain.append(at)
        at = _takers(connection, [at]).get(at)
    return chain


def rows_of(desk: Desk, number: int, limit: int = 500) -> list[tuple[str, int, str, HistoryEntry]]:
    """(register, record, name, what was done) of a step's first rows, in the order of writing."""
    from bureau_desk.app.context import DeskContext

    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        found = []
        query = select(revision.c.seq, revision.c.record).where(revision.c.batch == number)
        lines = connection.execute(query.order_by(revision.c.seq).limit(limit)).all()
        histories = journal.histories(connection, desk.schema, sorted({row[1] for row in lines}))
        for seq, record in lines:
            before = [journal.line_of(one) for one in histories[record] if one.seq < seq]
            one = next(entry for entry in histories[record] if entry.seq == seq)
            told = differences(desk, context, one, before)
            name = context.name(record)
            name = last_name(desk, connection, record) if name.startswith("#") else name
            found.append((one.register, record, name, told))
        return found


def records_of(desk: Desk, number: int, register: str, limit: int = 20_000) -> list[int]:
    """The records of a register that a step touched."""
    query = select(revision.c.record).distinct().where(revision.c.batch == number, revision.c.register == register)
    with desk.database.reading() as connection:
        return list(connection.execute(query.limit(limit)).scalars())
