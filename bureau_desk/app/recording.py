"""Rows typed, saved, changed, deleted, taken back: the same path for form, paste, bulk edit and command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bureau_desk.app import duplicates, plausible, pointing, uniqueness, validity
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext, numbered
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.app.writing import add_many, put_entries, registers_of
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble
from bureau_desk.domain.record import Draft, Revision, Row
from bureau_desk.domain.register import Field, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import folding, journal
from bureau_desk.store.journal import Entry


def editable(register: Register) -> tuple[Field, ...]:
    """The fields that staff fill in; a carrier's own level may be typed until events tell it."""
    return tuple(field for field in register.fields if field.typed or field.key == register.counting.level)


def texts(desk: Desk, register: str, record: int | None) -> dict[str, str]:
    """What stands in the form's editors for a record, empty texts for a new one."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        values: Values = {}
        if record is not None:
            values = stored_values(desk, connection, described.key, record)
        return {
            field.key: fieldtypes.edit_text(field, values[field.key], context)
            if values.get(field.key) is not None
            else ""
            for field in editable(described)
        }


def stored_values(desk: Desk, connection: Connection, register: str, record: int) -> dict[str, Value]:
    """A record's own values by the journal; Misuse when it is not there."""
    for _, _, values in journal.folded(connection, desk.schema, register, desk.today().isoformat(), records=[record]):
        if values is not None:
            return values
    raise Misuse(f"台账“{desk.schema.registers[register].title}”里没有记录 #{record}。")


def read(desk: Desk, register: str, typed: Mapping[str, str], record: int | None = None) -> Draft:
    """Read the texts of a row: values, and every problem beside its field. Fields not given keep what they held."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        before = {} if record is None else stored_values(desk, connection, described.key, record)
        values, problems, changed = _parse(described, typed, before, context)
        problems += fieldtypes.check_row(described, values, context, None)
        problems += taken(desk, connection, described, values, record)
        problems += plausible.problems(desk, connection, described, [(record, values)])[0]
        if described.name_field in changed:
            problems += duplicates.doubts(desk, described, str(values.get(described.name_field) or ""), record)
        version = 0 if record is None else desk.tables.version(connection, described.key, record)
    return Draft(described.key, record, dict(typed), values, tuple(problems), version, frozenset(changed))


def _parse(
    register: Register, typed: Mapping[str, str], before: Values, context: DeskContext
) -> tuple[dict[str, Value], list[Problem], set[str]]:
    values: dict[str, Value] = dict(before)
    problems: list[Problem] = []
    changed: set[str] = set()
    for key, text in typed.items():
        field = register.field(key)
        if field is None:
            raise Misuse(f"台账“{register.title}”没有字段“{key}”。")
        reading = fieldtypes.parse(field, text, context)
        held = before.get(key)
        if reading.refused and held is not None and text == fieldtypes.edit_text(field, held, context):
            # kept from the time when the field had another type or list: it may wait, the rest can be saved
            found = fieldtypes.check(field, held, context) or reading.problems
            problems += [replace(one, severity=Severity.SOFT) for one in found]
            continue
        problems += reading.problems
        if reading.value is not None:
            problems += [one for one in fieldtypes.check(field, reading.value, context) if one not in reading.problems]
        if reading.value != before.get(key):
            changed.add(key)
        values[key] = reading.value
    return {key: value for key, value in values.items() if value is not None}, problems, changed


def taken(desk: Desk, connection: Connection, register: Register, values: Values, record: int | None) -> list[Problem]:
    """What other living records hold already of the values that only one may hold."""
    return uniqueness.taken(desk, connection, register, [(record, values, None)]).get(0, [])


def save(desk: Desk, draft: Draft, reason: str = "", valid_from: str | None = None) -> Changes:
    """Save a draft; Trouble when a hard problem stands, the row has meanwhile changed, or its name was just taken.

    `valid_from` says of an edit from when it holds, see `validity.split`: a day, CORRECTION, or None for the default of
    each field's kind. A new row holds since always.
    """
    _refuse_hard(draft)
    register = desk.register(draft.register)
    name = draft.values.get(register.name_field)

    def prepare(connection: Connection) -> tuple[list[Entry], str]:
        if draft.record is None:
            entries = add_many(connection, register.key, [draft.values])
            return entries, f"新增{register.title}“{name or f'#{entries[0].record}'}”"
        if desk.tables.version(connection, register.key, draft.record) != draft.version:
            raise Trouble("没有保存：这条记录刚刚在别处改过。", "请重新打开它，核对后再改。")
        before = stored_values(desk, connection, register.key, draft.record)
        delta = {key: draft.values.get(key) for key in draft.changed if draft.values.get(key) != before.get(key)}
        entries = validity.split(desk, connection, register, {draft.record: delta}, valid_from)
        verb, since = validity.words(entries)
        return entries, f"{verb}{register.title}“{name or f'#{draft.record}'}”{since}"

    return _written(desk, register, prepare, reason, "没有保存")


def _refuse_hard(draft: Draft) -> None:
    if draft.refused:
        first = next(one for one in draft.problems if one.severity is Severity.HARD)
        raise Trouble(f"没有保存：{first.message}", "请改正标红的内容后再保存。")


def _written(
    desk: Desk, register: Register, prepare: Callable[[Connection], tuple[list[Entry], str]], reason: str, refused: str
) -> Changes:
    """Write one batch; what it rests upon is looked at, and names are found free, in the transaction that writes it."""
    with desk.database.writing() as connection:
        entries, summary = prepare(connection)
        if not entries:
            return Changes(frozenset(), (), 0, "没有改动")
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        finish(put_entries(desk, connection, entries, number, reason))
        uniqueness.refuse_taken(desk, connection, register, entries, refused)
    records = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(frozenset(entry.register for entry in entries), records, number, summary)
    desk.emit(changes)
    return changes


def delete(desk: Desk, records: Sequence[int], reason: str = "", with_own: bool = False) -> Changes:
    """Delete records as one batch: a deletion says that the row was a mistake (an end is an event, not a deletion).

    `with_own` deletes with them the dated rows that are about them alone. StillNamed when rows point at them that would
    be left hanging, Trouble when one is deleted already, Misuse when there is none of that number.
    """
    return finish(delete_job(desk, records, reason, with_own))


def delete_job(desk: Desk, records: Sequence[int], reason: str = "", with_own: bool = False) -> Job[Changes]:
    """`delete` as a job: cancelling takes everything back."""
    numbers = list(dict.fromkeys(records))
    yield Progress("核对", 0, len(numbers))
    with desk.database.writing() as connection, uncollected():
        known = dict(registers_of(connection, numbers))
        owners = {number: known.get(number, "") for number in numbers}
        _refuse_dead(desk, connection, owners)
        what = f"“{DeskContext(desk, connection).name(numbers[0])}”" if len(numbers) == 1 else f"{len(numbers)} 条记录"
        yield Progress("查找指向它们的记录", 0, len(numbers))
        found = pointing.pointers(desk, connection, numbers)
        if found.others or (found.own and not with_own):
            pointing.refuse(desk, found, what if len(numbers) == 1 else f"所选 {what}")
        tail = f"，连同{pointing.told(desk, found.own)}" if found.own else ""
        owners |= {number: key for key, own in found.own.items() for number in own}
        entries = [Entry(number, key, "delete", None) for number, key in owners.items()]
        summary = f"删除{what}{tail}"
        batch = journal.open_batch(connection, desk.now(), desk.author, summary)
        yield from put_entries(desk, connection, entries, batch, reason)
    changes = Changes(frozenset(owners.values()), tuple(owners), batch, summary)
    desk.emit(changes)
    return changes


def _refuse_dead(desk: Desk, connection: Connection, owners: Mapping[int, str]) -> None:
    living: set[int] = set()
    for key in set(owners.values()) - {""}:
        living |= desk.tables.versions(connection, key, [one for one, own in owners.items() if own == key]).keys()
    for number, key in owners.items():
        if not key:
            raise Misuse(f"没有记录 #{number}。")
        if number not in living:
            message = f"没有删除：台账“{desk.schema.registers[key].title}”的记录 #{number} 已经删除。"
            raise Trouble(message, "请重新读取台账后再选。")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a record's history as staff read it; `changes` are (field title, old text, new text)."""

    seq: int
    recorded_at: str
    author: str
    action: str
    reason: str
    batch: int
    changes: tuple[tuple[str, str, str], ...]
    valid_from: str = ""


def history(desk: Desk, record: int) -> list[HistoryEntry]:
    """What was done to a record, newest first; codes bear the label that they had on the day it was done."""
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        key = context.register_of(record)
        if not key:
            raise Misuse(f"没有记录 #{record}。")
        register = desk.schema.registers[key]
        state: dict[str, Value] = {}
        kept: dict[str, Value] = {}
        entries: list[HistoryEntry] = []
        lines: list[folding.Line] = []
        for one in journal.revisions(connection, desk.schema, record):
            lines.append(journal.line_of(one))
            after = _lifted(one, state, lines) if one.action == folding.LIFT else _after(one, state, kept)
            kept = state if one.action == "delete" else kept
            entry = HistoryEntry(
                one.seq, one.recorded_at, one.author, one.action, one.reason, one.batch,
                _differences(register, state, after or {}, context.on(one.recorded_at)), one.valid_from,
            )  # fmt: skip
            entries.append(entry)
            state = dict(after or {})
    return entries[::-1]


def _after(one: Revision, state: Mapping[str, Value], kept: Mapping[str, Value]) -> dict[str, Value]:
    """The values after one line of a history, told in the order of writing; `kept` are those before a deletion."""
    if one.action == "restore":
        return dict(kept)
    found = {**(state if one.action == "edit" else {}), **(one.values or {})}
    return {key: value for key, value in found.items() if value is not None}


def _lifted(one: Revision, state: Mapping[str, Value], lines: Sequence[folding.Line]) -> dict[str, Value]:
    """The values after an edit was lifted off its day: what holds from earlier shows again."""
    shown = folding.fold([line for line in lines if line.valid_from <= one.valid_from]) or {}
    found = {**state, **{key: shown.get(key) for key in one.values or {}}}
    return {key: value for key, value in found.items() if value is not None}


def differences(desk: Desk, context: DeskContext, one: Revision, before: Sequence[folding.Line]) -> HistoryEntry:
    """One line of a record's journal beside the lines before it: what it changed of its own first day.

    Codes bear the label that they had on the day on which the line was written.
    """
    register = desk.schema.registers[one.register]
    held = [line for line in before if line.valid_from <= one.valid_from]
    lines = [*before, journal.line_of(one)]
    old = folding.fold(held) or {}
    if one.action == "edit":
        # A record that was deleted meanwhile has no values; the line still tells what it set.
        new: Values = {**old, **(one.values or {})}
    else:
        new = folding.fold([line for line in lines if line.valid_from <= one.valid_from]) or {}
    return HistoryEntry(
        one.seq, one.recorded_at, one.author, one.action, one.reason, one.batch,
        _differences(register, old, new, context.on(one.recorded_at)), one.valid_from,
    )  # fmt: skip


def _differences(
    register: Register, old: Values, new: Values, context: DeskContext
) -> tuple[tuple[str, str, str], ...]:
    def text(field: Field, value: Value) -> str:
        return "" if value is None else fieldtypes.show(field, value, context)

    return tuple(
        (field.title, text(field, old.get(field.key)), text(field, new.get(field.key)))
        for field in register.fields
        if old.get(field.key) != new.get(field.key)
    )


def find(desk: Desk, register: str, key: str) -> list[int]:
    """Records of a register, living or deleted, named by `#id`, id, code or name."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        found = context.resolve((described.key,), key)
        number = numbered(f"#{key.lstrip('#')}")
        if not found and number and context.register_of(number) == described.key:
            found = (number,)
    return list(found)


def rows_of(desk: Desk, register: str, records: Sequence[int]) -> dict[int, Row]:
    """Present rows by id."""
    with desk.database.reading() as connection:
        return desk.tables.rows(connection, register, records)
