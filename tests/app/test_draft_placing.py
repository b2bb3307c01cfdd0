"""Drafts put into issues of the desk and of folders: nothing that was there is lost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bureau_desk.app import draft_placing, issue_shelf
from bureau_desk.app.jobs import finish
from bureau_desk.bulletin.drafts import Draft
from bureau_desk.domain.issue import Article, Block, Run
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.figures_file import figures_of
from bureau_desk.exchange.issue_folder import read_issue
from tests.app.small import make

PLAN = """# 本期计划
format = 1
title = "模拟简讯"
year = 2022
number = 1
date = 2022-02-28

[[columns]]
name = "头条"  # 两篇
articles = ["a"]

[[columns]]
name = "动态"
articles = [
]
"""
FIGURES = '# 说明\n["孵化器数"]\nregister = "incubator"\nunit = "家"\n'


def draft(figures: str = FIGURES, kind: str = "notice") -> Draft:
    blocks = (Block("paragraph", ((Run("全市{{孵化器数}}。"),),)), Block("names", title="附：名单", name="孵化器数"))
    questions, problems = figures_of(figures)
    assert not problems
    return Draft(Article("gao", "标题{{孵化器数}}", blocks, kind=kind), questions, (), "动态")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "期刊"
    (made / "articles").mkdir(parents=True)
    (made / "issue.toml").write_text(PLAN, encoding="utf-8")
    (made / "figures.toml").write_text(FIGURES, encoding="utf-8")
    (made / "articles" / "a.md").write_text('+++\ntitle = "甲"\n+++\n\n一段。\n', encoding="utf-8")
    return made


def test_the_article_comes_to_the_end_of_its_column_and_remarks_stay(folder: Path, tmp_path: Path) -> None:
    desk = make(tmp_path)
    assert draft_placing.put(desk, folder, draft()) == "gao"
    assert draft_placing.put(desk, folder, draft(), "头条") == "gao-2"
    assert draft_placing.put(desk, folder, draft(), "新栏目") == "gao-3"
    issue, problems = read_issue(folder)
    assert not problems
    assert [(one.name, one.articles) for one in issue.columns] == [
        ("头条", ("a", "gao-2")), ("动态", ("gao",)), ("新栏目", ("gao-3",)),
    ]  # fmt: skip
    text = (folder / "issue.toml").read_text(encoding="utf-8")
    assert text.startswith("# 本期计划") and "# 两篇" in text
    assert (folder / "figures.toml").read_text(encoding="utf-8") == FIGURES  # the same question is asked once


def test_a_question_of_the_same_name_that_asks_otherwise_stays(folder: Path, tmp_path: Path) -> None:
    other = '["孵化器数"]\nregister = "incubator"\nwhere = { stat_unit = "武进区" }\n'
    draft_placing.put(make(tmp_path), folder, draft(other))
    issue, _ = read_issue(folder)
    assert list(issue.questions) == ["孵化器数", "孵化器数·2"] and not issue.questions["孵化器数"].where
    article = issue.articles["gao"]
    assert article.title == "标题{{孵化器数·2}}" and article.blocks[1].name == "孵化器数·2"
    assert article.blocks[0].lines[0][0].text == "全市{{孵化器数·2}}。"


def test_a_message_becomes_the_message_of_an_issue_that_has_none(folder: Path, tmp_path: Path) -> None:
    desk = make(tmp_path)
    draft_placing.put(desk, folder, draft(kind="message"))
    issue, _ = read_issue(folder)
    assert issue.masthead.message == "gao" and all("gao" not in one.articles for one in issue.columns)
    assert "# 两篇" in (folder / "issue.toml").read_text(encoding="utf-8")
    draft_placing.put(desk, folder, draft(kind="message"))
    assert read_issue(folder)[0].columns[1].articles == ("gao-2",)


def test_a_folder_that_is_not_there_becomes_an_issue(tmp_path: Path) -> None:
    desk = make(tmp_path)
    draft_placing.put(desk, tmp_path / "新刊", draft())
    issue, problems = read_issue(tmp_path / "新刊")
    assert not problems and issue.columns[0].articles == ("gao",)
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "x.txt").write_text("x", encoding="utf-8")
    with pytest.raises(Misuse, match="不是期刊文件夹"):
        draft_placing.put(desk, tmp_path / "别的", draft())


def test_figures_that_cannot_be_read_are_left_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "figures.toml").write_text("[孵化器\n", encoding="utf-8")
    with pytest.raises(Misuse, match="没有放入"):
        draft_placing.put(make(tmp_path), folder, draft())
    assert not (folder / "articles" / "gao.md").exists()


def test_in_the_desk_it_is_one_step_that_undo_takes_back(folder: Path, tmp_path: Path) -> None:
    desk = make(tmp_path)
    number = finish(issue_shelf.take_in(desk, folder))
    assert draft_placing.put(desk, number, draft(), "头条", 0) == "gao"
    issue, problems = issue_shelf.read(desk, number)
    assert not problems and issue.columns[0].articles == ("gao", "a") and issue.masthead.date == date(2022, 2, 28)
    assert "由台账起稿" in issue_shelf.undo(desk, number)
    assert issue_shelf.read(desk, number)[0].columns[0].articles == ("a",)
