"""A galley laid out as a Word file."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bureau_desk.bulletin import docx_front as front
from bureau_desk.bulletin.docx_article import article_xml, edges, first_page_edges, folios
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_package import write_zip
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.galley import Galley

Edges = list[tuple[str, str, str]]

FIRST_FOLIO = 4
"""The folio of the first article: imprint is 01, contents 02 and 03."""


def write_docx(
    galley: Galley,
    theme: Theme,
    out: Path,
    clock: datetime,
    pages: Mapping[str, int] | None = None,
    native_charts: bool = False,
    plain_pages: bool = False,
    kept: dict[str, bytes] | None = None,
) -> dict[str, int]:
    """Write the magazine; returns the folios that were reckoned for each article.

    `pages` are the folios to print in contents and on the cover (reckoned ones when None); `plain_pages` prints them as
    linked text for the copy that LibreOffice turns into PDF; `kept` remembers pictures between writings of one issue.
    """
    known = dict(pages) if pages is not None else estimate(galley, theme, clock)
    press = Press(theme, clock, seed_of(galley), native_charts, kept=kept)
    body, reckoned = _body(press, galley, known, plain_pages)
    head = galley.masthead
    title = f"{head.title} {head.year} 年第 {head.number} 期"
    write_zip(press.package.parts(body, title), out, clock)
    return reckoned


def estimate(galley: Galley, theme: Theme, clock: datetime) -> dict[str, int]:
    """The folio on which each article begins, by counting lines."""
    return _body(Press(theme, clock, seed_of(galley), rough=True), galley, {}, True)[1]


def seed_of(galley: Galley) -> int:
    """The seed of an issue's art: the same issue has the same pictures."""
    head = galley.masthead
    return zlib.crc32(f"{head.title}{head.year}{head.number}".encode(errors="replace")) % 10_000


def _body(press: Press, galley: Galley, pages: Mapping[str, int], plain_pages: bool) -> tuple[str, dict[str, int]]:
    marks = Marks(press, galley, pages, plain_pages)
    parts = [front.cover(press, galley, marks), front.message(press, galley)]
    quiet = [("header", which, press.package.edge("header", press.spacer(1))) for which in ("default", "even")]
    foot = folios(press)
    parts.append(front.board(press, galley, [*quiet, *foot]))
    parts.append(front.contents(press, galley, marks, _contents_edges(press, galley, quiet, foot)))
    folio = FIRST_FOLIO if front.split_columns(galley.columns)[1] else FIRST_FOLIO - 1
    reckoned: dict[str, int] = {}
    columns = [column for column in galley.columns if column.articles]
    for number, column in enumerate(columns, 1):
        running = edges(press, galley.masthead, column, number)
        for place, article in enumerate(column.articles):
            begins = pages.get(article.id, folio)
            references = [*running, *first_page_edges(press, begins)]
            xml, length = article_xml(press, column, number, place == 0, article, marks, references)
            parts.append(xml)
            reckoned[article.id] = folio
            folio += length
    parts.append(front.back(press, galley) + front.back_section(press, galley))
    return "".join(parts), reckoned


def _contents_edges(press: Press, galley: Galley, quiet: Edges, foot: Edges) -> dict[str, Edges]:
    head = galley.masthead
    words = press.run(f"{head.title}　{head.year} · {head.number}") + press.run("\t")
    words += press.run("CONTENTS", "页眉西文") + press.run("　") + press.run("目录", "页眉栏目")
    header = press.package.edge("header", press.paragraph("页眉内文", words))
    right = [("header", "default", header), quiet[1], *foot]
    return {"contents": [*quiet, *foot], "contents_right": right}
