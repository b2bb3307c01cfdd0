"""Rows typed, saved, taken back, and asked for as of a past day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bureau_desk.app import asking, browsing, bulk_recording, maintenance, quality, recording, undoing, validity
from bureau_desk.app.desk import Desk
from bureau_desk.app.pointing import StillNamed
from bureau_desk.domain.problem import DeskInUse, Misuse, Trouble
from bureau_desk.domain.question import Condition, Operator, Question
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


@pytest.mark.parametrize("text", ["#②", "#²", "#99999999999999999999", "99999999999999999999", "#１２"])
def test_what_only_looks_like_the_number_of_a_record_finds_none(desk, text):
    draft = recording.read(desk, "event", {"subject": text, "event_kind": "认定"})
    assert any(one.field == "subject" for one in draft.problems)
    assert recording.find(desk, "incubator", text) == []


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
    bulk_recording.edit_many(desk, "incubator", numbers, {"stat_unit": "新北区"})
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


def on(desk, day, field, number=1):
    rows = {row.id: row for row in asking.snapshot(desk, date.fromisoformat(day)).rows("incubator")}
    return rows[number].get(field)


def test_two_drafts_of_one_name_are_not_both_saved(desk):
    typed = {"carrier_name": "同名孵化器", "stat_unit": "武进区"}
    first, second = recording.read(desk, "incubator", typed), recording.read(desk, "incubator", typed)
    recording.save(desk, first)
    with pytest.raises(Trouble, match=r"没有保存：与“同名孵化器”（#1）"):
        recording.save(desk, second)
    assert len(listed(desk)) == 1
    assert undoing.undo_label(desk).startswith("新增")


def test_a_record_is_not_renamed_to_a_name_that_was_just_taken(desk):
    add(desk, "甲")
    number = add(desk, "乙")
    mine = recording.read(desk, "incubator", {"carrier_name": "丙"}, number)
    add(desk, "丙")
    with pytest.raises(Trouble, match="丙"):
        recording.save(desk, mine)
    assert recording.texts(desk, "incubator", number)["carrier_name"] == "乙"


def test_many_records_are_not_given_one_name(desk):
    numbers = [add(desk, name) for name in ("甲", "乙")]
    with pytest.raises(Trouble, match="没有修改"):
        bulk_recording.edit_many(desk, "incubator", numbers, {"carrier_name": "同一个名称"})
    assert {one.get("carrier_name") for one in recording.rows_of(desk, "incubator", numbers).values()} == {"甲", "乙"}


def test_a_deleted_record_is_not_deleted_again_and_leaves_no_ghost(desk):
    number = add(desk)
    recording.delete(desk, [number])
    with pytest.raises(Trouble, match="已经删除"):
        recording.delete(desk, [number])
    undoing.undo(desk)
    undoing.undo(desk)
    assert listed(desk) == []
    with pytest.raises(Misuse, match="没有记录"):
        recording.delete(desk, [99])


def recognise(desk, name="甲孵化器", day="2019-12-01"):
    typed = {"subject": name, "event_kind": "认定", "event_date": day, "after": "省级"}
    return recording.save(desk, recording.read(desk, "event", typed)).records[0]


def test_a_record_with_events_is_not_deleted_without_a_word(desk):
    number = add(desk)
    events = [recognise(desk), recognise(desk, day="2020-12-01")]
    with pytest.raises(StillNamed, match="名下还有“认定与变更” 2 条") as refused:
        recording.delete(desk, [number])
    assert refused.value.own == 2
    assert listed(desk) == [number]
    changes = recording.delete(desk, [number], with_own=True)
    assert set(changes.records) == {number, *events}
    assert changes.registers == {"incubator", "event"}
    assert listed(desk) == [] and not browsing.ids(desk, browsing.View("event"))
    undoing.undo(desk)
    assert browsing.rows(desk, "incubator", [number])[number].get("highest_level") == "省级"
    assert list(browsing.ids(desk, browsing.View("event"))) == events
    assert maintenance.check(desk) == []


def test_a_record_chosen_together_with_its_events_is_deleted(desk):
    number = add(desk)
    event = recognise(desk)
    recording.delete(desk, [number, event, number])
    assert listed(desk) == [] and not browsing.ids(desk, browsing.View("event"))


def test_a_correction_mends_past_days_too(tmp_path):
    desk = small.make(tmp_path, "2024-01-10T09:00:00")
    number = add(desk, total_area="100")
    desk = small.reopen(desk, "2024-01-17T09:00:00")
    typed = {"stat_unit": "新北区", "total_area": "200"}
    changes = recording.save(desk, recording.read(desk, "incubator", typed, number), "录错了", validity.CORRECTION)
    assert on(desk, "2023-12-31", "stat_unit") == "320411"
    assert on(desk, "2023-12-31", "total_area") == 200
    assert changes.summary == "更正科技企业孵化器“甲孵化器”"
    desk.close()


def test_a_correction_mends_the_value_of_today_from_the_day_it_began(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    number = add(desk, total_area="100")
    draft = recording.read(desk, "incubator", {"total_area": "200"}, number)
    changes = recording.save(desk, draft, valid_from="2023-01-01")
    assert changes.summary.endswith("（自 2023-01-01 起）")
    recording.save(desk, recording.read(desk, "incubator", {"total_area": "250"}, number), "", validity.CORRECTION)
    days = ("2022-12-31", "2023-01-01", "2024-06-01")
    assert [on(desk, day, "total_area") for day in days] == [100, 250, 250]
    assert str(recording.rows_of(desk, "incubator", [number])[number].get("total_area")) == "250.00"
    undoing.undo(desk)
    assert [on(desk, day, "total_area") for day in days] == [100, 200, 200]
    desk.close()


def test_a_name_typed_anew_is_a_correction_and_a_state_a_change(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    number = add(desk, "甲孵化其")
    desk = small.reopen(desk, "2025-02-01T09:00:00")
    typed = {"carrier_name": "甲孵化器", "stat_unit": "新北区"}
    recording.save(desk, recording.read(desk, "incubator", typed, number))
    assert on(desk, "2024-12-31", "carrier_name") == "甲孵化器"
    assert (on(desk, "2024-12-31", "stat_unit"), on(desk, "2025-02-01", "stat_unit")) == ("320412", "320411")
    desk.close()


def test_a_bulk_edit_may_be_a_correction_or_hold_from_a_day(tmp_path):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    numbers = [add(desk, "甲"), add(desk, "乙")]
    bulk_recording.edit_many(desk, "incubator", numbers, {"total_area": "7"}, valid_from=validity.CORRECTION)
    assert {on(desk, "2020-01-01", "total_area", number) for number in numbers} == {7}
    bulk_recording.edit_many(desk, "incubator", numbers, {"total_area": "9"}, valid_from="2022-01-01")
    assert {on(desk, "2021-12-31", "total_area", number) for number in numbers} == {7}
    assert {on(desk, "2022-01-01", "total_area", number) for number in numbers} == {9}
    desk.close()


def test_a_correction_entered_later_is_not_known_before(tmp_path):
    desk = small.make(tmp_path, "2024-01-10T09:00:00")
    number = add(desk)
    desk = small.reopen(desk, "2024-01-17T09:00:00")
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number), "", validity.CORRECTION)
    asked = Question("wujin", "incubator", where=(Condition("stat_unit", Operator.EQUALS, "武进区"),))
    then, now = datetime(2024, 1, 16), datetime(2024, 1, 17, 9)
    assert asking.ask(desk, asked, date(2023, 12, 31), then).rows == (number,)
    assert asking.ask(desk, asked, date(2023, 12, 31), now).rows == ()
    assert asking.ask(desk, asked, date(2023, 12, 31)).rows == ()
    desk.close()


def test_a_deleted_record_does_not_come_back_beside_another_of_its_name(desk):
    first = add(desk, "甲孵化器")
    deletion = recording.delete(desk, [first])
    second = add(desk, "甲孵化器")
    with pytest.raises(Trouble, match="没有撤销：与“甲孵化器”"):
        undoing.undo(desk, deletion.batch)
    assert listed(desk) == [second]
    recording.delete(desk, [second])
    undoing.undo(desk, deletion.batch)
    assert listed(desk) == [first]
