from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.docx_marks import END_MARK
from bureau_desk.bulletin.proof import proof
from bureau_desk.bulletin.proof_pages import page_slips
from bureau_desk.domain.issue import Article, Block, Column, Issue, Masthead, Run
from bureau_desk.domain.problem import Problem, Severity
from tests.analysis.memory import desk, hte, question

DESK = desk("2021-12-31", qualification=[hte(str(place), "2021-11-30", "2024-11-29") for place in range(3)])
QUESTIONS = {
    one.name: one for one in (question("高企数"), question("一等奖"), question("上年高企数", as_of=date(2020, 12, 31)))
}


def issue(*texts: str, **more) -> Issue:
    blocks = tuple(Block("paragraph", ((Run(text),),), line=place) for place, text in enumerate(texts, 5))
    article = Article("a", more.pop("title", "标题"), blocks + more.pop("blocks", ()), path="articles/a.md", **more)
    masthead = Masthead("常州科技", 2022, 1, date(2022, 2, 28))
    return Issue(masthead, (Column("头条", ("a",)),), {"a": article}, QUESTIONS)


def found(*texts: str, **more) -> list[Problem]:
    whole = issue(*texts, **more)
    return [one for one in proof(whole, compose(whole, DESK)) if one.code != "unbound"]


def codes(*texts: str, **more) -> list[str]:
    return [one.code for one in found(*texts, **more)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("截止2021年12月31日，全市很好。", "until"), ("截止目前很好。", "until"), ("截止到2021年底", "until"),
        ("利润增长-3.5%。", "negative_growth"), ("利润下降－3%。", "negative_growth"),
        ("能耗下降2倍。", "times_less"), ("能耗减少了三倍。", "times_less"),
        ("提高0.4百分点。", "points_unit"), ("比重增长0.4个百分点。", "points_verb"),
        ("优秀率比上年提高5%。", "ratio_percent"), ("全省增速回落0.3%。", "ratio_percent"),
        ("会议（常州)召开。", "brackets"), ("会议(常州）召开。", "brackets"), ("会议(在常州)召开。", "half_brackets"),
        ("会议召开,大家来。", "half_marks"), ("共有２７家。", "wide_digits"),
        ("苏科技规[2019]206号文件。", "document_brackets"), ("国科发火（2016）32号文件。", "document_brackets"),
        ("常科发〔2021〕第5号。", "document_number"), ("常科发〔2021〕05号。", "document_number"),
        ("本刊讯。", "own_paper"), ("约30余家参加。", "stacked_estimate"), ("约157.63亿元。", "exact_estimate"),
        ("有3千5百家。", "mixed_numeral"), ("占63~68%。", "range_percent"),
        ("目前全市有企业30家。", "undated"), ("现有孵化器61家。", "undated"),
        ("省级以上孵化器61家。", "unbound_level"),
    ],
)  # fmt: skip
def test_slips_of_wording_are_found(text: str, code: str) -> None:
    assert code in codes(text)


@pytest.mark.parametrize(
    "text",
    [
        "截至2021年12月31日，全市很好。", "报名截止日期为2022年3月1日。", "申报截止时间是3月1日。", "利润增长3.5%，能耗下降2%。",
        "提高0.4个百分点。", "苏科技规〔2019〕206号文件。", "优秀率比上年提高5个百分点。", "会议（常州）召开。", "占63%~68%。",
        "目前，截至2021年12月31日有企业{{高企数}}。", "产值是上年的2倍。", "R&D(研发)", "2021-2025年增长5%。", "目前形势很好。",
        "到2025年比重达50%。",
    ],
)  # fmt: skip
def test_good_sentences_are_left_alone(text: str) -> None:
    assert codes(text) == []


def test_parts_that_do_not_add_up_are_told() -> None:
    assert "parts" in codes("获一等奖1项、二等奖2项、三等奖7项，共11项。")
    assert "parts" not in codes("获一等奖1项、二等奖2项、三等奖7项，共10项。")
    assert "parts" in codes("晋级决赛9项，其中一等奖1项、二等奖2项、三等奖7项。")
    assert "parts" not in codes("晋级决赛12项，其中一等奖1项、二等奖2项、三等奖7项。")
    assert "parts" not in codes("全市共100家。甲30家、乙40家，占比不同。")


def test_parts_with_bound_numbers_are_a_hard_problem() -> None:
    problems = found("获一等奖{{一等奖}}、二等奖{{高企数}}，共11家。")
    assert [(one.code, one.severity, one.where) for one in problems] == [
        ("parts", Severity.HARD, "articles/a.md 第 5 行")
    ]
    assert "3+3=6" in problems[0].message
    assert codes("获一等奖{{一等奖}}、二等奖{{高企数}}，共6家。") == []


def test_figures_from_nowhere_are_noted_once_a_paragraph() -> None:
    whole = issue("服务企业30家，投入5亿元，有效高企{{高企数}}。")
    notes = [one for one in proof(whole, compose(whole, DESK)) if one.code == "unbound"]
    assert [(one.severity, one.message[:19]) for one in notes] == [
        (Severity.NOTE, "有2处数字没有来源：30家、5亿元。如")
    ]


def test_a_bound_level_is_no_slip() -> None:
    assert codes("省级以上孵化器{{高企数}}。") == []


def test_one_figure_of_two_days_must_be_dated() -> None:
    assert codes("有效高企{{高企数}}。", "高企{{高企数 @ 2020-12-31}}。") == ["same_figure"]
    assert codes("2021年末{{高企数}}。", "2020年末{{高企数 @ 2020-12-31}}。") == []


def test_the_same_noun_with_other_numbers_is_noted() -> None:
    assert codes("高新技术企业2900家。", "高新技术企业2497家。") == ["same_noun"]
    assert codes("高新技术企业2900家。", "2020年高新技术企业2497家。") == []


def test_layout_is_proofread() -> None:
    whole = issue(
        ("字" * 39 + "。") * 10,
        pages=2,
        contents_title="另一个标题",
        blocks=(Block("picture", path="x.png", line=9),),
        lead="短",
    )
    whole = replace(whole, masthead=replace(whole.masthead, headlines=("b",)))
    problems = proof(whole, compose(whole, DESK))
    assert [one.code for one in problems] == ["headline", "contents_title", "lead", "caption", "budget"]
    assert problems[0].severity is Severity.HARD and problems[3].where == "articles/a.md 第 9 行"
    assert "正文400字，计划2页，每页200字，偏少" in problems[4].message


def test_the_contents_may_join_kicker_and_title() -> None:
    assert codes("字", title="“双碳”驱动\n开新局", contents_title="「双碳」驱动 开新局") == []
    assert codes("字", title="甲", kicker="引题", contents_title="引题——甲") == []


def test_without_a_galley_names_are_checked() -> None:
    whole = issue("有{{高企业数}}，{{高企数 | 同币}}，截止2021年。", blocks=(Block("chart", name="无", line=8),))
    problems = proof(whole)
    assert [(one.code, one.where) for one in problems] == [
        ("unknown_number", "articles/a.md 第 5 行"), ("placeholder", "articles/a.md 第 5 行"),
        ("unknown_number", "articles/a.md 第 8 行"), ("until", "articles/a.md 第 5 行"),
    ]  # fmt: skip


def test_braces_without_a_pair_are_told() -> None:
    assert codes("有{{高企数，很多。") == ["unclosed"]


def test_a_dated_sentence_or_box_needs_no_further_date_and_a_missing_number_is_not_compared() -> None:
    box = Block("number", ((Run("截至2021年12月31日，全市有效高企"),),), title="{{上年高企数}}", line=20)
    assert "same_figure" not in codes("2022年末{{上年高企数 @ 2022-12-31}}。", blocks=(box,))
    undated = Block("number", ((Run("全市有效高企"),),), title="{{上年高企数}}", line=20)
    problem = next(
        one for one in found("2022年末{{上年高企数 @ 2022-12-31}}。", blocks=(undated,)) if one.code == "same_figure"
    )
    assert problem.where == "articles/a.md 第 20 行"


def test_literal_braces_are_no_slip() -> None:
    assert codes("写作\ue001\ue001高企数\ue002\ue002，\ue001\ue001 转义。") == []
    assert codes("写作{{高企数。") == ["unclosed"]


def test_wished_pages_and_budgets_are_compared_with_real_pages() -> None:
    made = compose(issue("全市很好。"), DESK)
    first, second = (replace(made.articles()[0], id=key, page=3, pages=2) for key in ("a", "b"))
    made = replace(made, columns=(replace(made.columns[0], articles=(first, second)),))
    assert [one.code for one in page_slips(made, {"a": 3, "b": 5, END_MARK: 7}, reckoned=True)] == ["page"]
    far = list(page_slips(made, {"a": 4, "b": 8}))
    assert [(one.code, one.where, one.severity) for one in far] == [
        ("page", "articles/a.md", Severity.SOFT),
        ("pages", "articles/a.md", Severity.SOFT),
        ("page", "articles/b.md", Severity.SOFT),
    ]
    wishless = replace(made, columns=(replace(made.columns[0], articles=(first, replace(second, page=0))),))
    assert list(page_slips(wishless, {"a": 3, "b": 5, END_MARK: 7}, reckoned=True)) == []
    told = [one.message for one in page_slips(wishless, {"a": 3, "b": 6, END_MARK: 7})]
    assert [("计划2页" in one, "实际3页" in one, "超出" in one) for one in told[:1]] == [(True, True, True)]
    assert "实际1页" in told[1] and "不足" in told[1]
