from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.bulletin.wording import Said, about_text, word
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.table import Group, Table
from tests.analysis.memory import question

DAY, BEFORE = date(2021, 12, 31), date(2020, 12, 31)


def table(value: str | None, unit: str = "家", on: date = DAY, **more) -> Table:
    number = None if value is None else Decimal(value)
    digits = more.pop("digits", len((value or "").partition(".")[2]))
    ratio = more.pop("is_ratio", unit == "%")
    return Table(
        question(), number, unit, more.pop("scope", "常州市"), on, "台账", digits=digits, is_ratio=ratio, **more
    )


def say(form: str, now: Table, base: Table | None = None):
    return word(form, Said(now, "数", "a.md 第 1 行", base, "总数"))


def text(form: str, now: str, base: str | None = None, unit: str = "家") -> str:
    return say(form, table(now, unit), None if base is None else table(base, unit, BEFORE)).text


@pytest.mark.parametrize(
    ("value", "unit", "estimate", "words"),
    [
        ("27", "家", "exact", "27家"), ("3.28", "%", "exact", "3.28%"), ("157.63", "亿元", "exact", "157.63亿元"),
        ("2900", "家", "over", "超2900家"), ("100", "家", "nearly", "近100家"), ("30", "项", "about", "约30项"),
        ("50", "家", "at_least", "不少于50家"), ("1048000", "元", "exact", "1048000元"), ("1.5", "亿元", "over", "超1.5亿元"),
        ("1.5", "亿元", "about", "1.5亿元"),
    ],
)  # fmt: skip
def test_values_are_printed_as_bulletins_do(value: str, unit: str, estimate: str, words: str) -> None:
    assert say("", table(value, unit, estimate=estimate)).text == words


@pytest.mark.parametrize(
    ("now", "base", "words"),
    [
        ("3680", "2915", "同比增长26.2%"), ("92", "65", "同比增长41.5%"), ("30", "20", "同比增长50%"), ("15", "20", "同比下降25%"),
        ("20", "20", "同比持平"), ("20001", "20000", "同比基本持平"), ("40", "10", "同比增长300%"), ("4.05", "4", "同比增长1.3%"),
    ],
)  # fmt: skip
def test_growth_is_half_up_with_one_decimal_and_never_minus(now: str, base: str, words: str) -> None:
    assert text("同比", now, base) == words


def test_reported_growth_goes_before_the_computed_one() -> None:
    worded = say("同比", table("157.63", "亿元", growth=Decimal("22.05")), table("100", "亿元", BEFORE))
    assert worded.text == "同比增长22.05%"
    assert [one.code for one in worded.problems] == ["growth_gap"]
    assert say("同比", table("157.63", "亿元", growth=Decimal("-3.0"))).text == "同比下降3%"


def test_net_growth_vector_one() -> None:
    assert text("增减", "3680", "2915") == "增加765家"
    assert text("增减", "2915", "3680") == "减少765家"
    assert text("增减", "5", "5") == "持平"


def hard(worded) -> list[str]:
    return [one.code for one in worded.problems if one.severity is Severity.HARD]


@pytest.mark.parametrize(
    ("now", "base", "words", "code"),
    [
        (table("7"), table("0", on=BEFORE), "上年同期为0", "no_growth"),
        (table("7"), table("-3", on=BEFORE), "增加10家", "no_growth"),
        (table("-7"), table("3", on=BEFORE), "减少10家", "no_growth"),
        (table("7"), None, "上年同期无数据", "missing_year"),
        (table("7"), table(None, on=BEFORE), "上年同期无数据", "missing_year"),
        (table("7", "亿元"), table("7", "万元", BEFORE), "与上年同期单位不同", "mixed_unit"),
        (table("7"), table("6", on=BEFORE, scope="江苏省"), "与上年同期口径不同", "mixed_scope"),
        (table("7", register="indicator_series"), table("6", on=date(2019, 12, 31), register="indicator_series"),
         "上年同期无数据", "missing_year"),
    ],
)  # fmt: skip
def test_no_false_growth_is_printed(now: Table, base: Table | None, words: str, code: str) -> None:
    worded = say("同比", now, base)
    assert worded.text == words and "%" not in worded.text
    assert hard(worded) == [code]


def test_a_small_base_is_noted() -> None:
    worded = say("同比", table("6"), table("4", on=BEFORE))
    assert worded.text == "同比增长50%"
    assert [(one.code, one.severity) for one in worded.problems] == [("small_base", Severity.NOTE)]


def test_ratios_change_by_percentage_points() -> None:
    assert text("百分点", "3.28", "3.16", "%") == "提高0.12个百分点"
    assert text("百分点", "44.5", "44.9", "%") == "下降0.4个百分点"
    assert text("百分点", "107.6", "96.6", "%") == "提高11个百分点"
    assert text("百分点", "15", "15", "%") == "持平"
    assert text("同比", "3.28", "3.16", "%") == "同比提高0.12个百分点"
    assert text("增减", "3.28", "3.16", "%") == "提高0.12个百分点"
    assert say("百分点", table("3.28", "%", points=Decimal("0.1"))).text == "提高0.1个百分点"


def test_percentage_points_of_a_count_are_refused() -> None:
    worded = say("百分点", table("27"), table("20", on=BEFORE))
    assert (worded.text, worded.value, hard(worded)) == ("〔有误：数 | 百分点〕", None, ["not_a_ratio"])


def test_points_on_unrounded_numbers_tell_a_different_look() -> None:
    worded = say("百分点", table("3.26", "%", digits=1), table("3.14", "%", BEFORE, digits=1))
    assert worded.text == "提高0.1个百分点"
    assert [one.code for one in worded.problems] == ["points_rounding"]


def test_a_share_needs_the_same_unit_and_day_and_a_larger_whole() -> None:
    assert say("占比", table("92"), table("386")).text == "占比23.8%"
    assert say("占比", table("5000", "万元"), table("1", "亿元")).text == "占比50%"
    for whole, code in (
        (table("0"), "no_share"), (table("91"), "no_share"), (table("386", "项"), "mixed_unit"),
        (table("386", on=BEFORE), "mixed_days"), (None, "missing_whole"), (table(None), "missing_whole"),
    ):  # fmt: skip
        worded = say("占比", table("92"), whole)
        mark = "无数据" if code == "missing_whole" else "有误"
        assert (worded.text, worded.value, hard(worded)) == (f"〔{mark}：数 | 占比 总数〕", None, [code])


def test_ranks_say_among_whom() -> None:
    assert say("排名", table("3.28", "%", rank="全省第3位", rank_base="全省")).text == "居全省第3位"
    assert say("排名", table("3.28", "%", rank="全省13市第3位", rank_base="全省13市")).value == 3
    without = say("排名", table("3.28", "%", rank="第3位"))
    assert without.text == "排名第3位" and without.problems[0].code == "rank_base"
    unranked = say("排名", table("3.28", "%"))
    assert (unranked.text, unranked.value, hard(unranked)) == ("〔有误：数 | 排名〕", None, ["no_rank"])


def test_a_district_is_ranked_among_the_groups_with_ties() -> None:
    groups = tuple(
        Group((name,), Decimal(value), ()) for name, value in (("武进区", 5), ("新北区", 7), ("金坛区", 5), ("未填", 9))
    )
    asked = replace(table("26"), groups=groups, names=("所属辖市区",), question=question(region="武进区"))
    assert say("排名", asked).text == "居全市并列第2位"
    assert say("排名", replace(asked, question=question(region="新北区"))).text == "居全市第1位"
    nowhere = say("排名", replace(asked, question=question()))
    assert (nowhere.text, hard(nowhere)) == ("〔有误：数 | 排名〕", ["no_rank"])
    empty = replace(asked, groups=(Group(("武进区",), None, ()),))
    assert say("排名", empty).text == "〔无数据：数 | 排名〕"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("2915", "家", "超2900家"), ("2980", "家", "近3000家"), ("97", "家", "近100家"), ("2900", "家", "2900家"),
        ("2497", "家", "近2500家"), ("1048", "家", "超1000家"), ("27", "家", "近30家"), ("21", "家", "超20家"), ("7", "家", "7家"),
        ("9980", "家", "近1万家"), ("157.63", "亿元", "近160亿元"), ("7.2", "亿元", "超7亿元"), ("48.3", "%", "超48%"),
        ("97.8", "%", "近98%"), ("100", "家", "100家"), ("0", "家", "0家"),
        ("15", "家", "15家"), ("11", "家", "超10家"), ("25", "家", "25家"), ("18", "家", "近20家"), ("1.4", "%", "1.4%"),
        ("123456789", "家", "超1.2亿家"), ("99999999", "家", "近1亿家"), ("15234", "家", "超1.5万家"),
        ("1234567", "家", "超120万家"), ("12345", "亿元", "超1.2万亿元"), ("1234567", "万元", "超120亿元"),
        ("123456789", "万元", "超1.2万亿元"), ("2915", "万元", "超2900万元"), ("100000000", "家", "1亿家"),
    ],
)  # fmt: skip
def test_rough_numbers_by_the_second_leading_digit(value: str, unit: str, words: str) -> None:
    assert about_text(Decimal(value), unit, unit == "%") == words


@given(st.integers(10, 10**11))
def test_a_rough_number_is_true(value: int) -> None:
    words = about_text(Decimal(value), "家")
    number = words.strip("超近家")
    size = {"万": 10**4, "亿": 10**8}.get(number[-1], 1)
    shown = Decimal(number.rstrip("万亿")) * size
    assert shown < value if words.startswith("超") else shown > value if words.startswith("近") else shown == value
    assert abs(shown - value) * 8 <= value
    assert len(number.rstrip("万亿")) <= 4


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from(("同比", "增减")))
def test_no_wording_is_negative_or_of_the_wrong_direction(now: int, base: int, form: str) -> None:
    words = text(form, str(now), str(base))
    assert "-" not in words
    assert not (now > base and ("下降" in words or "减少" in words))
    assert not (now < base and ("增长" in words or "增加" in words))


def test_no_number_is_marked_and_told() -> None:
    worded = say("", table(None, warnings=("没有数。",)))
    assert worded.text == "〔无数据：数〕" and hard(worded) == ["no_number"]
