"""Two days of a register side by side."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bureau_desk.app import asking, comparing, recording, schema_editing
from bureau_desk.app.expressions import parse_where
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_codes
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.snapshot import AsOf
from tests.app import small

BEFORE, AFTER = AsOf(date(2020, 12, 31)), AsOf(date(2021, 12, 31))


def add(desk, name, **typed):
    typed = {"carrier_name": name, "stat_unit": "武进区", **typed}
    return recording.save(desk, recording.read(desk, "incubator", typed)).records[0]


def edit(desk, record, valid_from, **typed):
    recording.save(desk, recording.read(desk, "incubator", typed, record), valid_from=valid_from)


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path, "2022-01-10T09:00:00")
    add(made, "模拟老园", established_date="2010-01-01", total_area="100", operator_uscc="91320412MA00000017")
    add(made, "模拟新园", established_date="2021-06-01")
    add(made, "模拟不变", established_date="2011-01-01")
    edit(made, 1, "2021-03-01", stat_unit="新北区", total_area="120")
    yield made
    made.close()


def test_rows_came_and_changed_between_two_days(desk):
    made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER))
    assert made.counts() == {"added": 1, "removed": 0, "changed": 1}
    changed = next(one for one in made.differences if one.kind == comparing.CHANGED)
    told = {one.field: (one.old, one.new, one.batch) for one in changed.changes}
    assert told == {"stat_unit": ("320412", "320411", 4), "total_area": (Decimal(100), Decimal(120), 4)}
    assert made.by_field() == {"stat_unit": 1, "total_area": 1}
    added = next(one for one in made.differences if one.kind == comparing.ADDED)
    assert comparing.why(desk, added.batch) == "两个日期之间开始或不再计入"
    assert comparing.why(desk, 4).startswith("2022-01-10 测试：修改科技企业孵化器“模拟老园”")
    back = finish(comparing.compare(desk, "incubator", AFTER, BEFORE))
    assert back.counts() == {"added": 0, "removed": 1, "changed": 1}
    pieces = [(1, "", None, AFTER.on), (1, "stat_unit", "320411", AFTER.on)]
    assert comparing.shown(desk, "incubator", pieces) == ["模拟老园", "新北区"]


def test_the_same_day_is_compared_by_what_was_known_at_two_moments(desk):
    again = small.reopen(desk, "2022-06-01T09:00:00")
    edit(again, 3, "", total_area="77")
    add(again, "模拟漏报", established_date="2015-01-01")
    known = AsOf(AFTER.on, datetime(2022, 3, 1))
    made = finish(comparing.compare(again, "incubator", known, AFTER))
    assert [(one.record, one.kind) for one in made.differences] == [(3, "changed"), (4, "added")]
    assert comparing.told(known) == "2021-12-31（按 2022-03-01 00:00 所知）"
    with pytest.raises(Misuse, match="同一天"):
        finish(comparing.compare(again, "incubator", AFTER, AFTER))
    # what differs by the comparison is what differs between two snapshots
    one = {row.id: row.values for row in asking.snapshot(again, known.on, known.known).rows("incubator")}
    other = {row.id: row.values for row in asking.snapshot(again, AFTER.on).rows("incubator")}
    assert {key for key in other if one.get(key) != other[key]} == {3, 4}
    again.close()


def test_search_and_filters_keep_what_meets_them_on_either_day(desk):
    register = desk.register("incubator")
    for text, expected in (("所属辖市区=新北区", [1]), ("所属辖市区=武进区", [1, 2]), ("总面积>=500", [])):
        filters = parse_where(text, register, desk.schema)
        made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER, "", filters))
        assert [one.record for one in made.differences] == expected
    made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER, "老园"))
    assert [one.record for one in made.differences] == [1]


def test_the_workbook_has_a_sheet_each_and_keeps_codes_as_text(desk, tmp_path):
    made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER))
    assert finish(comparing.write(desk, made, tmp_path / "对比.xlsx")) == 2
    book = load_workbook(tmp_path / "对比.xlsx")
    assert book.sheetnames == ["新增 1", "减少 0", "变更 1"]
    rows = list(book["变更 1"].iter_rows(values_only=True))
    assert rows[0][:6] == ("编号", "名称", "代码", "字段", "原值", "新值")
    assert ("所属辖市区", "武进区", "新北区") in [row[3:6] for row in rows]
    assert book["新增 1"]["A2"].value == "模拟新园" and book["新增 1"]["A2"].data_type == "s"
    assert book["变更 1"]["E2"].font.strike
    with pytest.raises(Misuse):
        finish(comparing.write(desk, made, tmp_path / "对比.pdf"))


def test_computed_fields_are_compared_and_their_reason_is_told(desk, tmp_path):
    draft = {"subject": "模拟老园", "event_kind": "认定", "event_date": "2021-04-01", "after": "省级"}
    recording.save(desk, recording.read(desk, "event", draft))
    made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER))
    changed = next(one for one in made.differences if one.kind == comparing.CHANGED)
    level = next(one for one in changed.changes if one.field == "highest_level")
    assert (level.old, level.new, level.batch) == (None, "省级", comparing.COMPUTED)
    assert comparing.why(desk, level.batch).startswith("系统推算")
    assert {one.batch for one in changed.changes if one.field != "highest_level"} == {4}
    finish(comparing.write(desk, made, tmp_path / "对比.xlsx"))
    rows = load_workbook(tmp_path / "对比.xlsx")["变更 1"].iter_rows(values_only=True)
    told = [row for row in rows if str(row[3]).startswith("最高有效级别")]
    assert [(row[4] or "", *row[5:7]) for row in told] == [("", "省级", comparing.why(desk, level.batch))]


def test_each_side_is_told_in_the_words_of_its_day(desk):
    held = desk.schema.codelists["stat_unit"].get("320412")
    step = overlay_codes.change_code(desk.laid, "stat_unit", replace(held, label="武进新区"), date(2021, 6, 1))
    finish(schema_editing.carry_out(desk, step))
    pieces = [(1, "stat_unit", "320412", BEFORE.on), (1, "stat_unit", "320412", AFTER.on)]
    assert comparing.shown(desk, "incubator", pieces) == ["武进区", "武进新区"]
    made = finish(comparing.compare(desk, "incubator", BEFORE, AFTER))
    assert made.by_field() == {"stat_unit": 1, "total_area": 1}, "another name alone is no change of the record"
