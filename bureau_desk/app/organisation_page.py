"""The page of one organisation as data: head, titles, evaluations by year, statistics, sections, timeline, documents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, func, select

from bureau_desk.analysis.histories import ENDS, EVENTS, RENAMES, REVOKES, certain_day
from bureau_desk.analysis.year_strips import strips
from bureau_desk.app.attaching import Document, field_of
from bureau_desk.app.belonging import Belonging, Relation, gather, owner, pairs
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.organisation_parts import (
    Cell,
    Change,
    Happened,
    Indicator,
    Line,
    OrganisationPage,
    OwnedDocument,
    Section,
    Statistics,
    Strip,
)
from bureau_desk.domain import fieldtypes
from bureau_desk.domain.attachment import attached
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value, last_day
from bureau_desk.store import attachments
from bureau_desk.store.tables import problem
from bureau_desk.store.two_days import last_record

TITLES, EVALUATIONS, STATISTICS = "qualification", "annual_eval", "annual_stats"
EXPIRING_DAYS = 90
_COLUMNS = 6
_KEY_DATES = ("established_date", "operate_since", "filed_date", "approve_date", "valid_to", "last_eval_year")
_STATUS = ("biz_status", "run_status", "stage", "validity", "instrument_status")
CHOSEN = (
    "total_income", "net_profit", "fiscal_support", "incubatee_count", "incubatee_new", "graduated_year",
    "graduated_total", "incubatee_hte", "incubatee_employees", "financed_amount",
)  # fmt: skip
"""The indicators of annual statistics that are shown first."""
_NUMBERS = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT)


def page(desk: Desk, record: int, on: date | None = None) -> OrganisationPage:
    """The page of the organisation of a record, today or as of a day; Misuse when there is no such record then."""
    begin = time.perf_counter()
    number = owner(desk, record)
    with desk.database.reading() as connection:
        found = gather(desk, connection, number, on)
        made = _Page(desk, connection, found, on or desk.today())
        changes = _changes(desk, number)
        return made.made(changes, begin)


def records(desk: Desk) -> int:
    """How many records were ever registered: by them is decided whether a page is put together beside the window."""
    with desk.database.reading() as connection:
        return last_record(connection)


class _Page:
    """Puts the page together from what belongs."""

    def __init__(self, desk: Desk, connection: Connection, found: Belonging, day: date) -> None:
        self._desk, self._connection, self._found, self._day = desk, connection, found, day
        self._context = DeskContext(desk, connection)
        self._ended = self._endings()

    def made(self, changes: tuple[Change, ...], begin: float) -> OrganisationPage:
        found = self._found
        district = found.register.field(found.register.counting.district)
        special = {TITLES, EVALUATIONS, STATISTICS, EVENTS}
        order = sorted(found.relations.values(), key=lambda one: (one.register.order, one.register.key))
        titles = found.relations.get(TITLES)
        return OrganisationPage(
            found.row.id,
            found.register.key,
            found.register.title,
            found.name,
            found.code or self._own_code(),
            self._text(district, found.row) if district else "",
            self._status(),
            self._tags(),
            self._former(),
            self._dates(),
            found.leads,
            self._problems(),
            self._day,
            found.begun,
            self._titles(titles) if titles else None,
            self._strips(),
            self._statistics(),
            tuple(self._section(one) for one in order if one.register.key not in special),
            self._timeline(),
            self._documents(),
            changes,
            time.perf_counter() - begin,
        )

    def _text(self, field: Field, row: Row) -> str:
        value = row.get(field.key)
        return "" if value is None else fieldtypes.show(field, value, self._context)

    def _own_code(self) -> str:
        key = self._found.register.code_field
        return str(self._found.row.get(key) or "") if key else ""

    # head
    def _status(self) -> Cell:
        for key in _STATUS:
            field = self._found.register.field(key)
            if field is not None and self._found.row.get(key):
                text = self._text(field, self._found.row)
                bad = ("撤销", "吊销", "注销", "停运", "迁出", "退出", "废止", "失效", "更名并入", "去筹")
                return Cell(text, "bad" if any(one in text for one in bad) else "warning" if "整改" in text else "good")
        return Cell("")

    def _tags(self) -> tuple[Cell, ...]:
        """The record's own level, the kinds of titles that are valid, and the highest level of what it runs."""
        tags: dict[str, Cell] = {}
        level = self._found.register.field(self._found.register.counting.level)
        if level is not None and (text := self._text(level, self._found.row)):
            tags[text] = Cell(text, "primary")
        relation = self._found.relations.get(TITLES)
        kind = relation.register.field("qual_type") if relation else None
        for row in relation.rows if relation else ():
            if kind is not None and self._validity(row)[1] in ("good", "warning"):
                tags[self._text(kind, row)] = Cell(self._text(kind, row), "neutral")
        return tuple(tags.values())

    def _former(self) -> tuple[tuple[str, str], ...]:
        told: dict[str, str] = {}
        for row in self._found.rows(EVENTS):
            if row.get("subject") == self._found.row.id and row.get("event_kind") in RENAMES and row.get("before"):
                told[str(row.get("before"))] = str(row.get("effective_date") or row.get("event_date") or "")
        for name in self._found.names:
            told.setdefault(name, "")
        told.pop(self._found.name, None)
        return tuple(sorted(told.items(), key=lambda one: one[1], reverse=True))

    def _dates(self) -> tuple[tuple[str, str], ...]:
        fields = [self._found.register.field(key) for key in _KEY_DATES]
        return tuple(
            (one.title, text) for one in fields if one is not None and (text := self._text(one, self._found.row))
        )

    def _problems(self) -> int:
        numbers = [self._found.row.id, *(row.id for one in self._found.relations.values() for row in one.rows)]
        count = 0
        for start in range(0, len(numbers), 500):
            query = select(func.count()).where(problem.c.record.in_(numbers[start : start + 500]))
            count += int(self._connection.execute(query).scalar() or 0)
        return count

    # titles
    def _endings(self) -> dict[int, str]:
        """The records that an event has ended by the day, with its kind."""
        ended: dict[int, str] = {}
        for row in self._found.rows(EVENTS):
            subject, kind = row.get("subject"), str(row.get("event_kind") or "")
            day = certain_day(row.get("effective_date") or row.get("event_date"))
            if isinstance(subject, int) and kind in (*REVOKES, *ENDS) and day and day <= self._day.isoformat():
                ended[subject] = kind
        return ended

    def _validity(self, row: Row) -> tuple[str, str]:
        """(words, tone) of a title on the day: 有效, 余 n 天, 已到期, 已续期, 已终止, 未生效."""
        if row.id in self._ended:
            return f"已{self._ended[row.id]}", "bad"
        stop, end, start = (_day(row.get(key)) for key in ("end_date", "valid_to", "valid_from"))
        if stop is not None and stop <= self._day:
            return "已终止", "bad"
        first = certain_day(row.get("valid_from"))
        if (
            start is not None
            and first
            and first > self._day.isoformat()
            and str(row.get("valid_from")) > str(self._day)
        ):
            return "未生效", "quiet"
        link = self._found.relations[TITLES].register.counting.renewal_of
        for other in self._found.rows(TITLES):
            begun = certain_day(other.get("valid_from"))
            if link and other.get(link) == row.id and begun and begun <= self._day.isoformat():
                return "已续期", "quiet"
        if end is None:
            return "有效", "good"
        if end < self._day:
            return "已到期", "bad"
        left = (end - self._day).days
        return (f"余 {left} 天", "warning") if end <= self._day + timedelta(days=EXPIRING_DAYS) else ("有效", "good")

    def _titles(self, relation: Relation) -> Section:
        states = {row.id: self._validity(row) for row in relation.rows}
        counts = {"有效": 0, "90 天内到期": 0, "已到期": 0, "已结束": 0}
        for words, tone in states.values():
            if tone == "warning":
                counts["90 天内到期"] += 1
            if tone in ("good", "warning"):
                counts["有效"] += 1
            else:
                counts["已到期" if words == "已到期" else "已结束"] += 1
        said = " · ".join(f"{name} {count}" for name, count in counts.items() if count)
        order = {"good": 0, "warning": 0, "quiet": 1, "bad": 2}
        rows = sorted(relation.rows, key=lambda one: str(one.get("valid_from") or ""), reverse=True)
        rows.sort(key=lambda one: order[states[one.id][1]])
        keys = ("qual_type", "level", "cert_no", "valid_from", "valid_to", "publish_stage")
        return self._table(relation, rows, keys, said, ("状态", lambda row: Cell(*states[row.id])))

    # evaluations
    def _strips(self) -> tuple[Strip, ...]:
        rows = self._found.rows(EVALUATIONS)
        if not rows:
            return ()
        register = self._desk.schema.registers[EVALUATIONS]
        scheme, grade, part = (register.field(key) for key in ("scheme", "grade", "participated"))
        newest = self._newest({str(row.get("scheme")) for row in rows})

        def why(row: Row) -> str:
            return self._text(part, row) if part else ""

        made = []
        for strip in strips(rows, newest, why):
            words = strip.scheme
            if scheme is not None and strip.scheme:
                words = fieldtypes.show(scheme, strip.scheme, self._context)
            if strip.subject != self._found.row.id:
                words = f"{self._context.name(strip.subject)}　{words}"
            labels = []
            for mark in strip.years:
                shown = fieldtypes.show(grade, mark.grade, self._context) if grade and mark.grade else mark.words
                labels.append(
                    Cell("缺" if mark.missing else shown or "未评级", "" if mark.missing else _grade_tone(shown))
                )
            made.append(Strip(words, strip, tuple(labels)))
        return tuple(made)

    def _newest(self, schemes: Iterable[str]) -> dict[str, int]:
        """The newest year evaluated under each scheme for anybody, as published by the day."""
        table = self._desk.tables.table(EVALUATIONS)
        query = (
            select(table.c.f_scheme, func.max(table.c.f_eval_year))
            .where(table.c.f_scheme.in_(sorted(schemes)), table.c.f_publish_date <= f"{self._day.isoformat()}~")
            .group_by(table.c.f_scheme)
        )
        return {str(row[0]): int(row[1]) for row in self._connection.execute(query) if row[1] is not None}

    # statistics
    def _statistics(self) -> Statistics | None:
        own = [row for row in self._found.rows(STATISTICS) if isinstance(row.get("year"), int)]
        rows = [row for row in own if row.get("subject_ref") == self._found.row.id] or own
        if not rows:
            return None
        register = self._desk.schema.registers[STATISTICS]
        rows.sort(key=lambda one: (str(one.get("year")), str(one.get("period") or ""), one.id))
        period = register.field("period")
        periods = {row.get("period") for row in rows}
        subjects = {row.get("subject_ref") for row in rows}
        years = []
        for row in rows:
            parts = [str(row.get("year"))]
            parts += [self._text(period, row)] if period and len(periods) > 1 else []
            parts += [self._context.name(int(str(row.get("subject_ref"))))] if len(subjects) > 1 else []
            years.append(" ".join(parts))
        alike = len(periods) == 1 and len(subjects) == 1
        indicators = [
            self._indicator(one, rows, alike)
            for one in register.fields
            if one.type in _NUMBERS and any(row.get(one.key) is not None for row in rows)
        ]
        return Statistics(tuple(years), tuple(row.id for row in rows), tuple(indicators))

    def _indicator(self, field: Field, rows: Sequence[Row], alike: bool) -> Indicator:
        unit = f"（{field.unit}）" if field.unit and field.unit not in field.title else ""
        values = tuple(self._text(field, row) for row in rows)
        change = (
            _change(field, rows[-2].get(field.key), rows[-1].get(field.key)) if alike and len(rows) > 1 else Cell("")
        )
        if alike and len(rows) > 1 and int(str(rows[-1].get("year"))) - int(str(rows[-2].get("year"))) != 1:
            change = Cell("")  # a year lies between: no yearly change can be told
        return Indicator(field.key, f"{field.title}{unit}", values, change)

    # sections
    def _section(self, relation: Relation) -> Section:
        register = relation.register
        told = {one.key for pair in pairs(register) for one in pair if one and one.key != register.name_field}
        pointing = {one.key for one in register.fields if one.type is FieldType.REFERENCE}
        keys = [key for key in register.columns if key not in pointing and key not in told]
        keys = [register.name_field, *(key for key in keys if key != register.name_field)][:_COLUMNS]
        roles = {title for by in relation.by.values() for title in by}
        role = ("关系", lambda row: Cell("、".join(relation.by[row.id]), "quiet")) if len(roles) > 1 else None
        said = next(iter(roles)) if len(roles) == 1 else ""
        start = register.counting.start
        rows = sorted(relation.rows, key=lambda one: _first(one, start), reverse=True)
        return self._table(relation, rows, keys, said, role)

    def _table(
        self,
        relation: Relation,
        rows: Sequence[Row],
        keys: Sequence[str],
        said: str,
        extra: tuple[str, Callable[[Row], Cell]] | None,
    ) -> Section:
        register = relation.register
        fields = [one for key in keys if (one := register.field(key)) and any(row.get(key) is not None for row in rows)]
        columns = [_title(one) for one in fields]
        lines = []
        for row in rows:
            cells = [Cell(self._text(one, row).replace("\n", " ")) for one in fields]
            cells += [extra[1](row)] if extra else []
            lines.append(Line(row.id, tuple(cells)))
        numeric = frozenset(place for place, one in enumerate(fields) if one.type in _NUMBERS)
        columns += [extra[0]] if extra else []
        return Section(register.key, register.title, said, tuple(columns), numeric, tuple(lines), relation.total)

    # timeline and documents
    def _timeline(self) -> tuple[Happened, ...]:
        relation = self._found.relations.get(EVENTS)
        kind = relation.register.field("event_kind") if relation else None
        made = []
        for row in relation.rows if relation else ():
            day = str(row.get("effective_date") or row.get("event_date") or "")
            subject = row.get("subject")
            parts = [self._context.name(subject)] if isinstance(subject, int) and subject != self._found.row.id else []
            before, after = str(row.get("before") or ""), str(row.get("after") or "")
            parts += [f"{before} → {after}"] if before and after else [before or after] if before or after else []
            parts += [str(row.get("doc_no"))] if row.get("doc_no") else []
            word = self._text(kind, row) if kind else ""
            made.append(Happened(day, word, "　".join(parts), row.id, "bad" if word in (*REVOKES, *ENDS) else ""))
        return tuple(sorted(made, key=lambda one: (one.day, one.record), reverse=True))

    def _documents(self) -> tuple[OwnedDocument, ...]:
        listed = [(self._found.register, self._found.row)]
        listed += [(one.register, row) for one in self._found.relations.values() for row in one.rows]
        named = []
        for register, row in listed:
            field = field_of(register)
            named += [(one, register, row) for one in attached(row.get(field.key) if field else None)]
        sizes = attachments.sizes(self._connection, {one.sha256 for one, _, _ in named}) if named else {}
        return tuple(
            OwnedDocument(Document(one, sizes.get(one.sha256)), row.id, register.key, self._told(register, row))
            for one, register, row in named
        )

    def _told(self, register: Register, row: Row) -> str:
        return "" if row.id == self._found.row.id else f"{register.title}：{self._context.name(row.id)}"


def _changes(desk: Desk, record: int) -> tuple[Change, ...]:
    """The last lines of the record's own journal."""
    from bureau_desk.app.recording import history

    words = {"add": "新增", "edit": "修改", "delete": "删除", "restore": "恢复"}
    made = []
    for one in history(desk, record)[:12]:
        fields = "、".join(title for title, _, _ in one.changes[:4]) + ("等" if len(one.changes) > 4 else "")
        what = words.get(one.action, one.action) + (f"：{fields}" if one.action == "edit" and fields else "")
        what += f"（{one.reason}）" if one.reason else ""
        made.append(Change(one.recorded_at.replace("T", " ")[:16], one.author, what))
    return tuple(made)


def _day(value: Value) -> date | None:
    try:
        return last_day(str(value)) if value and not isinstance(value, bool) else None
    except ValueError:
        return None


def _first(row: Row, keys: Sequence[str]) -> str:
    return next((str(value) for key in keys if (value := row.get(key)) is not None), "")


def _title(field: Field) -> str:
    return f"{field.title}（{field.unit}）" if field.unit and field.type in _NUMBERS else field.title


def _grade_tone(text: str) -> str:
    found = {"A": "good", "B": "primary", "C": "warning", "D": "bad"}.get(text[:1], "")
    return found or {"优秀": "good", "良好": "primary", "合格": "warning", "不合格": "bad"}.get(text, "neutral")


def _change(field: Field, before: Value, after: Value) -> Cell:
    """The change to the last year in words: +12.5%, or percentage points of a percentage."""
    if any(isinstance(one, bool) or not isinstance(one, int | Decimal) for one in (before, after)):
        return Cell("")
    first, last = Decimal(str(before)), Decimal(str(after))
    if field.type is FieldType.PERCENT:
        amount, unit = last - first, " 个百分点"
    elif first <= 0:
        return Cell("")
    else:
        amount, unit = (last - first) / first * 100, "%"
    text = f"{amount:+,.1f}{unit}"
    return Cell("持平" if amount == 0 else text, "quiet" if amount == 0 else "good" if amount > 0 else "bad")
