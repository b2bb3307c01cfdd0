from __future__ import annotations

from datetime import date

import pytest

from bureau_desk.app.locating import spot
from bureau_desk.domain.issue import Article, Block, Issue, Masthead
from bureau_desk.domain.problem import Problem

ARTICLE = Article("甲.1", "标题", (Block("paragraph", line=9), Block("heading", line=12), Block("list", line=14)))
ISSUE = Issue(Masthead("常州科技", 2022, 1, date(2022, 2, 28)), (), {"甲.1": ARTICLE}, {}, "")


@pytest.mark.parametrize(
    ("where", "article", "block", "line"),
    [
        ("articles/甲.1.md 第 9 行", "甲.1", 1, 9),
        ("articles/甲.1.md 第 13 行", "甲.1", 2, 13),
        ("articles/甲.1.md 第 40 行", "甲.1", 3, 40),
        ("articles/甲.1.md 第 2 行", "甲.1", None, 2),
        ("articles/甲.1.md", "甲.1", None, None),
        ("articles/没有.md 第 3 行", "没有", None, 3),
        ("issue.toml 第 3 行", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_problem_names_its_article_and_block(where, article, block, line):
    assert spot(Problem("x", where, "。"), ISSUE) == {"article": article, "block": block, "line": line}
