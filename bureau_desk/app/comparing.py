"""Two days of a register side by side: what came, what went, what changed, and by which step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from bureau_desk.app import browsing, past_table
from bureau_desk.app.browsing import View
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.exporting import exported_fields
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.returning import last_name
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.two_days import PORTION, SPAN, Moment, Pair, last_record, pairs, records_of

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
COMPUTED = -1
"""As the step of a change: what a field came to by events, validity or other records."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record on both days, and the step that last wrote it.

    0: none, the day itself made the difference; COMPUTED: the program worked the value out.
    """

    field: str
    old: Value
    new: Value
    batch: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One record that is not the same on both days; `kind` is ADDED, REMOVED or CHANGED.

    `values` are those of the day on which it is there, the later one of a changed record.
    """

    record: int
    kind: str
    values: Values
    changes: tuple[Change, ...]
    batch: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two days of a register differ in."""

    register: str
    before: AsOf
    after: AsOf
    differences: tuple[Difference, ...]

    def counts(self) -> dict[str, int]:
        """How many records came, went and changed."""
        found = Counter(one.kind for one in self.differences)
        return {kind: found[kind] for kind in (ADDED, REMOVED, CHANGED)}

    def by_field(self) -> dict[str, int]:
        """How many records changed in each field, most first."""
        found = Counter(change.field for one in self.differences for change in one.changes)
        return dict(found.most_common())


def compare(
    desk: Desk,
    register: str,
    before: AsOf,
    after: AsOf,
    search: str = "",
    filters: Sequence[Condition] = (),
) -> Job[Comparison]:
    """Compare two days of a register, each by what was known at its moment; Misuse when they are one and the same.

    What differs is what differs between the tables of both days, with the fields that the program works out. Search and
    filters keep the records that meet them on either day.
    """
    described = desk.register(register)
    if before == after:
        raise Misuse("没有对比：两边是同一天、同一时刻所知。", "请改一边的日期，或写明按何时所知。")
    yield Progress("读取台账")
    wanted = _wanted(desk, described, (before, after), search, filters)
    moments = (_moment(before), _moment(after))
    found: list[Difference] = []
    with desk.database.reading() as connection:
        last = last_record(connection)
        candidates = {
            one for at in (before, after) for one in past_table.otherwise(desk, connection, described, at.on, at.known)
        }
    for begin in range(1, last + 1, SPAN):
        yield Progress("寻找可能不同的记录", begin, last)
        with desk.database.reading() as connection:
            candidates.update(
                records_of(connection, described.key, *moments, described.counting.start, begin, begin + SPAN)
            )
    records = sorted(candidates if wanted is None else candidates & wanted)
    for begin in range(0, len(records), PORTION):
        yield Progress("对比", begin, len(records))
        # A portion at a time: the window's own reading must not wait for the whole.
        with desk.database.reading() as connection:
            found += _differences(desk, connection, described, records[begin : begin + PORTION], (before, after))
    return Comparison(described.key, before, after, tuple(found))


def _differences(
    desk: Desk, connection: Connection, register: Register, records: Sequence[int], sides: tuple[AsOf, AsOf]
) -> Iterator[Difference]:
    """What differs of some records between the tables of both days."""
    tables = [past_table.table(desk, connection, register, at.on, at.known, spelled=False) for at in sides]
    stored = []
    for table in tables:
        columns = [table.c[f"f_{field.key}"] for field in register.fields]
        query = select(table.c.id, *columns).where(table.c.id.in_(records))
        stored.append({row[0]: tuple(row[1:]) for row in connection.execute(query)})
    differing = [number for number in records if stored[0].get(number) != stored[1].get(number)]
    if not differing:
        return
    was, now = (desk.tables.rows(connection, register.key, differing, table) for table in tables)
    told = pairs(connection, desk.schema, register.key, differing, *map(_moment, sides))
    for pair in told:
        one = _difference(register, pair, was.get(pair.record), now.get(pair.record))
        if one is not None:
            yield one


def _moment(at: AsOf) -> Moment:
    return Moment(at.on.isoformat(), at.known.isoformat() if at.known else "")


def _wanted(
    desk: Desk, register: Register, sides: Sequence[AsOf], search: str, filters: Sequence[Condition]
) -> set[int] | None:
    if not search and not filters:
        return None
    view = View(register.key, search, tuple(filters))
    return {record for side in sides for record in browsing.ids(desk, replace(view, as_of=side.on, known=side.known))}


def _difference(register: Register, pair: Pair, was: Row | None, now: Row | None) -> Difference | None:
    batch = pair.batches.get("", 0)
    if now is None:
        return Difference(pair.record, REMOVED, was.values, (), batch) if was is not None else None
    if was is None:
        return Difference(pair.record, ADDED, now.values, (), batch)
    typed = {
        key: pair.batches.get(key, batch)
        for key in {*(pair.before or {}), *(pair.after or {})}
        if (pair.before or {}).get(key) != (pair.after or {}).get(key)
    }
    changes = tuple(
        Change(field.key, was.get(field.key), now.get(field.key), typed.get(field.key, COMPUTED))
        for field in register.fields
        if was.get(field.key) != now.get(field.key)
    )
    return Difference(pair.record, CHANGED, now.values, changes, batch) if changes else None


def shown(desk: Desk, register: str, pieces: Sequence[tuple[int, str, Value, date]]) -> list[str]:
    """The texts of some (record, field, value, day); '' as field asks for the record's name. Ask for a page at a time."""
    described = desk.register(register)
    with desk.database.reading() as connection:
        context = DeskContext(desk, connection)
        found = []
        for record, key, value, day in pieces:
            field = described.field(key)
            if not key:
                name = context.name(record)
                found.append(last_name(desk, connection, record) if name.startswith("#") else name)
            else:
                context.today = day
                found.append("" if field is None or value is None else fieldtypes.show(field, value, context))
        return found


def why(desk: Desk, batch: int) -> str:
    """Who made a difference, when and by what; where no step did, the days or the program did."""
    if batch == COMPUTED:
        return "系统推算：随认定与变更、有效期等而变"
    if not batch:
        return "两个日期之间开始或不再计入"
    with desk.database.reading() as connection:
        step = journal.get_batch(connection, batch)
    return f"{step.recorded_at[:10]} {step.author}：{step.summary}" if step else ""


def write(desk: Desk, made: Comparison, out: Path) -> Job[int]:
    """Write a comparison to .xlsx, a sheet each for what came, went and changed; returns the number of records."""
    from bureau_desk.exchange.comparison_workbook import Line, write_comparison

    register = desk.register(made.register)
    if out.suffix.lower() != ".xlsx":
        raise Misuse(f"对比结果不能写成“{out.suffix or out.name}”。", "请用 .xlsx。")
    whole = {
        kind: [Row(one.record, one.values) for one in made.differences if one.kind == kind] for kind in (ADDED, REMOVED)
    }
    reasons: dict[int, str] = {}
    lines: list[Line] = []
    changed = [one for one in made.differences if one.kind == CHANGED]
    fields = {field.key: field for field in exported_fields(register)}
    for place, one in enumerate(changed):
        if place % PORTION == 0:
            yield Progress("写文件", place, len(changed))
        name, code = (one.values.get(key) for key in (register.name_field, register.code_field))
        for change in one.changes:
            if change.field in fields:
                reason = reasons.get(change.batch) or reasons.setdefault(change.batch, why(desk, change.batch))
                lines.append(Line(one.record, name, code, fields[change.field], change.old, change.new, reason))
    with desk.database.reading() as connection:
        contexts = (DeskContext(desk, connection, made.before.on), DeskContext(desk, connection, made.after.on))
        titles = f"{told(made.before)} → {told(made.after)}"
        write_comparison(
            register, titles, whole[ADDED], whole[REMOVED], lines, contexts, out, desk.clock(), list(fields.values())
        )
    return len(made.differences)


def told(at: AsOf) -> str:
    """A side of a comparison in words."""
    return at.on.isoformat() + (f"（按 {known_words(at.known)} 所知）" if at.known else "")


def known_words(known: datetime) -> str:
    """A moment of knowledge as staff write it: the day alone for its end."""
    return (
        known.date().isoformat() if known.time().hour == 23 and known.time().minute == 59 else known.isoformat(" ")[:16]
    )
