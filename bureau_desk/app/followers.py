"""Certificates whose present district follows that of a firm: told by the columns of both, as far as neither moved."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import Connection

from bureau_desk.analysis.dependence import FIRMS, may_stay
from bureau_desk.analysis.histories import EVENTS, MOVES
from bureau_desk.analysis.labels import codelist_of, ever_called
from bureau_desk.app.desk import Desk
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value
from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.encoding import kept_as_it_is

_PORTION = 1000  # codes; their rows are written while the pages that were read are at hand
_NEEDED = {FIRMS: ("uscc", "stat_unit"), EVENTS: ("subject", "event_kind")}
_OWN = ("uscc", "stat_unit_then", "stat_unit_now")
# As `derive` has it: the district of the last firm of that code, else that of the certificate's own time.
_FOLLOWING = """
WITH moving(kind) AS (SELECT value FROM json_each(:kinds))
SELECT q.id, q.f_stat_unit_now, coalesce(firm.district, q.f_stat_unit_then), firm.told OR EXISTS (
    SELECT 1 FROM "current_{events}" e WHERE e.f_subject = q.id AND +e.f_event_kind IN moving
)
FROM (
    SELECT j.value AS code,
        (SELECT f.f_stat_unit FROM "current_{firms}" f WHERE f.f_uscc = j.value ORDER BY f.id DESC LIMIT 1) AS district,
        EXISTS (
            SELECT 1 FROM "current_{firms}" f CROSS JOIN "current_{events}" e ON e.f_subject = f.id
            WHERE f.f_uscc = j.value AND +e.f_event_kind IN moving
        ) AS told
    FROM json_each(:codes) j LIMIT -1 -- so it is asked once a code, not once a certificate
) firm CROSS JOIN "current_{register}" q ON q.f_uscc = firm.code
"""


def follow(desk: Desk, connection: Connection, key: str, codes: Collection[Value]) -> set[int]:
    """Write the present district of a register's rows that bear the credit codes of firms.

    Returns those of them that are left to be worked out, because they or their firm moved.
    """
    if not codes:
        return set()
    if not _told_by_columns(desk, key):
        return desk.tables.holding(connection, key, "uscc", codes)
    query = _FOLLOWING.format(register=key, firms=FIRMS, events=EVENTS)
    kind = desk.schema.registers[EVENTS].field("event_kind")
    kinds = json.dumps(ever_called(codelist_of(kind, desk.schema) if kind else None, MOVES))
    listed, left = sorted(map(str, codes)), set[int]()
    for start in range(0, len(listed), _PORTION):
        changed: dict[str | None, list[int]] = {}
        asked = {"kinds": kinds, "codes": json.dumps(listed[start : start + _PORTION])}
        for number, before, after, moved in fetched_sql(connection, query, asked):
            if moved:
                left.add(number)
            elif before != after:
                changed.setdefault(after, []).append(number)
        for district, rows in changed.items():  # districts are few: one statement for all rows of one
            update = f'UPDATE "current_{key}" SET f_stat_unit_now = ? WHERE id IN (SELECT value FROM json_each(?))'
            connection.exec_driver_sql(update, (district, json.dumps(sorted(rows))))
    return left


def _told_by_columns(desk: Desk, key: str) -> bool:
    """Whether columns hold these fields as the values themselves, which a field of another type would not."""
    registers = desk.schema.registers
    if not all(_has(registers.get(one), names, one == FIRMS) for one, names in _NEEDED.items()):
        return False
    return _has(registers[key], _OWN, True) and not may_stay(registers[key])


def _has(register: Register | None, names: Collection[str], texts: bool) -> bool:
    fields = [register.field(name) if register else None for name in names]
    return all(one is not None and (not texts or kept_as_it_is(one) is str) for one in fields)
