"""Any sequence of changes: undo all is the start, redo all is the end, and the desk stays whole."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import asking, browsing, maintenance, recording, undoing
from tests.app import small

COMMANDS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(0, 99)),
        st.tuples(st.just("edit"), st.integers(0, 99)),
        st.tuples(st.just("date"), st.integers(0, 99)),
        st.tuples(st.just("dated"), st.integers(0, 99)),
        st.tuples(st.just("delete"), st.integers(0, 99)),
        st.tuples(st.just("undo"), st.just(0)),
        st.tuples(st.just("redo"), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


def state(desk):
    ids = browsing.ids(desk, browsing.View("incubator"))
    return {number: dict(row.values) for number, row in browsing.rows(desk, "incubator", ids).items()}


DAYS = [date(year, 6, 30) for year in (2018, 2019, 2020, 2021, 2023)]
"""Days of the past, today's year and after: the clock of these desks stands in 2022."""


def past(desk):
    """What each day knew of every record."""
    return [{row.id: row.values for row in asking.snapshot(desk, day).rows("incubator")} for day in DAYS]


def carry_out(desk, command, number, step):
    ids = list(browsing.ids(desk, browsing.View("incubator")))
    if command == "add":
        typed = {"carrier_name": f"模拟{step}号", "stat_unit": "武进区"}
        recording.save(desk, recording.read(desk, "incubator", typed))
    elif command == "undo":
        undoing.undo(desk)
    elif command == "redo":
        undoing.redo(desk)
    elif ids and command == "delete":
        recording.delete(desk, [ids[number % len(ids)]])
    elif ids and command == "dated":
        unit = ("武进区", "新北区")[step % 2]
        draft = recording.read(desk, "incubator", {"stat_unit": unit}, ids[number % len(ids)])
        recording.save(desk, draft, valid_from=f"{2019 + number % 5}-01-01")
    elif ids:
        typed = {"total_area": str(step + 1)} if command == "edit" else {"established_date": f"{2000 + step}"}
        recording.save(desk, recording.read(desk, "incubator", typed, ids[number % len(ids)]))


@settings(max_examples=60, deadline=None)
@given(COMMANDS)
def test_undo_all_is_the_start_and_redo_all_is_the_end(commands):
    with tempfile.TemporaryDirectory() as folder:
        desk = small.make(Path(folder))
        for step, (command, number) in enumerate(commands):
            carry_out(desk, command, number, step)
        end, then = state(desk), past(desk)
        count = 0
        while undoing.undo(desk):
            count += 1
        assert state(desk) == {}
        assert past(desk) == [{}] * len(DAYS)
        for _ in range(count):
            assert undoing.redo(desk)
        assert state(desk) == end
        assert past(desk) == then
        assert maintenance.check(desk) == []
        rows = asking.snapshot(desk, desk.today()).rows("incubator")
        assert {row.id: row.values for row in rows} == end
        desk.close()
