"""The plan of an issue: what is moved, renamed, added and deleted, each one step, and the issue that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import issue_articles, issue_overview, issue_plan, issue_shelf
from bureau_desk.app.desk import Desk
from bureau_desk.app.issue_plan import MESSAGE, UNLISTED
from bureau_desk.app.jobs import finish
from bureau_desk.bulletin.page_plan import plan_pages
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, GalleyColumn, Span
from bureau_desk.domain.issue import Article, Block, Column, Issue, Masthead
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.article_file import article_of
from bureau_desk.exchange.article_front import changed_front
from bureau_desk.places import SEEDS
from tests.app.small import SMALL

HEAD = Masthead("模拟科技", 2022, 1, date(2022, 2, 28), total=163, frequency="双月刊", headlines=("a",), message="m")


def plain_issue():
    articles = {key: Article(key, f"题目{key}", (), path=f"articles/{key}.md") for key in "abcdem"}
    columns = (Column("头条", ("a", "b")), Column("观察", ("c",)), Column("动态", ("d",)))
    return Issue(HEAD, columns, articles, {})


def order(issue):
    return ["".join(column.articles) for column in issue.columns]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("BUREAU_DESK_CACHE", str(tmp_path / "cache"))
    made = Desk.create(tmp_path / "台账.desk", "编辑", "模拟台账", clock=lambda: datetime(2022, 3, 1, 9), schema=SMALL)
    yield made
    made.close()


@pytest.fixture
def number(desk):
    return finish(issue_shelf.take_in(desk, SEEDS / "issue"))


def test_an_article_is_put_before_another_and_moved_over_the_bounds_of_columns():
    issue = plain_issue()
    assert order(issue_plan.place_article(issue, "d", 0, 1)) == ["adb", "c", ""]
    assert order(issue_plan.place_article(issue, "a", 0, 2)) == ["ba", "c", "d"]
    assert order(issue_plan.push_article(issue, "b", 1)) == ["a", "bc", "d"]
    assert order(issue_plan.push_article(issue, "c", -1)) == ["abc", "", "d"]
    assert issue_plan.push_article(issue, "a", -1) is issue
    assert order(issue_plan.place_article(issue, "e", 1, 0)) == ["ab", "ec", "d"]
    assert issue_plan.unlisted(issue_plan.place_article(issue, "b", UNLISTED, 0)) == ("b", "e")


def test_the_message_changes_places_with_an_article():
    made = issue_plan.place_article(plain_issue(), "a", MESSAGE, 0)
    assert (made.masthead.message, made.masthead.headlines) == ("a", ()) and issue_plan.column_of(made, "m") == UNLISTED
    back = issue_plan.place_article(made, "m", 0, 0)
    assert order(back) == ["mb", "c", "d"]
    assert order(issue_plan.push_article(plain_issue(), "m", 1))[0] == "mab"


KEYS = st.sampled_from("abcdem")
STEPS = st.one_of(
    st.tuples(st.just("place"), KEYS, st.integers(-2, 2), st.integers(0, 4)),
    st.tuples(st.just("push"), KEYS, st.sampled_from((-1, 1)), st.just(0)),
    st.tuples(st.just("move"), st.just(""), st.integers(0, 2), st.integers(0, 3)),
    st.tuples(st.just("out"), KEYS, st.just(0), st.just(0)),
)


@given(st.lists(STEPS, max_size=12))
@settings(max_examples=60, deadline=None)
def test_no_article_is_ever_lost_or_printed_twice(steps):
    issue = plain_issue()
    for kind, key, one, other in steps:
        if kind == "place":
            issue = issue_plan.place_article(issue, key, one, other)
        elif kind == "push":
            issue = issue_plan.push_article(issue, key, one)
        elif kind == "move":
            issue = issue_plan.move_column(issue, one, other)
        else:
            issue = issue_plan.take_out(issue, key)
        printed = [key for column in issue.columns for key in column.articles]
        message = [issue.masthead.message] if issue.masthead.message else []
        assert sorted([*printed, *message, *issue_plan.unlisted(issue)]) == list("abcdem")
        assert sorted(one.name for one in issue.columns) == sorted(("头条", "观察", "动态"))


def test_a_column_taken_away_leaves_its_articles_to_its_neighbour():
    issue = plain_issue()
    assert order(issue_plan.remove_column(issue, 1)) == ["abc", "d"]
    assert order(issue_plan.remove_column(issue, 0)) == ["abc", "d"]
    only = replace(issue, columns=issue.columns[:1])
    assert issue_plan.unlisted(issue_plan.remove_column(only, 0)) == ("a", "b", "c", "d", "e")


def test_columns_are_named_once_and_moved():
    issue = issue_plan.add_column(plain_issue(), " 专题 ", "SPECIAL", 0)
    assert [one.name for one in issue_plan.push_column(issue, 0, 1).columns] == ["头条", "专题", "观察", "动态"]
    assert issue_plan.push_column(issue, 3, 1) is issue
    assert issue_plan.change_column(issue, 0, "专题", "TOPIC").columns[0].latin == "TOPIC"
    for wrong in ("头条", " "):
        with pytest.raises(Misuse):
            issue_plan.change_column(issue, 0, wrong, "")


def test_cover_lines_are_three_at_most_and_printed_articles():
    issue = issue_plan.set_headlines(plain_issue(), ("c", "a", "b"))
    with pytest.raises(Misuse, match="最多 3 条"):
        issue_plan.turn_headline(issue, "d")
    assert issue_plan.turn_headline(issue, "a").masthead.headlines == ("c", "b")
    with pytest.raises(Misuse, match="题目e"):
        issue_plan.set_headlines(issue, ("e",))


@pytest.mark.parametrize("wrong", ["", " ", "a/b", "..", "B", "尾.", "长" * 60, "a\nb"])
def test_an_id_that_is_no_file_name_or_taken_is_refused(wrong):
    with pytest.raises(Misuse):
        issue_plan.rename_article(plain_issue(), "a", wrong)


def test_ids_are_made_from_the_title():
    assert issue_plan.free_id("孵化体系观察", ()) == "fuhuatixi"
    assert issue_plan.free_id("孵化体系观察", ("FUHUATIXI",)) == "fuhuatixi-2"
    assert issue_plan.free_id("㛃", ()) and issue_plan.free_id("！", ()) == "gaojian"


@pytest.mark.parametrize(
    ("day", "frequency", "next_"),
    [
        (date(2022, 2, 28), "双月刊", date(2022, 4, 30)), (date(2022, 12, 31), "双月刊", date(2023, 2, 28)),
        (date(2022, 1, 30), "月刊", date(2022, 2, 28)), (date(2022, 3, 15), "季刊", date(2022, 6, 15)),
        (date(2022, 3, 15), "周刊", date(2022, 3, 22)), (date(2022, 3, 15), "", date(2022, 4, 15)),
    ],
)  # fmt: skip
def test_the_next_issue_comes_on_its_day(day, frequency, next_):
    assert issue_plan.following_day(day, frequency) == next_


def test_the_issue_after_takes_over_masthead_board_imprint_columns_and_figures(desk, number):
    made = issue_articles.add_following(desk, number)
    before, after = issue_shelf.read(desk, number)[0], issue_shelf.read(desk, made)[0]
    head = after.masthead
    assert (head.number, head.total, head.date) == (2, 164, date(2022, 4, 30))
    assert (head.board, head.imprint, head.slogans) == (
        before.masthead.board, before.masthead.imprint, before.masthead.slogans,
    )  # fmt: skip
    assert [one.name for one in after.columns] == [one.name for one in before.columns]
    assert not after.articles and not head.headlines and not head.message
    assert issue_shelf.content(desk, made, "figures.toml") == issue_shelf.content(desk, number, "figures.toml")
    new_year = issue_plan.follow_issue(
        replace(before, masthead=replace(before.masthead, date=date(2022, 12, 31), number=6))
    )
    assert (new_year.masthead.year, new_year.masthead.number) == (2023, 1)


def test_status_and_holder_are_changed_without_touching_the_text(desk, number):
    before = (issue_shelf.content(desk, number, "articles/fuhua-tixi.md") or b"").decode()
    issue_articles.change_front(desk, number, "fuhua-tixi", {"status": "校对", "holder": "高新处"})
    after = (issue_shelf.content(desk, number, "articles/fuhua-tixi.md") or b"").decode()
    assert after.replace('status = "校对"\nholder = "高新处"\n', "") == before
    issue_articles.change_front(desk, number, "fuhua-tixi", {"status": "", "holder": ""})
    assert (issue_shelf.content(desk, number, "articles/fuhua-tixi.md") or b"").decode() == before
    assert issue_shelf.undo(desk, number).startswith("《把孵化的链条 接到产业上》状态清除")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00", exclude_categories=("Cs", "Cc")), max_size=12)


@given(
    TEXTS, st.sampled_from(("", "约稿", "定稿")), st.integers(0, 9), st.sampled_from(("", "'''\nhalf\n'''", "x = 1"))
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_before_an_article_its_text_is_kept_letter_by_letter(holder, status, pages, odd):
    front = f'title = "题目"\nkicker = {odd}' if odd.startswith("'''") else f'title = "题目"\n{odd}'
    text = f"+++\n{front}\n+++\n\n正文{{{{数}}}}。\n\n> 引语\n> —— 某处\n"
    made = changed_front(text, "a", {"holder": holder, "status": status, "pages": pages})
    assert made.endswith("+++\n\n正文{{数}}。\n\n> 引语\n> —— 某处\n")
    read, _ = article_of(made, "a", "a")
    assert (read.title, read.holder, read.status, read.pages) == ("题目", holder, status, pages)


def test_a_new_article_is_one_step_and_undo_takes_it_out_of_plan_and_issue(desk, number):
    issue = issue_shelf.read(desk, number)[0]
    steps = len(issue_shelf.history(desk, number))
    issue_articles.add_article(desk, number, issue, Article("xinwen", "新闻", (), status="约稿"), 1, 0)
    again = issue_shelf.read(desk, number)[0]
    assert again.columns[1].articles[0] == "xinwen" and again.articles["xinwen"].status == "约稿"
    assert len(issue_shelf.history(desk, number)) == steps + 1
    assert issue_shelf.undo(desk, number) == "新建《新闻》"
    assert "xinwen" not in issue_shelf.read(desk, number)[0].articles
    assert issue_shelf.content(desk, number, "articles/xinwen.md") is None


def test_a_renamed_article_keeps_its_place_its_text_and_the_references_to_it(desk, number):
    path = "articles/xinnian.md"
    text = (
        issue_shelf.content(desk, number, path) or b""
    ).decode() + "\n见第{{page fuhua-tixi}}页、第{{ 页码 fuhua-tixi }}页。\n"
    issue_shelf.save(desk, number, {path: text.encode()}, "改")
    issue = issue_shelf.read(desk, number)[0]
    old = issue_shelf.content(desk, number, "articles/fuhua-tixi.md")
    issue_articles.rename_article(desk, number, issue, "fuhua-tixi", "孵化体系")
    made = issue_shelf.read(desk, number)[0]
    assert made.columns[0].articles[0] == "孵化体系" == made.masthead.headlines[0]
    assert issue_shelf.content(desk, number, "articles/孵化体系.md") == old
    told = (issue_shelf.content(desk, number, path) or b"").decode()
    assert "{{page 孵化体系}}" in told and "{{页码 孵化体系}}" in told and "fuhua-tixi" not in told
    issue_shelf.undo(desk, number)
    assert issue_shelf.content(desk, number, "articles/fuhua-tixi.md") == old


def test_a_deleted_article_comes_back_by_undo(desk, number):
    issue = issue_shelf.read(desk, number)[0]
    made = issue_articles.delete_article(desk, number, issue, "fuhuaqi-a")
    assert "fuhuaqi-a" not in made.masthead.headlines and issue_plan.column_of(made, "fuhuaqi-a") == UNLISTED
    assert "fuhuaqi-a" not in issue_shelf.read(desk, number)[0].articles
    issue_shelf.undo(desk, number)
    assert issue_shelf.read(desk, number)[0].articles.keys() == issue.articles.keys()


def test_an_article_moved_to_another_issue_takes_its_pictures_and_figures_along(desk, number):
    target = issue_articles.add_empty(desk, issue_plan.empty_issue("模拟科技", date(2022, 4, 30), 2))
    issue_shelf.save(desk, target, {"images/incubator.png": b"another"}, "别的图")
    issue = issue_shelf.read(desk, number)[0]
    text = (issue_shelf.content(desk, number, "articles/fuhua-tixi.md") or b"").decode()
    picture = issue_shelf.content(desk, number, "images/incubator.png")
    left, identity = issue_articles.move_article(desk, number, issue, "fuhua-tixi", target)
    assert "fuhua-tixi" not in left.articles and identity == "fuhua-tixi"
    there, problems = issue_shelf.read(desk, target)
    assert there.columns[0].articles == ("fuhua-tixi",)
    (path,) = [block.path for block in there.articles[identity].blocks if block.kind == "picture"]
    assert (
        issue_shelf.content(desk, target, path) == picture != issue_shelf.content(desk, target, "images/incubator.png")
    )
    wanted = [name for name in issue.questions if "{{" + name in text or f"::: 图表 {name}" in text]
    assert wanted and all(there.questions[name] == issue.questions[name] for name in wanted)
    assert not [one for one in problems if one.code in ("toml", "question")]
    issue_shelf.undo(desk, number)
    assert "fuhua-tixi" in issue_shelf.read(desk, number)[0].articles


def test_the_plan_tells_how_far_and_how_long_articles_are(desk, number):
    issue_articles.change_front(desk, number, "fuhua-tixi", {"status": "定稿"})
    seen = issue_overview.overview(desk, number)
    line = seen.lines["fuhua-tixi"]
    assert (line.status, line.pictures, line.budget, line.kind) == ("定稿", 1, 3, "feature")
    assert 1500 < line.characters < 2500
    assert seen.by_status() == {"定稿": 1, "": 11}
    issue_shelf.save(desk, number, {"articles/yanfa-jigou.md": None}, "丢了")
    assert issue_overview.overview(desk, number).lines["yanfa-jigou"].missing


def galley_of(lengths):
    def article(key, length):
        words = (Span("字" * 1300 * length),)
        return GalleyArticle(
            key, "栏", ((Span(key),),), (Span(key),), (GalleyBlock("paragraph", (words,)),), kind="research"
        )

    articles = tuple(article(f"a{place}", length) for place, length in enumerate(lengths))
    return Galley(HEAD, (GalleyColumn("栏", "", articles), GalleyColumn("空", "", ())), ())


def test_pages_are_reckoned_for_the_last_article_too():
    plan = plan_pages(galley_of((1, 2, 1)))
    assert list(plan.lengths) == ["a0", "a1", "a2"] and plan.lengths["a1"] >= 2
    assert plan.folios["a2"] + plan.lengths["a2"] + 2 == plan.total
    assert plan_pages(galley_of(())).total == 0


@pytest.mark.parametrize(
    ("budget", "pages", "told"), [(2, 3, "超 1 页"), (4, 1, "少 3 页"), (2, 2, ""), (0, 3, ""), (2, 0, "")]
)
def test_over_and_under_the_budget_is_told(budget, pages, told):
    assert issue_overview.budget_told(budget, pages) == told


def test_the_whole_is_told_against_sheets_and_48_pages():
    assert issue_overview.total_told(46) == "连封面共 46 页，差 2 页满整张（每张 4 页）；距 48 页还有 2 页"
    assert "正好整张" in issue_overview.total_told(48) and "正好 48 页" in issue_overview.total_told(48)
    assert "超出 48 页 4 页" in issue_overview.total_told(52)


def test_an_article_with_a_body_is_counted_without_figures_and_spaces():
    block = Block("paragraph", lines=())
    assert issue_overview.characters(Article("a", "题", (block,), lead="一 二{{数 | 同比}}三")) == 3
