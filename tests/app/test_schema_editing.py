"""Fields and code lists changed by staff: everything follows at once, nothing is lost, undo takes every step back."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from bureau_desk.app import (
    asking,
    browsing,
    closing,
    exporting,
    importing,
    maintenance,
    recording,
    schema_editing,
    undoing,
)
from bureau_desk.app.jobs import finish
from bureau_desk.app.schema_conversion import dry_run, write_unread
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.problem import Misuse, Severity, Trouble
from bureau_desk.domain.question import Question
from bureau_desk.domain.register import Code
from bureau_desk.store import folding, journal
from bureau_desk.store.tables import batch
from tests.app import small


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    for place, unit in enumerate(("武进区", "新北区", "武进区"), start=1):
        typed = {"carrier_name": f"模拟{place}号", "stat_unit": unit, "established_date": f"201{place}"}
        recording.save(made, recording.read(made, "incubator", typed))
    yield made
    made.close()


def carry(desk, step, converted=None):
    return finish(schema_editing.carry_out(desk, step, converted))


def add(desk, **attributes):
    step, key = overlay_fields.add_field(desk.laid, "incubator", attributes)
    carry(desk, step)
    return key


def change(desk, key, **attributes):
    step = overlay_fields.change_field(desk.laid, "incubator", key, attributes)
    field = desk.register("incubator").field(key)
    converted = ("incubator", key) if overlay_fields.changes_shape(field, attributes) else None
    return carry(desk, step, converted)


def fill(desk, record, valid_from=None, **typed):
    return recording.save(desk, recording.read(desk, "incubator", typed, record), valid_from=valid_from)


def held(desk, key, day=None):
    ids = browsing.ids(desk, browsing.View("incubator", as_of=day))
    found = browsing.rows(desk, "incubator", ids, day)
    return {number: row.get(key) for number, row in found.items()}


def test_an_added_field_is_filled_filtered_exported_imported_and_asked_at_once(desk, tmp_path):
    key = add(
        desk, title="路演场次", type="int", unit="场", section="活动", rule="按月累计。", minimum="0", maximum="500"
    )
    assert key == "x_luyanchangci"
    fill(desk, 1, **{key: "12"})
    fill(desk, 2, **{key: "30"})
    assert held(desk, key) == {1: 12, 2: 30, 3: None}
    refused = recording.read(desk, "incubator", {key: "900"}, 1)
    assert any("500" in one.message for one in refused.problems)
    shown = browsing.ids(desk, exporting.view_of(desk, "incubator", "路演场次>=20"))
    assert list(shown) == [2]
    out = tmp_path / "导出.xlsx"
    finish(exporting.export(desk, browsing.View("incubator"), out))
    sheet = load_workbook(out).active
    heads = [cell.value for cell in sheet[1]]
    assert "路演场次（场）" in heads
    sheet.cell(4, heads.index("路演场次（场）") + 1, 7)
    sheet.parent.save(out)
    plan = importing.plan(desk, "incubator", out)
    finish(importing.apply(desk, plan))
    assert held(desk, key) == {1: 12, 2: 30, 3: 7}
    exporting.template(desk.schema, "incubator", tmp_path / "填报.xlsx", desk.clock)
    heads = [cell.value for cell in load_workbook(tmp_path / "填报.xlsx").worksheets[0][1]]
    assert "路演场次（场）" in heads
    table = asking.ask(desk, Question("路演", register="incubator", measure="sum:路演场次"))
    assert table.value == 49
    assert maintenance.check(desk) == []
    again = small.reopen(desk)
    try:
        assert held(again, key) == {1: 12, 2: 30, 3: 7}
        assert maintenance.check(again) == []
    finally:
        again.close()


def test_undo_takes_a_field_away_and_redo_brings_it_back_with_what_it_held(desk):
    key = add(desk, title="备案编号", type="code")
    fill(desk, 1, **{key: "00712"})
    undoing.undo(desk)
    undoing.undo(desk)
    assert desk.register("incubator").field(key) is None
    assert maintenance.check(desk) == []
    undoing.redo(desk)
    assert held(desk, key) == {1: None, 2: None, 3: None}
    undoing.redo(desk)
    assert held(desk, key)[1] == "00712"
    assert maintenance.check(desk) == []


def test_whoever_reads_beside_a_job_never_asks_for_columns_that_are_gone_or_not_there_yet(desk):
    """The job reads by a connection of its own, as in the window, and so does each of the threads."""
    numbers, done, failed, rounds = browsing.ids(desk, browsing.View("incubator")), threading.Event(), [], [0, 0]

    def read(place):
        try:
            with desk.database.aside() if place else contextlib.nullcontext():
                while not done.is_set():
                    assert len(browsing.rows(desk, "incubator", numbers)) == 3
                    rounds[place] += 1
        except Exception as trouble:
            failed.append(trouble)

    readers = [threading.Thread(target=read, args=(place,)) for place in (0, 1)]
    for one in readers:
        one.start()
    with desk.database.aside():
        for turn in range(6):
            add(desk, title=f"路演场次{turn}", type="int")
            undoing.undo(desk)
    done.set()
    for one in readers:
        one.join(10)
    assert not failed and min(rounds) > 3


def test_a_field_with_values_is_not_taken_away_by_undoing_its_batch_alone(desk):
    key = add(desk, title="备案编号", type="code")
    fill(desk, 1, **{key: "00712"})
    with desk.database.reading() as connection:
        number = next(row.id for row in connection.execute(batch.select()) if row.summary.startswith("字段表"))
    with pytest.raises(Trouble, match="已填 1 条"):
        undoing.undo(desk, number)


def test_a_renamed_field_is_found_by_its_former_title_in_files_and_questions(desk, tmp_path):
    change(desk, "total_area", title="场地总面积")
    fill(desk, 1, total_area="1200")
    out = tmp_path / "旧表.csv"
    out.write_text("孵化器名称,总面积\n模拟2号,800\n", encoding="utf-8-sig")
    finish(importing.apply(desk, importing.plan(desk, "incubator", out)))
    assert held(desk, "total_area")[2] == Decimal(800)
    for name in ("总面积", "场地总面积"):
        assert asking.ask(desk, Question("面积", register="incubator", measure=f"sum:{name}")).value == 2000


def test_a_retired_field_is_not_asked_for_today_and_still_stands_in_the_past(desk, tmp_path):
    key = add(desk, title="传真", type="text", need="R")
    fill(desk, 1, valid_from="2020-01-01", **{key: "0519-1"})
    assert any(one.field == key for one in recording.read(desk, "incubator", {}, 2).problems)
    change(desk, key, retired_on="2022-01-01")
    register = desk.register("incubator")
    assert key not in [one.key for one in register.offered(desk.today())]
    assert key in [one.key for one in register.offered(date(2021, 6, 1))]
    assert not any(one.field == key for one in recording.read(desk, "incubator", {}, 2).problems)
    assert held(desk, key, date(2021, 6, 1))[1] == "0519-1"
    now, then = tmp_path / "今.xlsx", tmp_path / "昔.xlsx"
    finish(exporting.export(desk, browsing.View("incubator"), now))
    finish(exporting.export(desk, browsing.View("incubator", as_of=date(2021, 6, 1)), then))
    assert "传真" not in [cell.value for cell in load_workbook(now).active[1]]
    assert "传真" in [cell.value for cell in load_workbook(then).active[1]]
    planned = importing.plan(desk, "incubator", then)
    assert any("停用" in one.message for one in planned.problems)
    fill(desk, 1, total_area="5")
    change(desk, key, retired_on="")
    assert held(desk, key)[1] == "0519-1"


def test_a_gap_in_a_field_is_no_fault_from_the_day_on_which_it_is_retired(desk):
    key = add(desk, title="传真", need="R")
    assert faulty(desk) == 3
    change(desk, key, retired_on="2022-03-05")
    assert faulty(desk) == 3
    later = small.reopen(desk, "2022-03-05T09:00:00")
    try:
        assert faulty(later) == 0
    finally:
        later.close()


def test_fields_on_which_counting_rests_say_why_they_stay(desk):
    with pytest.raises(Misuse, match="统计家数时要用"):
        change(desk, "stat_unit", retired_on="2022-01-01")
    with pytest.raises(Misuse, match="名称"):
        change(desk, "carrier_name", type="int")
    with pytest.raises(Misuse, match="由程序推算"):
        change(desk, "highest_level", type="text")
    change(desk, "stat_unit", title="所属区")


def test_a_title_is_given_once(desk):
    with pytest.raises(Misuse, match="已有字段“总面积”"):
        add(desk, title="总面积")
    with pytest.raises(Misuse, match="还没有填"):
        add(desk, title="  ")
    with pytest.raises(Misuse, match="不是金额单位"):
        add(desk, title="租金", type="money", unit="斤")


def test_the_dry_run_names_what_cannot_be_converted_and_the_change_keeps_it(desk, tmp_path):
    key = add(desk, title="批准时间")
    for record, text in ((1, "2021年5月"), (2, "去年"), (3, "2020/3/4")):
        fill(desk, record, valid_from="2021-01-01", **{key: text})
    fill(desk, 1, valid_from="2022-02-01", **{key: "不详"})
    before = held(desk, key)
    step = overlay_fields.change_field(desk.laid, "incubator", key, {"type": "date"})
    tried = finish(dry_run(desk, step, "incubator", key))
    assert (tried.filled, tried.converted) == (3, 1)
    assert [(one.record, one.name, one.text) for one in tried.unread] == [
        (1, "模拟1号", "不详"),
        (2, "模拟2号", "去年"),
    ]
    assert all(one.reason for one in tried.unread)
    assert held(desk, key) == before
    out = tmp_path / "未能转换.xlsx"
    assert write_unread(tried, "科技企业孵化器", out, desk) == 2
    assert [cell.value for cell in load_workbook(out).active[2]][:3] == [1, "模拟1号", "不详"]
    steps = count_batches(desk)
    carry(desk, step, ("incubator", key))
    assert count_batches(desk) == steps + 1
    assert held(desk, key) == {1: "不详", 2: "去年", 3: "2020-03-04"}
    assert held(desk, key, date(2021, 6, 1))[1] == "2021-05"
    assert faulty(desk) == 2
    draft = recording.read(desk, "incubator", {key: "去年", "total_area": "9"}, 2)
    assert not draft.refused and any(one.severity is Severity.SOFT for one in draft.problems)
    assert maintenance.check(desk) == []
    undoing.undo(desk)
    assert held(desk, key) == before
    assert held(desk, key, date(2021, 6, 1))[1] == "2021年5月"
    undoing.redo(desk)
    assert held(desk, key) == {1: "不详", 2: "去年", 3: "2020-03-04"}
    assert maintenance.check(desk) == []


@pytest.mark.parametrize(
    ("first", "second", "text", "shown"),
    [
        ({"type": "code"}, {"type": "int"}, "007", "7"),
        ({"type": "money", "unit": "万元"}, {"type": "text"}, "12.5", "12.5"),
        ({"type": "money", "unit": "万元"}, {"type": "int"}, "12", "12"),
        ({"type": "enum", "codelist": "stat_unit"}, {"type": "text"}, "武进区", "武进区"),
        ({"type": "text"}, {"type": "enum", "codelist": "stat_unit"}, "武进区", "320412"),
        ({"type": "multi"}, {"type": "text"}, "一；二", "一；二"),
        ({"type": "text"}, {"type": "multi"}, "一；二", ("一", "二")),
        ({"type": "dec"}, {"type": "pct"}, "12.5", "12.50"),
        ({"type": "bool"}, {"type": "text"}, "是", "是"),
        ({"type": "ref", "targets": ["incubator"]}, {"type": "text"}, "模拟2号", "模拟2号"),
        ({"type": "text"}, {"type": "ref", "targets": ["incubator"]}, "模拟2号", "2"),
        ({"type": "money", "unit": "万元"}, {"type": "date"}, "12", "12"),
        ({"type": "ref", "targets": ["incubator"]}, {"type": "int"}, "模拟2号", "模拟2号"),
    ],
)
def test_a_change_of_type_reads_what_staff_saw_and_undo_brings_the_very_value_back(desk, first, second, text, shown):
    key = add(desk, title="试改", **first)
    fill(desk, 1, **{key: text})
    fill(desk, 3, **{key: text})
    recording.delete(desk, [3])
    before, past = held(desk, key), state_of(desk, 3)
    change(desk, key, **second)
    value = held(desk, key)[1]
    assert value == shown if isinstance(shown, tuple) else str(value) == shown
    undoing.undo(desk)
    assert held(desk, key) == before
    assert state_of(desk, 3) == past
    undoing.undo(desk)
    assert held(desk, key)[3] == before[1]


def state_of(desk, record):
    """What a deleted record would hold if it came back today."""
    with desk.database.reading() as connection:
        lines = [one for one in journal.lines_of(connection, desk.schema, record) if one.action != "delete"]
        return folding.fold(lines)


def faulty(desk):
    return next(one.problems for one in browsing.registers(desk) if one.key == "incubator")


def count_batches(desk):
    with desk.database.reading() as connection:
        return len(connection.execute(batch.select()).all())


def test_codes_are_added_renamed_dated_and_never_deleted_while_in_use(desk):
    carry(desk, overlay_codes.add_code(desk.laid, "stat_unit", Code("", "金坛区")))
    fill(desk, 1, stat_unit="金坛区")
    with pytest.raises(Misuse, match="1 条记录"):
        schema_editing.remove_unused_code(desk, "stat_unit", "金坛区")
    fill(desk, 1, stat_unit="武进区")
    with pytest.raises(Misuse, match="历史"):
        schema_editing.remove_unused_code(desk, "stat_unit", "金坛区")
    carry(desk, overlay_codes.add_code(desk.laid, "stat_unit", Code("", "溧阳")))
    carry(desk, schema_editing.remove_unused_code(desk, "stat_unit", "溧阳"))
    assert desk.schema.codelists["stat_unit"].get("溧阳") is None
    with pytest.raises(Misuse, match="自带"):
        schema_editing.remove_unused_code(desk, "carrier_level", "省级")
    assert maintenance.check(desk) == []


def test_a_code_renamed_from_a_day_keeps_its_former_label_before_it(desk):
    held_code = desk.schema.codelists["stat_unit"].get("320411")
    step = overlay_codes.change_code(desk.laid, "stat_unit", replace(held_code, label="新北新区"), date(2021, 1, 1))
    carry(desk, step)
    listed = desk.schema.codelists["stat_unit"]
    assert listed.label("320411", date(2020, 5, 1)) == "新北区"
    assert listed.label("320411", date(2021, 5, 1)) == "新北新区"
    assert browsing.display(desk, desk.register("incubator").field("stat_unit"), "320411") == "新北新区"
    for words in ("新北区", "高新区", "新北新区"):
        assert recording.read(desk, "incubator", {"stat_unit": words}, 1).values["stat_unit"] == "320411"
    assert faulty(desk) == 0
    undoing.undo(desk)
    assert desk.schema.codelists["stat_unit"].get("320411").label == "新北区"


def test_a_retired_code_is_doubted_and_levels_follow_their_order(desk):
    entry = desk.schema.codelists["stat_unit"].get("320411")
    carry(desk, overlay_codes.change_code(desk.laid, "stat_unit", replace(entry, valid_to=date(2021, 12, 31))))
    assert faulty(desk) == 1
    carry(desk, overlay_codes.order_codes(desk.laid, "carrier_level", ["省级", "国家级", "市级认定"]))
    ranks = {one.code: one.rank for one in desk.schema.codelists["carrier_level"].codes}
    assert ranks == {"省级": 1, "国家级": 2, "市级认定": 3}
    step, key = overlay_codes.add_list(desk.laid, "服务类别", ["投融资", "法务", "投融资"], False)
    carry(desk, step)
    field = add(desk, title="服务", type="multi", codelist=key)
    fill(desk, 1, **{field: "法务、投融资"})
    assert schema_editing.code_uses(desk, key) == {"法务": 1, "投融资": 1}
    assert browsing.display(desk, desk.register("incubator").field(field), ("法务",)) == "法务"


def test_order_columns_and_register_titles_are_staffs_own(desk):
    keys = [one.key for one in desk.register("incubator").fields]
    wanted = [keys[0], "tags", *[key for key in keys[1:] if key != "tags"]]
    carry(desk, overlay_fields.order_fields(desk.laid, "incubator", wanted, {"tags": "标记"}))
    carry(desk, overlay_fields.choose_columns(desk.laid, "incubator", ["tags", "total_area"]))
    carry(desk, overlay_fields.rename_register(desk.laid, "incubator", "孵化器"))
    register = desk.register("科技企业孵化器")
    assert [one.key for one in register.fields] == wanted
    assert register.field("tags").section == "标记"
    assert register.columns == ("carrier_name", "tags", "total_area")
    assert register.title == "孵化器"
    assert maintenance.check(desk) == []


def test_a_second_reader_notices_and_reads_by_the_new_fields(desk):
    reader = type(desk).open(desk.path, "读者", clock=desk.clock, write=False, schema=small.SMALL)
    try:
        assert not reader.reload_schema()
        key = add(desk, title="路演场次", type="int")
        fill(desk, 1, **{key: "3"})
        assert reader.reload_schema()
        assert held(reader, key)[1] == 3
        assert not reader.reload_schema()
    finally:
        reader.close()


def test_a_failed_step_leaves_the_desk_as_it_was(desk):
    before = desk.laid
    step, _ = overlay_fields.add_field(desk.laid, "incubator", {"title": "路演场次", "type": "int", "need": "R"})
    job = schema_editing.carry_out(desk, step)
    next(job)
    job.close()
    assert desk.laid is before
    assert not desk.reload_schema()
    assert held(desk, "carrier_name") == {1: "模拟1号", 2: "模拟2号", 3: "模拟3号"}
    assert maintenance.check(desk) == []


def test_a_change_of_type_that_reaches_into_a_closed_year_is_a_marked_correction(desk):
    key = add(desk, title="批准时间")
    fill(desk, 1, valid_from="2020-01-01", **{key: "2019/3/4"})
    closing.close(desk, 2020)
    before, laid = held(desk, key), desk.laid
    with pytest.raises(closing.Closed):
        change(desk, key, type="date")
    assert held(desk, key) == before and desk.laid is laid
    with closing.correcting(desk, "统一为日期"):
        change(desk, key, type="date")
    assert held(desk, key)[1] == "2019-03-04"
    with desk.database.reading() as connection:
        marked = connection.exec_driver_sql("SELECT reason FROM correction").scalars().all()
        assert marked == ["统一为日期"]
        assert journal.revisions(connection, desk.schema, 1)[-1].reason == "更正：统一为日期"
    assert maintenance.check(desk) == []
