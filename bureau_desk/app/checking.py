"""The stored problems of saved rows: by their own fields, beside last year, and without what staff let stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, select

from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app import plausible
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.store import accepted
from bureau_desk.store.bulk import among
from bureau_desk.store.current import add_problems, count_faults, set_problems
from bureau_desk.store.tables import problem, record


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


def renew_accepted(desk: Desk, connection: Connection, records: Collection[int]) -> frozenset[str]:
    """Bring marks and fault counts of these records in step with what staff decided; returns their registers."""
    numbers = list(records)
    accepted.mark(connection, numbers)
    query = select(record.c.id, record.c.register).where(among(record.c.id, numbers))
    owners: dict[str, list[int]] = {}
    for number, key in connection.execute(query):
        owners.setdefault(key, []).append(number)
    for key, own in owners.items():
        if key in desk.schema.registers:
            count_faults(connection, desk.tables, key, own)
    return frozenset(owners)


def take_back(desk: Desk, connection: Connection, target: int, number: int) -> frozenset[str]:
    """Undo or redo what a step let stand, as part of the step `number`; returns the registers concerned.

    Trouble when a later step has decided on one of these problems again.
    """
    before = accepted.reversed_of(connection, target)
    if not before:
        return frozenset()
    again = accepted.overruled(connection, target)
    if again:
        name = DeskContext(desk, connection).name(again[0].record)
        more = f"等 {len(again):,} 个问题" if len(again) > 1 else "的这个问题"
        raise Trouble(f"没有撤销：“{name}”{more}后来又有别的决定。", "请先撤销后来的改动。")
    accepted.put(connection, number, before, desk.author, desk.now())
    return renew_accepted(desk, connection, {one.record for one in before})
