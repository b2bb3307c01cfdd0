"""Current rows brought up to date with entries of the journal: of most edits only what they name is looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import tells_kin
from bureau_desk.analysis.plausibility import CODES
from bureau_desk.app.deriving import telling
from bureau_desk.app.desk import Desk
from bureau_desk.app.edited_rows import Lines, Portion, put_edits
from bureau_desk.app.removed_rows import Kept, removed_of
from bureau_desk.app.touched import Touched
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.values import Values
from bureau_desk.store import journal
from bureau_desk.store.current import stored_problems, with_problems
from bureau_desk.store.journal import Entry
from bureau_desk.store.removed import put_back, raw_rows


def put_current(
    desk: Desk, connection: Connection, entries: Sequence[Entry], seqs: Sequence[int], touched: Touched
) -> None:
    """Bring current rows up to date with entries of the journal, and note what they touch."""
    fresh: dict[str, list[tuple[int, int, Values]]] = {}
    changed: dict[str, dict[int, list[tuple[int, Entry]]]] = {}
    for entry, seq in zip(entries, seqs, strict=True):
        known = touched.values.setdefault(entry.register, {})
        if touched.move(entry):
            touched.link(entry.register, entry.values)
        if entry.action == "add" and entry.record not in known and entry.values is not None:
            fresh.setdefault(entry.register, []).append((entry.record, seq, entry.values))
            known[entry.record] = entry.values
        else:
            changed.setdefault(entry.register, {}).setdefault(entry.record, []).append((seq, entry))
    for register, rows in fresh.items():
        new = [row for row in rows if row[0] not in changed.get(register, {})]
        # A record that comes back keeps its number, and its old row may stand there still.
        desk.tables.remove(connection, register, [row[0] for row in new])
        desk.tables.insert(connection, register, new)
    for register, records in changed.items():
        _change(Portion(desk, connection, register, records, touched))


def _change(part: Portion) -> None:
    """Bring the current rows of changed records up to date; of an edited row only the edited fields are written."""
    today = part.desk.today().isoformat()
    troubled = with_problems(part.connection, part.records)
    part.touched.troubled |= troubled
    stood = stored_problems(part.connection, troubled, CODES)
    gone = [number for number, lines in part.records.items() if _ends(lines, today)]
    _take_along(part, gone, stood)
    part.desk.tables.remove(part.connection, part.register, gone)
    done = _lay_back(part).union(gone)
    done |= put_edits(part, [number for number in part.records if number not in done], stood)
    _fold_again(part, [number for number in part.records if number not in done])


def _fold_again(part: Portion, numbers: Sequence[int]) -> None:
    """Make the rows of some records anew from their whole journals."""
    if not numbers:
        return
    desk, connection, today = part.desk, part.connection, part.desk.today().isoformat()
    before = desk.tables.values(connection, part.register, telling(desk.schema.registers[part.register]), numbers)
    for number, stood in before:
        if number in part.moved:
            part.touched.link(part.register, stood)
    met: list[int] = []
    living: list[tuple[int, int, Values]] = []
    for number, seq, values in journal.folded(connection, desk.schema, part.register, today, records=numbers):
        met.append(number)
        part.touched.replace(part.register, number, values)
        if values is not None:
            living.append((number, seq, values))
        if number in part.moved:
            part.touched.link(part.register, values)
    desk.tables.remove(connection, part.register, met)
    desk.tables.insert(connection, part.register, living)


def _take_along(part: Portion, gone: Sequence[int], stood: Mapping[int, Sequence[Problem]]) -> None:
    """Before deleted rows go: note what they point at, and keep them for the case that the deletion is taken back."""
    if not gone:
        return
    desk, touched, moved = part.desk, part.touched, part.moved
    removed = removed_of(desk)
    removed.forget(gone)
    described, today, readings = desk.schema.registers[part.register], desk.today().isoformat(), desk.keys.readings
    table, search = desk.tables.table(part.register), desk.tables.search(part.register)
    names = [column.name for column in table.columns]
    places = [names.index(f"f_{key}") for key in telling(described)]
    kept: dict[int, Kept] = {}
    for raw in raw_rows(part.connection, table, search, gone):
        number, lines = raw[0], part.records[raw[0]]
        if number in moved:
            touched.linked.update(raw[place] for place in places if isinstance(raw[place], int))
        if len(lines) == 1 and not touched.met(part.register, number):
            # else what is stored against it may not be what the row says
            (seq, entry), told = lines[0], stood.get(number, ())
            kept[number] = Kept(desk.schema, seq, entry.valid_from, today, readings, raw, told)
    removed.keep(kept)
    for number in gone:
        touched.replace(part.register, number, None)


def _lay_back(part: Portion) -> set[int]:
    """Lay back the rows of restored records about which nothing was written since they were deleted."""
    desk, connection, touched = part.desk, part.connection, part.touched
    restored = {
        number: lines[0]
        for number, lines in part.records.items()
        if len(lines) == 1 and lines[0][1].action == "restore" and not touched.met(part.register, number)
    }
    kept = removed_of(desk).standing_again(desk, connection, restored) if restored else {}
    if not kept:
        return set()
    table, search = desk.tables.table(part.register), desk.tables.search(part.register)
    names = [column.name for column in table.columns]
    places = [names.index(f"f_{key}") for key in telling(desk.schema.registers[part.register])]
    edited, faults = touched.edited.setdefault(part.register, {}), names.index("faults")
    for number, one in kept.items():
        edited[number], touched.stood[number] = set(), list(one.problems)
        if one.problems or one.raw[faults]:
            touched.troubled.add(number)
        if number in part.moved:
            touched.linked.update(to for place in places if isinstance(to := one.raw[place], int))
    if touched.at_once is not None:
        touched.as_before.update(kept)
        if not tells_kin(desk.schema.registers[part.register]):
            part.moved.difference_update(kept)
    desk.tables.remove(connection, part.register, list(kept))
    put_back(connection, table, search, [(restored[number][0], one.raw) for number, one in kept.items()])
    return set(kept)


def _ends(lines: Lines, today: str) -> bool:
    """Whether the last of some lines deletes its record: then nothing else needs to be looked at."""
    return lines[-1][1].action == "delete" and lines[-1][1].valid_from <= today
