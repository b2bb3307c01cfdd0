"""A brief from the articles of an issue folder, by the command line as well."""

from __future__ import annotations

import shutil

import pytest

from bureau_desk.app import briefing
from bureau_desk.domain.issue import Brief
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.issue_folder import plan_text, read_issue
from bureau_desk.places import SEEDS

TABLE = """
[brief]
title = "常州科技工作简报"
number = 3
total = 165
sender = "常州市科学技术局办公室"
date = 2022-03-01
report_to = ["市委办公室"]
deliver_to = ["各辖市（区）科技局"]
copies = 80
articles = ["fuhuaqi-a", "yanfa-jigou"]
preset = "wide"
"""


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "期"
    shutil.copytree(SEEDS / "issue", made)
    with (made / "issue.toml").open("a", encoding="utf-8") as file:
        file.write(TABLE)
    return made


def test_the_table_is_read_and_written_back(folder, tmp_path):
    issue, problems = read_issue(folder)
    assert not [one for one in problems if one.field.startswith("brief")]
    assert issue.masthead.brief is not None and issue.masthead.brief.copies == 80
    (folder / "issue.toml").write_text(plan_text(issue), encoding="utf-8")
    assert read_issue(folder)[0].masthead.brief == issue.masthead.brief


def test_unknown_keys_and_articles_are_told_with_their_line(folder):
    with (folder / "issue.toml").open("a", encoding="utf-8") as file:
        file.write("cpoies = 3\n")
    text = (folder / "issue.toml").read_text(encoding="utf-8").replace('"yanfa-jigou"]\npreset', '"yanfa"]\npreset')
    (folder / "issue.toml").write_text(text, encoding="utf-8")
    told = [one.message for one in read_issue(folder)[1]]
    assert any("cpoies" in one for one in told) and any("“yanfa”不是本期的文章" in one for one in told)


def test_only_the_articles_of_the_brief_are_printed_in_their_order(folder):
    issue, _ = read_issue(folder)
    chosen = briefing.brief_issue(issue, briefing.brief_of(issue))
    assert chosen.columns[0].articles == ("fuhuaqi-a", "yanfa-jigou")
    assert briefing.brief_issue(issue, Brief("全部")).columns[0].articles == tuple(
        key for column in issue.columns for key in column.articles
    )
    with pytest.raises(Misuse, match="没有文章"):
        briefing.brief_issue(issue, Brief("空", articles=("没有这篇",)))
