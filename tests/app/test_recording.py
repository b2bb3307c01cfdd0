"""Rows typed, saved, taken back, and asked for as of a past day."""

from __future__ import annotations

from datetime import date

import pytest

from bureau_desk.app import asking, browsing, maintenance, quality, recording, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import DeskInUse, Misuse, Trouble
from bureau_desk.domain.question import Condition, Operator
from tests.app import small


@pytest.fixture
def desk(tmp_path):
    opened = small.make(tmp_path)
    yield opened
    opened.close()


def add(desk, name="甲孵化器", unit="武进区", **more):
    draft = recording.read(desk, "incubator", {"carrier_name": name, "stat_unit": unit, **more})
    return recording.save(desk, draft).records[0]


def listed(desk, **more):
    return list(browsing.ids(desk, browsing.View("incubator", **more)))


def test_a_saved_row_reads_back_as_it_was_typed(desk):
    number = add(desk, total_area="18700.5", incubation_fund="1200", tags="甲；乙", established_date="2015.6")
    row = browsing.rows(desk, "incubator", [number])[number]
    assert str(row.get("total_area")) == "18700.50"
    assert row.get("incubation_fund") == 12_000_000
    assert row.get("established_date") == "2015-06"
    assert row.get("tags") == ("甲", "乙")
    assert recording.texts(desk, "incubator", number)["incubation_fund"] == "1200"


def test_a_row_without_its_name_is_refused(desk):
    draft = recording.read(desk, "incubator", {"carrier_name": "", "stat_unit": "武进区"})
    assert draft.refused
    with pytest.raises(Trouble, match="没有保存"):
        recording.save(desk, draft)
    assert listed(desk) == []


def test_a_second_row_of_the_same_name_is_refused_naming_the_first(desk):
    add(desk, "同名孵化器")
    draft = recording.read(desk, "incubator", {"carrier_name": "同名孵化器", "stat_unit": "新北区"})
    assert any("同名孵化器" in one.message for one in draft.problems)
    assert draft.refused


def test_pinyin_initials_and_parts_of_a_name_find_it(desk):
    number = add(desk, "溧阳市高新技术创业中心")
    add(desk, "另一家")
    for text in ("lyscx"[:3], "高新", "liyang", "创业中心"):
        assert listed(desk, search=text) == [number], text


def test_filters_and_sort_use_the_order_of_the_code_list(desk):
    first = add(desk, "甲", "新北区")
    second = add(desk, "乙", "武进区")
    assert listed(desk, sort=(("stat_unit", False),)) == [second, first]
    assert listed(desk, filters=(Condition("stat_unit", Operator.EQUALS, "高新区"),)) == [first]


def test_an_event_sets_the_level_of_its_carrier_and_undo_takes_it_away(desk):
    number = add(desk)
    draft = recording.read(
        desk, "event", {"subject": "甲孵化器", "event_kind": "认定", "event_date": "2019-12-01", "after": "省级"}
    )
    recording.save(desk, draft)
    assert browsing.rows(desk, "incubator", [number])[number].get("highest_level") == "省级"
    undoing.undo(desk)
    assert browsing.rows(desk, "incubator", [number])[number].get("highest_level") is None
    undoing.redo(desk)
    assert browsing.rows(desk, "incubator", [number])[number].get("highest_level") == "省级"


def test_undo_all_is_the_start_and_redo_all_the_end_even_after_a_restart(desk):
    number = add(desk)
    draft = recording.read(desk, "incubator", {"stat_unit": "新北区"}, number)
    recording.save(desk, draft)
    recording.delete(desk, [number])
    again = small.reopen(desk)
    try:
        while undoing.undo(again):
            pass
        assert listed(again) == []
        steps = 0
        while undoing.redo(again):
            steps += 1
        assert steps == 3
        assert listed(again) == []
        undoing.undo(again)
        row = browsing.rows(again, "incubator", [number])[number]
        assert row.get("stat_unit") == "320411"
        assert maintenance.check(again) == []
    finally:
        again.close()


def test_an_edit_made_later_leaves_the_past_as_it_was(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    number = add(desk)
    desk = small.reopen(desk, "2025-02-01T09:00:00")
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number))
    then = asking.snapshot(desk, date(2024, 12, 31)).rows("incubator")[0]
    now = asking.snapshot(desk, date(2025, 2, 1)).rows("incubator")[0]
    assert (then.get("stat_unit"), now.get("stat_unit")) == ("320412", "320411")
    desk.close()


def test_a_corrected_date_holds_since_always(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    number = add(desk, established_date="2019")
    desk = small.reopen(desk, "2025-02-01T09:00:00")
    changed = {"established_date": "2018", "stat_unit": "新北区"}
    recording.save(desk, recording.read(desk, "incubator", changed, number))
    then = asking.snapshot(desk, date(2024, 12, 31)).rows("incubator")[0]
    assert then.get("established_date") == "2018"
    assert then.get("stat_unit") == "320412"
    desk.close()


def test_the_window_as_of_a_past_day_filters_and_sorts_like_today(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    number = add(desk)
    desk = small.reopen(desk, "2025-02-01T09:00:00")
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number))
    wanted = (Condition("stat_unit", Operator.EQUALS, "武进区"),)
    assert listed(desk, filters=wanted) == []
    assert listed(desk, filters=wanted, as_of=date(2024, 12, 31)) == [number]
    desk.close()


def test_history_tells_who_changed_what(desk):
    number = add(desk)
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number), "搬迁")
    newest = recording.history(desk, number)[0]
    assert (newest.author, newest.reason) == ("测试", "搬迁")
    assert newest.changes == (("所属辖市区", "武进区", "新北区"),)


def test_a_bulk_edit_touches_only_the_named_field_and_is_one_batch(desk):
    numbers = [add(desk, name, total_area="100") for name in ("甲", "乙", "丙")]
    recording.edit_many(desk, "incubator", numbers, {"stat_unit": "新北区"})
    rows = browsing.rows(desk, "incubator", numbers)
    assert {row.get("stat_unit") for row in rows.values()} == {"320411"}
    assert {str(row.get("total_area")) for row in rows.values()} == {"100.00"}
    undoing.undo(desk)
    assert {row.get("stat_unit") for row in browsing.rows(desk, "incubator", numbers).values()} == {"320412"}


def test_an_old_batch_whose_rows_changed_since_is_not_taken_back_alone(desk):
    number = add(desk)
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number))
    with pytest.raises(Trouble, match="后来又改过"):
        undoing.undo(desk, 1)
    with pytest.raises(Misuse):
        undoing.undo(desk, 99)


def test_a_row_changed_elsewhere_is_not_overwritten(desk):
    number = add(desk)
    mine = recording.read(desk, "incubator", {"stat_unit": "新北区"}, number)
    recording.save(desk, recording.read(desk, "incubator", {"total_area": "5"}, number))
    with pytest.raises(Trouble, match="别处改过"):
        recording.save(desk, mine)


def test_two_programs_on_one_desk_the_second_names_the_first(desk):
    with pytest.raises(DeskInUse, match="测试"):
        Desk.open(desk.path, "别人", small.clock_at("2022-03-01T10:00:00"), schema=small.SMALL)
    reader = Desk.open(desk.path, "别人", small.clock_at("2022-03-01T10:00:00"), write=False, schema=small.SMALL)
    add(desk, "新的一家")
    assert len(listed(reader)) == 1
    with pytest.raises(Trouble, match="只读"):
        recording.save(reader, recording.read(reader, "incubator", {"carrier_name": "乙", "stat_unit": "武进区"}))
    reader.close()


def test_a_wrong_check_digit_is_stored_and_listed_as_a_problem(desk):
    draft = recording.read(desk, "incubator", {"carrier_name": "甲", "stat_unit": "武进区"})
    recording.save(desk, draft)
    assert quality.problems(desk) == []
