"""Checks over many rows: what no single row can show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from bureau_desk.analysis.closings import Places
from bureau_desk.analysis.histories import EVENTS, REVOKES, certain_day
from bureau_desk.analysis.labels import codelist_of, named
from bureau_desk.analysis.periods import day_words
from bureau_desk.analysis.prepared import Prepared, Span, prepare
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.snapshot import Snapshot

WARN_DAYS = (30, 60, 90)
UNCERTAIN_STAGES = ("公示", "推荐")


def check(snapshot: Snapshot, registers: Iterable[str] | None = None) -> tuple[Problem, ...]:
    """All problems over the rows of the registers (all when none is named), by register and record.

    `where` is the register's title and the record's name, `value` the record's id.
    """
    prepared = prepare(snapshot)
    keys = sorted(registers) if registers is not None else sorted(prepared.schema.registers)
    found: list[Problem] = []
    for key in keys:
        register = prepared.register(key, "检查")
        found += over_rows(prepared, register)
        found += parts_over_total(prepared, register)
    if EVENTS in keys:
        found += unknown_events(prepared)
    return tuple(found)


def over_rows(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """What no row of a register shows by itself: duplicates, ends, overlaps, notices that are counted."""
    yield from duplicates(prepared, register)
    yield from expiring(prepared, register)
    yield from counted_notices(prepared, register)
    yield from overlaps(prepared, register)


def walk(snapshot: Snapshot) -> Iterator[tuple[str, str, int, int, list[Problem]]]:
    """Check the whole desk register by register: (key, title, done, of how many, problems) after each."""
    prepared = prepare(snapshot)
    keys = sorted(prepared.schema.registers)
    for place, key in enumerate(keys):
        register = prepared.register(key, "检查")
        found = list(over_rows(prepared, register))
        if key == EVENTS:
            found += unknown_events(prepared)
        yield key, register.title, place + 1, len(keys), found


def duplicates(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """Rows whose unique fields are the same."""
    for keys in register.unique:
        seen: dict[tuple[object, ...], Row] = {}
        titles = "、".join(field.title for key in keys if (field := register.field(key)))
        for row in prepared.rows(register.key):
            values = tuple(row.get(key) for key in keys)
            if any(value is None for value in values):
                continue
            first = seen.setdefault(values, row)
            if first is not row:
                told = f"与“{_name(prepared, register, first)}”（编号{first.id}）的{titles}相同。"
                same = "｜".join(str(one) for one in values)
                yield _problem(
                    "duplicate", prepared, register, row, told, Severity.SOFT, keys[0], f"{same}｜#{first.id}", first.id
                )


def expiring(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """Titles that ran out unrenewed within the last year or run out within 30, 60 or 90 days."""
    if not register.counting.end:
        return
    today = prepared.as_of.on
    spans = [span for span in prepared.spans(register) if span.end and not span.stop]
    renewed = _latest_ends(spans, register)
    for span in spans:
        if renewed[_title_key(span, register)] > span.end:
            continue
        left = (date.fromisoformat(span.end) - today).days
        until = day_words(date.fromisoformat(span.end))
        if -365 <= left < 0 and not _yearly(span):
            told = f"有效期到{until}为止，已过期{-left}天，没有续期或终止记录。"
            yield _problem(
                "expired", prepared, register, span.row, told, Severity.SOFT, register.counting.end[0], span.end
            )
        elif 0 <= left <= WARN_DAYS[-1]:
            within = next(days for days in WARN_DAYS if left <= days)
            told = f"有效期到{until}为止，还有{left}天（{within}天内到期）。"
            yield _problem(
                "expiring", prepared, register, span.row, told, Severity.NOTE, register.counting.end[0], span.end
            )


def _yearly(span: Span) -> bool:
    """Titles given for one year only (科技型中小企业, lists of the year) run out by their nature."""
    return bool(span.start) and (date.fromisoformat(span.end) - date.fromisoformat(span.start)).days <= 366


KINDS = ("qual_type", "org_kind", "plan_name")


def _title_key(span: Span, register: Register) -> tuple[object, ...]:
    """One title of one organisation: a firm may hold several kinds at once."""
    return (*span.identity, *(span.row.get(key) for key in KINDS if register.field(key)))


def _latest_ends(spans: Sequence[Span], register: Register) -> dict[tuple[object, ...], str]:
    latest: dict[tuple[object, ...], str] = {}
    for span in spans:
        key = _title_key(span, register)
        latest[key] = max(latest.get(key, ""), span.end)
    return latest


def counted_notices(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """Rows of a list still in 公示 or 推荐 that someone marked as counted."""
    stage, counted = register.field("publish_stage"), register.field("is_counted")
    if stage is None or counted is None:
        return
    codelist = codelist_of(stage, prepared.schema)
    for row in prepared.rows(register.key):
        code = str(row.get("publish_stage") or "")
        label = codelist.label(code, prepared.as_of.on) if codelist else code
        if row.get("is_counted") is True and any(word in label for word in UNCERTAIN_STAGES):
            told = f"名单阶段是“{label}”，却标了计入统计；公示不等于认定。"
            yield _problem("notice_counted", prepared, register, row, told, Severity.SOFT, "is_counted")


def parts_over_total(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """Sub-items larger than the item that bounds them."""
    pairs = [(field, whole) for field in register.fields if (whole := register.field(field.maximum_field))]
    for row in prepared.rows(register.key):
        for field, whole in pairs:
            part, total = row.get(field.key), row.get(whole.key)
            if _is_number(part) and _is_number(total) and part > total:  # type: ignore[operator]
                told = f"“{field.title}”大于“{whole.title}”（{part} > {total}）。"
                yield _problem("part_over_total", prepared, register, row, told, Severity.SOFT, field.key)


def overlaps(prepared: Prepared, register: Register) -> Iterator[Problem]:
    """Two valid certificates of the same kind for one organisation at the same time."""
    if not register.counting.end or not register.counting.identity:
        return
    last: dict[tuple[object, ...], Span] = {}
    spans = sorted(
        (span for span in prepared.spans(register) if span.start), key=lambda span: (span.start, span.row.id)
    )
    for span in spans:
        key = _title_key(span, register)
        earlier = last.get(key)
        ends = min(one for one in (earlier.end or "9999", earlier.stop or "9999")) if earlier else ""
        grace = (date.fromisoformat(span.start) + timedelta(days=90)).isoformat()
        if earlier is not None and ends > grace and earlier.row.id != span.row.id:
            told = f"与编号{earlier.row.id}的有效期重叠（到{earlier.end or '长期'}），统计时只计一家，请核对。"
            basis = f"{span.start}｜#{earlier.row.id}"
            begin = register.counting.start[0]
            yield _problem("overlap", prepared, register, span.row, told, Severity.NOTE, begin, basis, earlier.row.id)
        last[key] = span


def unknown_events(prepared: Prepared) -> Iterator[Problem]:
    """Events whose level or district cannot be read, or that have no day."""
    events = prepared.register(EVENTS, "检查")
    owners = _owners(prepared)
    for row in prepared.rows(EVENTS):
        subject = row.get("subject")
        if not (certain_day(row.get("effective_date")) or certain_day(row.get("event_date"))):
            yield _problem(
                "event_day", prepared, events, row, "没有可读的日期，不起作用。", Severity.SOFT, "event_date"
            )
        owner = owners.get(subject) if isinstance(subject, int) else None
        if owner is None:
            yield _problem(
                "event_subject", prepared, events, row, "所指的记录没有找到，不起作用。", Severity.SOFT, "subject"
            )
            continue
        yield from _unread_after(prepared, events, row, owner)
        yield from _unread_before(prepared, events, row, owner)


def _unread_before(prepared: Prepared, events: Register, row: Row, owner: Register) -> Iterator[Problem]:
    """A revocation must tell which level it takes away; that of a certificate ends it whatever it says."""
    level = owner.field(owner.counting.level)
    choices = codelist_of(level, prepared.schema) if level and not owner.counting.renewal_of else None
    before = str(row.get("before") or "")
    if choices is None or not before or _kind(prepared, events, row) not in REVOKES:
        return
    if not named(choices, before) and not any(entry.tier and entry.tier in before for entry in choices.codes):
        told = f"“{before}”不在《{choices.title}》中，看不出取消的是哪一级；只持有一级时按取消这一级计。"
        yield _problem("event_value", prepared, events, row, told, Severity.SOFT, "before")


def _kind(prepared: Prepared, events: Register, row: Row) -> str:
    field = events.field("event_kind")
    codelist = codelist_of(field, prepared.schema) if field else None
    code = str(row.get("event_kind") or "")
    return codelist.label(code, prepared.as_of.on) if codelist else code


def _unread_after(prepared: Prepared, events: Register, row: Row, owner: Register) -> Iterator[Problem]:
    kind = _kind(prepared, events, row)
    after = str(row.get("after") or "")
    wanted: Field | None = None
    if kind in ("认定", "级别变更", "续期"):
        wanted = owner.field(owner.counting.level)
    elif kind == "迁移":
        wanted = owner.field(owner.counting.district)
    choices = codelist_of(wanted, prepared.schema) if wanted else None
    if kind == "迁移" and Places(owner, prepared.schema).is_elsewhere(after):
        told = f"迁到“{after}”按迁出本市计，从这一天起不再计入。"
        yield _problem("event_left", prepared, events, row, told, Severity.NOTE, "after")
    elif choices is not None and wanted is not None and after and not named(choices, after):
        told = f"“{after}”不在《{choices.title}》中，{wanted.title}没有改变。"
        yield _problem("event_value", prepared, events, row, told, Severity.SOFT, "after")


def _owners(prepared: Prepared) -> dict[int, Register]:
    """The register of every record that events may point at."""
    subject = prepared.schema.registers[EVENTS].field("subject")
    targets = subject.targets if subject else ()
    return {
        row.id: prepared.schema.registers[target]
        for target in targets
        if target in prepared.schema.registers
        for row in prepared.rows(target)
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _name(prepared: Prepared, register: Register, row: Row) -> str:
    field = register.field(register.name_field)
    value = row.get(register.name_field)
    if field is not None and field.type is FieldType.REFERENCE and isinstance(value, int):
        return prepared.name(value, field.targets)
    return str(value or f"编号{row.id}")


def _problem(
    code: str,
    prepared: Prepared,
    register: Register,
    row: Row,
    message: str,
    severity: Severity,
    field: str,
    basis: str = "",
    other: int = 0,
) -> Problem:
    where = f"《{register.title}》{_name(prepared, register, row)}"
    held = basis or str(row.get(field) or "")
    return Problem(code, where, message, severity, field=field, value=str(row.id), basis=held, other=other)
