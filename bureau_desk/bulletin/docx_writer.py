"""A galley laid out as a Word file."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bureau_desk.bulletin import docx_front as front
from bureau_desk.bulletin.docx_article import article_length, article_xml
from bureau_desk.bulletin.docx_briefs import brief_pages, briefs_xml, together
from bureau_desk.bulletin.docx_contents import contents, leaves
from bureau_desk.bulletin.docx_controls import Controls, Revision
from bureau_desk.bulletin.docx_figures import figure_index
from bureau_desk.bulletin.docx_marks import END_MARK, Marks
from bureau_desk.bulletin.docx_message import message
from bureau_desk.bulletin.docx_package import write_zip
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import edges, first_page_edges, folios, quiet_headers
from bureau_desk.bulletin.docx_xml import behind_properties, bookmark
from bureau_desk.bulletin.folios import with_folios
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyColumn


def write_docx(
    galley: Galley,
    theme: Theme,
    out: Path,
    clock: datetime,
    pages: Mapping[str, int] | None = None,
    native_charts: bool = False,
    plain_pages: bool = False,
    kept: dict[str, bytes] | None = None,
    unbalanced: frozenset[str] = frozenset(),
    revision: Revision | None = None,
    closer: frozenset[str] = frozenset(),
) -> dict[str, int]:
    """Write the magazine; returns the folios that were reckoned for each article.

    `pages` are the folios to print in contents and on the cover (reckoned ones when None); `plain_pages` prints them as
    linked text for the copy that LibreOffice turns into PDF; `kept` remembers pictures between writings of one issue; the
    last columns of `unbalanced` articles are left as they fall; `revision` marks changed numbers as Word revisions;
    `closer` articles are set with some lines to spare on their last page.
    """
    known = dict(pages) if pages is not None else reckon(galley, theme, clock)
    galley = with_folios(galley, known)
    press = Press(theme, clock, seed_of(galley), native_charts, kept=kept)
    press.unbalanced, press.closer = unbalanced, closer
    press.galley = galley
    press.page_fillers = galley.masthead.page_fillers
    press.pictures_only = plain_pages
    # The copy for the PDF needs none: readers of a PDF would be offered to fill them in.
    press.controls = None if plain_pages else Controls(galley, revision)
    body, reckoned = _body(press, galley, known, plain_pages)
    head = galley.masthead
    title = f"{head.title} {head.year} 年第 {head.number} 期"
    if press.controls is not None:
        press.controls.put_list(press.package, body)
    write_zip(press.package.parts(body, title), out, clock)
    return reckoned


def estimate(galley: Galley, theme: Theme, clock: datetime) -> dict[str, int]:
    """The folio on which each article begins, by counting lines."""
    found = reckon(galley, theme, clock)
    return {article.id: found[article.id] for article in galley.articles()}


def reckon(galley: Galley, theme: Theme, clock: datetime, endings: dict[str, float] | None = None) -> dict[str, int]:
    """The folios of articles, and under their bookmarks of the figures that are listed and of what follows the last
    article (`END_MARK`), by counting lines. `endings` takes the share of its last page that each article fills, where it
    has that page to itself."""
    press = Press(theme, clock, seed_of(galley), rough=True)
    marks = Marks(press, galley, {}, True)
    folio = first_folio(galley)
    reckoned: dict[str, int] = {}
    for number, column in enumerate(_columns(galley), 1):
        for place, group in enumerate(together(column.articles)):
            if len(group) > 1:
                pages = brief_pages(group, place == 0)
                reckoned |= _folios_of(pages, folio)
                folio += len(pages)
                continue
            reckoned[group[0].id] = folio
            length, figures, filled = article_length(press, column, number, place == 0, group[0], marks)
            if endings is not None:
                endings[group[0].id] = filled
            reckoned |= {name: folio + page for name, page in figures.items()}
            folio += length
    return reckoned | {END_MARK: folio}


def first_folio(galley: Galley) -> int:
    """The folio of the first article: the imprint is 01, the contents 02 and on."""
    return 2 + max(1, len(leaves(galley)))


def seed_of(galley: Galley) -> int:
    """The seed of an issue's art: the same issue has the same pictures."""
    head = galley.masthead
    return zlib.crc32(f"{head.title}{head.year}{head.number}".encode(errors="replace")) % 10_000


def _columns(galley: Galley) -> list[GalleyColumn]:
    return [column for column in galley.columns if column.articles]


def _body(press: Press, galley: Galley, pages: Mapping[str, int], plain_pages: bool) -> tuple[str, dict[str, int]]:
    marks = Marks(press, galley, pages, plain_pages)
    parts = [front.cover(press, galley, marks), message(press, galley)]
    parts.append(front.board(press, galley, [*quiet_headers(press), *folios(press)]))
    parts.append(contents(press, galley, marks))
    folio = first_folio(galley)
    reckoned: dict[str, int] = {}
    for number, column in enumerate(_columns(galley), 1):
        running = edges(press, galley.masthead, column, number)
        for place, group in enumerate(together(column.articles)):
            if len(group) > 1:
                for page, inside in enumerate(brief_pages(group, place == 0)):
                    references = [*running, *first_page_edges(press, pages.get(inside[0][0].id, folio))]
                    first = place == 0 and page == 0
                    parts.append(briefs_xml(press, column, number, inside, first, marks, references))
                    reckoned |= _folios_of([inside], folio)
                    folio += 1
                continue
            begins = pages.get(group[0].id, folio)
            references = [*running, *first_page_edges(press, begins)]
            xml, length = article_xml(press, column, number, place == 0, group[0], marks, references)
            parts.append(xml)
            reckoned[group[0].id] = folio
            folio += length
    index = figure_index(press, galley, marks)
    end = bookmark(press.package.number("bookmark"), END_MARK, "")
    parts += [behind_properties(index, end), front.back(press, galley, "" if index else end)]
    parts.append(front.back_section(press, galley))
    return "".join(parts), reckoned


def _folios_of(pages: Sequence[Sequence[Sequence[GalleyArticle]]], folio: int) -> dict[str, int]:
    """The folios of short articles that share pages."""
    return {article.id: folio + page for page, columns in enumerate(pages) for column in columns for article in column}
