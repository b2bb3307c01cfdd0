"""Money units convert exactly and round half up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain.units import MoneyUnit, converted, grouped, in_unit, in_yuan, money_unit, plain, rounded


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (12_000_000, "合 0.12 亿元 · 12,000,000 元"),
        (5_000_000, "合 500 万元 · 5,000,000 元"),
        (12_345_678, "合 0.1235 亿元 · 12,345,678 元"),
        (-35_000, "合 -3.5 万元 · -35,000 元"),
        (800, "合 800 元"),
        (0, "合 0 元"),
    ],
)
def test_an_amount_is_told_twice_beside_its_box(amount: int, told: str) -> None:
    assert converted(amount) == told


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("元", MoneyUnit(1, "元")),
        ("千元", MoneyUnit(1000, "元")),
        ("万", MoneyUnit(10_000, "元")),
        ("百万元", MoneyUnit(1_000_000, "元")),
        ("万亿元", MoneyUnit(10**12, "元")),
        ("亿美元", MoneyUnit(10**8, "美元")),
        ("家", None),
        ("万㎡", None),
    ],
)
def test_units_of_money_are_known(text: str, unit: MoneyUnit | None) -> None:
    assert money_unit(text) == unit


def test_halves_are_rounded_up_as_people_do() -> None:
    assert rounded(Decimal("2.675"), 2) == Decimal("2.68")
    assert rounded(Decimal("0.5")) == 1
    assert rounded(Decimal("-0.5")) == -1


@given(st.integers(-(10**17), 10**17), st.sampled_from(["元", "千元", "万元", "亿元", "亿美元", ""]))
def test_converting_there_and_back_loses_nothing(amount: int, unit: str) -> None:
    assert in_yuan(in_unit(amount, unit), unit) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_plain_and_grouped_numbers_mean_the_same(value: Decimal) -> None:
    assert Decimal(plain(value)) == value == Decimal(grouped(value).replace(",", ""))
    assert "E" not in plain(value)


def test_a_small_amount_is_never_shown_as_nothing() -> None:
    assert grouped(Decimal("0.0004"), 2) == "0.0004"
    assert grouped(Decimal("1234.005"), 2) == "1,234.01"
    assert grouped(Decimal("-0.00")) == "0"
