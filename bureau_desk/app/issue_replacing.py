"""Finding and replacing words in the articles of an issue; numbers and names of files stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bureau_desk.analysis.placeholders import split
from bureau_desk.app import issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_plan import told_title
from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.exchange.article_file import article_text

TEXTS = ("title", "kicker", "subtitle", "contents_title", "byline", "office", "source", "signature", "lead")


@dataclass(frozen=True, slots=True)
class Found:
    """An article that holds the words, and how often."""

    article: str
    title: str
    count: int


def find(desk: Desk, issue: int, words: str, but: str = "") -> list[Found]:
    """The articles of an issue that hold some words, one of them left out."""
    articles = issue_shelf.read(desk, issue)[0].articles if words else {}
    found = [Found(key, told_title(one), count(one, words)) for key, one in articles.items() if key != but]
    return [one for one in found if one.count]


def replace_all(desk: Desk, issue: int, words: str, by: str, articles: Iterable[str]) -> int:
    """Put other words in their place in some articles as one step; returns how many places were changed."""
    known = issue_shelf.read(desk, issue)[0].articles
    chosen = [known[key] for key in articles if key in known]
    total = sum(count(one, words) for one in chosen)
    contents: dict[str, bytes | None] = {
        f"{issue_shelf.ARTICLES}/{one.id}.md": article_text(replaced(one, words, by)).encode() for one in chosen
    }
    if total:
        issue_shelf.save(desk, issue, contents, f"全期替换“{words}”为“{by}”，{total} 处")
    return total


def count(article: Article, words: str) -> int:
    """How often an article holds some words, numbers left out."""
    texts = [getattr(article, key) for key in TEXTS]
    for block in article.blocks:
        texts += [block.title, block.caption, block.credit, block.source]
        texts += [run.text for line in block.lines for run in line]
    return sum(_plain_count(text, words) for text in texts)


def _plain_count(text: str, words: str) -> int:
    return sum(piece.count(words) for piece in split(text) if isinstance(piece, str)) if words else 0


def replaced(article: Article, words: str, by: str) -> Article:
    """The article with other words."""

    def other(text: str) -> str:
        return "".join(piece.replace(words, by) if isinstance(piece, str) else piece.text for piece in split(text))

    def block_of(block: Block) -> Block:
        lines = tuple(tuple(Run(other(run.text), run.bold) for run in line) for line in block.lines)
        lines = tuple(tuple(run for run in line if run.text) for line in lines)
        texts: dict[str, Any] = {key: other(getattr(block, key)) for key in ("title", "caption", "credit", "source")}
        return replace(block, lines=lines, **texts)

    texts: dict[str, Any] = {key: other(getattr(article, key)) for key in TEXTS}
    return replace(article, blocks=tuple(block_of(one) for one in article.blocks), **texts)
