"""The shades of a theme that pictures use: five steps from primary to pale, and how far two of them stand apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bureau_desk.charts.theme import Theme, luminance, mix

CLEAR = 20.0  # least difference in lightness between figure and ground


@dataclass(frozen=True, slots=True)
class Shades:
    """Colours as RRGGBB: `steps` run from primary to pale; `far` and `dusk` lie between primary and mid for distance."""

    steps: tuple[str, str, str, str, str]
    deep: str
    far: str
    dusk: str
    steel: str
    accent: str

    @property
    def primary(self) -> str:
        """The field."""
        return self.steps[0]

    @property
    def mid(self) -> str:
        """The middle shade."""
        return self.steps[2]

    @property
    def light(self) -> str:
        """The light shade."""
        return self.steps[3]

    @property
    def pale(self) -> str:
        """The palest shade."""
        return self.steps[4]


@lru_cache(maxsize=8)
def _shades(primary: str, deep: str, mid: str, light: str, pale: str, accent: str) -> Shades:
    return Shades(
        steps=(primary, mix(primary, mid, 0.42), mid, light, pale),
        deep=deep,
        far=mix(primary, mid, 0.24),
        dusk=mix(primary, mid, 0.62),
        steel=mix(mid, light, 0.5),
        accent=accent,
    )


def shades_of(theme: Theme) -> Shades:
    """The shades that pictures of a theme use."""
    return _shades(theme.primary, theme.deep, theme.mid, theme.light, theme.pale, theme.accent)


@lru_cache(maxsize=256)
def lightness(colour: str) -> float:
    """CIE lightness of a colour, 0 black to 100 white."""
    share = luminance(colour)
    return 116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share


def clear(first: str, second: str) -> bool:
    """Whether two colours differ clearly in lightness."""
    return abs(lightness(first) - lightness(second)) >= CLEAR
