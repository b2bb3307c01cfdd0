"""Themes: tokens, palettes and their contrast."""

from __future__ import annotations

import pytest

from bureau_desk.charts.theme import TOKENS, load_theme, luminance, mix, theme_names
from bureau_desk.domain.problem import Misuse


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_both_themes_ship() -> None:
    assert theme_names() == ("A", "B")
    assert load_theme("A").title == "龙城蓝"
    assert load_theme("B").primary == "0F4D3B"


@pytest.mark.parametrize("name", ["A", "B"])
def test_small_text_stands_out_from_white_and_from_tint(name: str) -> None:
    theme = load_theme(name)
    for token in ("ink", "primary", "grey", "accent_text"):
        assert contrast(getattr(theme, token), "FFFFFF") >= 4.5, token
    assert contrast(theme.accent_text, theme.tint) >= 4.5
    assert len({getattr(theme, token) for token in TOKENS}) == len(TOKENS)


@pytest.mark.parametrize("name", ["A", "B"])
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_levels_go_from_dark_to_light(name: str, count: int) -> None:
    colours = load_theme(name).level_colours(count)
    assert len(colours) == count
    lightness = [luminance(colour) for colour in colours]
    assert lightness == sorted(lightness)
    assert len(set(lightness)) == count


def test_two_levels_take_the_first_and_the_last() -> None:
    theme = load_theme("A")
    assert theme.level_colours(2) == (theme.levels[0], theme.levels[2])
    assert theme.level_colours(3) == theme.levels


def test_series_keep_their_order_and_begin_again() -> None:
    theme = load_theme("B")
    assert theme.series_colours(2) == theme.series[:2]
    assert theme.series_colours(7)[6] == theme.series[0]


def test_mixing_ends_at_both_colours() -> None:
    assert mix("000000", "FFFFFF", 0) == "000000"
    assert mix("000000", "FFFFFF", 1) == "FFFFFF"
    assert mix("000000", "FEFEFE", 0.5) == "7F7F7F"


@pytest.mark.parametrize("name", ["Z", "../A", ""])
def test_an_unknown_theme_is_refused_with_the_known_names(name: str) -> None:
    with pytest.raises(Misuse) as caught:
        load_theme(name)
    assert "A、B" in caught.value.sentence()
