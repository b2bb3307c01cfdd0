"""Figures in the text that come from no register: they are listed, so that an editor may answer for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.number_places import lines_of
from bureau_desk.domain.galley import Galley, Line, plain

_UNITS = r"万?家次|人次|万?平方米|平方公里|万家|亿元|万元|万人|元|个百分点|家|项|个|件|人|名|台|套|户|种|亩|条|位|次|所|支|百分点|‰|%|％|倍"
_FIGURE = re.compile(rf"(?:超过?|近|约|逾)?(?<![\d.])\d+(?:[,，]\d{{3}})*(?:\.\d+)?[余多]?(?:{_UNITS})")
_BEFORE = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit that is not bound: its words, the few before it, its sentence, and where it stands."""

    text: str
    before: str
    sentence: str
    article: str = ""
    place: str = ""


def unbound_figures(text: str, bound: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    """The figures of a text outside the bound stretches (first and last character)."""
    found = sentences(text)
    for figure in _FIGURE.finditer(text):
        if any(first < figure.end() and figure.start() < last for first, last in bound):
            continue
        sentence = next((words for start, words in reversed(found) if start <= figure.start()), text)
        yield Figure(figure[0], text[max(0, figure.start() - _BEFORE) : figure.start()], sentence.strip())


def unbound_in(galley: Galley) -> Iterator[Figure]:
    """The unbound figures of an issue in print order; of every line once, wherever else it is printed again."""
    for one in lines_of(galley):
        for figure in unbound_figures(plain(one.line), _bound(one.line)):
            yield Figure(figure.text, figure.before, figure.sentence, one.article, one.kind)


def _bound(line: Line) -> list[tuple[int, int]]:
    found, at = [], 0
    for span in line:
        if span.number >= 0 or span.page:
            found.append((at, at + len(span.text)))
        at += len(span.text)
    return found
