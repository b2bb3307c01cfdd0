"""Published galleys and every number printed in them, kept for the next issue to be checked against."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from bureau_desk.domain.galley import Galley
from bureau_desk.store.tables import printed_number, published


def archive(connection: Connection, galley: Galley, text: str, now: str, author: str) -> int:
    """Keep a galley (its JSON text) and its numbers; publishing the same galley again adds nothing."""
    head = galley.masthead
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
        for one in galley.numbers
    ]
    if lines:
        connection.execute(printed_number.insert(), lines)
    return number


def printed_before(connection: Connection, name: str, form: str, as_of: str) -> list[tuple[str, str, str]]:
    """(issue, printed text, value) of every earlier printing of the same figure for the same day."""
    query = (
        select(published.c.title, published.c.year, published.c.number, printed_number.c.text, printed_number.c.value)
        .join(published, published.c.id == printed_number.c.published)
        .where(printed_number.c.name == name, printed_number.c.form == form, printed_number.c.as_of == as_of)
        .order_by(published.c.id)
    )
    return [(f"{row[0]}{row[1]}年第{row[2]}期", row[3], row[4]) for row in connection.execute(query)]
