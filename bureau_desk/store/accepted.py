"""Problems that staff let stand: each step writes what it decides, the last word on a finding holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, select

from bureau_desk.store.bulk import among, insert_many
from bureau_desk.store.tables import accepted_problem as accepted
from bureau_desk.store.tables import problem


@dataclass(frozen=True, slots=True)
class Decision:
    """One finding and whether it is let stand (`holds`) or not any more; it holds as long as `value` is the same."""

    record: int
    field: str
    code: str
    value: str
    reason: str
    holds: bool = True


def put(connection: Connection, batch: int, decisions: Iterable[Decision], author: str, now: str) -> None:
    """Write decisions as part of a step."""
    rows = [
        {
            "batch": batch,
            "record": one.record,
            "field": one.field,
            "code": one.code,
            "value": one.value,
            "reason": one.reason,
            "holds": int(one.holds),
            "author": author,
            "recorded_at": now,
        }
        for one in decisions
    ]
    insert_many(connection, accepted, rows)


def of_batch(connection: Connection, batch: int) -> list[Decision]:
    """What a step decided."""
    query = select(accepted).where(accepted.c.batch == batch).order_by(accepted.c.record, accepted.c.field)
    return [_decision(row) for row in connection.execute(query)]


def reversed_of(connection: Connection, batch: int) -> list[Decision]:
    """The decisions that bring everything back to what held just before a step."""
    found = []
    for one in of_batch(connection, batch):
        query = select(accepted).where(accepted.c.batch < batch, accepted.c.record == one.record)
        query = query.where(accepted.c.field == one.field, accepted.c.code == one.code)
        row = connection.execute(query.order_by(accepted.c.batch.desc()).limit(1)).first()
        before = _decision(row) if row else Decision(one.record, one.field, one.code, one.value, "", holds=False)
        found.append(before)
    return found


def overruled(connection: Connection, batch: int) -> list[Decision]:
    """The decisions of a step on which another word was said since."""
    found = []
    for one in of_batch(connection, batch):
        query = select(accepted).where(accepted.c.record == one.record)
        query = query.where(accepted.c.field == one.field, accepted.c.code == one.code)
        row = connection.execute(query.order_by(accepted.c.batch.desc()).limit(1)).one()
        if _decision(row) != one:
            found.append(one)
    return found


def _decision(row: object) -> Decision:
    return Decision(row.record, row.field, row.code, row.value, row.reason, bool(row.holds))  # type: ignore[attr-defined]


def any_decided(connection: Connection) -> bool:
    """Whether anything was ever let stand: most desks need not look further."""
    return connection.execute(select(accepted.c.batch).limit(1)).first() is not None


def mark(connection: Connection, records: Sequence[int] | None = None) -> None:
    """Mark the stored problems of these records (None: all) that are let stand, and unmark the others."""
    if not any_decided(connection):
        return
    newest = select(func.max(accepted.c.batch)).where(_same()).scalar_subquery()
    basis = func.coalesce(func.nullif(problem.c.basis, ""), problem.c.value)
    stands = select(accepted.c.batch).where(_same(), accepted.c.holds == 1, accepted.c.value == basis)
    # the last word on the finding, not any word
    stands = stands.where(accepted.c.batch == newest.correlate(problem))
    query = problem.update().values(accepted=func.coalesce(stands.correlate(problem).scalar_subquery(), 0))
    connection.execute(query if records is None else query.where(among(problem.c.record, list(records))))


def _same() -> ColumnElement[bool]:
    return and_(
        accepted.c.record == problem.c.record,
        accepted.c.field == problem.c.field,
        accepted.c.code == problem.c.code,
    )
