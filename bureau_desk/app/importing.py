"""A file becomes a plan, a plan becomes one batch: whole, undoable as a whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, TypedDict

from sqlalchemy import Connection, select

from bureau_desk.app import plausible
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job
from bureau_desk.app.plan_basis import NOTHING, Basis, basis_of, refuse_changed
from bureau_desk.app.validity import split
from bureau_desk.app.writing import put_entries
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.exchange.plan import ImportPlan, Outcome, PlannedRow, make_plan
from bureau_desk.exchange.plan_references import settled
from bureau_desk.exchange.rows import RowProblem
from bureau_desk.exchange.workbook import Sheet, read_workbook
from bureau_desk.store import journal
from bureau_desk.store.encoding import to_column
from bureau_desk.store.journal import Entry

_PORTION = 5000


@dataclass(frozen=True, slots=True)
class Planned(ImportPlan):
    """A plan with the sheet it was made from and the records and registers it was made against."""

    source: Sheet | None = None
    file: str = ""
    basis: Basis = NOTHING


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The batch that an import became (0: nothing changed) and its numbers of rows."""

    batch: int
    counts: Mapping[str, int]
    changes: Changes | None = None


class Report(TypedDict):
    """An import as the command line tells it to machines; always rows = added + updated + same + refused + blank."""

    batch: int | None
    rows: int
    added: int
    updated: int
    same: int
    refused: int
    blank: int
    problems: list[dict[str, Any]]


def plan(
    desk: Desk,
    register: str,
    path: Path,
    sheet: str | None = None,
    match: Sequence[str] | None = None,
    mode: str = "both",
) -> Planned:
    """What a file would change; nothing is saved. Trouble when the file cannot be read, Misuse for unknown fields."""
    described = desk.register(register)
    source = read_workbook(path, sheet)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        made = make_plan(described, source, context, _finder(desk, connection, described), match or (), mode)
        made = replace(made, lines=_beside_last_year(desk, connection, described, made))
        basis = basis_of(desk, connection)
    inherited = {one.name: getattr(made, one.name) for one in fields(ImportPlan)}
    return Planned(**inherited, source=source, file=path.name, basis=basis)


def _beside_last_year(
    desk: Desk, connection: Connection, register: Register, made: ImportPlan
) -> tuple[PlannedRow, ...]:
    """The planned rows with what last year's numbers say against those that would be written."""
    if register.yearly is None:
        return made.lines
    places = [place for place, one in enumerate(made.lines) if one.outcome in (Outcome.ADDED, Outcome.UPDATED)]
    rows = [(made.lines[place].record, made.lines[place].values) for place in places]
    letters = {column.field.key: column.letter for column in made.header.used if column.field}
    lines = list(made.lines)
    for place, told in zip(places, plausible.problems(desk, connection, register, rows), strict=True):
        line = lines[place]
        more = [_row_problem(register, line.number, letters.get(one.field, ""), one) for one in told]
        lines[place] = replace(line, problems=(*line.problems, *more)) if more else line
    return tuple(lines)


def _row_problem(register: Register, row: int, letter: str, one: Problem) -> RowProblem:
    field = register.field(one.field)
    return RowProblem(row, letter, field.title if field else "", one.value, one.message, one.severity, one.code)


Found = Mapping[tuple[Value, ...], list[tuple[int, Values]]]


def _finder(
    desk: Desk, connection: Connection, register: Register
) -> Callable[[tuple[str, ...], Sequence[tuple[Value, ...]]], Found]:
    """Looks up living records by the values of some fields, many at a time."""

    def find(keys: tuple[str, ...], wanted: Sequence[tuple[Value, ...]]) -> Found:
        records = _candidates(desk, connection, register, keys, wanted)
        asked = set(wanted)
        found: dict[tuple[Value, ...], list[tuple[int, Values]]] = {}
        for start in range(0, len(records), _PORTION):
            portion = records[start : start + _PORTION]
            for record, _, values in journal.folded(
                connection, desk.schema, register.key, desk.today().isoformat(), records=portion
            ):
                key = tuple((values or {}).get(name) for name in keys)
                if values is not None and key in asked:
                    found.setdefault(key, []).append((record, values))
        return found

    return find


def _candidates(
    desk: Desk, connection: Connection, register: Register, keys: tuple[str, ...], wanted: Sequence[tuple[Value, ...]]
) -> list[int]:
    """Ids of the records whose most telling field holds one of the wanted values."""
    table = desk.tables.table(register.key)
    described = [field for key in keys if (field := register.field(key))]
    # The field with the most different values narrows the search most.
    place = max(range(len(described)), key=lambda one: len({key[one] for key in wanted}), default=0)
    field = described[place]
    values = [to_column(field, one) for one in dict.fromkeys(key[place] for key in wanted) if one is not None]
    column = table.c[f"f_{field.key}"]
    records: list[int] = []
    for start in range(0, len(values), _PORTION):
        query = select(table.c.id).where(column.in_(values[start : start + _PORTION])).order_by(table.c.id)
        records += connection.execute(query).scalars()
    return records


def apply(desk: Desk, planned: Planned, valid_from: str | None = None) -> Job[ImportResult]:
    """Write a plan as one batch; Trouble when records, fields or code lists have changed since the plan was made.

    `valid_from` says from when updates hold, see `validity.split`: a day, CORRECTION, or None for the default of each
    field's kind, as if they were typed. New rows hold since always.
    """
    with desk.database.reading() as connection:
        refuse_changed(desk, connection, planned.basis, "导入")
    register = desk.register(planned.register)
    added, updated = planned.of(Outcome.ADDED), planned.of(Outcome.UPDATED)
    if not added and not updated:
        return ImportResult(0, planned.counts)
    summary = f"导入“{planned.file}”到{register.title}：新增 {len(added)}，更新 {len(updated)}"
    with desk.database.writing() as connection, uncollected():
        refuse_changed(desk, connection, planned.basis, "导入")
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        fresh = journal.new_records(connection, register.key, len(added))
        records = {line.number: line.record for line in planned.lines if line.record is not None}
        records |= {line.number: record for line, record in zip(added, fresh, strict=True)}
        entries = [
            Entry(records[line.number], register.key, "add", settled(register, line.values, records)) for line in added
        ]
        deltas: dict[int, dict[str, Value]] = {}
        for line in updated:
            values = settled(register, line.values, records)
            deltas.setdefault(records[line.number], {}).update((key, values.get(key)) for key in line.changed)
        entries += split(desk, connection, register, deltas, valid_from)
        yield from put_entries(desk, connection, entries, number, f"导入 {planned.file}")
    touched = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(frozenset({register.key}), touched, number, summary)
    desk.emit(changes)
    return ImportResult(number, planned.counts, changes)


def write_errors(desk: Desk, planned: Planned, out: Path) -> int:
    """The refused rows as a workbook with reasons, ready to be corrected and imported again; returns their number."""
    from bureau_desk.exchange.error_report import write_errors as write

    assert planned.source is not None
    return write(planned, desk.register(planned.register), planned.source, out, desk.clock())


def report(planned: Planned, batch: int | None) -> Report:
    """The plan and what became of it for machines."""
    counts = planned.counts
    return Report(
        batch=batch or None,
        rows=counts["rows"],
        added=counts["added"],
        updated=counts["updated"],
        same=counts["same"],
        refused=counts["refused"],
        blank=counts["blank"],
        problems=[
            {
                "row": one.row,
                "column": one.column,
                "field": one.field,
                "value": one.value,
                "message": one.message,
                "severity": str(one.severity),
            }
            for one in planned.problems
        ],
    )
