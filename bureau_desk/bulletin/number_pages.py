"""On which page each number is printed: found in the laid-out PDF by the words around it, else reckoned by article."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bureau_desk.bulletin.docx_controls import key_of
from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK
from bureau_desk.bulletin.number_places import CONTENTS, COVER, TITLE, NumberPlace, places_of
from bureau_desk.bulletin.pdfium import ALONE
from bureau_desk.domain.galley import Galley, Number

_SPACE = re.compile(r"[\s\u200b\u2060\ufffe\u00ad]+")
_WINDOWS = ((12, 12), (8, 4), (4, 8), (12, 0), (0, 12), (4, 0), (0, 4))
_HEADS = (TITLE, "引题", "副题", "导语", "署名", "供稿", "落款")


@dataclass(frozen=True, slots=True)
class Shown:
    """One place of a number for readers: its page (`05`, 封面, 卷首; `05起` where it is only known to begin there), what
    it is, and its article."""

    page: str
    kind: str
    article: str


class Sheets:
    """The pages of an issue: what is printed on each, when it is laid out, and which articles they hold."""

    def __init__(self, galley: Galley, pages: Mapping[str, int], pdf: Path | None) -> None:
        texts, before = _printed(pdf) if pdf is not None else ([], 2)
        self._texts, self._before = texts, before
        starts = {one.id: pages[one.id] for one in galley.articles() if one.id in pages}
        ends = sorted({*starts.values(), pages.get(END_MARK, max(starts.values(), default=0) + 1)})
        self._spans = {
            key: (first, max(first, min((one for one in ends if one > first), default=first + 1) - 1))
            for key, first in starts.items()
        }
        first = min(starts.values(), default=3)
        self._contents = (2, max(2, first - 1)) if first > 1 else (1, 1)
        self._message = galley.message.id if galley.message else ""

    def page(self, place: NumberPlace, words: str, begin: int = 0) -> tuple[int, str]:
        """The folio of a place (0 for what stands before folio 01) and how it is told; search begins at folio `begin`."""
        if place.kind == COVER:
            return 0, COVER
        if place.article == self._message and place.kind != CONTENTS:
            return 0, "卷首"
        first, last = self._contents if place.kind == CONTENTS else self._spans.get(place.article, (0, 0))
        if not first:
            return 0, ""
        # Boxes stand where there is room: what is not found further on may stand before.
        order = sorted(range(first, last + 1), key=lambda folio: folio < begin)
        for piece in _pieces(place.text, place.start, words):
            for folio in order:
                if piece in self._on(folio):
                    return folio, f"{folio:02d}"
        return first, f"{first:02d}" if first == last else f"{first:02d}起"

    def _on(self, folio: int) -> str:
        place = folio + self._before - 1
        return self._texts[place] if 0 <= place < len(self._texts) else ""


def _printed(pdf: Path) -> tuple[list[str], int]:
    """The words of each page without spaces, and how many pages stand before folio 01."""
    import pypdfium2

    from bureau_desk.bulletin.contents import pages_from_pdf

    with ALONE, contextlib.closing(pypdfium2.PdfDocument(pdf)) as document:
        texts = [_squeezed(page.get_textpage().get_text_range()) for page in document]
    return texts, pages_from_pdf(pdf).get(FIRST_FOLIO_MARK, 1) - 1


def _squeezed(text: str) -> str:
    return _SPACE.sub("", text)


def _pieces(text: str, start: int, words: str) -> Iterator[str]:
    """The words around a number, fewer and fewer: a sentence may run over to the next page."""
    before, behind = _squeezed(text[:start]), _squeezed(text[start + len(words) :])
    middle = _squeezed(words)
    for left, right in _WINDOWS:
        piece = before[max(0, len(before) - left) :][-left or len(before) :] if left else ""
        piece += middle + behind[:right]
        if len(piece) > len(middle) or not (before or behind):
            yield piece
    if len(middle) > 2:
        yield middle


def shown_places(galley: Galley, sheets: Sheets) -> dict[str, list[Shown]]:
    """Every place of each number by its key, in print order; numbers of charts and tables stand where these do."""
    found: dict[str, list[Shown]] = {}
    reached: dict[str, int] = {}
    places = places_of(galley)
    for index in sorted(places):
        number = galley.numbers[index]
        for place in places[index]:
            begin = 0 if place.kind in (CONTENTS, COVER, *_HEADS) else reached.get(place.article, 0)
            folio, told = sheets.page(place, _words(place, number), begin)
            if begin or place.kind not in (CONTENTS, COVER, *_HEADS):
                reached[place.article] = max(begin, folio if not told.endswith("起") else begin)
            found.setdefault(key_of(index), []).append(Shown(told, place.kind, place.article))
    found |= _of_points(galley, sheets)
    return found


def _words(place: NumberPlace, number: Number) -> str:
    return (
        number.text if place.text.startswith(number.text, place.start) else number.text[: len(place.text) - place.start]
    )


def _of_points(galley: Galley, sheets: Sheets) -> dict[str, list[Shown]]:
    """A chart or table stands in every article that shows it; a cell on the page that holds its row."""
    shown = {
        (sort, name): list(_showing(galley, sort, name))
        for sort, name in {(one.kind, one.figure) for one in galley.points}
    }
    rows = {one.name: one.rows for one in galley.tables}
    found: dict[str, list[Shown]] = {}
    for place, one in enumerate(galley.points):
        places = []
        for article, title in shown[one.kind, one.figure]:
            folio, told = sheets.page(NumberPlace(article, "图表", title, 0), title)
            line = "".join(rows[one.figure][one.row]) if one.kind == "table" else ""
            if line:
                _, told = sheets.page(NumberPlace(article, "表格", line, 0), line, folio)
            places.append(Shown(told, "图表" if one.kind == "chart" else "表格", article))
        found[key_of(place, point=True)] = places
    return found


def _showing(galley: Galley, sort: str, name: str) -> Iterator[tuple[str, str]]:
    """The articles that print a chart or table, with its title."""
    articles = [*([galley.message] if galley.message else []), *galley.articles()]
    for article in articles:
        for block in article.blocks:
            drawn = block.figure if sort == "chart" else block.table
            if drawn is not None and drawn.name == name:
                yield article.id, drawn.title


def elsewhere(galley: Galley, places: Mapping[str, Sequence[Shown]]) -> dict[tuple[str, str, str], list[Shown]]:
    """Every place at which the same number (name, wording and day) is printed, in text, titles, charts and tables."""
    found: dict[tuple[str, str, str], list[Shown]] = {}
    for number in galley.numbers:
        found.setdefault((number.name, number.form, number.as_of), []).extend(places.get(key_of(number.index), ()))
    for place, one in enumerate(galley.points):
        same = (one.figure, one.number.form, one.number.as_of)
        if same in found:
            found[same] += [each for each in places.get(key_of(place, point=True), ()) if each not in found[same]]
    return found
