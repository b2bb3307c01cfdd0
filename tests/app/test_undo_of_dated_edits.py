"""Edits of one field from different days, undone and done again in any order: every day shows what it should."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import asking, browsing, cell_history, maintenance, recording, undoing
from bureau_desk.app.desk import Desk
from tests.app import small

DAYS = ("", "2019-01-01", "2020-01-01", "2021-01-01", "2023-01-01")
LOOKED = ("2018-06-01", "2019-06-01", "2020-06-01", "2021-06-01", "2023-06-01")


def begun(folder: Path) -> tuple[Desk, int]:
    desk = small.make(folder)
    typed = {"carrier_name": "模拟甲", "stat_unit": "武进区", "total_area": "1"}
    return desk, recording.save(desk, recording.read(desk, "incubator", typed)).records[0]


def edit(desk: Desk, record: int, area: str, day: str) -> None:
    recording.save(desk, recording.read(desk, "incubator", {"total_area": area}, record), valid_from=day)


def shown(desk: Desk) -> list[str]:
    found = []
    for day in LOOKED:
        row = asking.snapshot(desk, date.fromisoformat(day)).rows("incubator")[0]
        found.append(str(row.get("total_area")))
    return found


def test_an_edit_taken_back_leaves_no_trace_on_any_day(tmp_path: Path) -> None:
    desk, one = begun(tmp_path)
    edit(desk, one, "2", "2020-01-01")
    edit(desk, one, "3", "2021-01-01")
    assert shown(desk) == ["1", "1", "2", "3", "3"]
    undoing.undo(desk)
    assert shown(desk) == ["1", "1", "2", "2", "2"]
    undoing.undo(desk)
    assert shown(desk) == ["1"] * 5
    edit(desk, one, "4", "2019-01-01")
    assert shown(desk) == ["1", "4", "4", "4", "4"]
    desk.close()


def test_a_wrong_day_undone_and_typed_again_holds_today(tmp_path: Path) -> None:
    desk, one = begun(tmp_path)
    edit(desk, one, "2", "2021-01-01")
    undoing.undo(desk)
    edit(desk, one, "2", "2019-01-01")
    assert shown(desk) == ["1", "2", "2", "2", "2"]
    assert str(browsing.rows(desk, "incubator", [one])[one].get("total_area")) == "2.00"
    desk.close()


def test_the_history_says_that_an_edit_was_taken_back(tmp_path: Path) -> None:
    desk, one = begun(tmp_path)
    edit(desk, one, "2", "2021-01-01")
    undoing.undo(desk)
    last = recording.history(desk, one)[0]
    assert last.action == "lift" and last.changes == (("总面积", "2", "1"),) and last.valid_from == "2021-01-01"
    told = cell_history.cell_history(desk, one, "total_area")
    assert [(line.action, line.old, line.new, line.holds) for line in told] == [
        ("lift", "2", "1", False),
        ("edit", "1", "2", False),
        ("add", "", "1", True),
    ]
    desk.close()


STEPS = st.lists(
    st.one_of(st.tuples(st.integers(2, 9), st.sampled_from(DAYS)), st.sampled_from(["undo", "redo"])), max_size=9
)


@settings(max_examples=25)
@given(STEPS)
def test_undo_all_is_the_start_and_redo_all_the_end(steps: list[object]) -> None:
    with TemporaryDirectory() as folder:
        desk, one = begun(Path(folder))
        states, place = [shown(desk)], 0
        for step in steps:
            if step == "undo":
                place -= bool(place and undoing.undo(desk))
            elif step == "redo":
                place += bool(undoing.redo(desk))
            else:
                before = len(batches(desk))
                edit(desk, one, str(step[0]), step[1])  # type: ignore[index]
                if len(batches(desk)) > before:
                    del states[place + 1 :]
                    states.append(shown(desk))
                    place += 1
            assert shown(desk) == states[place]
        while place:
            undoing.undo(desk)
            place -= 1
            assert shown(desk) == states[place]
        while place < len(states) - 1:
            undoing.redo(desk)
            place += 1
            assert shown(desk) == states[place]
        assert maintenance.check(desk) == []
        desk.close()


def batches(desk: Desk) -> list[object]:
    with desk.database.reading() as connection:
        from bureau_desk.store import journal

        return list(journal.latest_batches(connection, 1000))
