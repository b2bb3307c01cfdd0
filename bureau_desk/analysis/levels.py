"""Which levels a record held by its events: titles add up, a change replaces, a revocation takes away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from bureau_desk.analysis.histories import CHANGES, RECOGNISES, RENEWS, REVOKES, STRIKES, Happening, History
from bureau_desk.analysis.labels import codelist_of, named
from bureau_desk.domain.register import Register, Schema
from bureau_desk.domain.values import Value

_LAST = 10**6
_Code = TypeVar("_Code", bound=Value)

Held = dict[str, None]
"""Level codes held at one time, in the order in which they came."""


class Levels:
    """Levels of a register's records by their events, as codes of its level field's list.

    `stored` is the level that the record itself tells; it stands in where the first event takes away a level without
    naming it.
    """

    def __init__(self, register: Register, schema: Schema) -> None:
        level = register.field(register.counting.level)
        self._codelist = codelist_of(level, schema) if level else None
        self._tiers = {entry.code: entry.tier for entry in self._codelist.codes} if self._codelist else {}
        self._ranks: dict[Value, int] = {}

    def code(self, text: str, day: str) -> str:
        """The code that an event's text names, '' when the list has none."""
        if self._codelist is None or not text:
            return text
        on = date.fromisoformat(day)
        found = named(self._codelist, text)
        valid = [entry for entry in found if entry.is_valid(on)] or list(found)
        return valid[0].code if valid else ""

    def rank(self, code: Value) -> int:
        """The rank of a level code: smaller is higher; unknown and empty levels stand last."""
        rank = self._ranks.get(code)
        if rank is None:
            entry = self._codelist.get(code) if self._codelist and isinstance(code, str) else None
            rank = self._ranks[code] = entry.rank if entry else _LAST
        return rank

    def highest(self, codes: Iterable[_Code]) -> _Code | None:
        """The highest of some codes, None when there is none."""
        return min(codes, key=self.rank, default=None)

    def told(self, history: History) -> bool:
        """Whether the events say anything of the level."""
        return any(
            one.kind in REVOKES
            or (one.kind in RECOGNISES and bool(self.code(one.after, one.day)))
            or (one.kind in CHANGES and bool(self.code(one.before, one.day)))
            for one in history.happenings
        )

    def on(self, history: History, day: str, stored: Value = None) -> str | None:
        """The highest level held on a day."""
        held: Held = {}
        for since, codes in self._ladder(history, stored):
            if since > day:
                break
            held = codes
        return self.highest(held)

    def ever(self, history: History, day: str, stored: Value = None) -> Held:
        """All levels held at any time up to a day, those known only by their loss included."""
        if not self.told(history):
            return {stored: None} if isinstance(stored, str) else {}
        return {code: None for since, codes in self._ladder(history, stored) if since <= day for code in codes}

    def given(self, history: History, first: str, last: str, stored: Value = None) -> list[tuple[Happening, str]]:
        """Each recognition dated from `first` to `last` with its level code.

        Where no event tells a level, the record's own is meant. A change to a lower level is none: nothing was
        recognised, a level was lost (净增 = 新增 − 取消 …).
        """
        found: list[tuple[Happening, str]] = []
        held: Held = self._at_first(history, stored)
        untold = stored if isinstance(stored, str) and not self.told(history) else ""
        for one in history.happenings:
            code = self.code(one.after, one.day) if one.kind in RECOGNISES else ""
            lowered = one.kind in CHANGES and held and self.rank(code) >= min(map(self.rank, held))
            if one.kind in RECOGNISES and not lowered and first <= one.day <= last:
                found.append((one, code or untold))
            held = self._after(held, one)
        return found

    def _ladder(self, history: History, stored: Value) -> Iterator[tuple[str, Held]]:
        """From which day on which codes were held; '' is from ever."""
        held = self._at_first(history, stored)
        yield "", held
        for one in history.happenings:
            held = self._after(held, one)
            yield one.day, held

    def _after(self, held: Held, one: Happening) -> Held:
        """What is held after an event."""
        if one.kind in STRIKES:
            return {}
        if one.kind in REVOKES:
            return self._without(held, one.before) if one.before else {}
        if one.kind not in RECOGNISES:
            return held
        if one.kind in CHANGES and held:
            highest = self.highest(held)
            held = self._without(held, one.before) if one.before else {code: None for code in held if code != highest}
        code = self.code(one.after, one.day)
        return {**held, code: None} if code else held

    def _at_first(self, history: History, stored: Value) -> Held:
        """What was held before anything was told: what the events before the first recognition take away or renew."""
        first: Held = {}
        known: Held = {}
        for one in history.happenings:
            told = one.before
            if one.kind in RENEWS:
                told = one.after
            elif one.kind in RECOGNISES and one.kind not in CHANGES:
                break
            elif one.kind not in REVOKES and one.kind not in CHANGES:
                continue
            code = self.code(told, one.day)
            if not told and one.kind in REVOKES and not known and isinstance(stored, str):
                code = stored
            if code and len(self._without(known, told or code)) == len(known):
                first[code] = known[code] = None
            if after := self.code(one.after, one.day):
                known[after] = None
        return first

    def _without(self, held: Held, text: str) -> Held:
        """What stays when a level is taken away: the very level, else all of its tier (国家级 has had several names).

        A text that names no level takes away the only one there is.
        """
        entries = named(self._codelist, text) if self._codelist else ()
        codes = {entry.code for entry in entries} if self._codelist else {text}
        if len(codes) == 1 and codes & held.keys():
            return {code: None for code in held if code not in codes}
        tiers = {entry.tier for entry in entries} or {tier for tier in self._tiers.values() if tier and tier in text}
        tiers -= {""}
        if not codes and not tiers:
            return held if len(held) > 1 else {}
        return {code: None for code in held if code not in codes and self._tiers.get(code) not in tiers}
