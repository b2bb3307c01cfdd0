"""What single fields of many records hold, by the few lines that name them; the rest of their journals stays unread.

All of it rests on one thing: a record that was never deleted was added once, by its first line. Of the others the whole
journal must be folded, see `journal.folded`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal_column, or_, select, text

from bureau_desk.domain.record import Revision
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.bulk import among, fetched
from bureau_desk.store.encoding import Reader
from bureau_desk.store.folding import EDITS, LIFT, Line, pins
from bureau_desk.store.tables import revision

_FEW = 12  # fields that are looked for by name; of more, every edit is read
# In the words of the indexes that hold nothing else.
_EDITED, _DELETED = text("revision.action <> 'add'"), text("revision.action = 'delete'")
_DAY: ColumnElement[str] = literal_column("+revision.valid_from")  # its own index would lead past the records


def once_deleted(connection: Connection, register: str, records: Collection[int]) -> set[int]:
    """Of some records those that were deleted at any time, whether they came back or not."""
    query = select(revision.c.record).where(_DELETED, revision.c.register == register)
    return {row[0] for row in fetched(connection, query.where(among(revision.c.record, records)))}


def naming(connection: Connection, register: str, records: Collection[int], key: str) -> set[int]:
    """Of some records those with an edit that names a field; one that only seems to may be among them."""
    query = select(revision.c.record).where(_EDITED, revision.c.register == register)
    query = query.where(among(revision.c.record, records), func.instr(revision.c["values"], f'"{key}":') > 0)
    return {row[0] for row in fetched(connection, query)}


def edits(
    connection: Connection,
    schema: Schema,
    register: str,
    records: Collection[int],
    keys: Collection[str],
    days: Collection[str] | None = None,
    before: int = 0,
) -> Iterator[tuple[int, list[Line]]]:
    """(record, its edits that name any of these fields, in order of writing), those of some days alone where they are given.

    With `before` those that were written before that line of the journal. An edit may come along that names none of the fields. Records without any such edit are left out.
    """
    query = select(revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c["values"])
    query = query.where(_EDITED, revision.c.register == register, among(revision.c.record, records))
    query = query.where(literal_column("+revision.action").in_(sorted(EDITS)))
    if days is not None:
        query = query.where(among(_DAY, days))
    if before:
        query = query.where(revision.c.seq < before)
    if len(keys) <= _FEW:
        query = query.where(or_(*(func.instr(revision.c["values"], f'"{key}":') > 0 for key in keys)))
    yield from _by_record(connection, query, Reader(schema.registers[register]))


def _by_record(connection: Connection, query: Select[Any], reader: Reader) -> Iterator[tuple[int, list[Line]]]:
    rows = sorted(fetched(connection, query), key=lambda row: row[:2])
    owner, held = 0, list[Line]()
    for (number, seq, action, day, _), values in zip(rows, reader.load_all([row[4] for row in rows]), strict=True):
        if number != owner and held:
            yield owner, held
            held = []
        owner = number
        held.append(Line(seq, action, day, values))
    if held:
        yield owner, held


def additions(
    connection: Connection, schema: Schema, register: str, records: Collection[int], keys: Sequence[str]
) -> dict[int, tuple[str, dict[str, Value]]]:
    """(day from which it holds, values of these fields, None where there is none) of the first line of each record."""
    wanted = func.json_each(_numbers(records)).table_valued("value")
    first = select(revision.c.seq).where(revision.c.record == wanted.c.value).order_by(revision.c.seq).limit(1)
    seqs = select(first.correlate(wanted).scalar_subquery()).select_from(wanted)
    # of several paths the answer is a list, which keeps true from being 1; so one path is given twice
    paths = [f"$.{key}" for key in (*keys, keys[-1])] if 0 < len(keys) <= _FEW else []
    told = func.json_extract(revision.c["values"], *paths) if paths else revision.c["values"]
    query = select(revision.c.record, revision.c.valid_from, told).where(revision.c.seq.in_(seqs))
    rows = fetched(connection, query.where(revision.c.register == register, revision.c.action == "add"))
    reader = Reader(schema.registers[register])
    texts = [row[2] for row in rows]
    loaded = reader.load_parts(texts, keys) if paths else reader.load_all(texts)
    return {
        row[0]: (row[1], {key: (values or {}).get(key) for key in keys})
        for row, values in zip(rows, loaded, strict=True)
    }


def _numbers(records: Collection[int]) -> str:
    return f"[{','.join(map(str, records))}]"


def standing(
    connection: Connection, schema: Schema, register: str, records: Collection[int], keys: Collection[str], on: str
) -> dict[int, dict[str, Value]]:
    """What these fields of living records hold on an ISO day, None where there is nothing.

    The same as folding whole journals would give; the records must never have been deleted.
    """
    found: dict[int, dict[str, Value]] = {number: {} for number in records}
    for number, lines in edits(connection, schema, register, records, keys):
        found[number] = _last(lines, keys, on)
    names = sorted(keys)
    rest = [number for number, held in found.items() if len(held) < len(names)]
    for number, (_, added) in additions(connection, schema, register, rest, names).items() if rest else ():
        found[number] = {**added, **found[number]}
    return found


def _last(lines: Iterable[Line], keys: Collection[str], on: str) -> dict[str, Value]:
    """What edits in order of writing set last, by the day from which they hold; fields that none of them set are left out."""
    pins: dict[str, dict[str, Value]] = {}
    for line in lines:
        for key in line.values or ():
            if line.valid_from > on or key not in keys:
                continue
            days = pins.setdefault(key, {})
            if line.action == LIFT:
                days.pop(line.valid_from, None)
            else:
                days[line.valid_from] = (line.values or {})[key]
    return {key: days[max(days)] for key, days in pins.items() if days}


def batch_revisions(connection: Connection, schema: Schema, number: int) -> list[tuple[Revision, Values]]:
    """Every line of one batch, oldest first, with what stood pinned for its fields on its day just before it.

    On the day of its addition every field of a record stands pinned: what it was added without is None. Of lines that
    are no edits nothing is told.
    """
    lines = journal.revisions_of_batch(connection, schema, number)
    found: dict[int, Values] = {one.seq: {} for one in lines}
    first = lines[0].seq if lines and lines[-1].seq - lines[0].seq + 1 == len(lines) else 0
    edited: dict[str, list[Revision]] = {}
    for one in lines:
        if one.action in EDITS:
            edited.setdefault(one.register, []).append(one)
    for register, own in edited.items():
        deleted = once_deleted(connection, register, {one.record for one in own})
        found |= before(connection, schema, register, [one for one in own if one.record not in deleted], first)
        found |= dict(_before_by_all(connection, schema, register, [one for one in own if one.record in deleted]))
    return [(one, found[one.seq]) for one in lines]


def before(
    connection: Connection, schema: Schema, register: str, lines: Sequence[Revision], first: int = 0
) -> dict[int, Values]:
    """What stood pinned for the fields of edits of one register on their days just before each, by the seq of the edit.

    The records must never have been deleted. With `first` these edits, in order of writing, are all that was written
    of their records from that line of the journal on to the last of them.
    """
    keys = {key for one in lines for key in one.values or ()}
    if not keys:
        return {one.seq: {} for one in lines}
    days = {one.valid_from for one in lines}
    told = dict(edits(connection, schema, register, {one.record for one in lines}, keys, days, first))
    if first:  # what the batch itself wrote of a record before tells as well
        own: dict[int, list[Line]] = {}
        for one in lines:
            own.setdefault(one.record, []).append(journal.line_of(one))
        told.update((number, [*told.get(number, ()), *some]) for number, some in own.items() if len(some) > 1)
    held = {one.seq: _pinned_before(one, told.get(one.record, ())) for one in lines}
    left = [one for one in lines if len(held[one.seq]) < len(one.values or {})]
    found: dict[int, Values] = dict(held)
    added = _begun(connection, schema, register, left)
    for one in left:
        day, values = added.get(one.record, (None, {}))
        if day == one.valid_from:
            found[one.seq] = {key: held[one.seq].get(key, values.get(key)) for key in one.values or {}}
    return found


def _pinned_before(one: Revision, lines: Iterable[Line]) -> dict[str, Value]:
    held: dict[str, Value] = {}
    for line in lines:
        if line.seq >= one.seq:
            break
        if line.valid_from != one.valid_from:
            continue
        if line.action == LIFT:
            for key in line.values or ():
                held.pop(key, None)
        else:
            held.update(line.values or {})
    return {key: held[key] for key in one.values or {} if key in held}


def _before_by_all(
    connection: Connection, schema: Schema, register: str, edited: Sequence[Revision]
) -> Iterator[tuple[int, Values]]:
    """The same as `before` of records that were deleted at some time: by their whole journals."""
    if not edited:
        return
    told = dict(journal.lines_of_many(connection, schema, register, {one.record for one in edited}))
    for one in edited:
        lines = [line for line in told[one.record] if line.seq < one.seq]
        held = pins(lines).get(one.valid_from, {})
        added = next((line for line in reversed(lines) if line.action == "add"), None)
        base = (added.values or {}) if added is not None and added.valid_from == one.valid_from else None
        found: dict[str, Value] = {}
        for key in one.values or {}:
            if key in held:
                found[key] = held[key]
            elif base is not None:
                found[key] = base.get(key)
        yield one.seq, found


def _begun(
    connection: Connection, schema: Schema, register: str, lines: Sequence[Revision]
) -> Mapping[int, tuple[str, dict[str, Value]]]:
    """The additions of those records that were added on the day of one of these edits."""
    later = text("revision.action = 'add' AND revision.valid_from <> ''")
    query = select(revision.c.record, revision.c.valid_from).where(later, revision.c.register == register)
    days = sorted({one.valid_from for one in lines} - {""})
    records = {one.record for one in lines}
    dated = {
        row[0]: row[1]
        for day in days
        for row in fetched(connection, query.where(revision.c.valid_from == day, among(revision.c.record, records)))
    }
    wanted = {one.record for one in lines if one.valid_from in ("", dated.get(one.record))}
    keys = sorted({key for one in lines if one.record in wanted for key in one.values or ()})
    return additions(connection, schema, register, wanted, keys) if wanted else {}
