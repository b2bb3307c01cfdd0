from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.figures import figure, sheet
from bureau_desk.domain.figure import Figure, FigureKind
from bureau_desk.domain.problem import Misuse
from tests.analysis.memory import desk, hte, indicator, question

YEARS = tuple(date(year, 12, 31) for year in (2019, 2020, 2021))
DESK = desk(
    "2022-02-28",
    qualification=[
        hte("A", "2019-12-05", "2022-12-04", stat_unit_then="武进区", level="省级"),
        hte("B", "2020-11-30", "2023-11-29", stat_unit_then="新北区"), hte("C", "2021-11-30", "2024-11-29", stat_unit_then="武进区"),
        hte("D", "2021-11-30", "2024-11-29", stat_unit_then="金坛区"), hte("E", "2020-11-30", "2023-11-29"),
        hte("F", "2020-11-30", "2023-11-29", stat_unit_then="武进区", level="省级"),
    ],
    indicator_series=[
        indicator("强度", "2019-12-31", "3.01", unit="%", rank_reported=5, rank_base="全省"),
        indicator("强度", "2020-12-31", "3.16", unit="%", rank_reported=4),
        indicator("强度", "2021-12-31", "3.28", unit="%", rank_reported=4),
        indicator("强度", "2025-12-31", "3.6", unit="%", value_type="目标"),
        indicator("产值", "2020-12-31", "100"), indicator("产值", "2021-12-31", "120", yoy_reported="15.3"),
        indicator("产值", "2019-12-31", "90"),
    ],
)  # fmt: skip
QUESTIONS = {
    one.name: one
    for one in (
        question("企业数"), question("强度", series="强度"), question("产值", series="产值"),
        question("省级数", where={"level": "省级"}, by=("stat_unit_then",)), question("二零年", as_of=YEARS[1]),
    )
}  # fmt: skip


def drawn(asked=None, **chart) -> Figure:
    asked = replace(asked or question("各区", by=("stat_unit_then",)), chart=chart)
    return figure(asked, answer(asked, DESK), DESK, QUESTIONS)


def series(made: Figure) -> list:
    return [
        (one.name, one.role, [None if value is None else str(value) for value in one.values]) for one in made.series
    ]


def test_bars_are_sorted_with_the_empty_group_last() -> None:
    made = drawn(kind="bar", sort="desc", title="武进过半", highlight="武进区", wide=True, height=187)
    assert made.categories == ("武进区", "金坛区", "新北区", "未填")
    assert series(made) == [("数量", "value", ["3", "1", "1", "1"])]
    assert (made.kind, made.unit, made.as_of, made.wide, made.height) == (
        FigureKind.BAR,
        "家",
        date(2022, 2, 28),
        True,
        187.0,
    )
    assert made.subtitle == "单位：家；截至2022年2月28日" and made.source == "企业资质台账"
    assert made.alt == (
        "条形图：武进过半。武进区3家，金坛区1家，新北区1家，未填1家。数据截至2022年2月28日，来源：企业资质台账。"
    )


def test_top_cuts_bars_and_gathers_shares() -> None:
    assert drawn(kind="bar", sort="desc", top=2).categories == ("武进区", "金坛区")
    made = drawn(kind="share", sort="desc", top=2)
    assert made.categories == ("武进区", "金坛区", "其他")
    assert series(made)[0][2] == ["3", "1", "2"]


def test_stacks_have_a_series_for_each_level_in_the_order_of_levels() -> None:
    made = drawn(question("各区", by=("stat_unit_then", "level"), sort="desc"), kind="stacked")
    assert made.categories[0] == "武进区"
    assert series(made)[:1] == [("国家级", "level", ["1", "1", "1", "1"])]
    assert [one.name for one in made.series] == ["国家级", "省级"]


def test_a_line_over_years_with_another_line_and_a_target() -> None:
    made = drawn(question("强度", series="强度", dates=YEARS), kind="line", target=True)
    assert made.categories == ("2019", "2020", "2021")
    assert series(made) == [("实际", "value", ["3.01", "3.16", "3.28"]), ("目标", "target", ["3.6", "3.6", "3.6"])]
    assert made.as_of == YEARS[2] and "2019年3.01%" in made.alt


def test_a_series_without_years_takes_every_year_it_has() -> None:
    assert drawn(question("产值", series="产值"), kind="line").categories == ("2019", "2020", "2021")


def test_lines_of_registers_by_groups() -> None:
    made = drawn(question("各区", by=("stat_unit_then",), dates=YEARS), kind="line")
    assert made.categories == ("2019", "2020", "2021")
    assert ("新北区", "value", [None, "1", "1"]) in series(made)


def test_columns_with_growth_use_reported_growth_and_leave_what_is_unknown() -> None:
    made = drawn(question("产值", series="产值", dates=YEARS), kind="column_line")
    assert series(made) == [
        ("产值", "value", ["90", "100", "120"]),
        ("同比增长", "line", [None, "11.111111", "15.3"]),
    ]
    assert (made.series[1].unit, made.series[1].digits) == ("%", 1)
    counted = drawn(question("企业数", dates=YEARS), kind="column_line", line="强度")
    assert series(counted) == [("企业数", "value", ["1", "4", "6"]), ("强度", "line", ["3.01", "3.16", "3.28"])]
    assert series(drawn(question("企业数", dates=YEARS), kind="column_line"))[1][2] == [None, "300", "50"]


def test_progress_takes_targets_from_series_numbers_and_questions() -> None:
    made = drawn(question("进度", series="强度"), kind="progress", items=["强度", "企业数", "产值"], targets=["", "50", "企业数"],
                 labels=["研发强度"])  # fmt: skip
    assert made.categories == ("研发强度（%）", "企业数（家）", "产值（亿元）")
    assert series(made) == [("实际", "value", ["3.28", "6", "120"]), ("目标", "target", ["3.6", "50", "6"])]
    assert made.unit == ""


def test_ranks_are_reported_or_computed() -> None:
    made = drawn(question("强度", series="强度", dates=YEARS), kind="rank")
    assert series(made) == [("强度", "value", ["5", "4", "4"])] and made.unit == "位"
    computed = drawn(question("各区", by=("stat_unit_then",), dates=YEARS), kind="rank")
    assert ("武进区", "value", ["1", "1", "1"]) in series(computed)


def test_bars_of_other_questions() -> None:
    only = question("对比", register="", chart={})
    made = drawn(only, kind="column", items=["企业数", "二零年"], labels=["今年", "去年"])
    assert (made.categories, series(made)[0][2]) == (("今年", "去年"), ["6", "4"])


def test_a_chart_in_its_own_unit_and_decimals() -> None:
    made = drawn(question("产值", series="产值", dates=YEARS), kind="line", unit="万元", digits=0)
    assert made.unit == "万元" and made.series[0].values == (Decimal(900000), Decimal(1000000), Decimal(1200000))


@pytest.mark.parametrize(
    ("chart", "words"),
    [({"kind": "bra"}, "“bar”"), ({"kind": "progress", "items": ["企业"]}, "“企业数”"), ({"kind": "line"}, None),
     ({"kind": "column", "items": ["企业数", "强度"]}, "单位不同")],
)  # fmt: skip
def test_charts_that_cannot_be_drawn_say_why(chart, words) -> None:
    if words is None:
        assert drawn(question("各年", by=("year",)), **chart).categories
        return
    with pytest.raises(Misuse, match=words):
        drawn(**chart)


def table(asked, **mapping):
    asked = replace(asked, table=mapping)
    return sheet(asked, answer(asked, DESK), DESK, QUESTIONS)


def test_a_table_of_groups_has_a_total_and_ids() -> None:
    made = table(question("各区", by=("stat_unit_then",)), title="分布", columns=["辖市区", "家数", "占比"], note="注")
    assert made.columns == ("辖市区", "家数", "占比（%）")
    assert made.rows[0] == ("金坛区", "1", "16.7") and made.rows[-1] == ("合计", "6", "100.0")
    assert sum(Decimal(row[2]) for row in made.rows[:-1]) == 100
    assert made.total and made.ids[0] == (4,) and len(made.ids) == len(made.rows)
    assert (made.title, made.source, made.numeric) == ("分布", "企业资质台账；注", (False, True, True))


def test_further_columns_are_other_questions_growth_and_change() -> None:
    made = table(
        question("各区", by=("stat_unit_then",), as_of=YEARS[2]), columns=["省级数", "增减", "同比"], total=False
    )
    assert made.columns == ("认定时所属辖区", "数量（家）", "省级数（家）", "增减（家）", "同比（%）")
    assert made.rows[1] == ("武进区", "3", "2", "1", "50.0")
    assert made.rows[0] == ("金坛区", "1", "0", "1", "—")
    with pytest.raises(Misuse, match="“增减”"):
        table(question("各区", by=("stat_unit_then",)), columns=["增减数", "乙", "丙", "丁"])


def test_two_groups_make_a_cross_table() -> None:
    made = table(question("各区", by=("stat_unit_then", "level")))
    assert made.columns == ("认定时所属辖区", "国家级", "省级", "合计")
    assert ("武进区", "1", "2", "3") in made.rows and made.rows[-1] == ("合计", "4", "2", "6")


def test_a_list_makes_a_row_a_record() -> None:
    made = table(
        question("名单", where={"level": "省级"}, list_fields=("name_then", "stat_unit_then"), sort="-name_then")
    )
    assert made.columns == ("序号", "认定时名称", "认定时所属辖区")
    assert made.rows == (("1", "企业F", "武进区"), ("2", "企业A", "武进区"))
    assert made.ids == ((6,), (1,)) and not made.total


def test_years_make_rows() -> None:
    made = table(question("企业数", dates=YEARS))
    assert (made.columns[0], made.rows) == ("年份", (("2019", "1"), ("2020", "4"), ("2021", "6")))


@pytest.mark.parametrize(
    ("asked", "chart", "names"),
    [
        (question("图四高企历年", dates=YEARS), {"kind": "line"}, ["数量"]),
        (question("图五高企新增", count="inflow", dates=YEARS), {"kind": "column_line"}, ["新增数", "同比增长"]),
        (question("图五高企新增", dates=YEARS), {"kind": "column_line", "labels": ["企业"]}, ["企业", "同比增长"]),
        (question("图七", series="强度", dates=YEARS), {"kind": "line"}, ["强度"]),
        (question("图七", series="强度", dates=YEARS), {"kind": "line", "target": 4}, ["实际", "目标"]),
        (question("图四", dates=YEARS), {"kind": "line", "items": ["省级数"]}, None),
    ],
)
def test_the_name_of_a_question_is_printed_only_to_tell_series_apart(asked, chart, names) -> None:
    made = drawn(asked, title="变化", **chart)
    if names is None:
        assert made.series[0].name == asked.name
    else:
        assert [one.name for one in made.series] == names
        assert asked.name not in made.alt


def test_a_bar_of_progress_is_called_by_its_indicator_or_its_label() -> None:
    asked = question("图十一目标进度", series="强度")
    assert drawn(asked, kind="progress").categories == ("强度",)
    assert drawn(asked, kind="progress", labels=["研发强度"]).categories == ("研发强度",)
