"""Short names and terms of code lists in a text that miss one by a character of the same sound: 科教城 for 科较城."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bureau_desk.domain.pinyin import readings

SHORTEST = 5  # characters; shorter words meet others of their sound by chance
_CROWD = 40  # a piece that so many words share tells nothing
_HAN = re.compile(r"[\u3400-\u9fff]+")


def same_sound(first: str, second: str) -> bool:
    """Whether two different characters may be read alike, tones aside: what an input method mistakes."""
    return first != second and bool(set(readings(first)) & set(readings(second)))


def mistaken(words: str, name: str) -> bool:
    """Whether words of the same length differ from a name in one character, and that has the same sound."""
    if len(words) != len(name):
        return False
    differing = [pair for pair in zip(words, name, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and same_sound(*differing[0])


@dataclass(frozen=True)
class Sounds:
    """Words of Chinese characters alone, of five or more, that are known to be right."""

    words: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> Sounds:
        """Those of some words that can be looked for."""
        return cls(frozenset(one for one in words if len(one) >= SHORTEST and _HAN.fullmatch(one)))

    @cached_property
    def _pieces(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """The head and the tail of each word with where they begin: a single slip leaves one of them whole."""
        found: dict[str, list[tuple[str, int]]] = {}
        for word in self.words:
            size = 2 if len(word) < 6 else 3
            for at in (0, len(word) - size):
                found.setdefault(word[at : at + size], []).append((word, at))
        return {piece: tuple(sorted(words)) for piece, words in found.items() if len(words) <= _CROWD}

    def slips(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and the word that is meant."""
        pieces, told = self._pieces, set()
        for at in range(len(text) - 1):
            for size in (2, 3):
                for word, offset in pieces.get(text[at : at + size], ()):
                    start, end = at - offset, at - offset + len(word)
                    words = text[start:end] if start >= 0 else ""
                    if (start, end) not in told and words not in self.words and mistaken(words, word):
                        told.add((start, end))
                        yield start, end, word
