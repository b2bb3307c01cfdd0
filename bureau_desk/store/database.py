"""A desk's database: opened with durable settings, read and written under locks, backed up while open."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from bureau_desk.domain.problem import Damaged, Trouble
from bureau_desk.store import disks, migrations, room, tables
from bureau_desk.store.changed_rows import ChangedRows, noted_by
from bureau_desk.store.locking import DeskLock
from bureau_desk.store.log_folding import LONGEST, LogFolding
from bureau_desk.store.read_gate import ReadGate
from bureau_desk.store.room import PAGES

_HEADER = b"SQLite format 3\x00"
ASIDE_PAGES = 8_000  # there are many further readers, and the system keeps the file in memory once for all of them


class Reader:
    """A reading connection of one thread's own, beside the common one; what it does can be broken off."""

    def __init__(self, path: Path, engine: Engine, gate: ReadGate) -> None:
        self._path, self._engine, self._gate = path, engine, gate
        with guarded(path), engine.connect() as connection:
            self._raw = connection.connection.driver_connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection; every statement sees the last committed state."""
        with self._gate.passing(), guarded(self._path), self._engine.connect() as connection:
            yield connection

    def shrink(self) -> None:
        """Give the memory back that pages of the file take; they are read again when they are next wanted."""
        with self.reading() as connection:
            connection.exec_driver_sql("PRAGMA shrink_memory")

    def interrupt(self) -> None:
        """From any thread: break off the statement under way, which raises Trouble where it was asked for."""
        if self._raw is not None:
            self._raw.interrupt()

    def close(self) -> None:
        """Give the connection back; nothing may be under way."""
        self._raw = None
        self._engine.dispose()


class Database:
    """One open desk: a writing connection behind a lock, and a reading one that a running job does not block."""

    def __init__(self, path: Path, lock: DeskLock | None) -> None:
        self.path = path
        self._lock = lock
        self._local = disks.is_local(path)
        self._writer = _engine(path, self._local, writing=True) if lock else None
        # A writer has made SQLite's files beside the desk already; a reader may find no room for them.
        self._address = disks.address(path) if lock else disks.readable_address(path)
        self._changed = ChangedRows()
        if lock is None:
            self._changed.lose()  # who writes does so elsewhere
        self._reader = _engine(path, self._local, writing=False, address=self._address, changed=self._changed)
        self._log = LogFolding(path, disks.address(path)) if lock and self._local else None
        self._damage: Damaged | None = None
        self._write_lock = threading.RLock()
        self._read_lock = threading.RLock()
        self._gate = ReadGate()
        self._own = self._left = threading.local()  # the reader of a thread that has one

    @property
    def read_only(self) -> bool:
        """Whether somebody else holds the right to write."""
        return self._writer is None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """The reading connection; every statement sees the last committed state."""
        own: Reader | None = getattr(self._own, "reader", None)
        if own is not None:
            with own.reading() as connection:
                yield connection
            return
        with self._gate.passing(), self._read_lock, guarded(self.path), self._reader.connect() as connection:
            yield connection

    def unread(self) -> contextlib.AbstractContextManager[None]:
        """A while in which no other thread reads: tables with other columns are committed and described anew in it."""
        return self._gate.shut()

    def reader(self) -> Reader:
        """A further reading connection, for work that the common one must not wait for."""
        engine = _engine(self.path, self._local, False, self._address, ASIDE_PAGES, self._changed)
        return Reader(self.path, engine, self._gate)

    @contextlib.contextmanager
    def apart(self, reader: Reader) -> Iterator[None]:
        """In this thread and for this while, everything that reads the desk does so by a reader of its own."""
        before: Reader | None = getattr(self._own, "reader", None)
        self._own.reader = reader
        try:
            yield
        finally:
            self._own.reader = before

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """In this thread and for this while, read by a connection that nobody else waits for; it is closed at the end."""
        reader = self.reader()
        try:
            with self.apart(reader):
                yield
        finally:
            reader.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One durable transaction: committed whole at the end, rolled back whole on any exception."""
        if self._writer is None:
            raise Trouble("台账以只读方式打开，不能修改。", "请关闭另一处正在使用它的程序，再重新打开。")
        if self._damage is not None:
            raise self._damage
        step = self._log.writing(self._writer) if self._log else self._writer.begin()
        with self._write_lock, guarded(self.path), contextlib.ExitStack() as after, step as connection:
            after.callback(room.narrow, connection.info, connection.connection.driver_connection)
            after.callback(self._changed.settle)
            self._changed.begin(connection)
            yield connection
            self._changed.tell(connection)

    def rest(self) -> None:
        """Give the memory back that pages of the file take, where nobody reads or writes just now; it never waits."""
        for lock, engine in ((self._read_lock, self._reader), (self._write_lock, self._writer)):
            if engine is not None and lock.acquire(blocking=False):
                try:
                    with guarded(self.path), contextlib.closing(engine.raw_connection()) as connection:
                        connection.driver_connection.execute("PRAGMA shrink_memory")  # type: ignore[union-attr]
                finally:
                    lock.release()

    def close(self) -> None:
        """Close, by which the log is folded into the file, and let others write."""
        if self._log is not None:
            self._log.wait()
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock:
            self._lock.release()

    def discard(self) -> None:
        """Close and take the file away: a desk that came to nothing leaves no trace."""
        self.close()
        self.path.unlink(missing_ok=True)
        if self._lock:
            self._lock.forget()

    def forked(self) -> None:
        """In a forked child: read by a connection of one's own, and leave the parent's alone (SQLite asks for both)."""
        self._changed.lose()
        self._reader.dispose(close=False)
        self._left, self._own = self._own, threading.local()  # a reader of the parent's thread is kept, and not used
        self._writer = None

    def compact(self) -> None:
        """Rewrite the file in its smallest, repeatable form."""
        if self._writer is not None:
            if self._log is not None:
                self._log.wait()
            # Beside the engine, whose connections begin a transaction with their first statement.
            with guarded(self.path), contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("VACUUM")

    def check_file(self) -> None:
        """Trouble when the file is damaged anywhere, also where nobody has read yet; from then on nothing is written."""
        try:
            with guarded(self.path), contextlib.closing(sqlite3.connect(self._address, uri=True)) as connection:
                _check(connection, self.path)
        except Damaged as damage:
            self._damage = damage
            raise

    def backup(self, out: Path) -> None:
        """Copy the open desk to a file that is whole and checked; nothing is left behind when it fails."""
        self.check_file()
        part = out.with_name(out.name + ".part")
        try:
            with guarded(out), contextlib.closing(sqlite3.connect(self._address, uri=True)) as source:
                with contextlib.closing(sqlite3.connect(part)) as target:
                    source.backup(target)
                    target.execute("PRAGMA journal_mode=DELETE")
                    _check(target, part)
                part.replace(out)
        finally:
            for tail in ("", "-journal", "-wal", "-shm"):
                part.with_name(part.name + tail).unlink(missing_ok=True)


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """SQLite's own account names pages and cells, which helps nobody: one sentence says what to do."""
    answers = [row[0] for row in connection.execute("PRAGMA integrity_check(20)")]
    if answers != ["ok"]:
        raise Damaged(
            f"“{path.name}”已损坏（数据库文件有 {len(answers)} 处以上错误）。",
            "请勿继续使用，用“恢复”命令从最近的备份恢复。",
        )


def _engine(
    path: Path,
    local: bool,
    writing: bool,
    address: str = "",
    pages: int = PAGES,
    changed: ChangedRows | None = None,
) -> Engine:
    def connect() -> sqlite3.Connection:
        target = address or disks.address(path)
        return sqlite3.connect(target, uri=True, check_same_thread=False, isolation_level=None, timeout=5)

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        if changed is not None:
            noted_by(record.info, changed)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA journal_mode={'WAL' if local else 'DELETE'}" if writing else "PRAGMA query_only=OFF")
        cursor.execute("PRAGMA synchronous=FULL")
        # Some builds of SQLite blacken what is deleted, a quarter of the time of a deletion; the journal keeps it anyway.
        cursor.execute("PRAGMA secure_delete=OFF")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA journal_size_limit={LONGEST}")
        cursor.execute(f"PRAGMA cache_size=-{pages}")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # The reader stays outside transactions, so that it always sees what was last committed.
        if writing:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turn what the database or the disk throws into one Chinese sentence."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, OSError) as error:
        raise explain(path, error) from error


def explain(path: Path, error: BaseException) -> Trouble:
    """The sentence for an error of the database or the disk."""
    text = str(getattr(error, "orig", None) or error).lower()
    name = path.name
    if "full" in text or "no space" in text:
        return Trouble(f"磁盘已满，“{name}”没有写入。", "请清出空间后再试；此前已保存的内容都在。")
    if "locked" in text or "busy" in text:
        return Trouble(f"“{name}”正被另一个程序占用。", "请稍后再试，或关闭另一处的程序。")
    if "readonly" in text or "permission" in text or "read-only" in text:
        return Trouble(f"“{name}”是只读的，不能写入。", "请检查文件属性和文件夹权限。")
    if "malformed" in text or "not a database" in text or "corrupt" in text:
        return Damaged(f"“{name}”已损坏。", "请勿继续使用，用“恢复”命令从最近的备份恢复。")
    if "disk i/o" in text:
        hint = "请看磁盘空间、配额和文件大小限制，移动盘或网络盘是否还连着；此前已保存的内容都在。"
        return Trouble(f"磁盘读写“{name}”时出错。", hint)
    if "unable to open" in text and path.is_file():
        hint = "请看磁盘是否已满、文件夹能否写入：打开台账要在它旁边建两个临时文件；此前已保存的内容都在。"
        return Trouble(f"“{name}”打不开。", hint)
    if "unable to open" in text or "no such file" in text or "is a directory" in text:
        return Trouble(f"“{path}”打不开。", "请检查路径是否正确、文件夹是否存在。")
    return Trouble(
        f"读写“{name}”时出错（{getattr(error, 'orig', None) or error}）。", "请重试；若仍出错，请从备份恢复。"
    )


def create(path: Path, author: str, now: str, title: str) -> Database:
    """A new empty desk file; refuses to overwrite."""
    if path.exists():
        raise Trouble(f"“{path}”已经存在。", "请换一个文件名，或直接打开它。")
    if not path.parent.is_dir():
        raise Trouble(f"文件夹不存在：{path.parent}。", "请先建好文件夹。")
    lock = DeskLock(path, author, now)
    try:
        database = Database(path, lock)
        with database.writing() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={tables.APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={tables.FORMAT}")
            for table in tables.fixed.sorted_tables:
                tables.create(connection, table)
            rows = [{"key": "title", "value": title}, {"key": "created_at", "value": now}]
            connection.execute(tables.meta.insert(), rows)
    except BaseException:
        lock.release()
        path.unlink(missing_ok=True)
        raise
    return database


def open_existing(path: Path, author: str, now: str, write: bool = True) -> Database:
    """Open a desk file after looking at what it is: absent, foreign, damaged ones and unknown formats are refused."""
    migrations.refuse_unknown(path.name, inspect(path))
    return Database(path, DeskLock(path, author, now) if write else None)


def inspect(path: Path) -> int:
    """The format number of a desk file; Trouble when it is no sound desk."""
    if not path.is_file():
        raise Trouble(f"找不到台账文件：{path}。", "请检查路径，或新建一个台账。")
    with guarded(path):
        with path.open("rb") as file:
            head = file.read(16)
        if head != _HEADER:
            raise Trouble(f"“{path.name}”不是台账文件。", "请选择扩展名为 .desk 的台账文件。")
        with contextlib.closing(sqlite3.connect(disks.readable_address(path, "ro"), uri=True)) as connection:
            owner = connection.execute("PRAGMA application_id").fetchone()[0]
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if owner != tables.APPLICATION_ID:
        raise Trouble(f"“{path.name}”是别的程序的数据库，不是台账。", "请选择由本程序建立的台账文件。")
    return version


def read_meta(connection: Connection, key: str) -> str:
    """One entry of the desk's own notes, '' when absent."""
    return connection.execute(select(tables.meta.c.value).where(tables.meta.c.key == key)).scalar() or ""


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set one entry of the desk's own notes."""
    connection.execute(tables.meta.delete().where(tables.meta.c.key == key))
    connection.execute(tables.meta.insert().values(key=key, value=value))
