"""Which fields of which records held something else on a past day, and what: folded inside SQLite, in C."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from sqlalchemy import Connection

from bureau_desk.domain.fieldtypes import from_json
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value

_PORTION = 5000
_NEAR = "valid_from > :first AND valid_from <= :last"
_EDITED = "action <> 'add' AND register = :register"  # in the words of the index `revision_edit`
_KEPT = (
    "CASE j.type WHEN 'text' THEN json_quote(j.value) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
    "WHEN 'null' THEN 'null' ELSE j.value END"
)
# An edit from a later day goes before one from an earlier day; of one day, the later written. A blank sorts below figures.
_RANK = "printf('%-10s%012d', e.valid_from, e.seq)"
_LIFTED = (
    "SELECT 1 FROM revision l WHERE l.action <> 'add' AND l.register = :register AND l.record = e.record "
    "AND l.valid_from = e.valid_from AND l.seq > e.seq AND l.action = 'lift' "
    """AND json_type(l."values", '$."' || j.key || '"') IS NOT NULL"""
)
_FOLD = f"""
WITH turned AS (
    SELECT e.record AS record, j.key AS field,
        max(CASE WHEN e.valid_from <= :day THEN {_RANK} || {_KEPT} END) AS best
    FROM revision e JOIN json_each(e."values") j
    WHERE e.action <> 'add' AND e.register = :register AND e.action = 'edit'
        AND e.record IN (SELECT record FROM revision WHERE {_EDITED} AND {_NEAR})
        AND (e.record NOT IN (SELECT record FROM revision WHERE {_EDITED} AND action = 'lift') OR NOT EXISTS ({_LIFTED}))
    GROUP BY e.record, j.key
    HAVING max(e.valid_from > :first AND e.valid_from <= :last)
)
SELECT record, field, CASE WHEN best IS NULL THEN
    (SELECT b."values" -> ('$."' || field || '"') FROM revision b WHERE b.record = turned.record ORDER BY b.seq LIMIT 1)
    ELSE substr(best, 23) END
FROM turned
"""


class Turned(NamedTuple):
    """Records that were otherwise on a day: those that only folding tells, and of the others what some fields held."""

    odd: set[int]
    held: dict[int, dict[str, Value]]


def turned(connection: Connection, register: Register, day: str, first: str, last: str) -> Turned | None:
    """What differs on an ISO day from what holds now, by the lines of the days after `first` up to `last`, which `day`
    is one of; None when the journal has more than one addition of a record and must be folded line by line."""
    named = {"register": register.key, "day": day, "first": first, "last": last}

    def rows(query: str) -> list[Any]:
        result = connection.exec_driver_sql(query, named)
        found: list[Any] = list(result.cursor.fetchall()) if result.cursor else []
        result.close()
        return found

    lines, edits, records = (
        int(connection.exec_driver_sql(query, named).scalar() or 0)
        for query in (
            "SELECT count(*) FROM revision WHERE register = :register",
            f"SELECT count(*) FROM revision WHERE {_EDITED}",
            "SELECT count(*) FROM record WHERE register = :register",
        )
    )
    if lines - edits > records:
        return None
    odd = {
        row[0]
        for query in (
            f"SELECT DISTINCT record FROM revision WHERE {_EDITED} AND {_NEAR} AND action IN ('delete', 'restore')",
            f"SELECT DISTINCT record FROM revision WHERE {_EDITED} AND action NOT IN ('edit', 'lift', 'delete', 'restore')",
            "SELECT record FROM revision WHERE action = 'add' AND valid_from <> '' AND register = :register "
            f"AND {_NEAR}",
        )
        for row in rows(query)
    }
    fields = {field.key: field for field in register.fields}
    found = [row for row in rows(_FOLD) if row[0] not in odd and row[1] in fields]
    held: dict[int, dict[str, Value]] = {}
    for start in range(0, len(found), _PORTION):
        portion = found[start : start + _PORTION]
        values = json.loads(f"[{','.join(row[2] or 'null' for row in portion)}]")
        for (record, key, _), value in zip(portion, values, strict=True):
            held.setdefault(record, {})[key] = None if value is None else from_json(fields[key], value)
    return Turned(odd, held)
