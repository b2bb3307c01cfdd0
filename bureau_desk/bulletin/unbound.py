"""Figures in the text that come from no register: they are listed, so that an editor may answer for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bureau_desk.bulletin.compose_text import sentences
from bureau_desk.bulletin.number_places import lines_of
from bureau_desk.domain.galley import Galley, GalleyBlock, Line, plain, worded_line

_UNITS = r"万?家次|人次|万?平方米|平方公里|万家|㎡|m²|℃|公里|千米|万?吨|[万亿]?美元|亿元|万元|万人|元|个百分点|家|项|个|件|人|名|台|套|户|种|亩|条|位|次|所|支|百分点|‰|%|％|倍"
_FIGURE = re.compile(rf"(?:超过?|近|约|逾)?(?<![\d.])\d+(?:[,，]\d{{3}})*(?:\.\d+)?[余多]?(?:{_UNITS})")
_BEFORE = 4
_DIGIT = re.compile(r"\d")


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
    """The unbound figures of an issue, article by article; of every line once, wherever else it is printed again.

    Of each article those in its words come first, then typed big numbers and the cells of tables that are written out.
    """
    lines = list(lines_of(galley))
    for article in (*((galley.message,) if galley.message else ()), *galley.articles()):
        for one in (line for line in lines if line.article == article.id):
            for figure in unbound_figures(plain(one.line), _bound(one.line)):
                yield Figure(figure.text, figure.before, figure.sentence, one.article, one.kind)
        for block in article.blocks:
            yield from (replace(one, article=article.id) for one in _typed(galley, block))


def _typed(galley: Galley, block: GalleyBlock) -> Iterator[Figure]:
    """The figures that a block shows without words around them and that come from no question."""
    shown = plain(block.title)
    if block.kind == "number" and not _bound(block.title) and _DIGIT.search(shown) and not _FIGURE.search(shown):
        words = plain(block.lines[0]) if block.lines else ""
        yield Figure(f"{shown}{block.unit}{block.arrow}", "", words or shown, place="大数字")
    table = block.table
    # A table of a question has the day of which it tells; one that is written out has none.
    if table is None or table.as_of:
        return
    for row, cells in enumerate(table.rows):
        for column, text in enumerate(cells):
            numeric = column < len(table.numeric) and table.numeric[column]
            bound = _bound(worded_line(galley, text, "cell", f"{table.name} {row} {column}"))
            if numeric and _DIGIT.search(text) and not bound:
                named = (table.title, cells[0], table.columns[column])
                yield Figure(text, "", "　".join(filter(None, named)), place="表格")


def _bound(line: Line) -> list[tuple[int, int]]:
    found, at = [], 0
    for span in line:
        if span.number >= 0 or span.page:
            found.append((at, at + len(span.text)))
        at += len(span.text)
    return found
