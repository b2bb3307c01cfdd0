"""Rows of a current table as they lie there, with their search texts: taken along when they go, laid back as they were."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from bureau_desk.store.bulk import fetched_sql

Raw = tuple[Any, ...]
"""What all columns of a current table hold, in their order, then the search text."""


def raw_rows(connection: Connection, table: Table, search: Table, numbers: Collection[int]) -> list[Raw]:
    """These rows of a register, those that are there; the id comes first."""
    columns = ", ".join(f't."{column.name}"' for column in table.columns)
    query = (
        f'SELECT {columns}, s.search FROM json_each(?) j CROSS JOIN "{table.name}" t ON t.id = j.value '
        f'JOIN "{search.name}" s ON s.id = t.id'
    )
    return fetched_sql(connection, query, (json.dumps(sorted(numbers)),))


def put_back(connection: Connection, table: Table, search: Table, rows: Sequence[tuple[int, Raw]]) -> None:
    """Lay back (version, row) of rows that are not there."""
    if not rows:
        return
    place = next(at for at, column in enumerate(table.columns) if column.name == "version")
    marks = ", ".join("?" * len(table.columns))
    lines = [(*raw[:place], version, *raw[place + 1 : -1]) for version, raw in rows]
    # by name: in a file whose fields were put in another order since, the columns stand as they were made
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', lines)
    texts = [(raw[0], raw[-1]) for _, raw in rows]
    connection.exec_driver_sql(f'INSERT INTO "{search.name}" (id, search) VALUES (?, ?)', texts)


def deleted_before(connection: Connection, numbers: Collection[int], seq: int) -> dict[int, int]:
    """The last line of the journal before a seq of each of these records, where it is a deletion."""
    query = (
        "SELECT r.record, r.seq FROM json_each(?) j CROSS JOIN revision r ON r.seq = (SELECT l.seq FROM revision l "
        "WHERE l.record = j.value AND l.seq < ? ORDER BY l.seq DESC LIMIT 1) WHERE r.action = 'delete'"
    )
    return dict(fetched_sql(connection, query, (json.dumps(sorted(numbers)), seq)))
