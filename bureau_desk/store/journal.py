"""The append-only journal: the truth of a desk. Additions hold all values, edits only the changed ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select, text, update

from bureau_desk.domain.record import Revision
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.bulk import among, fetched, insert_many, insert_tuples
from bureau_desk.store.encoding import Reader, dump
from bureau_desk.store.folding import EDITS, Line, State, fold
from bureau_desk.store.tables import batch, record, revision


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to write down; `values` is None for a deletion, the changed values for an edit, all for an addition.

    A deletion says that the record was a mistake on every day; `restore` takes a deletion back, with the whole history.
    """

    record: int
    register: str
    action: str  # add | edit | lift | delete | restore
    values: Values | None
    valid_from: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """A group of changes that is taken back as a whole."""

    id: int
    recorded_at: str
    author: str
    kind: str
    summary: str
    target: int | None
    undone: bool


def open_batch(
    connection: Connection, now: str, author: str, summary: str, kind: str = "do", target: int | None = None
) -> int:
    """Begin a batch and return its number."""
    values = {"recorded_at": now, "author": author, "summary": summary, "kind": kind, "target": target, "undone": 0}
    result = connection.execute(batch.insert().values(**values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


def new_records(connection: Connection, register: str, count: int) -> range:
    """Reserve that many fresh record ids of a register."""
    last = connection.execute(select(func.max(record.c.id))).scalar() or 0
    fresh = range(last + 1, last + 1 + count)
    if count:
        insert_many(connection, record, [{"id": number, "register": register} for number in fresh])
    return fresh


def append(
    connection: Connection, schema: Schema, entries: Sequence[Entry], number: int, now: str, author: str, reason: str
) -> list[int]:
    """Write entries in order and return their seqs."""
    if not entries:
        return []
    last = connection.execute(select(func.max(revision.c.seq))).scalar() or 0
    seqs = list(range(last + 1, last + 1 + len(entries)))
    texts = _texts(schema, entries)
    rows = [
        (seq, one.record, one.register, one.action, one.valid_from, now, author, reason, number, text)
        for seq, one, text in zip(seqs, entries, texts, strict=True)
    ]
    insert_tuples(connection, revision, [column.name for column in revision.columns], rows)
    return seqs


def _texts(schema: Schema, entries: Sequence[Entry]) -> Iterator[str | None]:
    """The values of entries as JSON; what many of them share, or hold alike, is written once."""
    known: dict[tuple[str, int], str] = {}
    alike: dict[tuple[Any, ...], str] = {}
    for one in entries:
        if one.values is None:
            yield None
            continue
        key = one.register, id(one.values)
        if key not in known:
            kinds = (*map(type, one.values.values()),)
            if len(kinds) <= _FEW and _ALIKE.issuperset(kinds):
                like = (one.register, *one.values.items(), *kinds)  # true and 1 are equal, and written otherwise
                if like not in alike:
                    alike[like] = dump(schema.registers[one.register], one.values)
                known[key] = alike[like]
            else:
                known[key] = dump(schema.registers[one.register], one.values)
        yield known[key]


_FEW = 4  # fields of an edit
_ALIKE = frozenset({str, int, bool, type(None)})


EDITED = text("revision.action <> 'add'")
"""Leaves out additions, in the words of the index that holds everything else beside its values."""


def folded(
    connection: Connection, schema: Schema, register: str, on: str = "", known: str = "", records: Collection[int] = ()
) -> Iterator[tuple[int, int, State]]:
    """(record, last seq, values) of a register, as of an ISO day and moment of knowledge ('' for no bound)."""
    query = select(revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c["values"])
    query = query.where(revision.c.register == register)
    if on:
        query = query.where(revision.c.valid_from <= on)
    if known:
        query = query.where(revision.c.recorded_at <= known)
    if records:
        query = query.where(among(revision.c.record, records))
    for number, held in _grouped(connection, query, Reader(schema.registers[register])):
        yield number, held[-1].seq, fold(held)


def lines_of_many(
    connection: Connection, schema: Schema, register: str, records: Collection[int]
) -> Iterator[tuple[int, list[Line]]]:
    """(record, every line in order of writing) of some records of one register."""
    query = select(revision.c.record, revision.c.seq, revision.c.action, revision.c.valid_from, revision.c["values"])
    query = query.where(among(revision.c.record, records))
    return _grouped(connection, query, Reader(schema.registers[register]))


def _grouped(connection: Connection, query: Select[Any], reader: Reader) -> Iterator[tuple[int, list[Line]]]:
    lines = fetched(connection, query.order_by(revision.c.record, revision.c.seq))
    loaded = reader.load_all([line[4] for line in lines])
    held: list[Line] = []
    owner = 0
    for (number, seq, action, valid_from, _), values in zip(lines, loaded, strict=True):
        if number != owner and held:
            yield owner, held
            held = []
        owner = number
        held.append(Line(seq, action, valid_from, values))
    if held:
        yield owner, held


def outdone(
    connection: Connection, register: str, since: Mapping[int, str], keys: Collection[str], on: str
) -> set[int]:
    """Of some records, each with the day from which an edit of these fields holds, those where another edit of them
    goes before it on an ISO day, so that only folding tells what stands."""
    told = or_(*(func.json_type(revision.c["values"], f"$.{key}").is_not(None) for key in keys))
    query = select(revision.c.record, func.max(revision.c.valid_from)).group_by(revision.c.record)
    query = query.where(among(revision.c.record, since), revision.c.valid_from > min(since.values(), default=""))
    query = query.where(EDITED, revision.c.valid_from <= on, revision.c.action.in_(sorted(EDITS)), told)
    query = query.where(revision.c.register == register)
    later = {row[0] for row in connection.execute(query) if row[1] > since[row[0]]}
    return later | {number for number, day in since.items() if day > on}


def written_after(connection: Connection, records: Collection[int], moment: str) -> set[int]:
    """The seqs of the lines of some records that were written down after an ISO moment."""
    query = select(revision.c.seq).where(among(revision.c.record, records), revision.c.recorded_at > moment)
    return set(connection.execute(query).scalars())


def ever(connection: Connection, records: Collection[int], field: str) -> set[Value]:
    """The texts or numbers that a field of some records holds or held on any day."""
    told = func.json_extract(revision.c["values"], f"$.{field}")
    query = select(told).where(among(revision.c.record, records), told.is_not(None)).distinct()
    return {row[0] for row in fetched(connection, query)}


def lines_of(connection: Connection, schema: Schema, number: int) -> list[Line]:
    """Every line of one record in order of writing."""
    return [line_of(one) for one in revisions(connection, schema, number)]


def line_of(one: Revision) -> Line:
    """A revision as folding needs it."""
    return Line(one.seq, one.action, one.valid_from, one.values)


def ever_holding(connection: Connection, schema: Schema, register: str, field: str, value: Value) -> list[int]:
    """Records of a register, living or deleted, that hold or ever held a value in a field."""
    mark = dump(schema.registers[register], {field: value})[1:-1]
    query = select(revision.c.record).where(revision.c.register == register)
    query = query.where(revision.c["values"].contains(mark, autoescape=True)).distinct()
    return [
        number
        for number in connection.execute(query.order_by(revision.c.record)).scalars()
        if any((line.values or {}).get(field) == value for line in lines_of(connection, schema, number))
    ]


def turning_days(connection: Connection, register: str, records: Collection[int] = ()) -> list[str]:
    """The ISO days from which some revision of a register (of some records) holds, in order; '' is since always."""
    query = select(revision.c.valid_from).where(revision.c.register == register).distinct()
    if records:
        query = query.where(among(revision.c.record, records))
    return sorted(connection.execute(query).scalars())


def revisions(connection: Connection, schema: Schema, number: int) -> list[Revision]:
    """Every line of one record, oldest first."""
    query = select(revision).where(revision.c.record == number).order_by(revision.c.seq)
    return [_revision(schema, row) for row in connection.execute(query)]


def histories(connection: Connection, schema: Schema, numbers: Sequence[int]) -> dict[int, list[Revision]]:
    """Every line of some records, oldest first."""
    query = select(revision).where(revision.c.record.in_(numbers)).order_by(revision.c.record, revision.c.seq)
    found: dict[int, list[Revision]] = {}
    for row in connection.execute(query):
        found.setdefault(row.record, []).append(_revision(schema, row))
    return found


def revisions_of_batch(connection: Connection, schema: Schema, number: int) -> list[Revision]:
    """Every line of one batch, oldest first."""
    query = select(revision).where(revision.c.batch == number)
    rows = sorted(fetched(connection, query), key=lambda row: row[0])
    loaded = {
        key: Reader(schema.registers[key]).load_all([row[9] for row in rows if row[2] == key])
        for key in {row[2] for row in rows}
    }
    return [
        Revision(seq, one, register, next(loaded[register]), day, recorded_at, author, reason, in_batch, action)
        for seq, one, register, action, day, recorded_at, author, reason, in_batch, _ in rows
    ]


def _revision(schema: Schema, row: Row[Any]) -> Revision:
    text = row._mapping["values"]
    values = None if text is None else Reader(schema.registers[row.register]).load(text)
    return Revision(
        row.seq,
        row.record,
        row.register,
        values,
        row.valid_from,
        row.recorded_at,
        row.author,
        row.reason,
        row.batch,
        row.action,
    )


def _batch(row: Row[Any]) -> Batch:
    return Batch(row.id, row.recorded_at, row.author, row.kind, row.summary, row.target, bool(row.undone))


def last_batch(connection: Connection) -> int:
    """The number of the newest batch, 0 when there is none."""
    return int(connection.execute(select(func.max(batch.c.id))).scalar() or 0)


def get_batch(connection: Connection, number: int) -> Batch | None:
    """One batch by number."""
    row = connection.execute(select(batch).where(batch.c.id == number)).first()
    return _batch(row) if row else None


def latest_batches(connection: Connection, number: int) -> list[Batch]:
    """The newest batches, newest first."""
    return [_batch(row) for row in connection.execute(select(batch).order_by(batch.c.id.desc()).limit(number))]


def last_undoable(connection: Connection) -> Batch | None:
    """The newest change that undo would take back."""
    query = select(batch).where(batch.c.kind.in_(("do", "redo")), batch.c.undone == 0)
    row = connection.execute(query.order_by(batch.c.id.desc()).limit(1)).first()
    return _batch(row) if row else None


def last_redoable(connection: Connection) -> Batch | None:
    """The newest undo that redo would bring back; a new change since then closes the way."""
    last = select(batch.c.id).where(batch.c.kind == "do").order_by(batch.c.id.desc()).limit(1)
    newest = connection.execute(last).scalar() or 0
    query = select(batch).where(batch.c.kind == "undo", batch.c.undone == 0, batch.c.id > newest)
    row = connection.execute(query.order_by(batch.c.id.desc()).limit(1)).first()
    return _batch(row) if row else None


def undoable_after(connection: Connection, number: int) -> int:
    """How many changes undo would take back before it comes to a batch."""
    query = select(func.count()).where(batch.c.kind.in_(("do", "redo")), batch.c.undone == 0, batch.c.id > number)
    return int(connection.execute(query).scalar() or 0)


def mark_undone(connection: Connection, number: int, undone: bool = True) -> None:
    """Remember that a batch was taken back (or is in force again)."""
    connection.execute(update(batch).where(batch.c.id == number).values(undone=int(undone)))


def later_touched(connection: Connection, number: int) -> list[int]:
    """Records of a batch that stand otherwise than it left them, by later changes or by older ones taken back since.

    What came and went since, or went and came again, is nothing.
    """
    if nothing_holds_between(connection, number, last_batch(connection) + 1):
        return []
    inside = select(revision.c.record).where(revision.c.batch == number)
    query = (
        select(revision.c.record, revision.c.batch)
        .join(batch, batch.c.id == revision.c.batch)
        .where(revision.c.batch > number, revision.c.record.in_(inside), batch.c.undone == 0)
        .distinct()
    )
    rows = fetched(connection, query.order_by(revision.c.record))
    turned = {one for one in {row[1] for row in rows} if _turned_since(connection, one, number)}
    return list(dict.fromkeys(row[0] for row in rows if row[1] in turned))


def nothing_holds_between(connection: Connection, first: int, last: int) -> bool:
    """Whether everything that was done after a batch and before another has been taken back: all is as the first left it."""
    holds = or_(batch.c.target <= first, and_(batch.c.kind != "undo", batch.c.undone == 0))
    query = select(batch.c.id).where(batch.c.id > first, batch.c.id < last, holds).limit(1)
    return connection.execute(query).first() is None


def _turned_since(connection: Connection, last: int, number: int) -> bool:
    """Whether the change at the beginning of a chain of undo and redo was not in force at a batch and is, or was."""
    query = select(batch.c.id, batch.c.kind, batch.c.target).where(batch.c.id == last).cte("chain", recursive=True)
    query = query.union_all(select(batch.c.id, batch.c.kind, batch.c.target).where(batch.c.id == query.c.target))
    chain = connection.execute(select(query.c.id, query.c.kind).order_by(query.c.id.desc())).all()
    then = next((row.kind != "undo" for row in chain if row.id <= number), False)
    return bool(then != (chain[0].kind != "undo"))


def register_of(connection: Connection, number: int) -> str:
    """The register a record belongs to, '' when there is no such record."""
    return connection.execute(select(record.c.register).where(record.c.id == number)).scalar() or ""
