"""Happenings registered of one or many records: planned line by line, written as one step, undone as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from bureau_desk.app import asking, browsing, closing, event_kinds, maintenance, recording, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.event_asked import Asked
from bureau_desk.app.event_plan import EventPlan, plan
from bureau_desk.app.event_recording import record_events
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Trouble
from tests.app.small import clock_at
from tests.app.test_duplicates import CODES, firm, saved, title


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk.create(tmp_path / "事项.desk", "测试", clock=clock_at("2022-03-01T09:00:00"))
    yield made
    made.close()


def carrier(desk: Desk, name: str, place: int = 0) -> int:
    return saved(
        desk, "incubator", carrier_name=name, operator_uscc=CODES[1 + place % 3], operator_name="模拟运营公司", carrier_kind="孵化器",
        incubator_type="综合型", operator_nature="民营企业", contact_name="模拟", contact_phone=f"0519-866000{place:02d}",
        address="模拟路", stat_unit="武进区", established_date="2010", total_area="20000", controllable_area="10000",
        tenant_area="8000", run_status="正常",
    )  # fmt: skip


def kind(desk: Desk, register: str, word: str) -> event_kinds.EventKind:
    return next(one for one in event_kinds.kinds_for(desk.schema, desk.register(register)) if one.word == word)


def planned(desk: Desk, register: str, records: Sequence[int], word: str, day: str, **more: object) -> EventPlan:
    return plan(desk, register, records, Asked(kind(desk, register, word), day, **more))  # type: ignore[arg-type]


def on(desk: Desk, day: str, register: str, record: int) -> dict[str, object]:
    return next(dict(row.values) for row in asking.derived(desk, date.fromisoformat(day), register) if row.id == record)


def now(desk: Desk, register: str, record: int) -> dict[str, object]:
    return dict(browsing.rows(desk, register, [record])[record].values)


def test_each_register_offers_the_kinds_that_make_sense(desk: Desk) -> None:
    def words(register: str) -> list[str]:
        return [one.word for one in event_kinds.kinds_for(desk.schema, desk.register(register))]

    assert words("incubator") == ["认定", "续期", "更名", "迁移", "级别变更", "合并", "取消", "撤销", "注销"]
    assert words("enterprise") == ["更名", "迁移", "合并", "取消", "撤销", "注销"]
    assert words("qualification") == ["续期", "更名", "取消", "撤销"]
    assert words("award") == []
    levels = event_kinds.choices(desk.schema, desk.register("incubator"), kind(desk, "incubator", "级别变更"))
    titles = event_kinds.choices(desk.schema, desk.register("enterprise"), kind(desk, "enterprise", "撤销"))
    assert levels is not None and levels.key == "carrier_level"
    assert titles is not None and titles.key == "qual_type"


def test_a_renamed_firm_keeps_number_and_validity_and_its_old_name_before_the_day(desk: Desk) -> None:
    one = firm(desk, "常州模拟科技有限公司", CODES[1])
    certificate = title(desk, CODES[1], "常州模拟科技有限公司", "2020-12-01")
    before = now(desk, "qualification", certificate)
    made = planned(desk, "enterprise", [one], "更名", "2021-06-01", after="常州模拟科技股份有限公司")
    assert made.lines[0].before == "常州模拟科技有限公司" and "1 张有效证书随之更名" in made.lines[0].also
    changes = finish(record_events(desk, made, "股改"))
    assert now(desk, "enterprise", one)["name"] == "常州模拟科技股份有限公司"
    assert on(desk, "2021-05-31", "enterprise", one)["name"] == "常州模拟科技有限公司"
    after = now(desk, "qualification", certificate)
    assert after["name_then"] == "常州模拟科技股份有限公司"
    assert {key: after[key] for key in ("cert_no", "valid_from", "valid_to")} == {
        key: before[key] for key in ("cert_no", "valid_from", "valid_to")
    }
    assert browsing.ids(desk, browsing.View("enterprise", "常州模拟科技有限公司")) == browsing.ids(
        desk, browsing.View("enterprise")
    )
    assert maintenance.check(desk) == []
    assert undoing.undo_label(desk) == changes.summary
    undoing.undo(desk)
    assert now(desk, "enterprise", one)["name"] == "常州模拟科技有限公司"
    assert now(desk, "qualification", certificate) == before
    assert len(browsing.ids(desk, browsing.View("event"))) == 0


def test_a_renaming_after_a_closed_year_leaves_that_year_as_it_was(desk: Desk) -> None:
    one = firm(desk, "常州模拟科技有限公司", CODES[1])
    title(desk, CODES[1], "常州模拟科技有限公司", "2020-12-01")
    closing.close(desk, 2021)
    then = on(desk, "2021-12-31", "enterprise", one)
    made = planned(desk, "enterprise", [one], "更名", "2022-02-10", after="常州模拟科技股份有限公司")
    finish(record_events(desk, made))
    assert now(desk, "enterprise", one)["former_names"] == ("常州模拟科技有限公司",)
    assert on(desk, "2021-12-31", "enterprise", one) == then
    undoing.undo(desk)
    undoing.redo(desk)
    assert now(desk, "enterprise", one)["former_names"] == ("常州模拟科技有限公司",)
    assert on(desk, "2021-12-31", "enterprise", one) == then


def test_a_happening_in_a_closed_year_is_written_as_a_correction_only(desk: Desk) -> None:
    one = firm(desk, "常州模拟科技有限公司", CODES[1])
    closing.close(desk, 2021)
    made = planned(desk, "enterprise", [one], "更名", "2021-06-10", after="常州模拟科技股份有限公司")
    with pytest.raises(closing.Closed):
        finish(record_events(desk, made))
    assert now(desk, "enterprise", one)["name"] == "常州模拟科技有限公司"
    changes = finish(closing.corrected(desk, lambda: record_events(desk, made, "补登"), "漏登更名"))
    told = recording.history(desk, one)[0]
    assert (told.reason, told.batch) == ("更正：漏登更名（补登）", changes.batch)
    assert on(desk, "2021-12-31", "enterprise", one)["name"] == "常州模拟科技股份有限公司"


def test_a_moved_firm_counts_in_its_new_district_from_the_day(desk: Desk) -> None:
    many = [firm(desk, f"常州模拟{place}有限公司", code) for place, code in enumerate(CODES[1:])]
    made = planned(desk, "enterprise", many, "迁移", "2021-06-01", after="新北区")
    assert [one.before for one in made.lines] == ["武进区"] * 3
    finish(record_events(desk, made))
    assert {now(desk, "enterprise", one)["stat_unit"] for one in many} == {"320411"}
    assert on(desk, "2021-05-31", "enterprise", many[0])["stat_unit"] == "320412"
    undoing.undo(desk)
    assert {now(desk, "enterprise", one)["stat_unit"] for one in many} == {"320412"}


def test_a_level_is_given_changed_and_taken_away(desk: Desk) -> None:
    one = carrier(desk, "常州模拟孵化器")
    finish(record_events(desk, planned(desk, "incubator", [one], "认定", "2015-05", after="省级")))
    finish(record_events(desk, planned(desk, "incubator", [one], "级别变更", "2019-07-01", after="国家级（原科技部）")))
    assert now(desk, "incubator", one)["highest_level"] == "国家级(原科技部)" or "国家" in str(
        now(desk, "incubator", one)["highest_level"]
    )
    made = planned(desk, "incubator", [one], "撤销", "2021-01-01", before="国家级（原科技部）")
    finish(record_events(desk, made))
    assert "highest_level" not in now(desk, "incubator", one)
    assert "国家" in str(on(desk, "2020-12-31", "incubator", one)["highest_level"])


def test_a_certificate_is_renewed_by_another_that_is_valid_as_long(desk: Desk) -> None:
    firm(desk, "常州模拟科技有限公司", CODES[1])
    old = title(desk, CODES[1], "常州模拟科技有限公司", "2018-11-30")
    made = planned(
        desk,
        "qualification",
        [old],
        "续期",
        "2021-11-30",
        own={old: {"cert_no": "GR202132001234"}},
        doc_no="苏高企协〔2021〕1号",
    )
    line = made.lines[0]
    assert (line.before, line.after) == ("2018-11-30 ～ 2021-11-30", "2021-11-30 ～ 2024-11-29")
    finish(record_events(desk, made))
    fresh = next(one for one in browsing.ids(desk, browsing.View("qualification")) if one != old)
    row = now(desk, "qualification", fresh)
    assert row["prev_id"] == old and row["is_renewal"] is True and row["cert_no"] == "GR202132001234"
    assert (
        row["qual_type"] == "高新技术企业" and row["publish_stage"] == now(desk, "qualification", old)["publish_stage"]
    )
    again = planned(desk, "qualification", [old], "续期", "2021-12-30", own={old: {"cert_no": "GR202132001235"}})
    assert again.lines[0].refused and f"#{fresh}" in again.lines[0].problems[0].message


def test_three_years_less_a_day_stay_three_years_less_a_day(desk: Desk) -> None:
    firm(desk, "常州模拟科技有限公司", CODES[1])
    old = saved(
        desk, "qualification", uscc=CODES[1], name_then="常州模拟科技有限公司", qual_type="高新技术企业", publish_stage="认定/备案公告",
        stat_unit_then="武进区", cert_no="GR201832000011", cert_date="2018-11-30", valid_from="2018-11-30", valid_to="2021-11-29",
        level="国家级", issuer="模拟机关", data_source="国家公告", is_counted="是",
    )  # fmt: skip
    made = planned(desk, "qualification", [old], "续期", "2021-11-30", own={old: {"cert_no": "GR202132001234"}})
    assert made.lines[0].after == "2021-11-30 ～ 2024-11-29"
    late = planned(desk, "qualification", [old], "续期", "2022-11-30", own={old: {"cert_no": "GR202232001234"}})
    assert not late.lines[0].refused and "隔 366 天" in late.lines[0].problems[0].message
    early = planned(desk, "qualification", [old], "续期", "2018-01-30", own={old: {"cert_no": "GR201832001234"}})
    assert early.lines[0].refused


def test_what_is_wrong_is_told_beside_its_line_and_the_others_are_written(desk: Desk) -> None:
    good, same = (
        firm(desk, "常州模拟甲有限公司", CODES[1]),
        firm(desk, "常州模拟乙有限公司", CODES[2], stat_unit="新北区"),
    )
    made = planned(desk, "enterprise", [good, same], "迁移", "2021-06-01", after="新北区")
    assert [one.refused for one in made.lines] == [False, True]
    assert "与变更前相同" in made.lines[1].problems[0].message
    finish(record_events(desk, made))
    assert len(browsing.ids(desk, browsing.View("event"))) == 1
    twice = planned(desk, "enterprise", [good], "迁移", "2021-06-01", after="新北区", before="武进区")
    assert twice.lines[0].refused and "相同" in twice.lines[0].problems[0].message
    with pytest.raises(Trouble, match="没有一条可以写入"):
        finish(record_events(desk, twice))


@pytest.mark.parametrize(("day", "fault"), [("", "请填事件日期"), ("去年", "不是日期"), ("2021-02-30", "没有 30 日")])
def test_a_day_that_cannot_be_read_stops_all_lines(desk: Desk, day: str, fault: str) -> None:
    one = firm(desk, "常州模拟甲有限公司", CODES[1])
    made = planned(desk, "enterprise", [one], "迁移", day, after="新北区")
    assert fault in made.fault and made.written == ()
    with pytest.raises(Trouble, match="没有登记"):
        finish(record_events(desk, made))


def test_a_name_somebody_bears_already_is_doubted_and_an_empty_one_refused(desk: Desk) -> None:
    one, other = firm(desk, "常州模拟甲有限公司", CODES[1]), firm(desk, "常州模拟乙有限公司", CODES[2])
    made = planned(desk, "enterprise", [one], "更名", "2021-06-01", after="常州模拟乙有限公司")
    assert not made.lines[0].refused and f"#{other}" in made.lines[0].problems[0].message
    assert planned(desk, "enterprise", [one], "更名", "2021-06-01").lines[0].refused


def test_a_merged_firm_no_longer_counts_from_the_day(desk: Desk) -> None:
    one, other = firm(desk, "常州模拟甲有限公司", CODES[1]), firm(desk, "常州模拟乙有限公司", CODES[2])
    finish(record_events(desk, planned(desk, "enterprise", [one], "合并", "2021-06-01", after="常州模拟乙有限公司")))
    event = browsing.ids(desk, browsing.View("event"))[0]
    row = now(desk, "event", event)
    assert (row["subject"], row["after"], row["event_kind"]) == (one, "常州模拟乙有限公司", "合并")
    assert other in browsing.ids(desk, browsing.View("enterprise"))


def test_a_record_of_today_has_nothing_to_happen_to_before_it_was_there(desk: Desk) -> None:
    carrier_row = carrier(desk, "常州模拟孵化器")
    early = planned(desk, "incubator", [carrier_row], "迁移", "2001-06-01", after="新北区")
    assert early.lines[0].refused and "还没有这条记录" in early.lines[0].problems[0].message


def test_what_leaves_or_ends_takes_the_state_by_which_its_register_leaves_it_out(desk: Desk) -> None:
    left, gone, kept = (firm(desk, f"常州模拟{place}有限公司", code) for place, code in enumerate(CODES[1:]))
    finish(record_events(desk, planned(desk, "enterprise", [left], "迁移", "2021-06-01", after="无锡市")))
    finish(record_events(desk, planned(desk, "enterprise", [gone], "注销", "2021-07-01")))
    finish(record_events(desk, planned(desk, "enterprise", [kept], "撤销", "2021-07-01", before="高新技术企业")))
    row = now(desk, "enterprise", left)
    assert (row["biz_status"], row["status_date"], row["stat_unit"]) == ("迁出", "2021-06-01", "320412")
    assert on(desk, "2021-05-31", "enterprise", left)["biz_status"] == "在业"
    assert now(desk, "enterprise", gone)["biz_status"] == "注销"
    assert now(desk, "enterprise", kept)["biz_status"] == "在业"
    house = carrier(desk, "常州模拟孵化器")
    made = planned(desk, "incubator", [house], "撤销", "2021-07-01")
    assert made.lines[0].also == "撤销"
    finish(record_events(desk, made))
    assert now(desk, "incubator", house)["run_status"] == "撤销"
    assert maintenance.check(desk) == []


def test_a_move_told_late_holds_from_its_own_day_though_today_says_so_already(desk: Desk) -> None:
    one = firm(desk, "常州模拟甲有限公司", CODES[1])
    recording.save(desk, recording.read(desk, "enterprise", {"stat_unit": "新北区"}, one), valid_from="2021-12-01")
    finish(record_events(desk, planned(desk, "enterprise", [one], "迁移", "2020-06-01", after="新北区")))
    assert on(desk, "2020-05-31", "enterprise", one)["stat_unit"] == "320412"
    assert on(desk, "2020-06-01", "enterprise", one)["stat_unit"] == "320411"
    assert now(desk, "enterprise", one)["stat_unit"] == "320411"
    assert maintenance.check(desk) == []


def test_a_backdated_renaming_keeps_the_former_names_noted_since(desk: Desk) -> None:
    record = firm(desk, "模拟甲公司", CODES[1])
    typed = recording.read(desk, "enterprise", {"former_names": "模拟旧厂"}, record)
    recording.save(desk, typed, valid_from="2022-02-15")
    made = planned(desk, "enterprise", [record], "更名", "2022-02-01", after="模拟新公司")
    finish(record_events(desk, made))
    assert set(now(desk, "enterprise", record)["former_names"]) == {"模拟旧厂", "模拟甲公司"}  # type: ignore[arg-type]
