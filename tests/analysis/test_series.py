from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.analysis.answer import answer
from bureau_desk.domain.problem import Misuse
from tests.analysis.memory import desk, indicator, question

RND = "全社会研发经费占GDP"
POINTS = desk(
    "2022-02-28",
    indicator_series=[
        indicator(RND, "2019-12-31", "3.01", unit="%", rank_reported=5, rank_base="全省"),
        indicator(RND, "2020-12-31", "3.16", unit="%", rank_reported=4, rank_base="全省"),
        indicator(RND, "2020-12-31", "3.20", unit="%", revision=1, yoy_pp="0.19"),
        indicator(RND, "2021", "3.28", unit="%", value_type="预计", rank_reported=3, rank_base="全省13市"),
        indicator(RND, "2025-12-31", "3.6", unit="%", value_type="目标"),
        indicator(RND, "2021-12-31", "2.9", unit="%", region="江苏省"),
        indicator("研发加计扣除额", "2021-09-30", "157.63", yoy_reported="22.05", source_doc="工作总结"),
        indicator("高企数", "2021-12-31", "2900", unit="家", qualifier="超"),
        indicator("保密数", "2021-12-31", "9", confidential=True, release_date="2022-03-15"),
        indicator("保密数", "2020-12-31", "8"),
    ],
)


def ask(name: str, **more):
    return answer(question(series=name, **more), POINTS)


def test_the_latest_point_by_the_day_answers_with_its_own_day() -> None:
    table = ask(RND)
    assert (table.value, table.unit, table.as_of) == (Decimal("3.28"), "%", date(2021, 12, 31))
    assert table.is_ratio and table.digits == 2 and table.rows == (4,)
    assert table.rank == "全省13市第3位"


def test_an_older_year_and_an_expected_number_are_said() -> None:
    assert ask(RND).warnings == (
        "指标“全社会研发经费占GDP”没有2022年的数，用的是2021年12月31日的数。",
        "指标“全社会研发经费占GDP”2021年的数是预计数，文中应当写明。",
    )


def test_the_highest_revision_wins() -> None:
    table = ask(RND, as_of=date(2020, 12, 31))
    assert (table.value, table.points) == (Decimal("3.20"), Decimal("0.19"))
    assert table.warnings == ()


def test_targets_answer_only_when_asked_for() -> None:
    table = ask(RND, target=True)
    assert (table.value, table.as_of) == (Decimal("3.6"), date(2025, 12, 31))
    assert ask(RND, as_of=date(2025, 12, 31)).value == Decimal("3.28")


def test_another_region_has_its_own_numbers() -> None:
    assert ask(RND, region="江苏省").value == Decimal("2.9")
    with pytest.raises(Misuse, match="江苏省"):
        ask(RND, region="江苏")


def test_an_alias_and_reported_growth_and_source() -> None:
    assert ask("研发投入强度").value == Decimal("3.28")
    table = ask("研发加计扣除额", unit="万元")
    assert (table.value, table.unit, table.growth) == (Decimal("1576300"), "万元", Decimal("22.05"))
    assert table.source == "市统计局，工作总结"


def test_the_qualifier_of_the_source_is_kept() -> None:
    assert ask("高企数").estimate == "over"


def test_a_number_not_yet_public_is_not_used() -> None:
    table = ask("保密数")
    assert table.value == 8
    assert "尚未公开" in table.warnings[0]
    after = answer(question(series="保密数", as_of=date(2021, 12, 31)), POINTS.at(date(2022, 3, 15)))
    assert after.value == 9


def test_before_the_first_point_there_is_no_number() -> None:
    table = ask(RND, as_of=date(2018, 12, 31))
    assert table.value is None and "没有常州市的数" in table.warnings[0]


def test_an_unknown_indicator_is_named_with_near_matches() -> None:
    with pytest.raises(Misuse, match="全社会研发经费占GDP"):
        ask("全社会研发经费占GDP比重")


def test_years_make_a_line_with_gaps() -> None:
    days = tuple(date(year, 12, 31) for year in (2018, 2019, 2020, 2021))
    table = ask(RND, dates=days)
    assert [(group.keys[0], group.value) for group in table.groups] == [
        ("2018", None), ("2019", Decimal("3.01")), ("2020", Decimal("3.20")), ("2021", Decimal("3.28")),
    ]  # fmt: skip


def test_ranks_are_a_measure_and_regions_are_groups() -> None:
    assert ask(RND, measure="rank").value == 3
    table = ask(RND, by=("region",))
    assert [(group.keys[0], group.value) for group in table.groups] == [
        ("常州市", Decimal("3.28")),
        ("江苏省", Decimal("2.9")),
    ]
