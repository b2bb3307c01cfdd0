from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.prepared import prepare
from bureau_desk.domain.problem import Misuse
from tests.analysis.memory import desk, hte, indicator, question

FIRMS = desk(
    "2021-12-31",
    qualification=[
        hte("A", "2019-12-05", "2022-12-04", stat_unit_then="武进区"),
        hte("B", "2021-11-30", "2024-11-29", stat_unit_then="新北区"),
        hte("C", "2018-11-30", "2021-11-29", stat_unit_then="武进区"),
        hte("C", "2021-11-30", "2024-11-29", stat_unit_then="武进区", prev_id=3),
        hte("D", "2018-10-01", "2021-09-30", stat_unit_then="溧阳市"),
        hte("E", "2021-11-30", "2024-11-29", publish_stage="公示（拟认定）"),
        hte("F", "2020-12-01", "2023-11-30", end_date="2021-06-01"),
        hte("G", "2021-11-30", "2024-11-29", is_counted=False),
    ],
)


def test_stock_counts_firms_valid_on_the_day_once() -> None:
    table = answer(question(), FIRMS)
    assert table.value == 3
    assert table.rows == (1, 2, 4)
    assert (table.unit, table.source, table.scope) == ("家", "企业资质台账", "常州市")


def test_an_end_day_still_counts_and_a_stop_day_does_not() -> None:
    assert answer(question(as_of=date(2022, 12, 4)), FIRMS).rows == (1, 2, 4)
    assert answer(question(as_of=date(2022, 12, 5)), FIRMS).rows == (2, 4)
    assert 7 in answer(question(as_of=date(2021, 5, 31)), FIRMS).rows
    assert 7 not in answer(question(as_of=date(2021, 6, 1)), FIRMS).rows


def test_new_leaves_out_renewals_and_recognised_keeps_them() -> None:
    assert answer(question(count="recognised"), FIRMS).rows == (2, 4)
    assert answer(question(count="inflow"), FIRMS).rows == (2,)


def test_a_gap_inside_the_period_does_not_make_a_renewal_new() -> None:
    gap = desk("2021-12-31", qualification=[hte("A", "2018-03-01", "2021-02-28"), hte("A", "2021-11-30", "2024-11-29")])
    assert answer(question(count="inflow"), gap).value == 0
    assert answer(question(count="recognised"), gap).value == 1


def test_a_gap_over_the_eve_makes_the_firm_new_again() -> None:
    gap = desk("2022-12-31", qualification=[hte("A", "2018-11-30", "2021-11-29"), hte("A", "2022-11-18", "2025-11-17")])
    assert answer(question(count="inflow"), gap).value == 1


def test_cumulative_counts_each_firm_ever_recognised_once() -> None:
    assert answer(question(count="cumulative"), FIRMS).value == 5


def test_net_is_the_change_of_stock_and_names_what_came_and_went() -> None:
    table = answer(question(count="net"), FIRMS)
    assert table.value == answer(question(), FIRMS).value - answer(question(as_of=date(2020, 12, 31)), FIRMS).value
    assert set(table.rows) == {2, 3, 4, 5, 7}


def test_a_public_notice_is_counted_only_when_asked_for_and_said_so() -> None:
    table = answer(question(where={"publish_stage": "公示（拟认定）"}), FIRMS)
    assert table.rows == (6,)
    assert "公示" in table.warnings[0]


def test_groups_follow_the_code_list_and_empty_ones_come_last() -> None:
    rows = [
        hte("A", "2021-01-01", stat_unit_then="新北区"),
        hte("B", "2021-01-01"),
        hte("C", "2021-01-01", stat_unit_then="武进区"),
    ]
    table = answer(question(by=("stat_unit_then",)), desk(qualification=rows))
    assert [(group.keys, group.value) for group in table.groups] == [
        (("武进区",), 1), (("新北区",), 1), (("未填",), 1),
    ]  # fmt: skip
    assert table.names == ("认定时所属辖区",)


def test_groups_sort_by_value_and_stop_at_the_limit() -> None:
    table = answer(question(by=("stat_unit_then",), sort="desc", limit=1), FIRMS)
    assert [group.keys for group in table.groups] == [("武进区",)]
    assert table.value == 3


def test_a_firm_in_two_groups_is_once_in_the_total_and_the_difference_is_said() -> None:
    rows = [hte("A", "2021-01-01"), hte("A", "2021-01-01", qual_type="瞪羚", level="省级")]
    table = answer(question(by=("qual_type",)), desk(qualification=rows))
    assert table.value == 1
    assert [group.value for group in table.groups] == [1, 1]
    assert "各组相加是2，合计按不重复计是1" in table.warnings[0]


def test_each_organisation_stands_at_its_highest_level_only() -> None:
    rows = [
        hte("A", "2020-01-01", level="国家级"), hte("A", "2019-01-01", level="省级"), hte("B", "2019-01-01", level="省级"),
        hte("C", "2019-01-01", level="市级"),
    ]  # fmt: skip
    firms = desk(qualification=rows)
    assert answer(question(where={"level": "省级"}), firms).rows == (3,)
    assert answer(question(where={"level": ("at_least", "省级")}), firms).rows == (1, 3)
    by_level = answer(question(by=("level",)), firms)
    assert [(group.keys[0], group.value) for group in by_level.groups] == [("国家级", 1), ("省级", 1), ("市级", 1)]
    assert by_level.value == 3 and not by_level.warnings


def test_when_the_higher_title_runs_out_the_lower_one_counts() -> None:
    rows = [hte("A", "2018-01-01", "2021-06-30", level="国家级"), hte("A", "2018-01-01", level="省级")]
    firms = desk(qualification=rows)
    assert answer(question(where={"level": "省级"}, as_of=date(2021, 6, 30)), firms).value == 0
    assert answer(question(where={"level": "省级"}), firms).value == 1


def test_a_start_of_year_precision_counts_from_its_last_day() -> None:
    firms = desk(qualification=[hte("A", "2021", "2023-05")])
    assert answer(question(as_of=date(2021, 12, 30)), firms).value == 0
    assert answer(question(as_of=date(2021, 12, 31)), firms).value == 1
    assert answer(question(as_of=date(2023, 5, 31)), firms).value == 1
    assert answer(question(as_of=date(2023, 6, 1)), firms).value == 0


def test_years_of_the_start_are_groups() -> None:
    table = answer(question(count="recognised", by=("year",), period="2018-01-01..2021-12-31"), FIRMS)
    assert [(group.keys[0], group.value) for group in table.groups] == [
        ("2018", 2),
        ("2019", 1),
        ("2020", 1),
        ("2021", 2),
    ]


def test_several_days_give_one_group_each() -> None:
    days = (date(2019, 12, 31), date(2020, 12, 31), date(2021, 6, 30))
    table = answer(question(dates=days), FIRMS)
    assert [(group.keys, group.value) for group in table.groups] == [
        (("2019",), 3),
        (("2020",), 4),
        (("2021-06-30",), 3),
    ]
    assert table.value is None


def test_money_is_summed_in_the_unit_asked_for() -> None:
    carriers = desk(incubator=[
        {"carrier_name": "甲", "operate_since": "2015", "incubation_fund": 50_000_000, "total_area": "10000.5"},
        {"carrier_name": "乙", "operate_since": "2015", "incubation_fund": 120_000_000},
        {"carrier_name": "丙", "operate_since": "2015"},
    ])  # fmt: skip
    table = answer(question(register="incubator", measure="sum:incubation_fund", unit="亿元"), carriers)
    assert (table.value, table.unit, table.digits) == (Decimal("1.7"), "亿元", 2)
    assert table.warnings == ("有1条记录没有填“孵化资金规模”，没有计入。",)
    assert answer(question(register="incubator", measure="mean:incubation_fund"), carriers).value == 8500
    assert answer(question(register="incubator", measure="distinct:carrier_name"), carriers).value == 3
    assert answer(question(register="incubator", where={"incubation_fund": ("from", 6000)}), carriers).rows == (2,)
    assert answer(question(register="incubator", where={"incubation_fund": ("to", "0.5亿元")}), carriers).rows == (1,)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (question(register="incubators"), "台账“incubators”没有，是否想写：“incubator”"),
        (question(where={"qual_typ": "高新技术企业"}), "“qual_type”"),
        (question(where={"qual_type": "高新企业"}), "“高新技术企业”"),
        (question(where={"level": ("at_least", "省")}), "“省级”"),
        (question(measure="sum:name_then"), "不是数字"),
        (question(measure="summ:score"), "“sum”"),
        (question(by=("district",)), "“district”"),
        (question(count="net", period="2021-13"), "期间“2021-13”看不懂"),
        (question(where={"qual_type": ("at_least", "瞪羚")}), "没有高低次序"),
    ],
)  # fmt: skip
def test_what_nobody_knows_is_said_with_near_matches(asked, words: str) -> None:
    with pytest.raises(Misuse) as caught:
        answer(asked, FIRMS)
    assert words in caught.value.message
    assert "问题“问”" in caught.value.message


def test_days_are_read_once_for_many_questions() -> None:
    firms = desk("2021-12-31", qualification=[hte("A", "2021-01-01")])
    prepared = prepare(firms)
    for _ in range(3):
        answer(question(count="net"), prepared)
    assert firms.asked == [date(2020, 12, 31)]


def test_the_rows_of_a_sum_or_mean_are_those_that_hold_a_number() -> None:
    carriers = desk(incubator=[
        {"carrier_name": "甲", "stat_unit": "武进区", "operate_since": "2015", "total_area": "10000.5"},
        {"carrier_name": "乙", "stat_unit": "武进区", "operate_since": "2015"},
        {"carrier_name": "丙", "stat_unit": "新北区", "operate_since": "2015"},
    ])  # fmt: skip
    for kind in ("sum", "mean"):
        table = answer(question(register="incubator", measure=f"{kind}:total_area", by=("stat_unit",)), carriers)
        assert (table.value, table.rows) == (Decimal("10000.5"), (1,))
        assert [(one.keys[0], one.value, one.rows) for one in table.groups] == [
            ("武进区", Decimal("10000.5"), (1,)),
            ("新北区", None, ()),
        ]
        assert table.warnings[0] == "有2条记录没有填“孵化场地总面积”，没有计入。"
    nobody = answer(question(register="incubator", measure="sum:total_area", where={"stat_unit": "天宁区"}), carriers)
    assert nobody.value == 0


def test_distinct_values_are_pieces_but_distinct_organisations_are_counted_as_such() -> None:
    carriers = desk(incubator=[
        {"carrier_name": name, "stat_unit": "武进区", "operate_since": "2015"} for name in ("甲", "乙")
    ])  # fmt: skip
    districts = answer(question(register="incubator", measure="distinct:stat_unit"), carriers)
    assert (districts.value, districts.unit) == (1, "个")
    assert answer(question(register="incubator", measure="distinct:carrier_name"), carriers).unit == "家"
    assert answer(question(register="incubator", measure="distinct:stat_unit", unit="区"), carriers).unit == "区"


def test_values_of_unlike_units_are_never_added() -> None:
    series = desk(indicator_series=[
        indicator("强度", "2021-12-31", "3.28", unit="%"), indicator("专利", "2021-12-31", "28.6", unit="件"),
    ])  # fmt: skip
    asked = question(register="indicator_series", measure="sum:value")
    table = answer(asked, series)
    assert (table.value, table.unit) == (None, "")
    assert "单位不同（%、件）" in table.warnings[-1]
    grouped = answer(replace(asked, by=("indicator_name",)), series)
    assert (grouped.value, [one.value for one in grouped.groups]) == (None, [Decimal("3.28"), Decimal("28.6")])
    alone = answer(question(register="indicator_series", measure="sum:value", where={"indicator_name": "专利"}), series)
    assert (alone.value, alone.unit) == (Decimal("28.6"), "件")


def test_a_misread_question_is_not_answered() -> None:
    with pytest.raises(Misuse, match="第 3 行"):
        answer(question(fault="figures.toml 第 3 行：写错了。"), FIRMS)
