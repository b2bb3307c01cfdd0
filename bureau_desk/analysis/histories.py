"""What the dated rows of the `event` register say of each record: levels held, names, districts, the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

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
        told = self.of(kinds)
        past = [one for one in told if one.day <= day]
        if past:
            return past[-1].after
        return told[0].before if told else ""

    def first(self, kinds: Iterable[str]) -> str:
        """The day of the first happening of some kinds, '' when there was none."""
        return min((one.day for one in self.of(kinds)), default="")


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
        subject = row.get("subject")
        day, told = next(((sure, one) for key in _DAYS if (sure := certain_day(one := row.get(key)))), ("", None))
        if not isinstance(subject, int) or not day:
            continue
        code = str(row.get("event_kind") or "")
        kind = words.get(code) or (kinds.label(code, date.fromisoformat(day)) if kinds else code)
        happening = Happening(day, kind, str(row.get("before") or ""), str(row.get("after") or ""), str(told))
        history = found.get(subject)
        if history is None:
            history = found[subject] = History()
        history.happenings.append(happening)
    for history in found.values():
        history.happenings.sort(key=lambda one: one.day)
    return found
