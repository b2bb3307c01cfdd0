"""Any sequence of commands: undo all is the start, redo all the end, and the desk is always what its journal says."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from bureau_desk.app import asking, browsing, bulk_recording, maintenance, recording, steps, trash, undoing
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Trouble
from bureau_desk.store.journal import Entry
from bureau_desk.store.tables import revision
from tests.app import small

DAYS = [date(year, 6, 30) for year in (2018, 2019, 2020, 2021, 2023)]
"""Days of the past, today's year and after: the clock of these desks stands in 2022."""
PLACES = st.integers(0, 99)
UNITS = ("武进区", "新北区")


def present(desk):
    """What the current tables show, computed fields and all."""
    found = {}
    for key in desk.schema.registers:
        ids = list(browsing.ids(desk, browsing.View(key)))
        rows = browsing.rows(desk, key, ids)
        found[key] = {number: dict(rows[number].values) for number in ids}
    return found


def past(desk):
    """What each day knew of every record."""
    return [
        {(key, row.id): row.values for key in desk.schema.registers for row in asking.snapshot(desk, day).rows(key)}
        for day in DAYS
    ]


class Commands(RuleBasedStateMachine):
    """Commands in any order on one desk; `known` keeps the state after each number of steps in force."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = small.make(self.folder)
        self.count = 0
        self.known = {0: (present(self.desk), past(self.desk))}
        self.depth = 0  # steps in force
        self.top = 0  # steps in force when all that can be redone is redone

    def living(self, register="incubator"):
        return list(browsing.ids(self.desk, browsing.View(register)))

    def pick(self, place, register="incubator"):
        ids = self.living(register)
        return ids[place % len(ids)] if ids else None

    def done(self, changes):
        if changes is not None and changes.batch:
            self.depth += 1
            self.top = self.depth
            self.known = {depth: state for depth, state in self.known.items() if depth < self.depth}
            self.known[self.depth] = (present(self.desk), past(self.desk))

    def save(self, register, typed, record=None, valid_from=None):
        self.done(recording.save(self.desk, recording.read(self.desk, register, typed, record), "", valid_from))

    @initialize()
    def begin(self):
        self.add()

    @rule()
    def add(self):
        self.count += 1
        self.save("incubator", {"carrier_name": f"模拟{self.count}号", "stat_unit": "武进区"})

    @rule(place=PLACES)
    def correct(self, place):
        if record := self.pick(place):
            self.count += 1
            self.save("incubator", {"total_area": str(self.count)}, record, "")

    @rule(place=PLACES)
    def begin_date(self, place):
        if record := self.pick(place):
            self.save("incubator", {"established_date": str(2000 + place % 23)}, record)

    @rule(place=PLACES)
    def change_from_a_day(self, place):
        if record := self.pick(place):
            self.count += 1
            self.save("incubator", {"stat_unit": UNITS[self.count % 2]}, record, f"{2019 + place % 5}-01-01")

    @rule()
    def change_many(self):
        if ids := self.living():
            self.count += 1
            self.done(
                bulk_recording.edit_many(self.desk, "incubator", ids, {"total_area": str(self.count)}, valid_from="")
            )

    @rule(place=PLACES)
    def tell_an_event(self, place):
        if record := self.pick(place):
            typed = {"subject": f"#{record}", "event_kind": "认定", "event_date": f"{2017 + place % 6}-05"}
            self.save("event", typed)

    @rule(place=PLACES)
    def delete(self, place):
        if record := self.pick(place):
            self.done(recording.delete(self.desk, [record], with_own=True))

    @rule(place=PLACES)
    def restore(self, place):
        gone = trash.numbers(self.desk)
        if gone:
            try:
                self.done(trash.restore(self.desk, [gone[place % len(gone)]]))
            except Trouble as trouble:
                assert "已经删除" in trouble.message

    @rule(place=PLACES)
    def merge(self, place):
        """What a merge does: children point at the one that stays, which takes over values; the other goes."""
        ids = self.living()
        if len(ids) > 1:
            stays, goes = ids[place % len(ids)], ids[(place + 1) % len(ids)]
            rows = browsing.rows(self.desk, "event", self.living("event"))
            entries = [
                Entry(number, "event", "edit", {"subject": stays})
                for number, row in rows.items()
                if row.get("subject") == goes
            ]
            entries += [
                Entry(stays, "incubator", "edit", {"tags": ("合并",)}),
                Entry(goes, "incubator", "delete", None),
            ]
            self.done(write(self.desk, entries, "合并"))

    @rule(place=PLACES)
    def load_many(self, place):
        self.count += 1
        rows = [{"carrier_name": f"模拟批{self.count}-{one}", "stat_unit": "320412"} for one in range(place % 3 + 1)]
        with self.desk.database.writing() as connection:
            entries = add_many(connection, "incubator", rows)
        self.done(write(self.desk, entries, "载入"))

    @rule()
    def undo(self):
        changes = undoing.undo(self.desk)
        assert bool(changes) is (self.depth > 0)
        self.depth -= bool(changes)
        self.same()

    @rule()
    def redo(self):
        changes = undoing.redo(self.desk)
        assert bool(changes) is (self.depth < self.top)
        self.depth += bool(changes)
        self.same()

    @precondition(lambda self: self.depth > 1)
    @rule(place=PLACES)
    def go_back(self, place):
        """Back to a step that stands: all later ones are taken back at once."""
        held = [one for one in steps.page(self.desk, steps.numbers(self.desk, steps.Wanted())).values() if one.holds]
        standing = sorted(one.number for one in held if one.kind in ("do", "redo"))
        target = standing[place % len(standing)]
        self.depth -= finish(undoing.undo_back_to(self.desk, target))
        self.same()

    @rule()
    def open_again(self):
        self.desk = small.reopen(self.desk)

    def same(self):
        now, then = self.known[self.depth]
        assert present(self.desk) == now
        assert past(self.desk) == then

    @invariant()
    def stands_by_its_journal(self):
        assert maintenance.check(self.desk) == []
        seqs = select(revision.c.seq).order_by(revision.c.seq)
        with self.desk.database.reading() as connection:
            kept = list(connection.execute(seqs).scalars())
        assert kept == list(range(1, len(kept) + 1))  # nothing is ever pruned

    def teardown(self):
        while self.depth < self.top:
            assert undoing.redo(self.desk)
            self.depth += 1
        self.same()
        while undoing.undo(self.desk):
            self.depth -= 1
        assert self.depth == 0
        self.same()
        while undoing.redo(self.desk):
            self.depth += 1
        assert self.depth == self.top
        self.same()
        assert self.top == 0 or present(small.reopen(self.desk)) == self.known[self.top][0]
        self.desk.close()
        shutil.rmtree(self.folder, ignore_errors=True)


Commands.TestCase.settings = settings(
    max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestCommands = Commands.TestCase
