"""The current tables follow a changed schema: a column is added in place, and only what must be is worked out anew."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateIndex

from bureau_desk.analysis.dependence import sources
from bureau_desk.app import schema_judging
from bureau_desk.app.deriving import derive_all
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress
from bureau_desk.app.search_keys import SearchKeys
from bureau_desk.domain.register import CodeList, Field, Need, Register, Schema
from bureau_desk.store import columns
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import column_name, indexed_fields

_SHAPE = ("type", "digits")
_PORTION = 5000


def concerned(old: Schema, new: Schema) -> frozenset[str]:
    """The registers in which anything is another than before, their code lists included."""
    lists = _changed_lists(old, new)
    return frozenset(
        key for key, register in new.registers.items() if register != old.registers.get(key) or _uses(register, lists)
    )


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What a step wrote into the journal that no table knows yet: the fields by register, and each record's last seq."""

    fields: Mapping[str, frozenset[str]]
    versions: Mapping[str, Mapping[int, int]]

    @classmethod
    def of(cls, entries: Sequence[Entry], seqs: Sequence[int], today: str) -> Rewritten:
        """What entries wrote, with the seqs under which they stand; what holds from a later day changes no row yet."""
        fields: dict[str, set[str]] = {}
        versions: dict[str, dict[int, int]] = {}
        for entry, seq in zip(entries, seqs, strict=True):
            fields.setdefault(entry.register, set()).update(entry.values or ())
            if entry.valid_from <= today:
                versions.setdefault(entry.register, {})[entry.record] = seq
        return cls({key: frozenset(names) for key, names in fields.items()}, versions)


def follow(
    desk: Desk, connection: Connection, old: Schema, written: Rewritten | None = None
) -> Generator[Progress, None, None]:
    """Bring the tables from an old schema to the desk's, inside the caller's transaction.

    A column is added, dropped or read anew in place; of the stored problems only those of the fields concerned are
    worked out again, and computed fields only where they follow from what changed.
    """
    lists = _changed_lists(old, desk.schema)
    ranked = {key for key in lists if _ranks(old.codelists.get(key)) != _ranks(desk.schema.codelists.get(key))}
    derived: list[str] = []
    for key, register in desk.schema.registers.items():
        before = old.registers[key]
        moved = _reshaped(before, register) | (written.fields.get(key, frozenset()) if written else frozenset())
        if before != register or moved:
            versions = written.versions.get(key, {}) if written else {}
            yield from _alter(desk, connection, before, register, moved, versions)
        if _uses(register, ranked) or _sources_differ(before, register, moved):
            derived.append(key)
    if derived:
        yield Progress("推算")
        derive_all(desk, connection, derived)
    for key, register in desk.schema.registers.items():
        before = old.registers[key]
        fields = schema_judging.concerned(before, register, lists)
        if fields:
            yield from schema_judging.judge(desk, connection, key, fields)
        if titles := schema_judging.renamed(before, register):
            yield from schema_judging.reword(desk, connection, key, titles)


def _changed_lists(old: Schema, new: Schema) -> set[str]:
    return {key for key, listed in new.codelists.items() if listed != old.codelists.get(key)}


def _uses(register: Register, lists: set[str]) -> bool:
    return any(field.codelist in lists for field in register.fields)


def _ranks(listed: CodeList | None) -> list[tuple[object, ...]]:
    """What computed fields may follow from: not the labels."""
    codes = listed.codes if listed else ()
    return sorted((one.code, one.rank, one.tier, str(one.valid_from), str(one.valid_to)) for one in codes)


def _reshaped(before: Register, after: Register) -> frozenset[str]:
    """The fields whose columns hold another kind of value than before."""
    fields = {one.key: one for one in before.fields}
    shapes = ((fields[one.key], one) for one in after.fields if one.key in fields)
    return frozenset(
        one.key for held, one in shapes if any(getattr(held, name) != getattr(one, name) for name in _SHAPE)
    )


def _sources_differ(before: Register, after: Register, moved: Collection[str]) -> bool:
    """Whether computed fields may follow from something else: from a column that was read anew, or a new one."""
    computed = {one.key for one in after.fields if one.need is Need.AUTO}
    fresh = {one.key for one in after.fields} - {one.key for one in before.fields}
    return not computed.isdisjoint(fresh) or not {*moved, *fresh}.isdisjoint(sources(after))


def _alter(
    desk: Desk,
    connection: Connection,
    before: Register,
    after: Register,
    moved: Collection[str],
    versions: Mapping[int, int],
) -> Generator[Progress, None, None]:
    """Add and drop columns in place, and read those anew that hold other values than before."""
    held, wanted = ({one.key: one for one in register.fields} for register in (before, after))
    table, today = f"current_{after.key}", desk.today().isoformat()
    gone = [one for key, one in held.items() if key not in wanted]
    added = [one for key, one in wanted.items() if key not in held]
    again = [wanted[key] for key in sorted(moved) if key in wanted and key in held]
    reread = [one for one in added if _is_known(connection, after.key, one)] + again
    stale = (set(indexed_fields(before)) - set(indexed_fields(after))) | {one.key for one in again}
    _drop_indexes(connection, before, stale)
    for one in (*gone, *again):
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column_name(one)}"')
    fresh = desk.tables.table(after.key)
    for one in (*added, *again):
        kind = fresh.c[column_name(one)].type.compile(connection.dialect)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column_name(one)}" {kind}')
    for one in reread:
        yield Progress(f"读入“{one.title}”")
        columns.fill(connection, fresh, after.key, one, today)
    columns.set_versions(connection, fresh, versions)
    there = {str(index["name"]) for index in inspect(connection).get_indexes(table)}
    for index in sorted(fresh.indexes, key=lambda one: str(one.name)):
        if str(index.name) not in there:
            connection.execute(CreateIndex(index))
    former, now = SearchKeys(Schema({before.key: before}, {})).searched(before.key), desk.keys.searched(after.key)
    if set(former) != set(now) or not set(now).isdisjoint(moved):
        yield from _respell(desk, connection, after)


def _respell(desk: Desk, connection: Connection, register: Register) -> Generator[Progress, None, None]:
    """Search texts of every row, made of other fields than before."""
    typed = {one.key for one in register.fields if one.need is not Need.AUTO}
    rows = desk.tables.values(connection, register.key, sorted(desk.keys.fields(register.key) & typed))
    texts: list[tuple[str, int]] = []
    total = desk.tables.count(connection, register.key)
    for place, (number, values) in enumerate(rows):
        if place % _PORTION == 0:
            yield Progress("整理查找用的文字", place, total)
        texts.append((desk.keys(register, values)[0], number))
    columns.set_search(connection, desk.tables.search(register.key), texts)


def _drop_indexes(connection: Connection, register: Register, keys: Iterable[str]) -> None:
    for key in sorted(keys):
        connection.exec_driver_sql(f'DROP INDEX IF EXISTS "current_{register.key}_{key}"')


def _is_known(connection: Connection, register: str, field: Field) -> bool:
    """Whether the journal holds the key of a field that is new to the table: it was there before and was taken back."""
    query = text('SELECT 1 FROM revision WHERE register = :register AND "values" LIKE :pattern LIMIT 1')
    return connection.execute(query, {"register": register, "pattern": f'%"{field.key}":%'}).first() is not None
