"""What the layout will miss: cover lines, contents titles, captions, page budgets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bureau_desk.analysis.near import near
from bureau_desk.analysis.placeholders import Placeholder, split
from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.bulletin.docx_measure import COLUMN_WIDTH, lines_of
from bureau_desk.bulletin.proof_emoji import emoji_slips
from bureau_desk.bulletin.proof_passages import written_length
from bureau_desk.domain.galley import Galley, GalleyArticle, plain
from bureau_desk.domain.issue import Article, Issue
from bureau_desk.domain.problem import Problem, Severity

PER_PAGE = (500, 1360)  # characters a page of the model issue holds, with pictures and without
FIGURE = 150  # characters whose room a chart, table, list or box takes at least
LEAD = (60, 130)
HEADLINES = 3
TITLE_LINES = 2
QUOTE_LINES = 4
QUOTE_LINE = COLUMN_WIDTH / 15  # characters of a pull quote to the line


def layout_slips(issue: Issue, galley: Galley | None) -> Iterator[Problem]:
    """Faults of the plan and of the articles' outer parts."""
    yield from _cover(issue)
    composed = {article.id: article for article in galley.articles()} if galley else {}
    for column in issue.columns:
        if not column.articles:
            yield Problem("empty_column", "issue.toml", f"栏目“{column.name}”没有文章。", Severity.SOFT)
    printed = {key for column in issue.columns for key in column.articles} | {issue.masthead.message}
    for article in issue.articles.values():
        if article.id in printed:
            yield from _article(article, composed.get(article.id))
        if galley is None:
            yield from _unknown_names(article, issue)
    yield from _later(issue, galley)
    for figure in galley.figures if galley else ():
        if not figure.alt:
            yield Problem("alt", "figures.toml", f"图表“{figure.name}”没有替代文字。", Severity.SOFT)


def _later(issue: Issue, galley: Galley | None) -> Iterator[Problem]:
    """Numbers of a day after the issue's own: targets may be, happenings hardly."""
    for number in galley.numbers if galley else ():
        if number.as_of > issue.masthead.date.isoformat() and "目标值" not in number.question:
            told = f"“{number.name}”是{number.as_of}的数，晚于本期日期{issue.masthead.date.isoformat()}，请核对。"
            yield Problem("later", f"articles/{number.article}.md", told, Severity.NOTE, value=number.name)


def _cover(issue: Issue) -> Iterator[Problem]:
    printed = [key for column in issue.columns for key in column.articles]
    for key in issue.masthead.headlines:
        if key not in printed:
            told = f"封面要目“{key}”不是本期栏目里的文章{near(key, printed)}。"
            yield Problem("headline", "issue.toml", told, Severity.HARD, value=key)
    if len(issue.masthead.headlines) > HEADLINES:
        told = f"封面要目有{len(issue.masthead.headlines)}条，版面只放得下{HEADLINES}条。"
        yield Problem("headlines", "issue.toml", told, Severity.SOFT)


def _article(article: Article, composed: GalleyArticle | None) -> Iterator[Problem]:
    where = place_of(article)
    if not article.blocks:
        yield Problem("empty_article", where, "文章没有正文。", Severity.SOFT)
    if article.title.count("\n") >= TITLE_LINES:
        yield Problem("title_lines", where, f"标题超过{TITLE_LINES}行，版面放不下。", Severity.NOTE)
    yield from _contents_title(article, composed, where)
    lead = len(plain(composed.lead)) if composed else written_length(article.lead)
    if article.lead and not LEAD[0] <= lead <= LEAD[1]:
        yield Problem("lead", where, f"导语有{lead}字，宜在{LEAD[0]}至{LEAD[1]}字之间。", Severity.NOTE)
    for block in article.blocks:
        if block.kind == "picture" and not block.caption.strip():
            told = f"图片“{block.path}”没有图注，读屏软件也读不出内容。"
            yield Problem("caption", place_of(article, block.line), told, Severity.SOFT)
    yield from emoji_slips(article)
    yield from _long_quotes(article)
    yield from _budget(article, where)


def _long_quotes(article: Article) -> Iterator[Problem]:
    """A pull quote is seen at a glance: a longer one is set, and told."""
    for block in article.blocks:
        if block.kind != "quote":
            continue
        lines = sum(lines_of("".join(run.text for run in line), QUOTE_LINE) for line in block.lines)
        if lines > QUOTE_LINES:
            told = f"引语排成{lines}行，宜2至{QUOTE_LINES}行（约{int(QUOTE_LINE) * QUOTE_LINES}字以内），请摘最要紧的一句。"
            yield Problem("quote_long", place_of(article, block.line), told, Severity.NOTE)


def _budget(article: Article, where: str) -> Iterator[Problem]:
    if article.pages <= 0 or not article.blocks:
        return
    count = characters(article)
    # The band's lower end is a page with one or two photographs; further figures take the room of more text.
    figures = sum(1 for block in article.blocks if block.kind in ("chart", "table", "picture", "names", "number"))
    least = PER_PAGE[0] * article.pages - FIGURE * max(0, figures - article.pages)
    if not least <= count <= PER_PAGE[1] * article.pages:
        how = "少" if count < least else "多"
        told = (
            f"正文{count}字，计划{article.pages}页，每页{round(count / article.pages)}字，偏{how}"
            f"（每页宜{PER_PAGE[0]}至{PER_PAGE[1]}字）。"
        )
        yield Problem("budget", where, told, Severity.SOFT)


def characters(article: Article) -> int:
    """Characters of the body without spaces, headings and lists counted, captions and titles not."""
    texts = ("".join(run.text for run in line) for block in article.blocks for line in block.lines)
    return sum(len(re.sub(r"\s", "", text)) for text in texts)


def _contents_title(article: Article, composed: GalleyArticle | None, where: str) -> Iterator[Problem]:
    """The contents may join kicker, title and subtitle, and set a mark for a line break; other words differ."""
    if not article.contents_title:
        return
    contents, title = article.contents_title, article.title.replace("\n", " ")
    kicker, subtitle = article.kicker, article.subtitle
    if composed is not None:
        contents, title = plain(composed.contents_title), " ".join(plain(line) for line in composed.title)
        kicker, subtitle = plain(composed.kicker), plain(composed.subtitle)
    ways = (title, kicker + title, title + subtitle, kicker + title + subtitle)
    if _folded(contents) not in {_folded(way) for way in ways}:
        yield Problem("contents_title", where, f"目录题名“{contents}”与正文标题“{title}”不同。", Severity.NOTE)


def _folded(text: str) -> str:
    """Titles compare by their words and digits: marks, spaces and widths do not matter."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def _unknown_names(article: Article, issue: Issue) -> Iterator[Problem]:
    """Names that no question has, for issues that are not composed."""
    for block in article.blocks:
        where = place_of(article, block.line)
        texts = [block.title, block.caption, *("".join(run.text for run in line) for line in block.lines)]
        for piece in (piece for text in texts for piece in split(text) if isinstance(piece, Placeholder)):
            if piece.fault:
                yield Problem("placeholder", where, f"“{piece.text}”：{piece.fault}。")
            if piece.page:
                yield from _unknown_article(piece.name, where, issue)
                continue
            for name in (piece.name, piece.other):
                yield from _unknown(name, where, issue)
        if block.kind in ("chart", "table", "names"):
            yield from _unknown(block.name, where, issue)
    for text in (article.title, article.kicker, article.subtitle, article.contents_title, article.lead):
        for one in split(text):
            if isinstance(one, Placeholder) and one.page:
                yield from _unknown_article(one.name, place_of(article), issue)
            elif isinstance(one, Placeholder):
                yield from _unknown(one.name, place_of(article), issue)


def _unknown_article(name: str, where: str, issue: Issue) -> Iterator[Problem]:
    ids = [key for column in issue.columns for key in column.articles]
    if name not in ids:
        yield Problem("page_reference", where, f"页码引用：本期栏目里没有文章“{name}”{near(name, ids)}。")


def _unknown(name: str, where: str, issue: Issue) -> Iterator[Problem]:
    if name and name not in issue.questions:
        told = f"figures.toml 里没有“{name}”{near(name, issue.questions)}。请先在 figures.toml 里写明。"
        yield Problem("unknown_number", where, told)
