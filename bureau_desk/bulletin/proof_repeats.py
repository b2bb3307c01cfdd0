"""Paragraphs that stand in an issue twice: word for word, lightly changed, or as an earlier issue printed them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.domain.problem import Problem, Severity

LEAST = 30  # characters from which the same words twice are no chance
_LEAST_ALIKE = 50  # characters from which words that are nearly the same are none
_ALIKE = 85  # of 100: so much of both must agree
_PIECE = 6  # characters; a changed word spoils only the pieces it lies in
_STEP = 4  # every so many characters a piece is looked for
_SHARED = 0.4  # of its pieces a paragraph must find in the other before the two are compared
_KINDS = ("paragraph", "list", "quote", "lead")


def folded(text: str) -> str:
    """The words of a paragraph without marks and spaces."""
    return re.sub(r"[\W_]", "", text)


def repeated(texts: Iterable[Passage], earlier: Mapping[str, str]) -> Iterator[Problem]:
    """Paragraphs that stand in the issue twice, or stood in an earlier one (`earlier`: folded words to its name)."""
    seen: dict[str, str] = {}
    alike = _Alike()
    for one in texts:
        if one.kind not in _KINDS:
            continue
        words = folded(one.text)
        if len(words) < LEAST:
            continue
        start = one.text[:16]
        if words in seen:
            told = f"这一段与{seen[words]}相同：“{start}……”。"
            yield one.problem("repeated", told, Severity.SOFT, start)
        elif words in earlier:
            told = f"这一段在{earlier[words]}印过：“{start}……”。"
            yield one.problem("printed_paragraph", told, Severity.SOFT, start)
        elif (found := alike.found(words)) is not None:
            where, share = found
            told = f"这一段与{where}几乎相同（{share}%的字一样）：“{start}……”。请留一处，或改写其中一处。"
            yield one.problem("near_repeated", told, Severity.SOFT, start)
        seen.setdefault(words, one.where)
        alike.add(words, one.where)


class _Alike:
    """Paragraphs met so far, looked up by the pieces they are made of."""

    def __init__(self) -> None:
        self._met: list[tuple[str, str]] = []
        self._by_piece: dict[str, list[int]] = {}

    def add(self, words: str, where: str) -> None:
        """Remember a paragraph."""
        if len(words) >= _LEAST_ALIKE:
            for at in range(len(words) - _PIECE + 1):
                self._by_piece.setdefault(words[at : at + _PIECE], []).append(len(self._met))
            self._met.append((words, where))

    def found(self, words: str) -> tuple[str, int] | None:
        """Where the paragraph stands that is most like this one, and how much of both agrees; None when none is."""
        if len(words) < _LEAST_ALIKE:
            return None
        pieces = [words[at : at + _PIECE] for at in range(0, len(words) - _PIECE + 1, _STEP)]
        shared = Counter(place for piece in pieces for place in set(self._by_piece.get(piece, ())))
        best: tuple[str, int] | None = None
        for place, count in shared.items():
            if count >= _SHARED * len(pieces) and (share := _share(words, self._met[place][0])) >= _ALIKE:
                best = max(best or ("", 0), (self._met[place][1], share), key=lambda one: one[1])
        return best


def _share(first: str, second: str) -> int:
    from rapidfuzz.fuzz import ratio

    return int(ratio(first, second))
