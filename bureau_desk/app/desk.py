"""The open desk: its database, its schema, its clock and its author, and the one place that tells of changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date
from pathlib import Path

from bureau_desk.app import upkeep
from bureau_desk.app.changes import Changes, joined
from bureau_desk.app.clock import Clock, from_environment
from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.app.search_keys import SearchKeys
from bureau_desk.domain.overlay import Laid, Overlay, load
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Register, Schema
from bureau_desk.store import database as databases
from bureau_desk.store import schema_lines
from bureau_desk.store.current import CurrentTables
from bureau_desk.store.database import Database
from bureau_desk.store.readings import stored_readings

Listener = Callable[[Changes], None]


class Desk:
    """One open desk. Services take it as their first argument; it does no work of its own."""

    def __init__(self, database: Database, schema: Schema, author: str, clock: Clock) -> None:
        self.database = database
        self.author = author
        self.clock = clock
        self.correction = ""  # why a closed year is changed just now, see `closing.correcting`
        self._held: list[Changes] | None = None
        # the day as of which the tables were made, and another on which they were seen to stand as well
        self.unturned_on: tuple[str, date] | None = None
        self._listeners: list[Listener] = []
        self._ends: list[Callable[[], object]] = []
        self.laid, self.schema, self.schema_step = Laid(schema, Overlay(), schema), schema, 0
        self.keys = SearchKeys(schema, self._own_readings)
        self.tables = CurrentTables(schema, self.keys)

    def use_schema(self, laid: Laid, step: int = 0) -> None:
        """Work by a schema from now on; `step` is the batch that made it."""
        self.laid, self.schema, self.schema_step = laid, laid.schema, step
        self.keys = SearchKeys(laid.schema, self._own_readings)
        self.tables = CurrentTables(laid.schema, self.keys, self.tables)

    def beside(self, laid: Laid) -> Desk:
        """A desk on the same file that works by another schema and tells nobody; it is not closed."""
        made = copy(self)
        made._listeners, made._held = [], None
        made.use_schema(laid, self.schema_step)
        return made

    def reload_schema(self) -> bool:
        """Take over what staff made of the shipped registers, here or in another program; whether it was news."""
        with self.database.reading() as connection:
            step, text = schema_lines.latest(connection)
        if step == self.schema_step:
            return False
        self.use_schema(Laid.of(self.laid.base, load(text)), step)
        return True

    @property
    def behind(self) -> bool:
        """Whether another program has changed fields that are not taken over yet: what is read by them may fail."""
        if not self.read_only:
            return False
        with self.database.reading() as connection:
            return schema_lines.latest(connection)[0] != self.schema_step

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
            upkeep.mark(desk, connection)
        return desk

    @classmethod
    def open(
        cls, path: Path, author: str, clock: Clock | None = None, write: bool = True, schema: Schema | None = None
    ) -> Desk:
        """Open a desk; Trouble when it is absent, foreign, damaged, newer, or held by somebody else."""
        ticking = clock or from_environment()
        shape = schema or _shipped()
        desk = cls._opened(path, author, ticking, write, shape)
        if write or not (reason := upkeep.needs_writing(desk)):
            return desk
        desk.close()
        upkeep.write_once(lambda: cls._opened(path, author, ticking, True, shape), reason)
        return cls._opened(path, author, ticking, False, shape)

    @classmethod
    def _opened(cls, path: Path, author: str, clock: Clock, write: bool, schema: Schema) -> Desk:
        return finish(cls._opening(path, author, clock, write, schema))

    @classmethod
    def opening(cls, path: Path, author: str, clock: Clock | None = None) -> Job[Desk]:
        """Open for writing as a job: a large desk of an older program is minutes in the making."""
        yield Progress(f"正在打开“{path.name}”…")
        return (yield from cls._opening(path, author, clock or from_environment(), True, _shipped()))

    @classmethod
    def _opening(cls, path: Path, author: str, clock: Clock, write: bool, schema: Schema) -> Job[Desk]:
        desk = cls(databases.open_existing(path, author, clock().isoformat(), write), schema, author, clock)
        try:
            desk.reload_schema()
            if write:
                yield from upkeep.bring_up_to_date(desk)
        except BaseException:
            desk.close()
            raise
        return desk

    def _own_readings(self) -> Readings:
        with self.database.reading() as connection:
            return stored_readings(connection)

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
        found = self.schema.find(key)
        if found is None:
            names = "、".join(f"{one.key}（{one.title}）" for one in self.schema.registers.values())
            raise Misuse(f"没有名为“{key}”的台账。", f"现有：{names}。")
        return found

    def subscribe(self, listener: Listener) -> None:
        """Be told once of every committed change."""
        self._listeners.append(listener)

    def emit(self, changes: Changes) -> None:
        """Tell everybody of a committed change."""
        if self._held is not None:
            self._held.append(changes)
            return
        for listener in self._listeners:
            listener(changes)

    @contextlib.contextmanager
    def telling_once(self, summary: str) -> Iterator[None]:
        """What is committed inside is told as one change at the end, also when the end comes early."""
        held: list[Changes] = []
        before, self._held = self._held, held
        try:
            yield
        finally:
            self._held = before
            if held:
                self.emit(joined(held, summary))

    def at_end(self, work: Callable[[], object]) -> None:
        """Have something done when the desk is closed, before its file is."""
        self._ends.append(work)

    def close(self) -> None:
        """Close the file and let others write."""
        while self._ends:
            self._ends.pop()()
        self.database.close()


def _shipped() -> Schema:
    from bureau_desk.app.schemas import load_schema

    return load_schema()
