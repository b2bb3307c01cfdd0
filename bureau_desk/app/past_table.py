"""A past day of a register as a table: today's rows seen through, and beside them only the rows that were otherwise then."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from array import array
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from itertools import count
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Table, func, select

from bureau_desk.app import turning
from bureau_desk.app.collection import uncollected
from bureau_desk.app.desk import Desk
from bureau_desk.app.past_layers import Layers
from bureau_desk.app.past_laying import lay
from bureau_desk.app.past_rows import PastRows
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.tables import current_table, revision

_KEPT = 3
_UNUSED = 600.0  # s without a question, after which a day is let go
_names = count()


_Day = tuple[str, date, datetime | None]
_Mark = tuple[int, str, int, Readings]
"""The last line of the journal, the day of the tables, the step of the schema, and how staff read words."""


class _Made:
    """One past day of a register: rows that differ, in a memory that every connection of this program can look into."""

    def __init__(self, mark: _Mark, register: Register) -> None:
        self.mark = mark
        self.used = time.monotonic()
        self.making = threading.Lock()
        self.ready = False
        self.filled = False
        self.spelled = False
        self.seen = current_table(register, f"past_{register.key}_{next(_names)}", temporary=True)
        self.searched = current_table(register, f"{self.seen.name}_spelled", temporary=True)
        self.address = f"file:/{self.seen.name}_{id(self)}?vfs=memdb"
        self.layers: Layers | None = None
        # The memory lasts as long as anybody is connected with it.
        self._keeper = sqlite3.connect(self.address, uri=True, check_same_thread=False)

    def close(self) -> None:
        """Let go of the memory; connections that look into it keep it until they let go as well."""
        self._keeper.close()


class _Days:
    """The past days of one desk that are at hand, newest last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[_Day, _Made] = {}

    def get(self, day: _Day, mark: _Mark, register: Register) -> _Made:
        """The day as of this state of the desk, made already or to be made by whoever asks first."""
        with self._lock:
            for stale in [key for key, made in self._made.items() if made.mark != mark]:
                self._made.pop(stale).close()
            found = self._made.pop(day, None)
            if found is None:
                while len(self._made) >= _KEPT:
                    self._made.pop(next(iter(self._made))).close()
                found = _Made(mark, register)
            self._made[day] = found
            found.used = time.monotonic()
            return found

    def holds(self, made: _Made) -> bool:
        """Whether a day is still at hand."""
        with self._lock:
            return made in self._made.values()

    def drop(self, unwanted: Callable[[_Day, _Made], bool]) -> None:
        """Let days go."""
        with self._lock:
            for day in [day for day, made in self._made.items() if unwanted(day, made)]:
                self._made.pop(day).close()

    def close(self) -> None:
        """Let all days go."""
        self.drop(lambda _day, _made: True)


_days: WeakKeyDictionary[Desk, _Days] = WeakKeyDictionary()
_days_lock = threading.Lock()


def _days_of(desk: Desk) -> _Days:
    with _days_lock:
        found = _days.get(desk)
        if found is None:
            found = _days[desk] = _Days()
            desk.at_end(weakref.finalize(desk, found.close))
        return found


def table(
    desk: Desk,
    connection: Connection,
    register: Register,
    on: date,
    known: datetime | None = None,
    spelled: bool = True,
) -> Table:
    """A table of the rows of a register as of a day, by what was known at a moment (None: all that is known now).

    Its columns are those of a temporary `current_table`; `version` and `faults` are 0. The connection, which must be one
    that reads, sees it until the desk changes. A day is made once for all connections: who asks while it is being made
    waits for it, and for the values of rows that were otherwise, which neither `ids` nor `page` need. Whoever neither
    searches nor orders by name asks without `spelled`: the search texts and the pinyin of names that were otherwise are
    made when they are first needed, and stand in a view of their own.
    """
    made = _made(desk, connection, register, on, known)
    view = made.searched if spelled else made.seen
    layers = _filled(made, connection)
    if layers is not None:
        connection.exec_driver_sql(layers.view(view.name, spelled))
    if spelled and not made.spelled and layers is not None:
        with made.making, uncollected():
            if not made.spelled:
                layers.spell(desk, connection)
            made.spelled = True
    return view


def ids(desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None = None) -> array[int]:
    """The ids of all rows of a register as of a day, in order."""
    layers = _made(desk, connection, register, on, known).layers
    return layers.ids(connection) if layers is not None else array("q")


def page(
    desk: Desk,
    connection: Connection,
    register: Register,
    numbers: Sequence[int],
    on: date,
    known: datetime | None = None,
) -> dict[int, Row]:
    """Rows of a register as of a day by id; unknown ids are absent."""
    layers = _made(desk, connection, register, on, known).layers
    return layers.page(connection, numbers) if layers is not None else {}


def layers(
    desk: Desk,
    connection: Connection,
    register: Register,
    before: AsOf,
    after: AsOf,
    numbers: Collection[int] = (),
) -> tuple[Layers, Layers] | None:
    """The layers of two days as of one state of the desk, with all that they hold of some records.

    Both stay at hand as long as nobody writes.
    """
    while True:
        one, other = (_made(desk, connection, register, at.on, at.known) for at in (before, after))
        if one.mark == other.mark:
            found = _filled(one, connection, numbers), _filled(other, connection, numbers)
            return (found[0], found[1]) if found[0] is not None and found[1] is not None else None


def _filled(made: _Made, connection: Connection, numbers: Collection[int] | None = None) -> Layers | None:
    """The layers of a day with all that they hold, or hold of some records: whoever asks first waits for it."""
    if not made.filled and made.layers is not None and (numbers is None or numbers):
        with made.making, uncollected():
            if not made.filled:
                made.layers.fill(connection, numbers)
            made.filled |= numbers is None
    return made.layers


def let_go(desk: Desk, on: date, known: datetime | None = None) -> None:
    """Forget a day that nobody looks at any more; whoever asks for it all the same has it made anew."""
    _days_of(desk).drop(lambda day, _: day[1:] == (on, known))
    leave(desk)


def rest(desk: Desk) -> None:
    """In a time of rest: forget days that were not asked for in a while, and look into none from this thread.

    Of those that stay the values of all rows are worked out, before somebody sorts or searches.
    """
    now, days = time.monotonic(), _days_of(desk)
    days.drop(lambda _, made: now - made.used > _UNUSED)
    with desk.database.reading() as connection:
        for made in connection.info.get("past_days", ()):
            if days.holds(made):
                _filled(made, connection)
    leave(desk)


def leave(desk: Desk) -> None:
    """Look into no day any more from this thread: what was let go lasts as long as anybody looks into it."""
    with desk.database.reading() as connection:
        looked: list[_Made] = connection.info.get("past_days", [])
        while looked:
            _leave(connection, looked[-1])
            looked.pop()


def _made(desk: Desk, connection: Connection, register: Register, on: date, known: datetime | None) -> _Made:
    """The day, made if it is not at hand, and attached to the connection."""
    last = int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)
    mark = (last, turning.derived_on(connection), desk.schema_step, desk.keys.readings)
    days = _days_of(desk)
    made = days.get((register.key, on, known), mark, register)
    looked: list[_Made] = connection.info.setdefault("past_days", [])
    for one in [one for one in looked if not days.holds(one)]:
        _leave(connection, one)
        looked.remove(one)
    if made not in looked:
        with made.making:
            _look(desk, connection, register, made, on, known)
        looked.append(made)
    return made


def _look(
    desk: Desk, connection: Connection, register: Register, made: _Made, on: date, known: datetime | None
) -> None:
    place = f"{made.seen.name}_days"
    connection.exec_driver_sql(f'ATTACH ? AS "{place}"', (made.address,))
    try:
        # A day that was let go by everybody meanwhile is empty.
        if not made.ready or not connection.exec_driver_sql(f'SELECT count(*) FROM "{place}".sqlite_master').scalar():
            made.ready = made.filled = made.spelled = False
            with uncollected():
                past = PastRows(desk, connection, on, known, place)
                made.layers = lay(desk, connection, register, made.seen, past, place)
            made.ready = True
    except BaseException:
        _leave(connection, made)  # broken off half way: whoever asks next begins anew
        raise


def lines(desk: Desk) -> int:
    """How many lines of the journal a past day has to be told from, whatever its register: events reach into many."""
    with desk.database.reading() as connection:
        return int(connection.execute(select(func.max(revision.c.seq))).scalar() or 0)


def _leave(connection: Connection, made: _Made) -> None:
    for view in (made.seen, made.searched):
        connection.exec_driver_sql(f'DROP VIEW IF EXISTS temp."{view.name}"')
    connection.exec_driver_sql(f'DETACH "{made.seen.name}_days"')
