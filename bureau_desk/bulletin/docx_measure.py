"""How much room text takes: exact pitch and whole-character columns make it predictable without a layout engine."""

from __future__ import annotations

import math
import unicodedata

from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, Line, plain

PITCH = 17.0
COLUMN_CHARACTERS = 22
COLUMN_WIDTH = 231.0
FULL_WIDTH = 483.0
PAGE_LINES = 40
_HALF = 0.5
_NARROW = set("ilj.,:;'|!()[] ")


def width_of(text: str) -> float:
    """The width of text in characters of its own size: Chinese 1, Latin and digits about half."""
    total = 0.0
    for letter in text:
        if unicodedata.east_asian_width(letter) in "WFA":
            total += 1.0
        elif letter in _NARROW:
            total += 0.28
        else:
            total += 0.58 if letter.isupper() else _HALF
    return total


def lines_of(text: str, characters: float, indent: float = 0) -> int:
    """How many lines text takes in a column of that many characters, with a first-line indent."""
    total = 0
    for part in text.split("\n"):
        # A Latin word or a number that does not fit moves whole: a few characters a line are lost on average.
        latin = sum(1 for letter in part if letter.isascii() and letter.isalnum())
        loss = 0.25 * latin / max(1, len(part))
        total += max(1, math.ceil((width_of(part) + indent) / (characters - loss) - 0.001))
    return total


def paragraph_height(line: Line, characters: float = COLUMN_CHARACTERS, indent: float = 2) -> float:
    """Points of a body paragraph."""
    return lines_of(plain(line), characters, indent) * PITCH


def grid(points: float) -> float:
    """The next multiple of the pitch."""
    return math.ceil(points / PITCH - 0.01) * PITCH


def heading_height(block: GalleyBlock) -> float:
    """A heading: one line takes two pitches, a couplet three; a second-level heading one."""
    if block.level > 2:
        return PITCH * len(block.lines)
    wrapped = sum(lines_of(plain(line), COLUMN_CHARACTERS * 10.5 / 13 - 0.6) for line in block.lines)
    return PITCH * (wrapped + 1)


def quote_lines(block: GalleyBlock, width: float) -> int:
    """Lines of a pull quote set at 15 points."""
    return sum(lines_of(plain(line), width / 15 - 0.3) for line in block.lines)


def quote_height(block: GalleyBlock, width: float = COLUMN_WIDTH) -> float:
    """A pull quote with its rules and source, on the grid."""
    source = 17 if block.source else 0
    return grid(quote_lines(block, width) * 25.5 + 20 + source + 17)


def number_height(block: GalleyBlock, width: float = COLUMN_WIDTH) -> float:
    """A big-number box: figure, sentence, padding, on the grid."""
    sentence = sum(lines_of(plain(line), (width - 30) / 9.5) for line in block.lines)
    return grid(50 + 24 + sentence * 15 + 17)


def names_rows(block: GalleyBlock) -> tuple[int, int]:
    """(columns, lines in the longest column) of a list box."""
    names = [plain(line) for line in block.lines]
    short = all(width_of(name) <= 14 for name in names)
    columns = 3 if short and len(names) > 12 else 2
    each = math.ceil(len(names) / columns) if names else 0
    fits = (FULL_WIDTH / columns - 32) / 9.5
    tallest = max(
        (sum(lines_of(one, fits) for one in names[place * each : (place + 1) * each]) for place in range(columns)),
        default=0,
    )
    return columns, tallest


def names_height(block: GalleyBlock) -> float:
    """The list box over the whole measure."""
    return names_rows(block)[1] * 17 + 17 + 34


def body_characters(article: GalleyArticle) -> int:
    """Characters of an article's running text."""
    return sum(len(plain(line)) for block in article.blocks for line in block.lines)
