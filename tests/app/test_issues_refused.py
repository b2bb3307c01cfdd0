"""An issue that says not of which day or number it is is not published; one without articles ends in sentences."""

from __future__ import annotations

import pytest

from bureau_desk.app import briefing, publishing
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Misuse
from tests.app import small

PLAN = {"format": "1", "title": '"常州科技"', "year": "2022", "number": "1", "date": "2022-02-28"}
COLUMN = '[[columns]]\nname = "动态"\narticles = ["a"]\n'


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    yield made
    made.close()


def issue(tmp_path, columns=COLUMN, article="file", **changed):
    folder = tmp_path / "期刊"
    (folder / "articles").mkdir(parents=True)
    kept = {key: value for key, value in (PLAN | changed).items() if value}
    plan = "".join(f"{key} = {value}\n" for key, value in kept.items())
    (folder / "issue.toml").write_text(plan + columns, "utf-8")
    if article == "file":
        (folder / "articles" / "a.md").write_text('+++\ntitle = "一篇"\n+++\n一句话。\n', "utf-8")
    elif article == "folder":
        (folder / "articles" / "a.md").mkdir()
    return folder


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"date": '"昨天"'}, "issue.toml 第 5 行：date“昨天”不是日期"), ({"date": ""}, "没有写“date”"),
        ({"year": '"二〇二二"'}, "issue.toml 第 3 行：“year”应是整数"), ({"year": ""}, "没有写“year”"),
        ({"year": "22"}, "issue.toml 第 3 行：year“22”不是年份"), ({"number": '"一"'}, "issue.toml 第 4 行：“number”"),
    ],
)  # fmt: skip
def test_an_issue_without_a_day_year_or_number_is_not_published(desk, tmp_path, changed, said) -> None:
    folder, out = issue(tmp_path, **changed), tmp_path / "out"
    with pytest.raises(Misuse) as refused:
        finish(publishing.publish(desk, folder, out, pdf=False))
    assert said in refused.value.message
    assert not out.exists()


BRIEF = '[brief]\ntitle = "简报"\narticles = ["a"]\n'


@pytest.mark.parametrize(
    ("wrong", "said"), [('date = "昨天"', "简报的 date“昨天”不是日期"), ('number = "一"', "“number”应是整数")]
)
def test_what_is_wrong_in_the_brief_alone_refuses_the_brief_and_not_the_magazine(desk, tmp_path, wrong, said) -> None:
    folder = issue(tmp_path, columns=f"{COLUMN}{BRIEF}{wrong}\n")
    made = finish(publishing.publish(desk, folder, tmp_path / "out", pdf=False))
    assert made.articles == 1 and made.files["docx"].is_file()
    (told,) = [one for one in made.problems if said in one.message]
    assert told.where == "issue.toml 第 12 行"
    with pytest.raises(Misuse) as refused:
        finish(briefing.publish_brief(desk, folder, tmp_path / "brief", pdf=False))
    assert said in refused.value.message
    assert not (tmp_path / "brief").exists()


def test_what_is_wrong_in_the_issue_alone_does_not_refuse_a_brief_of_its_own_day(desk, tmp_path) -> None:
    folder = issue(tmp_path, columns=f"{COLUMN}{BRIEF}date = 2022-03-01\nnumber = 3\n", number='"一"', date='"昨天"')
    made = finish(briefing.publish_brief(desk, folder, tmp_path / "brief", pdf=False))
    assert made.articles == 1


@pytest.mark.parametrize(
    ("columns", "article", "said"),
    [
        ("", "file", "没有写栏目"), (COLUMN, "", "没有找到文章“articles/a.md”"),
        (COLUMN, "folder", "文章“articles/a.md”是文件夹"),
    ],
)  # fmt: skip
def test_an_issue_without_articles_is_published_and_told(desk, tmp_path, columns, article, said) -> None:
    folder = issue(tmp_path, columns, article)
    made = finish(publishing.publish(desk, folder, tmp_path / "out", pdf=False))
    assert made.articles == 0 and made.files["docx"].is_file()
    assert any(said in one.message for one in made.problems)
    assert any(said in one.message for one in publishing.check(desk, folder))


def test_what_is_missing_or_listed_twice_is_told_once_with_its_line_and_printed_once(desk, tmp_path) -> None:
    columns = '[[columns]]\nname = "动态"\narticles = ["a", "b"]\n[[columns]]\nname = "又"\narticles = ["a"]\n'
    folder = issue(tmp_path, columns, headlines='["a", "c"]')
    text = "\n\n".join(
        f"第{place}段说的是一件各不相同的事情，写得长一些，好让人认得出它来，也好让校对的人看见，编号{place}。"
        for place in "一二三四五六七八九"
    )
    (folder / "articles" / "a.md").write_text(f'+++\ntitle = "一篇🚀"\npages = 1\n+++\n{text}\n', "utf-8")
    made = finish(publishing.publish(desk, folder, tmp_path / "out", pdf=False))
    assert made.articles == 1
    for problems in (made.problems, publishing.check(desk, folder)):
        told = {
            code: [one.where for one in problems if one.code == code] for code in ("missing_file", "twice", "headline")
        }
        assert told == {
            "missing_file": ["issue.toml 第 9 行"], "twice": ["issue.toml 第 12 行"], "headline": ["issue.toml 第 6 行"],
        }  # fmt: skip
        codes = {one.code for one in problems}
        assert not codes & {"article", "repeated", "near_repeated"} and all(one.field != "pages" for one in problems)
        assert "emoji" in codes
