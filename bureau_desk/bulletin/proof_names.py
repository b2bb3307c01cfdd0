"""Names against the registers and code lists: former names after the renaming, and names that miss one by a character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bureau_desk.bulletin.proof_rules import Finding
from bureau_desk.bulletin.proof_sounds import Sounds, mistaken

_HEAD = 6  # characters by which known names are looked up
_SHORTEST = 8  # shorter names meet others by chance
_CROWD = 40  # a piece of a name that so many share tells nothing
_PLACE = re.compile(r"^(?:江苏省?|常州市?|溧阳市?|金坛区?|武进区?|新北区?|天宁区?|钟楼区?|国家|全国|（常州）)+")
_NUMERAL = re.compile(r"[0-9A-Za-z一二三四五六七八九十甲乙丙丁东西南北]")
_TAIL = re.compile(r"(?:股份|责任)?有限责?任?公司$|集团$|研究院$|研究所$|中心$")
_SAID_SO = re.compile(r"(?:原|前身|曾用名|旧称|原名)[^，。；]{0,4}$")
_AFTER = re.compile(r"^[”）)]?(?:[，,]?(?:现|后|已)?(?:更名|改名|改制))")


@dataclass(frozen=True)
class Names:
    """`current` names of the registers; `former` names with the name of today and the ISO day of the renaming ('' when
    it is not known); `terms` are labels of code lists: units, parks, kinds of titles."""

    current: frozenset[str] = frozenset()
    former: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()

    def slips(self, text: str) -> Iterator[Finding]:
        """Former and mistaken names in a text; a known name inside a longer known one is not read."""
        if not self.current and not self.former and not self.terms:
            return
        heads, at = self._by_head, 0
        known: list[tuple[int, int]] = []
        while at < len(text) - _HEAD + 1:
            names = heads.get(text[at : at + _HEAD])
            name = next((one for one in names if text.startswith(one, at)), "") if names else ""
            if name:
                known.append((at, at + len(name)))
                if name not in self.current and (told := self._renamed(text, at, name)) is not None:
                    yield told
            at += len(name) or 1
        near = list(self._near_misses(text, known))
        yield from near
        known += [(one.start, one.end) for one in near]
        for start, end, word in self._sounds.slips(text):
            if not any(first < end and start < last for first, last in known):
                message = f"“{text[start:end]}”与台账里的“{word}”同音差一个字，请核对。"
                yield Finding("near_name", start, end, message, mend=word)

    @cached_property
    def _sounds(self) -> Sounds:
        """Terms of code lists and the names that are too short for looking them up by their core."""
        return Sounds.of({*self.terms, *(one for one in self.current if len(one) < _SHORTEST)})

    @cached_property
    def _by_head(self) -> Mapping[str, tuple[str, ...]]:
        """Names by their beginning, the longest first."""
        heads: dict[str, list[str]] = {}
        for name in {*self.current, *self.former}:
            if len(name) >= _HEAD:
                heads.setdefault(name[:_HEAD], []).append(name)
        return {head: tuple(sorted(names, key=lambda one: (-len(one), one))) for head, names in heads.items()}

    def _renamed(self, text: str, at: int, name: str) -> Finding | None:
        new, day = self.former[name]
        if _SAID_SO.search(text[:at]) or _AFTER.match(text[at + len(name) :]) or new in text:
            return None
        when = f"已于{day}" if day else "已"
        return Finding("former_name", at, at + len(name), f"“{name}”{when}更名为“{new}”。", mend=new)

    @cached_property
    def _pieces(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """Two pieces of the core of each name, with the name and where in it the piece begins."""
        found: dict[str, list[tuple[str, int]]] = {}
        for name in self.current:
            if len(name) < _SHORTEST:
                continue
            place = _PLACE.match(name)
            first = place.end() if place else 0
            core = _TAIL.sub("", name[first:])
            for start in (0, 3):
                if len(piece := core[start : start + 3]) == 3:
                    found.setdefault(piece, []).append((name, first + start))
        return {piece: tuple(names) for piece, names in found.items() if len(names) <= _CROWD}

    def _near_misses(self, text: str, known: list[tuple[int, int]]) -> Iterator[Finding]:
        pieces, told = self._pieces, set()
        for at in range(len(text) - 2):
            for name, offset in pieces.get(text[at : at + 3], ()):
                start = at - offset
                if start < 0 or any(first < start + len(name) and start < last for first, last in known):
                    continue
                end = self._missed(text, start, name)
                if end and (start, end) not in told:
                    told.add((start, end))
                    words = text[start:end]
                    message = f"“{words}”与台账里的“{name}”只差一个字，请核对。"
                    yield Finding("near_name", start, end, message, mend=name)

    def _missed(self, text: str, start: int, name: str) -> int:
        """The end of the words that miss a name by one character, 0 when they do not; numerals tell siblings apart.

        Where the last two characters differ the sound must be the same: other words go on in other ways.
        """
        from rapidfuzz.distance import OSA

        words = text[start : start + len(name)]
        if words[-2:] != name[-2:] and words not in self.current and mistaken(words, name):
            return start + len(name)
        for length in (len(name), len(name) - 1, len(name) + 1):
            words = text[start : start + length]
            if len(words) != length or words[-2:] != name[-2:] or words in self.current:
                continue
            if OSA.distance(words, name, score_cutoff=1) == 1 and _NUMERAL.sub("", words) != _NUMERAL.sub("", name):
                return start + length
        return 0
