"""Answers that stay when the registers change: only what the organisations concerned add to each is asked anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from threading import RLock

from bureau_desk.analysis.answer import answer, is_tallied, table_of, tallied
from bureau_desk.analysis.dependence import EVALUATIONS, FIRMS
from bureau_desk.analysis.histories import EVENTS
from bureau_desk.analysis.kinship import Kinship
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.analysis.series import SERIES
from bureau_desk.analysis.tallies import Inseparable, Tally
from bureau_desk.app.concerned import Change, Links, Step, pointed
from bureau_desk.bulletin.compose_numbers import question_key
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.register import Schema
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table
from bureau_desk.store.snapshots import StoredSnapshot

_TOLD_BY = {"stat_unit_now": FIRMS, "last_eval_grade": EVALUATIONS}
"""Computed fields that follow from the rows of another register than that of events."""
MOST_CHANGED = 500
"""Changed records beyond which asking all rows is no slower."""


def rests_on(question: Question, schema: Schema) -> frozenset[str]:
    """The registers that an answer may rest on: its own, what it points at, and those that computed fields follow."""
    if question.series:
        return frozenset({SERIES})
    register = schema.find(question.register)
    if register is None:
        return frozenset(schema.registers)  # a chart of other questions, or a question that fails
    found = {register.key, register.counting.owners, *(target for field in register.fields for target in field.targets)}
    for key in tuple(found & set(schema.registers)):
        # The names of what it points at may be told by computed fields too.
        found |= {source for field, source in _TOLD_BY.items() if schema.registers[key].field(field)}
    return frozenset({*found, EVENTS} & set(schema.registers))


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, what it adds up to where that is known, and the state of the registers that it is true of."""

    rests: frozenset[str]
    table: Table
    tally: Tally | None
    base: StoredSnapshot
    seen: int


@dataclass(frozen=True, slots=True)
class _State:
    """What is true until the next change; `steps` are how to come here from earlier states."""

    snapshot: StoredSnapshot
    prepared: Prepared
    changes: tuple[tuple[frozenset[str], frozenset[int]], ...]
    steps: dict[object, Step | None]


class KeptAnswers:
    """The answers of one day of a desk, each asked once, and after changes renewed from what it was.

    May be asked in another thread than told of changes: what was under way when something changed is not kept.
    """

    def __init__(self, snapshot: StoredSnapshot) -> None:
        self._lock = RLock()
        self.snapshot, self.prepared = snapshot, prepare(snapshot)
        self._kept: dict[str, _Kept] = {}
        self._stale: dict[str, _Kept] = {}
        self._changes: tuple[tuple[frozenset[str], frozenset[int]], ...] = ()
        self._steps: dict[object, Step | None] = {}
        self._links: dict[str, Links] = {}

    def forget(self, changed: Collection[str], records: Collection[int]) -> None:
        """These records of some registers were changed; no record says that any may have been."""
        with self._lock:
            self.snapshot = self.snapshot.after(changed, records)
            self.prepared = self.prepared.after(self.snapshot, changed)
            self._changes = (*self._changes, (frozenset(changed), frozenset(records)))
            self._steps = {}
            kept, concerned = dict(self._kept), frozenset(changed)
            self._kept = {key: one for key, one in kept.items() if not one.rests & concerned}
            self._stale = {key: one for key, one in {**self._stale, **kept}.items() if key not in self._kept}

    def ask(self, question: Question, data: Snapshot) -> Table:
        """The answer to a question, asked once; errors as those of `answer`."""
        key = f"{data.as_of.on}{question_key(question)}"
        with self._lock:
            if data is not self.prepared:
                return answer(question, data)
            # A change puts others in the place of both, so that nothing outdated gets among them.
            kept, was = self._kept, self._stale.get(key)
            state = _State(self.snapshot, self.prepared, self._changes, self._steps)
        if key not in kept:
            renewed = self._renewed(question, was, state) if was else None
            kept[key] = renewed or self._asked(question, state)
        return kept[key].table

    @staticmethod
    def _asked(question: Question, state: _State) -> _Kept:
        prepared = state.prepared
        tally = tallied(question, prepared) if is_tallied(question) else None
        table = table_of(question, prepared, tally) if tally else answer(question, prepared)
        return _Kept(rests_on(question, prepared.schema), table, tally, state.snapshot, len(state.changes))

    def settle(self) -> None:
        """Learn the links among the rows that were read, so that the next change finds those concerned at once."""
        with self._lock:
            kept, snapshot = list(self._kept.values()), self.snapshot
        registers = {one.table.register for one in kept if one.tally and one.base is snapshot}
        for key in sorted(registers):
            if key not in self._links:
                self._links[key] = Links(Kinship(snapshot.schema.registers[key]))
            self._links[key].learn(snapshot)

    def _renewed(self, question: Question, was: _Kept, state: _State) -> _Kept | None:
        """The answer from what it was; None when all rows must be asked."""
        if was.tally is None:
            return None
        since = [one for one in state.changes[was.seen :] if one[0] & was.rests]
        if not all(records for _, records in since):
            return None
        changed = frozenset().union(*(registers & was.rests for registers, _ in since))
        records = frozenset().union(*(records for _, records in since))
        step = self._step(was, state, changed, records) if len(records) <= MOST_CHANGED else None
        if step is None or step.touched & pointed(question, state.prepared.schema.registers[was.table.register]):
            return None
        now = replace(was, base=state.snapshot, seen=len(state.changes))
        if step.parts is None:
            return now
        try:
            before, after = (tallied(question, part) for part in step.parts)
            if before.is_as(after):
                return now
            tally = was.tally.exchanged(before, after)
        except (Inseparable, Misuse):
            return None
        return replace(now, tally=tally, table=table_of(question, state.prepared, tally))

    def _step(self, was: _Kept, state: _State, changed: frozenset[str], records: frozenset[int]) -> Step | None:
        register = was.table.register
        key = (id(was.base), register, changed, records)
        if key not in state.steps:
            links, change = self._links.get(register), Change(was.base, state.snapshot, changed, records)
            try:
                state.steps[key] = links.step(change, state.prepared.pasts) if links else None
            except Inseparable:
                state.steps[key] = None
        return state.steps[key]
