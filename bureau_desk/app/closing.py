"""A closed year: what held on its last day or before is changed by nobody, save as a marked correction with a reason."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, select

from bureau_desk.app.changes import Changes
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value, Values, first_day
from bureau_desk.store import folding, journal
from bureau_desk.store.database import read_meta, write_meta
from bureau_desk.store.folding import LIFT
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import correction, revision

if TYPE_CHECKING:
    from bureau_desk.app.desk import Desk
    from bureau_desk.app.jobs import Progress

MARK = "更正："
_META = "closings"
_PORTION = 5000
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Closing:
    """A year that was closed: by whom, when, why; and its reopening when that has come since."""

    year: int
    at: str
    author: str
    note: str
    batch: int
    reopened_at: str = ""
    reopened_by: str = ""
    reopened_why: str = ""
    reopened_batch: int = 0

    @property
    def last_day(self) -> str:
        """The last ISO day that is closed."""
        return f"{self.year:04d}-12-31"


class Closed(Trouble):
    """A change reaches into a closed year and says no reason; `number` rows of it do."""

    def __init__(self, closing: Closing, number: int, name: str, undated: bool = False) -> None:
        message = (
            f"{closing.year} 年及以前已关账（{closing.author}，{closing.at[:10]}）："
            f"这次改动涉及 {number:,} 条 {closing.last_day} 及以前的记录，如“{name}”。"
        )
        hint = f"确需更正的，请写明更正原因；情况有变化的，请写明从 {closing.year + 1} 年哪一天起。"
        if undated:
            hint = f"没有填日期的记录按一直有效计，也计入 {closing.year} 年：请先填日期；确需补录的，请写明更正原因。"
        super().__init__(message, hint)
        self.closing, self.number = closing, number
        self.told = False  # staff were asked for the reason already, and gave none


def closings(desk: Desk) -> tuple[Closing, ...]:
    """Every closing there ever was, in the order of closing."""
    with desk.database.reading() as connection:
        return _all(connection)


def in_force(connection: Connection) -> Closing | None:
    """The latest year that is closed; a closed year closes all before it."""
    return max((one for one in _all(connection) if not one.reopened_at), key=lambda one: one.year, default=None)


def close(desk: Desk, year: int, note: str = "") -> Changes:
    """Close a year and all before it; Trouble while the year lasts, or when it is closed already."""
    if year >= desk.today().year:
        raise Trouble(f"没有关账：{year} 年还没有结束。", f"最晚可关到 {desk.today().year - 1} 年。")
    with desk.database.writing() as connection:
        now = in_force(connection)
        if now is not None and now.year >= year:
            raise Trouble(f"{now.year} 年及以前已经关账。", "要改动，请用更正，或先重新开账。")
        summary = f"关账：{year} 年" + (f"（{note}）" if note else "")
        number = journal.open_batch(connection, desk.now(), desk.author, summary, "close")
        _keep(connection, (*_all(connection), Closing(year, desk.now(), desk.author, note, number)))
    return _told(desk, number, summary)


def reopen(desk: Desk, year: int, reason: str) -> Changes:
    """Open a closed year again; Trouble when a later one is still closed, Misuse without a reason."""
    if not reason.strip():
        raise Misuse("没有重新开账：请写明原因。")
    with desk.database.writing() as connection:
        now = in_force(connection)
        if now is None or now.year < year:
            raise Trouble(f"{year} 年没有关账。")
        if now.year > year:
            raise Trouble(f"没有重新开账：{now.year} 年还关着，它连同以前各年一起关账。", f"请先重新开 {now.year} 年。")
        summary = f"重新开账：{year} 年（{reason.strip()}）"
        number = journal.open_batch(connection, desk.now(), desk.author, summary, "reopen", now.batch)
        again = replace(now, reopened_at=desk.now(), reopened_by=desk.author)
        again = replace(again, reopened_why=reason.strip(), reopened_batch=number)
        _keep(connection, tuple(again if one.batch == now.batch else one for one in _all(connection)))
        journal.mark_undone(connection, now.batch)
    return _told(desk, number, summary)


def _told(desk: Desk, number: int, summary: str) -> Changes:
    changes = Changes(frozenset(), (), number, summary)
    desk.emit(changes)
    return changes


def _all(connection: Connection) -> tuple[Closing, ...]:
    return tuple(Closing(**one) for one in json.loads(read_meta(connection, _META) or "[]"))


def _keep(connection: Connection, kept: Sequence[Closing]) -> None:
    write_meta(connection, _META, json.dumps([asdict(one) for one in kept], ensure_ascii=False))


@contextlib.contextmanager
def correcting(desk: Desk, reason: str) -> Iterator[None]:
    """What is written inside is a correction for this reason wherever it reaches into a closed year."""
    if not reason.strip():
        raise Misuse("没有更正：请写明更正原因。")
    before, desk.correction = desk.correction, reason.strip()
    try:
        yield
    finally:
        desk.correction = before


def corrected(
    desk: Desk, make: Callable[[], Generator[Progress, None, Result]], reason: str
) -> Generator[Progress, None, Result]:
    """A job that is done as a correction."""
    with correcting(desk, reason):
        return (yield from make())


def is_marked(reason: str) -> bool:
    """Whether a written reason says that the change is a correction of a closed year."""
    return len(reason) > len(MARK) and reason.startswith(MARK)


def checked(desk: Desk, connection: Connection, entries: Sequence[Entry], number: int, reason: str) -> str:
    """The reason to write down for the entries of a batch; Closed when they may not be written without one.

    The mark stands before the reason, and the batch is remembered as a correction.
    """
    closing = in_force(connection)
    if closing is None:
        return reason
    marked = reason if is_marked(reason) else f"{MARK}{desk.correction}" if desk.correction else ""
    found = _reaching(desk, connection, entries, closing)
    if not found:
        return reason
    if not marked:
        from bureau_desk.app.context import DeskContext  # it stands on the desk, which this module serves

        first = next((one for one in entries if one.record == found[0]), None)
        name = DeskContext(desk, connection).name(found[0])
        undated = False
        if first is not None and first.action == "add" and first.values:
            undated = not start_of(desk.schema.registers[first.register], first.values)
            name = str(first.values.get(desk.schema.registers[first.register].name_field) or name)
        raise Closed(closing, len(found), name, undated)
    known = connection.execute(select(correction.c.batch).where(correction.c.batch == number)).first()
    if known is None:
        values = {"batch": number, "closed_to": closing.last_day, "reason": marked.removeprefix(MARK)}
        connection.execute(correction.insert().values(**values))
    return marked if not reason or reason == marked else f"{marked}（{reason}）"


def _reaching(desk: Desk, connection: Connection, entries: Sequence[Entry], closing: Closing) -> list[int]:
    """The records whose state on or before the last closed day entries would change."""
    found: dict[int, None] = {}
    asked: dict[str, dict[int, dict[str, Value]]] = {}
    for entry in entries:
        if entry.valid_from > closing.last_day:
            continue
        starts = desk.schema.registers[entry.register].counting.start
        told = {key: value for key, value in (entry.values or {}).items() if key in starts}
        if entry.action == "add":
            if _counts_closed(starts, told, closing):
                found[entry.record] = None
        elif entry.action == LIFT and told:
            found[entry.record] = None  # the date that shows again may be any
        else:
            asked.setdefault(entry.register, {}).setdefault(entry.record, {}).update(told)
    for key, changed in asked.items():
        found.update(dict.fromkeys(_existed(desk, connection, desk.schema.registers[key], changed, closing)))
    return list(found)


def _counts_closed(starts: Sequence[str], values: Values, closing: Closing) -> bool:
    """Whether a row with these dates counts on a closed day; a row without its date counts on every day."""
    return bool(starts) and _start(starts, values) <= closing.last_day


def start_of(register: Register, values: Values) -> str:
    """The ISO day from which a row counts, by the first filled date of its register; '' when it has none."""
    return _start(register.counting.start, values)


def _start(starts: Sequence[str], values: Values) -> str:
    value = next((held for key in starts if (held := values.get(key)) is not None), None)
    if value is None or isinstance(value, bool):
        return ""
    try:
        return first_day(str(value)).isoformat()
    except ValueError:
        return ""


def _existed(
    desk: Desk, connection: Connection, register: Register, changed: Mapping[int, Values], closing: Closing
) -> list[int]:
    """Of records, each with the dates it would have, those that count on a closed day as they are or as they would be.

    Of a register without dates those that were in the desk when the year was closed.
    """
    found: list[int] = []
    table, starts, records = desk.tables.table(register.key), register.counting.start, list(changed)
    columns = [table.c[f"f_{key}"] for key in starts]
    for begin in range(0, len(records), _PORTION):
        portion = records[begin : begin + _PORTION]
        if not starts:
            query = select(revision.c.record).distinct().where(revision.c.record.in_(portion))
            query = query.where(revision.c.action == "add", revision.c.batch < closing.batch)
            found += connection.execute(query).scalars()
            continue
        rows = connection.execute(select(table.c.id, *columns).where(table.c.id.in_(portion))).all()
        held: dict[int, Values] = {row[0]: dict(zip(starts, row[1:], strict=True)) for row in rows}
        for record in (one for one in portion if one not in held):
            lines = [one for one in journal.lines_of(connection, desk.schema, record) if one.action != "delete"]
            held[record] = folding.fold(lines) or {}
        found += [
            record
            for record, values in held.items()
            if _counts_closed(starts, values, closing)
            or (changed[record] and _counts_closed(starts, {**values, **changed[record]}, closing))
        ]
    return found
