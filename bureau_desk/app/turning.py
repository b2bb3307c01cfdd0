"""What turns when a day has passed: revisions that begin to hold, events that take effect, evaluations published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, or_, select

from bureau_desk.analysis.histories import certain_day
from bureau_desk.app.dated_checks import dated
from bureau_desk.app.deriving import derive_records, references
from bureau_desk.domain.problem import Problem
from bureau_desk.store import database as databases
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import record, revision

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk

_MANY = 300  # beyond this, rebuilding the tables is quicker than record by record
_DATED = {"event": ("effective_date", "event_date"), "annual_eval": ("publish_date",)}
"""Registers whose rows change computed fields of what they point at, from the first filled of these days on."""


@dataclass(slots=True)
class Turned:
    """Records that hold other values now, by register, and the records that computed fields must be worked out for."""

    revised: dict[str, list[int]] = field(default_factory=dict)
    subjects: set[int] = field(default_factory=set)


def derived_on(connection: Connection) -> str:
    """The ISO day as of which the current tables stand, '' when nobody noted it."""
    return databases.read_meta(connection, "derived_on")


def any_turned(desk: Desk, connection: Connection, backwards: bool = True) -> bool:
    """Whether today's tables would differ from those that stand; with `backwards` also when the clock was set back."""
    held, today = derived_on(connection), desk.today().isoformat()
    if held == today or (held > today and not backwards):
        return False
    if not held:
        return True
    first, last = sorted((held, today))
    if _revised(connection, first, last) or any(True for _ in _pointed(desk, connection, first, last)):
        return True
    return any(True for _ in dated(desk, connection, held, today))


def turned(desk: Desk, connection: Connection) -> Turned | None:
    """What turned between the day of the tables and today; None when all must be rebuilt: too much, or no day known."""
    held = derived_on(connection)
    if not held:
        return None
    first, last = sorted((held, desk.today().isoformat()))
    found = Turned()
    for key, number in _revised(connection, first, last):
        if key in desk.schema.registers:
            found.revised.setdefault(key, []).append(number)
            found.subjects.add(number)
    found.subjects.update(_pointed(desk, connection, first, last))
    return None if len(found.subjects) > _MANY else found


def _revised(connection: Connection, first: str, last: str) -> list[tuple[str, int]]:
    """Records with a revision that holds from a day after `first` up to `last`."""
    query = select(revision.c.register, revision.c.record).distinct()
    query = query.where(revision.c.valid_from > first, revision.c.valid_from <= last)
    return [(row[0], row[1]) for row in connection.execute(query.order_by(revision.c.register, revision.c.record))]


def _pointed(desk: Desk, connection: Connection, first: str, last: str) -> Iterator[int]:
    """Records that a dated row points at whose day lies after `first` and up to `last`."""
    for key, names in _DATED.items():
        register = desk.schema.registers.get(key)
        if register is None or not (dated := [name for name in names if register.field(name)]):
            continue
        table = desk.tables.table(key)
        days = [table.c[f"f_{name}"] for name in dated]
        # Days of year or month precision are texts that begin alike: narrowed here, decided below.
        near = or_(*(and_(day >= first[:4], day <= last) for day in days))
        pointing = [table.c[f"f_{name}"] for name in references(register)]
        for row in connection.execute(select(*days, *pointing).where(near)):
            day = next((told for value in row[: len(days)] if (told := certain_day(value))), "")
            if first < day <= last:
                yield from (number for number in row[len(days) :] if isinstance(number, int))


def renew(desk: Desk, connection: Connection, found: Turned) -> None:
    """Fold the revised records again, check them, and work out the computed fields of all that turned."""
    from bureau_desk.app import checking
    from bureau_desk.app.context import DeskContext
    from bureau_desk.app.row_checks import row_problems  # it stands on this module

    context = DeskContext(desk, connection)
    linked = set(found.subjects)
    for key, numbers in found.revised.items():
        register = desk.schema.registers[key]
        fields = references(register)
        before = desk.tables.rows(connection, key, numbers)
        today = desk.today().isoformat()
        now = {n: (seq, values) for n, seq, values in folded(connection, desk.schema, key, today, records=numbers)}
        living = [(number, seq, values) for number, (seq, values) in now.items() if values is not None]
        desk.tables.remove(connection, key, numbers)
        desk.tables.insert(connection, key, living)
        told: dict[int, tuple[Problem, ...]] = dict.fromkeys(numbers, ())
        told |= {number: row_problems(register, values, context) for number, _, values in living}
        checking.store(desk, connection, key, told)
        rows = [*(row.values for row in before.values()), *(values for _, _, values in living)]
        linked.update(to for values in rows for name in fields if isinstance(to := values.get(name), int))
    query = select(record.c.register, record.c.id).where(record.c.id.in_(linked)).order_by(record.c.id)
    derive_records(desk, connection, [(row[0], row[1]) for row in connection.execute(query)])
