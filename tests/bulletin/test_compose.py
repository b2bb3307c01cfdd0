from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bureau_desk.bulletin.compose import compose
from bureau_desk.bulletin.compose_text import fitted_to
from bureau_desk.bulletin.galley_json import from_json, to_json
from bureau_desk.bulletin.unbound import unbound_in
from bureau_desk.domain.galley import Galley, Span, plain, worded_line
from bureau_desk.domain.issue import Article, Block, Column, Issue, Masthead, Run
from bureau_desk.domain.problem import Severity, Trouble
from tests.analysis.memory import desk, hte, indicator, question

ROWS = [
    hte("A", "2019-12-05", "2022-12-04", stat_unit_then="武进区"), hte("B", "2021-11-30", "2024-11-29", stat_unit_then="新北区"),
    hte("C", "2021-11-30", "2024-11-29", stat_unit_then="武进区"), hte("D", "2021-11-30", "2024-11-29", qual_type="瞪羚"),
]  # fmt: skip
SERIES = [
    indicator("强度", "2020-12-31", "3.16", unit="%"),
    indicator("强度", "2021-12-31", "3.28", unit="%", value_type="预计", rank_reported=3, rank_base="全省"),
]
DESK = desk("2021-12-31", qualification=ROWS, indicator_series=SERIES)
QUESTIONS = {
    one.name: one
    for one in (
        question("高企数", where={"qual_type": "高新技术企业"}, list_fields=("name_then",)),
        question("企业数"),
        question("强度", series="强度"),
        question(
            "各区",
            by=("stat_unit_then",),
            chart={"kind": "bar", "title": "武进{{高企数}}", "sort": "desc"},
            table={"total": True},
        ),
        question("坏的", register="firms"),
    )
}


def issue(*texts: str, blocks: tuple[Block, ...] = (), **more) -> Issue:
    body = tuple(Block("paragraph", ((Run(text),),), line=place) for place, text in enumerate(texts, 5))
    article = Article("a", more.pop("title", "标题"), body + blocks, path="articles/a.md", **more)
    masthead = Masthead("常州科技", 2022, 1, date(2022, 2, 28), headlines=("a",))
    return Issue(masthead, (Column("创新头条", ("a",)),), {"a": article}, QUESTIONS, "/issue")


def galley(*texts: str, **more) -> Galley:
    return compose(issue(*texts, **more), DESK)


def printed(*texts: str) -> str:
    return plain(galley(*texts).articles()[0].blocks[0].lines[0])


def test_a_number_is_printed_with_its_unit_and_bound_to_its_rows() -> None:
    made = galley("去年很忙。有效高企{{高企数}}。还有一句。")
    span = made.articles()[0].blocks[0].lines[0][1]
    number = made.numbers[span.number]
    assert (span.text, number.value, number.unit, number.rows) == ("3家", "3", "家", (1, 2, 3))
    assert (number.as_of, number.source, number.article, number.register) == (
        "2021-12-31",
        "企业资质台账",
        "a",
        "qualification",
    )
    assert number.sentence == "有效高企3家。"
    assert "资质类型为高新技术企业" in number.question
    assert made.problems == ()


def test_a_date_in_the_text_asks_for_that_day() -> None:
    made = galley("{{高企数 @ 2020-12-31}}和{{高企数@2020|增减}}")
    assert plain(made.articles()[0].blocks[0].lines[0]) == "1家和持平"
    assert [number.as_of for number in made.numbers] == ["2020-12-31", "2020-12-31"]
    assert made.numbers[1].base_as_of == "2019-12-31"


def test_an_indicator_of_a_written_day_has_a_number_of_that_year_or_none() -> None:
    made = galley(
        "2022年{{强度 @ 2022-12-31}}，{{强度 @ 2022 | 排名}}，{{强度 @ 2022 | 百分点}}", "预计{{强度 @ 2021}}"
    )
    blocks = made.articles()[0].blocks
    assert plain(blocks[0].lines[0]) == "2022年〔无数据：强度〕，〔无数据：强度〕，〔无数据：强度〕"
    assert plain(blocks[1].lines[0]) == "预计3.28%"
    assert [number.value for number in made.numbers] == ["", "", "", "3.28"]
    told = [one for one in made.problems if one.severity is Severity.HARD]
    assert told and all(one.where == "articles/a.md 第 5 行" and "没有2022年的数" in one.message for one in told)


def test_an_indicator_of_the_questions_own_day_has_none_of_an_earlier_year() -> None:
    asked = QUESTIONS | {"晚强度": question("晚强度", series="强度", as_of=date(2022, 12, 31))}
    made = compose(replace(issue("{{晚强度}}"), questions=asked), desk("2022-12-31", indicator_series=SERIES))
    assert plain(made.articles()[0].blocks[0].lines[0]) == "〔无数据：晚强度〕"


def test_without_a_written_day_the_latest_number_of_an_indicator_stands() -> None:
    made = compose(issue("预计{{强度}}"), desk("2022-02-28", indicator_series=SERIES))
    assert plain(made.articles()[0].blocks[0].lines[0]) == "预计3.28%"
    assert all(one.severity is not Severity.HARD for one in made.problems)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{历年}}", "〔有误：历年〕"), ("{{历年 | 同比}}", "〔有误：历年 | 同比〕"), ("{{各区}}", "〔有误：各区〕"),
        ("{{各区 @ 2020-12-31}}", "〔有误：各区 @ 2020-12-31〕"), ("{{高企数 | 占比 各区}}", "〔有误：高企数 | 占比 各区〕"),
        ("{{高企数 | 占比 历年}}", "〔有误：高企数 | 占比 历年〕"), ("{{历年 @ 2020-12-31}}", "1家"),
    ],
)  # fmt: skip
def test_a_question_of_many_numbers_is_no_number(text: str, shown: str) -> None:
    days = (date(2020, 12, 31), date(2021, 12, 31))
    years = question("历年", where={"qual_type": "高新技术企业"}, dates=days)
    made = compose(replace(issue(text), questions=QUESTIONS | {"历年": years}), DESK)
    assert plain(made.articles()[0].blocks[0].lines[0]) == shown
    if shown.startswith("〔"):
        assert not made.numbers
        (told,) = [one for one in made.problems if one.severity is Severity.HARD]
        assert (told.code, told.where) == ("grouped", "articles/a.md 第 5 行")
        assert "没有单独的一个数" in told.message


def test_a_form_that_cannot_be_said_leaves_no_number_standing() -> None:
    assert printed("排名{{高企数 | 排名}}") == "排名〔有误：高企数 | 排名〕"


def test_forms_compare_with_the_year_before_or_with_another_number() -> None:
    assert printed("{{高企数}}，{{高企数 | 同比}}，{{高企数 | 增减}}") == "3家，同比增长200%，增加2家"
    assert printed("高企{{高企数 | 占比 企业数}}") == "高企占比75%"
    assert printed("高企占全部企业的{{高企数 | 占比 企业数}}") == "高企占全部企业的75%"
    assert (
        printed("预计强度{{强度}}，{{强度 | 百分点}}，{{强度｜排名}}") == "预计强度3.28%，提高0.12个百分点，居全省第3位"
    )


def test_the_second_operand_is_kept() -> None:
    number = galley("{{高企数 | 占比 企业数}}").numbers[0]
    assert (number.form, number.value, number.base_value, number.base_rows) == ("占比 企业数", "75", "4", (1, 2, 3, 4))


def test_an_unknown_name_is_marked_and_told_with_near_matches() -> None:
    made = galley("有{{高企业数}}家")
    assert plain(made.articles()[0].blocks[0].lines[0]) == "有〔未知数字：高企业数〕家"
    problem = made.problems[0]
    assert (problem.where, problem.severity, problem.code) == ("articles/a.md 第 5 行", Severity.HARD, "unknown_number")
    assert "“高企数”" in problem.message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{高企数 | 同币}}", "〔有误：高企数 | 同币〕"), ("{{高企数 @ 明天}}", "〔有误：高企数 @ 明天〕"), ("{{}}", "〔有误：〕"),
        ("{{坏的}}", "〔无法回答：坏的〕"), ("{{高企数 | 占比}}", "〔有误：高企数 | 占比〕"), ("{{list 高企数}}", "〔名单：高企数〕"),
        ("{{高企数 | 占比 无}}", "〔无法回答：高企数〕"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_never_stops_the_issue(text: str, shown: str) -> None:
    made = galley(text)
    assert plain(made.articles()[0].blocks[0].lines[0]) == shown
    assert made.problems[0].severity is Severity.HARD


def test_text_that_is_no_placeholder_stays() -> None:
    assert printed("R&D < {甲} {{没有收尾 & }") == "R&D < {甲} {{没有收尾 & }"


def test_an_expected_number_must_be_called_so() -> None:
    assert [one.code for one in galley("强度{{强度}}。").problems] == ["warning"]
    assert galley("预计强度{{强度}}。").problems == ()


def test_words_before_a_number_are_not_said_twice_nor_contradicted() -> None:
    assert fitted_to("比上年", "同比增长5%", "同比") == ("同比增长5%", "")
    assert fitted_to("高企同比", "同比增长5%", "同比") == ("增长5%", "")
    assert fitted_to("较上年增长", "同比增长5%", "同比") == ("5%", "")
    assert fitted_to("较上年增长", "同比下降5%", "同比") == ("同比下降5%", "增长")
    assert fitted_to("总数超过", "超2900家", "约数") == ("2900家", "")
    assert fitted_to("总数近", "超2900家", "约数") == ("超2900家", "近")
    assert fitted_to("，位列", "居全省第3位", "排名") == ("全省第3位", "")
    assert "contradiction" in [one.code for one in galley("高企下降{{高企数|同比}}").problems]


@pytest.mark.parametrize("path", ["../secret/x.png", "/etc/passwd", "C:/x.png", "images/../../x.png"])
def test_a_picture_outside_the_folder_has_no_file_in_the_galley(path: str) -> None:
    made = galley(blocks=(Block("picture", path=path, caption="图注"),))
    picture = made.articles()[0].blocks[0]
    assert (picture.path, plain(picture.caption)) == ("", "图注")


def test_titles_captions_and_boxes_hold_numbers() -> None:
    blocks = (
        Block("picture", path="images/x.png", caption="{{高企数}}合影", credit="市科技局"),
        Block("number", ((Run("有效高企数，{{高企数|增减}}"),),), title="{{高企数}}↑"),
        Block("names", title="附：{{高企数}}名单", name="高企数"),
        Block("quote", ((Run("{{高企数}}"),),), source="负责人"),
        Block("heading", ((Run("上有{{高企数}}"),), (Run("下句"),))),
    )
    made = galley(
        blocks=blocks, title="常州{{高企数}}\n高企", contents_title="", kicker="{{高企数}}", lead="{{高企数}}"
    )
    article = made.articles()[0]
    assert [plain(line) for line in article.title] == ["常州3家", "高企"]
    assert plain(article.contents_title) == "常州3家 高企"
    assert [plain(line) for line in (article.kicker, article.lead)] == ["3家", "3家"]
    picture, number, names, quote, heading = article.blocks
    assert (picture.path, plain(picture.caption), picture.alt) == ("/issue/images/x.png", "3家合影", "3家合影")
    assert (plain(number.title), number.unit, number.arrow) == ("3", "家", "↑")
    assert number.title[0].number >= 0
    assert [plain(line) for line in names.lines] == ["企业A", "企业B", "企业C"]
    assert plain(names.title) == "附：3家名单" and quote.source == "负责人"
    assert [plain(line) for line in heading.lines] == ["上有3家", "下句"]
    assert made.problems == ()
    assert {number.value for number in made.numbers if number.name == "高企数" and not number.form} == {"3"}


def test_charts_and_tables_are_answered_once() -> None:
    chart = Block("chart", name="各区", line=9)
    made = galley(blocks=(chart, chart, Block("table", name="各区")))
    assert len(made.figures) == 1 and len(made.tables) == 1
    figure = made.articles()[0].blocks[0].figure
    assert figure is not None and figure.title == "武进3家" and figure.categories == ("武进区", "新北区", "未填")
    assert made.tables[0].rows[-1] == ("合计", "4")
    assert "武进区2家" in figure.alt


def test_a_chart_that_cannot_be_made_leaves_a_mark() -> None:
    made = galley(blocks=(Block("chart", name="各取", line=9), Block("table", name="坏的", line=11)))
    blocks = made.articles()[0].blocks
    assert [plain(block.lines[0]) for block in blocks] == ["〔图表没有做成：各取〕", "〔表格没有做成：坏的〕"]
    assert [one.where for one in made.problems] == ["articles/a.md 第 9 行", "articles/a.md 第 11 行"]


def test_each_question_is_asked_once_a_day() -> None:
    from bureau_desk.analysis.answer import answer

    asked = []

    def ask(one, snapshot):
        asked.append((one.name, one.as_of))
        return answer(one, snapshot)

    compose(issue("{{高企数}}{{高企数}}{{高企数 | 同比}}", "{{高企数 @ 2020}}{{高企数|增减}}"), DESK, ask)
    assert asked == [("高企数", None), ("高企数", date(2020, 12, 31))]


def test_a_galley_survives_json() -> None:
    made = galley(
        "有{{高企数}}，{{强度 | 百分点}}，{{无}}", blocks=(Block("chart", name="各区"), Block("table", name="各区"))
    )
    text = to_json(made)
    assert from_json(text) == made
    assert to_json(from_json(text)) == text
    assert text == to_json(
        galley(
            "有{{高企数}}，{{强度 | 百分点}}，{{无}}", blocks=(Block("chart", name="各区"), Block("table", name="各区"))
        )
    )
    for broken in ("", "{}", "[]", text[:100], text.replace('"galley": 1', '"galley": 2')):
        with pytest.raises(Trouble):
            from_json(broken)


def test_a_missing_article_is_told_and_left_out() -> None:
    whole = issue("甲")
    made = compose(Issue(whole.masthead, (Column("头条", ("a", "b")),), whole.articles, {}), DESK)
    assert [article.id for article in made.articles()] == ["a"]
    assert made.problems[0].code == "article"


def test_escaped_braces_are_printed_as_braces() -> None:
    assert printed("\ue001\ue001高企数\ue002\ue002是{{高企数}}") == "{{高企数}}是3家"


def test_what_an_answer_warns_of_is_told_once_with_all_places() -> None:
    rows = [*ROWS, hte("E", "", "")]
    made = compose(
        issue("有{{高企数}}。", "又有{{企业数}}。", "还有{{高企数}}。"), desk("2021-12-31", qualification=rows)
    )
    notes = [one for one in made.problems if one.code == "warning"]
    assert len(notes) == 1
    assert notes[0].where == "articles/a.md 第 5 行"
    assert all(word in notes[0].message for word in ("“高企数”", "“企业数”", "第 6 行", "第 7 行", "没有起始日期"))


def test_a_number_without_value_is_told_once() -> None:
    made = galley("早年{{强度 @ 1990-12-31}}。")
    assert [one.code for one in made.problems] == ["no_number"]


def test_a_misread_question_prints_no_number() -> None:
    whole = issue("有{{高企数}}。")
    whole = replace(whole, questions={"高企数": replace(QUESTIONS["高企数"], fault="figures.toml 第 3 行：写错了。")})
    made = compose(whole, DESK)
    assert plain(made.articles()[0].blocks[0].lines[0]) == "有〔无法回答：高企数〕。"
    assert "第 3 行" in made.problems[0].message


NOTHING = {
    one.name: one
    for one in (
        question("空组", where={"name_then": "绝无此名"}, by=("stat_unit_then",), chart={"kind": "bar", "title": "空"}),
        question("空数", where={"name_then": "绝无此名"}, chart={"kind": "column"}),
        question("空名单", where={"name_then": "绝无此名"}, list_fields=("name_then",)),
        question("早强度", series="强度", as_of=date(2018, 12, 31)),
    )
}


@pytest.mark.parametrize(
    ("kind", "name"),
    [("chart", "空组"), ("table", "空组"), ("chart", "空数"), ("table", "空名单"), ("table", "早强度")],
)
def test_a_chart_or_table_without_data_is_a_marked_line_and_told(kind: str, name: str) -> None:
    given = issue(blocks=(Block(kind, name=name, line=9), Block(kind, name=name, line=12)))
    made = compose(replace(given, questions=QUESTIONS | NOTHING), DESK)
    for block in made.articles()[0].blocks:
        assert (block.kind, plain(block.lines[0])) == ("paragraph", f"〔无数据：{name}〕")
    assert (made.figures, made.tables, made.points) == ((), (), ())
    told = [(one.where, one.severity) for one in made.problems if one.code == "no_data"]
    assert told == [("articles/a.md 第 9 行", Severity.SOFT), ("articles/a.md 第 12 行", Severity.SOFT)]


def test_a_chart_of_one_number_that_nobody_described_is_told() -> None:
    made = galley(blocks=(Block("chart", name="高企数", line=9),))
    assert made.articles()[0].blocks[0].kind == "chart"
    (told,) = made.problems
    assert (told.where, told.severity) == ("articles/a.md 第 9 行", Severity.SOFT) and "没有写 chart" in told.message


def test_a_bar_of_progress_that_is_called_by_what_it_counts_is_bound_to_its_rows() -> None:
    asked = replace(QUESTIONS["企业数"], name="图十一进度", chart={"kind": "progress", "target": 9, "title": "进度"})
    given = replace(issue(blocks=(Block("chart", name="图十一进度", line=9),)), questions={"图十一进度": asked})
    actual = compose(given, DESK).points[0]
    assert actual.number.rows
    assert "图十一进度" not in actual.number.sentence


def test_a_chart_and_a_table_hold_no_number_of_another_year_than_is_written() -> None:
    bars = {"kind": "bar", "title": "两年", "items": ["强度", "强度2023"], "labels": ["去年", "今年"]}
    asked = {
        **QUESTIONS,
        "强度2023": question("强度2023", series="强度", as_of=date(2023, 12, 31)),
        "一年": question("一年", series="强度", as_of=date(2023, 12, 31), chart={"kind": "bar", "title": "一年"}),
        "两年": question("两年", series="强度", chart=bars),
    }
    made = issue(blocks=(Block("chart", name="一年"), Block("table", name="一年"), Block("chart", name="两年")))
    composed = compose(replace(made, questions=asked), DESK)
    none, empty, chart = composed.articles()[0].blocks
    assert plain(none.lines[0]) == plain(empty.lines[0]) == "〔无数据：一年〕"
    assert chart.figure is not None
    assert chart.figure.series[0].values[1] is None
    told = [one.message for one in composed.problems if one.code == "no_data" and one.severity is Severity.SOFT]
    assert sum("“强度2023”没有数，那一项空着" in one for one in told) == 1


def test_two_written_tables_of_one_title_keep_their_numbers_apart() -> None:
    first = Block("table", title="主要指标", rows=(("区", "数"), ("武进", "{{企业数}}")), line=9)
    typed = Block("table", title="主要指标", rows=(("区", "数"), ("新北", "14家")), line=15)
    made = galley(blocks=(first, typed))
    one, two = (block.table for block in made.articles()[0].blocks)
    assert one is not None
    assert two is not None
    assert one.name != two.name
    assert [span.number for span in worded_line(made, "4家", "cell", f"{one.name} 0 1")] == [0]
    assert worded_line(made, "14家", "cell", f"{two.name} 0 1") == (Span("14家"),)
    assert [figure.text for figure in unbound_in(made)] == ["14家"]


def test_a_number_is_not_found_inside_a_longer_one() -> None:
    asked = question("各区", by=("stat_unit_then",), chart={"kind": "bar", "title": "{{企业数}}", "subtitle": "共14家"})
    made = compose(replace(issue(blocks=(Block("chart", name="各区"),)), questions=QUESTIONS | {"各区": asked}), DESK)
    assert [span.number for span in worded_line(made, "4家", "chart", "各区")] == [0]
    assert worded_line(made, "共14家", "chart", "各区") == (Span("共14家"),)


def test_a_chart_or_table_without_a_title_says_what_it_counts_and_is_told() -> None:
    where = {"qual_type": "高新技术企业"}
    asked = {
        **QUESTIONS,
        "tu1": question("tu1", where=where, by=("stat_unit_then",), chart={"kind": "bar"}),
        "tu2": question("tu2", series="强度", chart={"kind": "bar"}),
        "tu3": question("tu3", chart={"kind": "bar", "items": ["高企数", "企业数"], "labels": ["高企", "全部"]}),
    }
    names = ("tu1", "tu2", "tu3")
    blocks = tuple(Block(kind, name=name) for name in names for kind in ("chart", "table"))
    made = compose(replace(issue(blocks=blocks), questions=asked), DESK)
    shown = [block.figure or block.table for block in made.articles()[0].blocks]
    qualified = "企业资质数量（资质类型为高新技术企业）：按认定时所属辖区"
    assert [one.title for one in shown] == [qualified, qualified, "强度", "强度", "高企、全部", "企业资质数量"]
    words = [word for one in made.figures for word in (*one.categories, one.alt, *(each.name for each in one.series))]
    words += [cell for one in made.tables for row in (one.columns, *one.rows) for cell in row]
    assert not any("tu" in word for word in words)
    told = [one.message for one in made.problems if "没有写标题" in one.message]
    assert len(told) == 6
    assert all(one.severity is Severity.SOFT for one in made.problems if one.message in told)
