"""The desk's list of problems."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, select

from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Severity
from bureau_desk.store.tables import problem


@dataclass(frozen=True, slots=True)
class StoredProblem:
    """A problem of a saved row, with the record's name and the field's title for staff."""

    register: str
    record: int
    name: str
    field: str
    title: str
    message: str
    severity: Severity
    value: str


def problems(desk: Desk, register: str | None = None, limit: int = 5000) -> list[StoredProblem]:
    """Problems of saved rows that nobody let stand, hard ones first, at most `limit`."""
    rank = case({"hard": 0, "soft": 1}, value=problem.c.severity, else_=2)
    query = select(problem).where(problem.c.accepted == 0, problem.c.wide == 0)
    query = query.order_by(rank, problem.c.register, problem.c.record).limit(limit)
    if register:
        query = query.where(problem.c.register == desk.register(register).key)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        return [
            StoredProblem(
                row.register,
                row.record,
                context.name(row.record),
                row.field,
                _title(desk, row.register, row.field),
                row.message,
                Severity(row.severity),
                row.value,
            )
            for row in connection.execute(query)
        ]


def _title(desk: Desk, register: str, field: str) -> str:
    described = desk.schema.registers.get(register)
    found = described.field(field) if described else None
    return found.title if found else field
