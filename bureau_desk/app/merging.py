"""Two records of one organisation made one: field by field, every child kept, one step that undo takes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from bureau_desk.app.changes import Changes
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.duplicates import FORMER, OWN_CODE
from bureau_desk.app.recording import editable, stored_values, taken
from bureau_desk.app.writing import write
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.attachment import united
from bureau_desk.domain.organisation import name_key
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value, Values
from bureau_desk.store import folding, journal
from bureau_desk.store.journal import Entry


class Side(StrEnum):
    """Whose value a field of the merged record takes; both joins lists."""

    KEPT = "kept"
    OTHER = "other"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two records as staff read it, and the side that is proposed."""

    key: str
    title: str
    kept: str
    other: str
    proposed: Side
    joinable: bool

    @property
    def differs(self) -> bool:
        """Whether staff have to look at it."""
        return self.kept != self.other


@dataclass(frozen=True, slots=True)
class Child:
    """A record that points at one of the two, by reference or by its credit code."""

    register: str
    record: int
    field: str
    by_code: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What merging would do; `children` come to the kept record, `clashes` say which of them will then stand double."""

    register: str
    kept: int
    other: int
    fields: tuple[FieldPair, ...]
    children: tuple[Child, ...]
    kept_children: int
    clashes: tuple[str, ...]


def plan(desk: Desk, register: str, kept: int, other: int) -> MergePlan:
    """Lay two records of a register side by side; Misuse when they are one, Misuse when one is not there."""
    if kept == other:
        raise Misuse("要合并的是两条不同的记录。")
    described = desk.register(register)
    with desk.database.reading() as connection:
        mine = stored_values(desk, connection, register, kept)
        theirs = stored_values(desk, connection, register, other)
        pairs = tuple(_pair(desk, connection, field, mine, theirs) for field in _fields(described))
        code = str(mine.get(OWN_CODE) or theirs.get(OWN_CODE) or "")
        children = _children(desk, connection, described, other, {str(theirs.get(OWN_CODE) or "")} - {code, ""})
        own = _children(desk, connection, described, kept, set())
        clashes = tuple(_clashes(desk, connection, children, kept))
    filled = tuple(one for one in pairs if one.kept or one.other)
    return MergePlan(register, kept, other, filled, tuple(children), len(own), clashes)


def _fields(register: Register) -> tuple[Field, ...]:
    """What is put together: all that staff fill in, and the documents."""
    return (*editable(register), *(one for one in register.fields if one.type is FieldType.FILES))


def richer(desk: Desk, register: str, first: int, second: int) -> tuple[int, int]:
    """The two in the order (to keep, to merge into it): more children go before, then more values, then the older."""
    described = desk.register(register)

    def weight(number: int) -> tuple[int, int, int]:
        values = stored_values(desk, connection, register, number)
        code = str(values.get(OWN_CODE) or "")
        return len(_children(desk, connection, described, number, {code} - {""})), len(values), -number

    with desk.database.reading() as connection:
        return (first, second) if weight(first) >= weight(second) else (second, first)


def _pair(desk: Desk, connection: Connection, field: Field, mine: Values, theirs: Values) -> FieldPair:
    context = DeskContext(desk, connection)
    texts = [
        "" if (value := values.get(field.key)) is None else fieldtypes.show(field, value, context)
        for values in (mine, theirs)
    ]
    a, b = mine.get(field.key), theirs.get(field.key)
    joinable = isinstance(a, tuple) and isinstance(b, tuple) and bool(set(b) - set(a))
    proposed = Side.BOTH if joinable else Side.OTHER if a is None and b is not None else Side.KEPT
    return FieldPair(field.key, field.title, texts[0], texts[1], proposed, joinable)


def _children(desk: Desk, connection: Connection, register: Register, number: int, codes: set[str]) -> list[Child]:
    """Living records whose references are this record, or whose credit codes are among these."""
    found: list[Child] = []
    for key, described in desk.schema.registers.items():
        table = desk.tables.table(key)
        for field in described.fields:
            column = table.c[f"f_{field.key}"]
            if field.type is FieldType.REFERENCE and register.key in field.targets:
                query = select(table.c.id).where(column == number)
                found += [Child(key, one, field.key, False) for one in connection.execute(query).scalars()]
            elif field.type is FieldType.CREDIT_CODE and codes and key != register.key:
                query = select(table.c.id).where(column.in_(codes))
                found += [Child(key, one, field.key, True) for one in connection.execute(query).scalars()]
    return found


def _clashes(desk: Desk, connection: Connection, children: Sequence[Child], kept: int) -> Iterator[str]:
    """Children that the kept record has already by the unique rules of their register; both are kept and marked."""
    context = DeskContext(desk, connection)
    for child in children:
        described = desk.schema.registers[child.register]
        if child.by_code or not any(child.field in unique for unique in described.unique):
            continue
        values = dict(stored_values(desk, connection, child.register, child.record)) | {child.field: kept}
        for problem in taken(desk, connection, described, values, child.record):
            yield f"{described.title}“{context.name(child.record)}”（#{child.record}）：{problem.message}"


def merge(
    desk: Desk,
    the_plan: MergePlan,
    sides: Mapping[str, Side] | None = None,
    reason: str = "",
    former_name: bool = True,
) -> Changes:
    """Carry a plan out as one step: the kept record takes the chosen values, all children, and the other is deleted.

    `sides` overrides what the plan proposes, field by field. With `former_name` the name that gives way is noted among
    the former names, so that it still finds the record. Trouble when either record has gone, or when the merged one
    would take what is unique from a third.
    """
    described = desk.register(the_plan.register)
    chosen = {one.key: (sides or {}).get(one.key, one.proposed) for one in the_plan.fields}
    _refuse_gone(desk, described, the_plan)
    with desk.database.reading() as connection:
        names = DeskContext(desk, connection)
        entries = list(_entries(desk, connection, described, the_plan, chosen, former_name))
        summary = f"合并{described.title}：“{names.name(the_plan.other)}”（#{the_plan.other}）并入“{names.name(the_plan.kept)}”（#{the_plan.kept}）"

    def free(connection: Connection) -> None:
        row = desk.tables.rows(connection, described.key, [the_plan.kept]).get(the_plan.kept)
        for problem in taken(desk, connection, described, row.values if row else {}, the_plan.kept):
            raise Trouble(f"没有合并：{problem.message}", "请先处理那一条，再来合并。")

    return write(desk, entries, summary, reason, after=free)


def _refuse_gone(desk: Desk, register: Register, the_plan: MergePlan) -> None:
    both = [the_plan.kept, the_plan.other]
    with desk.database.reading() as connection:
        living = desk.tables.rows(connection, register.key, both)
    for number in both:
        if number not in living:
            raise Trouble(f"没有合并：{register.title} #{number} 已经删除。", "请重新查找重复后再合并。")


def _entries(
    desk: Desk,
    connection: Connection,
    register: Register,
    the_plan: MergePlan,
    chosen: Mapping[str, Side],
    former_name: bool,
) -> Iterator[Entry]:
    kept, other = the_plan.kept, the_plan.other
    mine = stored_values(desk, connection, register.key, kept)
    theirs = stored_values(desk, connection, register.key, other)
    delta = _delta(register, mine, theirs, chosen, former_name)
    pointing = {field.key for field in register.fields if field.type is FieldType.REFERENCE}
    delta = {key: value for key, value in delta.items() if key not in pointing or value not in (kept, other)}
    today = desk.today().isoformat()
    held = folding.holds_from(journal.lines_of(connection, desk.schema, kept), today)
    brought = folding.holds_from(journal.lines_of(connection, desk.schema, other), today)
    days = {key: max(held.get(key, ""), brought.get(key, "")) for key in delta}
    for child, old in _ever_children(desk, connection, register, other, set()):
        if child.record == kept:  # it pointed at its own double, and would now point at itself
            yield from _repointed(desk, connection, child, old, None)
    for day in sorted(set(days.values())):
        yield Entry(kept, register.key, "edit", {key: delta[key] for key in delta if days[key] == day}, day)
    code = str(delta.get(OWN_CODE, mine.get(OWN_CODE)) or "")
    gone = {str(values.get(OWN_CODE) or "") for values in (mine, theirs)} - {code, ""} if code else set()
    for child, old in _ever_children(desk, connection, register, other, gone):
        if child.record in (kept, other):
            continue
        yield from _repointed(desk, connection, child, old, code if child.by_code else kept)
    yield Entry(other, register.key, "delete", None)


def _delta(
    register: Register, mine: Values, theirs: Values, chosen: Mapping[str, Side], former_name: bool
) -> dict[str, Value]:
    """The values that the kept record takes."""
    delta: dict[str, Value] = {}
    for key, side in chosen.items():
        a, b = mine.get(key), theirs.get(key)
        if side is Side.OTHER and a != b:
            delta[key] = b
        elif side is Side.BOTH and isinstance(b, tuple):
            first = a if isinstance(a, tuple) else ()
            field = register.field(key)
            files = field is not None and field.type is FieldType.FILES
            delta[key] = united(a, b) if files else (*first, *(one for one in b if one not in first))
    if former_name and register.field(FORMER) is not None:
        noted = _noted(register, mine, theirs, delta)
        if noted is not None:
            delta[FORMER] = noted
    return delta


def _noted(register: Register, mine: Values, theirs: Values, delta: Mapping[str, Value]) -> Value:
    """The former names with the name that gives way, None when there is nothing to note."""
    name = str(delta.get(register.name_field, mine.get(register.name_field)) or "")
    held = delta.get(FORMER, mine.get(FORMER))
    names = [str(one) for one in held] if isinstance(held, tuple) else []
    known = {name_key(one) for one in (name, *names)}
    for values in (mine, theirs):
        old = str(values.get(register.name_field) or "")
        if old and name_key(old) not in known:
            names.append(old)
            known.add(name_key(old))
    return tuple(names) if len(names) != len(held if isinstance(held, tuple) else ()) else None


def _ever_children(
    desk: Desk, connection: Connection, register: Register, number: int, codes: set[str]
) -> Iterator[tuple[Child, Value]]:
    """As `_children`, with those that pointed at the record on an earlier day only, and what they held."""
    for key, described in desk.schema.registers.items():
        for field in described.fields:
            if field.type is FieldType.REFERENCE and register.key in field.targets:
                held: set[Value] = {number}
            elif field.type is FieldType.CREDIT_CODE and key != register.key:
                held = set(codes)
            else:
                continue
            for value in held:
                for one in journal.ever_holding(connection, desk.schema, key, field.key, value):
                    yield Child(key, one, field.key, field.type is FieldType.CREDIT_CODE), value


def _repointed(desk: Desk, connection: Connection, child: Child, old: Value, new: Value) -> Iterator[Entry]:
    """Every value of the field that named the old record names the new one, from the day it held."""
    lines = journal.lines_of(connection, desk.schema, child.record)
    days = {day for day, values in folding.pins(lines).items() if values.get(child.field) == old}
    added = [line for line in lines if line.action == "add"][-1:]
    days |= {
        line.valid_from
        for line in added
        if (line.values or {}).get(child.field) == old
        and child.field not in folding.pins(lines).get(line.valid_from, {})
    }
    for day in sorted(days):
        yield Entry(child.record, child.register, "edit", {child.field: new}, day)
