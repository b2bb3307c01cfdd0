"""References to pages in running text: every `{{page ARTICLE}}` prints the folio on which that article begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, Line


def with_folios(galley: Galley, pages: Mapping[str, int]) -> Galley:
    """The galley with the folios in place; what has none stays `00`."""
    if not any(_refers(article) for article in (*galley.articles(), *_message(galley))):
        return galley
    columns = tuple(
        replace(column, articles=tuple(_article(one, pages) for one in column.articles)) for column in galley.columns
    )
    message = None if galley.message is None else _article(galley.message, pages)
    return replace(galley, columns=columns, message=message)


def _message(galley: Galley) -> tuple[GalleyArticle, ...]:
    return () if galley.message is None else (galley.message,)


def _refers(article: GalleyArticle) -> bool:
    outer = (*article.title, article.contents_title, article.kicker, article.subtitle, article.lead)
    inner = (line for block in article.blocks for line in (*block.lines, block.title, block.caption))
    return any(span.page for lines in (outer, inner) for line in lines for span in line)


def _article(article: GalleyArticle, pages: Mapping[str, int]) -> GalleyArticle:
    if not _refers(article):
        return article
    return replace(
        article,
        title=tuple(_line(line, pages) for line in article.title),
        contents_title=_line(article.contents_title, pages),
        kicker=_line(article.kicker, pages),
        subtitle=_line(article.subtitle, pages),
        lead=_line(article.lead, pages),
        blocks=tuple(_block(block, pages) for block in article.blocks),
    )


def _block(block: GalleyBlock, pages: Mapping[str, int]) -> GalleyBlock:
    lines = tuple(_line(line, pages) for line in block.lines)
    return replace(block, lines=lines, title=_line(block.title, pages), caption=_line(block.caption, pages))


def _line(line: Line, pages: Mapping[str, int]) -> Line:
    return tuple(
        replace(span, text=f"{pages[span.page]:02d}") if span.page and pages.get(span.page) else span for span in line
    )
