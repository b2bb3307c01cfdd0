"""The layers of a past day: today's rows, over them what some of their fields held then, beside them rows lost since."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, Text
from sqlalchemy.schema import CreateTable

from bureau_desk.app.desk import Desk
from bureau_desk.app.past import begun
from bureau_desk.app.past_rows import PastRows
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value
from bureau_desk.store import id_sets
from bureau_desk.store.bulk import fetched_sql, insert_many
from bureau_desk.store.encoding import to_column, to_columns, tuple_reader
from bureau_desk.store.tables import current_table
from bureau_desk.store.turned import Turned, rows_then

_SPELLED = ("search", "sort_name")
_HEAD = ("version", "faults")
_ROOM, _AFTER = 64_000, 2_000  # kB of pages while a day is filled, and then


@dataclass(frozen=True, slots=True)
class Layers:
    """One past day in an attached database: `other` holds `fields` of today's rows as they were, `back` whole rows that
    are gone today, `gone` the ids of today's rows that the two replace or that were not there."""

    register: Register
    seen: Table
    place: str
    fields: tuple[str, ...]
    turned: Turned | None
    """The records that `other` will hold besides, once `fill` has worked out what their fields held."""

    def view(self, name: str, spelled: bool) -> str:
        """The statement that lays the day open to a connection under a name.

        Search texts are there where `spelled` asks for them: they are joined to every row that anybody counts or sorts,
        for the database works out all columns of a view that stands in parts.
        """
        columns = [column.name for column in self.seen.columns]
        listed = ", ".join(f'"{column}"' for column in columns)
        parts = " UNION ALL ".join(self._parts(columns, spelled))
        return f'CREATE TEMPORARY VIEW IF NOT EXISTS "{name}" ({listed}) AS {parts}'

    def page(self, connection: Connection, numbers: Sequence[int]) -> dict[int, Row]:
        """Rows by id; each layer is asked for the ids by itself, which finds a page without reading the whole day."""
        keys = [field.key for field in self.register.fields]
        wanted = "IN (SELECT value FROM json_each(:ids))"
        columns = ["id", *(f"f_{key}" for key in keys)]
        today, *apart = self._parts(columns, False, wanted)
        bound = {"ids": json.dumps(list(numbers))}
        if self.turned is not None:
            today += f" AND NOT EXISTS (SELECT 1 FROM {self.turned.table} t WHERE t.record = c.id)"
            which = f"record {wanted} AND {self._unmet}"
            apart.append(rows_then(connection, self.register, self.turned, columns, which))
            bound.update(self.turned.bound)
        found = fetched_sql(connection, " UNION ALL ".join([today, *apart]), bound)
        read = tuple_reader(self.register, keys)
        return {row[0]: Row(row[0], read(row[1:])) for row in sorted(found, key=itemgetter(0))}

    def _parts(self, columns: Sequence[str], spelled: bool, wanted: str = "IS NOT NULL") -> tuple[str, str, str]:
        today = ", ".join(_taken(column, "c", spelled) for column in columns)
        then = ", ".join(self._then(column, spelled) for column in columns)
        listed = ", ".join(f'"{column}"' for column in columns)
        search = f"LEFT JOIN main.search_{self.register.key} s ON s.id = c.id" if spelled else ""
        table, gone = f"main.current_{self.register.key} c", f'(SELECT id FROM "{self.place}".gone)'
        return (
            f"SELECT {today} FROM {table} {search} WHERE c.id NOT IN {gone} AND c.id {wanted}",
            f'SELECT {then} FROM "{self.place}".other o LEFT JOIN {table} ON c.id = o.id {search} WHERE o.id {wanted}',
            f'SELECT {listed} FROM "{self.place}".back WHERE id {wanted}',
        )

    @property
    def listed(self) -> tuple[str, str, str, str]:
        """Queries of the ids of today's rows, of those that are gone, of those laid over today's, of those beside them."""
        today = f"SELECT id FROM main.current_{self.register.key}"
        gone, other, back = (f'SELECT id FROM "{self.place}".{name}' for name in ("gone", "other", "back"))
        return today, gone, other, back

    def ids(self, connection: Connection) -> array[int]:
        """The ids of all rows in order; no row is read for it."""
        today, gone, other, back = id_sets.read(connection, self.listed)
        return id_sets.ordered(id_sets.without(today, gone) | other | back)

    def fill(self, connection: Connection, numbers: Collection[int] | None = None) -> None:
        """Lay over today's rows what turned merely by edits, all or some of it, unless it was done.

        Pages do without, whoever looks at all rows does not.
        """
        if self.turned is None:
            return
        which, met, bound = self._unmet, f'SELECT id FROM "{self.place}".other', dict[str, str]()
        if numbers is not None:
            among = "IN (SELECT value FROM json_each(:numbers))"
            which, met = f"{which} AND record {among}", f"{met} WHERE id {among}"
            bound["numbers"] = json.dumps(list(numbers))
        # Worked out aside and then put in at once: while a day is written nobody else can read it.
        worked = f'temp."{self.place}_worked"'
        columns = ["id", *(f"f_{key}" for key in self.fields)]
        into = ", ".join(f'"{column}"' for column in columns)
        rows = rows_then(connection, self.register, self.turned, columns, which)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {worked}")
        connection.exec_driver_sql(f"CREATE TABLE {worked} AS {rows}", {**self.turned.bound, **bound})
        # Large enough for all that is written.
        connection.exec_driver_sql(f'PRAGMA "{self.place}".cache_size=-{_ROOM}')
        connection.exec_driver_sql("BEGIN")
        try:
            connection.exec_driver_sql(f'INSERT INTO "{self.place}".other ({into}) SELECT * FROM {worked}')
            connection.exec_driver_sql(f'INSERT OR IGNORE INTO "{self.place}".gone {met}', bound)
            if numbers is None:
                connection.exec_driver_sql(f"DELETE FROM {self.turned.table}")
            connection.exec_driver_sql("COMMIT")
        except BaseException:
            _roll_back(connection)
            raise
        finally:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS {worked}")
            connection.exec_driver_sql(f'PRAGMA "{self.place}".cache_size=-{_AFTER}')

    def fill_some(self, connection: Connection, apart: Collection[int], starts: Collection[str]) -> None:
        """The same of some records, and of those that began on another day by one of these fields."""
        if self.turned is not None:
            bound = {"apart": json.dumps(sorted(apart)), "starts": json.dumps(sorted(starts))}
            begun = f"SELECT record FROM {self.turned.table} WHERE field IN (SELECT value FROM json_each(:starts))"
            self._lay_over(connection, f"record IN (SELECT value FROM json_each(:apart) UNION {begun})", bound)

    def _lay_over(self, connection: Connection, which: str, bound: Mapping[str, str] | None = None) -> None:
        assert self.turned is not None
        columns = ["id", *(f"f_{key}" for key in self.fields)]
        rows = rows_then(connection, self.register, self.turned, columns, which)
        into = ", ".join(f'"{column}"' for column in columns)
        query = f'INSERT INTO "{self.place}".other ({into}) {rows}'
        connection.exec_driver_sql(query, {**self.turned.bound, **(bound or {})})

    @property
    def _unmet(self) -> str:
        """Of the records that turned those that were not laid over today's rows yet."""
        return f'record NOT IN (SELECT id FROM "{self.place}".gone)'

    def _then(self, column: str, spelled: bool) -> str:
        if column == "id":
            return 'o."id"'
        if column in _SPELLED and spelled:
            return f"coalesce(o.{column}, {_taken(column, 'c', spelled)})"
        return f'o."{column}"' if column.removeprefix("f_") in self.fields else _taken(column, "c", spelled)

    def spell(self, desk: Desk, connection: Connection) -> None:
        """Make the search texts and the pinyin of names of rows that were called otherwise, or are gone today."""
        searched = [key for key in desk.keys.fields(self.register.key) if self.register.field(key)]
        today = f"main.current_{self.register.key}"
        apart = " OR ".join(f'o."f_{key}" IS NOT c."f_{key}"' for key in searched if key in self.fields)
        for name, query in (
            ("other", f'SELECT o.id FROM "{self.place}".other o JOIN {today} c ON c.id = o.id WHERE {apart or 0}'),
            ("back", f'SELECT id FROM "{self.place}".back'),
        ):
            numbers = [row[0] for row in connection.exec_driver_sql(query).all()]
            if not numbers:
                continue
            rows = self.page(connection, numbers).values()
            lines = [(*desk.keys(self.register, row.values), row.id) for row in rows]
            _in_one(connection, f'UPDATE "{self.place}".{name} SET search = ?, sort_name = ? WHERE id = ?', lines)


def lay(desk: Desk, connection: Connection, register: Register, seen: Table, past: PastRows, place: str) -> Layers:
    """Fill the layers of a day in an attached database; nothing of an earlier try that was broken off stays."""
    start = _start(register, seen, past.on)
    _create_gone(connection, place)
    if start:
        _list_later(connection, register, start, place, past.on)
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
        _leave_out_later(connection, layers, start, turned, past.on)
    for key in desk.schema.registers.keys() - {register.key}:
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".told_{key}')
    return layers


def _taken(column: str, row: str, spelled: bool) -> str:
    if column in _HEAD:
        return f"0 AS {column}"
    if column == "search":
        return "s.search" if spelled else "'' AS search"
    return f'{row}."{column}"'


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
            _in_one(connection, f'UPDATE "{layers.place}".other SET {sets} WHERE id = ?', lines)


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


def _roll_back(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if raw.in_transaction:  # what was broken off by another thread is taken back already
        raw.rollback()


def _in_one(connection: Connection, statement: str, lines: list[tuple[Any, ...]]) -> None:
    """One transaction for many rows, and nothing else is read in it: a reading inside a reading ends it."""
    connection.exec_driver_sql("BEGIN")
    try:
        connection.exec_driver_sql(statement, lines)
    finally:
        connection.exec_driver_sql("COMMIT")


@dataclass(frozen=True, slots=True)
class _Start:
    """From which day a row counts: in SQL, with `@` where the row is; and what compares later than the day."""

    text: str
    keys: tuple[str, ...]
    day: str
    stay: str = "[]"

    @property
    def later(self) -> str:
        """Whether a row began after the day, with the day and what stays to be bound.

        Days, months and years as text stand in order, so comparing decides; what is no date stays by the rule of
        `past.begun`.
        """
        stays = "" if self.stay == "[]" else f" AND {self.text} NOT IN (SELECT value FROM json_each(:stay))"
        return f"{self.text} > :day{stays}"

    @property
    def named(self) -> dict[str, str]:
        """What is bound."""
        return {"day": self.day} if self.stay == "[]" else {"day": self.day, "stay": self.stay}


def _start(register: Register, seen: Table, on: date) -> _Start | None:
    keys = tuple(key for key in register.counting.start if register.field(key))
    texts = all(isinstance(seen.c[f"f_{key}"].type, Text) for key in keys)
    columns = [f'@"f_{key}"' if texts else f'CAST(@"f_{key}" AS TEXT)' for key in keys]
    text = f"coalesce({', '.join(columns)})" if len(columns) > 1 else "".join(columns)
    return _Start(text, keys, on.isoformat()) if keys else None


def _with_stay(connection: Connection, register: Register, start: _Start, source: str, on: date) -> _Start:
    """The same, with the values that compare later and yet are none by the rule of `past.begun`."""
    holds: Callable[[Row], bool] = begun(register, on)
    query = f"SELECT DISTINCT {start.text} {source} WHERE {start.text} > :day"
    values = connection.exec_driver_sql(query.replace("@", "c."), start.named).all()
    stay = [value for (value,) in values if holds(Row(0, {start.keys[0]: value}))]
    return replace(start, stay=json.dumps(stay))


def _create_gone(connection: Connection, place: str) -> None:
    connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{place}".gone')
    connection.exec_driver_sql(f'CREATE TABLE "{place}".gone (id INTEGER PRIMARY KEY)')


def _list_later(connection: Connection, register: Register, start: _Start, place: str, on: date) -> None:
    """Today's rows that began after the day by what stands today are the first that are gone."""
    source = f"FROM main.current_{register.key} c"
    start = _with_stay(connection, register, start, source, on)
    query = f'INSERT INTO "{place}".gone SELECT c.id {source} WHERE {start.later} ORDER BY +c.id'.replace("@", "c.")
    connection.exec_driver_sql(query, start.named)


def _leave_out_later(connection: Connection, layers: Layers, start: _Start, told: Collection[str], on: date) -> None:
    """Take out of what was otherwise what began after the day; by these fields, if any, today's rows are told of."""
    register, place = layers.register, layers.place
    today = f"CROSS JOIN main.current_{register.key} t ON t.id = o.id"
    columns = ", ".join(f'{"o" if key in told else "t"}."f_{key}"' for key in start.keys)
    other = f'FROM (SELECT o.id, {columns} FROM "{place}".other o {today}) c'
    for name, source in [*([("other", other)] if told else []), ("back", f'FROM "{place}".back c')]:
        here = _with_stay(connection, register, start, source, on)
        query = f'DELETE FROM "{place}".{name} WHERE id IN (SELECT c.id {source} WHERE {here.later})'
        connection.exec_driver_sql(query.replace("@", "c."), here.named)
