"""Colours of rows and cells by rule: expired, expiring, faulty, and staff's own; a sign at the row number says it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from bureau_desk.app.colouring import ColourRule, matching, problems, read_rule, write_rule
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.domain.register import FieldType, Register
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.marks import RowMark
from bureau_desk.ui.tags import ENDS

COLOURS = "colours"
TONE_WORDS = {"bad": "红", "warning": "黄", "good": "绿", "primary": "蓝", "neutral": "灰"}
FAULTS = "faults"


def shipped(register: Register) -> list[ColourRule]:
    """The rules that come with the program; the last one marks rows with problems and has no conditions."""
    ends = [one.key for one in register.fields if one.type is FieldType.DATE and one.key.endswith(ENDS)]
    made = []
    if ends:
        cell = ends[0] if len(ends) == 1 else ""
        for key, name, tone, word in (
            ("expired", "已过期", "bad", "已过期"),
            ("expiring", "90 天内到期", "warning", "90天内到期"),
        ):
            where = Group(tuple(Condition(one, Operator.RELATIVE, word) for one in ends), any=True)
            made.append(ColourRule(name, tone, where, cell, key=key))
    return [*made, ColourRule("有问题的记录和单元格", "warning", Group(()), key=FAULTS)]


class TableColours(QObject):
    """The rules in force, the shipped ones first; remembered per register until a named view brings its own."""

    changed = Signal()

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._memory, self._register = session, memory, register
        self.rules: list[ColourRule] = []
        kept = memory.get(COLOURS, {}).get(register.key, ())
        self._read(kept if isinstance(kept, list) else ())

    def _read(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        off = {one.get("key") for one in bodies if one.get("key") and not one.get("on", True)}
        own = [read_rule(one, self._register, self._session.schema) for one in bodies if not one.get("key")]
        first = [replace(one, on=one.key not in off) for one in shipped(self._register)]
        self.rules = [*first, *(one for one in own if one is not None)]

    def bodies(self) -> list[dict[str, Any]]:
        """The rules as they are kept; shipped ones that are on need no mention."""
        return [write_rule(one) for one in self.rules if not one.key or not one.on]

    def choose(self, rules: Sequence[ColourRule]) -> None:
        """Put other rules in force."""
        self.rules = list(rules)
        self._keep()

    def take(self, bodies: Sequence[Mapping[str, Any]]) -> None:
        """Take over the rules of a named view."""
        if [dict(one) for one in bodies] != self.bodies():
            self._read(bodies)
            self._keep()

    def _keep(self) -> None:
        self._memory.put(COLOURS, self._memory.get(COLOURS, {}) | {self._register.key: self.bodies()})
        self.changed.emit()

    def marks(self, records: Sequence[int]) -> dict[int, RowMark]:
        """The marks of a page of records; records without any are absent."""
        asked = [one for one in self.rules if one.on and one.key != FAULTS]
        as_of = self._session.as_of
        found = matching(self._session.desk, self._register.key, records, asked, as_of, self._session.known)
        faulty = any(one.on and one.key == FAULTS for one in self.rules) and as_of is None
        faults = problems(self._session.desk, records) if faulty else {}
        return {
            record: _mark([asked[place] for place in found.get(record, ())], faults.get(record, []))
            for record in {*found, *faults}
        }


def _mark(rules: Sequence[ColourRule], faults: Sequence[tuple[str, str, str]]) -> RowMark:
    """One row's mark; of several rules for one place the first holds, a hard problem is the worst of all."""
    grounds: dict[str, str] = {}
    for rule in rules:
        grounds.setdefault(rule.field, rule.tone)
    told: dict[str, tuple[str, str]] = {}
    for key, severity, message in faults:
        tone = "bad" if severity == "hard" else "warning"
        before = told.get(key)
        worst = "bad" if tone == "bad" or (before and before[0] == "bad") else "warning"
        told[key] = (worst, f"{before[1]}\n{message}" if before else message)
    tones = [rule.tone for rule in rules] + [tone for tone, _ in told.values()]
    order = ("bad", "warning", "good", "primary", "neutral")
    tone = min(tones, key=order.index) if tones else ""
    words = [rule.name for rule in rules] + [message for _, message in told.values()]
    return RowMark(tone, "\n".join(words), grounds, told)
