"""Text measured and turned into outlines: every glyph is checked, so no picture ever shows a box for a character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bureau_desk.charts.font_files import Face, Family, find_families, find_family
from bureau_desk.domain.problem import Trouble

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

_EM = 100  # size in pixels at which outlines are taken; scaled afterwards
_EAST_MARKS = frozenset("“”‘’—…·×°※■◆●○→←↑↓")
_EAST_FROM = 0x2E80

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline at size 1 with y upwards: points, matplotlib path codes, and the advance."""

    points: tuple[Point, ...]
    codes: tuple[int, ...]
    advance: float


@dataclass(slots=True)
class Typesetter:
    """Sets text in a Latin and an East Asian sans, each with its bold cut; further families fill rare characters."""

    latin: Family
    east: Family
    others: tuple[str, ...] = ()
    _glyphs: dict[tuple[str, bool], Glyph] = field(default_factory=dict)

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """The width of a line of text in points."""
        return size * sum(self.glyph(character, bold).advance for character in clean(text))

    def glyphs(self, text: str, bold: bool = False) -> Iterator[tuple[float, Glyph]]:
        """Each glyph of a line with its place at size 1."""
        place = 0.0
        for character in clean(text):
            glyph = self.glyph(character, bold)
            yield place, glyph
            place += glyph.advance

    def glyph(self, character: str, bold: bool) -> Glyph:
        """The outline of one character; Trouble when no installed font has it."""
        key = (character, bold)
        if key not in self._glyphs:
            self._glyphs[key] = self._outline(character, bold)
        return self._glyphs[key]

    def _outline(self, character: str, bold: bool) -> Glyph:
        for family in self._families(character):
            font = _font(family.bold if bold else family.regular)
            if font.get_char_index(ord(character)):
                return _taken(font, character)
        raise Trouble(
            f"图表里的“{character}”字，本机的字体都没有。",
            f"请安装收字较全的字体（如{self.others[0] if self.others else '思源黑体'}），或改用通行的写法。",
        )

    def _families(self, character: str) -> Iterator[Family]:
        eastern = ord(character) >= _EAST_FROM or character in _EAST_MARKS
        yield from (self.east, self.latin) if eastern else (self.latin, self.east)
        yield from find_families(self.others)

    def fitted(self, text: str, size: float, room: float, bold: bool = False) -> str:
        """The text, or as much of it as fits into the room with an ellipsis in place of the rest."""
        text = clean(text)
        room += 0.01  # room that was measured from this very text is enough
        if self.width(text, size, bold) <= room:
            return text
        while text and self.width(text + "…", size, bold) > room:
            text = text[:-1]
        return text.rstrip() + "…" if text else ""


# Letters that stand as they are: printable ASCII, unified ideographs, and the common marks of Chinese text.
_CLEAN = re.compile("[ -~\u4e00-\u9fff、。〈-〕，．：；？！（）％％“”‘’—…·×]*").fullmatch


def clean(text: str) -> str:
    """The text on one line: line breaks, tabs and exotic blanks become spaces, invisible characters go."""
    if _CLEAN(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(" " if character.isspace() else character for character in composed if not _invisible(character))


def _invisible(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return selector or (unicodedata.category(character) in {"Cc", "Cf", "Cs"} and not character.isspace())


@lru_cache(maxsize=8)
def typesetter(east: tuple[str, ...], latin: tuple[str, ...], others: tuple[str, ...] = ()) -> Typesetter:
    """A typesetter from the first installed family of each list; Trouble naming what to install when none is."""
    chinese = find_family(east)
    if chinese is None:
        raise Trouble(
            "本机没有可用的中文黑体，图表无法绘制。",
            "请安装“微软雅黑”“黑体”“思源黑体”或“Noto Sans CJK SC”中的任意一种字体，再试一次。",
        )
    return Typesetter(find_family(latin) or chinese, chinese, (*east, *others))


@lru_cache(maxsize=16)
def _font(face: Face) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    options: dict[str, Any] = {"face_index": face.index} if face.index else {}
    font = FT2Font(face.path, **options)
    font.set_size(_EM, 72)
    return font


def _taken(font: FT2Font, character: str) -> Glyph:
    from matplotlib.ft2font import LoadFlags

    glyph = font.load_char(ord(character), flags=LoadFlags.NO_HINTING)
    points, codes = font.get_path()
    outline = tuple((float(x) / _EM, float(y) / _EM) for x, y in points)
    return Glyph(outline, tuple(int(code) for code in codes), glyph.linearHoriAdvance / 65536 / _EM)
