"""Deleted rows that come back stand as if they had never gone, however much was done in between."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from bureau_desk.app import maintenance, readings, recording, removed_rows, undoing
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Trouble
from tests.app import small


def standing(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Everything the window shows of rows, and all that is said against them."""
    found: dict[str, list[tuple[object, ...]]] = {}
    with desk.database.reading() as connection:
        for key in desk.schema.registers:
            columns = ", ".join(f'"{one.name}"' for one in desk.tables.table(key).columns if one.name != "version")
            for name, what in ((f"current_{key}", columns), (f"search_{key}", "*")):
                rows = connection.exec_driver_sql(f'SELECT {what} FROM "{name}" ORDER BY id')
                found[name] = [tuple(row) for row in rows]
        rows = connection.exec_driver_sql("SELECT * FROM problem")
        found["problem"] = sorted((tuple(row) for row in rows), key=str)
    return found


def saved(desk: Desk, register: str, typed: dict[str, str], record: int | None = None) -> Changes:
    return recording.save(desk, recording.read(desk, register, typed, record))


@pytest.fixture
def desk(tmp_path: Path) -> Generator[Desk, None, None]:
    made = small.make(tmp_path)
    for number in range(1, 6):
        typed = {"carrier_name": f"模拟长兴{number}", "stat_unit": "武进区", "total_area": str(number)}
        if number == 3:
            del typed["stat_unit"]  # which is told as missing
        saved(made, "incubator", typed)
    event = {"subject": "模拟长兴1", "event_kind": "认定", "event_date": "2020-01-01", "after": "省级"}
    saved(made, "event", event)
    yield made
    made.close()


def test_rows_taken_out_and_brought_back_stand_as_before_with_their_problems(desk: Desk) -> None:
    before = standing(desk)
    assert before["problem"]
    recording.delete(desk, [1, 3, 4], with_own=True)
    assert len(standing(desk)["current_incubator"]) == 2
    for turn in (undoing.undo, undoing.redo, undoing.undo):
        turn(desk)
        if turn is undoing.undo:
            assert standing(desk) == before
    assert not maintenance.check(desk)


def test_rows_come_back_the_same_way_after_the_desk_was_closed(desk: Desk) -> None:
    before = standing(desk)
    recording.delete(desk, [1, 3, 4], with_own=True)
    removed_rows.removed_of(desk).forget([1, 3, 4])
    undoing.undo(desk)
    assert standing(desk) == before


def test_a_row_changed_before_its_second_deletion_comes_back_changed(desk: Desk) -> None:
    recording.delete(desk, [2])
    undoing.undo(desk)
    saved(desk, "incubator", {"carrier_name": "模拟新名2"}, 2)
    changed = standing(desk)
    recording.delete(desk, [2])
    undoing.undo(desk)
    assert standing(desk) == changed
    undoing.undo(desk)
    assert "模拟长兴2" in str(standing(desk)["current_incubator"])
    assert not maintenance.check(desk)


def test_a_deletion_broken_off_is_not_what_comes_back_later(desk: Desk) -> None:
    job = recording.delete_job(desk, [2])
    for _ in range(3):
        next(job)
    job.close()
    saved(desk, "incubator", {"total_area": "77"}, 2)
    removed_rows._MOST, most = 0, removed_rows._MOST
    try:
        recording.delete(desk, [2])
    finally:
        removed_rows._MOST = most
    undoing.undo(desk)
    assert "7700" in str(standing(desk)["current_incubator"])
    assert not maintenance.check(desk)


def test_a_reading_laid_down_in_between_is_found_in_the_row_that_comes_back(desk: Desk) -> None:
    recording.delete(desk, [2])
    finish(readings.put(desk, "长兴", "chang xing"))
    number = undoing_of(desk, "删除")
    undoing.undo(desk, number)
    told = dict(standing(desk)["search_incubator"])
    assert told[2].replace("2", "") == told[4].replace("4", "")
    assert not maintenance.check(desk)


def test_a_name_given_away_meanwhile_keeps_the_row_from_coming_back(desk: Desk) -> None:
    recording.delete(desk, [2, 4])
    saved(desk, "incubator", {"carrier_name": "模拟长兴4", "stat_unit": "武进区"})
    with pytest.raises(Trouble, match=r"与“模拟长兴4”.*孵化器名称相同"):
        undoing.undo(desk, undoing_of(desk, "删除"))
    assert len(standing(desk)["current_incubator"]) == 4


def undoing_of(desk: Desk, word: str) -> int:
    with desk.database.reading() as connection:
        found = connection.exec_driver_sql("SELECT max(id) FROM batch WHERE summary LIKE ?", (f"{word}%",))
        return int(found.scalar() or 0)
