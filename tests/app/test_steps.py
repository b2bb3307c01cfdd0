"""The list of steps, going back along it, and the trash."""

from datetime import date, datetime

import pytest

from bureau_desk.app import (
    browsing,
    bulk_recording,
    cell_history,
    importing,
    maintenance,
    readings,
    recording,
    steps,
    trash,
    undoing,
)
from bureau_desk.app.changes import Changes
from bureau_desk.app.jobs import finish
from bureau_desk.app.steps import Wanted
from bureau_desk.domain.problem import Misuse, Trouble
from tests.app import small


def add(desk, name, **typed):
    draft = recording.read(desk, "incubator", {"carrier_name": name, "stat_unit": "武进区", **typed})
    return recording.save(desk, draft).records[0]


def event(desk, subject, kind="认定"):
    typed = {"subject": f"#{subject}", "event_kind": kind, "event_date": "2021-05-01"}
    return recording.save(desk, recording.read(desk, "event", typed)).records[0]


def edit(desk, record, reason="", valid_from="", **typed):
    return recording.save(desk, recording.read(desk, "incubator", typed, record), reason, valid_from)


def names(desk):
    ids = list(browsing.ids(desk, browsing.View("incubator")))
    return [row.get("carrier_name") for row in browsing.rows(desk, "incubator", ids).values()]


def listed(desk, **wanted):
    found = steps.numbers(desk, Wanted(**wanted))
    told = steps.page(desk, found)
    return [told[number] for number in found]


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    yield made
    made.close()


def test_steps_are_newest_first_and_tell_what_they_touched(desk):
    first = add(desk, "模拟一号")
    second = add(desk, "模拟二号")
    bulk_recording.edit_many(desk, "incubator", [first, second], {"total_area": "5"})
    event(desk, first)
    found = listed(desk)
    assert [one.records for one in found] == [1, 2, 1, 1]
    assert found[0].rows == {"event": 1} and found[1].rows == {"incubator": 2}
    assert all(one.holds for one in found) and found[0].author == "测试"
    assert [one.number for one in listed(desk, register="event")] == [4]
    assert [one.number for one in listed(desk, text="二号 新增")] == [2]
    assert listed(desk, author="别人") == [] and listed(desk, last="2022-02-28") == []
    assert len(listed(desk, first="2022-03-01", last="2022-03-01")) == 4
    assert steps.authors(desk) == ["测试"]
    assert steps.records_of(desk, 3, "incubator") == [first, second]


def test_what_a_step_changed_is_told_row_by_row(desk):
    first = add(desk, "模拟一号", total_area="5")
    edit(desk, first, "复核", total_area="6")
    recording.delete(desk, [first])
    ((register, record, name, told),) = steps.rows_of(desk, 2)
    assert (register, record, name, told.reason) == ("incubator", first, "模拟一号", "复核")
    assert told.changes == (("总面积", "5", "6"),)
    ((_, _, name, told),) = steps.rows_of(desk, 3)
    assert name == "模拟一号" and ("孵化器名称", "模拟一号", "") in told.changes


def test_a_step_taken_back_and_brought_again_says_so(desk):
    add(desk, "模拟一号")
    undoing.undo(desk)
    assert [one.holds for one in listed(desk)] == [True, False]
    undoing.redo(desk)
    redo, undo, do = listed(desk)
    assert (redo.holds, undo.holds, do.holds) == (True, False, True)
    undoing.undo(desk, do.standing)
    assert names(desk) == []
    assert not listed(desk)[-1].holds
    undoing.undo(desk, listed(desk)[-1].standing)
    assert names(desk) == ["模拟一号"]


def test_going_back_to_a_step_takes_back_all_later_ones_and_redo_brings_them_again(desk):
    told = []
    desk.subscribe(told.append)
    first = add(desk, "模拟一号", total_area="1")
    add(desk, "模拟二号")
    edit(desk, first, total_area="2")
    recording.delete(desk, [first])
    told.clear()
    assert finish(undoing.undo_back_to(desk, 1)) == 3
    assert names(desk) == ["模拟一号"] and recording.texts(desk, "incubator", first)["total_area"] == "1"
    assert len(told) == 1 and told[0].registers == {"incubator"}
    again = small.reopen(desk)
    assert [bool(undoing.redo(again)) for _ in range(4)] == [True, True, True, False]
    assert names(again) == ["模拟二号"]
    again.close()


def test_going_back_over_a_reading_says_that_any_record_may_be_another(desk):
    add(desk, "模拟一号")
    finish(readings.put(desk, "模拟", "mu ni"))
    add(desk, "模拟二号")
    told = []
    desk.subscribe(told.append)
    finish(undoing.undo_back_to(desk, 1))
    assert [(one.registers, one.records) for one in told] == [(frozenset(desk.schema.registers), ())]


def test_steps_that_touch_no_register_leave_the_records_of_the_others_told(desk):
    one = add(desk, "模拟一号")
    told = []
    desk.subscribe(told.append)
    with desk.telling_once("一起"):
        edit(desk, one, total_area="2")
        desk.emit(Changes(frozenset(), (), 0, "期刊"))
    assert [(one.registers, one.records, one.summary) for one in told] == [({"incubator"}, (one,), "一起")]


def test_going_back_can_be_stopped_after_any_step(desk):
    for number in range(4):
        add(desk, f"模拟{number}号")
    job = undoing.undo_back_to(desk, 1)
    while len(names(desk)) == 4:  # a step may yield within itself as well
        next(job)
    job.close()
    assert names(desk) == ["模拟0号", "模拟1号", "模拟2号"]
    assert finish(undoing.undo_back_to(desk, 1)) == 2


def test_going_back_that_is_stopped_within_a_step_leaves_that_step_whole(desk):
    for number in range(4):
        add(desk, f"模拟{number}号")
    job = undoing.undo_back_to(desk, 1)
    next(job)
    next(job)
    job.close()
    assert len(names(desk)) in (3, 4)
    assert maintenance.check(desk) == []


def test_a_single_older_step_goes_back_only_while_nothing_rests_on_it(desk):
    first = add(desk, "模拟一号")
    second = add(desk, "模拟二号")
    edit(desk, second, total_area="5")
    event(desk, first)
    with pytest.raises(Trouble, match="后来又改过"):
        undoing.undo(desk, 2)
    with pytest.raises(Trouble, match="认定与变更” 1 条后来指向“模拟一号”"):
        undoing.undo(desk, 1)
    undoing.undo(desk, 3)
    assert recording.texts(desk, "incubator", second)["total_area"] == ""
    with pytest.raises(Misuse, match="已经撤销过"):
        undoing.undo(desk, 3)


def test_a_deletion_is_not_taken_back_alone_while_what_it_points_at_is_gone(desk):
    first = add(desk, "模拟一号")
    about = event(desk, first)
    recording.delete(desk, [about])
    recording.delete(desk, [first])
    with pytest.raises(Trouble, match="“模拟一号”已经删除"):
        undoing.undo(desk, 3)
    with pytest.raises(Trouble, match="“模拟一号”已经删除"):
        trash.restore(desk, [about])
    assert undoing.undo(desk) and undoing.undo(desk)


# the trash


def test_the_trash_shows_deleted_records_as_they_last_were(desk):
    first = add(desk, "模拟一号", total_area="5")
    second = add(desk, "模拟二号")
    edit(desk, first, carrier_name="模拟一号改", valid_from="")
    recording.delete(desk, [first], "重复登记")
    recording.delete(desk, [second])
    assert trash.numbers(desk) == [second, first]
    assert trash.counts(desk) == {"incubator": 2}
    assert trash.numbers(desk, text="一号改") == [first] and trash.numbers(desk, "event") == []
    gone = trash.page(desk, [first])[first]
    assert (gone.name, gone.reason, gone.author, gone.summary) == ("模拟一号改", "重复登记", "测试", "删除“模拟一号改”")
    assert ("总面积", "5") in trash.preview(desk, first)


def test_restoring_brings_own_dated_rows_of_the_same_step_and_can_be_undone(desk):
    first, second = add(desk, "模拟一号"), add(desk, "模拟二号")
    early, late = event(desk, first), event(desk, first, "续期")
    recording.delete(desk, [early])  # by itself: stays deleted
    recording.delete(desk, [first, second], with_own=True)
    assert trash.companions(desk, [first]) == [late]
    changes = trash.restore(desk, [first])
    assert changes.summary == "从回收站恢复“模拟一号”，连同 1 条名下记录"
    assert names(desk) == ["模拟一号"] and set(trash.numbers(desk)) == {early, second}
    undoing.undo(desk)
    assert names(desk) == [] and set(trash.numbers(desk)) == {early, first, second, late}
    undoing.redo(desk)
    trash.restore(desk, [second, early])
    assert names(desk) == ["模拟一号", "模拟二号"] and trash.numbers(desk) == []
    with pytest.raises(Trouble, match="没有被删除"):
        trash.restore(desk, [second])


def test_a_restore_whose_name_is_taken_names_the_other_record_and_changes_nothing(desk):
    first = add(desk, "模拟一号")
    recording.delete(desk, [first])
    other = add(desk, "模拟一号")
    with pytest.raises(Trouble, match=f"没有恢复：与“模拟一号”（#{other}）"):
        trash.restore(desk, [first])
    assert trash.numbers(desk) == [first]


# one cell


def test_the_history_of_a_cell_tells_every_value_and_which_holds_today(desk):
    first = add(desk, "模拟一号", total_area="1")
    edit(desk, first, "复核", "2021-01-01", total_area="2")
    edit(desk, first, "", "2023-01-01", total_area="3")  # not yet
    edit(desk, first, carrier_name="模拟一号改")
    found = cell_history.cell_history(desk, first, "total_area")
    told = [(one.old, one.new, one.valid_from, one.holds, one.reason) for one in found]
    assert told == [
        ("2", "3", "2023-01-01", False, ""),
        ("1", "2", "2021-01-01", True, "复核"),
        ("", "1", "", False, ""),
    ]
    edit(desk, first, "恢复旧值", None, total_area=found[2].text)
    assert cell_history.cell_history(desk, first, "total_area")[0].new == "1"
    with pytest.raises(Misuse):
        cell_history.cell_history(desk, first, "nothing")


def test_every_path_in_leaves_its_line_in_the_history_of_the_cell(desk, tmp_path):
    first, second = add(desk, "模拟一号", total_area="1"), add(desk, "模拟二号")
    bulk_recording.edit_many(desk, "incubator", [first, second], {"total_area": "2"}, "批量复核", "")
    file = tmp_path / "表.csv"
    file.write_text("孵化器名称,总面积（㎡）\n模拟一号,3\n", encoding="utf-8")
    finish(importing.apply(desk, importing.plan(desk, "incubator", file), ""))
    recording.delete(desk, [first])
    trash.restore(desk, [first], "误删")
    undoing.undo(desk)
    undoing.redo(desk)
    told = [(one.new, one.reason or one.summary) for one in cell_history.cell_history(desk, first, "total_area")]
    assert [new for new, _ in told] == ["3", "", "3", "", "3", "2", "1"]
    assert told[4][1] == "导入 表.csv" and told[5][1] == "批量复核" and told[2][1] == "误删"
    assert sum(one.holds for one in cell_history.cell_history(desk, first, "total_area")) == 1


def test_a_past_day_is_seen_as_it_was_known_then(tmp_path):
    desk = small.make(tmp_path, "2022-01-10T09:00:00")
    first = add(desk, "模拟一号", total_area="1", established_date="2019-01-01")
    desk = small.reopen(desk, "2022-06-01T09:00:00")
    edit(desk, first, total_area="9")
    add(desk, "模拟漏报", established_date="2019-01-01")
    day = date(2021, 12, 31)
    for known, expected in ((None, ["9.00", "None"]), (datetime(2022, 3, 1), ["1.00"]), (None, ["9.00", "None"])):
        view = browsing.View("incubator", as_of=day, known=known)
        ids = list(browsing.ids(desk, view))
        rows = browsing.rows(desk, "incubator", ids, day, known)
        assert [str(rows[number].get("total_area")) for number in ids] == expected
    desk.close()
