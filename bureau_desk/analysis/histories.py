"""What the dated rows of the `event` register say of each record: levels held, names, districts, the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import attrgetter

from bureau_desk.analysis.labels import codelist_of
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema
from bureau_desk.domain.values import Value, last_day

EVENTS = "event"
CHANGES = ("级别变更",)
RENEWS = ("续期",)
RECOGNISES = ("认定", *CHANGES, *RENEWS)
REVOKES = ("取消", "撤销")
STRIKES = ("注销",)
MERGES = ("合并",)
ENDS = (*STRIKES, *MERGES)
RENAMES = ("更名",)
MOVES = ("迁移",)
_DAYS = ("effective_date", "event_date")
_MOST_READINGS = 40


def certain_day(value: Value) -> str:
    """The last day a date or year may mean as ISO text, '' when there is none: certain things only are counted."""
    if type(value) is str:
        return _day_of(value)
    return _day_of(str(value)) if value and not isinstance(value, bool) else ""


@lru_cache(maxsize=20_000)
def _day_of(text: str) -> str:
    """The same of a text; registers of ten thousands of rows hold a few thousand days."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else last_day(text).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a record: ISO day, kind as a Chinese word, what was and what became, the date as it was told."""

    day: str
    kind: str
    before: str
    after: str
    told: str = ""


@dataclass(slots=True)
class History:
    """The happenings of one record in order of their days."""

    happenings: list[Happening] = field(default_factory=list)

    def of(self, kinds: Iterable[str]) -> list[Happening]:
        """The happenings of these kinds."""
        return [one for one in self.happenings if one.kind in kinds]

    def last_after(self, kinds: Iterable[str], day: str) -> str:
        """What the record was called (or where it stood) on the day by its events; '' when no event tells."""
        found = None
        for one in self.happenings:
            if one.kind in kinds:
                if one.day > day:
                    return one.before if found is None else found
                found = one.after
        return found or ""

    def first(self, kinds: Iterable[str]) -> str:
        """The day of the first happening of some kinds, '' when there was none."""
        return min((one.day for one in self.of(kinds)), default="")


_by_day = attrgetter("day")


def histories(events: Iterable[Row], schema: Schema) -> Mapping[int, History]:
    """The history of every record that events point at; events without a readable day are left out."""
    register = schema.registers.get(EVENTS)
    if register is None:
        return {}
    kind_field = register.field("event_kind")
    kinds = codelist_of(kind_field, schema) if kind_field else None
    times = Counter(entry.code for entry in kinds.codes) if kinds else Counter()
    # Of a code that stands in the list once, the label is the same on every day.
    words = {entry.code: entry.label for entry in kinds.codes if times[entry.code] == 1} if kinds else {}
    found: dict[int, History] = {}
    for row in events:
        held = row.values.get
        subject, day, told = held("subject"), "", None
        for key in _DAYS:
            if told := held(key):
                day = certain_day(told)
                if day:
                    break
        if not isinstance(subject, int) or not day:
            continue
        code = str(held("event_kind") or "")
        kind = words.get(code) or (kinds.label(code, date.fromisoformat(day)) if kinds else code)
        happening = Happening(day, kind, str(held("before") or ""), str(held("after") or ""), str(told))
        history = found.get(subject)
        if history is None:
            history = found[subject] = History()
        history.happenings.append(happening)
    for history in found.values():
        if len(history.happenings) > 1:
            history.happenings.sort(key=_by_day)
    return found


class Histories:
    """The histories of some readings of the events, each told once; a reading is known by identity and held."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Sequence[Row], Mapping[int, History]]] = {}

    def of(self, events: Sequence[Row], schema: Schema) -> Mapping[int, History]:
        """The history of every record that these events point at."""
        known = self._known.get(id(events))
        return known[1] if known else self._keep(events, histories(events, schema))

    def after(
        self, was: Sequence[Row], events: Sequence[Row], changed: Collection[int], schema: Schema
    ) -> Mapping[int, History]:
        """The same of events that are as they were but for some records."""
        if known := self._known.get(id(events)):
            return known[1]
        subjects = {row.values.get("subject") for rows in (was, events) for row in rows if row.id in changed}
        others = histories((row for row in events if row.values.get("subject") in subjects), schema)
        kept = {key: one for key, one in self.of(was, schema).items() if key not in subjects}
        return self._keep(events, {**kept, **others})

    def _keep(self, events: Sequence[Row], found: Mapping[int, History]) -> Mapping[int, History]:
        self._known[id(events)] = events, found
        for old in list(self._known)[:-_MOST_READINGS]:
            self._known.pop(old, None)
        return found
