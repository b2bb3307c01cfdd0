from __future__ import annotations

from datetime import date

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.derive import derived_rows
from tests.analysis.memory import CODELISTS, desk, hte, question


def event(subject: int, kind: str, day: str, before: str = "", after: str = "", **more):
    return {"subject": subject, "event_kind": kind, "event_date": day, "before": before, "after": after, **more}


CARRIERS = [
    {"carrier_name": "甲孵化器", "carrier_kind": "孵化器", "operate_since": "2012-05-01", "stat_unit": "武进区"},
    {
        "carrier_name": "乙孵化器",
        "carrier_kind": "孵化器",
        "operate_since": "2015-05-01",
        "stat_unit": "新北区",
        "highest_level": "市级认定",
    },
    {"carrier_name": "丙加速器", "carrier_kind": "加速器", "operate_since": "2018-05-01", "stat_unit": "新北区"},
    {"carrier_name": "丁孵化器", "carrier_kind": "孵化器", "operate_since": "2018-05-01", "stat_unit": "新北区"},
]
EVENTS = [
    event(1, "认定", "2016-10-01", after="省级"),
    event(1, "认定", "2020-12-01", after="国家级（原科技部）"),
    event(1, "更名", "2021-03-01", before="甲孵化器", after="甲创新中心"),
    event(1, "迁移", "2021-07-01", before="武进区", after="常州经开区"),
    event(3, "认定", "2021-11-01", after="省级"),
    event(4, "级别变更", "2021-09-01", before="市级认定", after="省标杆"),
    event(4, "撤销", "2023-02-01", before="省标杆"),
    event(1, "撤销", "2024-02-01", before="国家级（原科技部）"),
    event(4, "注销", "2025-02-01"),
]


def place(on: str):
    return desk(on, incubator=CARRIERS, event=EVENTS)


def level(label: str) -> str:
    return CODELISTS["carrier_level"].find(label)[0].code


def levels(on: str) -> list:
    return [row.get("highest_level") for row in derived_rows(place(on), "incubator")]


def test_levels_come_from_events_and_the_stored_one_holds_without_events() -> None:
    assert levels("2015-01-01") == [None, level("市级认定"), None, level("市级认定")]
    assert levels("2018-01-01")[0] == level("省级")
    assert levels("2021-12-31") == [level("国家级（原科技部）"), level("市级认定"), level("省级"), level("省标杆")]


def test_a_revoked_title_falls_back_to_the_next_one_held() -> None:
    assert levels("2024-03-01")[0] == level("省级")
    assert levels("2024-03-01")[3] is None


def test_name_and_district_are_those_of_the_day() -> None:
    early, late = derived_rows(place("2021-01-01"), "incubator")[0], derived_rows(place("2021-12-31"), "incubator")[0]
    assert (early.get("carrier_name"), late.get("carrier_name")) == ("甲孵化器", "甲创新中心")
    district = CODELISTS["district"]
    assert [district.label(row.get("stat_unit")) for row in (early, late)] == ["武进区", "常州经开区"]


def test_at_least_takes_every_level_of_the_tier_and_above() -> None:
    asked = question(register="incubator", where={"carrier_kind": "孵化器", "highest_level": ("at_least", "省级")})
    assert answer(asked, place("2021-12-31")).rows == (1, 4)
    nation = question(register="incubator", where={"highest_level": ("at_least", "国家级")})
    assert answer(nation, place("2021-12-31")).rows == (1,)
    below = question(register="incubator", where={"highest_level": ("at_most", "省级")})
    assert answer(below, place("2021-12-31")).rows == (2, 3, 4)


def test_a_plain_level_word_names_all_its_titles() -> None:
    assert answer(question(register="incubator", where={"highest_level": "国家级"}), place("2021-12-31")).value == 1


def test_new_carriers_of_a_level_are_those_that_rose_to_it() -> None:
    provincial = question(register="incubator", where={"highest_level": ("at_least", "省级")}, count="inflow")
    assert answer(provincial, place("2021-12-31")).rows == (3, 4)
    national = question(
        register="incubator", where={"highest_level": "国家级"}, count="inflow", period="2020-01-01..2020-12-31"
    )
    assert answer(national, place("2021-12-31")).rows == (1,)
    risen = question(
        register="incubator", where={"highest_level": ("at_least", "省级")}, count="inflow", as_of=date(2020, 12, 31)
    )
    assert answer(risen, place("2021-12-31")).rows == ()


def test_ever_recognised_keeps_what_was_revoked() -> None:
    ever = question(register="incubator", where={"highest_level": ("at_least", "省级")}, count="cumulative")
    assert answer(ever, place("2025-12-31")).value == 3
    assert (
        answer(question(register="incubator", where={"highest_level": ("at_least", "省级")}), place("2025-12-31")).value
        == 2
    )


def test_a_cancelled_carrier_no_longer_stands() -> None:
    assert answer(question(register="incubator"), place("2025-02-01")).rows == (1, 2, 3)


def test_the_last_evaluation_is_the_latest_year_published_by_the_day() -> None:
    grades = [
        {"subject_ref": 1, "scheme": "国评", "eval_year": 2019, "publish_date": "2020-12-01", "grade": "B良好"},
        {"subject_ref": 1, "scheme": "国评", "eval_year": 2020, "publish_date": "2022-01-10", "grade": "A优秀"},
    ]

    def last(on: str):
        row = derived_rows(desk(on, incubator=CARRIERS[:1], annual_eval=grades), "incubator")[0]
        return row.get("last_eval_year"), row.get("last_eval_grade")

    assert last("2020-11-30") == (None, None)
    assert last("2021-12-31") == (2019, CODELISTS["grade"].find("B良好")[0].code)
    assert last("2022-01-10") == (2020, CODELISTS["grade"].find("A优秀")[0].code)


def test_a_grade_is_named_by_its_letter() -> None:
    rows = [{"subject_ref": 1, "scheme": "国评", "eval_year": 2020, "publish_date": "2022-01-10", "grade": "A优秀"}]
    asked = question(register="annual_eval", where={"grade": "A", "eval_year": 2020, "subject_ref": "甲孵化器"})
    assert answer(asked, desk("2022-02-01", incubator=CARRIERS[:1], annual_eval=rows)).value == 1
    assert answer(asked, desk("2022-01-01", incubator=CARRIERS[:1], annual_eval=rows)).value == 0


def test_renewal_is_told_by_the_certificate_before() -> None:
    rows = derived_rows(
        desk(qualification=[hte("A", "2018-01-01"), hte("A", "2021-01-01", prev_id=1)]), "qualification"
    )
    assert [row.get("is_renewal") for row in rows] == [False, True]
