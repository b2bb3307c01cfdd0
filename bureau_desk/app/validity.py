"""From which day an edit holds: a correction has always been so, a change holds from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, or_, select

from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import FieldType, Kind, Register
from bureau_desk.domain.values import Value
from bureau_desk.store import folding, journal
from bureau_desk.store.bulk import among
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import revision

CORRECTION = ""  # what `valid_from` says of a correction
# Who and what something is: names, codes, dates, descriptions, documents. A true renaming or move is an event row of its own, so
# another text in the register itself mends the old one. All other kinds tell a state, which changes from a day on.
_IDENTITY = {
    FieldType.TEXT,
    FieldType.LONG_TEXT,
    FieldType.CODE,
    FieldType.CREDIT_CODE,
    FieldType.DATE,
    FieldType.YEAR,
    FieldType.FILES,
}  # fmt: skip


def corrections(register: Register, keys: Iterable[str]) -> frozenset[str]:
    """The fields whose edit is a correction when staff say nothing: identity, and any field of a dated row."""
    wanted = set(keys)
    if register.kind is not Kind.ENTITY:
        return frozenset(wanted)
    return frozenset(field.key for field in register.fields if field.key in wanted and field.type in _IDENTITY)


def split(
    desk: Desk,
    connection: Connection,
    register: Register,
    deltas: Mapping[int, Mapping[str, Value]],
    valid_from: str | None = None,
) -> list[Entry]:
    """Edits of records as journal entries, each put where it holds.

    `valid_from` is an ISO day from which a change holds, CORRECTION for what was never otherwise, None to let the kind
    of each field decide (a state then changes from today). A correction takes the place of the value that holds today,
    from the very day on which that one began to hold; what held before it is left alone.
    """
    named = {key for delta in deltas.values() for key in delta}
    mended = named if valid_from == CORRECTION else corrections(register, named)
    days = {} if valid_from or not mended else _held_days(desk, connection, register.key, list(deltas), mended)
    entries: list[Entry] = []
    today = desk.today().isoformat()
    shared = _Shared(register, valid_from, today)
    for record, delta in deltas.items():
        held = days.get(record)
        parts = shared.parts(delta) if held is None else _parts(delta, _since(register, delta, valid_from, today, held))
        entries += [Entry(record, register.key, "edit", values, day) for day, values in parts]
    return entries


Part = tuple[str, Mapping[str, Value]]
"""A day and the values that hold from it."""


def _parts(delta: Mapping[str, Value], since: Mapping[str, str]) -> list[Part]:
    return [
        (day, {key: value for key, value in delta.items() if since[key] == day}) for day in sorted(set(since.values()))
    ]


class _Shared:
    """The parts of edits where no earlier dated edit tells a day; those that set the same values share them."""

    def __init__(self, register: Register, valid_from: str | None, today: str) -> None:
        self._register, self._valid_from, self._today = register, valid_from, today
        self._known: dict[tuple[object, ...], tuple[Mapping[str, Value], list[Part]]] = {}

    def parts(self, delta: Mapping[str, Value]) -> list[Part]:
        """The parts of an edit. A value is known by identity, as 1 and true are equal; it is held here meanwhile."""
        key = (*delta, *map(id, delta.values()))
        if key not in self._known:
            since = _since(self._register, delta, self._valid_from, self._today, {})
            self._known[key] = dict(delta), _parts(delta, since)
        return self._known[key][1]


def _since(
    register: Register, delta: Mapping[str, Value], valid_from: str | None, today: str, held: Mapping[str, str]
) -> dict[str, str]:
    if valid_from:
        return dict.fromkeys(delta, valid_from)
    mended = frozenset(delta) if valid_from == CORRECTION else corrections(register, delta)
    return {key: held.get(key, "") if key in mended else today for key in delta}


def _held_days(
    desk: Desk, connection: Connection, register: str, records: Sequence[int], keys: Iterable[str]
) -> dict[int, dict[str, str]]:
    """For records with dated edits of some fields: the day from which each field's value of today holds."""
    today = desk.today().isoformat()
    told = or_(*(func.json_type(revision.c["values"], f"$.{key}").is_not(None) for key in keys))
    dated = select(revision.c.record).where(among(revision.c.record, records), revision.c.valid_from != "", told)
    dated = dated.where(journal.EDITED, revision.c.register == register)
    numbers = connection.execute(dated.distinct()).scalars().all()
    lines = journal.lines_of_many(connection, desk.schema, register, numbers) if numbers else ()
    return {number: folding.holds_from(held, today) for number, held in lines}


def words(entries: Sequence[Entry]) -> tuple[str, str]:
    """What to call edits of one batch (更正 or 修改), and a tail that tells the day from which changes hold."""
    days = {entry.valid_from for entry in entries if entry.action == "edit"}
    return ("修改", f"（自 {max(days)} 起）") if any(days) else ("更正", "")
