"""How much room text takes: exact pitch and whole-character columns make it predictable without a layout engine."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

from bureau_desk.domain.galley import GalleyBlock, plain

PITCH = 17.0
COLUMN_WIDTH = 231.0
FULL_WIDTH = 483.0
PAGE_LINES = 40
PAGE = PAGE_LINES * PITCH

# Advance widths of the printable ASCII letters in thousandths of the size (Times New Roman and Arial, and the faces made
# to replace them), from the space on.
_SERIF = (
    "250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 "
    "564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 "
    "611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 "
    "722 500 500 444 480 200 480 541"
)
_SANS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 "
    "584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 "
    "611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 "
    "722 500 500 500 334 260 334 584"
)
SERIF = {chr(32 + place): int(width) / 1000 for place, width in enumerate(_SERIF.split())}
SANS = {chr(32 + place): int(width) / 1000 for place, width in enumerate(_SANS.split())}

_NEVER_FIRST = frozenset("、，。．；：？！）》」』】〕〗〉”’％%—…·～ー々℃!),.:;?]}◆\u2060")
_NEVER_LAST = frozenset("（《「『【〔〖〈“‘([{$￥")
_PUNCTUATION = _NEVER_FIRST | _NEVER_LAST
_TOKEN = r"(?:[\x21-\u1fff]+|.)"
_FIRST, _LAST = (f"[{re.escape(''.join(sorted(letters)))}]" for letters in (_NEVER_FIRST, _NEVER_LAST))
_CLUSTER = re.compile(rf"{_TOKEN}(?:(?={_FIRST}){_TOKEN}|(?<={_LAST}){_TOKEN})*", re.DOTALL)
"""Pieces between which a line may be broken."""
_CHINESE = "\u2e80"
"""The letter from which on all are as wide as they are high."""
_GAP = 0.2  # what stands between a Chinese character and a Latin letter or digit, in sizes
_WIDE = "WFA"


def width_of(text: str, latin: dict[str, float] = SERIF) -> float:
    """The width of text in characters of its own size."""
    return _advance(text, "", latin)


def _is_latin(letter: str) -> bool:
    return letter < "\u2000" and unicodedata.east_asian_width(letter) not in "WF"


def _advance(text: str, before: str, latin: dict[str, float]) -> float:
    total = 0.0
    for letter in text:
        narrow = _is_latin(letter)
        if letter in "\u200b\u2060":
            continue
        total += latin.get(letter, 0.5) if narrow else 1.0
        if before and " " not in (before, letter) and narrow != _is_latin(before):
            total += 0.0 if (letter if not narrow else before) in _PUNCTUATION else _GAP
        before = letter
    return total


def last_cluster(text: str) -> str:
    """The end of a text that is never parted: its last letter or word with the marks behind it."""
    return next(reversed(_CLUSTER.findall(text)), "")


@lru_cache(maxsize=8192)
def _lines(text: str, characters: float, indent: float, sans: bool) -> int:
    latin = SANS if sans else SERIF
    count, used, last = 1, indent, ""
    for cluster in _CLUSTER.findall(text):
        if cluster == " " and not last:
            continue
        plain_letter = len(cluster) == 1 and cluster >= _CHINESE and (last >= _CHINESE or not last)
        wide = 1.0 if plain_letter else _advance(cluster, last, latin)
        if last and used + wide > characters + 0.001:
            fresh = "" if cluster == " " else cluster
            # What is wider than a whole line is broken inside.
            own = _advance(fresh, "", latin)
            count += 1 + int(own / characters - 0.001)
            used, last = own % characters if own > characters else own, fresh[-1:]
        else:
            used, last = used + wide, cluster[-1]
            if used > characters + 0.001:
                count += int(used / characters - 0.001)
                used %= characters
    return count


def lines_of(text: str, characters: float, indent: float = 0, sans: bool = False) -> int:
    """How many lines text takes in a column of that many characters of its size, with a first-line indent.

    Breaks as Word and LibreOffice do: no closing mark begins a line, no opening one ends it, Latin words stay whole.
    """
    return sum(_lines(part, characters, indent, sans) for part in text.split("\n"))


def grid(points: float, pitch: float = PITCH) -> float:
    """The next multiple of the pitch."""
    return math.ceil(points / pitch - 0.01) * pitch


def names_rows(block: GalleyBlock) -> tuple[int, int]:
    """(columns, lines in the longest column) of a list box."""
    names = [plain(line) for line in block.lines]
    short = all(width_of(name) <= 13 for name in names)
    columns = 3 if short and len(names) > 12 else 2
    return columns, names_tallest(block, columns, range(len(names)))


def names_tallest(block: GalleyBlock, columns: int, group: range) -> int:
    """Lines in the longest column of some names of a list box."""
    each = math.ceil(len(group) / columns)
    fits = (FULL_WIDTH / columns - 32) / 9.5
    names = [plain(block.lines[place]) for place in group]
    return max(
        (sum(lines_of(one, fits) for one in names[place * each : (place + 1) * each]) for place in range(columns)),
        default=0,
    )
