"""Published issues: kept, listed, compared with one another and with the issue as it is now."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from bureau_desk.app import issue_archive, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_archive import ADDED, CHANGED, MOVED, REMOVED
from bureau_desk.app.issue_publishing import check_issue, find_issue, publish_issue
from bureau_desk.app.jobs import finish
from bureau_desk.app.publishing import Options
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse
from tests.app.small import SMALL

PLAN = """format = 1
title = "模拟科技"
year = 2022
number = 1
date = 2022-02-28
[[columns]]
name = "头条"
articles = ["a", "b"]
[[columns]]
name = "动态"
articles = ["c"]
"""
FIGURES = '["园区数"]\nregister = "%s"\nunit = "家"\n'


class Hours:
    def __init__(self):
        self.now = datetime(2022, 3, 1, 9)

    def __call__(self):
        return self.now


@pytest.fixture
def hours():
    return Hours()


@pytest.fixture
def desk(tmp_path, hours, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    made = Desk.create(tmp_path / "台账.desk", "编辑", "模拟台账", clock=hours, schema=SMALL)
    grow(made, "甲", "乙")
    yield made
    made.close()


def grow(desk, *names):
    rows = [
        {"carrier_name": name, "stat_unit": "320412", "established_date": "2015-01-01", "total_area": Decimal(100)}
        for name in names
    ]
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", rows)
    write(desk, entries, "载入", "登记")


def article(title, body):
    return f'+++\ntitle = "{title}"\n+++\n\n{body}\n'.encode()


@pytest.fixture
def number(desk):
    contents = {
        "issue.toml": PLAN.encode(),
        "figures.toml": (FIGURES % "incubator").encode(),
        "articles/a.md": article("甲稿", "截至2022年2月28日，全市有孵化器{{园区数}}。\n\n第二段。"),
        "articles/b.md": article("乙稿", "没有数字。"),
        "articles/c.md": article("丙稿", "末尾。"),
    }
    return issue_shelf.keep(desk, "模拟", contents, "新建模拟")


def publish(desk, number, out):
    return finish(publish_issue(desk, number, out, Options(pdf=False)))


def test_what_is_published_is_listed_with_day_author_and_its_figures(desk, number, tmp_path):
    made = publish(desk, number, tmp_path / "一")
    assert set(made.files) == {"docx", "xlsx", "audit"}
    (kept,) = issue_archive.published(desk)
    assert (kept.heading, kept.as_of, kept.author, kept.numbers) == ("模拟科技 2022 年第 1 期", "2022-02-28", "编辑", 1)
    galley = issue_archive.galley_of(desk, kept.id)
    assert galley.numbers[0].text == "2家"
    with pytest.raises(Misuse):
        issue_archive.galley_of(desk, 99)


def test_a_figure_that_grew_tells_the_rows_that_came_and_the_step_that_wrote_them(desk, number, hours, tmp_path):
    publish(desk, number, tmp_path / "一")
    hours.now = datetime(2022, 3, 5, 9)
    grow(desk, "丙孵化器")
    (kept,) = issue_archive.published(desk)
    made = finish(issue_archive.compare_now(desk, kept.id, number))
    (one,) = made.numbers
    assert (one.kind, one.name, one.article, one.title) == (CHANGED, "园区数", "a", "甲稿")
    assert one.before is not None and one.after is not None
    assert (one.before.text, one.after.text) == ("2家", "3家")
    assert one.why == "新增 1 条：丙孵化器" and one.register == "incubator"
    (row,) = issue_archive.rows_behind(desk, one)
    assert (row.name, row.came, row.why) == ("丙孵化器", True, "2022-03-05 编辑：载入")
    assert made.articles == (), "a figure alone changes no words"


def test_a_figure_may_have_got_more_rows_than_the_database_binds_values(desk, number, tmp_path):
    publish(desk, number, tmp_path / "一")
    grow(desk, "丙孵化器")
    (kept,) = issue_archive.published(desk)
    (one,) = finish(issue_archive.compare_now(desk, kept.id, number)).numbers
    with desk.database.reading() as connection:
        connection.connection.driver_connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
    rows = issue_archive.rows_behind(desk, replace(one, came=one.came * 200))
    assert {row.name for row in rows} == {"丙孵化器"} and len(rows) == 200


def test_nothing_differs_from_itself_and_one_galley_is_not_compared_with_itself(desk, number, tmp_path):
    publish(desk, number, tmp_path / "一")
    (kept,) = issue_archive.published(desk)
    made = finish(issue_archive.compare_now(desk, kept.id, number))
    assert made.numbers == () and made.articles == ()
    with pytest.raises(Misuse):
        finish(issue_archive.compare_published(desk, kept.id, kept.id))


def change(desk, number, **files):
    paths = {"plan": "issue.toml", "figures": "figures.toml"}
    contents = {paths.get(key, f"articles/{key}.md"): value for key, value in files.items()}
    issue_shelf.save(desk, number, contents, "改")


def test_articles_that_came_went_moved_or_changed_their_words_are_told(desk, number, tmp_path):
    publish(desk, number, tmp_path / "一")
    plan = PLAN.replace('["a", "b"]', '["a", "d"]').replace('["c"]', "[]").replace('["a", "d"]', '["a", "c", "d"]')
    body = "截至2022年2月28日，全市有孵化器{{园区数}}。\n\n另一段。"
    change(desk, number, plan=plan.encode(), a=article("甲稿", body), d=article("丁稿", "新的。"))
    publish(desk, number, tmp_path / "二")
    second, first = issue_archive.published(desk)
    made = finish(issue_archive.compare_published(desk, first.id, second.id))
    told = {one.article: (one.kind, one.why) for one in made.articles}
    assert told == {
        "a": (CHANGED, "改或增 1 段，去掉或改前 1 段"), "b": (REMOVED, ""),
        "c": (MOVED, "由“动态”移到“头条”"), "d": (ADDED, ""),
    }  # fmt: skip
    changed = next(one for one in made.articles if one.article == "a")
    assert [text for text in changed.after if text not in changed.before] == ["另一段。"]
    assert "〔园区数〕" in changed.before[1]


def test_another_question_day_or_place_of_a_figure_is_told(desk, number, tmp_path):
    publish(desk, number, tmp_path / "一")
    figures = (FIGURES % "incubator") + 'where = { stat_unit = "新北区" }\n'
    plan = PLAN.replace("2022-02-28", "2022-04-30")
    text = "截至2022年4月30日，全市有孵化器{{园区数}}，又{{园区数}}。"
    change(desk, number, figures=figures.encode(), plan=plan.encode(), a=article("甲稿", text))
    (kept,) = issue_archive.published(desk)
    first, second = finish(issue_archive.compare_now(desk, kept.id, number)).numbers
    assert first.kind == CHANGED and "截至日由 2022-02-28 改为 2022-04-30" in first.why
    assert "减少 2 条：" in first.why and second.kind == ADDED and second.before is None


def test_a_comparison_is_written_as_a_workbook(desk, number, hours, tmp_path):
    publish(desk, number, tmp_path / "一")
    grow(desk, "丙孵化器")
    change(desk, number, b=article("乙稿", "改过的。"))
    (kept,) = issue_archive.published(desk)
    made = finish(issue_archive.compare_now(desk, kept.id, number))
    assert finish(issue_archive.write(desk, made, tmp_path / "对比.xlsx")) == 2
    book = openpyxl.load_workbook(tmp_path / "对比.xlsx")
    assert book.sheetnames == ["数字", "数字明细", "稿件", "改动段落"]
    lines = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book}
    assert lines["数字"][0][1] == "园区数" and lines["数字"][0][3:5] == [
        "2家（截至 2022-02-28）",
        "3家（截至 2022-02-28）",
    ]
    assert lines["数字明细"][0][:3] == ["园区数", "丙孵化器", "新增"]
    assert [row[2] for row in lines["改动段落"]] == ["没有数字。", "改过的。"]
    with pytest.raises(Misuse):
        finish(issue_archive.write(desk, made, tmp_path / "对比.docx"))


def test_an_issue_of_the_desk_is_named_by_number_name_or_title(desk, number):
    assert (
        find_issue(desk, str(number)) == number == find_issue(desk, "模拟") == find_issue(desk, "模拟科技2022年第1期")
    )
    assert find_issue(desk, "没有") is None
    issue_shelf.keep(desk, "模拟", {"issue.toml": PLAN.encode()}, "新建")
    with pytest.raises(Misuse, match="都叫"):
        find_issue(desk, "模拟")


def test_an_issue_of_the_desk_is_proofread(desk, number):
    change(desk, number, a=article("甲稿", "有{{没有这个数}}。"))
    assert any("没有这个数" in one.message for one in finish(check_issue(desk, number)))
