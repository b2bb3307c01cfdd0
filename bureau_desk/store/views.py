"""Named views as lines of the desk: whose register, which name, in which place, with what body."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from bureau_desk.store.tables import saved_view


class ViewLine(NamedTuple):
    """One saved view; `body` is JSON that the floor above reads."""

    id: int
    name: str
    body: str
    author: str
    saved_at: str


def lines(connection: Connection, register: str) -> list[ViewLine]:
    """The saved views of a register in their order."""
    columns = [saved_view.c[name] for name in ViewLine._fields]
    query = select(*columns).where(saved_view.c.register == register).order_by(saved_view.c.place, saved_view.c.id)
    return [ViewLine(*row) for row in connection.execute(query)]


def put(
    connection: Connection, register: str, number: int | None, name: str, body: str, author: str, now: str
) -> int | None:
    """Write a view, a new one last in its register; its id, or None when the one to be changed is gone."""
    values = {"name": name, "body": body, "author": author, "saved_at": now}
    if number is not None:
        query = saved_view.update().where(saved_view.c.id == number, saved_view.c.register == register)
        return number if connection.execute(query.values(**values)).rowcount else None
    last = connection.execute(select(func.max(saved_view.c.place)).where(saved_view.c.register == register)).scalar()
    place = 0 if last is None else last + 1
    result = connection.execute(saved_view.insert().values(register=register, place=place, **values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def rename(connection: Connection, number: int, name: str) -> bool:
    """Give a view another name; False when it is gone."""
    query = saved_view.update().where(saved_view.c.id == number).values(name=name)
    return bool(connection.execute(query).rowcount)


def remove(connection: Connection, number: int) -> None:
    """Take a view away."""
    connection.execute(saved_view.delete().where(saved_view.c.id == number))


def reorder(connection: Connection, register: str, numbers: Sequence[int]) -> None:
    """Put the views of a register in this order; those not named follow as they stood."""
    standing = [line.id for line in lines(connection, register)]
    named = [number for number in dict.fromkeys(numbers) if number in standing]
    for place, number in enumerate([*named, *(one for one in standing if one not in named)]):
        connection.execute(saved_view.update().where(saved_view.c.id == number).values(place=place))
