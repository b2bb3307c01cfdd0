"""Answers that are kept while a desk goes through any states: the same as those of somebody who knows nothing yet."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.app import browsing, merging, recording, schema_editing, trash, undoing
from bureau_desk.app.chips import Chips
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.issue import Issue, Masthead
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.question import Question
from bureau_desk.store.journal import Entry
from tests.app.test_kept_answers import ON, QUESTIONS, RECORDS, VALUES, told_of

DAYS = [None, None, date(2019, 6, 30), date(2020, 12, 31), date(2022, 6, 1), date(2023, 6, 1)]
SINCE = ["", "", "", "2020-06-01", "2022-01-01", "2022-04-01", "2023-01-01"]
SEEDS = st.integers(0, 10**6)
MERGED = ["enterprise", "incubator", "ent_rd_org"]
LISTS = ["stat_unit", "qual_level", "carrier_level", "event_kind", "eval_grade"]


class _Staff:
    """One desk, and the answers that somebody keeps who is told of every change, and asks now and then."""

    def __init__(self, path: Path) -> None:
        self.desk = Desk.open(path, "测试", lambda: datetime(2022, 3, 1))
        self.count = 0
        self.asked: list[Question] = []

    def begin(self, chance: Random) -> None:
        with self.desk.database.writing() as connection:
            added = [one for key, times in RECORDS.items() for one in add_many(connection, key, [{}] * times)]
        write(self.desk, added, "载入", "测试")
        self.numbers = [one.record for one in added]
        filled = [replace(one, action="edit", values=self.values(one.register, chance)) for one in added]
        self.loaded = write(self.desk, filled, "载入", "测试").batch
        issue = Issue(Masthead("模拟", 2022, 1, ON), (), {}, {one.name: one for one in QUESTIONS})
        self.chips = Chips(self.desk, issue)
        self.desk.subscribe(lambda one: self.chips.forget(one.registers, one.schema, one.records))
        self.compare(QUESTIONS)

    def values(self, register: str, chance: Random, most: int = 99) -> dict[str, object]:
        fields = list(VALUES[register])
        chosen = {key: chance.choice(VALUES[register][key]) for key in chance.sample(fields, min(most, len(fields)))}
        return {
            key: self.numbers[value[1]] if isinstance(value, tuple) and value[:1] == ("record",) else value
            for key, value in chosen.items()
        }

    def pick(self, chance: Random, register: str) -> int | None:
        ids = list(browsing.ids(self.desk, browsing.View(register)))
        return chance.choice(ids) if ids else None

    def edit(self, chance: Random) -> None:
        register = chance.choice(list(RECORDS))
        if record := self.pick(chance, register):
            values = self.values(register, chance, chance.randint(1, 3))
            write(self.desk, [Entry(record, register, "edit", values, chance.choice(SINCE))], "改", "测试")

    def add(self, chance: Random) -> None:
        register = chance.choice(list(RECORDS))
        with self.desk.database.writing() as connection:
            (entry,) = add_many(connection, register, [self.values(register, chance)])
        write(self.desk, [replace(entry, valid_from=chance.choice(SINCE))], "加", "测试")
        self.numbers.append(entry.record)

    def delete(self, chance: Random) -> None:
        if record := self.pick(chance, chance.choice(list(RECORDS))):
            self.tried(lambda: recording.delete(self.desk, [record], with_own=True))

    def restore(self, chance: Random) -> None:
        if gone := trash.numbers(self.desk):
            self.tried(lambda: trash.restore(self.desk, [chance.choice(gone)]))

    def merge(self, chance: Random) -> None:
        register = chance.choice(MERGED)
        kept, other = self.pick(chance, register), self.pick(chance, register)
        if kept and other and kept != other:
            self.tried(lambda: merging.merge(self.desk, merging.plan(self.desk, register, kept, other)))

    def change_a_code(self, chance: Random) -> None:
        laid = self.desk.laid
        key = chance.choice([one for one in LISTS if one in laid.schema.codelists])
        entry = chance.choice(laid.schema.codelists[key].codes)
        self.count += 1
        day = chance.choice([None, date(2021, 1, 1)])
        if chance.random() < 0.5:
            made = replace(entry, label=f"{entry.label[:4]}{self.count}")
            self.tried(lambda: self.carry(overlay_codes.change_code(laid, key, made, day)))
        else:
            made = replace(entry, valid_to=day)
            self.tried(lambda: self.carry(overlay_codes.change_code(laid, key, made)))

    def change_a_field(self, chance: Random) -> None:
        laid = self.desk.laid
        register = chance.choice(["enterprise", "qualification", "incubator"])
        key = chance.choice(list(VALUES[register]))
        self.count += 1
        attributes = chance.choice([{"retired_on": "2021-06-01"}, {"title": f"改名{self.count}"}])
        self.tried(lambda: self.carry(overlay_fields.change_field(laid, register, key, attributes)))

    def carry(self, step) -> None:
        finish(schema_editing.carry_out(self.desk, step))

    def tried(self, work) -> None:
        """Done, unless the desk has a reason not to."""
        try:
            work()
        except (Misuse, Trouble):
            return

    def undo(self, _: Random) -> None:
        self.tried(lambda: undoing.undo(self.desk))

    def redo(self, _: Random) -> None:
        self.tried(lambda: undoing.redo(self.desk))

    def undo_some(self, chance: Random) -> None:
        with self.desk.database.reading() as connection:
            last = connection.exec_driver_sql("SELECT max(id) FROM batch").scalar()
        number = max(self.loaded, last - chance.randint(1, 3))
        self.tried(lambda: finish(undoing.undo_back_to(self.desk, number)))

    def ask_again(self, chance: Random) -> None:
        self.compare(chance.sample(self.asked, min(len(self.asked), 8)))

    def ask_anything(self, chance: Random) -> None:
        """Some questions of any day, that may call their register by its title; and some that were asked before."""
        found = [replace(one, as_of=chance.choice(DAYS)) for one in chance.sample(QUESTIONS, 4)]
        titled = [one for one in found if one.register and chance.random() < 0.3]
        found += [replace(one, register=self.desk.schema.registers[one.register].title) for one in titled]
        self.compare([*found, *chance.sample(self.asked, 4)])

    def compare(self, questions) -> None:
        kept = {repr(one): told_of(self.chips.ask, one, self.chips.prepared()) for one in questions}
        self.asked += [one for one in questions if one not in self.asked]
        self.chips.read(())  # learns the links among the rows that were read
        anew = Chips(self.desk, self.chips.issue)
        assert kept == {repr(one): told_of(answer, one, anew.prepared()) for one in questions}


DOINGS = [
    *(_Staff.edit,) * 8, *(_Staff.add,) * 3, *(_Staff.delete,) * 3, _Staff.restore, _Staff.merge, *(_Staff.undo,) * 2,
    _Staff.redo, _Staff.undo_some, _Staff.change_a_code, _Staff.change_a_field,
]  # fmt: skip
ASKED = [None, _Staff.ask_again, _Staff.ask_again, _Staff.ask_anything]


@pytest.fixture
def staff(tmp_path: Path) -> Iterator[_Staff]:
    path = tmp_path / "台账.desk"
    Desk.create(path, "测试", clock=lambda: datetime(2022, 3, 1)).close()
    made = _Staff(path)
    made.begin(Random(7))
    yield made
    made.desk.close()


def test_answers_that_another_thread_asks_meanwhile_are_true_at_last(staff: _Staff) -> None:
    chance, before, done, faults = Random(7), sys.getswitchinterval(), Event(), list[Exception]()

    def ask() -> None:
        asking = Random(8)
        with staff.desk.database.aside():
            while not done.is_set() and not faults:
                try:
                    with staff.chips.working:
                        for one in asking.sample(QUESTIONS, 6):
                            told_of(staff.chips.ask, one, staff.chips.prepared())
                        staff.chips.read(())
                except Exception as fault:  # told below, in the thread that is waited for
                    faults.append(fault)

    other = Thread(target=ask)
    sys.setswitchinterval(1e-5)
    try:
        other.start()
        for _ in range(40):
            chance.choice(DOINGS[:-2])(staff, chance)
    finally:
        done.set()
        other.join()
        sys.setswitchinterval(before)
    assert not faults
    staff.compare(QUESTIONS)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.tuples(st.sampled_from(DOINGS), SEEDS, st.sampled_from(ASKED)), min_size=12, max_size=25))
def test_kept_answers_are_true_whatever_staff_do(tmp_path_factory, done) -> None:
    path = tmp_path_factory.mktemp("states") / "台账.desk"
    Desk.create(path, "测试", clock=lambda: datetime(2022, 3, 1)).close()
    staff = _Staff(path)
    try:
        staff.begin(Random(done[0][1]))
        for do, seed, ask in done:
            do(staff, chance := Random(seed))
            if ask:
                ask(staff, chance)
    finally:
        staff.desk.close()
