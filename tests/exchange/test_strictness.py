"""Every key and block of an issue folder works as documented, and every near miss is printed faithfully or told."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.proof import proof
from bureau_desk.domain.problem import Problem
from bureau_desk.exchange.article_file import article_of
from bureau_desk.exchange.figures_file import figures_of
from bureau_desk.exchange.issue_folder import plan_text, read_issue
from bureau_desk.exchange.terms_file import terms_of
from tests.analysis.memory import desk, hte

DESK = desk("2021-12-31", qualification=[hte(str(place), "2021-11-30", "2024-11-29") for place in range(3)])
PLAN = {
    "format": "1", "title": '"刊"', "latin": '"CHANGZHOU"', "year": "2022", "number": "1", "total": "163", "frequency": '"双月刊"',
    "date": "2022-02-28", "publisher": '"局"', "distribution": '["内部资料"]', "permit": '"准印证"', "website": '"a.cn"', "slogans": '["甲"]',
    "greetings": '["乙"]', "mottos": '["丙"]', "headlines": '["a"]', "message": '"m"', "theme": '"A"', "figure_index": "true",
    "page_fillers": "true",
}  # fmt: skip
REST = '[imprint]\n"主办单位" = ["局"]\n"印数" = "3000本"\n[[board]]\nrole = "主任"\norder = "以姓氏笔画为序"\nnames = ["甲"]\n[[columns]]\nname = "栏"\nlatin = "C"\narticles = ["a"]\n'
FRONT = {
    "title": '"标题"', "kicker": '"引题"', "subtitle": '"副题"', "contents_title": '"标题"', "byline": '"编写组"', "office": '"高新处"',
    "source": '"来源"', "signature": '"局"', "lead": '"导语"', "kind": '"notice"', "page": "8", "pages": "2", "end_mark": "true",
    "status": '"编辑"', "holder": '"高新处"',
}  # fmt: skip
FIGURE = {"register": '"qualification"', "where": '{ qual_type = "高新技术企业" }', "by": '["stat_unit"]', "count": '"stock"', "measure": '"count"',
          "unit": '"家"', "scope": '"全市"', "digits": "0", "as_of": "2021-12-31", "source": '"台账"',
          "chart": '{ kind = "bar", title = "题", sort = "desc" }', "table": '{ title = "表", columns = ["区", "家"], total = true }'}  # fmt: skip


def lines(values: dict[str, str]) -> str:
    return "".join(f"{key} = {value}\n" for key, value in values.items())


def article(body: str, **front: str) -> str:
    head = lines({"title": '"标题"', **front})
    return f"+++\n{head}+++\n\n{body}\n"


def make(place: Path, plan: str, figures: str = "", **articles: str) -> Path:
    (place / "articles").mkdir(parents=True, exist_ok=True)
    (place / "issue.toml").write_text(plan, encoding="utf-8")
    asked = lines({key: FIGURE[key] for key in ("register", "where", "unit")})
    (place / "figures.toml").write_text(figures or f'["高企数"]\n{asked}', encoding="utf-8")
    for key, text in {"m": article("献辞。"), "a": article("正文。"), **articles}.items():
        (place / "articles" / f"{key}.md").write_text(text, encoding="utf-8")
    return place


def told(place: Path) -> list[Problem]:
    issue, found = read_issue(place)
    galley = compose(issue, DESK)
    return [*found, *galley.problems, *proof(issue, galley)]


def test_page_fillers_are_printed_unless_the_issue_says_no_and_that_is_kept(tmp_path):
    plain = {key: value for key, value in PLAN.items() if key != "page_fillers"}
    for words, wanted in (({}, True), ({"page_fillers": "false"}, False), ({"page_fillers": '"否"'}, True)):
        issue, problems = read_issue(make(tmp_path, lines(plain | words) + REST, a=article("正文。", **FRONT)))
        assert issue.masthead.page_fillers is wanted
        assert [one.code for one in problems] == (["wrong_type"] if "否" in str(words) else [])
        again = read_issue(make(tmp_path / "again", plan_text(issue), a=article("正文。", **FRONT)))[0]
        assert again.masthead == issue.masthead


def test_every_documented_key_is_read(tmp_path):
    issue, problems = read_issue(make(tmp_path, lines(PLAN) + REST, a=article("正文。", **FRONT)))
    assert problems == ()
    head, one = asdict(issue.masthead), asdict(issue.articles["a"])
    assert all(head[key] for key in PLAN if key not in ("format",))
    assert all(one[key] for key in FRONT)
    assert (
        issue.masthead.imprint["印数"] == ("3000本",)
        and issue.columns[0].latin == "C"
        and issue.masthead.board[0].order
    )
    question = figures_of(f'["数"]\n{lines(FIGURE)}')[0]["数"]
    assert question.problems == () and question.by == ("stat_unit",) and question.chart["sort"] == "desc"


@pytest.mark.parametrize("key", list(PLAN))
def test_a_typo_in_a_key_of_the_plan_is_told_with_its_line(tmp_path, key):
    wrong = f"{key[:-1]}q{key[-1]}"
    text = lines(PLAN).replace(f"{key} =", f"{wrong} =", 1)
    found = [one for one in read_issue(make(tmp_path, text + REST))[1] if one.code == "unknown_key"]
    assert [one.where for one in found] == [f"issue.toml 第 {list(PLAN).index(key) + 1} 行"] and wrong in found[
        0
    ].message


@pytest.mark.parametrize(
    "key", [key for key in PLAN if key not in ("title", "latin", "website", "permit", "publisher", "frequency")]
)
def test_a_wrong_kind_of_value_in_the_plan_is_told_with_its_line(tmp_path, key):
    text = lines({**PLAN, key: "{ x = 1 }"})
    _, problems = read_issue(make(tmp_path, text + REST))
    assert any(
        one.where == f"issue.toml 第 {list(PLAN).index(key) + 1} 行" and key in one.message for one in problems
    ), problems


@pytest.mark.parametrize("value", ['"①"', '"²"', "9" * 5000, "[" * 20_000])
def test_what_is_no_number_to_anybody_is_told_like_any_other(value):
    found = article_of(f'+++\ntitle = "标题"\npage = {value}\n+++\n\n正文。', "a", "articles/a.md")[1]
    assert [one.code for one in found if one.where.startswith("articles/a.md 第")]


@pytest.mark.parametrize(
    "part",
    [
        REST.replace("role", "rule"), REST.replace("order", "odrer"), REST.replace("names", "name"), REST.replace("name =", "nmae ="),
        REST.replace("articles =", "artcles ="), REST.replace('["局"]', "{ 甲 = 1 }"), REST.replace('"3000本"', "true"),
        REST.replace("[[board]]", "[board]"), REST.replace("[[columns]]", "[[column]]"), REST.replace("[imprint]", "[inprint]"),
        REST + '[brief]\ntitle = "简报"\nsendto = ["甲"]\n', REST + "[brief]\nnumber = 1\n", REST + '[brief]\ntitle = "简"\narticles = ["无"]\n',
    ],
)  # fmt: skip
def test_a_near_miss_in_the_tables_of_the_plan_is_told(tmp_path, part):
    problems = read_issue(make(tmp_path, lines(PLAN) + part))[1]
    assert problems and all(
        one.where.startswith("issue.toml 第") for one in problems if not one.where.startswith("articles/")
    )


@pytest.mark.parametrize("key", list(FRONT))
def test_a_typo_or_a_wrong_kind_in_the_front_matter_is_told_with_its_line(key):
    place = f"articles/a.md 第 {list(FRONT).index(key) + 2} 行"
    wrong = f"{key[:-1]}q{key[-1]}"
    _, found = article_of(
        f"+++\n{lines(FRONT).replace(f'{key} =', f'{wrong} =', 1)}+++\n\n正文。\n", "a", "articles/a.md"
    )
    assert any(one.where == place and wrong in one.message for one in found), found
    _, found = article_of(f"+++\n{lines({**FRONT, key: '[1, {}]'})}+++\n\n正文。\n", "a", "articles/a.md")
    assert any(one.where == place and key in one.message for one in found), found


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", '"notce"'),
        ("status", '"编緝"'),
        ("page", "-1"),
        ("pages", "2.5"),
        ("pages", '"两"'),
        ("end_mark", '"true"'),
        ("title", '""'),
    ],
)
def test_a_value_that_cannot_be_is_told(key, value):
    _, found = article_of(f"+++\n{lines({**FRONT, key: value})}+++\n\n正文。\n", "a", "articles/a.md")
    assert [one.where.startswith("articles/a.md 第") and one.field == key for one in found] == [True]


@pytest.mark.parametrize("key", list(FIGURE))
def test_a_typo_in_a_key_of_a_figure_is_told(key):
    text = lines({**FIGURE}).replace(f"{key} =", f"{key[:-1]}q{key[-1]} =", 1)
    _, found = figures_of(f'["数"]\n{text}')
    assert any(one.where.startswith("figures.toml 第") and f"{key[:-1]}q{key[-1]}" in one.message for one in found), (
        found
    )


@pytest.mark.parametrize(
    ("part", "word"),
    [('chart = { kin = "bar" }', "kin"), ('chart = { kind = "bra" }', "bra"), ('count = "stok"', "stok"), ('as_of = "2021-13-01"', "2021-13-01"),
     ("table = { colums = [] }", "colums"), ("digits = -1", "digits"), ('chart = { kind = "bar", sort = "down" }', "down")],
)  # fmt: skip
def test_a_value_of_a_figure_that_cannot_be_is_told(part, word):
    _, found = figures_of(f'["数"]\nregister = "qualification"\n{part}\n')
    assert any(word in one.message and one.where.startswith("figures.toml 第") for one in found), found


@pytest.mark.parametrize(
    "written",
    ["{{高企数}}", "{{高企数 @ 2021-12-31}}", "{{高企数 @ 2021}}", "{{高企数 | 约数}}", "{{高企数 | 占比 高企数}}", "{{ 高企数 }}", "{{高企数｜约数}}",
     "{{高企数＠2021-12-31}}", "第{{page m}}页"],
)  # fmt: skip
def test_every_form_of_a_number_is_printed(tmp_path, written):
    place = make(
        tmp_path,
        lines({**PLAN, "message": '""'}) + REST.replace('["a"]', '["a", "m"]'),
        a=article(f"有{written}企业。"),
    )
    problems = told(place)
    assert not [
        one for one in problems if one.code in ("placeholder", "unknown_number", "page_reference", "unclosed")
    ], problems


@pytest.mark.parametrize(
    "written",
    ["{{高企}}", "{{高企数 @ 2021-13-01}}", "{{高企数 @ 去年}}", "{{高企数 | 同币}}", "{{高企数 | 占比}}", "{{高企数 | 占比 无}}", "{{高企数 | 同比 多余}}", "{{}}",
     "{{ }}", "{{高企数", "高企数}}", "{{page 无}}", "{{page}}", "{{list 高企数}}", "{{list 无 | 约数}}", "｛｛高企数｝｝", "{{高企数 | 同比 | 约数}}", "{{@2021}}"],
)  # fmt: skip
def test_a_number_that_cannot_be_read_is_told_at_its_line(tmp_path, written):
    problems = told(make(tmp_path, lines(PLAN) + REST, a=article(f"第一段。\n\n有{written}企业。")))
    assert any(one.where == "articles/a.md 第 7 行" and one.code not in ("unbound", "spaces") for one in problems), (
        problems
    )


MARKDOWN = [
    ("::: 名单 附\n- 甲\n\n后文", 5, "没有收尾"), ("文**粗", 5, "没有成对"), ("- 文**粗", 5, "没有成对"), ("> 文**粗", 5, "没有成对"), ("#### 四级", 5, "4个 #"),
    ("# 一级", 5, "1个 #"), ("####### 七级", 5, "标题只用"), ("##连写", 5, "空一格"), ("标题\n====", 6, "等号线"), ("标题\n----", 6, "分隔线"),
    ("- 甲\n  - 乙", 5, "套了列表"), ("3. 甲\n4. 乙", 5, "从3开始编号，照此印出"), ("1. 甲\n2. 乙\n4. 丙", 7, "写的是4，按次序印出为3"), ("|甲|乙|\n|--|--|\n|1|2|", 5, "竖线"), ("|甲|乙|\n|1|2|", 5, "竖线"),
    ("文<b>粗</b>", 5, "HTML"), ("<!-- 注 -->", 5, "HTML"), ("甲<br>乙", 5, "HTML"), ("文[^1]", 5, "脚注"), ("[^1]: 注", 5, "脚注"),
    ("见[甲](http://a.cn)", 5, "链接"), ("见[甲][1]", 5, "链接"), ("[1]: http://a.cn", 5, "链接"), ("```\n代码\n```", 5, "代码"), ("用`代码`写", 5, "代码"),
    ("~~删~~", 5, "删除线"), ("一*斜*体", 5, "斜体"), ("写 _斜_ 体", 5, "斜体"), ("文![图](x.png)文", 5, "单独成段"), ("- ![图](x.png)", 5, "列表里"),
    ("![图] (x.png)", 5, "没有当作图片"), ("![图][x]", 5, "没有当作图片"), ("![图]()", 5, "文件名"), ("![图](无.png)", 5, "没有找到"), ("> ## 题", 5, "标题"),
    ("> - 甲", 5, "引语里"), ("> > 甲", 5, "引语里"), ("> —— 出处", 5, "引语是空的"), ("::: 附录 题\n甲\n:::", 5, "“题”没有印出"), ("::: chart 高企数", 5, "不认识"),
    ("::: 图表", 5, "后面要写"), ("::: 图表 无\n:::", 5, "无"), ("::: 表格 无\n:::", 5, "无"), ("::: 名单\n- 甲\n:::", 5, "标题"), ("::: 名单 附\n:::", 5, "空的"),
    ("::: 大数字 3\n> 引\n:::", 6, "只能放"), (":::", 5, "多了一行"), ("：：：名单 附\n- 甲\n:::", 5, "半角"), ("---", 5, "分隔线"), ("##", 5, "空的"),
    ("+++\nx = 1\n+++", 5, "只写一次"), ("::: 名单 附\n![图](x.png)\n:::", 6, "x.png"), ("::: 名单 附\n{{list 无}}\n:::", 5, "无"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "line", "words"), MARKDOWN)
def test_markdown_that_has_no_meaning_here_is_told_at_its_line(tmp_path, body, line, words):
    problems = told(make(tmp_path, lines(PLAN) + REST, a=article(body)))
    place = f"articles/a.md 第 {line} 行"
    assert any(one.where == place and words in one.message for one in problems), problems


@pytest.mark.parametrize(
    ("body", "text"),
    [("甲\\\n乙", "甲\n乙"), ("甲  \n乙", "甲乙"), ("写\\{\\{名\\}\\}", "写{{名}}"), ("R&D <3 a_b 3*4*5", "R&D <3 a_b 3*4*5"), ("&nbsp;&amp;", "&nbsp;&amp;"),
     ("\\# 不是标题", "# 不是标题"), ("\\*不斜\\*", "*不斜*"), ("5 < 6 > 4", "5 < 6 > 4"), ("[方括号]与(圆括号)", "[方括号]与(圆括号)"), ("$x^2$", "$x^2$")],
)  # fmt: skip
def test_text_is_printed_as_it_is_meant_and_not_told(tmp_path, body, text):
    made, problems = article_of(article(body), "a", "articles/a.md")
    issue, _ = read_issue(make(tmp_path, lines(PLAN) + REST, a=article(body)))
    printed = compose(issue, DESK).articles()[0].blocks[0].lines[0]
    assert problems == [] and len(made.blocks) == 1
    assert "".join(span.text for span in printed) == text


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [('[[terms]]\nwrong = "甲"\nrihgt = "乙"\n', "terms.toml 第 3 行", "“right”"), ('[[term]]\nwrong = "甲"\n', "terms.toml 第 1 行", "“terms”"),
     ('[[terms]]\nright = "乙"\n', "terms.toml 第 1 行", "wrong"), ('[[groups]]\nforms = ["甲"]\n', "terms.toml 第 1 行", "两个"),
     ('[[people]]\nname = "模拟"\n', "terms.toml 第 1 行", "post"), ('[[terms]]\nwrong = "甲"\nseverity = "重"\n', "terms.toml 第 3 行", "改"),
     ("terms = 1\n", "terms.toml 第 1 行", "[[terms]]"), ('[[terms]\n', "terms.toml 第 1 行", "TOML")],
)  # fmt: skip
def test_a_slip_in_a_list_of_terms_is_told(text, where, words):
    _, found = terms_of(text, "terms.toml")
    assert any(one.where == where and words in one.message for one in found), found


WORD = st.integers(0, 4000).map(lambda number: chr(0x4E00 + number) + chr(0x6000 + number))
LINE = st.tuples(
    st.sampled_from(
        ["", "", "", "## ", "# ", "#### ", "##", "- ", "1. ", "  - ", "> ", "> - ", "> —— ", "::: 名单 ", "::: 大数字 ", "::: 表格 ", "::: 附录 ", "::: 图表 ",
         "![", "**", "```", "|", "<b>", "[^1]: ", "    ", "：：：名单 ", ":::名单 ", "{{", "\\", "+++ ", "> > ", "> ## ", "- > ", "- ## ", "1) ", "* "]
    ),
    WORD,
    st.sampled_from(["", "", "", "**", "}}", "](x.png)", "\\", "|", "`", "</b>", "\n:::", "\n", "\n\n", '](x.png "供图")', "\n====", "\n---", "  "]),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINE, min_size=1, max_size=8))
def test_every_word_of_any_article_is_printed_or_named_by_a_problem(written):
    body = "\n".join(head + word + tail for head, word, tail in written)
    place = Path(tempfile.mkdtemp())
    try:
        issue, found = read_issue(make(place, lines(PLAN) + REST, a=article(body)))
        galley = compose(issue, DESK)
    finally:
        shutil.rmtree(place)
    one = galley.articles()[0]
    printed = re.sub(r"\s", "", repr(asdict(one)) + repr([asdict(table) for table in galley.tables]))
    named = "".join(problem.message for problem in (*found, *galley.problems))
    for _, word, _ in written:
        assert word in printed or word in named, (word, body)
