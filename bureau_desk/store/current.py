"""The current tables: what the window filters, sorts and pages; always rebuildable from the journal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, Text, bindparam, cast, false, func, inspect, or_, select
from sqlalchemy.schema import DropTable

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.values import Value, Values
from bureau_desk.store.bulk import among, fetched, insert_many
from bureau_desk.store.encoding import row_reader, to_column, to_columns, tuple_reader
from bureau_desk.store.journal import folded
from bureau_desk.store.tables import create, current_table, problem, search_table

PORTION = 5000  # rows that are made and written at a time
FEW = 400  # ids that are named one by one
Keys = Callable[[Register, Values], tuple[str, str]]
"""Gives the (search, sort_name) texts of a row; handed in, because pinyin is the business of a floor above."""


class CurrentTables:
    """The current tables of one schema; those of registers that are the same as in `former` are taken over."""

    def __init__(self, schema: Schema, keys: Keys, former: CurrentTables | None = None) -> None:
        self.schema = schema
        self._keys = keys
        self._tables: dict[str, Table] = {}
        self._searches: dict[str, Table] = {}
        self._readers: dict[str, Callable[[Mapping[str, Any]], dict[str, Value]]] = {}
        self._writers: dict[str, Callable[[Values], dict[str, Any]]] = {}
        for key, register in schema.registers.items():
            same = former is not None and former.schema.registers.get(key) is register
            self._tables[key] = former._tables[key] if same and former else current_table(register)
            self._searches[key] = former._searches[key] if same and former else search_table(register)
            self._readers[key] = former._readers[key] if same and former else row_reader(register)
            self._writers[key] = former._writers[key] if same and former else to_columns(register)

    def table(self, register: str) -> Table:
        """The table of a register."""
        return self._tables[register]

    def search(self, register: str) -> Table:
        """The table of a register's search texts."""
        return self._searches[register]

    def row_reader(self, register: str) -> Callable[[Mapping[str, Any]], dict[str, Value]]:
        """Turns a table row into values."""
        return self._readers[register]

    def create(self, connection: Connection, register: str) -> None:
        """Make the empty table of a register with its indexes."""
        create(connection, self._tables[register])
        create(connection, self._searches[register])

    def rebuild(self, connection: Connection, register: str, on: str = "") -> int:
        """Drop and refill one table from the journal as of an ISO day ('' for no bound); returns the number of rows."""
        return sum(self.rebuilding(connection, register, on))

    def rebuilding(self, connection: Connection, register: str, on: str = "") -> Iterator[int]:
        """The same in portions, each of which tells its number of rows."""
        for table in (self._tables[register], self._searches[register]):
            connection.execute(DropTable(table, if_exists=True))
        self.create(connection, register)
        rows = folded(connection, self.schema, register, on)
        living = ((number, seq, values) for number, seq, values in rows if values is not None)
        while portion := list(islice(living, PORTION)):
            yield self.insert(connection, register, portion)

    def insert(self, connection: Connection, register: str, rows: Iterable[tuple[int, int, Values]]) -> int:
        """Add rows of (record, version, values) that are not there yet."""
        described, write = self.schema.registers[register], self._writers[register]
        filled: list[dict[str, Any]] = []
        texts: list[dict[str, Any]] = []
        for number, version, values in rows:
            search, sort_name = self._keys(described, values)
            filled.append({"id": number, "version": version, "faults": 0, "sort_name": sort_name} | write(values))
            texts.append({"id": number, "search": search})
        insert_many(connection, self._tables[register], filled)
        insert_many(connection, self._searches[register], texts)
        return len(filled)

    def put(self, connection: Connection, register: str, number: int, version: int, values: Values) -> None:
        """Write one row, new or changed."""
        self.remove(connection, register, [number])
        self.insert(connection, register, [(number, version, values)])

    def remove(self, connection: Connection, register: str, numbers: Sequence[int]) -> None:
        """Take rows out."""
        for table in (self._tables[register], self._searches[register]):
            connection.execute(table.delete().where(among(table.c.id, numbers)))

    def respell(self, connection: Connection, register: str, fields: Sequence[str], words: Sequence[str]) -> int:
        """Give rows that hold any of the words in these fields new search texts and name order; returns their number."""
        table, search = self._tables[register], self._searches[register]
        holds = [cast(table.c[f"f_{key}"], Text).contains(word, autoescape=True) for key in fields for word in words]
        numbers = list(connection.execute(select(table.c.id).where(or_(false(), *holds))).scalars())
        described = self.schema.registers[register]
        for start in range(0, len(numbers), 5000):
            found = self.rows(connection, register, numbers[start : start + 5000])
            keys = [(number, *self._keys(described, row.values)) for number, row in found.items()]
            for one, column, place in ((table, "sort_name", 2), (search, "search", 1)):
                query = one.update().where(one.c.id == bindparam("_id")).values({column: bindparam("_text")})
                connection.execute(query, [{"_id": key[0], "_text": key[place]} for key in keys])
        return len(numbers)

    def set_computed(self, connection: Connection, register: str, computed: Mapping[int, Values]) -> None:
        """Write computed fields (highest level, last evaluation) into rows that are there."""
        described = self.schema.registers[register]
        table = self._tables[register]
        fields = {field.key: field for field in described.fields}
        shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for number, values in computed.items():
            known = [key for key in values if key in fields]
            line = (*(to_column(fields[key], values[key]) for key in known), number)
            shapes.setdefault(tuple(known), []).append(line)
        for shape, lines in shapes.items():
            if shape:
                sets = ", ".join(f'"f_{key}" = ?' for key in shape)
                connection.exec_driver_sql(f'UPDATE "{table.name}" SET {sets} WHERE id = ?', lines)

    def rows(
        self, connection: Connection, register: str, numbers: Sequence[int], table: Table | None = None
    ) -> dict[int, Row]:
        """Rows by id; unknown ids are absent."""
        keys = [field.key for field in self.schema.registers[register].fields]
        source = self._tables[register] if table is None else table
        return {number: Row(number, held) for number, held in self.values(connection, register, keys, numbers, source)}

    def values(
        self,
        connection: Connection,
        register: str,
        keys: Sequence[str],
        numbers: Collection[int] | None = None,
        table: Table | None = None,
    ) -> Iterator[tuple[int, dict[str, Value]]]:
        """(id, values of some fields) of all rows in order of id, or of these; quick for hundreds of thousands."""
        source = self._tables[register] if table is None else table
        query = select(source.c.id, *(source.c[f"f_{key}"] for key in keys)).order_by(source.c.id)
        if numbers is not None:
            # a short list reaches into the view of a past day, where a long one has to be joined with all of its rows
            few = len(numbers) <= FEW
            query = query.where(source.c.id.in_(sorted(numbers)) if few else among(source.c.id, numbers))
        read = tuple_reader(self.schema.registers[register], keys)
        return ((row[0], read(row[1:])) for row in fetched(connection, query))

    def holding(self, connection: Connection, register: str, field: str, held: Collection[Value]) -> set[int]:
        """Ids of the rows whose text or reference field holds one of these values."""
        table = self._tables[register]
        wanted = [one for one in held if isinstance(one, str | int)]
        query = select(table.c.id).where(among(table.c[f"f_{field}"], wanted))
        return {row[0] for row in fetched(connection, query)} if wanted else set()

    def standing_raw(
        self, connection: Connection, register: str, field: str, numbers: Collection[int]
    ) -> Iterator[tuple[int, Any]]:
        """(id, what the column of a field holds) of rows; unknown ids are absent."""
        table = self._tables[register]
        query = select(table.c.id, table.c[f"f_{field}"]).where(among(table.c.id, numbers))
        yield from fetched(connection, query)

    def update(
        self, connection: Connection, register: str, changed: Mapping[int, tuple[int, Collection[str], Values]]
    ) -> None:
        """Write the changed fields (version, field keys, all values) of rows that are there; other columns stay."""
        described, table = self.schema.registers[register], self._tables[register]
        fields = {field.key: field for field in described.fields}
        searched = self._keys.fields(register) if hasattr(self._keys, "fields") else frozenset(fields)
        shapes: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        shape_of: dict[tuple[str, ...], tuple[str, ...]] = {}
        texts: list[tuple[str, int]] = []
        for number, (version, keys, values) in changed.items():
            named = tuple(keys)
            if named not in shape_of:
                shape_of[named] = tuple(sorted(key for key in named if key in fields))
            known = shape_of[named]
            line = [version, *(to_column(fields[key], values.get(key)) for key in known)]
            if not searched.isdisjoint(known):
                search, sort_name = self._keys(described, values)
                texts.append((search, number))
                line.append(sort_name)
            shapes.setdefault(known, []).append((*line, number))
        for known, lines in shapes.items():
            columns = ["version", *(f"f_{key}" for key in known)]
            columns += [] if searched.isdisjoint(known) else ["sort_name"]
            sets = ", ".join(f'"{column}" = ?' for column in columns)
            connection.exec_driver_sql(f'UPDATE "{table.name}" SET {sets} WHERE id = ?', lines)
        if texts:
            name = self._searches[register].name
            connection.exec_driver_sql(f'UPDATE "{name}" SET search = ? WHERE id = ?', texts)

    def version(self, connection: Connection, register: str, number: int) -> int:
        """The journal seq a row stands at, 0 when it is not there."""
        table = self._tables[register]
        return int(connection.execute(select(table.c.version).where(table.c.id == number)).scalar() or 0)

    def versions(self, connection: Connection, register: str, numbers: Sequence[int]) -> dict[int, int]:
        """The journal seqs that rows stand at, by id; unknown ids are absent."""
        table = self._tables[register]
        return dict(fetched(connection, select(table.c.id, table.c.version).where(among(table.c.id, numbers))))

    def standing(
        self, connection: Connection, register: str, keys: Sequence[str], numbers: Collection[int]
    ) -> dict[int, tuple[int, dict[str, Value]]]:
        """(version, values of some fields) of rows by id; unknown ids are absent."""
        table = self._tables[register]
        columns = [table.c.id, table.c.version, *(table.c[f"f_{key}"] for key in keys)]
        read = tuple_reader(self.schema.registers[register], keys)
        found = fetched(connection, select(*columns).where(among(table.c.id, numbers)))
        return {row[0]: (row[1], read(row[2:])) for row in found}

    def count(self, connection: Connection, register: str, most: int = 0) -> int:
        """How many living rows a register has; with `most`, which is quicker, no more than that many are counted."""
        table = self._tables[register]
        rows = select(table.c.id).limit(most).subquery() if most else table
        return int(connection.execute(select(func.count()).select_from(rows)).scalar() or 0)

    def find(self, connection: Connection, register: str, columns: Mapping[str, Any]) -> list[int]:
        """Ids of rows whose fields hold exactly these values."""
        table = self._tables[register]
        query = select(table.c.id).order_by(table.c.id)
        for key, value in columns.items():
            query = query.where(table.c[f"f_{key}"] == value)
        return [row[0] for row in connection.execute(query)]

    def missing(self, connection: Connection) -> list[str]:
        """Registers of the schema that have no table yet."""
        there = set(inspect(connection).get_table_names())
        tables = {key: (table.name, self._searches[key].name) for key, table in self._tables.items()}
        return [key for key, names in tables.items() if not there.issuperset(names)]


def with_problems(connection: Connection, numbers: Collection[int]) -> set[int]:
    """The records of these that have stored problems, those that staff let stand included."""
    query = select(problem.c.record).where(among(problem.c.record, numbers)).distinct()
    return set(connection.execute(query).scalars())


def stored_problems(
    connection: Connection, numbers: Collection[int], without: Collection[str]
) -> dict[int, list[Problem]]:
    """What is stored against records by their own rows, apart from these codes and what the whole desk tells."""
    query = select(problem).where(among(problem.c.record, numbers), problem.c.wide == 0, problem.c.code.not_in(without))
    found: dict[int, list[Problem]] = {number: [] for number in numbers}
    for row in connection.execute(query):
        found[row.record].append(
            Problem(
                row.code,
                "",
                row.message,
                Severity(row.severity),
                row.field,
                row.value,
                row.basis,
                row.other,
                row.suggestion,
            )
        )
    return found


def set_problems(connection: Connection, register: str, found: Mapping[int, Sequence[Problem]]) -> None:
    """Replace the stored problems of these records; `count_faults` must follow."""
    connection.execute(problem.delete().where(among(problem.c.record, found)))
    add_problems(connection, register, found)


def add_problems(
    connection: Connection, register: str, found: Mapping[int, Sequence[Problem]], wide: bool = False
) -> None:
    """Add problems of records to those that are stored; `wide` ones were found over the whole desk."""
    lines = [
        {
            "record": number,
            "register": register,
            "field": one.field,
            "code": one.code,
            "severity": str(one.severity),
            "message": one.message,
            "value": one.value,
            "basis": one.basis,
            "other": one.other,
            "suggestion": one.suggestion,
            "wide": int(wide),
        }
        for number, problems in found.items()
        for one in problems
    ]
    insert_many(connection, problem, lines)


def count_faults(connection: Connection, tables: CurrentTables, register: str, numbers: Sequence[int] | None) -> None:
    """Bring the fault counts of these rows (None: all) in step with the problems that nobody let stand."""
    table = tables.table(register)
    open_ = select(func.count()).where(problem.c.record == table.c.id, problem.c.accepted == 0, problem.c.wide == 0)
    faults = open_.correlate(table).scalar_subquery()
    query = table.update().values(faults=faults).where(table.c.faults != faults)
    connection.execute(query if numbers is None else query.where(among(table.c.id, list(numbers))))
