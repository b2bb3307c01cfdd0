"""The magazine's art: sizes, repeatable bytes, shades, accents and quiet places for text."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise

import pytest
from PIL import Image

from bureau_desk.bulletin import art
from bureau_desk.charts.theme import Theme, load_theme

PICTURES: dict[str, tuple[Callable[[Theme, int], bytes], tuple[int, int]]] = {
    "cover": (art.cover, (1680, 2376)),
    "inside": (art.inside, (1680, 2376)),
    "back": (art.back, (1680, 2376)),
    "side": (art.side, (368, 2376)),
    "panel": (art.panel, (560, 2376)),
    "band": (art.band, (1680, 504)),
    "contents_band": (art.contents_band, (1680, 420)),
    "city": (lambda theme, seed: art.strip(theme, seed, 0), (435, 272)),
    "laboratory": (lambda theme, seed: art.strip(theme, seed, 1), (435, 272)),
    "energy": (lambda theme, seed: art.strip(theme, seed, 2), (435, 272)),
}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def shares(picture: Image.Image) -> dict[str, float]:
    """The share of the area that each colour covers."""
    found = picture.getcolors(picture.width * picture.height)
    assert found is not None
    area = picture.width * picture.height
    return {bytes(colour).hex().upper(): count / area for count, colour in found if isinstance(colour, tuple)}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_has_its_size_and_only_palette_pixels(name: str) -> None:
    draw, size = PICTURES[name]
    picture = Image.open(io.BytesIO(draw(load_theme("A"), 163)))
    assert picture.size == size
    assert picture.mode == "P"
    assert picture.info["dpi"] == pytest.approx((203.2, 203.2), abs=0.1)
    assert set(picture.info) <= {"dpi"}, "nothing but the resolution is written beside the pixels"


@pytest.mark.parametrize("name", PICTURES)
def test_same_theme_and_seed_give_the_same_bytes_and_another_seed_others(name: str) -> None:
    draw, _ = PICTURES[name]
    theme = load_theme("B")
    assert draw(theme, 7) == draw(theme, 7)
    assert draw(theme, 7) != draw(theme, 8)


@pytest.mark.parametrize("theme", ["A", "B"])
@pytest.mark.parametrize("name", PICTURES)
def test_pictures_carry_the_colours_of_their_theme_and_are_never_blank(name: str, theme: str) -> None:
    tokens = load_theme(theme)
    found = shares(opened(PICTURES[name][0](tokens, 3)))
    assert max(found.values()) < 0.95
    for token in (tokens.primary, tokens.mid, tokens.accent, tokens.pale):
        assert token in found


def test_themes_differ_in_colour_alone() -> None:
    first, second = (Image.open(io.BytesIO(art.band(load_theme(name), 5))) for name in "AB")
    # lightness order is the same in both, so a pixel of the field in one is a pixel of the field in the other
    fields = [picture.convert("RGB") for picture in (first, second)]
    for x in range(10, 660, 50):
        assert fields[0].getpixel((x, 250)) == tuple(bytes.fromhex(load_theme("A").primary))
        assert fields[1].getpixel((x, 250)) == tuple(bytes.fromhex(load_theme("B").primary))


@pytest.mark.parametrize("seed", range(24))
def test_bands_spend_little_accent_and_leave_the_left_plain(seed: int) -> None:
    theme = load_theme("A")
    picture = opened(art.band(theme, seed))
    assert 0.001 <= shares(picture)[theme.accent] <= 0.08
    assert shares(picture.crop((0, 0, 672, 504))) == {theme.primary: 1.0}


@pytest.mark.parametrize("seed", range(0, 24, 3))
def test_contents_bands_and_panels_spend_little_accent(seed: int) -> None:
    theme = load_theme("B")
    assert 0.001 <= shares(opened(art.contents_band(theme, seed)))[theme.accent] <= 0.08
    assert 0.001 <= shares(opened(art.panel(theme, seed)))[theme.accent] <= 0.08


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_cover_keeps_its_upper_part_free_for_headlines(seed: int) -> None:
    theme = load_theme("A")
    picture = opened(art.cover(theme, seed))
    text = {**shares(picture.crop((0, 0, 800, 1000))), **shares(picture.crop((1400, 0, 1680, 1000)))}
    for token in (theme.accent, theme.pale, theme.light, theme.mid, theme.deep):
        assert token not in text
    assert text[theme.primary] > 0.9
    assert shares(picture.crop((0, 2252, 1680, 2376))) == {theme.deep: 1.0}


def test_side_and_panel_keep_room_for_their_text() -> None:
    theme = load_theme("A")
    for seed in range(6):
        assert shares(opened(art.side(theme, seed)).crop((0, 0, 368, 1000))) == {theme.primary: 1.0}
        assert shares(opened(art.panel(theme, seed)).crop((0, 0, 560, 2096))) == {theme.tint: 1.0}


def test_back_keeps_greeting_and_code_on_the_quiet_field() -> None:
    theme = load_theme("A")
    found = shares(opened(art.back(theme, 11)).crop((0, 0, 1680, 1400)))
    assert found[theme.primary] > 0.95
    assert theme.accent not in found


def test_flat_is_one_colour() -> None:
    picture = opened(art.flat("0F3560"))
    assert picture.size == (8, 8)
    assert shares(picture) == {"0F3560": 1.0}


def test_joined_arcs_meet_without_a_seam() -> None:
    from bureau_desk.bulletin.art.tiles import layers

    for kind in ("quarter", "arcs", "leaf"):
        for size in (92, 140, 168):
            mask = layers(kind, size, 0)[0]
            mirrored = mask.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
            turned = layers(kind, size, 1)[0]
            difference = [abs(a - b) for a, b in zip(mirrored.tobytes(), turned.tobytes(), strict=True)]
            # a turned tile mirrors the first one but for the softness of single pixels
            assert sum(value > 130 for value in difference) <= size // 10


def test_stripes_are_all_equally_thick() -> None:
    from bureau_desk.bulletin.art.tiles import layers

    for size in (92, 140, 168, 280, 336):
        mask = layers("stripes", size)[0]
        column = mask.crop((size // 2, 0, size // 2 + 1, size)).tobytes()
        assert set(column) == {0, 255}, "bars end on whole pixels"
        edges = [place for place, (a, b) in enumerate(pairwise(column)) if a != b]
        assert len({b - a for a, b in pairwise(edges)}) <= 2
