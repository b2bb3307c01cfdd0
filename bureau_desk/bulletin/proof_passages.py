"""The texts of an issue one by one, with their places and the numbers bound in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.analysis.placeholders import split
from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.bulletin.proof_rules import Finding
from bureau_desk.domain.galley import Galley, GalleyArticle, Line, Number, TableSheet, plain, worded_line
from bureau_desk.domain.issue import Article, Block, Issue
from bureau_desk.domain.problem import Problem, Severity

HIDDEN = "\ue010"
"""What stands for a sign of the text that is not to be read or mended."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text as printed (or as written, when nothing is composed yet).

    `kind` is title, kicker, subtitle, lead, credits (byline, office, source line, signature), cell (of a table that is
    written out), or the kind of its block; `bound` holds start, end and number of each bound figure.
    """

    where: str
    article: str
    kind: str
    text: str
    bound: tuple[tuple[int, int, Number], ...] = ()

    def problem(self, code: str, message: str, severity: Severity = Severity.SOFT, value: str = "") -> Problem:
        """A problem at this place."""
        return Problem(code, self.where, message, severity, value=value)

    def found(self, one: Finding) -> Problem:
        """A finding in this text as a problem: its value is the very words, its suggestion what would mend them.

        Words of a bound number are not mended: they come from the registers.
        """
        value = self.text[one.start : one.end]
        mend = "" if self.is_bound(one.start, one.end) else one.mend
        return Problem(one.code, self.where, one.message, one.severity, value=value, suggestion=mend)

    def is_bound(self, start: int, end: int) -> bool:
        """Whether the characters belong to a bound number."""
        return any(first < end and start < last for first, last, _ in self.bound)


def written_as(where: str, article: str, kind: str, text: str) -> Passage:
    """A text as written with its `{{...}}` hidden, so that no rule reads or mends the names of numbers."""
    return Passage(where, article, kind, hidden(text))


def hidden(text: str) -> str:
    """The text with every placeholder as long a row of signs that no rule knows."""
    return "".join(piece if isinstance(piece, str) else HIDDEN * len(piece.text) for piece in split(text))


def passages(issue: Issue, galley: Galley | None) -> list[Passage]:
    """Every text of the issue in print order."""
    if galley is None:
        return [one for article in issue.articles.values() for one in _written(article)]
    composed = [galley.message] if galley.message else []
    composed += galley.articles()
    found: list[Passage] = []
    for article in composed:
        source = issue.articles.get(article.id) or Article(article.id, "", ())
        found += _printed(article, source, galley)
    return found


def written_length(text: str) -> int:
    """Characters of a text as written; a number will be some three characters long."""
    return sum(len(piece) if isinstance(piece, str) else 3 for piece in split(text))


def outer_texts(issue: Issue, galley: Galley | None) -> list[Passage]:
    """What is printed beside the articles: words of the plan, titles of charts and tables."""
    head = issue.masthead
    said = [head.title, head.publisher, head.frequency, *head.distribution, *head.slogans, *head.mottos]
    said += [words for values in head.imprint.values() for words in values] + [one.name for one in issue.columns]
    found = [Passage("issue.toml", "", "plan", text) for text in said if text]
    for figure in galley.figures if galley else ():
        found += [
            Passage("figures.toml", "", "figure", text)
            for text in (figure.title, figure.subtitle, figure.source)
            if text
        ]
    for sheet in galley.tables if galley else ():
        if not sheet.as_of:  # written out in an article and read there
            continue
        found += [
            Passage("figures.toml", "", "figure", text) for text in (sheet.title, sheet.subtitle, sheet.source) if text
        ]
    return found


def _written(article: Article) -> Iterator[Passage]:
    where = place_of(article)
    heads = {"title": article.title, "kicker": article.kicker, "subtitle": article.subtitle, "lead": article.lead}
    for kind, text in heads.items():
        if text:
            yield Passage(where, article.id, kind, text.replace("\n", " "))
    for text in (article.byline, article.office, article.source, article.signature):
        if text:
            yield Passage(where, article.id, "credits", text)
    for block in article.blocks:
        place = place_of(article, block.line)
        texts = ["".join(run.text for run in line) for line in block.lines]
        for text in (block.title, *texts, block.caption):
            if text:
                yield Passage(place, article.id, block.kind, text)
        for text in (block.credit, block.source):
            if text:
                yield Passage(place, article.id, "credits", text)
        yield from (Passage(place, article.id, "cell", text) for row in block.rows for text in row if text)


def _printed(article: GalleyArticle, source: Article, galley: Galley) -> Iterator[Passage]:
    where = place_of(source)
    for line in article.title:
        yield _passage(where, article.id, "title", line, galley)
    for kind, line in (("kicker", article.kicker), ("subtitle", article.subtitle), ("lead", article.lead)):
        if line:
            yield _passage(where, article.id, kind, line, galley)
    for text in (article.byline, article.office, article.source, article.signature):
        if text:
            yield _passage(where, article.id, "credits", worded_line(galley, text), galley)
    blank = Block("paragraph")
    written = [*source.blocks, *(blank for _ in article.blocks[len(source.blocks) :])]
    for block, origin in zip(article.blocks, written, strict=False):
        place = place_of(source, origin.line)
        for line in (block.title, *block.lines, block.caption):
            if line:
                yield _passage(place, article.id, block.kind, line, galley)
        for text in (block.credit, block.source):
            if text:
                yield _passage(place, article.id, "credits", worded_line(galley, text), galley)
        if origin.rows and block.table is not None:  # written out here; those of a question come from the registers
            yield from _cells(place, article.id, block.table, galley)


def _cells(where: str, article: str, sheet: TableSheet, galley: Galley) -> Iterator[Passage]:
    """The title and the cells of a table that was written out, with the numbers in them."""
    if sheet.title:
        yield _passage(where, article, "table", worded_line(galley, sheet.title), galley)
    for row, cells in enumerate((sheet.columns, *sheet.rows), -1):
        for column, text in enumerate(cells):
            if text:
                line = worded_line(galley, text, "cell", f"{sheet.name} {row} {column}")
                yield _passage(where, article, "cell", line, galley)


def _passage(where: str, article: str, kind: str, line: Line, galley: Galley) -> Passage:
    bound: list[tuple[int, int, Number]] = []
    at = 0
    for span in line:
        if 0 <= span.number < len(galley.numbers):
            bound.append((at, at + len(span.text), galley.numbers[span.number]))
        at += len(span.text)
    return Passage(where, article, kind, plain(line), tuple(bound))
