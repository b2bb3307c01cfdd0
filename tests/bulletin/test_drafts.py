"""Articles drafted from the registers: every kind over the sample rows, nothing said that the data does not give."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from bureau_desk.analysis.prepared import prepare
from bureau_desk.app import register_drafts
from bureau_desk.app.draft_parameters import span_words
from bureau_desk.app.register_drafts import drafted_over
from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.draft_joining import joined
from bureau_desk.bulletin.draft_sentences import Sayings, Unsayable
from bureau_desk.bulletin.drafts import Draft
from bureau_desk.bulletin.proof import proof
from bureau_desk.domain.galley import plain
from bureau_desk.domain.issue import Column, Issue, Masthead
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.exchange.article_file import article_of, article_text
from bureau_desk.exchange.figures_file import figures_of, figures_text

DAY, TODAY = date(2022, 2, 28), date(2022, 3, 1)
KINDS = {
    "xianci": {}, "zongshu": {}, "gaoqi": {}, "yanfa": {}, "dujiaoshou": {}, "mingdan": {}, "pingjia-youxiu": {},
    "pingjia-jieguo": {}, "yuanqu": {"park": "中以常州创新园"}, "dasai": {},
    "duizhao": {"from_year": "2017", "to_year": "2022"},
    "daoqi": {"from": "2022-10-01", "to": "2022-12-31"}, "shixiang": {},
}  # fmt: skip


class Empty:
    """A snapshot without a row."""

    def __init__(self, schema, on=DAY):
        from bureau_desk.domain.snapshot import AsOf

        self.schema, self.as_of = schema, AsOf(on)

    def rows(self, register):
        return ()

    def at(self, on):
        return Empty(self.schema, on)


@pytest.fixture(scope="module")
def data(seed_rows):
    return prepare(seed_rows)


@pytest.fixture(scope="module")
def made(data):
    return cache(lambda kind, *more: drafted_over(data, kind, {**KINDS[kind], **dict(more)}, DAY, TODAY))


def galley_of(draft: Draft, data):
    columns = () if draft.article.kind == "message" else (Column("栏目", (draft.article.id,)),)
    message = draft.article.id if draft.article.kind == "message" else ""
    issue = Issue(
        Masthead("刊", 2022, 1, DAY, message=message), columns, {draft.article.id: draft.article}, draft.questions
    )
    return issue, compose(issue, data)


def text_of(draft: Draft, data) -> str:
    return "\n".join(register_drafts.lines(galley_of(draft, data)[1]))


def test_every_skeleton_is_tried_here() -> None:
    assert set(register_drafts._skeletons()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_prints_without_a_fault_and_proofreads_clean(kind, made, data) -> None:
    draft = made(kind)
    issue, galley = galley_of(draft, data)
    found = [*galley.problems, *proof(issue, galley)]
    assert [one for one in found if one.severity is not Severity.NOTE] == []
    assert {one.name for one in galley.numbers} <= set(draft.questions)
    assert not [one for one in found if one.code in ("unbound", "unbound_level")]
    printed = text_of(draft, data)
    for wrong in ("〔", "{{", "${", "[", "‖", "无数据", "-", "^"):
        assert wrong not in printed.replace("2021-", "").replace("-0", "").replace("-1", "").replace("-2", "").replace(
            "〔图表", ""
        ).replace("〔表格", ""), wrong


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_goes_through_its_files_without_loss(kind, made) -> None:
    draft = made(kind)
    read, problems = article_of(article_text(draft.article), draft.article.id, "a.md")
    assert not problems and article_text(read) == article_text(draft.article)
    questions, problems = figures_of(figures_text(draft.questions))
    assert not problems and list(questions) == list(draft.questions)
    assert figures_text(questions) == figures_text(draft.questions)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_desk_gives_no_article_but_the_reason(kind, seed_rows) -> None:
    with pytest.raises(Misuse) as told:
        drafted_over(prepare(Empty(seed_rows.schema)), kind, KINDS[kind], DAY, TODAY)
    assert told.value.message.startswith("没有起稿：")


def test_the_figures_are_those_of_the_printed_magazine(made, data) -> None:
    assert "市级以上企业研发机构达1875家，其中国家级16家、省级802家、市级1057家" in text_of(made("yanfa"), data)
    unicorns = text_of(made("dujiaoshou"), data)
    assert "3家企业入选2021年江苏独角兽企业，同比增长50%，数量居全省第4位" in unicorns
    assert "21家企业入选2021年潜在独角兽企业，同比增长133%，数量居全省第3位" in unicorns
    assert "74家企业入选2021年高新区瞪羚企业，数量居全省第3位。" in unicorns
    assert "蜂巢能源科技有限公司" in unicorns
    graded = text_of(made("pingjia-youxiu"), data)
    assert "6家获评优秀（A类），总数居全省第4位。8家获评良好（B类），总数居全省第3位。" in graded
    assert "省级以上科技企业孵化器61家，其中国家级27家" in graded
    assert "新增19家、累计40家，总数居全省第1位" in text_of(made("xianci"), data)
    assert "获一等奖1项、二等奖2项、三等奖7项" in text_of(made("dasai"), data)
    compared = text_of(made("duizhao"), data)
    assert "由2017年的2.77%提升到2022年的3.33%" in compared and "由2017年的28.6件提升到2022年的44.8件" in compared


def test_forecasts_are_called_so_and_numbers_of_another_day_tell_their_day(made, data) -> None:
    report = text_of(made("zongshu"), data)
    assert "预计认定高新技术企业1048家" in report and "比重预计达48%" in text_of(made("xianci"), data)
    assert report.count("截至2021年9月30日，") == 1, "what the sentence before says is not said again"
    assert "享受研发费用加计扣除。研发费用加计扣除额" in report
    assert "。户均研发费用加计扣除469万元，居全省第2位。截至2021年年末，全市备案科技服务机构" in report


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        (("截至3月，全市甲{{A}}。", "截至3月，全市乙{{B}}。"), "截至3月，全市甲{{A}}。乙{{B}}。"),
        (("截至3月，甲{{A}}。", "截至3月，全市乙{{B}}。"), "截至3月，甲{{A}}。全市乙{{B}}。"),
        (("截至3月，全市甲{{A}}。", "截至3月，全市{{B}}企业。"), "截至3月，全市甲{{A}}。全市{{B}}企业。"),
        (("2021年，甲。", "截至3月，乙。", "2021年，丙。"), "2021年，甲。截至3月，乙。2021年，丙。"),
        (("2021年，甲。", "", "乙{{B}}。", "2021年，丙。"), "2021年，甲。乙{{B}}。丙。"),
        (("2021年度，甲。", "2021年，乙。"), "2021年度，甲。2021年，乙。"),
        (("{{A | 排名}}，甲。", "{{A | 排名}}，甲。"), "{{A | 排名}}，甲。{{A | 排名}}，甲。"),
    ],
)
def test_a_sentence_does_not_repeat_the_day_that_the_one_before_opened_with(sentences, text) -> None:
    assert joined(sentences) == text


def test_years_that_cannot_be_compared_are_refused_with_those_that_can(data) -> None:
    with pytest.raises(Misuse) as told:
        drafted_over(data, "duizhao", {}, DAY, TODAY)
    assert "2016年、2021年" in told.value.message and "2017年与2022年（4项）" in told.value.hint


def test_a_year_without_numbers_is_not_filled_from_another_year(data) -> None:
    draft = drafted_over(data, "xianci", {"year": "2020"}, date(2021, 3, 1), TODAY)
    printed = text_of(draft, data)
    assert "3.28%" not in printed and "48%" not in printed and "居全省第1位" not in printed
    assert "2497家" in printed
    assert any("没有2020年12月31日" in note or "没有常州市的数" in note for note in draft.notes)


def test_a_district_is_named_and_gets_its_share_and_no_rank_of_the_city(made, data) -> None:
    draft = made("gaoqi", ("district", "武进区"))
    printed = text_of(draft, data)
    assert "武进区有效高新技术企业836家" in printed and "占全市的28.7%" in printed and "全省第" not in printed
    assert all("武进区" in name for name in draft.questions)


def test_lists_too_long_for_a_page_are_told_not_printed(made) -> None:
    draft = made("daoqi")
    assert not [block for block in draft.article.blocks if block.kind == "names"]
    assert any("宜从台账导出后另附" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"yeer": "2021"}, "没有参数“yeer”"), ({"year": "去年"}, "不是年份"), ({"district": "武进县"}, "没有“武进县”"),
    ],
)  # fmt: skip
def test_wrong_parameters_are_told(given, words, data) -> None:
    with pytest.raises(Misuse, match=words):
        drafted_over(data, "gaoqi", given, DAY, TODAY)
    with pytest.raises(Misuse, match="颠倒"):
        drafted_over(data, "shixiang", {"from": "2021-12-31", "to": "2021-01-01"}, DAY, TODAY)
    with pytest.raises(Misuse, match="gaoqi"):
        drafted_over(data, "gaoqii", {}, DAY, TODAY)


SERIES = (
    ("三", "独角兽企业数", "", 2021), ("二十一", "潜在独角兽企业数", "", 2021), ("瞪羚", "高新区瞪羚企业数", "", 2021),
    ("预计", "高新产值占比", "", 2021), ("旧", "动力电池电芯及配套企业数", "", 2021),
    ("位次早", "国家高新区评价排名", "武进高新区", 2017), ("位次晚", "国家高新区评价排名", "武进高新区", 2021),
)  # fmt: skip
ROWS = (
    ("零", "incubator", 'carrier_name = "没有这一家"'),
    ("全部", "annual_eval", 'scheme = "国家级科技企业孵化器绩效评价", eval_year = 2020, grade = "A"'),
    ("也是全部", "annual_eval", 'scheme = "国家级科技企业孵化器绩效评价", eval_year = 2020, grade = "A优秀"'),
)
FIGURES = "".join(
    f'["{name}"]\nseries = "{series}"\n' + (f'region = "{region}"\n' if region else "") + f"as_of = {year}-12-31\n"
    for name, series, region, year in SERIES
) + "".join(f'["{name}"]\nregister = "{register}"\nwhere = {{ {where} }}\n' for name, register, where in ROWS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("共{{三}}[，{{三 | 同比}}]。", "共{{三}}，{{三 | 同比}}。"),
        ("共{{瞪羚}}[，{{瞪羚 | 同比}}]。", "共{{瞪羚}}。"),
        ("共{{瞪羚}}[，{{瞪羚 | 增减}} // ，{{瞪羚 | 排名}}]。", "共{{瞪羚}}，{{瞪羚 | 排名}}。"),
        ("共{{二十一}}[，其中<甲{{零}}‖乙{{三}}‖丙{{零}}>]。", "共{{二十一}}，其中乙{{三}}。"),
        ("共{{二十一}}[，其中<甲{{零}}‖丙{{零}}>]。", "共{{二十一}}。"),
        ("共{{全部}}[，其中A类{{也是全部}}]。", "共{{全部}}。"),
        ("<甲{{三}}¦乙{{二十一}}>。", "甲{{三}}，乙{{二十一}}。"),
        ("比重^达{{预计}}。", "比重预计达{{预计}}。"),
        ("比重{{预计}}。", "比重{{预计}}（预计数）。"),
        ("截至{day 旧}有{{旧}}。", "截至2020年年末有{{旧 @ 2020-12-31}}。"),
        ("由{{位次早}}{change 位次早 位次晚}{{位次晚}}。", "由{{位次早}}（推算数）升至{{位次晚}}。"),
        ("{{三}}{same 三 三}。", "{{三}}。"),
    ],
)  # fmt: skip
def test_clauses_stand_when_they_can_be_said(text, said, data) -> None:
    assert sayings(data).said(text) == said


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("共{{零}}。", "是0"), ("到年末有{{旧}}。", "最近的是2020年12月31日"), ("{{三 | 百分点}}", "不是比率"),
        ("{{没有}}", "没有"), ("{{三}}{change 三 三}", "相同"), ("{{三}}{change 三 预计}", "单位或范围不同"),
        ("<甲{{零}}‖乙{{零}}>", "是0"),
    ],
)  # fmt: skip
def test_sentences_that_cannot_be_true_are_refused(text, why, data) -> None:
    with pytest.raises(Unsayable, match=why):
        sayings(data).said(text)


def sayings(data) -> Sayings:
    from bureau_desk.analysis.answer import answer
    from bureau_desk.bulletin.compose_numbers import Numbers

    return Sayings(Numbers(figures_of(FIGURES)[0], data, answer))


def test_periods_are_called_as_bulletins_do() -> None:
    assert span_words(date(2021, 1, 1), date(2021, 12, 31)) == "2021年"
    assert span_words(date(2021, 1, 1), date(2021, 6, 30)) == "2021年1至6月"
    assert span_words(date(2021, 3, 1), date(2021, 3, 31)) == "2021年3月"
    assert span_words(date(2021, 3, 2), date(2022, 3, 31)) == "2021年3月2日至2022年3月31日"


def test_titles_hold_their_numbers(made, data) -> None:
    article = next(iter(galley_of(made("gaoqi"), data)[1].articles()))
    assert [plain(line) for line in article.title] == ["常州有效高新技术企业", "2915家，同比增长16.7%"]
    assert any(span.number >= 0 for line in article.title for span in line)
