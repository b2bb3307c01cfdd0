"""Mends written into article files: the named words and nothing else, twice as once, in one step that can be undone."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.app import issue_shelf, mending, proofreading, recording
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.proof_references import own_terms, shipped_terms, terms_folder
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.domain.issue import Column, Issue, Masthead
from bureau_desk.domain.problem import Problem
from bureau_desk.exchange.article_file import article_of
from bureau_desk.places import SEEDS
from tests.ui.conftest import credit_code

FIRM = {"uscc": credit_code(903), "stat_unit": "武进区"}
WHERE = "articles/a.md"
FRONT = '+++\ntitle = "常州(科技)的的发展\\n第二行"\nkind = "brief" # 截止2021年\nholder = "截止2021年"\nbyline = "截止2021年供稿"\nlead = "截止2021年，，很好"\n+++\n'
BODY = """
截止2021年12月31日，有{{截止2021年 | 同比}}和`截止2021年`，见 https://x.cn/a,b--c 。

## 小标题。

![会议(在常州)现场。](images/截止2021年.jpg "供图：局")

> 企业的的发展
> —— 一位受访者

::: 名单 附：2021年名单
- 甲公司,乙公司
:::

::: 图表 截止2021年

```
截止2021年，，
```

会议发了苏科技发[2021]12号,大家看...好，共２７家。
"""


def alone(text: str) -> Issue:
    article, _ = article_of(text.replace("\r\n", "\n"), "a", WHERE)
    return Issue(Masthead("刊", 2022, 1, date(2022, 2, 28)), (Column("栏", ("a",)),), {"a": article}, {})


def problems(text: str) -> list[Problem]:
    return [one for one in proof(alone(text), None, References(terms=shipped_terms())) if one.suggestion]


def all_mended(text: str) -> str:
    return mending.mend_article(text, "a", alone(text), References(terms=shipped_terms()))[0]


def test_mends_change_the_named_words_and_nothing_else():
    text = all_mended(FRONT + BODY)
    expected = (
        (FRONT + BODY)
        .replace("常州(科技)的的发展", "常州（科技）的发展")
        .replace('lead = "截止2021年，，', 'lead = "截至2021年，')
        .replace('byline = "截止2021年', 'byline = "截至2021年')
    )
    expected = (
        expected.replace("\n截止2021年12月31日", "\n截至2021年12月31日")
        .replace("小标题。", "小标题")
        .replace("![会议(在常州)现场。]", "![会议（在常州）现场]")
    )
    expected = expected.replace("企业的的发展", "企业的发展").replace("甲公司,乙", "甲公司，乙")
    expected = expected.replace("苏科技发[2021]12号,大家看...好，共２７家", "苏科技发〔2021〕12号，大家看……好，共27家")
    assert text.split("\n") == expected.split("\n")


def test_one_mend_leaves_the_other_slips_where_they_are():
    text = FRONT + BODY
    until = next(one for one in problems(text) if one.code == "until" and "行" in one.where)
    once = mending.mend(text, until)
    assert once == text.replace("\n截止2021年12月31日", "\n截至2021年12月31日")
    assert mending.mend(once, until) == once


def test_line_ends_and_a_mark_of_order_stay_as_they_were():
    text = "\ufeff" + (FRONT + BODY).replace("\n", "\r\n")
    mended = all_mended(text)
    assert mended.startswith("\ufeff+++\r\n") and "\n" not in mended.replace("\r\n", "")
    assert mended.removeprefix("\ufeff").replace("\r\n", "\n") == all_mended(FRONT + BODY)


def test_a_place_that_is_not_in_an_article_or_has_no_mend_is_left_to_staff():
    text = FRONT + BODY
    assert mending.mend(text, Problem("until", "issue.toml", "", value="截止", suggestion="截至")) == text
    assert mending.mend(text, Problem("until", f"{WHERE} 第 9 行", "", value="没有的字", suggestion="字")) == text
    assert mending.mend(text, Problem("parts", f"{WHERE} 第 9 行", "", value="截止")) == text


PARTS = st.sampled_from(
    ["截止2021年", "的的", "目的的确", "，，", "。。", "...", "…", "--", '"甲乙"', "(在常州)", "（乙)", "企业,大家", "２７", "[2021]12号", "布署", "一带一路",
     "{{截止2021年}}", "`的的`", "**", "\\*", "https://a.cn/--c...d", "10-20家", "63~68%", "5 家", "众创空间众创空间", "科技局", "很好", "十四五规划", "”、“", " ",
     "\n", "\n\n", "\n\n## ", "\n\n- ", "\n\n> ", "〔2021〕第05号", "0.4百分点", "\u200b", "做的更好", "国家级以上", "在在"]
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, min_size=1, max_size=14).map("".join))
def test_mending_twice_is_mending_once_and_numbers_code_and_addresses_stay(body):
    text = f'+++\ntitle = "标题"\n+++\n\n{body}\n'
    once = all_mended(text)
    assert all_mended(once) == once
    for kept in ("{{截止2021年}}", "`的的`", "https://a.cn/--c...d", "**", "\n"):
        assert once.count(kept) == text.count(kept)
    if once == text:
        return
    left = {(one.code, one.value) for one in problems(once)}
    assert len(left) <= len({(one.code, one.value) for one in problems(text)}) + 1


@pytest.fixture
def desk(tmp_path):
    made = Desk.create(tmp_path / "台账.desk", "校对", clock=lambda: datetime(2022, 3, 1, 9))
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path) -> Path:
    made = Path(shutil.copytree(SEEDS / "issue", tmp_path / "刊物"))
    article = made / "articles" / "xinnian.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(
        text.replace("截至2021年年末", "截止2021年年末").replace("差距也记在", "差距也记记在"), encoding="utf-8"
    )
    return made


def test_a_folder_is_mended_in_place_and_a_second_time_nothing_is_left(desk, folder):
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = mending.mend_folder(desk, folder)
    assert (done.places, done.files) == (1, ("articles/xinnian.md",))
    assert "截至2021年年末，有效" in (folder / "articles" / "xinnian.md").read_text(encoding="utf-8")
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert [path.name for path in after if after[path] != before.get(path)] == ["xinnian.md"]
    assert mending.mend_folder(desk, folder).places == 0


def test_an_issue_of_the_desk_is_mended_in_one_step_that_undo_takes_back(desk, folder):
    number = finish(issue_shelf.take_in(desk, folder))
    path = "articles/xinnian.md"
    before = issue_shelf.content(desk, number, path)
    done = mending.mend_shelf(desk, number)
    assert done.files == (path,)
    assert issue_shelf.history(desk, number)[0].summary == "校对改正1处"
    assert issue_shelf.content(desk, number, path) == before.replace("截止2021年".encode(), "截至2021年".encode())
    assert issue_shelf.undo(desk, number) == "校对改正1处"
    assert issue_shelf.content(desk, number, path) == before
    assert mending.mend_shelf(desk, number, codes=("doubled",)).places == 0


def test_a_full_disk_leaves_every_article_as_it_was(desk, folder, monkeypatch):
    from bureau_desk.domain.problem import Trouble

    path = folder / "articles" / "xinnian.md"
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Trouble, match="没有改正"):
        mending.mend_folder(desk, folder)
    assert path.read_bytes() == before and not list(folder.rglob("*.part"))


def test_staff_add_words_of_their_own_and_an_issue_its_own(desk, folder, tmp_path, monkeypatch):
    monkeypatch.setattr("bureau_desk.app.proof_references.config_folder", lambda: tmp_path / "设置")
    terms_folder().mkdir(parents=True)
    (terms_folder() / "本局.toml").write_text(
        'allow = ["布署"]\n[[terms]]\nwrong = "日历翻到"\nright = "时间来到"\n', encoding="utf-8"
    )
    (folder / "terms.toml").write_text('[[terms]]\nwrong = "运河两岸"\nrigth = "运河沿线"\n', encoding="utf-8")
    issue = issue_shelf.read(desk, finish(issue_shelf.take_in(desk, folder)))[0]
    found = proofreading.check_issue(desk, issue)
    terms = [(one.value, one.suggestion) for one in found if one.code == "term"]
    assert terms == [("日历翻到", "时间来到"), ("运河两岸", "")]
    unknown = next(one for one in found if one.code == "unknown_key")
    assert unknown.where == "terms.toml 第 3 行" and "“right”" in unknown.message
    assert "布署" not in own_terms()[0].by_word
    (terms_folder() / "本局.toml").unlink()
    assert "日历翻到" not in {one.value for one in proofreading.check_issue(desk, issue)}


def test_an_article_is_checked_by_itself_in_the_order_of_its_blocks(desk, folder):
    issue = issue_shelf.read(desk, finish(issue_shelf.take_in(desk, folder)))[0]
    text = '+++\ntitle = "标题。"\n+++\n\n企业的的发展。\n\n截止2021年，，好。\n'
    article, _ = article_of(text, "xinnian", "articles/xinnian.md")
    found = proofreading.check_article(desk, issue, None, article)
    assert [(one.code, one.where) for one in found] == [
        ("heading_end", "articles/xinnian.md"), ("doubled", "articles/xinnian.md 第 5 行"),
        ("until", "articles/xinnian.md 第 7 行"), ("doubled_marks", "articles/xinnian.md 第 7 行"),
    ]  # fmt: skip


def test_a_former_name_in_the_registers_is_known_to_the_proofreader_at_once(desk, folder):
    issue = issue_shelf.read(desk, finish(issue_shelf.take_in(desk, folder)))[0]
    text = '+++\ntitle = "标题"\n+++\n\n2022年1月5日走访常州模拟旧名机电有限公司。\n'
    article, _ = article_of(text, "xinnian", "articles/xinnian.md")
    assert proofreading.check_article(desk, issue, None, article) == ()
    typed = {"name": "常州模拟新名动力有限公司", "former_names": "常州模拟旧名机电有限公司"}
    recording.save(desk, recording.read(desk, "enterprise", FIRM | typed))
    found = proofreading.check_article(desk, issue, None, article)
    assert [(one.code, one.value, one.suggestion) for one in found] == [
        ("former_name", "常州模拟旧名机电有限公司", "常州模拟新名动力有限公司")
    ]
    assert "常州模拟新名动力有限公司" in mending.mend(text, found[0])
