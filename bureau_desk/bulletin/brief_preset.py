"""How a brief is laid out: page, grid and faces, from a file that staff may copy and change."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from bureau_desk.analysis.near import near
from bureau_desk.domain.problem import Misuse
from bureau_desk.places import RESOURCES

SHIPPED = RESOURCES / "briefs"
DEFAULT = "gbt-9704"
_POINTS_PER_MM = 72 / 25.4
_PAPER = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class Preset:
    """Margins in millimetres, sizes in points; `characters` to the line and `lines` to the page make the grid.

    `folio` is dashes (— 1 —, outer side) or centre; `colophon` foot (版记 at the foot of the last page) or text (after it).
    """

    name: str
    title: str
    top: float = 37
    left: float = 28
    right: float = 26
    bottom: float = 35
    characters: int = 28
    lines: int = 22
    size: float = 16
    heading_latin: str = "Times New Roman"
    body: str = "仿宋"
    heading: str = "黑体"
    subheading: str = "楷体"
    masthead: str = "方正小标宋简体"
    masthead_size: float = 60
    masthead_width: float = 150
    red: str = "E60012"
    folio: str = "dashes"
    colophon: str = "foot"

    @property
    def width(self) -> float:
        """The measure in points."""
        return (_PAPER[0] - self.left - self.right) * _POINTS_PER_MM

    @property
    def height(self) -> float:
        """The height of the text in points."""
        return (_PAPER[1] - self.top - self.bottom) * _POINTS_PER_MM

    @property
    def pitch(self) -> float:
        """The exact pitch in points: the most twentieths that leave room for all lines."""
        return math.floor(self.height / self.lines * 20) / 20

    @property
    def spacing(self) -> float:
        """What each character gives up, in points, so that a line holds its number of them."""
        return math.floor((self.width / self.characters - self.size) * 20) / 20


def presets(own: Path | None = None) -> dict[str, Preset]:
    """The layouts by name, those in a folder of staff's own before the shipped ones of the same name."""
    found: dict[str, Preset] = {}
    for folder in (SHIPPED, own):
        for path in sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else ():
            found[path.stem] = _read(path)
    return found


def preset(name: str, own: Path | None = None) -> Preset:
    """A layout by its name or title; Misuse names those there are."""
    known = presets(own)
    wanted = name or DEFAULT
    for one in known.values():
        if wanted in (one.name, one.title):
            return one
    titles = "、".join(f"{one.name}（{one.title}）" for one in known.values())
    raise Misuse(f"没有简报版式“{wanted}”{near(wanted, known)}。", f"现有：{titles}。")


def _read(path: Path) -> Preset:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misuse(f"简报版式“{path.name}”读不出来（{error}）。", "请改正它，或把它移走。") from None
    kinds: dict[str, type] = {
        one.name: type(one.default) for one in fields(Preset) if one.name not in ("name", "title")
    }
    for key, value in data.items():
        if key != "title" and key not in kinds:
            raise Misuse(f"简报版式“{path.name}”里的“{key}”不认识{near(key, kinds)}。", "请改正它。")
        if key in kinds and not _fits(value, kinds[key]):
            raise Misuse(f"简报版式“{path.name}”里的“{key}”写的是“{value}”，种类不对。", "请改正它。")
    made = Preset(path.stem, str(data.get("title", path.stem)), **{key: data[key] for key in kinds if key in data})
    _refuse_odd(path.name, made)
    return made


def _fits(value: Any, kind: type) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) if kind is int else isinstance(value, str if kind is str else int | float)


def _refuse_odd(name: str, one: Preset) -> None:
    choices: Sequence[tuple[str, str, tuple[str, ...]]] = (
        ("folio", one.folio, ("dashes", "centre")),
        ("colophon", one.colophon, ("foot", "text")),
    )
    for key, value, allowed in choices:
        if value not in allowed:
            raise Misuse(f"简报版式“{name}”里的“{key}”只能是 {'、'.join(allowed)}。", "请改正它。")
    if one.width < 200 or one.height < 300 or not 1 <= one.lines <= 60 or not 5 <= one.characters <= 60:
        raise Misuse(
            f"简报版式“{name}”的页边或网格不合 A4 纸。", "请检查 top、left、right、bottom、lines、characters。"
        )
