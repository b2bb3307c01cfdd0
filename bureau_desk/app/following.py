"""A desk that is open for reading alone follows what the program that writes on it commits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.app import upkeep
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.noting import READING
from bureau_desk.app.schema_following import concerned
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Schema
from bureau_desk.store import written
from bureau_desk.store.locking import LockWatch
from bureau_desk.store.written import Between, Mark

_STAMP = "bureau_desk.following"  # in the notes of a reading connection: the count that it saw last
_SHAPE, _DAY = "schema", "derived_on"  # notes of the schema and the day by which the tables stand


@dataclass(frozen=True, slots=True)
class News:
    """What was committed between two looks at a desk."""

    before: Mark
    now: Mark
    steps: Between

    def differ(self, note: str) -> bool:
        """Whether one of the desk's own notes is another than before."""
        return self.before.notes.get(note) != self.now.notes.get(note)

    @property
    def words(self) -> str:
        """One line for those who look at it."""
        if self.steps.steps == 1:
            return f"已更新：另一处保存了修改（{self.steps.summary}）"
        if self.steps.steps:
            return f"已更新：另一处保存了 {self.steps.steps} 步修改"
        return f"已更新：另一处{'保存了期刊' if self.now.issues != self.before.issues else '重新核对了台账'}"


class Following:
    """Knows up to where a desk was followed, from when it was made on; one thread looks at a time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._untold = False
        self._lock = LockWatch(desk.path)
        with desk.database.reading() as connection:
            self._mark = written.mark(connection)

    def look(self) -> News | None:
        """From any thread: what others have committed since the last look, None when nothing; a glance when nobody did.

        What it returns is to be told. Trouble when the file is out of reach; then the next look finds the same.
        """
        with self._desk.database.reading() as connection:
            stamp = written.stamp(connection)
            if connection.info.get(_STAMP) == stamp and not self._untold:
                return None
            now = written.mark(connection)
            steps = written.between(connection, self._mark, now)
            connection.info[_STAMP] = stamp
        before, self._mark, self._untold = self._mark, now, False
        return News(before, now, steps) if now != before else None

    def is_free(self) -> bool:
        """From any thread: whether the other program has gone, so that the desk could be opened for writing."""
        return self._lock.is_free()

    def tell(self, news: News) -> None:
        """In the listeners' own thread: take over changed fields, and tell everybody as if it had been written here.

        Trouble when the file is out of reach, or when another version of the program has made the desk's tables anew,
        which cannot be read by this one; then the next look finds the same.
        """
        try:
            old, shaped = self._desk.schema, news.differ(_SHAPE)
            if news.steps.schema:
                self._desk.reload_schema()
            if shaped and upkeep.outdated(self._desk) is not None:
                raise Trouble("另一版本的程序整理了这个台账，这里显示的可能不全。", "请用那个版本重新打开。")
        except Trouble:
            self._mark, self._untold = news.before, True
            raise
        for one in self._changes(news, old):
            self._desk.emit(one)

    def _changes(self, news: News, old: Schema) -> Iterator[Changes]:
        steps, registers, records = news.steps, news.steps.registers, news.steps.records
        if READING in steps.beside:
            self._desk.keys.forget()
        # of tables that were worked out anew, as with a new day, any record may be another
        if READING in steps.beside or news.differ(_DAY) or (news.differ(_SHAPE) and not steps.schema):
            registers, records = frozenset(self._desk.schema.registers), ()
        if steps.schema:
            registers |= concerned(old, self._desk.schema)
        if steps.steps or registers:
            yield Changes(registers, records, news.now.batch if steps.steps else 0, steps.summary, steps.schema)
        if news.now.issues != news.before.issues or not (steps.steps or registers):
            yield Changes(frozenset(), (), 0, "")
