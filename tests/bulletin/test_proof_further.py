"""What the proofreader finds beside words and marks: names by their sound, paragraphs nearly alike, verbs that turned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.domain.figure import Figure, FigureKind, Series
from bureau_desk.domain.issue import Block
from bureau_desk.domain.problem import Severity
from tests.analysis.memory import desk, hte
from tests.bulletin.test_proof_rules import DESK, codes, issue, printed, told

NAMES = References(
    names=Names(
        frozenset({"江苏中关村科技产业园", "常州科教城", "常州天合光能股份有限公司"}),
        terms=frozenset({"技术先进型服务企业", "武进高新区", "高新技术企业", "特色产业基地(火炬)"}),
    )
)
PARAGRAPH = (
    "常州市围绕动力电池、光伏、新材料等优势产业，支持龙头企业牵头组建创新联合体，"
    "三年来累计突破关键核心技术一批，带动上下游企业共同研发，形成了大中小企业融通创新的良好局面。"
)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("江苏中关村科技产业圆", "江苏中关村科技产业园"), ("常州科较城", "常州科教城"), ("技术先进形服务企业", "技术先进型服务企业"),
        ("武进高薪区", "武进高新区"), ("江苏中关村科技产页园", "江苏中关村科技产业园"), ("高新计术企业", "高新技术企业"),
    ],
)  # fmt: skip
def test_a_name_of_registers_and_code_lists_with_a_character_of_the_same_sound_is_told(wrong, right):
    found = [one for one in told(f"在{wrong}召开现场会。", references=NAMES) if one.code == "near_name"]
    assert [(one.value, one.suggestion) for one in found] == [(wrong, right)]
    assert not told(f"在{right}召开现场会。", references=NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "江苏中关村科技产业带",
        "溧阳高新区",
        "高新技术产业",
        "科教城里",
        "江苏中关村科技产业园区",
        "常州天合光能股份有限公司",
        "高新技术企业家",
    ],
)
def test_other_names_of_the_same_length_are_no_mistakes(text):
    assert not told(f"在{text}召开现场会。", references=NAMES)


def test_a_paragraph_that_comes_again_with_a_few_words_changed_is_told_with_its_place_and_share():
    changed = PARAGRAPH.replace("三年来累计", "近年来").replace("良好局面", "生动局面")
    (found,) = [one for one in told(PARAGRAPH, "别的话。", changed) if one.code != "unbound"]
    assert found.code == "near_repeated" and found.where == "articles/a.md 第 7 行"
    assert "articles/a.md 第 5 行几乎相同" in found.message and "%的字一样" in found.message
    assert found.value == PARAGRAPH[:16] and found.severity is Severity.SOFT
    assert codes(PARAGRAPH, PARAGRAPH) == ["repeated"]


def test_paragraphs_that_share_a_clause_are_not_nearly_the_same():
    other = (
        PARAGRAPH[:36] + "全市新认定企业研发机构和孵化载体数量稳步增长，科技金融产品日益丰富，人才引育取得新的进展。"
    )
    assert told(PARAGRAPH, other) == []


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("研发投入强度由2016年的2.81%下降到2021年的3.28%。", "提升到"), ("研发投入强度由2016年的3.28%提升到2021年的2.81%。", "下降到"),
        ("由100家增加到90家。", "减少到"), ("合同额从9800万元减少到1.2亿元。", "增加到"), ("排名由第21位升至第23位。", "退至"),
        ("排名由2020年的第23位退至2021年的第21位。", "升至"), ("企业从1,200家降至1,300家。", "升至"), ("由100增加到90家。", "减少到"),
    ],
)  # fmt: skip
def test_a_verb_that_goes_the_other_way_than_its_numbers_is_told_with_the_right_one(text, mend):
    (found,) = [one for one in told(text) if one.code == "direction"]
    assert found.suggestion == mend and found.value in text
    assert "direction" not in codes(text.replace(found.value, mend))


@pytest.mark.parametrize(
    "text",
    [
        "研发投入强度由2016年的2.81%提升到2021年的3.28%。", "由近100家增加到90家。", "排名由第23位升至第21位。", "由3个中心增加到120名研究人员。",
        "由市级提升到省级，共12家。", "从2020年到2021年，增加到20家。", "由9800万元提高到1.2亿元。",
    ],
)  # fmt: skip
def test_verbs_that_agree_and_numbers_that_cannot_be_compared_are_left_alone(text):
    assert "direction" not in codes(text)


def test_numbers_that_did_not_move_have_no_verb_of_direction():
    (found,) = [one for one in told("由3.2%提升到3.2%。") if one.code == "direction"]
    assert "没有变化" in found.message and not found.suggestion


def test_a_drafted_verb_lies_when_the_registers_turn_and_is_told_then():
    def year(day, count):
        rows = [hte(str(place), "2020-06-30", "2020-12-30" if place >= count else "2024-06-29") for place in range(3)]
        return desk(day, qualification=rows)

    text = "高企由2020年的{{高企数 @ 2020-07-01}}减少到2021年的{{高企数}}。"
    whole = issue(text)
    sound = year("2021-12-31", 1)
    assert "direction" not in [one.code for one in proof(whole, compose(whole, sound))]
    grown = desk(
        "2021-12-31",
        qualification=[
            hte("0", "2020-06-30", "2024-06-29"),
            *(hte(str(n), "2021-06-30", "2024-06-29") for n in (1, 2)),
        ],
    )
    (found,) = [one for one in proof(whole, compose(whole, grown)) if one.code == "direction"]
    assert found.severity is Severity.HARD and "由1家减少到3家" in found.message
    assert (found.value, found.suggestion, found.where) == ("减少到", "增加到", "articles/a.md 第 5 行")


def test_byline_office_source_and_the_credit_of_a_picture_are_read():
    picture = Block("picture", path="images/a.jpg", caption="会场", credit="供图：常州科较城", line=8)
    found = told(
        "好。", picture, references=NAMES,
        byline="高新计术企业供稿", office="市科技局（高新处)", source="摘自2021年报告。。", signature="武进高薪区",
    )  # fmt: skip
    by_code = [(one.code, one.value) for one in found if one.code in ("near_name", "brackets", "doubled_marks")]
    assert set(by_code) == {
        ("near_name", "高新计术企业"), ("brackets", "（高新处)"), ("doubled_marks", "告。。"), ("near_name", "武进高薪区"),
        ("near_name", "常州科较城"),
    }  # fmt: skip
    whole = issue("好。", picture, byline="高新计术企业供稿")
    composed = [one.value for one in proof(whole, compose(whole, DESK), NAMES) if one.code == "near_name"]
    assert composed == ["高新计术企业", "常州科较城"]


def test_the_cells_of_a_written_table_are_read_where_they_stand_and_bound_ones_are_not_mended():
    table = Block("table", title="各园区的的情况", rows=(("园区", "家数"), ("常州科较城", "{{高企数}}")), line=9)
    whole = issue("好。", table)
    for galley in (None, compose(whole, DESK)):
        found = [one for one in proof(whole, galley, NAMES) if one.code in ("near_name", "doubled")]
        assert {(one.value, one.where) for one in found} == {
            ("常州科较城", "articles/a.md 第 9 行"), ("的的", "articles/a.md 第 9 行")
        }  # fmt: skip


def drawn(*blocks):
    """An issue whose chart gives 武进区 12 and 新北区 9."""
    whole = issue(*blocks, Block("chart", name="各区", line=30))
    composed = compose(issue(*blocks), DESK)
    made = Figure(
        "各区", FigureKind.BAR, "各区高企", "", ("武进区", "新北区"), (Series("家数", (Decimal(12), Decimal(9))),), "家", "", date(2022, 2, 28)
    )  # fmt: skip
    (column,) = composed.columns
    (article,) = column.articles
    chart = replace(article.blocks[0], kind="chart", lines=(), figure=made)
    article = replace(article, blocks=(*article.blocks, chart))
    return whole, replace(composed, columns=(replace(column, articles=(article,)),), figures=(made,))


def test_a_number_typed_beside_a_category_that_the_chart_gives_otherwise_is_told():
    whole, galley = drawn("其中武进区拥有高企13家，新北区9家。")
    (found,) = [one for one in proof(whole, galley) if one.code == "chart_text"]
    assert found.where == "articles/a.md 第 5 行" and found.value == "武进区拥有高企13家"
    assert "图表里“武进区”是12家" in found.message


@pytest.mark.parametrize(
    "text", ["武进区12家。", "武进区、新北区分别有高企12家和9家。", "2019年，武进区有8家。", "武进区有8个。"]
)
def test_numbers_that_the_chart_gives_too_or_of_another_year_or_unit_are_left_alone(text):
    whole, galley = drawn(text)
    assert not [one for one in proof(whole, galley) if one.code == "chart_text"]


def test_numbers_with_separators_of_thousands_are_read_whole():
    (found,) = [one for one in printed("有甲类1,200家、乙类300家，共1,600家。") if one.code == "parts"]
    assert "1200+300=1500" in found.message
    assert "parts" not in [one.code for one in printed("有甲类1,200家、乙类300家，共1500家。")]
    told = [one for one in printed("全市研发机构总数1,875家。", "全市研发机构总数1802家。") if one.code == "same_noun"]
    assert len(told) == 1 and "1,875家" in told[0].message
    assert not [
        one
        for one in printed("全市研发机构总数1,875家。", "全市研发机构总数1875家。")
        if one.code in ("same_noun", "title_figure")
    ]
