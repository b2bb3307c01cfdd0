"""An article as it would be printed now: its blocks composed, what a proofreader says of it, how much room it takes."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bureau_desk.app.article_paragraphs import block_text
from bureau_desk.app.chips import Chips
from bureau_desk.app.issue_plan import title_of
from bureau_desk.app.locating import other_place, spot, worded
from bureau_desk.app.proofreading import check_article
from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.docx_writer import estimate
from bureau_desk.bulletin.proof_layout import characters
from bureau_desk.bulletin.proof_passages import Passage
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock
from bureau_desk.domain.issue import Article, Column, Issue
from bureau_desk.domain.problem import Problem, Severity, Trouble
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.issue_files import picture_problems

_END = "\0end"
_ORDER = {Severity.HARD: 0, Severity.SOFT: 1, Severity.NOTE: 2}
_MADE_OF = {"chart": "图表", "table": "表格", "names": "名单", "picture": "图片"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A problem with the block of the article it lies in, from 1; 0 for what stands before the body.

    `words` is its message with articles called by their titles; `other` the article and block that it names besides.
    """

    problem: Problem
    block: int
    words: str = ""
    other: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True)
class Reading:
    """What composing and proofreading say of one article; `pages` is reckoned, 0 when that is not possible.

    `blocks` and `faults` are by the text of the written block (`article_paragraphs.block_text`).
    """

    blocks: Mapping[str, GalleyBlock]
    faults: Mapping[str, str]
    spots: tuple[Spot, ...]
    characters: int
    pages: int


def read_article(chips: Chips, article: Article, pictures: bool = True, beside: Sequence[Passage] = ()) -> Reading:
    """Compose and proofread an article against its issue as it stands; other articles are taken as saved.

    `beside` are their texts (`issue_passages`), against which figures and words are compared.
    """
    where = f"articles/{article.id}.md"
    written, told = article_of(article_text(article), article.id, where)
    issue = alone(chips.issue, written)
    galley = compose(issue, chips.prepared(), chips.ask)
    problems = [*told, *galley.problems, *check_article(chips.desk, issue, galley, written, beside)]
    if pictures and issue.folder:
        from pathlib import Path

        problems += picture_problems(Path(issue.folder), written)
    own = [one for one in dict.fromkeys(problems) if one.where == where or one.where.startswith(f"{where} ")]
    whole = replace(chips.issue, articles={**chips.issue.articles, article.id: written})
    spots = [_spot(one, issue, whole) for one in own if not _of_writing(one)]
    spots.sort(key=lambda one: (one.block, _ORDER[one.problem.severity]))
    made = next((one for one in (*galley.articles(), galley.message) if one and one.id == article.id), None)
    blocks = _by_text(written, made)
    return Reading(blocks, _faults(written, spots), tuple(spots), characters(written), _pages(galley, made))


def _spot(problem: Problem, issue: Issue, whole: Issue) -> Spot:
    words = worded(problem.message, lambda key: title_of(whole, key))
    return Spot(problem, int(spot(problem, issue)["block"] or 0), words, other_place(problem, whole))


def _of_writing(problem: Problem) -> bool:
    """An article that has just been begun need not be told that it is empty."""
    return problem.code in ("pages", "page")


def alone(issue: Issue, article: Article) -> Issue:
    """The issue with one article whole and of the others their titles, to which pages may refer."""
    column = next((one for one in issue.columns if article.id in one.articles), Column("栏目", ()))
    others = tuple(key for one in issue.columns for key in one.articles if key != article.id and key in issue.articles)
    articles = {key: Article(key, issue.articles[key].title, ()) for key in others}
    columns = (replace(column, articles=(article.id,)), Column("其他栏目", others))
    masthead = replace(issue.masthead, headlines=(), message="", board=())
    return replace(issue, masthead=masthead, columns=columns, articles={article.id: article, **articles})


def _by_text(article: Article, made: GalleyArticle | None) -> dict[str, GalleyBlock]:
    if made is None:
        return {}
    pairs = zip(article.blocks, made.blocks, strict=True)
    return {block_text(replace(block, line=0)): one for block, one in pairs}


def _faults(article: Article, spots: list[Spot]) -> dict[str, str]:
    """The first hard problem of each card."""
    found: dict[str, str] = {}
    for one in spots:
        if one.block and one.problem.severity is Severity.HARD:
            block = article.blocks[one.block - 1]
            if block.kind in _MADE_OF:
                found.setdefault(block_text(replace(block, line=0)), one.problem.message)
    return found


def _pages(galley: Galley, made: GalleyArticle | None) -> int:
    if made is None or not made.blocks:
        return 0
    last = replace(made, id=_END, blocks=made.blocks[:1], title=made.title)
    column = galley.columns[0]
    pair = replace(galley, columns=(replace(column, articles=(made, last)),), message=None)
    with contextlib.suppress(Trouble, OSError):
        found = estimate(pair, load_theme(galley.masthead.theme), datetime(2000, 1, 1))
        return max(1, found[_END] - found[made.id])
    return 0


_QUOTED = re.compile(r"“([^”]{1,40})”")


def found_in(problem: Problem, text: str) -> tuple[int, int]:
    """Where in the printed words of its block a problem lies: start and end, (0, 0) when it says nothing of that."""
    for words in (problem.value, *_QUOTED.findall(problem.message)):
        at = text.find(words) if words else -1
        if at >= 0:
            return at, at + len(words)
    return 0, 0
