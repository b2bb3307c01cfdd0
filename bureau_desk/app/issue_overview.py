"""What the plan of an issue shows of its articles: how far they are, how long, and on which pages they will stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bureau_desk.app import issue_shelf
from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_plan import column_of, title_of
from bureau_desk.bulletin.page_plan import SHEET, PagePlan, plan_pages
from bureau_desk.domain.galley import plain
from bureau_desk.domain.issue import STATUSES, Article, Issue
from bureau_desk.domain.problem import Misuse, Problem, Severity

MOST_PAGES = 48
"""The pages of the model magazine, covers included."""
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
_ARTICLE = re.compile(r"^articles/(.+)\.md(?: |$)")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article of the plan: characters without spaces and figures, pictures, wished pages and faults of its file."""

    key: str
    title: str
    kind: str
    status: str
    holder: str
    characters: int
    pictures: int
    budget: int
    faults: int
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """An issue as its plan shows it; `step` is the last one that was read."""

    issue: Issue
    lines: Mapping[str, ArticleLine]
    problems: tuple[Problem, ...]
    step: int

    def by_status(self) -> dict[str, int]:
        """How many of the articles to be printed are how far, in the order of the work; '' for those not told."""
        found = Counter(one.status for key, one in self.lines.items() if column_of(self.issue, key) >= 0)
        return {status: found[status] for status in (*STATUSES, "") if found[status]}


def overview(desk: Desk, number: int) -> Overview:
    """Read an issue of the desk."""
    step = issue_shelf.last_step(desk, number)
    issue, problems = issue_shelf.read(desk, number)
    return described(issue, problems, step)


def described(issue: Issue, problems: tuple[Problem, ...], step: int) -> Overview:
    """The lines of an issue that was read."""
    faults = Counter(
        found[1]
        for one in problems
        if one.severity is not Severity.NOTE and (found := _ARTICLE.match(one.where)) is not None
    )
    named = [issue.masthead.message, *(key for column in issue.columns for key in column.articles), *issue.articles]
    lines = {key: article_line(issue, key, faults[key]) for key in dict.fromkeys(named) if key}
    return Overview(issue, lines, problems, step)


def article_line(issue: Issue, key: str, faults: int = 0) -> ArticleLine:
    """One article as the plan shows it; one whose file is missing is told so."""
    one = issue.articles.get(key)
    if one is None:
        return ArticleLine(key, key, "", "", "", 0, 0, 0, max(faults, 1), True)
    pictures = sum(1 for block in one.blocks if block.kind == "picture")
    title = title_of(issue, key)
    return ArticleLine(key, title, one.kind, one.status, one.holder, characters(one), pictures, one.pages, faults)


def characters(article: Article) -> int:
    """The characters of an article's text without spaces; titles, captions and figures still to be asked are left out."""
    texts = [article.lead, *(run.text for block in article.blocks for line in block.lines for run in line)]
    return sum(len("".join(_PLACEHOLDER.sub("", text).split())) for text in texts)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """An issue as its figures stand now: its pages (None when its theme is not there), and the titles that hold figures
    as they are printed, each by its written title."""

    pages: PagePlan | None
    titles: Mapping[str, str]


def reckon(desk: Desk, number: int) -> Reckoned:
    """Reckon the pages of an issue without LibreOffice, and word its titles."""
    from bureau_desk.analysis.prepared import prepare
    from bureau_desk.bulletin.compose import compose

    issue, _ = issue_shelf.read(desk, number)
    galley = compose(issue, prepare(snapshot(desk, issue.masthead.date, None)))
    made = [*galley.articles(), *([galley.message] if galley.message else [])]
    printed = {one.id: " ".join(plain(line) for line in one.title) for one in made}
    titles = {one.title: printed[key] for key, one in issue.articles.items() if "{{" in one.title and printed.get(key)}
    try:
        return Reckoned(plan_pages(galley), titles)
    except Misuse:
        return Reckoned(None, titles)


def budget_told(budget: int, pages: int) -> str:
    """How an article's reckoned pages stand to its budget; '' when they agree or one of them is not known."""
    if not budget or not pages or budget == pages:
        return ""
    return f"超 {pages - budget} 页" if pages > budget else f"少 {budget - pages} 页"


def total_told(total: int, most: int = MOST_PAGES) -> str:
    """The pages of the whole issue against the sheets it is printed on."""
    if not total:
        return ""
    spare = -total % SHEET
    sheets = f"差 {spare} 页满整张" if spare else "正好整张"
    left = most - total
    room = f"距 {most} 页还有 {left} 页" if left > 0 else f"超出 {most} 页 {-left} 页" if left else f"正好 {most} 页"
    return f"连封面共 {total} 页，{sheets}（每张 {SHEET} 页）；{room}"
