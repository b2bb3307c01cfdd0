from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bureau_desk.analysis.placeholders import literal, split
from bureau_desk.domain.issue import Article, Block, Issue, Run
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.issue_folder import read_issue, write_issue

_OUT = BytesIO()
Image.new("RGB", (60, 40)).save(_OUT, "PNG")
PICTURE = _OUT.getvalue()
ISSUE = """format = 1
title = "常州科技"
latin = "CHANGZHOU"
year = 2022
number = 1
total = 163
frequency = "双月刊"
date = 2022-02-28
distribution = ["内部资料", "免费交流"]
headlines = ["a"]
message = "hello"
theme = "B"
[imprint]
"主办单位" = ["常州市科学技术局"]
"印数" = "3000本"
[[board]]
role = "副主任"
order = "以姓氏笔画为序"
names = ["甲", "乙"]
[[columns]]
name = "创新头条"
latin = "HEADLINES"
articles = ["a"]
"""
FIGURES = """["省级以上孵化器数"]
register = "incubator"
where = { carrier_kind = "孵化器", highest_level = { at_least = "省级" } }
["数 & <据>"]
series = "全社会研发经费占GDP"
"""
ARTICLE = """+++
title = "两行\\n标题"
kicker = "引题"
kind = "report"
pages = 2
end_mark = false
+++

第一段有{{省级以上孵化器数}}，R&D <b>、{、a < b、C:\\\\d 都是文字。
接着一行。

## 上一行\\
下一行

**理念先行。**后面的话，**再粗**。

- 甲
- 乙

1. 一
2. 二

![会议现场](images/x.png "供图：市科技局")

> 一句话。
> —— 出处

::: 名单 附：名单
- 甲公司
- 乙公司
:::

::: 名单 附：{{省级以上孵化器数}}名单
{{list 省级以上孵化器数}}
:::

::: 大数字 6300↑
增加了。
:::

::: 图表 省级以上孵化器数

::: 表格 省级以上孵化器数
:::

尾段。
"""


def folder(tmp_path: Path, issue: str = ISSUE, figures: str = FIGURES, **articles: str | bytes) -> Path:
    (tmp_path / "articles").mkdir(parents=True, exist_ok=True)
    (tmp_path / "images").mkdir(exist_ok=True)
    (tmp_path / "images" / "x.png").write_bytes(PICTURE)
    (tmp_path / "issue.toml").write_text(issue, encoding="utf-8")
    if figures:
        (tmp_path / "figures.toml").write_text(figures, encoding="utf-8")
    for key, text in ({"a": ARTICLE, "hello": '+++\ntitle = "献辞"\n+++\n你好。\n'} | articles).items():
        raw = text if isinstance(text, bytes) else text.encode("utf-8")
        (tmp_path / "articles" / f"{key}.md").write_bytes(raw)
    return tmp_path


def placeless(issue: Issue) -> Issue:
    """The issue without what its place on disk gives: folder and line numbers."""
    articles = {
        key: replace(one, blocks=tuple(replace(block, line=0) for block in one.blocks))
        for key, one in issue.articles.items()
    }
    return replace(issue, folder="", articles=articles)


def test_every_part_of_an_issue_is_read(tmp_path: Path) -> None:
    issue, problems = read_issue(folder(tmp_path))
    assert problems == ()
    masthead = issue.masthead
    assert (masthead.title, masthead.year, masthead.total, masthead.date) == ("常州科技", 2022, 163, date(2022, 2, 28))
    assert list(masthead.imprint.items()) == [("主办单位", ("常州市科学技术局",)), ("印数", ("3000本",))]
    assert masthead.board[0].names == ("甲", "乙") and masthead.theme == "B"
    assert issue.columns[0].latin == "HEADLINES"
    article = issue.articles["a"]
    assert article.title == "两行\n标题" and article.end_mark is False and article.pages == 2
    assert [block.kind for block in article.blocks] == [
        "paragraph", "heading", "paragraph", "list", "list", "picture", "quote", "names", "names", "number", "chart", "table",
        "paragraph",
    ]  # fmt: skip


def test_text_is_text(tmp_path: Path) -> None:
    article = read_issue(folder(tmp_path))[0].articles["a"]
    assert article.blocks[0].lines == (
        (Run("第一段有{{省级以上孵化器数}}，R&D <b>、{、a < b、C:\\d 都是文字。接着一行。"),),
    )


def test_blocks_hold_what_was_written(tmp_path: Path) -> None:
    blocks = read_issue(folder(tmp_path))[0].articles["a"].blocks
    assert blocks[1].lines == ((Run("上一行"),), (Run("下一行"),)) and blocks[1].level == 2
    assert blocks[2].lines == ((Run("理念先行。", True), Run("后面的话，"), Run("再粗", True), Run("。")),)
    assert (blocks[3].ordered, blocks[4].ordered) == (False, True)
    assert (blocks[5].path, blocks[5].caption, blocks[5].credit) == ("images/x.png", "会议现场", "供图：市科技局")
    assert blocks[6].lines == ((Run("一句话。"),),) and blocks[6].source == "出处"
    assert blocks[7].title == "附：名单" and blocks[7].lines == ((Run("甲公司"),), (Run("乙公司"),))
    assert (blocks[8].title, blocks[8].name, blocks[8].lines) == (
        "附：{{省级以上孵化器数}}名单",
        "省级以上孵化器数",
        (),
    )
    assert blocks[9].title == "6300↑" and blocks[9].lines == ((Run("增加了。"),),)
    assert (blocks[10].kind, blocks[10].name) == ("chart", "省级以上孵化器数")
    assert blocks[0].line == 9


def test_an_issue_is_written_and_read_without_loss(tmp_path: Path) -> None:
    first, _ = read_issue(folder(tmp_path / "one"))
    write_issue(first, tmp_path / "two")
    second, problems = read_issue(tmp_path / "two")
    assert problems == ()
    assert placeless(second) == placeless(first)
    assert (tmp_path / "two" / "images" / "x.png").read_bytes() == PICTURE
    write_issue(second, tmp_path / "three")
    for path in sorted((tmp_path / "two").rglob("*.*")):
        assert (tmp_path / "three" / path.relative_to(tmp_path / "two")).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("issue", "article", "where", "words"),
    [
        (ISSUE.replace("frequency", "frequncy"), ARTICLE, "issue.toml 第 7 行", "是否想写：“frequency”"),
        (ISSUE.replace('["a"]\n', '["b"]\n'), ARTICLE, "issue.toml 第 23 行", "articles/b.md"),
        (ISSUE.replace('["a"]\n', '[\n  "a",\n  "没有",\n]\n'), ARTICLE, "issue.toml 第 28 行", "articles/没有.md"),
        (ISSUE.replace('message = "hello"', 'message = "没有"'), ARTICLE, "issue.toml 第 11 行", "articles/没有.md"),
        (ISSUE.replace('headlines = ["a"]', 'headlines = ["a", "没有"]'), ARTICLE, "issue.toml 第 10 行", "封面要目“没有”"),
        (ISSUE + '[[columns]]\nname = "又一栏"\narticles = [\n"a"]\n', ARTICLE, "issue.toml 第 27 行", "只印第一处"),
        (ISSUE.replace('title = "常州科技"', "title = 5"), ARTICLE, "issue.toml 第 2 行", "应是文字"),
        (ISSUE, ARTICLE.replace('title = "两行\\n标题"', "title = 5"), "articles/a.md 第 2 行", "应是文字"),
        (ISSUE.replace('year = 2022', 'year = "二〇二二"'), ARTICLE, "issue.toml 第 4 行", "应是整数"),
        (ISSUE.replace("format = 1", "format = 2"), ARTICLE, "issue.toml 第 1 行", "format 应是 1"),
        (ISSUE.replace('title = "常州科技"', 'title = "常州科技'), ARTICLE, "issue.toml 第 2 行", "不合 TOML 写法"),
        (ISSUE, ARTICLE.replace("kicker", "kiker"), "articles/a.md 第 3 行", "“kicker”"),
        (ISSUE, ARTICLE.replace('"report"', '"reports"'), "articles/a.md 第 4 行", "“report”"),
        (ISSUE, ARTICLE.replace("::: 图表", "::: 图片"), "articles/a.md 第 41 行", "容器“图片”不认识"),
        (ISSUE, ARTICLE.replace("{{省级以上孵化器数}}，", "{{省级以上孵化器数，"), "articles/a.md 第 9 行", "花括号没有成对"),
        (ISSUE, ARTICLE.replace('"引题"', '"引{{题"'), "articles/a.md 第 3 行", "花括号没有成对"),
        (ISSUE, ARTICLE.replace("images/x.png", "images/y.png"), "articles/a.md 第 23 行", "没有找到图片"),
        (ISSUE, ARTICLE.replace("title =", "title"), "articles/a.md 第 2 行", "不合 TOML 写法"),
        (ISSUE, ARTICLE.replace("## 上一行", "# 上一行"), "articles/a.md 第 12 行", "标题只用"),
        (ISSUE, ARTICLE.replace("尾段。", "---"), "articles/a.md 第 46 行", "分隔线"),
        (ISSUE, ARTICLE.replace("**再粗**", "**再粗"), "articles/a.md 第 15 行", "没有成对"),
        (ISSUE, "没有开头", "articles/a.md 第 1 行", "+++"),
    ],
)  # fmt: skip
def test_every_fault_is_told_with_file_and_line(
    tmp_path: Path, issue: str, article: str, where: str, words: str
) -> None:
    _, problems = read_issue(folder(tmp_path, issue, a=article))
    assert any(one.where == where and words in one.message for one in problems), problems


def test_an_unclosed_placeholder_stays_as_text(tmp_path: Path) -> None:
    issue, _ = read_issue(folder(tmp_path, a='+++\ntitle = "甲"\n+++\n有{{数 和 { 和 }\n'))
    assert issue.articles["a"].blocks[0].lines == ((Run("有{{数 和 { 和 }"),),)


def test_a_gbk_file_is_read_and_told(tmp_path: Path) -> None:
    issue, problems = read_issue(folder(tmp_path, a='+++\r\ntitle = "标题"\r\n+++\r\n正文。\r\n'.encode("gbk")))
    assert issue.articles["a"].title == "标题"
    assert [(one.code, one.severity) for one in problems] == [("encoding", Severity.SOFT)]


def test_missing_files_are_problems_and_a_missing_folder_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    issue, problems = read_issue(tmp_path / "empty")
    assert issue.articles == {} and problems[0].code == "missing_file"
    with pytest.raises(Misuse):
        read_issue(tmp_path / "nowhere")


def test_an_id_does_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("x", encoding="utf-8")
    inside = tmp_path / "in"
    _, problems = read_issue(folder(inside, ISSUE.replace('articles = ["a"]', 'articles = ["a", "../../secret"]')))
    assert any("../../secret" in one.message for one in problems)


def test_a_box_without_its_end_takes_only_its_own_lines() -> None:
    text = '+++\ntitle = "甲"\n+++\n::: 大数字 27家\n一句。\n\n正文照旧。\n\n::: 图表 甲\n\n后文。\n'
    article, problems = article_of(text, "a", "articles/a.md")
    assert [block.kind for block in article.blocks] == ["number", "paragraph", "chart", "paragraph"]
    assert [(one.where, one.code) for one in problems] == [("articles/a.md 第 4 行", "container")]


TEXT = st.text(st.sampled_from("科技局。，“”*_#>-+&<>{}[]()!|:：\\.1A b`~—　"), min_size=1, max_size=14).map(str.strip)
RUN = st.tuples(TEXT, st.booleans()).map(lambda pair: Run(*pair))


def _tidy(runs: list[Run]) -> tuple[Run, ...]:
    """Runs as a reader could give them: no neighbours of one style, nothing empty, no blanks at the ends."""
    found: list[Run] = []
    for run in runs:
        text = " ".join(run.text.split())
        if text and (not found or found[-1].bold != run.bold):
            found.append(Run(text, run.bold))
    return tuple(found)


LINE = st.lists(RUN, min_size=1, max_size=3).map(_tidy).filter(bool)
BLOCK = st.one_of(
    LINE.map(lambda line: Block("paragraph", (line,))),
    st.tuples(st.lists(LINE, min_size=1, max_size=3), st.booleans()).map(
        lambda pair: Block("list", tuple(pair[0]), ordered=pair[1])
    ),
    st.lists(LINE, min_size=1, max_size=2).map(lambda lines: Block("quote", tuple(lines), source="出处")),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCK, min_size=1, max_size=5), TEXT.filter(bool))
def test_any_text_survives_writing_and_reading(blocks: list[Block], title: str) -> None:
    written = Article("a", title, tuple(blocks), path="articles/a.md")
    article, _ = article_of(article_text(written), "a", "articles/a.md")
    assert article.title == title
    assert tuple(replace(block, line=0) for block in article.blocks) == written.blocks


def test_escaped_braces_are_text_and_are_written_as_they_were_read() -> None:
    text = '+++\ntitle = "数字写作\\\\{\\\\{名称\\\\}\\\\}"\n+++\n\n写作\\{\\{名称\\}\\}，\\{\\{ 转义，\\{{名称}}，**\\{\\{粗\\}\\}**。\n'
    article, problems = article_of(text, "a", "articles/a.md")
    assert problems == []
    line = "".join(run.text for run in article.blocks[0].lines[0])
    assert split(line) == (line,)
    assert literal(line) == "写作{{名称}}，{{ 转义，{{名称}}，{{粗}}。"
    assert literal(article.title) == "数字写作{{名称}}"
    again, _ = article_of(article_text(article), "a", "articles/a.md")
    assert again == replace(article, blocks=again.blocks)
    assert again.blocks[0].lines == article.blocks[0].lines
    assert [one.code for one in article_of(text.replace("转义", "转义{{"), "a", "articles/a.md")[1]] == ["unclosed"]


def test_a_list_keeps_the_number_that_it_begins_with_and_a_table_its_row_of_dashes() -> None:
    text = (
        '+++\ntitle = "甲"\n+++\n\n1. 一\n\n![图](images/a.png)\n\n2. 二\n3. 三\n\n隔一段。\n\n1998. 那一年\n\n'
        "::: 名单 附（续）\n21. 甲\n22. 乙\n:::\n\n"
        "::: 表格 表\n| 甲 | 乙 |\n| --- | --- |\n| - | - |\n| \\--- | --- |\n| 1 | 2 |\n:::\n"
    )
    article, _ = article_of(text, "a", "articles/a.md")
    lists = [one for one in article.blocks if one.kind in ("list", "names")]
    assert [(one.start, len(one.lines)) for one in lists] == [(1, 1), (2, 2), (1998, 1), (21, 2)]
    assert article.blocks[-1].rows == (("甲", "乙"), ("-", "-"), ("---", "---"), ("1", "2"))
    again, _ = article_of(article_text(article), "a", "articles/a.md")
    assert [replace(one, line=0) for one in again.blocks] == [replace(one, line=0) for one in article.blocks]
