"""Pairs of records that staff found to be two organisations, remembered so that nobody is asked twice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from bureau_desk.store.tables import not_same


@dataclass(frozen=True, slots=True)
class Judgement:
    """One pair, the smaller record id first, with who said so, when and why."""

    first: int
    second: int
    author: str
    recorded_at: str
    reason: str


def remember(connection: Connection, judgement: Judgement) -> None:
    """Write a judgement; a later one of the same pair takes its place."""
    forget(connection, judgement.first, judgement.second)
    connection.execute(
        not_same.insert().values(
            first=judgement.first,
            second=judgement.second,
            author=judgement.author,
            recorded_at=judgement.recorded_at,
            reason=judgement.reason,
        )
    )


def forget(connection: Connection, first: int, second: int) -> None:
    """Take a judgement back: the pair is proposed again."""
    first, second = min(first, second), max(first, second)
    connection.execute(not_same.delete().where(not_same.c.first == first, not_same.c.second == second))


def of_pair(connection: Connection, first: int, second: int) -> Judgement | None:
    """The judgement of one pair."""
    query = select(not_same).where(not_same.c.first == first, not_same.c.second == second)
    row = connection.execute(query).first()
    return Judgement(row.first, row.second, row.author, row.recorded_at, row.reason) if row else None


def judgements(connection: Connection) -> list[Judgement]:
    """Every judgement, the newest first."""
    query = select(not_same).order_by(not_same.c.recorded_at.desc(), not_same.c.first, not_same.c.second)
    return [
        Judgement(row.first, row.second, row.author, row.recorded_at, row.reason) for row in connection.execute(query)
    ]
