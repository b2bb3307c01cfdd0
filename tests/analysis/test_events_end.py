"""Events end titles, carriers and firms, and bring them back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.counts import flows
from bureau_desk.analysis.prepared import prepare
from bureau_desk.analysis.quality import check
from tests.analysis.memory import Desk, desk, hte, question

CODE, OTHER = "91320411MATX004560", "91320412MATX0035X0"
PROVINCIAL = {"highest_level": ("at_least", "省级")}


def event(subject: int, kind: str, day: str, **more: Any) -> dict[str, Any]:
    return {"subject": subject, "event_kind": kind, "event_date": day, **more}


def carrier(**more: Any) -> dict[str, Any]:
    return {"carrier_name": "甲", "carrier_kind": "孵化器", "operate_since": "2010-01-01", **more}


def count(on: str, stands: Desk, register: str = "qualification", **more: Any) -> int:
    value = answer(question(register=register, as_of=date.fromisoformat(on), **more), stands).value
    assert value is not None
    return int(value)


def carriers(on: str, stands: Desk, **more: Any) -> int:
    return count(on, stands, "incubator", **{"where": PROVINCIAL, **more})


@pytest.mark.parametrize("kind", ["撤销", "取消", "注销", "合并"])
def test_an_event_on_a_certificate_ends_it_from_its_day(kind: str) -> None:
    firms = desk(qualification=[hte(CODE, "2020-01-01", "2022-12-31")], event=[event(1, kind, "2021-06-01")])
    assert count("2021-05-31", firms) == 1
    assert count("2021-06-01", firms) == 0
    assert count("2021-12-31", firms, count="cumulative") == 1
    assert count("2021-05-31", firms, where={"level": "国家级"}) == 1


def test_the_effective_date_of_a_revocation_decides() -> None:
    firms = desk(
        qualification=[hte(CODE, "2020-01-01", "2022-12-31")],
        event=[event(1, "取消", "2021-06-01", effective_date="2021-01-01", before="高新技术企业")],
    )
    assert count("2021-01-01", firms) == 0


@pytest.mark.parametrize(
    ("kind", "more"), [("注销", {}), ("合并", {"after": "别家"}), ("迁移", {"before": "武进区", "after": "苏州市"})]
)
def test_what_ends_a_firm_ends_its_certificates(kind: str, more: dict[str, str]) -> None:
    firms = desk(
        enterprise=[{"name": "甲公司", "uscc": CODE}, {"name": "乙公司", "uscc": OTHER}],
        qualification=[hte(CODE, "2020-01-01", "2022-12-31"), hte(OTHER, "2020-01-01", "2022-12-31")],
        event=[event(1, kind, "2021-06-01", **more)],
    )
    assert count("2021-05-31", firms) == 2
    assert count("2021-06-01", firms) == 1
    assert count("2021-06-01", firms, "enterprise") == 1
    change = flows(question(period="2021-01-01..2021-12-31"), prepare(firms))
    assert (len(change.gone), change.net) == (1, -1)


@pytest.mark.parametrize("before", ["高新技术企业", "高新技术企业资格"])
def test_a_title_revoked_by_name_ends_that_title_of_the_firm_alone(before: str) -> None:
    small = hte(CODE, "2020-01-01", "2022-12-31", qual_type="科技型中小企业")
    firms = desk(
        enterprise=[{"name": "甲公司", "uscc": CODE}],
        qualification=[hte(CODE, "2020-01-01", "2022-12-31"), small],
        event=[event(1, "取消", "2021-06-01", before=before)],
    )
    assert count("2021-12-31", firms, where={"qual_type": "高新技术企业"}) == 0
    assert count("2021-12-31", firms, where={"qual_type": "科技型中小企业"}) == 1
    assert count("2021-12-31", firms, "enterprise") == 1


def test_the_firm_that_takes_another_in_goes_on() -> None:
    firms = desk(
        enterprise=[{"name": "甲（常州）公司", "uscc": CODE}],
        qualification=[hte(CODE, "2020-01-01", "2022-12-31")],
        event=[event(1, "合并", "2021-06-01", before="乙公司", after="甲(常州)公司")],
    )
    assert count("2021-12-31", firms) == 1


def test_a_move_within_the_city_ends_nothing_and_keeps_the_district_of_the_time() -> None:
    firms = desk(
        enterprise=[{"name": "甲公司", "uscc": CODE, "stat_unit": "新北区"}],
        qualification=[hte(CODE, "2020-01-01", "2022-12-31", stat_unit_then="武进区")],
        event=[event(1, "迁移", "2021-06-01", before="武进区", after="新北区")],
    )
    asked = question(by=("stat_unit_then",), as_of=date(2021, 12, 31))
    assert [(group.keys, group.value) for group in answer(asked, firms).groups] == [(("武进区",), 1)]


def test_a_firm_that_moves_in_counts_from_its_move_and_is_not_new() -> None:
    firms = desk(
        enterprise=[{"name": "甲公司", "uscc": CODE, "stat_unit": "新北区"}],
        qualification=[hte(CODE, "2020-01-01", "2022-12-31")],
        event=[event(1, "迁移", "2021-06-01", before="无锡市", after="新北区")],
    )
    assert count("2021-05-31", firms) == 0
    assert count("2021-06-01", firms) == 1
    change = flows(question(period="2021-01-01..2021-12-31"), prepare(firms))
    assert (len(change.new), len(change.other_arrivals)) == (0, 1)


def test_a_title_given_after_the_end_counts_again() -> None:
    firms = desk(
        enterprise=[{"name": "甲公司", "uscc": CODE}],
        qualification=[hte(CODE, "2019-01-01", "2021-12-31"), hte(CODE, "2021-09-01", "2024-08-31")],
        event=[event(1, "注销", "2020-06-01")],
    )
    assert [count(day, firms) for day in ("2020-05-31", "2020-06-01", "2021-09-01")] == [1, 0, 1]


def test_a_later_recognition_reopens_what_was_struck_off() -> None:
    desk_ = desk(
        incubator=[carrier()],
        event=[event(1, "认定", "2012-01-01", after="国家级"), event(1, "注销", "2015-01-01"),
               event(1, "认定", "2018-01-01", after="省级")],
    )  # fmt: skip
    assert [carriers(f"{year}-12-31", desk_) for year in (2014, 2015, 2017, 2018, 2021)] == [1, 0, 0, 1, 1]
    assert carriers("2018-12-31", desk_, count="inflow") == 1
    assert carriers("2021-12-31", desk_, where={"highest_level": "国家级"}) == 0


@pytest.mark.parametrize("place", ["苏州市", "上海", "浙江省湖州市", "外地", "昆山市经开区"])
def test_a_carrier_that_left_the_city_is_counted_no_more(place: str) -> None:
    desk_ = desk(
        incubator=[carrier(stat_unit="武进区")],
        event=[event(1, "认定", "2012-01-01", after="省级"), event(1, "迁移", "2021-05-01", after=place)],
    )
    assert [carriers(day, desk_) for day in ("2021-04-30", "2021-05-01")] == [1, 0]


@pytest.mark.parametrize(
    "place", ["武进区", "江苏省常州市天宁区", "太湖东路9号", "薛家镇", "钟楼开发区", "", "常州科教城", "新城市广场"]
)
def test_a_carrier_that_moved_within_the_city_stays(place: str) -> None:
    desk_ = desk(
        incubator=[carrier(stat_unit="武进区")],
        event=[event(1, "认定", "2012-01-01", after="省级"), event(1, "迁移", "2021-05-01", after=place)],
    )
    assert carriers("2021-12-31", desk_) == 1


def test_a_carrier_that_comes_back_counts_again() -> None:
    desk_ = desk(
        incubator=[carrier(stat_unit="武进区")],
        event=[event(1, "认定", "2012-01-01", after="省级"), event(1, "迁移", "2015-05-01", after="苏州市"),
               event(1, "迁移", "2019-05-01", before="苏州市", after="天宁区")],
    )  # fmt: skip
    assert [carriers(f"{year}-12-31", desk_) for year in (2014, 2015, 2018, 2019)] == [1, 0, 0, 1]


def test_a_level_told_by_its_loss_alone_was_once_recognised() -> None:
    desk_ = desk(incubator=[carrier()], event=[event(1, "撤销", "2020-06-01", before="省级")])
    assert carriers("2019-12-31", desk_) == 1
    assert carriers("2021-12-31", desk_) == 0
    assert carriers("2021-12-31", desk_, count="cumulative") == 1


def test_a_revocation_without_words_takes_the_stored_level() -> None:
    desk_ = desk(incubator=[carrier(highest_level="省级")], event=[event(1, "撤销", "2020-06-01")])
    assert [carriers(f"{year}-12-31", desk_) for year in (2019, 2020)] == [1, 0]
    assert carriers("2021-12-31", desk_, count="cumulative") == 1


@pytest.mark.parametrize(
    "before", ["国家级", "国家级（原科技部）", "部级标准级", "国家级科技企业孵化器", "说不清的级别"]
)
def test_a_revocation_takes_the_level_whatever_its_name_was(before: str) -> None:
    desk_ = desk(
        incubator=[carrier()],
        event=[event(1, "认定", "2015-06-01", after="部级卓越级"), event(1, "撤销", "2020-06-01", before=before)],
    )
    assert [carriers(f"{year}-12-31", desk_) for year in (2019, 2020)] == [1, 0]


def test_a_revocation_of_another_tier_leaves_the_higher_level() -> None:
    desk_ = desk(
        incubator=[carrier()],
        event=[event(1, "认定", "2012-01-01", after="省级"), event(1, "认定", "2015-06-01", after="部级标准级"),
               event(1, "撤销", "2020-06-01", before="省级")],
    )  # fmt: skip
    assert carriers("2021-12-31", desk_, where={"highest_level": "国家级"}) == 1


def test_a_change_to_a_lower_level_is_no_recognition() -> None:
    desk_ = desk(
        incubator=[carrier()],
        event=[event(1, "认定", "2012-01-01", after="国家级（原科技部）"),
               event(1, "级别变更", "2021-05-01", before="国家级（原科技部）", after="省级")],
    )  # fmt: skip
    provincial = {"highest_level": "省级"}
    for kind in ("recognised", "inflow"):
        assert carriers("2021-12-31", desk_, where=provincial, count=kind) == 0
    assert carriers("2021-12-31", desk_, where=provincial) == 1
    asked = question(register="incubator", where=provincial, period="2021-01-01..2021-12-31")
    assert len(flows(asked, prepare(desk_)).other_arrivals) == 1


def test_a_change_to_a_higher_level_is_a_recognition() -> None:
    desk_ = desk(
        incubator=[carrier()],
        event=[event(1, "认定", "2012-01-01", after="市级认定"), event(1, "级别变更", "2021-05-01", after="省级")],
    )
    assert carriers("2021-12-31", desk_, count="inflow") == 1


def test_a_renewal_tells_that_the_level_was_held_before() -> None:
    desk_ = desk(incubator=[carrier()], event=[event(1, "续期", "2021-05-01", after="省级")])
    assert carriers("2020-12-31", desk_) == 1
    assert carriers("2021-12-31", desk_, count="inflow") == 0
    assert carriers("2021-12-31", desk_, count="recognised") == 1


@pytest.mark.parametrize(("place", "code"), [("苏州市", "event_left"), ("薛家镇", "event_value"), ("武进区", "")])
def test_a_check_tells_what_a_move_does(place: str, code: str) -> None:
    desk_ = desk(incubator=[carrier(stat_unit="武进区")], event=[event(1, "迁移", "2021-05-01", after=place)])
    assert [one.code for one in check(desk_, ["event"])] == ([code] if code else [])


@pytest.mark.parametrize(
    ("before", "codes"), [("说不清的级别", ["event_value"]), ("国家级孵化器", []), ("省级", []), ("", [])]
)
def test_a_check_tells_a_revocation_that_names_no_level(before: str, codes: list[str]) -> None:
    desk_ = desk(incubator=[carrier()], event=[event(1, "撤销", "2021-05-01", before=before)])
    assert [one.code for one in check(desk_, ["event"])] == codes


def test_a_recognition_that_tells_no_level_means_that_of_the_record() -> None:
    desk_ = desk(incubator=[carrier(highest_level="省级")], event=[event(1, "认定", "2021-05-01")])
    for kind in ("stock", "recognised", "cumulative"):
        assert carriers("2021-12-31", desk_, count=kind) == 1
