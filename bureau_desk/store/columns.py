"""One column of a current table by itself: read anew from the journal, without touching the rest of the rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Table, text

from bureau_desk.domain.fieldtypes import from_json
from bureau_desk.domain.register import Field
from bureau_desk.domain.values import Value
from bureau_desk.store.encoding import to_column
from bureau_desk.store.folding import Line, fold
from bureau_desk.store.tables import column_name

_LINES = text(
    # twice the same path, because SQLite then answers with JSON and keeps true and false apart from 1 and 0
    'SELECT record, seq, "action", valid_from,'
    ' CASE WHEN json_type("values", :path) IS NOT NULL THEN json_extract("values", :path, :path) END'
    " FROM revision WHERE register = :register AND valid_from <= :day"
    " AND (\"action\" IN ('add', 'delete', 'restore') OR json_type(\"values\", :path) IS NOT NULL)"
    " ORDER BY record, seq"
)


def fold_field(connection: Connection, register: str, field: Field, on: str) -> Iterator[tuple[int, Value]]:
    """(record, value) of every living record that holds something in a field on an ISO day."""
    result = connection.execute(_LINES, {"path": f"$.{field.key}", "register": register, "day": on})
    lines = result.cursor.fetchall() if result.cursor else []
    result.close()
    known: dict[str | None, dict[str, Value]] = {None: {}}
    for number, held in groupby(lines, key=lambda line: line[0]):
        folded = fold([Line(seq, action, day, _read(field, raw, known)) for _, seq, action, day, raw in held])
        if folded and (value := folded.get(field.key)) is not None:
            yield number, value


def _read(field: Field, raw: str | None, known: dict[str | None, dict[str, Value]]) -> dict[str, Value]:
    """The values of a line as far as they concern the field; the same text is read once."""
    if raw not in known:
        known[raw] = {field.key: from_json(field, json.loads(str(raw))[0])}
    return known[raw]


def fill(connection: Connection, table: Table, register: str, field: Field, on: str) -> None:
    """Write a field's values as of an ISO day into its empty column."""
    lines = [(to_column(field, value), number) for number, value in fold_field(connection, register, field, on)]
    _write(connection, table, column_name(field), lines)


def set_versions(connection: Connection, table: Table, versions: Mapping[int, int]) -> None:
    """Note the journal's last seq of rows whose lines were written besides."""
    _write(connection, table, "version", [(seq, number) for number, seq in versions.items()])


def set_search(connection: Connection, table: Table, texts: Sequence[tuple[str, int]]) -> None:
    """Write search texts (text, row) of rows that are there."""
    _write(connection, table, "search", texts)


def _write(connection: Connection, table: Table, column: str, lines: Sequence[tuple[Any, int]]) -> None:
    if lines:
        connection.exec_driver_sql(f'UPDATE "{table.name}" SET "{column}" = ? WHERE id = ?', list(lines))
