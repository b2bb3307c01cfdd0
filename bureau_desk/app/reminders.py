"""What staff should look at today: titles that run out, what was done last, the issue that comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select
from sqlalchemy.sql.selectable import NamedFromClause

from bureau_desk.analysis.histories import ENDS, EVENTS, REVOKES
from bureau_desk.app.conditions import clause
from bureau_desk.app.desk import Desk
from bureau_desk.domain.question import Condition, Operator
from bureau_desk.domain.register import CodeList, FieldType, Register
from bureau_desk.domain.values import last_day
from bureau_desk.store import issues, journal
from bureau_desk.store.bulk import among
from bureau_desk.store.issues import Issued
from bureau_desk.store.journal import Batch

AHEAD = (30, 60, 90)
"""Days ahead in which something runs out, as the bureau reminds of 高企 and platform titles."""
LAPSED = 90
"""Days after its end during which a title without renewal is still reminded of."""
_YEARLY = 366
"""A title valid for no longer than that (科技型中小企业) runs out by its nature and is not called lapsed."""


@dataclass(frozen=True, slots=True)
class Expiry:
    """One kind of title: the records that run out within 30, 60 and 90 days, and those that lapsed without renewal."""

    register: str
    title: str
    within: Mapping[int, tuple[int, ...]]
    lapsed: tuple[int, ...]


def expiring(desk: Desk, today: date | None = None) -> list[Expiry]:
    """Titles that run out or ran out lately, by register and kind; renewed, ended and uncounted ones are left out."""
    day = today or desk.today()
    found: list[Expiry] = []
    with desk.database.reading() as connection:
        for register in sorted(desk.schema.registers.values(), key=lambda one: one.order):
            if register.counting.end:
                found += _of_register(desk, connection, register, day)
    return found


def _of_register(desk: Desk, connection: Connection, register: Register, day: date) -> list[Expiry]:
    kinds: defaultdict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    ended = _ended(desk, connection, register) | _of_ended_owners(desk, connection, register)
    for number, kind, start, end in _near(desk, connection, register, day):
        try:
            last = last_day(end)
        except ValueError:
            continue
        left = (last - day).days
        if number in ended or not -LAPSED <= left <= AHEAD[-1]:
            continue
        if left >= 0:
            for days in AHEAD:
                if left <= days:
                    kinds[kind][days].append(number)
        elif not _is_yearly(start, last):
            kinds[kind][-1].append(number)
    codes = _kinds(desk, register)
    return [
        Expiry(
            register.key,
            (codes.label(kind, desk.today()) if codes else kind) or register.title,
            {days: tuple(numbers.get(days, ())) for days in AHEAD},
            tuple(numbers.get(-1, ())),
        )
        for kind, numbers in sorted(kinds.items(), key=lambda one: (-len(one[1].get(AHEAD[-1], ())), one[0]))
    ]


def _is_yearly(start: str, end: date) -> bool:
    try:
        return (end - last_day(start)).days <= _YEARLY
    except ValueError:
        return False


def _kinds(desk: Desk, register: Register) -> CodeList | None:
    field = register.field(register.counting.title)
    return desk.schema.codelists.get(field.codelist) if field and field.codelist else None


_Row = tuple[int, str, str, str]


def _near(desk: Desk, connection: Connection, register: Register, day: date) -> Iterable[_Row]:
    """(record, kind, start, end) of rows that end around a day and are neither renewed nor left out of the count."""
    counting = register.counting
    table = desk.tables.table(register.key)
    end = table.c[f"f_{counting.end[0]}"]
    start = table.c[f"f_{counting.start[0]}"] if counting.start else end
    kind = table.c[f"f_{counting.title}"] if counting.title else end
    first, last = day - timedelta(days=LAPSED), day + timedelta(days=AHEAD[-1])
    # a day of year or month precision is a text that begins alike; the rows found are looked at more closely
    query = select(table.c.id, kind, start, end).where(end >= first.isoformat()[:4], end <= f"{last.isoformat()}~")
    for key in counting.stop:
        query = query.where(table.c[f"f_{key}"].is_(None))
    for conditions, operator in ((counting.include, Operator.IN), (counting.exclude, Operator.NOT)):
        for key, values in conditions.items():
            query = query.where(clause(desk.schema, register, table, Condition(key, operator, values)))
    query = query.where(or_(end >= first.isoformat(), end.in_([first.isoformat()[:4], first.isoformat()[:7]])))
    query = query.where(~_renewed(register, table, desk.tables.table(register.key).alias("later")))
    for number, held, begun, until in connection.execute(query.order_by(end, table.c.id)):
        yield number, str(held or "") if counting.title else "", str(begun or ""), str(until)


def _renewed(register: Register, table: NamedFromClause, later: NamedFromClause) -> ColumnElement[bool]:
    """Whether another row renews this one: by its link, or a later title of the same kind of the same organisation."""
    counting = register.counting
    same: list[ColumnElement[bool]] = []
    if counting.identity:
        keys = [*counting.identity, *([counting.title] if counting.title else [])]
        end = f"f_{counting.end[0]}"
        same.append(and_(*(later.c[f"f_{key}"] == table.c[f"f_{key}"] for key in keys), later.c[end] > table.c[end]))
    if counting.renewal_of:
        same.append(later.c[f"f_{counting.renewal_of}"] == table.c.id)
    return or_(*(exists(select(later.c.id).where(one)) for one in same)) if same else table.c.id < 0


def _of_ended_owners(desk: Desk, connection: Connection, register: Register) -> set[int]:
    """Rows of organisations whose end somebody registered: a firm struck off has no titles to renew."""
    owners = desk.schema.registers.get(register.counting.owners)
    keys = [key for key in register.counting.identity if owners is not None and owners.field(key)]
    ended = _ended(desk, connection, owners) if owners is not None and keys else set()
    if owners is None or not ended:
        return set()
    firm, table = desk.tables.table(owners.key), desk.tables.table(register.key)
    query = select(table.c.id).join(firm, firm.c[f"f_{keys[0]}"] == table.c[f"f_{keys[0]}"])
    return set(connection.execute(query.where(among(firm.c.id, sorted(ended)))).scalars())


def _ended(desk: Desk, connection: Connection, register: Register) -> set[int]:
    """Records that an event ended: struck off, merged, or revoked without naming what."""
    events = desk.schema.registers.get(EVENTS)
    subject = events.field("subject") if events else None
    if subject is None or register.key not in subject.targets:
        return set()
    table = desk.tables.table(EVENTS)
    kinds = [code for word in (*ENDS, *REVOKES) for code in _codes(desk, word)]
    query = select(table.c.f_subject).where(table.c.f_event_kind.in_(kinds))
    if not register.counting.renewal_of:
        query = query.where(
            or_(table.c.f_event_kind.in_([c for w in ENDS for c in _codes(desk, w)]), table.c.f_before.is_(None))
        )
    return {number for number in connection.execute(query).scalars() if number is not None}


def _codes(desk: Desk, word: str) -> list[str]:
    field = desk.schema.registers[EVENTS].field("event_kind")
    codes = desk.schema.codelists.get(field.codelist) if field and field.type is FieldType.CHOICE else None
    return [one.code for one in codes.find(word)] if codes else [word]


def latest_steps(desk: Desk, number: int = 8) -> Sequence[Batch]:
    """What was done last, newest first."""
    with desk.database.reading() as connection:
        return journal.latest_batches(connection, number)


def last_issue(desk: Desk) -> Issued | None:
    """The issue published last, None when there is none."""
    with desk.database.reading() as connection:
        return issues.latest(connection)
