"""The comparison of two days is the difference of the two tables of these days, cell by cell, on desks of any past."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.app import browsing, comparing
from bureau_desk.app.browsing import View
from bureau_desk.app.jobs import finish
from bureau_desk.domain.snapshot import AsOf
from bureau_desk.store.two_days import Moment, pairs
from tests.app.test_past_table import DAYS, REGISTERS, START, Moving


def shown(desk, register, at):
    """Every cell of the table of a day."""
    numbers = browsing.ids(desk, View(register, as_of=at.on, known=at.known))
    return {number: row.values for number, row in browsing.rows(desk, register, numbers, at.on, at.known).items()}


def agree(desk, register, before, after):
    """The comparison tells what the tables of both days differ in; returns the records it tells of."""
    was, now = shown(desk, register, before), shown(desk, register, after)
    made = finish(comparing.compare(desk, register, before, after))
    told = {one.record: one for one in made.differences}
    keys = [field.key for field in desk.register(register).fields]
    expected = {
        number: {
            key: (was.get(number, {}).get(key), now.get(number, {}).get(key))
            for key in keys
            if was.get(number, {}).get(key) != now.get(number, {}).get(key)
        }
        for number in was.keys() | now.keys()
        if was.get(number) != now.get(number)
    }
    assert told.keys() == expected.keys()
    held = comparing.values(desk, made, made.differences)
    for number, one in told.items():
        kind = "added" if number not in was else "removed" if number not in now else "changed"
        assert one.kind == kind and held[number] == (now if number in now else was)[number]
        if kind == "changed":
            assert {change.field: (change.old, change.new) for change in one.changes} == expected[number]
    assert {number: {one.field: one.batch for one in told[number].changes} for number in told} == steps(
        desk, register, before, after, told
    )
    return set(told)


def steps(desk, register, before, after, told):
    """The step of every change, by folding all lines of the records."""
    found = {number: {} for number in told}
    moments = [Moment(at.on.isoformat(), at.known.isoformat() if at.known else "") for at in (before, after)]
    with desk.database.reading() as connection:
        for pair in pairs(connection, desk.schema, register, sorted(told), *moments):
            was, now = pair.before or {}, pair.after or {}
            last = pair.batches.get("", 0)
            for one in told[pair.record].changes:
                typed = was.get(one.field) != now.get(one.field)
                step = pair.batches.get(one.field, last) if typed else comparing.COMPUTED
                found[pair.record][one.field] = step
    return found


@settings(max_examples=3, deadline=None, phases=[Phase.generate, Phase.target])
@given(seed=st.integers(0, 10**6))
def test_a_comparison_is_the_difference_of_the_two_tables(seed):
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder), seed)
        for _ in range(35):
            moving.step()
        patch.setattr(
            comparing, "_AT_A_TIME", moving.random.choice((1, 3, 5000))
        )  # rows are laid open as far as a portion names them
        days = moving.random.sample(DAYS, 3)
        known = START + timedelta(days=moving.random.randrange(1500))
        sides = [
            (AsOf(days[0]), AsOf(days[1])),
            (AsOf(days[0], known), AsOf(days[1])),
            (AsOf(days[1], known), AsOf(days[1])),
        ]
        for register in REGISTERS:
            before, after = moving.random.choice(sides)
            assert agree(moving.desk, register, before, after) == agree(moving.desk, register, after, before)
            agree(moving.desk, register, after, AsOf(days[2]))  # one of the days is open already, in part
        moving.desk.close()
