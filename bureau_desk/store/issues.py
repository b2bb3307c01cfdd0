"""Published galleys and every number printed in them, kept for the next issue to be checked against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, tuple_

from bureau_desk.domain.galley import Galley
from bureau_desk.store.tables import printed_number, published


@dataclass(frozen=True, slots=True)
class Printed:
    """How an earlier issue printed a figure."""

    issue: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A published issue: its masthead, the day of its numbers, and when it was published."""

    title: str
    year: int
    number: int
    as_of: str
    published_at: str


def latest(connection: Connection) -> Issued | None:
    """The newest issue by year and number, None when none was published."""
    columns = (published.c.title, published.c.year, published.c.number, published.c.as_of, published.c.published_at)
    query = select(*columns).order_by(published.c.year.desc(), published.c.number.desc(), published.c.id.desc())
    row = connection.execute(query.limit(1)).first()
    return Issued(*row) if row else None


def archive(connection: Connection, made: Galley, text: str, now: str, author: str) -> int:
    """Keep a galley (its JSON text) and its numbers; publishing the same galley again adds nothing."""
    head = made.masthead
    same = select(published.c.id).where(published.c.galley == text)
    known = connection.execute(same).scalar()
    if known:
        return int(known)
    number = int(connection.execute(select(func.max(published.c.id))).scalar() or 0) + 1
    connection.execute(
        published.insert().values(
            id=number,
            title=head.title,
            year=head.year,
            number=head.number,
            as_of=head.date.isoformat(),
            published_at=now,
            author=author,
            galley=text,
        )
    )
    lines = [
        {
            "published": number,
            "position": one.index,
            "name": one.name,
            "form": one.form,
            "text": one.text,
            "value": one.value,
            "as_of": one.as_of,
        }
        for one in made.numbers
    ]
    if lines:
        connection.execute(printed_number.insert(), lines)
    return number


@dataclass(frozen=True, slots=True)
class Kept:
    """A published galley in the archive, without its text; `numbers` says how many figures it prints."""

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

    @property
    def told(self) -> str:
        """The issue with the moment it was published."""
        return f"{self.heading}（{self.published_at[:16].replace('T', ' ')} 发布）"


def kept(connection: Connection, title: str = "", year: int = 0, number: int = 0, limit: int = -1) -> list[Kept]:
    """The published galleys of an issue, or of all issues without a title, the last published first."""
    columns = published.c
    counted = select(printed_number.c.published, func.count().label("numbers"))
    lines = counted.group_by(printed_number.c.published).subquery()
    query = (
        select(columns.id, columns.title, columns.year, columns.number, columns.as_of, columns.published_at)
        .add_columns(columns.author, func.coalesce(lines.c.numbers, 0))
        .outerjoin(lines, lines.c.published == columns.id)
        .order_by(columns.id.desc())
    )
    if title:
        query = query.where(columns.title == title, columns.year == year, columns.number == number)
    return [Kept(*row) for row in connection.execute(query.limit(limit))]


def is_published(connection: Connection, title: str, year: int, number: int) -> bool:
    """Whether an issue was published before."""
    columns = published.c
    query = select(columns.id).where(columns.title == title, columns.year == year, columns.number == number)
    return connection.execute(query.limit(1)).scalar() is not None


def galley(connection: Connection, number: int) -> str:
    """The JSON text of a published galley by its id, '' when there is none."""
    return str(connection.execute(select(published.c.galley).where(published.c.id == number)).scalar() or "")


def printed_before(connection: Connection, days: Sequence[str]) -> dict[tuple[str, str, str], list[Printed]]:
    """Every earlier printing of figures as of some ISO days, by name, form and day of the figure."""
    number = printed_number.c
    query = (
        select(published.c.title, published.c.year, published.c.number, number.name, number.form, number.as_of)
        .add_columns(number.text, number.value)
        .join(published, published.c.id == number.published)
        .where(number.as_of.in_(days))
        .order_by(published.c.id)
    )
    found: dict[tuple[str, str, str], list[Printed]] = {}
    for title, year, issue, name, form, day, text, value in connection.execute(query):
        found.setdefault((name, form, day), []).append(Printed(f"{title}{year}年第{issue}期", text, value))
    return found


def galleys_before(connection: Connection, title: str, at: tuple[int, int], most: int) -> list[tuple[str, str]]:
    """The galleys (JSON texts) of the last issues of that title before a year and number, each once, with their names."""
    column = published.c
    query = (
        select(column.year, column.number, func.max(column.id))
        .where(column.title == title, tuple_(column.year, column.number) < tuple_(*at))
        .group_by(column.year, column.number)
        .order_by(column.year.desc(), column.number.desc())
        .limit(most)
    )
    found = []
    for year, number, key in connection.execute(query).all():
        text = connection.execute(select(column.galley).where(column.id == key)).scalar()
        found.append((f"{title}{year}年第{number}期", str(text or "")))
    return found
