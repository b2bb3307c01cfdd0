"""Deleting, editing and taking back many records: told in portions, and broken off at any of them without a trace."""

from __future__ import annotations

from itertools import islice

import pytest

from bureau_desk.app import bulk_edit, edit_plan, maintenance, recording, undoing, writing
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Misuse, Trouble
from tests.app import small
from tests.app.test_quick_edits import contents


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_PORTION", 2)
    opened = small.make(tmp_path)
    for number in range(7):
        typed = {"carrier_name": f"模拟{number}", "stat_unit": "武进区", "total_area": "1"}
        recording.save(opened, recording.read(opened, "incubator", typed))
    yield opened
    opened.close()


def ids(desk):
    with desk.database.reading() as connection:
        return [number for number, _ in desk.tables.values(connection, "incubator", [])]


def journal_length(desk):
    with desk.database.reading() as connection:
        return connection.exec_driver_sql("SELECT count(*), (SELECT count(*) FROM batch) FROM revision").one()


def broken_off_anywhere(desk, make):
    """Drive a job to its end; break it off before at each step, which must leave the desk as it was."""
    steps = 0
    while True:
        before, length = contents(desk), journal_length(desk)
        job = make()
        told = list(islice(job, steps + 1))
        job.close()
        if len(told) <= steps:
            return steps
        assert contents(desk) == before and journal_length(desk) == length
        steps += 1


def test_a_long_deletion_and_its_undo_are_told_and_broken_off_without_a_trace(desk):
    before, records = contents(desk), ids(desk)
    assert broken_off_anywhere(desk, lambda: recording.delete_job(desk, records[:6])) > 4
    assert ids(desk) == records[6:]
    assert broken_off_anywhere(desk, lambda: undoing.undo_job(desk)) > 3
    after = contents(desk)
    assert ids(desk) == records
    assert [row[2:] for row in after["current_incubator"]] == [row[2:] for row in before["current_incubator"]]
    assert broken_off_anywhere(desk, lambda: undoing.redo_job(desk)) > 3
    assert ids(desk) == records[6:]
    assert maintenance.check(desk) == []


def test_a_long_bulk_edit_is_taken_back_in_portions(desk):
    records = ids(desk)
    made = finish(bulk_edit.plan(desk, "incubator", records, [Setting("total_area", "7")]))
    assert broken_off_anywhere(desk, lambda: edit_plan.write(desk, made, "批量修改")) > 3
    assert broken_off_anywhere(desk, lambda: undoing.undo_job(desk)) > 3
    with desk.database.reading() as connection:
        held = [str(values["total_area"]) for _, values in desk.tables.values(connection, "incubator", ["total_area"])]
    assert held == ["1.00"] * 7
    assert maintenance.check(desk) == []


def test_one_record_that_is_gone_or_unknown_keeps_all_from_being_deleted(desk):
    first, second, *_ = ids(desk)
    recording.delete(desk, [first])
    with pytest.raises(Trouble, match="已经删除"):
        recording.delete(desk, [second, first])
    with pytest.raises(Misuse, match="#999"):
        recording.delete(desk, [second, 999])
    assert second in ids(desk)
