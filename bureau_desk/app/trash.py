"""The trash: deleted records as they last were, and their way back. Nothing is ever pruned from the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, func, literal_column, select

from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import references
from bureau_desk.app.desk import Desk
from bureau_desk.app.returning import last_name, refuse_hanging, refuse_taken
from bureau_desk.app.writing import write
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Field, Kind, Need
from bureau_desk.domain.values import Values
from bureau_desk.store import folding, journal
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import batch, revision

_ENDS = ("add", "delete", "restore")


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted record; `summary` is the step that deleted it."""

    record: int
    register: str
    name: str
    deleted_at: str
    author: str
    reason: str
    summary: str
    batch: int


def numbers(desk: Desk, register: str = "", text: str = "") -> list[int]:
    """The deleted records by steps, the last one first; `text` is looked for in all that the record ever held."""
    query = select(revision.c.record).where(*_gone())
    if register:
        query = query.where(revision.c.register == register)
    held = revision.alias("held")
    for word in text.split():
        inside = and_(held.c.record == revision.c.record, held.c["values"].contains(word, autoescape=True))
        query = query.where(exists(select(held.c.seq).where(inside)))
    with desk.database.reading() as connection:
        return list(connection.execute(query.order_by((revision.c.batch + 0).desc(), revision.c.seq)).scalars())


def page(desk: Desk, wanted: Sequence[int]) -> dict[int, Gone]:
    """Some deleted records by number; ask for a page at a time."""
    with desk.database.reading() as connection:
        last = (
            select(func.max(revision.c.seq))
            .where(revision.c.record.in_(wanted), revision.c.action == "delete")
            .group_by(revision.c.record)
        )
        query = select(revision, batch.c.summary).join(batch, batch.c.id == revision.c.batch)
        return {
            row.record: Gone(
                row.record,
                row.register,
                last_name(desk, connection, row.record),
                row.recorded_at,
                row.author,
                row.reason,
                row.summary,
                row.batch,
            )
            for row in connection.execute(query.where(revision.c.seq.in_(last)))
        }


def _gone() -> tuple[ColumnElement[bool], ...]:
    """What holds of the deletion of a record that nothing has brought back."""
    later = revision.alias("later")
    again = exists(
        select(later.c.seq).where(
            later.c.record == revision.c.record, later.c.seq > revision.c.seq, later.c.action.in_(_ENDS)
        )
    )
    # The action is written out, and what is ordered or grouped by is reckoned: only so does SQLite take the small
    # index of deletions.
    return revision.c.action == literal_column("'delete'"), ~again


def counts(desk: Desk) -> dict[str, int]:
    """How many deleted records each register has."""
    key = revision.c.register + ""
    query = select(key, func.count()).where(*_gone()).group_by(key)
    with desk.database.reading() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def preview(desk: Desk, record: int) -> list[tuple[str, str]]:
    """(field title, text) of a deleted record as it last was, empty fields left out."""
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        register = desk.schema.registers.get(context.register_of(record))
        if register is None:
            return []
        values = _last(desk, connection, record)
        return [
            (field.title, _told(desk, connection, context, field, values[field.key]))
            for field in register.fields
            if values.get(field.key) is not None
        ]


def _told(desk: Desk, connection: Connection, context: DeskContext, field: Field, value: object) -> str:
    text = fieldtypes.show(field, value, context)  # type: ignore[arg-type]
    return last_name(desk, connection, value) if isinstance(value, int) and text == f"#{value}" else text


def _last(desk: Desk, connection: Connection, record: int) -> Values:
    today = desk.today().isoformat()
    lines = [one for one in journal.lines_of(connection, desk.schema, record) if one.action != "delete"]
    return folding.fold([one for one in lines if one.valid_from <= today]) or {}


def companions(desk: Desk, records: Sequence[int]) -> list[int]:
    """The own dated rows that went with records in the same step and are deleted still."""
    with desk.database.reading() as connection:
        return _companions(desk, connection, records)


def _companions(desk: Desk, connection: Connection, records: Sequence[int]) -> list[int]:
    deleted = page(desk, records)
    wanted = set(records)
    gone, found = set(numbers(desk)), dict[int, None]()
    for number in sorted({one.batch for one in deleted.values()}):
        query = select(revision.c.record, revision.c.register)
        rows = connection.execute(query.where(revision.c.batch == number, revision.c.action == "delete")).all()
        rest = [(record, key) for record, key in rows if record in gone and record not in wanted]
        while rest:
            fresh = [one for one in rest if _own(desk, connection, *one) & wanted]
            if not fresh:
                break
            wanted |= {record for record, _ in fresh}
            found.update(dict.fromkeys(record for record, _ in fresh))
            rest = [one for one in rest if one not in fresh]
    return list(found)


def _own(desk: Desk, connection: Connection, record: int, key: str) -> set[int]:
    """The records that a dated row is about."""
    register = desk.schema.registers[key]
    if register.kind is Kind.ENTITY:
        return set()
    values = _last(desk, connection, record)
    needed = [one for one in references(register) if (field := register.field(one)) and field.need is Need.REQUIRED]
    return {value for one in needed if isinstance(value := values.get(one), int)}


def restore(desk: Desk, records: Sequence[int], reason: str = "", with_own: bool = True) -> Changes:
    """Bring deleted records back as one step, with the own dated rows that went with them in the same step.

    Trouble, naming the other record, when somebody bears a name by now that only one may bear; when a row is about a
    record that is deleted; or when one is not deleted at all.
    """
    wanted = list(dict.fromkeys(records))
    with desk.database.reading() as connection:
        deleted = set(numbers(desk)) & set(wanted)
        for record in wanted:
            if record not in deleted:
                raise Trouble(f"没有恢复：“{DeskContext(desk, connection).name(record)}”没有被删除。", "请刷新后再选。")
        own = _companions(desk, connection, wanted) if with_own else []
        entries = [
            Entry(record, journal.register_of(connection, record), "restore", None) for record in (*wanted, *own)
        ]
        what = f"“{last_name(desk, connection, wanted[0])}”" if len(wanted) == 1 else f" {len(wanted):,} 条记录"
    tail = f"，连同 {len(own):,} 条名下记录" if own else ""

    def whole(connection: Connection) -> None:
        refuse_taken(desk, connection, entries, "恢复")
        refuse_hanging(desk, connection, entries, "恢复")

    return write(desk, entries, f"从回收站恢复{what}{tail}", reason, after=whole)
