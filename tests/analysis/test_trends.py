from __future__ import annotations

from decimal import Decimal as Number

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def test_district_filings_add_up_to_the_city() -> None:  # vector 2
    assert sum((53, 234, 281, 516, 55, 172, 45)) == 1356


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


def test_non_participants_change_the_denominator() -> None:  # vector 8
    assert 43 + 71 + 175 == 289
    assert rounded(share(Number(43), Number(289)), 1) == Number("14.9")
    assert rounded(share(Number(43), Number(364)), 1) == Number("11.8")


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
