"""Two days of a register side by side: what came, what went, what changed, and by which step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path

from sqlalchemy import Connection

from bureau_desk.app import browsing, past_table
from bureau_desk.app.browsing import View
from bureau_desk.app.collection import uncollected
from bureau_desk.app.context import DeskContext
from bureau_desk.app.deriving import computed_fields
from bureau_desk.app.desk import Desk
from bureau_desk.app.exporting import exported_fields
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.past_apart import Sides, differing, presence
from bureau_desk.app.returning import last_name
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import journal
from bureau_desk.store.folding import EDITS
from bureau_desk.store.two_days import PORTION, Moment, Pair, one_sided, pairs

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
_AT_A_TIME = 5000
Lines = Mapping[int, Sequence[tuple[str, int, frozenset[str]]]]
"""What one day alone knows, see `one_sided`."""
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
    """One record that is not the same on both days; `kind` is ADDED, REMOVED or CHANGED, `batch` the step last to write."""

    record: int
    kind: str
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
    sides, found = (before, after), list[Difference]()
    with desk.database.reading() as connection, uncollected():
        may = presence(desk, connection, described, sides)
        lines = one_sided(connection, described.key, _moment(before), _moment(after))
        for kind, numbers in ((ADDED, may.added), (REMOVED, may.removed)):
            kept = numbers if wanted is None else [one for one in numbers if one in wanted]
            found += (Difference(one, kind, (), _last(lines.get(one, ()))) for one in kept)
    records = may.both if wanted is None else [one for one in may.both if one in wanted]
    for begin in range(0, len(records), _AT_A_TIME):
        yield Progress("对比", begin, len(records))
        # A portion at a time: who waits for the connection must not wait for the whole.
        with desk.database.reading() as connection, uncollected():
            found += _changed(desk, connection, described, records[begin : begin + _AT_A_TIME], sides, lines)
    return Comparison(described.key, before, after, tuple(sorted(found, key=attrgetter("record"))))


def _changed(
    desk: Desk, connection: Connection, register: Register, records: Sequence[int], sides: Sides, lines: Lines
) -> list[Difference]:
    """What differs of records that are there on both days, and which step of each field made it so."""
    told = dict(differing(desk, connection, register, sides, records))
    doubtful = _doubtful(register)
    folded = [
        number
        for number, fields in told.items()
        if any(
            action not in EDITS or not doubtful.isdisjoint(fields.keys() & keys)
            for action, _, keys in lines.get(number, ())
        )
    ]
    wrote: dict[int, dict[str, int]] = {}
    for begin in range(0, len(folded), PORTION):
        some = folded[begin : begin + PORTION]
        for pair in pairs(connection, desk.schema, register.key, some, *map(_moment, sides)):
            wrote[pair.record] = _typed(pair)
    made = []
    for number, fields in told.items():
        steps = wrote.get(number)
        if steps is None:
            steps = {key: batch for _, batch, keys in lines.get(number, ()) for key in keys}
        changes = tuple(Change(key, *both, steps.get(key, COMPUTED)) for key, both in fields.items())
        made.append(Difference(number, CHANGED, changes, _last(lines.get(number, ()))))
    return made


def _doubtful(register: Register) -> frozenset[str]:
    """The fields of which a table may hold something else than what was written: what events and other rows tell."""
    counting = register.counting
    named = (counting.level, counting.district, counting.name, register.name_field)
    return frozenset({*computed_fields(register), *named} - {""})


def _typed(pair: Pair) -> dict[str, int]:
    """The steps by which fields were written otherwise, told by folding all lines of the record."""
    was, now = pair.before or {}, pair.after or {}
    batch = pair.batches.get("", 0)
    return {key: pair.batches.get(key, batch) for key in {*was, *now} if was.get(key) != now.get(key)}


def _last(lines: Sequence[tuple[str, int, frozenset[str]]]) -> int:
    return lines[-1][1] if lines else 0


def _moment(at: AsOf) -> Moment:
    return Moment(at.on.isoformat(), at.known.isoformat() if at.known else "")


def _wanted(
    desk: Desk, register: Register, sides: Sequence[AsOf], search: str, filters: Sequence[Condition]
) -> set[int] | None:
    if not search and not filters:
        return None
    view = View(register.key, search, tuple(filters))
    return {record for side in sides for record in browsing.ids(desk, replace(view, as_of=side.on, known=side.known))}


def values(desk: Desk, made: Comparison, differences: Sequence[Difference]) -> dict[int, Values]:
    """What records hold on the day on which they are there, the later one of a changed record. Ask for a page at a time."""
    register = desk.register(made.register)
    found: dict[int, Values] = {}
    with desk.database.reading() as connection:
        for at, gone in ((made.before, True), (made.after, False)):
            numbers = [one.record for one in differences if (one.kind == REMOVED) is gone]
            rows = past_table.page(desk, connection, register, numbers, at.on, at.known) if numbers else {}
            found |= {number: row.values for number, row in rows.items()}
    return found


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
    whole: dict[str, list[Row]] = {ADDED: [], REMOVED: []}
    reasons: dict[int, str] = {}
    lines: list[Line] = []
    fields = {field.key: field for field in exported_fields(register)}
    for begin in range(0, len(made.differences), PORTION):
        yield Progress("写文件", begin, len(made.differences))
        some = made.differences[begin : begin + PORTION]
        held = values(desk, made, some)
        for one in some:
            row = Row(one.record, held.get(one.record, {}))
            if one.kind != CHANGED:
                whole[one.kind].append(row)
                continue
            name, code = (row.get(key) for key in (register.name_field, register.code_field))
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
