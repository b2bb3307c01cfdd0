"""Spread labels, round ticks, fitted names, numerals, fonts by name."""

from __future__ import annotations

import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.charts.font_files import find_families, find_family, font_folders
from bureau_desk.charts.numerals import number_format, numeral, shares
from bureau_desk.charts.placement import decimals, fit_names, spread, ticks
from bureau_desk.charts.theme import load_theme
from bureau_desk.charts.typesetting import clean, typesetter

THEME = load_theme()
TYPE = typesetter(THEME.fallbacks["structure"], THEME.fallbacks["latin_sans"])


@given(st.lists(st.floats(-50, 250), min_size=1, max_size=15))
def test_spread_places_keep_order_distance_and_bounds(places: list[float]) -> None:
    found = spread(places, 9, 0, 200)
    ordered = sorted(found)
    assert all(after - before >= 9 - 1e-6 for before, after in itertools.pairwise(ordered))
    assert ordered[0] >= -1e-6 and ordered[-1] <= 200 + 1e-6
    assert [found[index] for index in sorted(range(len(places)), key=lambda i: places[i])] == ordered


def test_places_with_room_stay_where_they_are() -> None:
    assert spread([100, 20, 60], 9, 0, 200) == [100, 20, 60]


def test_too_many_places_share_the_room_evenly() -> None:
    assert spread([5, 5, 5], 9, 0, 10) == pytest.approx([0, 5, 10])


@given(st.floats(-1e6, 1e6), st.floats(0.01, 1e7))
def test_ticks_are_few_and_within(low: float, run: float) -> None:
    marks = ticks(low, low + run)
    assert 1 <= len(marks) <= 4
    assert all(low - run * 1e-6 <= float(mark) <= low + run * 1.000001 for mark in marks)


def test_ticks_tell_the_decimals_they_need() -> None:
    marks = ticks(2.47, 3.36)
    assert [numeral(mark, decimals(marks)) for mark in marks] == ["2.6", "2.8", "3.0", "3.2"]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("2497", 0, "2497"),
        ("12345.5", 0, "12,346"),
        ("3.1", 2, "3.10"),
        ("-0.4", 0, "0"),
        ("-12345", 0, "-12,345"),
        ("2.675", 2, "2.68"),
    ],
)
def test_numerals_round_half_up_and_take_commas_from_five_digits(value: str, digits: int, text: str) -> None:
    assert numeral(Decimal(value), digits) == text


def test_a_gap_is_a_dash() -> None:
    assert numeral(None) == "—"


def test_number_formats_say_the_same_as_numerals() -> None:
    assert number_format(1) == "[>=10000]#,##0.0;[<=-10000]-#,##0.0;0.0"
    assert number_format(1, percent=True).endswith('0.0"%"')


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_shares_add_up_to_a_hundred(parts: list[int]) -> None:
    found = shares(tuple(Decimal(part) for part in parts))
    assert sum(found) == 100
    assert all(
        abs(share - Decimal(part) * 100 / sum(parts)) < Decimal("0.1") for share, part in zip(found, parts, strict=True)
    )


def test_a_long_name_is_broken_then_cut() -> None:
    short = fit_names(TYPE, ["常州经开区", "武进区"], 8.5, 31, 2)
    assert short.lines == (("常州", "经开区"), ("武进区",))
    cut = fit_names(TYPE, ["江苏省产业技术研究院先进材料研究所"], 8.5, 40, 2)
    assert cut.lines[0][-1].endswith("…")
    assert cut.width(TYPE) <= 40.02


def test_line_breaks_and_invisible_characters_go() -> None:
    assert clean("武进\n区\u200b \u3000A\ufe0f") == "武进 区  A"


def test_chinese_and_latin_families_are_found_with_a_bold_cut() -> None:
    east = find_family(THEME.fallbacks["structure"])
    latin = find_family(THEME.fallbacks["latin_sans"])
    assert east is not None and latin is not None
    assert Path(east.regular.path).is_file()
    assert latin.bold.path != latin.regular.path


def test_an_unknown_family_or_an_empty_folder_gives_none(tmp_path: Path) -> None:
    assert find_family(("没有这种字体",)) is None
    assert find_family(THEME.fallbacks["structure"], (tmp_path,)) is None
    (tmp_path / "msyh.ttc").write_bytes(b"ttcf\x00\x01")
    assert list(find_families(("Microsoft YaHei", "X"), (tmp_path / ".",))) == []
    assert font_folders()
