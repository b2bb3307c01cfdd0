"""The counts: which rows of which organisations are valid, recognised, new or ever recognised.

stock: valid on the day (start <= D <= end, not stopped), each organisation once at its highest valid level.
inflow: organisations recognised in the period that did not validly hold the title on its eve.
recognised: recognitions dated in the period, renewals included. cumulative: organisations ever recognised up to D.
net: stock at the end less stock on the eve, so inflow and other arrivals less outflow.
cohort: a stock by certificate years instead of exact days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bureau_desk.analysis.conditions import NO, YES, Test, field_named, test_of
from bureau_desk.analysis.histories import History
from bureau_desk.analysis.labels import codelist_of, named
from bureau_desk.analysis.levels import Levels
from bureau_desk.analysis.organisations import Identity
from bureau_desk.analysis.periods import eve, period_of
from bureau_desk.analysis.prepared import Prepared, Span
from bureau_desk.domain.question import Count, Question
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Field, FieldType, Register
from bureau_desk.domain.values import Value


class Held(NamedTuple):
    """A row that counts, its organisation, the ISO day of its recognition, and that date as an event tells it."""

    row: Row
    identity: Identity
    day: str
    told: str = ""


class Asked:
    """A question compiled for one day: its register, tests, and the way its levels are reduced."""

    def __init__(self, question: Question, prepared: Prepared) -> None:
        self.question = question
        self.prepared = prepared
        self.register = prepared.register(question.register, question.name)
        self.levels = Levels(self.register, prepared.schema)
        self._tests, self.level_tests = self._compile()
        level = self.register.counting.level
        self.by_level = any(self._is_level(name) for name in question.by)
        self._reduces = bool(level) and (self.by_level or bool(self.level_tests))

    def on(self, day: date) -> Asked:
        """The same question compiled for another day."""
        return self if day == self.prepared.as_of.on else Asked(self.question, self.prepared.at(day))

    def _is_level(self, name: str) -> bool:
        field = self.register.find(name)
        return field is not None and field.key == self.register.counting.level

    def _compile(self) -> tuple[list[tuple[str, Test]], list[Test]]:
        tests: list[tuple[str, Test]] = []
        level_tests: list[Test] = []
        asked: set[str] = set()
        for condition in self.question.where:
            field = field_named(self.register, condition.field, self.question.name)
            test = test_of(condition, field, self.prepared, self.question.name)
            asked.add(field.key)
            if field.key == self.register.counting.level:
                level_tests.append(test)
            else:
                tests.append((field.key, test))
        return [*_counting_tests(self.register, self.prepared, asked), *tests], level_tests

    def passing(self, spans: Iterable[Span]) -> Iterable[Span]:
        """The rows that meet all conditions but those on the level."""
        for key, test in self._tests:
            spans = [span for span in spans if test(span.row.values.get(key))]
        return spans

    def passes(self, row: Row) -> bool:
        """Whether a row meets all conditions but those on the level."""
        # A plain loop: it runs for every row of a register, and all() would make a generator for each.
        values = row.values
        for key, test in self._tests:  # noqa: SIM110
            if not test(values.get(key)):
                return False
        return True

    def level_of(self, row: Row) -> Value:
        """The row's level code."""
        return row.get(self.register.counting.level)

    def at_highest(self, held: Sequence[Held], rivals: Iterable[Held] = ()) -> list[Held]:
        """Each organisation's rows at its highest level only, then those that meet the level conditions.

        Only questions that ask for levels are reduced; grouped by another field besides level and district (kind of
        title), an organisation is taken at its highest level within each. `rivals` are further rows of the same
        organisations that may outrank these.
        """
        if not self._reduces:
            return list(held)
        others, level, rank_of = self._other_keys(), self.register.counting.level, self.levels.rank
        best: dict[tuple[object, ...], int] = {}
        placed: list[tuple[tuple[object, ...], int]] = []
        for one in (*held, *rivals):
            values = one.row.values
            key = (one.identity, *[values.get(other) for other in others])
            rank = rank_of(values.get(level))
            placed.append((key, rank))
            if rank < best.get(key, _LOWEST):
                best[key] = rank
        found = [one for one, (key, rank) in zip(held, placed, strict=False) if rank == best[key]]  # rivals are behind
        for test in self.level_tests:
            found = [one for one in found if test(one.row.values.get(level))]
        return found

    def _other_keys(self) -> list[str]:
        counting = self.register.counting
        fields = (self.register.find(name) for name in self.question.by)
        return [field.key for field in fields if field and field.key not in (counting.level, counting.district)]

    def spans(self) -> list[Span]:
        """Every row with its days."""
        return self.prepared.spans(self.register)

    def valid(self) -> list[Span]:
        """The rows valid on the day, by their exact days or by certificate year as asked."""
        if self.question.count is Count.COHORT:
            return self.prepared.of_year(self.register)
        return self.prepared.valid(self.register)

    def past(self) -> Mapping[int, History]:
        """The events that tell of levels, by record; where each renewal is a row, rows tell themselves."""
        counting = self.register.counting
        told = counting.level and counting.subject_events and not counting.renewal_of
        return self.prepared.histories() if told else {}

    def stored_level(self, record: int) -> Value:
        """The level that a record itself tells."""
        dated = self.prepared.dated(self.register)
        return self.level_of(dated.rows[dated.places[record]])


def stock(asked: Asked) -> list[Held]:
    """Rows valid on the day."""
    question, kept = asked.question, asked.prepared.kept
    key = (asked.register.key, repr(question.where), question.by, question.count is Count.COHORT)
    if key not in kept:
        valid = [Held(span.row, span.identity, span.start) for span in asked.passing(asked.valid())]
        kept[key] = asked.at_highest(valid)
    return list(kept[key])


def cumulative(asked: Asked) -> list[Held]:
    """Rows recognised up to the day, whatever became of them.

    Asked for a level, an organisation counts when it ever held that level, also if it rose above it later; grouped by
    level, it stands once, at the highest it ever held.
    """
    day = asked.prepared.day
    past = asked.past()
    ever = []
    for span in asked.spans():
        if span.start > day or not asked.passes(span.row):
            continue
        row, history = span.row, past.get(span.row.id)
        codes: Iterable[Value] = asked.levels.ever(history, day, asked.stored_level(row.id)) if history else ()
        codes = list(codes) or [asked.level_of(row)]
        if not asked.by_level:
            codes = [code for code in codes if all(test(code) for test in asked.level_tests)]
        if codes:
            ever.append(Held(_at_level(row, asked, asked.levels.highest(codes)), span.identity, span.start))
    return asked.at_highest(ever) if asked.by_level else ever


def recognised(asked: Asked, first: date, last: date) -> list[Held]:
    """Recognitions dated in the period, renewals included; one row may stand more than once by its events."""
    begin, finish = first.isoformat(), last.isoformat()
    past = asked.past()
    found: list[Held] = []
    for span in asked.spans():
        if not asked.passes(span.row):
            continue
        history = past.get(span.row.id)
        if given := asked.levels.given(history, "", "9999", asked.stored_level(span.row.id)) if history else []:
            found += [
                Held(_at_level(span.row, asked, code or None), span.identity, one.day, one.told)
                for one, code in given
                if begin <= one.day <= finish
            ]
        elif span.start and begin <= span.start <= finish:
            found.append(Held(span.row, span.identity, span.start))
    return found


def certificates(asked: Asked, first: date, last: date) -> list[Held]:
    """Recognitions in the period that meet the level conditions; each counts, no organisation is reduced."""
    tests = asked.level_tests
    return [one for one in recognised(asked, first, last) if all(test(asked.level_of(one.row)) for test in tests)]


def inflow(asked: Asked, first: date, last: date, before: set[Identity]) -> list[Held]:
    """Recognitions in the period of organisations not in `before`, each at its highest level."""
    found = recognised(asked, first, last)
    own = {one.identity for one in found}
    rivals = [
        Held(span.row, span.identity, span.start)
        for span in asked.on(last).valid()
        if span.identity in own and asked.passes(span.row)
    ]
    return [one for one in asked.at_highest(found, rivals) if one.identity not in before]


_LOWEST = 10**9


@dataclass(frozen=True, slots=True)
class Flows:
    """How a stock changed: before + new + other arrivals - gone = after; organisations by identity."""

    before: frozenset[Identity]
    after: frozenset[Identity]
    new: frozenset[Identity]

    @property
    def other_arrivals(self) -> frozenset[Identity]:
        """Organisations that came without a recognition in the period (moved in, level changed)."""
        return self.after - self.before - self.new

    @property
    def gone(self) -> frozenset[Identity]:
        """Organisations held before or new in the period that are not valid at its end."""
        return (self.before | self.new) - self.after

    @property
    def net(self) -> int:
        """净增: stock at the end less stock on the eve."""
        return len(self.after) - len(self.before)


def flows(question: Question, prepared: Prepared) -> Flows:
    """The change of a stock over the question's period, taken apart."""
    period = period_of(question, question.as_of or prepared.as_of.on)
    asked = Asked(question, prepared.at(period.last))
    before = frozenset(one.identity for one in stock(asked.on(eve(period))))
    after = frozenset(one.identity for one in stock(asked))
    new = frozenset(one.identity for one in inflow(asked, period.first, period.last, set(before)))
    return Flows(before, after, new)


def _at_level(row: Row, asked: Asked, code: Value) -> Row:
    level = asked.register.counting.level
    if not level or row.get(level) == code:
        return row
    return replace(row, values={**row.values, level: code})


def _counting_tests(register: Register, prepared: Prepared, asked: set[str]) -> list[tuple[str, Test]]:
    """What a row must and must not hold to be counted; a question that asks for the field itself decides alone."""
    tests: list[tuple[str, Test]] = []
    for key, texts in register.counting.include.items():
        if key not in asked and (field := register.field(key)):
            tests.append((key, _listed(field, texts, prepared, True)))
    for key, texts in register.counting.exclude.items():
        if key not in asked and (field := register.field(key)):
            tests.append((key, _listed(field, texts, prepared, False)))
    return tests


def _listed(field: Field, texts: Sequence[str], prepared: Prepared, wanted: bool) -> Test:
    if field.type is FieldType.BOOLEAN:
        values = {text.lower() in YES for text in texts if text.lower() in YES | NO}
        return lambda held: held is None or (held in values) is wanted
    codelist = codelist_of(field, prepared.schema)
    codes = set(texts)
    if codelist is not None:
        codes |= {entry.code for text in texts for entry in named(codelist, text)}

    def test(held: Value) -> bool:
        inside = any(one in codes for one in held) if isinstance(held, tuple) else str(held or "") in codes
        return inside is wanted

    return test
