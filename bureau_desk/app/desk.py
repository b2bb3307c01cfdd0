"""The open desk: its database, its schema, its clock and its author, and the one place that tells of changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, inspect

from bureau_desk.app.changes import Changes
from bureau_desk.app.clock import Clock, from_environment
from bureau_desk.app.search_keys import SearchKeys
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Register, Schema
from bureau_desk.store import database as databases
from bureau_desk.store import migrations, tables
from bureau_desk.store.current import CurrentTables
from bureau_desk.store.database import Database

Listener = Callable[[Changes], None]


class Desk:
    """One open desk. Services take it as their first argument; it does no work of its own."""

    def __init__(self, database: Database, schema: Schema, author: str, clock: Clock) -> None:
        self.database = database
        self.schema = schema
        self.author = author
        self.clock = clock
        self.keys = SearchKeys(schema)
        self.tables = CurrentTables(schema, self.keys)
        self._listeners: list[Listener] = []

    @classmethod
    def create(
        cls, path: Path, author: str, title: str = "", clock: Clock | None = None, schema: Schema | None = None
    ) -> Desk:
        """A new empty desk; Trouble when the file is there already or cannot be written."""
        ticking = clock or from_environment()
        database = databases.create(path, author, ticking().isoformat(), title or path.stem)
        desk = cls(database, schema or _shipped(), author, ticking)
        with database.writing() as connection:
            for register in desk.schema.registers:
                desk.tables.create(connection, register)
            databases.write_meta(connection, "schema", fingerprint(desk.schema))
        return desk

    @classmethod
    def open(
        cls, path: Path, author: str, clock: Clock | None = None, write: bool = True, schema: Schema | None = None
    ) -> Desk:
        """Open a desk; Trouble when it is absent, foreign, damaged, newer, or held by somebody else."""
        ticking = clock or from_environment()
        database = databases.open_existing(path, author, ticking().isoformat(), write)
        desk = cls(database, schema or _shipped(), author, ticking)
        try:
            desk._bring_up_to_date()
        except BaseException:
            database.close()
            raise
        return desk

    def _bring_up_to_date(self) -> None:
        with self.database.reading() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar() or 0)
            known = databases.read_meta(connection, "schema")
        if version == tables.FORMAT and known == fingerprint(self.schema):
            return
        if self.database.read_only:
            raise Trouble("台账的结构有更新，需要先以可写方式打开一次。", "请关闭另一处的程序后再打开。")
        self.database.backup(self.path.with_name(f"{self.path.stem}.升级前备份.desk"))
        with self.database.writing() as connection:
            migrations.migrate(connection, version)
            self.rebuild(connection)
            databases.write_meta(connection, "schema", fingerprint(self.schema))

    def rebuild(self, connection: Connection) -> None:
        """Rebuild every current table from the journal."""
        from bureau_desk.app.deriving import derive_all

        stale = {name for name in inspect(connection).get_table_names() if name.startswith("current_")}
        for name in sorted(stale - {f"current_{key}" for key in self.schema.registers}):
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
        for register in self.schema.registers:
            self.tables.rebuild(connection, register, self.today().isoformat())
        derive_all(self, connection)

    @property
    def path(self) -> Path:
        """The desk's file."""
        return self.database.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be saved."""
        return self.database.read_only

    @property
    def title(self) -> str:
        """The desk's name as its owner gave it."""
        with self.database.reading() as connection:
            return databases.read_meta(connection, "title") or self.path.stem

    def now(self) -> str:
        """The moment by the desk's clock, ISO to the second."""
        return self.clock().isoformat()

    def today(self) -> date:
        """The day by the desk's clock."""
        return self.clock().date()

    def register(self, key: str) -> Register:
        """A register by key or title; Misuse names what there is."""
        found = self.schema.registers.get(key) or next(
            (one for one in self.schema.registers.values() if one.title == key), None
        )
        if found is None:
            names = "、".join(f"{one.key}（{one.title}）" for one in self.schema.registers.values())
            raise Misuse(f"没有名为“{key}”的台账。", f"现有：{names}。")
        return found

    def subscribe(self, listener: Listener) -> None:
        """Be told once of every committed change."""
        self._listeners.append(listener)

    def emit(self, changes: Changes) -> None:
        """Tell everybody of a committed change."""
        for listener in self._listeners:
            listener(changes)

    def close(self) -> None:
        """Close the file and let others write."""
        self.database.close()


def _shipped() -> Schema:
    from bureau_desk.app.schemas import load_schema

    return load_schema()


def fingerprint(schema: Schema) -> str:
    """A short digest of everything that shapes the current tables."""
    shape = [
        (
            (key, register.columns, register.match, register.name_field, register.code_field),
            [(field.key, str(field.type), field.digits, str(field.need)) for field in register.fields],
        )
        for key, register in sorted(schema.registers.items())
    ]
    return hashlib.sha256(repr(shape).encode()).hexdigest()[:16]
