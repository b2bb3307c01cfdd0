"""The current tables follow a changed schema: a column is added in place, and only what must be is worked out anew."""

from __future__ import annotations

from collections.abc import Generator, Iterable

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateIndex

from bureau_desk.app import upkeep
from bureau_desk.app.deriving import derive_all
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Progress
from bureau_desk.domain.register import CodeList, Field, Need, Register, Schema
from bureau_desk.store.tables import column_name, current_table, indexed_fields

_SHAPE = ("type", "digits")
_RULES = (
    "need", "codelist", "targets", "minimum", "maximum", "maximum_field", "pattern", "required_when", "soft", "unit",
    "retired_on",
)  # fmt: skip


def concerned(old: Schema, new: Schema) -> frozenset[str]:
    """The registers in which anything is another than before, their code lists included."""
    lists = _changed_lists(old, new)
    return frozenset(
        key for key, register in new.registers.items() if register != old.registers.get(key) or _uses(register, lists)
    )


def follow(
    desk: Desk, connection: Connection, old: Schema, rewritten: Iterable[str] = ()
) -> Generator[Progress, None, None]:
    """Bring the tables from an old schema to the desk's, inside the caller's transaction.

    `rewritten` are registers whose journal has new lines that no table knows yet.
    """
    lists = _changed_lists(old, desk.schema)
    ranked = {key for key in lists if _ranks(old.codelists.get(key)) != _ranks(desk.schema.codelists.get(key))}
    judged: list[str] = []
    derived: list[str] = []
    renamed: list[str] = []
    for key, register in desk.schema.registers.items():
        before = old.registers[key]
        if key in rewritten or _must_rebuild(before, register):
            yield Progress(f"重建“{register.title}”")
            desk.tables.rebuild(connection, key, desk.today().isoformat())
            judged.append(key)
            derived.append(key)
            continue
        if before != register and (yield from _alter(desk, connection, before, register)):
            judged.append(key)
            derived.append(key)
            continue
        if _uses(register, lists) or _judges_otherwise(before, register):
            judged.append(key)
        elif _renames(before, register):
            renamed.append(key)  # the sentences of the faults that stand name fields by their titles
        if _uses(register, ranked):
            derived.append(key)
    if derived:
        yield Progress("推算")
        derive_all(desk, connection, derived)
    for key in judged:
        yield Progress(f"核对“{desk.schema.registers[key].title}”")
        upkeep.find_problems(desk, connection, [key])
    upkeep.find_problems(desk, connection, renamed, only_faulty=True)


def _changed_lists(old: Schema, new: Schema) -> set[str]:
    return {key for key, listed in new.codelists.items() if listed != old.codelists.get(key)}


def _uses(register: Register, lists: set[str]) -> bool:
    return any(field.codelist in lists for field in register.fields)


def _ranks(listed: CodeList | None) -> list[tuple[object, ...]]:
    """What computed fields may follow from: not the labels."""
    codes = listed.codes if listed else ()
    return sorted((one.code, one.rank, one.tier, str(one.valid_from), str(one.valid_to)) for one in codes)


def _judges_otherwise(before: Register, after: Register) -> bool:
    """Whether rows may have other faults than before; a field that nobody must fill in brings none."""
    held = {one.key: one for one in before.fields}
    if held.keys() - {one.key for one in after.fields}:
        return True
    for one in after.fields:
        former = held.get(one.key)
        if former is None and one.required:
            return True
        if former is not None and any(getattr(former, name) != getattr(one, name) for name in _RULES):
            return True
    return False


def _renames(before: Register, after: Register) -> bool:
    titles = {one.key: one.title for one in before.fields}
    return any(titles.get(one.key, one.title) != one.title for one in after.fields)


def _searched(register: Register) -> set[str]:
    return {*register.columns, *register.match}


def _must_rebuild(before: Register, after: Register) -> bool:
    """Whether what stands in the columns, or the search texts made of them, is no longer right."""
    if _searched(before) != _searched(after):
        return True
    fields = {one.key: one for one in before.fields}
    shapes = ((fields[one.key], one) for one in after.fields if one.key in fields)
    return any(getattr(held, name) != getattr(one, name) for held, one in shapes for name in _SHAPE)


def _alter(desk: Desk, connection: Connection, before: Register, after: Register) -> Generator[Progress, None, bool]:
    """Add and drop columns in place; True when the table was rebuilt, because the journal knows values already."""
    held, wanted = ({one.key: one for one in register.fields} for register in (before, after))
    added = [one for key, one in wanted.items() if key not in held]
    gone = [one for key, one in held.items() if key not in wanted]
    table = f"current_{after.key}"
    if any(_is_known(connection, after.key, one) for one in added) or any(one.need is Need.AUTO for one in added):
        yield Progress(f"重建“{after.title}”")
        desk.tables.rebuild(connection, after.key, desk.today().isoformat())
        return True
    _drop_indexes(connection, before, set(indexed_fields(before)) - set(indexed_fields(after)))
    for one in gone:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP COLUMN "{column_name(one)}"')
    fresh = current_table(after)
    for one in added:
        kind = fresh.c[column_name(one)].type.compile(connection.dialect)
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD COLUMN "{column_name(one)}" {kind}')
    there = {str(index["name"]) for index in inspect(connection).get_indexes(table)}
    for index in sorted(fresh.indexes, key=lambda one: str(one.name)):
        if str(index.name) not in there:
            connection.execute(CreateIndex(index))
    return False


def _drop_indexes(connection: Connection, register: Register, keys: Iterable[str]) -> None:
    for key in sorted(keys):
        connection.exec_driver_sql(f'DROP INDEX IF EXISTS "current_{register.key}_{key}"')


def _is_known(connection: Connection, register: str, field: Field) -> bool:
    """Whether the journal holds the key of a field that is new to the table: it was there before and was taken back."""
    query = text('SELECT 1 FROM revision WHERE register = :register AND "values" LIKE :pattern LIMIT 1')
    return connection.execute(query, {"register": register, "pattern": f'%"{field.key}":%'}).first() is not None
