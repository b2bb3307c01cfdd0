"""Where in an issue a problem lies, for programs: article, block and line."""

from __future__ import annotations

import re
from collections.abc import Callable

from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem

_NAMED = re.compile(r"articles/(?P<article>[^\s，。；：“”]+?)\.md(?: 第 (?P<line>\d+) 行)?")
_PLACE = re.compile(r"^articles/(?P<article>.+)\.md(?: 第 (?P<line>\d+) 行)?$")


def spot(problem: Problem, issue: Issue) -> dict[str, str | int | None]:
    """`article` is its id, `block` the number of its block from 1, `line` the line of the file; None where unknown."""
    found = _PLACE.match(problem.where)
    if found is None:
        return {"article": None, "block": None, "line": None}
    line = int(found["line"]) if found["line"] else None
    return {"article": found["article"], "block": _block(issue, found["article"], line), "line": line}


def _block(issue: Issue, key: str, line: int | None) -> int | None:
    """The last block that begins at the line or before it; None for the front matter."""
    article = issue.articles.get(key)
    if article is None or line is None:
        return None
    return sum(1 for block in article.blocks if block.line <= line) or None


def other_place(problem: Problem, issue: Issue) -> tuple[str, int]:
    """The article and the block from 1 (0: before its text) that a problem names as the other side; '' when none."""
    found = _NAMED.search(problem.message)
    if found is None or found["article"] not in issue.articles:
        return "", 0
    line = int(found["line"]) if found["line"] else None
    return found["article"], _block(issue, found["article"], line) or 0


def worded(message: str, title_of: Callable[[str], str]) -> str:
    """A message with the articles it names called by their titles, as staff know them."""
    last = ""

    def named(found: re.Match[str]) -> str:
        nonlocal last
        again, last = found["article"] == last, found["article"]
        line = f"第 {found['line']} 行" if found["line"] else ""
        return line if line and again else f"《{title_of(found['article'])}》{line}"

    return _NAMED.sub(named, message).replace(" 《", "《")
