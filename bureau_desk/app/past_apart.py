"""What two days of a register differ in, told from their layers: rows that are alike on both days are never looked at."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from bureau_desk.app import past_table
from bureau_desk.app.desk import Desk
from bureau_desk.app.past_layers import Layers
from bureau_desk.domain.register import Register
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value
from bureau_desk.store import id_sets
from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.encoding import column_decoder

Sides = tuple[AsOf, AsOf]
Told = Mapping[str, tuple[Value, Value]]
"""What a field held on either day, of those that differ."""


class Presence(NamedTuple):
    """The records that may differ: those that one day alone knows, and those that are there on both."""

    added: array[int]
    removed: array[int]
    both: array[int]


def presence(desk: Desk, connection: Connection, register: Register, sides: Sides) -> Presence:
    """All records that may differ between two days, in order."""
    one, other = _layers(desk, connection, register, sides)
    today, *told = id_sets.read(connection, [*one.listed, *other.listed[1:], _turned(one, other, sides)])
    (gone, *then), (gone_later, *later), edited = told[:3], told[3:6], told[6]
    was = id_sets.without(today, gone) | then[0] | then[1]
    now = id_sets.without(today, gone_later) | later[0] | later[1]
    # Whatever neither day tells otherwise stands on both as it does today.
    both = was & now & (then[0] | then[1] | later[0] | later[1] | edited)
    return Presence(*map(id_sets.ordered, (id_sets.without(now, was), id_sets.without(was, now), both)))


def differing(
    desk: Desk, connection: Connection, register: Register, sides: Sides, numbers: Sequence[int]
) -> Iterator[tuple[int, Told]]:
    """(record, fields that differ) of records that are there on both days, in order; of equal ones nothing is told."""
    one, other = _layers(desk, connection, register, sides, numbers)
    fields = [field for field in register.fields if field.key in {*one.fields, *other.fields}]
    wanted = {"ids": json.dumps(list(numbers))}
    backs = " UNION ".join(f'SELECT id FROM "{side.place}".back WHERE {_AMONG}' for side in (one, other))
    whole = [row[0] for row in fetched_sql(connection, backs, wanted)]
    found = dict(_beside(connection, register, (one, other), whole)) if whole else {}
    if fields:
        decoders = [(field.key, column_decoder(field)) for field in fields]
        size, apart = len(fields), frozenset(whole)
        for row in fetched_sql(connection, _differing(one, other, [field.key for field in fields]), wanted):
            was, now = row[1 : size + 1], row[size + 1 :]
            if row[0] not in apart:
                found[row[0]] = {
                    key: (decode(old), decode(new))
                    for (key, decode), old, new in zip(decoders, was, now, strict=True)
                    if old != new
                }
    return iter(sorted(found.items()))


_AMONG = "id IN (SELECT value FROM json_each(:ids))"


def _turned(one: Layers, other: Layers, sides: Sides) -> str:
    """A query of the ids of records that turned merely by edits, of which the layers do not yet tell.

    Where everything is known on both days, an edit that holds on either or on neither makes no difference.
    """
    if all(side.known is None for side in sides):
        first, last = sorted(side.on.isoformat() for side in sides)
        return (
            f"SELECT DISTINCT record AS id FROM revision WHERE action <> 'add' AND register = '{one.register.key}' "
            f"AND valid_from > '{first}' AND valid_from <= '{last}'"
        )
    tables = [side.turned.table for side in (one, other) if side.turned is not None]
    return " UNION ".join(f"SELECT record AS id FROM {table}" for table in tables) or "SELECT 0 AS id WHERE 0"


def _layers(
    desk: Desk, connection: Connection, register: Register, sides: Sides, numbers: Collection[int] = ()
) -> tuple[Layers, Layers]:
    found = past_table.layers(desk, connection, register, *sides, numbers)
    assert found is not None, "a day that is at hand has its layers"
    return found


def _differing(one: Layers, other: Layers, keys: Sequence[str]) -> str:
    def held(side: Layers, row: str, key: str) -> str:
        column = f'"f_{key}"'
        return (
            f"CASE WHEN {row}.id IS NULL THEN c.{column} ELSE {row}.{column} END"
            if key in side.fields
            else f"c.{column}"
        )

    was, now = [held(one, "a", key) for key in keys], [held(other, "b", key) for key in keys]
    apart = " OR ".join(f"({old}) IS NOT ({new})" for old, new in zip(was, now, strict=True))
    return (
        f"SELECT c.id, {', '.join(was)}, {', '.join(now)} FROM json_each(:ids) w "
        f"CROSS JOIN main.current_{one.register.key} c ON c.id = w.value "
        f'LEFT JOIN "{one.place}".other a ON a.id = c.id LEFT JOIN "{other.place}".other b ON b.id = c.id WHERE {apart}'
    )


def _beside(
    connection: Connection, register: Register, sides: tuple[Layers, Layers], numbers: Sequence[int]
) -> Iterator[tuple[int, Told]]:
    """The same of records that stand whole beside today's rows on one of the days."""
    was, now = (side.page(connection, numbers) for side in sides)
    for number in numbers:
        one, other = was.get(number), now.get(number)
        if one is not None and other is not None:
            told = {
                field.key: (one.get(field.key), other.get(field.key))
                for field in register.fields
                if one.get(field.key) != other.get(field.key)
            }
            if told:
                yield number, told
