"""Names in the order of strokes (以姓氏笔画为序), as lists of people are printed.

Names are compared by the strokes of the surname's first character: by their number, then by their kinds in the order of
writing (横、竖、撇、点、折); a single surname stands before a compound one that begins alike; under one surname names of
one character stand first, then the characters of the name are compared in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bureau_desk.places import RESOURCES

COMPOUND = frozenset(
    [
        "欧阳",
        "诸葛",
        "司马",
        "上官",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "宇文",
        "长孙",
        "东方",
        "南宫",
        "西门",
        "轩辕",
        "端木",
        "百里",
        "呼延",
        "万俟",
        "闻人",
        "东郭",
        "钟离",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "公羊",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "赫连",
        "独孤",
        "拓跋",
        "第五",
        "左丘",
        "东门",
        "南门",
        "司空",
        "司寇",
        "完颜",
        "纳兰",
    ]
)
"""Surnames of two characters."""
_UNKNOWN = 999

Strokes = tuple[int, str]


def by_strokes(names: Iterable[str]) -> list[str]:
    """The names in the order of their strokes; names that compare equal keep their order."""
    return sorted(names, key=_key)


def unknown_characters(names: Iterable[str]) -> list[str]:
    """The characters of names whose strokes are not known: they stand behind all others."""
    letters = dict.fromkeys(letter for name in names for letter in _bare(name))
    return [letter for letter in letters if letter >= "\u3400" and strokes_of(letter)[0] == _UNKNOWN]


def strokes_of(letter: str) -> Strokes:
    """The number of strokes of a character and their kinds in order (1 横 2 竖 3 撇 4 点 5 折); kinds may be unknown ('')."""
    orders, counts = _table()
    order = orders.get(letter, "")
    return (len(order), order) if order else (counts.get(letter, _UNKNOWN), "")


def _bare(name: str) -> str:
    """The name without spaces and what stands in brackets behind it."""
    return re.sub(r"\s|[（(].*?[）)]", "", name)


def _key(name: str) -> tuple[Strokes, str, tuple[Strokes, ...], int, tuple[Strokes, ...]]:
    name = _bare(name)
    length = 2 if name[:2] in COMPOUND and len(name) > 2 else 1
    surname, given = name[:length], name[length:]
    first = strokes_of(surname[:1])
    # Two surnames of the same strokes are kept apart, or their people would stand mixed.
    return first, surname[:1], tuple(map(strokes_of, surname[1:])), len(given), tuple(map(strokes_of, given))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], dict[str, int]]:
    orders: dict[str, str] = {}
    counts: dict[str, int] = {}
    for line in (RESOURCES / "strokes.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        head, _, rest = line.partition("\t")
        if head.startswith("="):
            counts.update(dict.fromkeys(rest, int(head[1:])))
        else:
            orders[head] = rest
    return orders, counts
