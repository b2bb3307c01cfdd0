"""What was published, kept as galleys: listed, and read again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.problem import Misuse
from bureau_desk.store.tables import printed_number
from bureau_desk.store.tables import published as published_table


@dataclass(frozen=True, slots=True)
class Kept:
    """A published galley: its masthead, the day of its numbers, when and by whom it was published."""

    id: int
    title: str
    year: int
    number: int
    as_of: str
    published_at: str
    author: str
    numbers: int

    @property
    def heading(self) -> str:
        """The issue as lists call it."""
        return f"{self.title} {self.year} 年第 {self.number} 期"


def published(desk: Desk, limit: int = 500) -> list[Kept]:
    """What was published, newest first."""
    one = published_table.c
    counted = (
        select(printed_number.c.published, func.count().label("numbers"))
        .group_by(printed_number.c.published)
        .subquery()
    )
    query = (
        select(one.id, one.title, one.year, one.number, one.as_of, one.published_at, one.author)
        .add_columns(func.coalesce(counted.c.numbers, 0))
        .outerjoin(counted, counted.c.published == one.id)
        .order_by(one.id.desc())
        .limit(limit)
    )
    with desk.database.reading() as connection:
        return [Kept(*row) for row in connection.execute(query)]


def galley_of(desk: Desk, number: int) -> Galley:
    """The galley of something published; Misuse when there is none of that number."""
    from bureau_desk.bulletin.galley_json import from_json

    with desk.database.reading() as connection:
        text = connection.execute(select(published_table.c.galley).where(published_table.c.id == number)).scalar()
    if text is None:
        raise Misuse(f"存档里没有第 {number} 号版样。")
    return from_json(text)
