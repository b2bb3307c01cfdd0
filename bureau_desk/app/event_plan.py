"""What registering a happening of one or many records would write: shown line by line before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bureau_desk.app import browsing
from bureau_desk.app.bulk_recording import blocking, read_many
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_asked import Asked
from bureau_desk.app.event_kinds import EVENT_REGISTER
from bureau_desk.app.event_states import status_texts
from bureau_desk.app.renewals import certificate_texts
from bureau_desk.domain.dates import Unreadable, iso_date
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.record import Draft, Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import last_day

FORMER = "former_names"


@dataclass(frozen=True, slots=True)
class Write:
    """One row that a line writes; `since` is the ISO day from which a change holds, '' for since always."""

    draft: Draft
    since: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the plan: its name, what was, what becomes, what else is written, and what keeps it back."""

    record: int
    name: str
    before: str
    after: str
    also: str
    writes: tuple[Write, ...]
    problems: tuple[Problem, ...]

    @property
    def refused(self) -> bool:
        """Whether nothing is written of this record."""
        return any(one.severity is Severity.HARD for one in self.problems)


@dataclass(frozen=True, slots=True)
class EventPlan:
    """The lines of one happening; `fault` is the sentence of what is wrong for all of them."""

    register: str
    asked: Asked
    lines: tuple[Line, ...]
    fault: str = ""

    @property
    def written(self) -> tuple[Line, ...]:
        """The lines that will be written."""
        return () if self.fault else tuple(one for one in self.lines if not one.refused)


def plan(desk: Desk, register: str, records: Sequence[int], asked: Asked) -> EventPlan:
    """Work out what registering a happening would write; nothing is saved."""
    described = desk.register(register)
    try:
        day = _day(asked)
    except Unreadable as unreadable:
        return EventPlan(register, asked, (), str(unreadable))
    rows = _rows(desk, register, records, day)
    present = browsing.rows(desk, register, list(records)) if asked.kind.after == "name" else {}
    lines = [
        _Line(desk, described, asked, rows.get(record), record, day, present.get(record))
        for record in dict.fromkeys(records)
    ]
    return EventPlan(register, asked, tuple(_read(desk, lines)))


def _read(desk: Desk, lines: Sequence[_Line]) -> Iterator[Line]:
    """Every line with its rows read by the rule path, all rows of one register at once."""
    writes: list[list[Write]] = [[] for _ in lines]
    for key in dict.fromkeys(one.register for line in lines for one in line.texts):
        wanted = [(place, one) for place, line in enumerate(lines) for one in line.texts if one.register == key]
        drafts = read_many(desk, key, [(one.record, one.texts) for _, one in wanted])
        for (place, one), draft in zip(wanted, drafts, strict=True):
            writes[place].append(Write(draft, one.since))
    for line, made in zip(lines, writes, strict=True):
        yield line.told(made)


def _day(asked: Asked) -> date:
    """The last day that the date from which the happening holds may mean."""
    if not asked.event_date.strip():
        raise Unreadable("请填事件日期。")
    iso_date(asked.event_date)
    return last_day(iso_date(asked.effective_date or asked.event_date))


def _rows(desk: Desk, register: str, records: Sequence[int], day: date) -> Mapping[int, Row]:
    """The records as they stood on the eve of the happening, today for what lies ahead."""
    eve = day - timedelta(days=1)
    return browsing.rows(desk, register, list(records), eve if eve < desk.today() else None)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of one row to be written, a new one when `record` is None."""

    register: str
    record: int | None
    texts: Mapping[str, str]
    since: str = ""


class _Line:
    """Works out one line; `texts` holds every row it writes."""

    def __init__(
        self,
        desk: Desk,
        register: Register,
        asked: Asked,
        row: Row | None,
        record: int,
        day: date,
        present: Row | None = None,
    ) -> None:
        self._present = present
        self._desk, self._register, self._asked, self._row, self.record = desk, register, asked, row, record
        self._day = day.isoformat()
        self.texts: list[_Texts] = []
        self._problems: list[Problem] = []
        self._also: list[str] = []
        self._after = asked.text(record, "after")
        self._before = asked.text(record, "before") or self._standing()
        if row is None:
            self._refuse("那一天还没有这条记录，或已删除。", "event_date")
            return
        if asked.kind.after == "certificate":
            self._certificate(row)
        else:
            self._happening(row)

    def _refuse(self, message: str, key: str, severity: Severity = Severity.HARD) -> None:
        self._problems.append(Problem("event", self.name, message, severity, key))

    @property
    def name(self) -> str:
        """The record's name on the eve."""
        key = self._register.counting.name or self._register.name_field
        return str(self._row.get(key) or f"#{self.record}") if self._row else f"#{self.record}"

    def _standing(self) -> str:
        """What stood there before, of what the happening changes."""
        kind, counting = self._asked.kind, self._register.counting
        key = {"name": "", "district": counting.district, "level": counting.level}.get(kind.after)
        if self._register.field("stat_unit_now") and kind.after == "district":
            key = "stat_unit_now"
        if key is None or self._row is None:
            return ""
        if not key:
            return self.name
        described = self._register.field(key)
        return browsing.display(self._desk, described, self._row.get(key)) if described else ""

    def _happening(self, row: Row) -> None:
        kind = self._asked.kind
        if kind.after and not self._after and not (kind.after == "level" and kind.word == "续期"):
            self._refuse({"name": "请填新名称。", "district": "请选迁入的辖市区，或写外市名。", "level": "请选级别。",
                          "organisation": "请填并入的单位。"}[kind.after], "after")  # fmt: skip
        elif kind.after in ("name", "district") and self._after == self._before:
            self._refuse(f"与变更前相同，都是“{self._after}”。", "after")
        self.texts.append(_Texts(EVENT_REGISTER, None, self._event_texts(self.record)))
        if kind.after == "name" and self._after:
            self._renaming(row)
        elif kind.after == "district" and self._after:
            self._moving()
        if status := status_texts(self._desk.schema, self._register, kind, self._after, self._before, self._day):
            self.texts.append(_Texts(self._register.key, self.record, status, self._day))
            self._also.append("、".join(status.values()))

    def _event_texts(self, record: int, before: str | None = None) -> dict[str, str]:
        asked = self._asked
        return {
            "subject": f"#{record}", "event_kind": asked.kind.word, "event_date": asked.event_date.strip(),
            "effective_date": asked.effective_date.strip(), "before": self._before if before is None else before,
            "after": self._after, "doc_no": asked.text(self.record, "doc_no"),
        }  # fmt: skip

    def _renaming(self, row: Row) -> None:
        others = self._namesakes()
        if others:
            self._refuse(f"已有同名的“{self._after}”（#{others[0]}），请先核对是否登记了两次。", "after", Severity.SOFT)
        key = self._register.counting.name or self._register.name_field
        self.texts.append(_Texts(self._register.key, self.record, {key: self._after}, self._day))
        if self._register.field(FORMER) is not None:
            eve, today = (_names(one) for one in (row, self._present))
            self._note_former(eve, self._day)
            if self._present is not None and today != eve:  # names noted since that day would hide the one noted now
                self._note_former(today, "")
            self._also.append("旧名记入曾用名")
        if self._asked.certificates:
            self._rename_certificates(row)

    def _note_former(self, names: tuple[str, ...], since: str) -> None:
        texts = {FORMER: "；".join(dict.fromkeys((*names, self._before)))}
        self.texts.append(_Texts(self._register.key, self.record, texts, since))

    def _moving(self) -> None:
        """In the city the record itself changes its district; who leaves the city keeps the last one."""
        field = self._register.field(self._register.counting.district)
        codes = self._desk.schema.codelists.get(field.codelist) if field else None
        if field and codes and codes.find(self._after):
            self.texts.append(_Texts(self._register.key, self.record, {field.key: self._after}, self._day))

    def _rename_certificates(self, row: Row) -> None:
        certificates = self._certificates(row)
        for key, name_key, number, name in certificates:
            self.texts.append(_Texts(EVENT_REGISTER, None, self._event_texts(number, name)))
            self.texts.append(_Texts(key, number, {name_key: self._after}, self._day))
        if certificates:
            self._also.append(f"{len(certificates)} 张有效证书随之更名")

    def _namesakes(self) -> list[int]:
        with self._desk.database.reading() as connection:
            found = self._desk.tables.find(connection, self._register.key, {self._register.name_field: self._after})
        return [one for one in found if one != self.record]

    def _certificates(self, row: Row) -> list[tuple[str, str, int, str]]:
        """(register, name field, record, name) of the certificates of a firm that are valid on the day."""
        code = row.get("uscc")
        found: list[tuple[str, str, int, str]] = []
        for key, register in self._desk.schema.registers.items():
            if register.counting.owners != self._register.key or not code or not register.field("uscc"):
                continue
            with self._desk.database.reading() as connection:
                numbers = self._desk.tables.find(connection, key, {"uscc": code})
                rows = self._desk.tables.rows(connection, key, numbers)
            name = register.counting.name or register.name_field
            for number, one in sorted(rows.items()):
                if _valid(one, register, self._day) and one.get(name) != self._after:
                    found.append((key, name, number, str(one.get(name) or "")))
        return found

    def _certificate(self, row: Row) -> None:
        texts, problems, words = certificate_texts(self._desk, self._register, row, self._asked, self.record)
        self._problems += problems
        self._before = words[0]
        self._after = words[1]
        if texts:
            self.texts.append(_Texts(self._register.key, None, texts))

    def told(self, writes: Sequence[Write]) -> Line:
        """The line with what reading its rows found."""
        problems = list(self._problems)
        for draft in (one.draft for one in writes):
            own = blocking(draft) if draft.record is not None else list(draft.problems)
            problems += [one for one in own if one not in problems]
        told = tuple(sorted(problems, key=lambda one: one.severity is not Severity.HARD))
        return Line(self.record, self.name, self._before, self._after, "，".join(self._also), tuple(writes), told)


def _names(row: Row | None) -> tuple[str, ...]:
    held = row.get(FORMER) if row is not None else None
    return tuple(str(one) for one in held) if isinstance(held, tuple) else ()


def _valid(row: Row, register: Register, day: str) -> bool:
    ends = [str(row.get(key) or "") for key in register.counting.end]
    stops = [str(row.get(key) or "") for key in register.counting.stop]
    starts = [str(row.get(key) or "") for key in register.counting.start if row.get(key)]
    return (
        all(not one or one >= day for one in ends)
        and all(not one or one > day for one in stops)
        and (not starts or starts[0] <= day)
    )


def name_of(desk: Desk, record: int) -> str:
    """A record's name, for the dialog's head."""
    with desk.database.reading() as connection:
        return DeskContext(desk, connection).name(record)
