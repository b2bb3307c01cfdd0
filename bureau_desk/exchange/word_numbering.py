"""What Word's automatic numbering sets before the paragraphs of a contributed article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SIGNS = ("bullet", "none")
_PLAIN = re.compile(r"^%\d[.、．)]?$")
_DIGITS = "零一二三四五六七八九"
_ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
}
_COUNTING = (
    "chineseCounting", "chineseCountingThousand", "japaneseCounting", "japaneseDigitalTenThousand", "taiwaneseCounting",
    "taiwaneseCountingThousand", "ideographDigital", "koreanCounting",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before a paragraph: bullet or number, the number, and how Word writes it (一、 or （二）); `plain` where a
    numbered list says the same."""

    kind: str
    number: int = 1
    label: str = ""
    plain: bool = True


class Numbering:
    """Counts the numbered paragraphs of a document from its first to its last, as Word does: lists of one abstract
    definition count on across what stands between them, unless a list of its own begins anew; a level begins anew behind
    a higher one. (ECMA-376 part 1, 17.9.)"""

    def __init__(self, document: Any) -> None:
        try:
            self._lists = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            self._lists = None
        self._counted: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, identity: str, level: int) -> Mark:
        """What stands before the next paragraph of a list and level."""
        kind = self._of(identity, level, "numFmt")
        if not kind or kind in _SIGNS:
            return Mark("bullet")
        abstract = self._abstract(identity)
        begins = self._value(f'./w:num[@w:numId="{identity}"]/w:lvlOverride[@w:ilvl="{level}"]/w:startOverride')
        if (identity, level) not in self._begun and begins:
            self._counted.pop((abstract, level), None)
        self._begun.add((identity, level))
        first = _whole(begins or self._of(identity, level, "start"))
        number = self._counted.get((abstract, level), first - 1) + 1
        self._counted[abstract, level] = number
        for deeper in [one for one in self._counted if one[0] == abstract and one[1] > level]:
            del self._counted[deeper]
        pattern = self._of(identity, level, "lvlText") or f"%{level + 1}."
        label = re.sub(r"%(\d)", lambda found: self._written(identity, int(found[1]) - 1), pattern)
        return Mark("number", number, label, plain=kind == "decimal" and bool(_PLAIN.match(pattern)))

    def _written(self, identity: str, level: int) -> str:
        """The number of a level that is reached, as its format writes it."""
        number = self._counted.get((self._abstract(identity), level), 1)
        return _numeral(number, self._of(identity, level, "numFmt"))

    def _abstract(self, identity: str) -> str:
        return self._value(f'./w:num[@w:numId="{identity}"]/w:abstractNumId')

    def _of(self, identity: str, level: int, what: str) -> str:
        """What a list says of a level, its own or its abstract definition's."""
        own = self._value(f'./w:num[@w:numId="{identity}"]/w:lvlOverride[@w:ilvl="{level}"]/w:lvl/w:{what}')
        path = f'./w:abstractNum[@w:abstractNumId="{self._abstract(identity)}"]/w:lvl[@w:ilvl="{level}"]/w:{what}'
        return own or self._value(path)

    def _value(self, path: str) -> str:
        found = self._lists.xpath(f"{path}/@w:val") if self._lists is not None else []
        return str(found[0]) if found else ""


def _numeral(number: int, form: str) -> str:
    row = _ROWS.get(form, "")
    if form in _COUNTING and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    return row[number - 1] if 0 < number <= len(row) else str(number)


def numbering_of(paragraph: Any) -> tuple[str, int] | None:
    """The list and level of a paragraph, its own or its style's; None where it is in no list."""
    numbered = paragraph._p.find(f"{_W}pPr/{_W}numPr")
    style = paragraph.style
    while numbered is None and style is not None:
        numbered = style.element.find(f"{_W}pPr/{_W}numPr")
        style = style.base_style
    if numbered is None:
        return None
    identity, level = numbered.find(f"{_W}numId"), numbered.find(f"{_W}ilvl")
    wanted = identity.get(f"{_W}val", "0") if identity is not None else "0"
    if wanted == "0" or not wanted.isdecimal():  # what is no number of a list belongs to none
        return None
    return wanted, _whole(level.get(f"{_W}val", "0"), 0) if level is not None else 0


def _whole(text: str, other: int = 1) -> int:
    return int(text) if text.isdecimal() else other
