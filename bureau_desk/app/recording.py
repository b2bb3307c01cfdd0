"""Rows typed, saved, changed, deleted, taken back: the same path for form, paste, bulk edit and command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble
from bureau_desk.domain.record import Draft, Revision, Row
from bureau_desk.domain.register import Field, FieldType, Kind, Need, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.journal import Entry

_CORRECTIONS = {FieldType.DATE, FieldType.YEAR, FieldType.CODE, FieldType.CREDIT_CODE}


def editable(register: Register) -> tuple[Field, ...]:
    """The fields that staff fill in; a carrier's own level may be typed until events tell it."""
    return tuple(
        field for field in register.fields if field.need is not Need.AUTO or field.key == register.counting.level
    )


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
        problems += _uniqueness(desk, connection, described, values, record)
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
        problems += reading.problems
        if reading.value is not None:
            problems += [one for one in fieldtypes.check(field, reading.value, context) if one not in reading.problems]
        if reading.value != before.get(key):
            changed.add(key)
        values[key] = reading.value
    return {key: value for key, value in values.items() if value is not None}, problems, changed


def _uniqueness(
    desk: Desk, connection: Connection, register: Register, values: Values, record: int | None
) -> list[Problem]:
    found: list[Problem] = []
    for unique in register.unique:
        wanted = {key: values.get(key) for key in unique}
        if any(value is None for value in wanted.values()):
            continue
        others = [one for one in desk.tables.find(connection, register.key, wanted) if one != record]
        if others:
            titles = "、".join(field.title for key in unique if (field := register.field(key)))
            name = DeskContext(desk, connection).name(others[0])
            found.append(
                Problem("duplicate", titles, f"与“{name}”（#{others[0]}）的{titles}相同。", Severity.HARD, unique[0])
            )
    return found


def save(desk: Desk, draft: Draft, reason: str = "", valid_from: str | None = None) -> Changes:
    """Save a draft; Trouble when a hard problem stands or the row has meanwhile changed.

    Without `valid_from`, what a change means decides from when it holds: a changed date or code, and any change to a
    dated (EVENT, SERIES) row, is a correction and holds since always; any other change of an entity holds from today.
    """
    if draft.refused:
        first = next(one for one in draft.problems if one.severity is Severity.HARD)
        raise Trouble(f"没有保存：{first.message}", "请改正标红的内容后再保存。")
    register = desk.register(draft.register)
    if draft.record is None:
        return _save_new(desk, register, draft, reason)
    with desk.database.reading() as connection:
        if desk.tables.version(connection, register.key, draft.record) != draft.version:
            raise Trouble("没有保存：这条记录刚刚在别处改过。", "请重新打开它，核对后再改。")
        before = stored_values(desk, connection, register.key, draft.record)
    delta = {key: draft.values.get(key) for key in draft.changed if draft.values.get(key) != before.get(key)}
    if not delta:
        return Changes(frozenset(), (), 0, "没有改动")
    name = draft.values.get(register.name_field) or f"#{draft.record}"
    return write(desk, split(desk, register, draft.record, delta, valid_from), f"修改{register.title}“{name}”", reason)


def _save_new(desk: Desk, register: Register, draft: Draft, reason: str) -> Changes:
    # The id is reserved in its own small transaction: a number that is never used does no harm.
    with desk.database.writing() as connection:
        entries = add_many(connection, register.key, [draft.values])
    name = draft.values.get(register.name_field) or f"#{entries[0].record}"
    return write(desk, entries, f"新增{register.title}“{name}”", reason)


def split(
    desk: Desk, register: Register, record: int, delta: Mapping[str, Value], valid_from: str | None = None
) -> list[Entry]:
    """One edit as journal entries: corrections hold since always, other changes of an entity from today."""
    if valid_from is not None or register.kind is not Kind.ENTITY:
        return [Entry(record, register.key, "edit", dict(delta), valid_from or "")]
    types = {field.key: field.type for field in register.fields}
    corrected = {key: value for key, value in delta.items() if types[key] in _CORRECTIONS}
    dated = {key: value for key, value in delta.items() if key not in corrected}
    entries = [Entry(record, register.key, "edit", corrected, "")] if corrected else []
    if dated:
        entries.append(Entry(record, register.key, "edit", dated, desk.today().isoformat()))
    return entries


def delete(desk: Desk, records: Sequence[int], reason: str = "") -> Changes:
    """Delete records as one batch: a deletion says that the row was a mistake (an end is an event, not a deletion)."""
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        owners = {number: context.register_of(number) for number in records}
        names = [context.name(number) for number in records[:1]]
    missing = [number for number, key in owners.items() if not key]
    if missing:
        raise Misuse(f"没有记录 #{missing[0]}。")
    what = f"“{names[0]}”" if len(records) == 1 else f"{len(records)} 条记录"
    return write(desk, [Entry(n, key, "delete", None) for n, key in owners.items()], f"删除{what}", reason)


def edit_many(desk: Desk, register: str, records: Sequence[int], typed: Mapping[str, str], reason: str = "") -> Changes:
    """Set the same fields of many records as one batch; only the named fields are touched."""
    described = desk.register(register)
    entries: list[Entry] = []
    for number in records:
        draft = read(desk, register, typed, number)
        bad = [one for one in draft.problems if one.severity is Severity.HARD and one.field in typed]
        if bad:
            raise Trouble(f"没有修改：{bad[0].message}", "所选记录都保持原样。")
        delta = {key: draft.values.get(key) for key in draft.changed}
        if delta:
            entries += split(desk, described, number, delta)
    if not entries:
        return Changes(frozenset(), (), 0, "没有改动")
    return write(desk, entries, f"批量修改{described.title} {len(records)} 条", reason)


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
    """What was done to a record, newest first."""
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        key = context.register_of(record)
        if not key:
            raise Misuse(f"没有记录 #{record}。")
        register = desk.schema.registers[key]
        state: dict[str, Value] = {}
        kept: dict[str, Value] = {}
        entries: list[HistoryEntry] = []
        for one in journal.revisions(connection, desk.schema, record):
            after = _after(one, state, kept)
            kept = state if one.action == "delete" else kept
            entry = HistoryEntry(
                one.seq, one.recorded_at, one.author, one.action, one.reason, one.batch,
                _differences(register, state, after or {}, context), one.valid_from,
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
        if not found and key.lstrip("#").isdigit() and context.register_of(int(key.lstrip("#"))) == described.key:
            found = (int(key.lstrip("#")),)
    return list(found)


def rows_of(desk: Desk, register: str, records: Sequence[int]) -> dict[int, Row]:
    """Present rows by id."""
    with desk.database.reading() as connection:
        return desk.tables.rows(connection, register, records)
