"""A theme: the colour tokens, chart palettes and type families that pages, charts and sheets share."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.places import RESOURCES

TOKENS = (
    "ink", "primary", "deep", "mid", "light", "pale", "tint", "accent", "accent_text", "grey", "rule",
)  # fmt: skip

_COLOUR = re.compile(r"[0-9A-F]{6}")


@dataclass(frozen=True, slots=True)
class Typeface:
    """The two families of one role: `east` for Chinese, `latin` for letters and digits."""

    east: str
    latin: str


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours are RRGGBB without a hash; sizes are points.

    `series` are the chart colours in order, `levels` go from dark (国家级) to light. `fonts` has the roles text,
    structure, voice and title; `fallbacks` lists for each role (and latin_sans, latin_serif) the families that may
    stand in, best first. `styles` is the path of a Word style file that stands in for the shipped one. `accent` is for fills only: small text on white takes `accent_text`.
    """

    name: str
    title: str
    ink: str
    primary: str
    deep: str
    mid: str
    light: str
    pale: str
    tint: str
    accent: str
    accent_text: str
    grey: str
    rule: str
    series: tuple[str, ...]
    levels: tuple[str, ...]
    fonts: Mapping[str, Typeface]
    fallbacks: Mapping[str, tuple[str, ...]]
    label_size: float = 8.5
    value_size: float = 9.0
    title_size: float = 11.0
    subtitle_size: float = 8.0
    source_size: float = 8.0
    styles: str = ""

    def level_colours(self, count: int) -> tuple[str, ...]:
        """Colours of `count` levels, dark to light: one takes the first, two the ends, more are spread evenly."""
        if count <= 1:
            return self.levels[:count]
        last = len(self.levels) - 1
        places = [last * index / (count - 1) for index in range(count)]
        return tuple(_between(self.levels, place) for place in places)

    def series_colours(self, count: int) -> tuple[str, ...]:
        """Colours of `count` series in their fixed order; beyond six they begin again."""
        return tuple(self.series[index % len(self.series)] for index in range(count))


def _between(colours: tuple[str, ...], place: float) -> str:
    lower = min(int(place), len(colours) - 2) if len(colours) > 1 else 0
    if place == int(place):
        return colours[int(place)]
    return mix(colours[lower], colours[lower + 1], place - lower)


def mix(first: str, second: str, share: float) -> str:
    """The colour that lies `share` (0 to 1) of the way from the first to the second."""
    pairs = zip(bytes.fromhex(first), bytes.fromhex(second), strict=True)
    return bytes(round(a + (b - a) * share) for a, b in pairs).hex().upper()


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 black to 1 white (WCAG 2.1)."""
    parts = (channel / 255 for channel in bytes.fromhex(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=8)
def load_theme(name: str = "A") -> Theme:
    """The theme of that name from resources/themes; Misuse when there is none, Trouble when its file is damaged."""
    path = RESOURCES / "themes" / f"{name}.toml"
    if not re.fullmatch(r"\w+", name) or not path.is_file():
        raise Misuse(f"没有名为“{name}”的版式配色。", f"可选的配色：{'、'.join(theme_names())}。")
    try:
        return _read(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"配色文件 {path.name} 无法读取：{error}。", "请用安装包里的原文件替换它。") from error


def theme_names() -> tuple[str, ...]:
    """The names of all themes that ship."""
    return tuple(sorted(path.stem for path in (RESOURCES / "themes").glob("*.toml")))


def _read(data: Mapping[str, Any]) -> Theme:
    charts = data["charts"]
    colours = {token: _colour(data["colours"][token]) for token in TOKENS}
    return Theme(
        name=data["name"],
        title=data["title"],
        **colours,
        series=tuple(_colour(text) for text in charts["series"]),
        levels=tuple(_colour(text) for text in charts["levels"]),
        fonts={role: Typeface(**families) for role, families in data["fonts"].items()},
        fallbacks={role: tuple(names) for role, names in data["fallbacks"].items()},
        label_size=float(charts["label"]),
        value_size=float(charts["value"]),
        title_size=float(charts["title_size"]),
        subtitle_size=float(charts["subtitle_size"]),
        source_size=float(charts["source_size"]),
    )


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise ValueError(f"颜色“{text}”应写成六位十六进制，如 0F3560")
    return text
