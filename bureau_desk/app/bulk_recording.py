"""Many rows read and saved at once: bulk edit, paste, replace. One batch, all or nothing, each refusal names its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import may_stay
from bureau_desk.app import plausible, uniqueness, validity
from bureau_desk.app.changes import Changes
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import typed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse, Problem, Severity, Trouble
from bureau_desk.domain.record import Draft
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.journal import Entry

Texts = Mapping[str, str]


def read_many(desk: Desk, register: str, rows: Iterable[tuple[int | None, Texts]]) -> list[Draft]:
    """Read the typed texts of many rows, in their order: a draft each, with its problems; nothing is saved.

    A row is (record, {field key: text}); the record is None for a new one. Fields not given keep what they held. What
    only one record may hold is compared with the desk and among these rows, as if all were saved. Misuse when a record
    or a field is not there.
    """
    described = desk.register(register)
    listed = list(rows)
    with desk.database.reading() as connection, uncollected():
        held = _held(desk, connection, described, [record for record, _ in listed if record is not None])
        reader = _Reader(described, DeskContext(desk, connection))
        drafts = [reader.draft(record, texts, *_before(described, held, record)) for record, texts in listed]
        told = uniqueness.taken(desk, connection, described, [(one.record, one.values, one.changed) for one in drafts])
        beside = plausible.problems(desk, connection, described, [(one.record, one.values) for one in drafts])
    return [
        replace(one, problems=(*one.problems, *told.get(place, ()), *years)) if years or place in told else one
        for place, (one, years) in enumerate(zip(drafts, beside, strict=True))
    ]


def save_many(
    desk: Desk, drafts: Sequence[Draft], reason: str = "", valid_from: str | None = None, verb: str = "批量"
) -> Changes:
    """Save drafts of one register or several, new rows and changed ones, as one batch; all or nothing.

    Trouble names the first row that is refused: a hard problem in what was typed, a row changed elsewhere meanwhile, a
    name taken meanwhile. `valid_from` as in `recording.save`; `verb` begins the line in the list of steps (粘贴, 替换).
    """
    return finish(save_job(desk, drafts, reason, valid_from, verb))


def save_job(
    desk: Desk, drafts: Sequence[Draft], reason: str = "", valid_from: str | None = None, verb: str = "批量"
) -> Job[Changes]:
    """`save_many` as a job: cancelling takes everything back."""
    for draft in drafts:
        _refuse_bad(desk, draft)
    wanted = [one for one in drafts if one.record is None or one.changed]
    if not wanted:
        return Changes(frozenset(), (), 0, "没有改动")
    parts = [desk.register(key) for key in dict.fromkeys(one.register for one in wanted)]
    yield Progress("核对", 0, len(wanted))
    with desk.database.writing() as connection, uncollected():
        found = {
            one.key: _entries(desk, connection, one, [each for each in wanted if each.register == one.key], valid_from)
            for one in parts
        }
        entries = [entry for own in found.values() for entry in own]
        if not entries:
            return Changes(frozenset(), (), 0, "没有改动")
        summary = "；".join(_summary(one, found[one.key], verb) for one in parts if found[one.key])
        number = journal.open_batch(connection, desk.now(), desk.author, summary)
        yield from put_entries(desk, connection, entries, number, reason)
        for one in parts:
            uniqueness.refuse_taken(desk, connection, one, found[one.key], "没有修改")
    records = tuple(dict.fromkeys(entry.record for entry in entries))
    changes = Changes(frozenset(entry.register for entry in entries), records, number, summary)
    desk.emit(changes)
    return changes


def edit_rows(
    desk: Desk,
    register: str,
    rows: Mapping[int, Texts],
    reason: str = "",
    valid_from: str | None = None,
    verb: str = "批量",
) -> Changes:
    """Change records, each by its own texts {record: {field key: text}}, as one batch; Trouble names the refused one."""
    return save_many(desk, read_many(desk, register, rows.items()), reason, valid_from, verb)


def edit_many(
    desk: Desk,
    register: str,
    records: Sequence[int],
    typed: Texts,
    reason: str = "",
    valid_from: str | None = None,
) -> Changes:
    """Set the same fields of many records as one batch; only the named fields are touched. `valid_from` as in `save`."""
    return edit_rows(desk, register, dict.fromkeys(records, typed), reason, valid_from)


def blocking(draft: Draft) -> list[Problem]:
    """The problems that keep a draft from being saved in bulk: of an old row, only those of what was typed now."""
    return [
        one
        for one in draft.problems
        if one.severity is Severity.HARD
        and (draft.record is None or one.field in draft.texts or (one.code == "duplicate" and draft.changed))
    ]


class _Reader:
    """Reads texts of one register; the same text in the same field is read once."""

    def __init__(self, register: Register, context: DeskContext) -> None:
        self._register, self._context = register, context
        self._known: dict[tuple[str, str], tuple[Value, tuple[Problem, ...]]] = {}
        self._said_of: dict[tuple[frozenset[str], str], tuple[Problem, ...]] = {}

    def draft(self, record: int | None, texts: Texts, before: Values, version: int) -> Draft:
        """The draft of one row, without what other rows say of it."""
        values = dict(before)
        problems: list[Problem] = []
        changed: set[str] = set()
        for key, text in texts.items():
            value, told = self._read(key, text)
            problems += told
            if value != before.get(key):
                changed.add(key)
            if value is None:
                values.pop(key, None)
            else:
                values[key] = value
        # what an old row lacked before is told in the list of problems, not of ten thousand rows at every edit
        if record is None:
            problems += fieldtypes.check_row(self._register, values, self._context)
        else:
            problems += self._said(values, frozenset(texts))
        return Draft(self._register.key, record, texts, values, tuple(problems), version, frozenset(changed))

    def _said(self, values: Values, touched: frozenset[str]) -> tuple[Problem, ...]:
        alike = touched, fieldtypes.same_said(self._register, values, self._context, touched)
        if alike not in self._said_of:
            self._said_of[alike] = fieldtypes.check_row(self._register, values, self._context, touched=touched)
        return self._said_of[alike]

    def _read(self, key: str, text: str) -> tuple[Value, tuple[Problem, ...]]:
        known = self._known.get((key, text))
        if known is None:
            field = self._register.field(key)
            if field is None:
                raise Misuse(f"台账“{self._register.title}”没有字段“{key}”。")
            reading = fieldtypes.parse(field, text, self._context)
            told = list(reading.problems)
            if reading.value is not None:
                told += [one for one in fieldtypes.check(field, reading.value, self._context) if one not in told]
            known = self._known[key, text] = reading.value, tuple(told)
        return known


_Held = Mapping[int, tuple[int, Values]]


def _held(desk: Desk, connection: Connection, register: Register, records: Sequence[int]) -> _Held:
    """(version, values) of the living records by the journal."""
    if not may_stay(register):
        return desk.tables.standing(connection, register.key, typed_fields(register), records)
    today = desk.today().isoformat()
    folded = journal.folded(connection, desk.schema, register.key, today, records=records) if records else ()
    versions = desk.tables.versions(connection, register.key, records)
    return {number: (versions.get(number, 0), values) for number, _, values in folded if values is not None}


def _before(register: Register, held: _Held, record: int | None) -> tuple[Values, int]:
    if record is None:
        return {}, 0
    if record not in held:
        raise Misuse(f"台账“{register.title}”里没有记录 #{record}。")
    version, values = held[record]
    return values, version


def _refuse_bad(desk: Desk, draft: Draft) -> None:
    for problem in blocking(draft):
        name = draft.values.get(desk.register(draft.register).name_field)
        known = f"“{name}”：" if isinstance(name, str) else f"#{draft.record}：" if draft.record else ""
        raise Trouble(f"没有修改：{known}{problem.message}", "所选记录都保持原样。")


def _entries(
    desk: Desk, connection: Connection, register: Register, drafts: Sequence[Draft], valid_from: str | None
) -> list[Entry]:
    fresh = [one.values for one in drafts if one.record is None]
    deltas: dict[int, dict[str, Value]] = {}
    versions = desk.tables.versions(connection, register.key, [one.record for one in drafts if one.record is not None])
    for draft in drafts:
        if draft.record is None:
            continue
        if versions.get(draft.record, 0) != draft.version:
            name = DeskContext(desk, connection).name(draft.record)
            raise Trouble(f"没有修改：“{name}”刚刚在别处改过。", "请重新读取台账，核对后再改。")
        deltas.setdefault(draft.record, {}).update((key, draft.values.get(key)) for key in draft.changed)
    entries = add_many(connection, register.key, fresh) if fresh else []
    return entries + validity.split(desk, connection, register, deltas, valid_from)


def _summary(register: Register, entries: Sequence[Entry], verb: str) -> str:
    added = sum(entry.action == "add" for entry in entries)
    edited = len({entry.record for entry in entries if entry.action == "edit"})
    done, since = validity.words(entries)
    parts = [f"新增 {added} 条"] if added else []
    parts += [f"{done} {edited} 条{since}"] if edited else []
    if not added:
        return f"{verb}{done}{register.title} {edited} 条{since}"
    return f"{verb}{register.title}：{'，'.join(parts)}"
