"""The history of one cell: every value it was given, by whom, when, why, and from which day each holds."""

from __future__ import annotations

from dataclasses import dataclass

from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.values import Value
from bureau_desk.store import folding, journal
from bureau_desk.store.folding import Line


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value that a cell was given; `text` is what an editor would show of it now, `old` and `new` what staff read.

    `valid_from` is the ISO day from which it holds, '' for since always; `holds` whether it is what holds today.
    """

    seq: int
    recorded_at: str
    author: str
    action: str
    reason: str
    batch: int
    summary: str
    old: str
    new: str
    text: str
    valid_from: str
    holds: bool


def cell_history(desk: Desk, record: int, field: str) -> list[CellChange]:
    """What a field of a record was set to, newest first; Misuse when there is no such record or field.

    Lines that left the field alone are not told; `old` is what held on the line's own first day just before it. Codes
    bear the label that they had on the day of the line.
    """
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        register = desk.schema.registers.get(context.register_of(record))
        described = register.field(field) if register else None
        if register is None or described is None:
            raise Misuse(f"没有记录 #{record} 或字段“{field}”。")

        def told(value: Value, moment: str) -> str:
            return "" if value is None else fieldtypes.show(described, value, context.on(moment))

        before: list[Line] = []
        found: list[CellChange] = []
        today = desk.today().isoformat()
        all_lines = journal.revisions(connection, desk.schema, record)
        ruling = _ruling([journal.line_of(one) for one in all_lines], field, today)
        for one in all_lines:
            line = journal.line_of(one)
            old = (folding.fold([each for each in before if each.valid_from <= line.valid_from]) or {}).get(field)
            before.append(line)
            if one.action in folding.EDITS and field not in (one.values or {}):
                continue
            new = (folding.fold([each for each in before if each.valid_from <= line.valid_from]) or {}).get(field)
            if one.action == "edit":
                new = (one.values or {}).get(field)
            if old == new and one.action not in folding.EDITS:
                continue
            step = journal.get_batch(connection, one.batch)
            found.append(
                CellChange(
                    one.seq,
                    one.recorded_at,
                    one.author,
                    one.action,
                    one.reason,
                    one.batch,
                    step.summary if step else "",
                    told(old, one.recorded_at),
                    told(new, one.recorded_at),
                    "" if new is None else fieldtypes.edit_text(described, new, context),
                    one.valid_from,
                    one.seq == ruling,
                )
            )
        return found[::-1]


def _ruling(lines: list[Line], field: str, today: str) -> int:
    """The line whose value of a field holds today, 0 when the record is gone or never had one."""
    known = [line for line in lines if line.valid_from <= today]
    if folding.fold(known) is None:
        return 0
    found = 0
    pinned = {day: values for day, values in folding.pins(known).items() if field in values}
    if pinned:
        last = max(pinned)
        of_day = [
            line for line in known if line.action == "edit" and line.valid_from == last and field in (line.values or {})
        ]
        # an edit taken back and brought again stands by its last line
        return of_day[-1].seq
    for line in known:
        if line.action == "add" and field in (line.values or {}):
            found = line.seq
    return found
