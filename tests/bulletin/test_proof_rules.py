"""Every rule of the proofreader: what it must find, what it must leave alone, and what its mend writes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.proof import References, proof
from bureau_desk.bulletin.proof_kinds import REST, by_kind, kind_of
from bureau_desk.bulletin.proof_names import Names
from bureau_desk.bulletin.proof_repeats import folded
from bureau_desk.domain.issue import Article, Block, Column, Issue, Masthead, Run
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.terms import FormGroup, PostHolder, Term, Terms
from tests.analysis.memory import desk, hte, question
from tests.bulletin.galleys import figure

DESK = desk("2021-12-31", qualification=[hte(str(place), "2021-11-30", "2024-11-29") for place in range(3)])
QUESTIONS = {"高企数": question("高企数")}


def paragraph(text: str, line: int = 5) -> Block:
    return Block("paragraph", ((Run(text),),), line=line)


def issue(*blocks: Block | str, **more: str) -> Issue:
    made = tuple(paragraph(one, 5 + place) if isinstance(one, str) else one for place, one in enumerate(blocks))
    article = Article("a", more.pop("title", "标题"), made, path="articles/a.md", **more)  # type: ignore[arg-type]
    return Issue(Masthead("常州科技", 2022, 1, date(2022, 2, 28)), (Column("头条", ("a",)),), {"a": article}, QUESTIONS)


def told(*blocks: Block | str, references: References | None = None, **more: str) -> list[Problem]:
    return list(proof(issue(*blocks, **more), None, references))


def printed(*blocks: Block | str, **more: str) -> list[Problem]:
    whole = issue(*blocks, **more)
    return [one for one in proof(whole, compose(whole, DESK)) if one.code != "unbound"]


def codes(*blocks: Block | str, **more: str) -> list[str]:
    return [one.code for one in told(*blocks, **more)]


MENDED = [
    ("截止2021年12月31日，很好。", "until", "截止2021年", "截至2021年"),
    ("截止到今年，很好。", "until", "截止到今年", "截至今年"),
    ("提高0.4百分点。", "points_unit", "0.4百分点", "0.4个百分点"),
    ("会议（常州)召开。", "brackets", "（常州)", "（常州）"),
    ("会议(在常州)召开。", "half_brackets", "议(在常州)", "议（在常州）"),
    ("会议召开,大家来。", "half_marks", "开,", "开，"),
    ("共有２７家。", "wide_digits", "２７", "27"),
    ("达到１２．５％。", "wide_digits", "１２．５％", "12.5%"),
    ("苏科技发[2021]12号文件。", "document_brackets", "发[2021]12号", "发〔2021〕12号"),
    ("国科发火（2016）第32号。", "document_brackets", "火（2016）第32号", "火〔2016〕32号"),
    ("常科发〔2021〕第5号。", "document_number", "〔2021〕第5号", "〔2021〕5号"),
    ("常科发〔2021〕05号。", "document_number", "〔2021〕05号", "〔2021〕5号"),
    ("占63~68%。", "range_percent", "63~68%", "63%~68%"),
    ("服务10-20家。", "range_mark", "10-20家", "10～20家"),
    ("增长10%-20%。", "range_mark", "10%-20%", "10%～20%"),
    ("企业的的发展。", "doubled", "的的", "的"),
    ("通过了了验收。", "doubled", "了了", "了"),
    ("建设众创空间众创空间。", "doubled", "众创空间众创空间", "众创空间"),
    ("截至2021年2021年年末。", "doubled", "2021年2021年", "2021年"),
    ("其中其中国家级很多。", "doubled", "其中其中", "其中"),
    ("大力的推进改革。", "de_adverb", "大力的", "大力地"),
    ("工作做的更实。", "de_degree", "做的更实", "做得更实"),
    ("十四五期间有进展。", "plan_quotes", "十四五", "“十四五”"),
    ("一是快，，二是准。", "doubled_marks", "快，，", "快，"),
    ("会议结束。。大家离开。", "doubled_marks", "束。。", "束。"),
    ("企业有很多...还在增加。", "ellipsis", "...", "……"),
    ("企业很多…还在增加。", "ellipsis", "…", "……"),
    ("结论--很好。", "dash", "--", "——"),
    ('他说"很好"。', "straight_quotes", '"很好"', "“很好”"),
    ("建设“甲”、“乙”。", "listed_quotes", "”、", "”"),
    ("企业 很多。", "spaces", "业 很", "业很"),
    ("共有27 家。", "spaces", "7 家", "7家"),
    ("企业\u200b很多。", "unseen", "业\u200b", "业"),
    ("利润1，234万元。", "separator", "1，234", "1,234"),
    ("占比由10%提高到12%，提高2%。", "points", "2%", "2个百分点"),
    ("二零二一年很好。", "zero_year", "二零二一年", "二〇二一年"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "value", "mend"), MENDED)
def test_a_slip_with_a_safe_mend_names_the_words_and_what_should_stand_there(text, code, value, mend):
    found = [one for one in told(text) if one.code == code]
    assert found, told(text)
    assert (found[0].value, found[0].suggestion) == (value, mend)
    assert found[0].value in text and found[0].where == "articles/a.md 第 5 行"
    assert code not in codes(text.replace(found[0].value, found[0].suggestion))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("本报讯。", "own_paper"), ("企业，。很多。", "mixed_marks"), ("会议“很好。", "unpaired"), ("会议（很好。", "unpaired"),
        ("《规划很好。", "unpaired"), ("会议”很好。", "unpaired"), ("他说“甲“乙”丙”。", "nested_pair"), ("会议（很好，）。", "inside_stop"),
        ("2021年2月30日召开。", "no_such_day"), ("2021年13月很好。", "no_such_day"), ("4月31日召开。", "no_such_day"),
        ("2021-02-29的数。", "no_such_day"), ("截至12月31日，企业很多。", "no_year"), ("21年3月召开。", "years_of_two"),
        ("21年底完成。", "years_of_two"), ("投入1234,567元。", "separator"), ("投入12,34家。", "separator"), ("投入123456万元。", "large_unit"),
        ("投入0.05亿元。", "small_unit"), ("面积50公里，长30km。", "unit_mix"), ("分别占40%、35%、30%。", "shares"),
        ("由100家增长到126家，增长12.3%。", "growth"), ("有3680家，比上年的2915家增长12.3%。", "growth"),
        ("有3680家，比上年增加765家，增长12.3%。", "growth"), ("净增高企765家，有效高企达3680家，增长28%。", "growth"),
        ("企业下降，由200家减少到150家，下降35%。", "growth"), ("有30家，占全市100家的40%。", "share"),
        ("强度由2.5%提高到2.8%，提高0.5个百分点。", "points"), ("省科技厅公示名单，全市12家企业获认定。", "stage"),
        ("省级以上孵化器61家。", "level_scope"), ("近日，会议召开。", "recently"), ("一是快。三是准。", "numbering"), ("二是快。", "numbering"),
        ("抓好三件事：一是快；二是准。", "count_claim"), ("字" * 121 + "。", "long_sentence"), ("有国家级以上孵化器。", "level_order"),
    ],
)  # fmt: skip
def test_a_slip_without_a_safe_mend_is_told(text, code):
    found = [one for one in told(text) if one.code == code]
    assert found, told(text)
    assert not found[0].suggestion or code == "level_order"


@pytest.mark.parametrize(
    "text",
    [
        "截至2021年12月31日，报名截止日期为2022年3月1日。", "为了了解情况，除了了解，还要目的的明确，实实在在在孵。", "对对口支援的的确确很好。",
        "逐步的安排已定，有效的组织作用明显。", "做的更好的企业很多。", "“十四五”规划和《“十四五”科技规划》《办法》修订。",
        "他说：“‘甲’和乙都好。”大家点头。", "（1）第一种；2）第二种；a）第三种。", "R&D(研发)投入，C++(语言)和GB/T 15834。",
        "利润1,234万元，下降2%。", "2021-2025年，电话0519-85681234，2021—2025年。", "2020年2月29日召开，2月29日又开。",
        "由2915家增长到3680家，增长26.2%。", "有3680家，比上年的2915家增长26.24%。", "有约3700家，比上年的2915家增长26%。",
        "净增高新技术企业765家，有效高企达3680家，增长26.2%。", "有92家，占全国386家的23.8%。", "强度由2.5%提高到2.8%，提高0.3个百分点。",
        "产值由1.2亿元增长到1.5亿元，增长25.3%。", "由200家减少到150家，下降25%。",
        "省科技厅公示拟认定名单，全市12家企业在列。", "公示期满无异议后，12家获认定。", "省级以上孵化器61家，其中国家级27家。",
        "到2025年，省级以上孵化器达到80家。", "近日，会议召开。2022年1月5日，文件印发。", "抓好三件事：一是快；二是准；三是稳。",
        "一是快。二是准。一是新。二是实。", "分别占40%、35%、25%。", "省略号……很好，破折号——很好。", "一步一步来，一项一项办。",
        "面积50公里，长30公里。", "本报告很好，成本报价合理。", "常州—南京，北京—上海。", "15年：12项中国第一。", "近15年底子厚了。", "我市2021年年末有企业。",
        "今年12月31日前完成，截至今年11月底很好。", "2021年，截至11月底很好。", "今天的总量是三年的总和。",
    ],
)  # fmt: skip
def test_good_writing_is_left_alone(text):
    assert codes(text) == []


def test_a_quotation_over_paragraphs_need_close_in_its_last_alone():
    assert codes("“第一段的话。", "“第二段的话。”") == []
    assert "unpaired" in codes("“第一段的话。", "第二段的话。")


def test_a_quotation_may_go_over_both_lines_of_a_title_or_heading():
    lines = ((Run("从“有地方坐，"),), (Run("到有人领着走”"),))
    assert codes(Block("heading", lines, line=7), "好。", title="“上一行\n下一行”") == []


def test_titles_and_headings_do_not_end_in_marks():
    heading = Block("heading", ((Run("一看投入："),), (Run("强度越过三个点。"),)), line=7)
    found = [one for one in told(heading, "好。", title="标题，") if one.code == "heading_end"]
    assert [(one.value, one.suggestion, one.where) for one in found] == [
        ("题，", "题", "articles/a.md"),
        ("点。", "点", "articles/a.md 第 7 行"),
    ]
    fine = Block("heading", ((Run("一看投入："),), (Run("“山高人为峰！”"),)), line=7)
    assert codes(fine, "好。", title="谁来用？") == []


def test_pictures_want_caption_and_credit_and_no_full_stop():
    assert codes(Block("picture", path="x.png", caption="会议现场。", credit="供图：局", line=7), "好。") == [
        "caption_stop"
    ]
    assert codes(Block("picture", path="x.png", caption="会议现场", line=7), "好。") == ["credit"]
    whole = Block("picture", path="x.png", caption="图为会议现场。", credit="供图：局", line=7)
    sentence = Block("picture", path="x.png", caption="会议召开，大家来。", credit="供图：局", line=7)
    assert codes(whole, sentence, "好。") == []
    assert "caption" in codes(Block("picture", path="x.png", credit="供图：局", line=7), "好。")


def test_numbered_headings_go_on_by_one_and_begin_anew_below_a_higher_one():
    def heads(*texts: str) -> list[str]:
        return codes(*(Block("heading", ((Run(one),),), line=9) for one in texts), "好。")

    assert heads("一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅") == []
    assert heads("一、甲", "三、乙") == ["numbering"]
    assert heads("一、甲", "（二）子") == ["numbering"]
    assert heads("一、甲", "一、乙") == ["numbering"]
    assert heads("把窗口开在车间", "年轻人挑大梁") == []


def test_figures_numbered_by_hand_are_counted():
    def shots(*captions: str) -> list[str]:
        blocks = (Block("picture", path="x.png", caption=one, credit="局", line=9) for one in captions)
        return codes(*blocks, "好。")

    assert shots("图1 甲", "图2 乙", "表1 丙") == []
    assert shots("图1 甲", "图1 乙") == ["figure_number"]
    assert shots("图1 甲", "图3 乙") == ["figure_number"]
    assert shots("图为甲", "甲图") == []


def test_a_list_holds_as_many_names_as_its_title_says():
    names = Block("names", ((Run("甲公司"),), (Run("乙公司"),)), title="附：3家企业名单", line=9)
    assert [one.code for one in printed("好。", names)] == ["list_count"]
    assert [one.code for one in printed("好。", replace(names, title="附：2家企业名单"))] == []
    assert [one.code for one in printed("好。", replace(names, title="附：2021年度企业名单"))] == []


def test_the_number_of_a_title_stands_in_the_text():
    assert [one.code for one in printed("入选的有5家企业。", title="6家企业入选")] == ["title_figure"]
    assert [one.code for one in printed("入选的有6家企业。", title="6家企业入选")] == []
    assert [one.code for one in printed("高企有{{高企数}}。", title="超2家企业")] == ["title_figure"]
    assert "title_figure" not in [one.code for one in printed("高企有2912家。", title="超2900家企业")]


def test_the_same_paragraph_twice_is_told_with_its_other_place_also_of_an_earlier_issue():
    text = "大家坐在一起把难题讲清楚，把需求写成清单，一项一项往下销，办完一件再办一件。"
    found = [one for one in told(text, "别的话。", text) if one.code == "repeated"]
    assert [one.where for one in found] == ["articles/a.md 第 7 行"] and "第 5 行" in found[0].message
    earlier = References(earlier={folded(text): "常州科技2021年第6期"})
    assert [one.code for one in told(text, references=earlier)] == ["printed_paragraph"]
    assert codes("短句。", "短句。") == []


def test_long_titles_are_told():
    assert codes("好。", title="长" * 31) == ["title_long"]
    assert [one.severity for one in told("好。", title="长" * 200) if one.code == "title_long"] == [Severity.SOFT]
    assert codes("好。", title="长" * 27) == []
    assert "title_long" not in codes("好。", title="长" * 20 + "{{高企数（2022-10-01至2022-12-31届满，不含已注销）}}")


def test_thousands_are_written_one_way_in_an_issue():
    found = [one for one in told("投入12,345元，12,300元。", "收入23456元。") if one.code == "separator_mix"]
    assert [(one.where, one.value) for one in found] == [("articles/a.md 第 6 行", "23456")]
    assert "separator_mix" not in codes("投入12,345元，12,300元。", "2021年收入1234元。")


TERMS = Terms(
    (Term("布署", "部署", unless=("公布署名",)), Term("一带一路", "“一带一路”")),
    (FormGroup(("四张清单", "四大清单")), FormGroup(("瞪羚企业", "瞪羚型企业"), "瞪羚企业")),
    (PostHolder("王模拟", "市科技局副局长"), PostHolder("李模拟", "市科技局局长", until=date(2021, 6, 30))),
    ("溧阳县",),
)


def test_words_of_the_lists_are_told_with_what_should_stand_there():
    lists = References(terms=TERMS)
    found = told("会议布署工作，公布署名单位，建设一带一路，融入“一带一路”。", references=lists)
    assert [(one.code, one.value, one.suggestion) for one in found] == [
        ("term", "布署", "部署"),
        ("term", "一带一路", "“一带一路”"),
    ]


def test_forms_of_one_thing_agree_within_an_issue():
    lists = References(terms=TERMS)
    found = told("四张清单很好，四张清单管用，四大清单也好。", "瞪羚型企业、瞪羚企业。", references=lists)
    assert [(one.code, one.value, one.suggestion) for one in found] == [
        ("form", "四大清单", ""),
        ("form", "瞪羚型企业", "瞪羚企业"),
    ]
    assert told("四大清单很好。", references=lists) == []


def test_posts_are_those_of_the_list_on_the_day():
    lists = References(terms=TERMS.on(date(2022, 2, 28)))
    assert [one.code for one in told("市科技局局长王模拟讲话。", references=lists)] == ["post"]
    assert told("市科技局副局长王模拟、副局长王模拟和王模拟。", references=lists) == []
    assert told("副市长李模拟讲话。", references=lists) == []


NAMES = Names(
    frozenset({"常州三晶世界科技产业发展有限公司", "模拟一号新材料有限公司", "常州动力设备研究院有限公司"}),
    {"常州旧名机电设备有限公司": ("常州动力设备研究院有限公司", "2021-05-01")},
)


def test_former_names_tell_the_new_one():
    register = References(names=NAMES)
    found = told("走访常州旧名机电设备有限公司。", references=register)
    assert [(one.code, one.value, one.suggestion) for one in found] == [
        ("former_name", "常州旧名机电设备有限公司", "常州动力设备研究院有限公司")
    ]
    assert "2021-05-01" in found[0].message
    assert told("走访常州动力设备研究院有限公司（原常州旧名机电设备有限公司）。", references=register) == []


def test_a_name_that_misses_one_of_the_registers_by_a_character_is_told():
    register = References(names=NAMES)
    for wrong in (
        "常州三晶世界科技产业发展有限公可",
        "常州三品世界科技产业发展有限公司",
        "常州三晶世界科技产业展有限公司",
    ):
        found = told(f"走访{wrong}，很好。", references=register)
        expected = [] if wrong.endswith("公可") else [("near_name", "常州三晶世界科技产业发展有限公司")]
        assert [(one.code, one.suggestion) for one in found] == expected
    assert told("走访常州三晶世界科技产业发展有限公司。", references=register) == []
    assert told("走访模拟二号新材料有限公司。", references=register) == []


def test_names_of_numbers_are_not_read_as_words():
    assert codes("有{{截止2021年的的数}}。") == ["unknown_number"]


def test_the_words_of_the_plan_and_the_titles_of_charts_are_read():
    whole = issue("好。")
    head = replace(whole.masthead, slogans=("智造名城，，中轴枢纽",), imprint={"主办单位": ("常州市科技局（局)",)})
    found = proof(replace(whole, masthead=head))
    assert [(one.code, one.where) for one in found] == [("doubled_marks", "issue.toml"), ("brackets", "issue.toml")]
    drawn = replace(compose(whole, DESK), figures=(replace(figure(), title="总量的的台阶"),))
    found = [one for one in proof(whole, drawn) if one.code == "doubled"]
    assert [(one.where, one.value) for one in found] == [("figures.toml", "的的")]


def test_every_slip_has_a_sort_for_the_summary():
    found = [
        *told("截止2021年，，很好。", "利润增长-3%。", title="标题，"),
        *told("好。", Block("picture", path="x", line=8)),
    ]
    assert REST not in by_kind(found)
    assert kind_of("toml") == REST
