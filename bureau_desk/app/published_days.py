"""The days and moments of what was published: how the desk looked when an issue was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bureau_desk.app.desk import Desk
from bureau_desk.store.tables import published


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """An issue, the day its figures are true for, and the moment up to which was known what it says."""

    title: str
    day: date
    published_at: datetime


def published_days(desk: Desk, limit: int = 24) -> list[PublishedDay]:
    """What was published last, newest first."""
    columns = (published.c.title, published.c.year, published.c.number, published.c.as_of, published.c.published_at)
    query = select(*columns).order_by(published.c.id.desc()).limit(limit)
    with desk.database.reading() as connection:
        return [
            PublishedDay(f"{title} {year}年第{number}期", date.fromisoformat(as_of), datetime.fromisoformat(at))
            for title, year, number, as_of, at in connection.execute(query)
        ]
