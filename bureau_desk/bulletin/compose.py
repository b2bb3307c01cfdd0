"""An issue put against a snapshot becomes a galley: every number frozen, worded and sourced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.near import near
from bureau_desk.analysis.prepared import prepare
from bureau_desk.bulletin.compose_blocks import Blocks, place_of
from bureau_desk.bulletin.compose_numbers import Ask, Numbers, Place
from bureau_desk.bulletin.compose_text import text_line, text_of
from bureau_desk.bulletin.stroke_order import by_strokes, unknown_characters
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyColumn, Line
from bureau_desk.domain.inside import inside
from bureau_desk.domain.issue import Article, Issue, Masthead
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.snapshot import Snapshot


def compose(issue: Issue, snapshot: Snapshot, ask: Ask = answer) -> Galley:
    """The issue with every `{{...}}`, chart, table and list answered as of the snapshot's day.

    Nothing is raised for what cannot be answered: a marked text stands in its place and a problem tells why.
    Numbers are indexed in the order of printing: message, then columns and their articles.
    """
    prepared = prepare(snapshot)
    paged = [key for column in issue.columns for key in column.articles if key in issue.articles]
    numbers = Numbers(issue.questions, prepared, ask, paged)
    blocks = Blocks(numbers, prepared, issue.folder)
    message = _article(issue, issue.masthead.message, "", numbers, blocks) if issue.masthead.message else None
    columns = []
    begun = {issue.masthead.message}
    for column in issue.columns:
        keys = [key for key in dict.fromkeys(column.articles) if key not in begun]  # listed twice, printed once
        begun.update(keys)
        articles = (_article(issue, key, column.name, numbers, blocks) for key in keys)
        columns.append(GalleyColumn(column.name, column.latin, tuple(one for one in articles if one is not None)))
    return Galley(
        masthead=_masthead(issue, numbers),
        columns=tuple(columns),
        numbers=tuple(numbers.numbers),
        message=message,
        problems=_once([*numbers.problems, *numbers.notes()]),
        figures=tuple(blocks.figures.values()),
        tables=tuple(blocks.tables.values()),
        points=tuple(blocks.points),
        worded=numbers.worded,
    )


def _masthead(issue: Issue, numbers: Numbers) -> Masthead:
    """The board with the names of each role in the order that it states (without one the order is the editors' own), and
    where the picture to scan lies."""
    masthead = issue.masthead
    found = inside(Path(issue.folder), masthead.qr) if masthead.qr else None
    board = []
    for one in masthead.board:
        if "笔画" not in one.order and "笔划" not in one.order:
            board.append(one)
            continue
        for letter in unknown_characters(one.names):
            told = f"“{letter}”的笔画不在字表里，{one.role}名单中排在最后，请核对次序；删去 order 即按所写次序印。"
            numbers.tell("strokes", Place("", "issue.toml"), told, Severity.SOFT)
        board.append(replace(one, names=tuple(by_strokes(one.names))))
    return replace(masthead, board=tuple(board), qr="" if found is None else str(found))


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys(problems))


def _article(issue: Issue, key: str, column: str, numbers: Numbers, blocks: Blocks) -> GalleyArticle | None:
    article = issue.articles.get(key)
    if article is None:
        told = f"文章“{key}”没有找到{near(key, issue.articles)}。"
        numbers.problems.append(Problem("article", "issue.toml", told, value=key))
        return None
    place = Place(article.id, place_of(article))
    title = tuple(text_line(line.strip(), numbers, place) for line in article.title.split("\n") if line.strip())
    return GalleyArticle(
        id=article.id,
        column=column,
        title=title,
        contents_title=_contents_title(article, numbers, place),
        kicker=text_line(article.kicker, numbers, place),
        subtitle=text_line(article.subtitle, numbers, place),
        lead=text_line(article.lead, numbers, place),
        byline=text_of(article.byline, numbers, place),
        office=text_of(article.office, numbers, place),
        source=text_of(article.source, numbers, place),
        signature=text_of(article.signature, numbers, place),
        blocks=tuple(blocks.block(block, article) for block in article.blocks),
        kind=article.kind,
        page=article.page,
        pages=article.pages,
        end_mark=article.end_mark,
    )


def _contents_title(article: Article, numbers: Numbers, place: Place) -> Line:
    """The title in the contents and on the cover: its own, else the printed title on one line."""
    if article.contents_title:
        return text_line(" ".join(article.contents_title.split("\n")), numbers, place)
    return text_line(" ".join(line.strip() for line in article.title.split("\n") if line.strip()), numbers, place)
