"""What staff made of the shipped registers, kept whole after each step; the last line holds."""

from __future__ import annotations

from sqlalchemy import Connection, func, inspect, select

from bureau_desk.store.tables import batch, schema_line


def latest(connection: Connection) -> tuple[int, str]:
    """The batch of the last step and the overlay as JSON; (0, '') when nobody changed anything or in an older desk."""
    if not inspect(connection).has_table(schema_line.name):
        return 0, ""
    row = connection.execute(select(schema_line).order_by(schema_line.c.batch.desc()).limit(1)).first()
    return (int(row.batch), str(row.body)) if row else (0, "")


def last_batch(connection: Connection) -> int:
    """The batch of the last step, 0 when there is none; a glance that costs nothing."""
    return int(connection.execute(select(func.max(schema_line.c.batch))).scalar() or 0)


def is_step(connection: Connection, number: int) -> bool:
    """Whether a batch changed registers or code lists."""
    return connection.execute(select(schema_line.c.batch).where(schema_line.c.batch == number)).first() is not None


def before(connection: Connection, number: int) -> str:
    """The overlay that held just before a batch, '' when there was none."""
    query = select(schema_line.c.body).where(schema_line.c.batch < number).order_by(schema_line.c.batch.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")


def body(connection: Connection, number: int) -> str:
    """The overlay that held from a batch on, its own line included."""
    return before(connection, number + 1)


def later(connection: Connection, number: int) -> list[int]:
    """Steps after a batch that are in force, oldest first."""
    query = (
        select(schema_line.c.batch)
        .join(batch, batch.c.id == schema_line.c.batch)
        .where(schema_line.c.batch > number, batch.c.undone == 0, batch.c.kind != "undo")
        .order_by(schema_line.c.batch)
    )
    return [int(one) for one in connection.execute(query).scalars()]


def append(connection: Connection, number: int, text: str) -> None:
    """Write the overlay that holds from a batch on."""
    connection.execute(schema_line.insert().values(batch=number, body=text))
