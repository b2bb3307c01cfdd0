"""Choices found as one types: by text, full pinyin, initials and code, the likeliest first."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bureau_desk.app import searching
from bureau_desk.app.desk import Desk
from bureau_desk.domain.organisation import search_key, search_text
from bureau_desk.domain.pinyin import Readings
from bureau_desk.domain.register import CodeList, Field

MOST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: the text that goes into the editor, and a few words beside it."""

    text: str
    note: str = ""


class Choices:
    """The codes of one list that may be chosen on a day, with their keys; pinyin is worked out piece by piece.

    Retired codes, and those not yet valid, are not offered. `own` holds the readings of staff, before the dictionary's.
    """

    def __init__(self, codes: CodeList, today: date, own: Readings | None = None) -> None:
        self.source: CodeList | None = codes
        self.own = dict(own or {})
        self.day = today
        valid = [one for one in codes.codes if one.is_valid(today)]
        self._choices = [Choice(one.label, "" if one.code == one.label else one.code) for one in valid]
        self._names = [
            tuple(dict.fromkeys(search_text(name) for name in (one.label, one.code, *one.aliases))) for one in valid
        ]
        self._keys = ["|" + "|".join(names) + "|" for names in self._names]
        self._spelled = 0

    def __len__(self) -> int:
        """How many can be chosen."""
        return len(self._choices)

    @property
    def ready(self) -> bool:
        """Whether every choice is found by its pinyin too."""
        return self._spelled == len(self._keys)

    def prepare(self, seconds: float | None = None) -> bool:
        """Work out pinyin for a while, or to the end; whether all is done."""
        until = None if seconds is None else time.perf_counter() + seconds
        while self._spelled < len(self._keys):
            place = self._spelled
            spelled = search_key(self._choices[place].text, self.own).partition("|")[2]
            self._keys[place] += spelled + "|"
            self._spelled += 1
            if until is not None and time.perf_counter() > until:
                break
        return self.ready

    def find(self, typed: str, most: int = MOST) -> list[Choice]:
        """The choices that hold the typed text; all of them when nothing is typed.

        Exact names go before beginnings of names, these before beginnings of pinyin, these before the rest.
        """
        wanted = search_text(typed)
        if not wanted:
            return self._choices[:most]
        begin, whole = f"|{wanted}", f"|{wanted}|"
        ranked: list[tuple[int, int]] = []
        for place, key in enumerate(self._keys):
            if wanted not in key:
                continue
            names = self._names[place]
            if whole in key:
                rank = 0 if wanted in names else 2
            elif begin in key:
                rank = 1 if any(name.startswith(wanted) for name in names) else 3
            else:
                rank = 4
            ranked.append((rank, place))
        ranked.sort()
        return [self._choices[place] for _, place in ranked[:most]]


class Plain(Choices):
    """Choices of a few fixed words (是, 否)."""

    def __init__(self, words: Sequence[str]) -> None:
        self.own = {}
        self._choices = [Choice(one) for one in words]
        self._names = [(search_text(one),) for one in words]
        self._keys = [f"|{one[0]}|" for one in self._names]
        self._spelled = 0


def references(desk: Desk, field: Field, typed: str, most: int = 30) -> list[Choice]:
    """The records of a reference's registers found by name, pinyin or code; exact beginnings first.

    Where two records bear one name, its number goes into the text, so that it leads to the one that was chosen.
    """
    wanted = search_text(typed)
    found: list[tuple[int, str, int, str]] = []
    with desk.database.reading() as connection:
        for key in field.targets:
            register = desk.schema.registers.get(key)
            if register is None:
                continue
            table = desk.tables.table(key)
            code = table.c[f"f_{register.code_field}"] if register.code_field else None
            query = select(table.c.id, table.c[f"f_{register.name_field}"], *([code] if code is not None else []))
            if wanted:
                query = query.where(table.c.id.in_(searching.found(desk, key, wanted)))
            for number, name, *rest in connection.execute(query.limit(most)):
                label = str(name or f"#{number}")
                rank = 0 if search_text(label).startswith(wanted) else 1
                beside = "　".join(one for one in (str(rest[0] or "") if rest else "", register.title) if one)
                found.append((rank, label, number, beside))
    found.sort()
    names = [label for _, label, _, _ in found]
    return [
        Choice(f"{label} #{number}" if names.count(label) > 1 and not label.startswith("#") else label, note)
        for _, label, number, note in found[:most]
    ]
