"""The layers of a past day filled: with what turned, what was told one by one, and whole rows that are gone today."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Table, Text
from sqlalchemy.schema import CreateTable

from bureau_desk.app import past_starts
from bureau_desk.app.desk import Desk
from bureau_desk.app.past_layers import Layers, in_one
from bureau_desk.app.past_rows import PastRows
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value
from bureau_desk.store.bulk import insert_many
from bureau_desk.store.encoding import to_column, to_columns
from bureau_desk.store.tables import current_table


def lay(desk: Desk, connection: Connection, register: Register, seen: Table, past: PastRows, place: str) -> Layers:
    """Fill the layers of a day in an attached database; nothing of an earlier try that was broken off stays."""
    start = past_starts.start_of(register, seen, past.on)
    _create_gone(connection, place)
    if start:
        past_starts.list_later(connection, register, start, place, past.on)
        past.leave_out(register.key, f'"{place}".gone')
    folded = past.turned(register.key)
    changed, computed = past.changed(register.key), past.computed(register.key)
    whole = {one for one, (_, keys) in changed.items() if keys is None}
    apart: dict[int, dict[str, Value]] = {}
    for number, (values, keys) in changed.items():
        if keys and (folded is None or number in folded.odd):
            apart[number] = {key: (values or {}).get(key) for key in keys if register.field(key)}
    for number, told in computed.items():
        if number not in whole:
            apart.setdefault(number, {}).update({key: value for key, value in told.items() if register.field(key)})
    fields = set().union(*apart.values()) | (folded.fields if folded else set())
    named = tuple(field.key for field in register.fields if field.key in fields)
    layers = Layers(register, seen, place, named, folded)
    _create(connection, layers)
    layers.fill_some(connection, apart, start.keys if start else ())
    _put(connection, layers, apart)
    _put_back(connection, layers, changed, computed, whole)
    turned = [key for key in (start.keys if start else ()) if key in layers.fields]
    if start and not turned:  # then what stands today tells of all that stand over it
        connection.exec_driver_sql(f'DELETE FROM "{place}".other WHERE id IN (SELECT id FROM "{place}".gone)')
    gone = f'INSERT OR IGNORE INTO "{place}".gone'
    connection.exec_driver_sql(f'{gone} SELECT id FROM "{place}".other')
    connection.exec_driver_sql(f"{gone} SELECT value FROM json_each(?)", (json.dumps(sorted(whole)),))
    if start:
        past_starts.leave_out_later(connection, register, place, start, turned, past.on)
    for key in desk.schema.registers.keys() - {register.key}:
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".told_{key}')
    return layers


def _create_gone(connection: Connection, place: str) -> None:
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".gone')
    connection.exec_driver_sql(f'CREATE TABLE "{place}".gone (id INTEGER PRIMARY KEY)')


def _create(connection: Connection, layers: Layers) -> None:
    place = layers.place
    for name in ("other", "back"):
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".{name}')
    columns = {column.name: column.type for column in layers.seen.columns}
    typed = [f'"f_{key}" {"TEXT" if isinstance(columns[f"f_{key}"], Text) else "BIGINT"}' for key in layers.fields]
    head = ["id INTEGER PRIMARY KEY", "search TEXT", "sort_name TEXT"]
    connection.exec_driver_sql(f'CREATE TABLE "{place}".other ({", ".join([*head, *typed])})')
    connection.execute(CreateTable(current_table(layers.register, "back", schema=place)))


def _put(connection: Connection, layers: Layers, apart: Mapping[int, Mapping[str, Value]]) -> None:
    """What was told one by one of rows that are there today."""
    if not layers.fields or not apart:
        return
    names = ", ".join(f'"f_{key}"' for key in layers.fields)
    connection.exec_driver_sql(
        f'INSERT OR IGNORE INTO "{layers.place}".other (id, {names}) SELECT id, {names} '
        f"FROM main.current_{layers.register.key} WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(apart)),),
    )
    fields = {field.key: field for field in layers.register.fields}
    shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for number, values in apart.items():
        shape = tuple(sorted(values))
        made = (None if values[key] is None else to_column(fields[key], values[key]) for key in shape)
        shapes.setdefault(shape, []).append((*made, number))
    for shape, lines in shapes.items():
        if shape:
            sets = ", ".join(f'"f_{key}" = ?' for key in shape)
            in_one(connection, f'UPDATE "{layers.place}".other SET {sets} WHERE id = ?', lines)


def _put_back(
    connection: Connection,
    layers: Layers,
    changed: Mapping[int, tuple[Any, Any]],
    computed: Mapping[int, Mapping[str, Value]],
    whole: Collection[int],
) -> None:
    """Rows of which only folding tells what they were, where they were there."""
    write = to_columns(layers.register)
    back = current_table(layers.register, "back", schema=layers.place)
    rows = []
    for number in sorted(whole):
        values = changed[number][0]
        if values is not None:
            head = {"id": number, "version": 0, "faults": 0, "sort_name": "", "search": ""}
            rows.append(head | write({**values, **computed.get(number, {})}))
    if rows:
        connection.exec_driver_sql("BEGIN")
        try:
            insert_many(connection, back, rows)
        finally:
            connection.exec_driver_sql("COMMIT")
