"""The layers of a past day: today's rows, over them what some of their fields held then, beside them rows lost since."""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

from bureau_desk.app.desk import Desk
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.store import id_sets
from bureau_desk.store.bulk import fetched_sql
from bureau_desk.store.encoding import tuple_reader
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
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {worked}")
        self._work_out(connection, f"CREATE TABLE {worked} AS", which, bound)
        # Large enough for all that is written.
        connection.exec_driver_sql(f'PRAGMA "{self.place}".cache_size=-{_ROOM}')
        connection.exec_driver_sql("BEGIN")
        try:
            connection.exec_driver_sql(f"{self._into_other} SELECT * FROM {worked}")
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
            which = f"record IN (SELECT value FROM json_each(:apart) UNION {begun})"
            self._work_out(connection, self._into_other, which, bound)

    def _work_out(self, connection: Connection, into: str, which: str, bound: Mapping[str, str]) -> None:
        """What the fields of some records that turned held then, put where a statement that begins so puts it."""
        assert self.turned is not None
        columns = ["id", *(f"f_{key}" for key in self.fields)]
        rows = rows_then(connection, self.register, self.turned, columns, which)
        connection.exec_driver_sql(f"{into} {rows}", {**self.turned.bound, **bound})

    @property
    def _into_other(self) -> str:
        columns = ", ".join(f'"f_{key}"' for key in self.fields)
        return f'INSERT INTO "{self.place}".other (id{", " if columns else ""}{columns})'

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
            in_one(connection, f'UPDATE "{self.place}".{name} SET search = ?, sort_name = ? WHERE id = ?', lines)


def _taken(column: str, row: str, spelled: bool) -> str:
    if column in _HEAD:
        return f"0 AS {column}"
    if column == "search":
        return "s.search" if spelled else "'' AS search"
    return f'{row}."{column}"'


def _roll_back(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if raw.in_transaction:  # what was broken off by another thread is taken back already
        raw.rollback()


def in_one(connection: Connection, statement: str, lines: list[tuple[Any, ...]]) -> None:
    """One transaction for many rows, and nothing else is read in it: a reading inside a reading ends it."""
    connection.exec_driver_sql("BEGIN")
    try:
        connection.exec_driver_sql(statement, lines)
    finally:
        connection.exec_driver_sql("COMMIT")
