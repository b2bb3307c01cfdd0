from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal as Number

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.trends import (
    NoGrowth,
    ahead_of,
    decimals,
    growth,
    plain,
    points,
    ranks,
    rising_streak,
    rounded,
    share,
    shares_of_whole,
    streak,
)  # fmt: skip
from bureau_desk.bulletin.wording import Said, value_text, word
from bureau_desk.domain.table import Table
from tests.analysis.memory import Desk, desk, hte, question


def test_rounding_is_half_up_in_decimal() -> None:
    assert rounded(Number("2.675"), 2) == Number("2.68")
    assert rounded(Number("0.5"), 0) == 1
    assert rounded(Number("-0.5"), 0) == -1


def test_plain_numbers_have_no_trailing_zeros_and_no_exponent() -> None:
    assert [plain(Number(text)) for text in ("50.0", "1E+3", "0.00", "-0.0", "157.630")] == [
        "50",
        "1000",
        "0",
        "0",
        "157.63",
    ]
    assert decimals(Number("3.280")) == 2


FILINGS = {"金坛区": 53, "溧阳市": 234, "新北区": 281, "武进区": 516, "天宁区": 55, "钟楼区": 172, "常州经开区": 45}


def filed(filings: Mapping[str, int]) -> Desk:
    """A desk on which each district has so many firms."""
    rows = [
        hte(f"{district}{number}", "2021-11-30", "2024-11-29", stat_unit_then=district)
        for district, many in filings.items()
        for number in range(many)
    ]
    return desk("2021-12-31", qualification=rows)


def test_district_filings_add_up_to_the_city() -> None:  # vector 2
    table = answer(question(by=("stat_unit_then",)), filed(FILINGS))
    assert table.value == 1356
    assert {group.keys[0]: group.value for group in table.groups} == FILINGS
    shares = shares_of_whole([group.value for group in table.groups if group.value is not None])
    assert sum(shares) == 100
    # 38.05 alone would be 38.1; beside its neighbours the largest remainders go first
    assert max(shares) == Number("38.0")


def test_the_third_place_names_the_two_before_it() -> None:  # vector 3
    names, values = ("苏州", "无锡", "常州", "南通"), (Number(1386), Number(549), Number(525), Number(503))
    assert [rank.place for rank in ranks(values) if rank] == [1, 2, 3, 4]
    assert ahead_of(names, values, "常州") == ("苏州", "无锡")


def test_a_rate_needs_its_own_denominator() -> None:  # vector 4
    assert rounded(share(Number(525), Number(868)), 2) == Number("60.48")
    assert rounded(share(Number(525), Number(1356)), 1) == Number("38.7")


def test_growth_and_share_of_a_grade() -> None:  # vector 5
    assert rounded(growth(Number(92), Number(65)), 1) == Number("41.5")
    assert rounded(share(Number(92), Number(386)), 1) == Number("23.8")


def test_level_growth_share_and_points_agree() -> None:  # vector 6
    base = Number("4542.97") / Number("1.153")
    assert rounded(growth(Number("4542.97"), base), 1) == Number("15.3")
    assert points(Number("44.9"), Number("44.5")) == Number("0.4")


def test_points_are_taken_of_growth_rates_and_of_shares() -> None:  # vector 7
    assert points(Number("107.6"), Number("106.1")) == Number("1.5")
    assert points(Number("107.6"), Number("96.6")) == 11
    assert points(Number("15"), Number("14.2")) == Number("0.8")
    assert points(Number("15"), Number("9.4")) == Number("5.6")


GRADES = {"A优秀": 43, "B良好": 71, "C合格": 175, "D不合格": 75}


def test_non_participants_change_the_denominator() -> None:  # vector 8
    rows = [
        {
            "scheme": "孵化器",
            "eval_year": 2021,
            "publish_date": "2021-12-01",
            "grade": grade,
            "subject_ref": place * 1000 + n,
        }
        for place, (grade, many) in enumerate(GRADES.items(), 1)
        for n in range(many)
    ]
    evaluated = desk("2021-12-31", annual_eval=rows)

    def counted(**where: object) -> Table:
        return answer(
            question(register="annual_eval", count="recognised", where={"eval_year": "2021"} | where), evaluated
        )

    best, due = counted(grade="A优秀"), counted()
    taking_part = counted(grade=["A优秀", "B良好", "C合格"])
    assert (best.value, taking_part.value, due.value) == (43, 289, 364)
    words = [word("占比", Said(best, "优秀", "a.md", whole, "参评")).text for whole in (taking_part, due)]
    assert words == ["占比14.9%", "占比11.8%"]


def test_carriers_at_or_above_a_level_are_counted_once_and_notices_not_at_all() -> None:  # vector 9
    levels = ["部级标准级"] * 20 + ["省级"] * 48 + ["市级认定"] * 9
    carriers = [
        {"id": number, "carrier_name": f"模拟孵化器{number}", "operate_since": "2015-01-01"}
        for number in range(1, len(levels) + 1)
    ]
    # 61 held their level on the eve, 7 got it in the year; one of the 61 rose within it
    events = [
        {
            "id": 1000 + number,
            "subject": number,
            "event_kind": "认定",
            "after": level,
            "event_date": "2021-06-01" if 61 < number <= 68 else "2018-06-01",
        }
        for number, level in enumerate(levels, 1)
    ]
    events.append(
        {"id": 2000, "subject": 1, "event_kind": "级别变更", "after": "部级卓越级", "event_date": "2021-07-01"}
    )
    held = desk("2021-12-31", incubator=carriers, event=events)
    where = {"highest_level": ("at_least", "省级")}
    stock = answer(question(register="incubator", where=where), held)
    new = answer(question(register="incubator", where=where, count="inflow"), held)
    assert (stock.value, new.value) == (68, 7)
    assert value_text(stock) == "68家"
    notices = desk(
        "2021-12-31", qualification=[hte(f"新{n}", "2021-11-30", publish_stage="公示（拟认定）") for n in range(7)]
    )
    assert answer(question(count="inflow"), notices).value == 0
    asked = answer(question(count="inflow", where={"publish_stage": "公示（拟认定）"}), notices)
    assert asked.value == 7
    assert "公示" in asked.warnings[0]


def test_growth_implies_its_base() -> None:  # vector 10
    assert rounded(Number("391.08") / Number("1.1338"), 2) == Number("344.93")
    assert rounded(growth(Number("391.08"), Number("344.93")), 2) == Number("13.38")
    assert rounded(Number("391.08") / Number("0.0362"), 0) == 10803


@pytest.mark.parametrize(("now", "base"), [(5, 0), (5, -1), (-5, 10)])
def test_no_growth_from_zero_or_negative(now: int, base: int) -> None:
    with pytest.raises(NoGrowth):
        growth(Number(now), Number(base))


@pytest.mark.parametrize(("part", "whole"), [(5, 0), (5, 4), (-5, 10), (1, -1)])
def test_no_share_of_nothing_or_of_less(part: int, whole: int) -> None:
    with pytest.raises(NoGrowth):
        share(Number(part), Number(whole))


def test_ties_share_a_place() -> None:
    found = ranks((Number(5), Number(7), None, Number(5)))
    assert [(rank.place, rank.tied) if rank else None for rank in found] == [(2, True), (1, False), None, (2, True)]


def test_streaks() -> None:
    assert streak((Number(2), Number(1), Number(1), Number(1))) == 3
    assert streak(()) == 0
    assert rising_streak((Number(3), Number(1), Number(2), Number(4))) == 2


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12), st.integers(0, 2))
def test_shares_add_up_to_one_hundred(parts: list[int], digits: int) -> None:
    found = shares_of_whole([Number(part) for part in parts], digits)
    assert sum(found) == (100 if sum(parts) else 0)
    assert all(
        abs(one - (Number(part) / sum(parts) * 100 if sum(parts) else 0)) < Number(1).scaleb(-digits)
        for one, part in zip(found, parts, strict=True)
    )
