"""References to pages in running text: every `{{page ARTICLE}}` prints the folio on which that article begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, Line, plain


def with_folios(galley: Galley, pages: Mapping[str, int]) -> Galley:
    """The galley with the folios in place; what has none stays `00`."""
    if not any(_refers(article) for article in (*galley.articles(), *_message(galley))):
        return galley
    columns = tuple(
        replace(column, articles=tuple(_article(one, pages) for one in column.articles)) for column in galley.columns
    )
    message = None if galley.message is None else _article(galley.message, pages)
    return replace(galley, columns=columns, message=message)


def with_titles(galley: Galley, titles: Mapping[str, str]) -> Galley:
    """The galley with the names of articles where it refers to their pages, for what has no pages of the issue: “见第8页”
    becomes “见《题目》”. `titles` knows articles that the galley does not hold."""
    if not any(_refers(article) for article in (*galley.articles(), *_message(galley))):
        return galley
    own = {article.id: "".join(plain(line) for line in article.title) for article in galley.articles()}
    known = {**titles, **own}
    columns = tuple(
        replace(column, articles=tuple(_changed(one, lambda line: _named(line, known)) for one in column.articles))
        for column in galley.columns
    )
    return replace(galley, columns=columns)


def _named(line: Line, titles: Mapping[str, str]) -> Line:
    made = list(line)
    for place, span in enumerate(made):
        if not span.page:
            continue
        before, after = made[place - 1] if place else None, made[place + 1] if place + 1 < len(made) else None
        if before and after and not before.page and before.text.endswith("第") and after.text.startswith("页"):
            made[place - 1] = replace(before, text=before.text[:-1])
            made[place + 1] = replace(after, text=after.text[1:])
        told = titles.get(span.page, "")
        made[place] = replace(span, text=f"《{told}》" if told else "本期另文", page="")
    return tuple(span for span in made if span.text)


def _message(galley: Galley) -> tuple[GalleyArticle, ...]:
    return () if galley.message is None else (galley.message,)


def _refers(article: GalleyArticle) -> bool:
    outer = (*article.title, article.contents_title, article.kicker, article.subtitle, article.lead)
    inner = (line for block in article.blocks for line in (*block.lines, block.title, block.caption))
    return any(span.page for lines in (outer, inner) for line in lines for span in line)


def _article(article: GalleyArticle, pages: Mapping[str, int]) -> GalleyArticle:
    return _changed(article, lambda line: _line(line, pages))


def _changed(article: GalleyArticle, change: Callable[[Line], Line]) -> GalleyArticle:
    if not _refers(article):
        return article
    return replace(
        article,
        title=tuple(change(line) for line in article.title),
        contents_title=change(article.contents_title),
        kicker=change(article.kicker),
        subtitle=change(article.subtitle),
        lead=change(article.lead),
        blocks=tuple(_block(block, change) for block in article.blocks),
    )


def _block(block: GalleyBlock, change: Callable[[Line], Line]) -> GalleyBlock:
    lines = tuple(change(line) for line in block.lines)
    return replace(block, lines=lines, title=change(block.title), caption=change(block.caption))


def _line(line: Line, pages: Mapping[str, int]) -> Line:
    return tuple(
        replace(span, text=f"{pages[span.page]:02d}") if span.page and pages.get(span.page) else span for span in line
    )
