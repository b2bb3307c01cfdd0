"""Which fields of which records held something else on a past day, and what: folded inside SQLite, in C."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bureau_desk.domain.fieldtypes import from_json
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value
from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.encoding import column_decoder, kept_as_it_is, to_column
from bureau_desk.store.folding import EDITS, LIFT

_ONCE = "bureau_desk.turned"
_CONVERT = "as_column_{register}"
_FEW = 12  # fields that are looked for by name in the text of an edit
_NEAR = "valid_from > :first AND valid_from <= :last"
_EDITED = "action <> 'add' AND register = :register"  # in the words of the index `revision_edit`
_EDIT = "e.action <> 'add' AND e.register = :register AND e.action = 'edit' AND j.key IN (SELECT value FROM json_each(:fields))"
_LIFTED = (
    " AND (e.record NOT IN (SELECT value FROM json_each(:lifted)) OR NOT EXISTS ("
    "SELECT 1 FROM revision l WHERE l.action <> 'add' AND l.register = :register AND l.record = e.record "
    "AND l.valid_from = e.valid_from AND l.seq > e.seq AND l.action = 'lift' "
    """AND json_type(l."values", '$."' || {key} || '"') IS NOT NULL))"""
)
# What turned between the days, by record and field.
_FIND = """
INSERT OR IGNORE INTO {told} (record, field) SELECT e.record, j.key FROM revision e JOIN json_each(e."values") j
WHERE {edit} AND e.valid_from > :first AND e.valid_from <= :last{lifted}{naming}{apart}
"""
# Of what began later nothing is told, unless an edit may have turned the day from which it counts.
_APART = """
    AND (e.record NOT IN (SELECT id FROM {later}) OR e.record IN (SELECT value FROM json_each(:begun)))
"""
_BEGUN = f"""
    OR {_NEAR}{{naming}} AND record IN (SELECT id FROM {{later}})
"""
_LEAVE_OUT = """
DELETE FROM {told} WHERE record IN (SELECT value FROM json_each(:begun))
    AND record NOT IN (SELECT record FROM {told} WHERE field IN (SELECT value FROM json_each(:starts)))
"""
# An edit from a later day goes before one from an earlier day, and of one day the later written. Where no edit tells, the
# addition does. The many fields of a line are read as JSON only where they hold the wanted one at all.
_CELL = """
(SELECT CASE WHEN instr(held, '"{key}":') THEN CASE json_type(held, '$."{key}"') WHEN '{plain}' THEN held ->> '$."{key}"'
    ELSE {convert}('{key}', held -> '$."{key}"') END END
FROM (SELECT coalesce((
    SELECT e."values" FROM revision e WHERE e.action <> 'add' AND e.register = :register AND e.record = {record}
        AND e.valid_from <= :day AND e.action = 'edit' AND instr(e."values", '"{key}":')
        AND json_type(e."values", '$."{key}"') IS NOT NULL{lifted}
    ORDER BY e.valid_from DESC, e.seq DESC LIMIT 1
), {addition}) AS held))
"""
_ADDITION = """(SELECT b."values" FROM revision b WHERE b.record = {record} ORDER BY b.seq LIMIT 1)"""
# One line a record first: today's row and the addition, which are wide, are then read once for each and not for every field.
_ROWS = """
SELECT {columns} FROM (SELECT record, {flags} FROM {told} WHERE {which} GROUP BY record) t
CROSS JOIN main."current_{register}" c ON c.id = t.record
LEFT JOIN revision b ON b.seq = (SELECT s.seq FROM revision s WHERE s.record = t.record ORDER BY s.seq LIMIT 1)
"""


class Turned(NamedTuple):
    """Records that only folding tells; of all others `table` holds which of their fields turned, a line for each.

    Its columns are record, field, and of some fields the value as a column of the current table would hold it; `fields`
    are all that it names. `bound` is what statements about it need.
    """

    odd: set[int]
    table: str
    fields: frozenset[str]
    bound: Mapping[str, Any]


def turned(
    connection: Connection,
    register: Register,
    days: tuple[str, str, str],
    table: str,
    fields: Collection[str] = (),
    valued: Collection[str] = (),
    later: str = "",
) -> Turned | None:
    """What differs on an ISO day from what holds now, in a new `table`; with `fields`, of these alone.

    The values of `valued` are worked out at once, those of others by `rows_then` when they are wanted.
    Records that a table `later` lists are left out, unless a day from which their register counts was otherwise.

    `days` are the day, and the two after which and up to which lines of the journal tell a difference; it is one of
    them. None when the journal has more than one addition of a record and must be folded line by line.
    """
    day, first, last = days
    wanted = [field.key for field in register.fields if not fields or field.key in fields]
    named: dict[str, Any] = {"register": register.key, "day": day, "first": first, "last": last}

    if not _added_once(connection, register.key):
        return None
    # Edits that may have turned the day from which a record counts are found on the same way.
    begins = _BEGUN.format(later=later, naming=_naming(register.counting.start, "")) if later else ""
    query = f"SELECT record, action, {_NEAR} FROM revision WHERE {_EDITED} AND (action <> 'edit'{begins})"
    others = fetched_sql(connection, query, named)
    odd = {one for one, action, near in others if action not in EDITS and (near or action not in _GOING)}
    query = (
        f"SELECT record FROM revision WHERE action = 'add' AND valid_from <> '' AND register = :register AND {_NEAR}"
    )
    odd.update(row[0] for row in fetched_sql(connection, query, named))
    lifted = sorted({record for record, action, _ in others if action == LIFT})
    named |= {"fields": json.dumps(wanted), "lifted": json.dumps(lifted), "odd": json.dumps(sorted(odd))}
    named["begun"] = json.dumps([record for record, action, _ in others if action == "edit"])
    named["starts"] = json.dumps(register.counting.start)
    _find(connection, table, named, wanted, bool(lifted), later)
    named_fields = frozenset(row[0] for row in fetched_sql(connection, f"SELECT DISTINCT field FROM {table}"))
    bound = {key: named[key] for key in ("register", "day", "lifted")}
    found = Turned(odd, table, named_fields, bound)
    _describe(connection, register)
    for key in sorted(named_fields & set(valued)):
        cell = _cell(register, found, key, f"{table}.record", _ADDITION.format(record=f"{table}.record"))
        connection.exec_driver_sql(f"UPDATE {table} SET value = {cell} WHERE field = '{key}'", bound)
    return found


_GOING = ("delete", "restore")


def _added_once(connection: Connection, register: str) -> bool:
    """Whether every record of a register has one addition; counted once while nothing is written."""
    last = fetched_sql(connection, "SELECT max(seq) FROM revision")[0][0]
    kept: tuple[int, dict[str, bool]] = connection.info.get(_ONCE, (-1, {}))
    if kept[0] != last:
        kept = connection.info[_ONCE] = last, {}
    for asked in ("", register):  # all registers at once take a fraction of what one takes
        if asked not in kept[1]:
            kept[1][asked] = _counted(connection, asked)
        if kept[1][asked]:
            return True
    return False


def _counted(connection: Connection, register: str) -> bool:
    """Whether there are no more additions than records, in a register or ('') in all; every record has one at least."""
    mine, edited = ("WHERE register = :register", _EDITED) if register else ("", "action <> 'add'")
    lines, edits, records = (
        fetched_sql(connection, f"SELECT count(*) FROM {counted}", {"register": register})[0][0]
        for counted in (f"revision {mine}", f"revision WHERE {edited}", f"record {mine}")
    )
    return bool(lines - edits <= records)


def _find(
    connection: Connection, table: str, named: dict[str, Any], wanted: Collection[str], lifts: bool, later: str
) -> None:
    """Which fields of which records turned."""
    find = _FIND.format(
        told=table,
        edit=_EDIT,
        lifted=_LIFTED.format(key="j.key") if lifts else "",
        naming=_naming(wanted),
        apart=_APART.format(later=later) if later else "",
    )
    for query in (
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TABLE {table} (record INTEGER, field TEXT, value, PRIMARY KEY (record, field)) WITHOUT ROWID",
        find,
        f"DELETE FROM {table} WHERE record IN (SELECT value FROM json_each(:odd))",
        _LEAVE_OUT.format(told=table),
    ):
        connection.exec_driver_sql(query, named if ":" in query else {})


def rows_then(connection: Connection, register: Register, found: Turned, columns: Sequence[str], which: str) -> str:
    """A query of columns (`id` and those of fields) of today's rows as they were, of the records that `found` tells.

    `which` is a condition on `record`. The connection is made ready for it; `Turned.bound` must be bound.
    """
    _describe(connection, register)
    places = {f"f_{key}": place for place, key in enumerate(sorted(found.fields))}
    listed = [
        f"""CASE WHEN t.t{places[column]} THEN {_cell(register, found, column[2:], "t.record", 'b."values"')}
        ELSE c."{column}" END"""
        if column in places
        else f'c."{column}"'
        for column in columns
    ]
    flags = ", ".join(f"max(field = '{column[2:]}') AS t{place}" for column, place in places.items())
    return _ROWS.format(
        columns=", ".join(listed), flags=flags or "0", told=found.table, which=which, register=register.key
    )


def _cell(register: Register, found: Turned, key: str, record: str, addition: str) -> str:
    """What a field of a record held then, as its column would hold it."""
    field = register.field(key)
    plain = {str: "text", int: "integer"}.get(kept_as_it_is(field) if field else None, "")  # type: ignore[arg-type]
    lifted = _LIFTED.format(key=f"'{key}'") if found.bound["lifted"] != "[]" else ""
    convert = _CONVERT.format(register=register.key)
    return _CELL.format(key=key, plain=plain, convert=convert, record=record, lifted=lifted, addition=addition)


def _describe(connection: Connection, register: Register) -> None:
    """Let a connection turn values of a register's fields into those of its columns."""
    name = _CONVERT.format(register=register.key)
    if connection.info.get(name) is register:
        return
    fields = {field.key: field for field in register.fields}

    def as_column(key: str, text: str | None) -> Any:
        return None if text is None else to_column(fields[key], from_json(fields[key], json.loads(text)))

    raw: Any = connection.connection.driver_connection
    raw.create_function(name, 2, as_column, deterministic=True)
    connection.info[name] = register


def _naming(keys: Collection[str], row: str = "e.") -> str:
    """A condition that keeps the edits which may name one of some fields: most name others, and need not be taken apart."""
    if len(keys) > _FEW:
        return ""
    named = " OR ".join(f"""instr({row}"values", '"{key}":')""" for key in sorted(keys))
    return f" AND ({named or 0})"


def told(
    connection: Connection, register: Register, found: Turned, fields: Collection[str]
) -> Iterator[tuple[int, str, Value]]:
    """(record, field, value then) of some fields of the records that folding inside SQLite tells."""
    decoders = {key: column_decoder(field) for key in fields if (field := register.field(key))}
    query = f"SELECT record, field, value FROM {found.table} WHERE field IN (SELECT value FROM json_each(?))"
    rows = fetched_sql(connection, query, (json.dumps(list(decoders)),))
    return ((record, key, decoders[key](value)) for record, key, value in rows)
