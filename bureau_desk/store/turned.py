"""Which fields of which records held something else on a past day, and what: folded inside SQLite, in C."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bureau_desk.domain.fieldtypes import from_json
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value
from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.encoding import column_decoder, kept_as_it_is, to_column
from bureau_desk.store.folding import EDITS, LIFT

_ONCE = "bureau_desk.turned"
_FEW = 12  # fields that are looked for by name in the text of an edit
_NEAR = "valid_from > :first AND valid_from <= :last"
_EDITED = "action <> 'add' AND register = :register"  # in the words of the index `revision_edit`
_EDIT = "e.action <> 'add' AND e.register = :register AND e.action = 'edit' AND j.key IN (SELECT value FROM json_each(:fields))"
_JSON = (
    "CASE j.type WHEN 'text' THEN json_quote(j.value) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
    "WHEN 'null' THEN 'null' ELSE j.value END"
)
_LIFTED = (
    " AND (e.record NOT IN (SELECT value FROM json_each(:lifted)) OR NOT EXISTS ("
    "SELECT 1 FROM revision l WHERE l.action <> 'add' AND l.register = :register AND l.record = e.record "
    "AND l.valid_from = e.valid_from AND l.seq > e.seq AND l.action = 'lift' "
    """AND json_type(l."values", '$."' || j.key || '"') IS NOT NULL))"""
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
# An edit from a later day goes before one from an earlier day; of one day, the later written: the last one stays.
_FOLD = """
INSERT OR REPLACE INTO {told} (record, field, known, value)
SELECT e.record, j.key, 1, CASE WHEN {plain} THEN j.atom ELSE {convert}(j.key, {json}) END
FROM revision e CROSS JOIN json_each(e."values") j
WHERE {edit} AND e.valid_from <= :day{lifted}{naming}
    AND e.record IN (SELECT record FROM {told}) AND (e.record, j.key) IN (SELECT record, field FROM {told})
ORDER BY e.record, e.valid_from, e.seq
"""
# Where no edit tells, the addition does. Its many fields are read as JSON only where they hold the wanted one at all.
_BASE = """
UPDATE {told} SET value = (
    SELECT CASE WHEN instr(b."values", '"' || field || '":') THEN CASE
        WHEN {plain} THEN b."values" ->> ('$."' || field || '"')
        ELSE {convert}(field, b."values" -> ('$."' || field || '"')) END END
    FROM revision b WHERE b.record = {told}.record ORDER BY b.seq LIMIT 1
) WHERE known = 0
"""


class Turned(NamedTuple):
    """Records that only folding tells; of all others `table` holds what some of their fields held, a line for each.

    Its columns are record, field, and value as a column of the current table would hold it.
    """

    odd: set[int]
    table: str


def turned(
    connection: Connection,
    register: Register,
    days: tuple[str, str, str],
    table: str,
    fields: Collection[str] = (),
    later: str = "",
) -> Turned | None:
    """What differs on an ISO day from what holds now, in a new `table`; with `fields`, of these alone.

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
    _fold(connection, register, table, named, wanted, bool(lifted), later)
    return Turned(odd, table)


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


def _fold(
    connection: Connection,
    register: Register,
    table: str,
    named: dict[str, Any],
    wanted: Collection[str],
    lifts: bool,
    later: str,
) -> None:
    fields = {field.key: field for field in register.fields}
    raw: Any = connection.connection.driver_connection
    convert = "as_column"

    def as_column(key: str, text: str | None) -> Any:
        return None if text is None else to_column(fields[key], from_json(fields[key], json.loads(text)))

    raw.create_function(convert, 2, as_column, deterministic=True)
    texts, wholes = (
        ", ".join(f"'{key}'" for key, field in fields.items() if kept_as_it_is(field) is kind) or "''"
        for kind in (str, int)
    )

    def plain(key: str, kind: str) -> str:
        return f"({kind} = 'text' AND {key} IN ({texts})) OR ({kind} = 'integer' AND {key} IN ({wholes}))"

    words = {
        "told": table,
        "edit": _EDIT,
        "lifted": _LIFTED if lifts else "",
        "convert": convert,
        "json": _JSON,
    }
    columns = "record INTEGER, field TEXT, known INTEGER DEFAULT 0, value, PRIMARY KEY (record, field)"
    told_type = """json_type(b."values", '$."' || field || '"')"""
    for query in (
        f"DROP TABLE IF EXISTS {table}",
        f"CREATE TABLE {table} ({columns}) WITHOUT ROWID",
        _FIND.format(**words, naming=_naming(wanted), apart=_APART.format(later=later) if later else ""),
        f"DELETE FROM {table} WHERE record IN (SELECT value FROM json_each(:odd))",
    ):
        connection.exec_driver_sql(query, named if ":" in query else {})
    naming = _naming(told_fields(connection, Turned(set(), table)))
    for query in (
        _FOLD.format(**words, naming=naming, plain=plain("j.key", "j.type")),
        _BASE.format(**words, plain=plain("field", told_type)),
    ):
        connection.exec_driver_sql(query, named)


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


def told_fields(connection: Connection, found: Turned) -> set[str]:
    """The fields in which any record was otherwise."""
    return {row[0] for row in connection.exec_driver_sql(f"SELECT DISTINCT field FROM {found.table}")}
