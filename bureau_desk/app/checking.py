"""The stored problems of saved rows: by their own fields, beside last year, and without what staff let stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app import plausible
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Problem
from bureau_desk.store import accepted
from bureau_desk.store.bulk import among
from bureau_desk.store.current import add_problems, count_faults, set_problems
from bureau_desk.store.tables import problem


def store(
    desk: Desk, connection: Connection, key: str, found: Mapping[int, Sequence[Problem]], whole: bool = False
) -> None:
    """Replace the stored problems of records by what their own fields say, then compare the years.

    `whole` says that the register is checked from the beginning: `found` then holds only rows with problems.
    """
    set_problems(connection, key, found)
    numbers = None if whole else list(found)
    beside = plausible.found_in_desk(desk, connection, desk.schema.registers[key], numbers)
    if beside and not whole:
        stale = problem.delete().where(problem.c.code.in_(CODES), among(problem.c.record, list(beside)))
        connection.execute(stale)
    add_problems(connection, key, {number: told for number, told in beside.items() if told})
    touched = None if numbers is None else list(dict.fromkeys([*numbers, *beside]))
    accepted.mark(connection, touched)
    count_faults(connection, desk.tables, key, touched)
