"""What the dated rows of the `event` register say of each record: levels held, names, districts, the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from bureau_desk.analysis.labels import codelist_of, label_on, named
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.values import Value, last_day

EVENTS = "event"
RECOGNISES = ("认定", "级别变更", "续期")
REVOKES = ("取消", "撤销")
ENDS = ("注销", "合并")
RENAMES = ("更名",)
MOVES = ("迁移",)


def certain_day(value: Value) -> str:
    """The last day a date or year may mean as ISO text, '' when there is none: certain things only are counted."""
    if not value or isinstance(value, bool):
        return ""
    text = str(value)
    if len(text) == 10:
        return text
    try:
        return last_day(text).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a record: ISO day, kind as a Chinese word, what was and what became."""

    day: str
    kind: str
    before: str
    after: str


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
    found: dict[int, History] = {}
    for row in events:
        subject = row.get("subject")
        day = certain_day(row.get("effective_date")) or certain_day(row.get("event_date"))
        if not isinstance(subject, int) or not day:
            continue
        code = str(row.get("event_kind") or "")
        kind = label_on(kinds, code, date.fromisoformat(day)) if kinds else code
        happening = Happening(day, kind, str(row.get("before") or ""), str(row.get("after") or ""))
        found.setdefault(subject, History()).happenings.append(happening)
    for history in found.values():
        history.happenings.sort(key=lambda one: one.day)
    return found


class Levels:
    """Levels of a register's records by their events, as codes of its level field's list."""

    def __init__(self, register: Register, schema: Schema) -> None:
        level = register.field(register.counting.level)
        self._codelist = codelist_of(level, schema) if level else None
        self._ranks: dict[Value, int] = {}

    def code(self, text: str, day: str) -> str:
        """The code that an event's text names, or the text itself."""
        if self._codelist is None or not text:
            return text
        on = date.fromisoformat(day)
        found = named(self._codelist, text)
        valid = [entry for entry in found if entry.is_valid(on)] or list(found)
        return valid[0].code if valid else text

    def rank(self, code: Value) -> int:
        """The rank of a level code: smaller is higher; unknown and empty levels stand last."""
        rank = self._ranks.get(code)
        if rank is None:
            entry = self._codelist.get(code) if self._codelist and isinstance(code, str) else None
            rank = self._ranks[code] = entry.rank if entry else 10**6
        return rank

    def highest(self, codes: Iterable[str]) -> str | None:
        """The highest of some codes, None when there is none."""
        return min(codes, key=self.rank, default=None)

    def told(self, history: History) -> bool:
        """Whether the events say anything of the level."""
        return any(one.after for one in history.of(RECOGNISES)) or bool(history.of(REVOKES))

    def on(self, history: History, day: str) -> str | None:
        """The highest level held on a day: titles add up, a change replaces, a revocation takes away."""
        told = [one for one in history.happenings if one.kind in RECOGNISES or one.kind in REVOKES]
        held: dict[str, None] = {}
        if told and told[0].before and (told[0].kind in REVOKES or told[0].kind == "级别变更"):
            held[self.code(told[0].before, told[0].day)] = None
        for one in told:
            if one.day > day:
                break
            if one.kind in REVOKES:
                held = {} if not one.before else {code: None for code in held if code != self.code(one.before, one.day)}
                continue
            if one.kind == "级别变更":
                held.pop(self.code(one.before, one.day), None)
            if one.after:
                held[self.code(one.after, one.day)] = None
        return self.highest(held)

    def given(self, history: History, first: str, last: str) -> list[tuple[str, str]]:
        """Day and level code of each recognition dated from `first` to `last`."""
        return [(one.day, self.code(one.after, one.day)) for one in history.of(RECOGNISES) if first <= one.day <= last]
