"""Edits of many rows worked out before anything is written: what each row would become, and why one is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Connection, select

from bureau_desk.analysis.dependence import may_stay
from bureau_desk.app import validity
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.plan_basis import Basis, basis_of, refuse_changed
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.fieldtypes import Context, Reading
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.encoding import to_column
from bureau_desk.store.journal import Entry

_PORTION = 250  # readers share one connection: the window must not wait for a longer portion
Read = Callable[[Field, str, Context], Reading]
Key = tuple[Value, ...]


class Outcome(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Asked:
    """Texts to be written into a record, or into a new one; `place` tells staff the row (of a block, of a list)."""

    place: int
    record: int | None
    texts: Mapping[str, str]
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class PlannedEdit:
    """One row of a plan: what it holds now, what it would hold, the fields that differ, and what is said against it.

    Of a record that is there only those fields are told that are asked for or set it apart from others: plans are long,
    and are kept as long as somebody looks at them.
    """

    place: int
    record: int | None
    outcome: Outcome
    texts: Mapping[str, str]
    before: Values = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    changed: Set[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    @property
    def refusals(self) -> tuple[Problem, ...]:
        """The hard problems."""
        return tuple(one for one in self.problems if one.severity is Severity.HARD)


@dataclass(frozen=True, slots=True)
class EditPlan:
    """Rows with their outcomes, made against the desk as it stood on its `basis`; nothing is written yet."""

    register: str
    lines: tuple[PlannedEdit, ...]
    basis: Basis
    notes: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[PlannedEdit, ...]:
        """The rows with one outcome."""
        return tuple([line for line in self.lines if line.outcome is outcome])

    @property
    def counts(self) -> dict[str, int]:
        """Numbers of rows by outcome."""
        outcomes = [line.outcome for line in self.lines]
        return {one.value: outcomes.count(one) for one in Outcome}


def plan(desk: Desk, register: str, asked: Sequence[Asked], read: Read = fieldtypes.parse) -> Job[EditPlan]:
    """Read texts by the one rule path and compare them with the desk; `read` may be stricter than typing (paste).

    A row is refused by hard problems of what it changes: faults that stood there before do not hinder an edit of another
    field, as in every bulk edit.
    """
    described = desk.register(register)
    lines: list[PlannedEdit] = []
    readings: dict[tuple[str, str], tuple[Value, tuple[Problem, ...]]] = {}
    shapes: dict[Set[str], Set[str]] = {}
    with desk.database.reading() as connection:
        basis = basis_of(desk, connection)
    met: dict[int, int] = {}
    for start in range(0, len(asked), _PORTION):
        yield Progress("核对", start, len(asked))
        portion = asked[start : start + _PORTION]
        with desk.database.reading() as connection:
            context = DeskContext(desk, connection)
            held = stored(desk, connection, described, [one.record for one in portion if one.record is not None])
            for one in portion:
                line = _line(described, one, held, context, read, readings, shapes)
                first = met.setdefault(one.record, one.place) if one.record is not None else one.place
                lines.append(line if first == one.place else _refuse(line, "double", f"与第 {first} 行是同一条记录。"))
    yield Progress("核对重复", len(asked), len(asked))
    with desk.database.reading() as connection:
        for keys in described.unique:
            lines = _without_clashes(desk, connection, described, lines, keys)
    return EditPlan(described.key, tuple(lines), basis)


def stored(desk: Desk, connection: Connection, register: Register, records: Sequence[int]) -> dict[int, Values]:
    """The own values of living records, as they hold today."""
    if not records:
        return {}
    if not may_stay(register):  # the current rows hold the same, and are read three times as fast
        standing = desk.tables.standing(connection, register.key, typed_fields(register), records)
        return {number: values for number, (_, values) in standing.items()}
    today = desk.today().isoformat()
    return {
        number: values
        for number, _, values in journal.folded(connection, desk.schema, register.key, today, records=records)
        if values is not None
    }


def _line(
    register: Register,
    asked: Asked,
    held: Mapping[int, Values],
    context: DeskContext,
    read: Read,
    readings: dict[tuple[str, str], tuple[Value, tuple[Problem, ...]]],
    shapes: dict[Set[str], Set[str]],
) -> PlannedEdit:
    line = PlannedEdit(asked.place, asked.record, Outcome.REFUSED, asked.texts)
    if asked.refusal:
        return _refuse(line, "place", asked.refusal)
    if asked.record is not None and asked.record not in held:
        return _refuse(line, "gone", "这条记录已经删除，请重新读取后再改。")
    before = held[asked.record] if asked.record is not None else {}
    values, problems, changed = dict(before), list[Problem](), set[str]()
    for key, text in asked.texts.items():
        described = register.field(key)
        if described is None:
            continue
        known = readings.get((key, text))
        if known is None:
            known = readings[key, text] = _read(described, text, context, read)
        value, found = known
        problems += found
        if any(one.severity is Severity.HARD for one in found):
            changed.add(key)
        elif value != before.get(key):
            changed.add(key)
            if value is None:
                values.pop(key, None)
            else:
                values[key] = value
    problems = [one for one in problems if one.field in changed]
    if changed or asked.record is None:
        problems += _of_the_row(register, before, values, changed, context, asked.record is None)
    refused = any(one.severity is Severity.HARD for one in problems)
    outcome = Outcome.ADDED if asked.record is None else Outcome.CHANGED if changed else Outcome.SAME
    told = values.keys() if asked.record is None else {*asked.texts, *(key for keys in register.unique for key in keys)}
    return replace(
        line,
        outcome=Outcome.REFUSED if refused else outcome,
        before={key: before[key] for key in told if key in before},
        values={key: values[key] for key in told if key in values},
        changed=shapes.setdefault(frozenset(changed), frozenset(changed)),
        problems=tuple(problems),
    )


def _read(field_: Field, text: str, context: Context, read: Read) -> tuple[Value, tuple[Problem, ...]]:
    reading = read(field_, text, context)
    found = list(reading.problems)
    if reading.value is not None:
        found += [one for one in fieldtypes.check(field_, reading.value, context) if one not in found]
    return reading.value, tuple(found)


def _of_the_row(
    register: Register, before: Values, values: Values, changed: set[str], context: Context, new: bool
) -> list[Problem]:
    if not new and not fieldtypes.may_differ(register, values, context, changed):
        return []
    after = fieldtypes.check_row(register, values, context, None)
    if new or not after:
        return list(after)
    stood = fieldtypes.check_row(register, before, context, None)
    return [one for one in after if one not in stood or one.field in changed]


def _refuse(line: PlannedEdit, code: str, message: str, field_: str = "") -> PlannedEdit:
    problem = Problem(code, "", message, Severity.HARD, field_)
    return replace(line, outcome=Outcome.REFUSED, problems=(*line.problems, problem))


def _without_clashes(
    desk: Desk, connection: Connection, register: Register, lines: Sequence[PlannedEdit], keys: tuple[str, ...]
) -> list[PlannedEdit]:
    """Refuse rows whose unique fields another record holds already, or a row before."""
    told = [line for line in lines if line.outcome in (Outcome.ADDED, Outcome.CHANGED) and line.changed & set(keys)]
    found = {line.place: tuple(line.values.get(one) for one in keys) for line in told}
    wanted = {place: held for place, held in found.items() if None not in held}
    if not wanted:
        return list(lines)
    moved = {line.record for line in told}
    holders = find_keys(desk, connection, register, keys, list(dict.fromkeys(wanted.values())))
    titles = "、".join(one.title for key in keys if (one := register.field(key)))
    first: dict[Key, int] = {}
    made: list[PlannedEdit] = []
    for line in lines:
        if (key := wanted.get(line.place)) is None or line.outcome is Outcome.REFUSED:
            made.append(line)
            continue
        others = [number for number in holders.get(key, ()) if number != line.record and number not in moved]
        if others:
            name = DeskContext(desk, connection).name(others[0])
            made.append(_refuse(line, "duplicate", f"与“{name}”（#{others[0]}）的{titles}相同。", keys[0]))
        elif (met := first.setdefault(key, line.place)) != line.place:
            made.append(_refuse(line, "duplicate", f"与第 {met} 行的{titles}相同。", keys[0]))
        else:
            made.append(line)
    return made


def find_keys(
    desk: Desk, connection: Connection, register: Register, keys: Sequence[str], wanted: Sequence[Key]
) -> dict[Key, list[int]]:
    """The living records that hold one of the wanted values in these fields, looked up many at a time."""
    table = desk.tables.table(register.key)
    fields = [one for key in keys if (one := register.field(key))]
    columns = [table.c[f"f_{one.key}"] for one in fields]
    kept = {tuple(to_column(one, value) for one, value in zip(fields, key, strict=True)): key for key in wanted}
    # the field with the most different values narrows the search most
    place = max(range(len(fields)), key=lambda one: len({key[one] for key in kept}))
    values = list({key[place] for key in kept})
    found: dict[Key, list[int]] = {}
    for start in range(0, len(values), _PORTION):
        query = select(table.c.id, *columns).where(columns[place].in_(values[start : start + _PORTION]))
        for number, *row in connection.execute(query.order_by(table.c.id)):
            if tuple(row) in kept:
                found.setdefault(kept[tuple(row)], []).append(number)
    return found


def write(
    desk: Desk,
    planned: EditPlan,
    what: str,
    reason: str = "",
    valid_from: str | None = None,
    places: Iterable[int] | None = None,
) -> Job[Changes]:
    """Write a plan, or the rows of it at these places, as one batch that undo takes back whole.

    `what` says in the history what was done (粘贴, 替换); `valid_from` as in `recording.save`. Trouble when the desk has
    changed since the plan was made.
    """
    register = desk.register(planned.register)
    kept = None if places is None else set(places)
    lines = [line for line in planned.lines if kept is None or line.place in kept]
    added = [line for line in lines if line.outcome is Outcome.ADDED]
    edited = [line for line in lines if line.outcome is Outcome.CHANGED and line.record is not None]
    if not added and not edited:
        return Changes(frozenset(), (), 0, "没有改动")
    yield Progress(what)
    with desk.database.writing() as connection, uncollected():
        refuse_changed(desk, connection, planned.basis, "写入")
        entries: list[Entry] = []
        if added:
            entries += add_many(connection, register.key, [line.values for line in added])
        deltas = {
            line.record: {key: line.values.get(key) for key in line.changed}
            for line in edited
            if line.record is not None
        }
        edits = validity.split(desk, connection, register, deltas, valid_from)
        entries += edits
        summary = _summary(what, register, len(added), len(edited)) + validity.words(edits)[1]
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        yield from put_entries(desk, connection, entries, number, reason)
    records = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(frozenset({register.key}), records, number, summary)
    desk.emit(changes)
    return changes


def _summary(what: str, register: Register, added: int, edited: int) -> str:
    parts = [f"新增 {added:,} 条"] * bool(added) + [f"修改 {edited:,} 条"] * bool(edited)
    return f"{what}{register.title}：{'，'.join(parts)}"


def is_code(field_: Field) -> bool:
    """Whether a field holds codes, which must never become numbers."""
    return field_.type in (FieldType.CODE, FieldType.CREDIT_CODE)
