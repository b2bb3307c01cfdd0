"""Proofreading: what a careful editor would mark in an issue before it is printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bureau_desk.analysis.placeholders import literal, unclosed_told
from bureau_desk.bulletin.proof_direction import direction_slips
from bureau_desk.bulletin.proof_growth import growth_slips
from bureau_desk.bulletin.proof_layout import layout_slips
from bureau_desk.bulletin.proof_marks import MARKS
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.bulletin.proof_numbers import number_slips, same_figures, same_nouns
from bureau_desk.bulletin.proof_order import figure_numbers, order_slips
from bureau_desk.bulletin.proof_passages import Passage, hidden, outer_texts, passages
from bureau_desk.bulletin.proof_pictures import coarse_pictures
from bureau_desk.bulletin.proof_places import article_places, level_slips, stage_slips
from bureau_desk.bulletin.proof_quantities import (
    QUANTITIES,
    article_quantities,
    date_slips,
    issue_quantities,
    share_slips,
    year_slips,
)
from bureau_desk.bulletin.proof_repeats import repeated
from bureau_desk.bulletin.proof_rules import PROSE
from bureau_desk.bulletin.proof_shape import long_sentences, same_titles, shape_slips
from bureau_desk.bulletin.proof_terms import group_slips, term_slips
from bureau_desk.bulletin.proof_words import word_slips
from bureau_desk.domain.galley import Galley
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.terms import Terms


@dataclass(frozen=True, slots=True)
class References:
    """What a text is read against beside itself: the lists of terms, the names of the registers, earlier issues.

    `earlier` holds the folded words of paragraphs that earlier issues printed, with the name of the issue.
    """

    terms: Terms = field(default_factory=Terms)
    names: Names = field(default_factory=Names)
    earlier: Mapping[str, str] = field(default_factory=dict)


def proof(
    issue: Issue,
    galley: Galley | None = None,
    references: References | None = None,
    only: str = "",
    beside: Sequence[Passage] = (),
) -> tuple[Problem, ...]:
    """Slips of wording, numbers and layout with their places, in print order, each told once.

    With a galley the printed text is read and bound numbers are known; without one the text as written. Problems that
    composing found stand in the galley and are not repeated here. `only` reads that article alone; what concerns several
    articles is then told where it is in it, against the texts of the others that are given as `beside`.
    """
    references = references or References()
    texts = passages(_only(issue, only) if galley is None else issue, galley)
    if galley is None:  # the names of numbers are not read
        texts = [replace(one, text=hidden(one.text)) for one in texts]
    read = [one for one in texts if not only or one.article == only]
    outer = [] if only else outer_texts(issue, galley)
    found: list[Problem] = list(layout_slips(issue, galley))
    if galley is not None and not only:
        found += coarse_pictures(issue, galley)
    for passage in (*outer, *read):
        found += passage_slips(passage, references, galley is not None)
    # As written: in print an escaped brace looks like any other.
    for passage in passages(_only(issue, only), None):
        if told := unclosed_told(passage.text):
            found.append(passage.problem("unclosed", literal(told), Severity.HARD))
    found += _by_article(issue, galley, read, only)
    found += figure_numbers(texts)
    found += _of_all(issue, galley is not None, [*beside, *texts], references)
    if only:
        place = f"articles/{only}.md"
        found = [one for one in found if one.where == place or one.where.startswith(f"{place} ")]
    return tuple(dict.fromkeys(found))


def _only(issue: Issue, only: str) -> Issue:
    return replace(issue, articles={only: issue.articles[only]}) if only in issue.articles else issue


def passage_slips(passage: Passage, references: References, composed: bool) -> Iterator[Problem]:
    """What one text shows by itself."""
    yield from word_slips(passage)
    for rule in (*MARKS, *QUANTITIES):
        if not rule.kinds or passage.kind in rule.kinds:
            yield from (passage.found(one) for one in rule.find(passage.text))
    yield from (passage.found(one) for one in date_slips(passage.text))
    yield from (passage.found(one) for one in term_slips(references.terms, passage.text))
    yield from (passage.found(one) for one in references.names.slips(passage.text))
    yield from stage_slips(passage)
    yield from long_sentences(passage)
    if passage.kind in PROSE:
        for reading in (year_slips, share_slips, growth_slips, direction_slips):
            yield from (passage.found(one) for one in reading(passage.text))
    if composed:
        yield from number_slips(passage)


def _by_article(issue: Issue, galley: Galley | None, texts: Sequence[Passage], only: str) -> Iterator[Problem]:
    own: dict[str, list[Passage]] = {}
    for one in texts:
        own.setdefault(one.article, []).append(one)
    made = {one.id: one for one in (*galley.articles(), galley.message) if one is not None} if galley else {}
    for key, article in issue.articles.items():
        if (only and key != only) or (galley is not None and key not in made):
            continue
        mine = own.get(key, [])
        yield from shape_slips(article)
        yield from order_slips(article, mine)
        yield from article_quantities(mine)
        yield from level_slips(mine)
        if key in made:
            yield from article_places(made[key], article, mine)


def _of_all(issue: Issue, composed: bool, texts: Sequence[Passage], references: References) -> Iterator[Problem]:
    """What several articles, or two places of one, say differently."""
    printed = [key for column in issue.columns for key in column.articles]
    yield from same_titles(issue, [key for key in (issue.masthead.message, *printed) if key])
    yield from issue_quantities(texts)
    yield from group_slips(references.terms, texts)
    yield from repeated(texts, references.earlier)
    if composed:
        yield from same_figures(issue.masthead.date, texts)
        yield from same_nouns(texts)
