"""Where in an issue a problem lies, for programs: article, block and line."""

from __future__ import annotations

import re

from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem

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
