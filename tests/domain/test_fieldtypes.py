"""Every way staff type a value is read, shown and read back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.domain.fieldtypes import (
    Cell,
    check,
    check_row,
    edit_text,
    from_json,
    parse,
    parse_cell,
    read,
    show,
    to_json,
)
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Code, CodeList, Field, FieldType
from bureau_desk.domain.values import Value
from tests.domain.sample_schema import CARRIER, LEVEL, THEMES, UNITS, SampleContext, field_of

CONTEXT = SampleContext()

# a shared machine may be slow; time is not what these tests are about
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

SOUND = {
    "name": "常州市某某孵化器", "uscc": "91320411MATX004560", "stat_unit": "320411", "established_date": "2015-03",
    "total_area": Decimal(12000), "run_status": "normal", "level": "p1",
}  # fmt: skip


def codes(problems: tuple[Any, ...]) -> set[str]:
    return {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("name", " \ufeff常州\u200b科教\xa0城 \u3000", "常州科教 城"),
        ("name", "甲\n乙", "甲 乙"),
        ("remark", "甲\r\n乙\x07", "甲\n乙"),
        ("filing_no", "００１２３４", "001234"),
        ("filing_no", "常科备（2022）003号", "常科备（2022）003号"),
        ("uscc", "９１３２０４１１ｍａｔｘ00-4560 ", "91320411MATX004560"),
        ("staff_count", "１，２００", 1200),
        ("staff_count", "1.2万", 12000),
        ("staff_count", "20人", 20),
        ("staff_count", "12.0", 12),
        ("total_area", "1.2万㎡", Decimal(12000)),
        ("total_area", "12,000.50 平方米", Decimal("12000.5")),
        ("fund", "1200", 12_000_000),
        ("fund", "1.2亿", 120_000_000),
        ("fund", "3,500千元", 3_500_000),
        ("fund", "￥1,200元", 1200),
        ("fund", "0.5 亿元", 50_000_000),
        ("valuation", "12.5", 1_250_000_000),
        ("valuation", "7亿美元", 700_000_000),
        ("share", "12.5％", Decimal("12.5")),
        ("share", "12.5", Decimal("12.5")),
        ("stat_year", "2024年度", 2024),
        ("established_date", "2024.5", "2024-05"),
        ("established_date", "2024/5/6", "2024-05-06"),
        ("established_date", "2024年5月", "2024-05"),
        ("established_date", "2024年05月06日", "2024-05-06"),
        ("established_date", "20240506", "2024-05-06"),
        ("established_date", "202405", "2024-05"),
        ("established_date", "2024-05", "2024-05"),
        ("established_date", "2024", "2024"),
        ("established_date", "2024-05-06 00:00:00", "2024-05-06"),
        ("run_status", "normal", "normal"),
        ("run_status", "正常", "normal"),
        ("run_status", "在营", "normal"),
        ("level", "省级", "p1"),
        ("level", "国家级(原科技部)", "n0"),
        ("level", "国家级", "n0"),
        ("themes", "企业培育；载体", ("a", "b")),
        ("themes", "企业培育、载体,人才|载体", ("a", "b", "d")),
        ("themes", "金融、奖补", ("c",)),
        ("themes", "企业培育\n金融、奖补", ("a", "c")),
        ("founders", "常州大学,市政府，某公司", ("常州大学", "市政府", "某公司")),
        ("founders", "甲、乙共建；丙", ("甲、乙共建", "丙")),
        ("park", "常州科教城", 7),
        ("park", "#9", 9),
        ("park", "重名园区 #8", 8),
        ("shared", "√", True),
        ("shared", "无", False),
        ("shared", "TRUE", True),
    ],
)  # fmt: skip
def test_what_staff_type_is_read(key: str, typed: str, value: Value) -> None:
    reading = parse(field_of(key), typed, CONTEXT)
    assert reading.problems == ()
    assert reading.value == value
    assert type(reading.value) is type(value)


@pytest.mark.parametrize("key", [field.key for field in CARRIER.fields])
def test_nothing_typed_is_empty_everywhere(key: str) -> None:
    for blank in ("", "   ", "\u3000\u200b", "\ufeff"):
        assert (
            parse(field_of(key), blank.strip("\u200b\ufeff") if key == "staff_count" else blank, CONTEXT).value is None
        )
    assert show(field_of(key), None, CONTEXT) == edit_text(field_of(key), None, CONTEXT) == ""


@pytest.mark.parametrize(
    ("key", "typed", "code", "words"),
    [
        ("staff_count", "约20家", "approximate", "约数"),
        ("staff_count", "20余人", "approximate", "约数"),
        ("staff_count", "20家", "unit", "应为“人”"),
        ("staff_count", "1.5", "whole", "整数"),
        ("staff_count", "1,20", "number", "不是数字"),
        ("staff_count", "/", "number", "留空"),
        ("total_area", "1.234", "precision", "2 位小数"),
        ("total_area", "1.2E+05", "scientific", "科学记数法"),
        ("fund", "12美元", "currency", "币种应为元"),
        ("valuation", "7亿元人民币", "number", "不是数字"),
        ("fund", "1.00001", "precision", "1 元"),
        ("share", "十二", "number", "不是数字"),
        ("stat_year", "24", "year", "四位"),
        ("established_date", "2024.2.30", "date", "2 月没有 30 日"),
        ("established_date", "2024-13", "date", "没有 13 月"),
        ("established_date", "24.5.6", "date", "四位年份"),
        ("established_date", "99999", "date", "不是日期"),
        ("established_date", "待定", "date", "不是日期"),
        ("run_status", "正長", "choice", "是否为“正常”"),
        ("themes", "企业培育；体育", "choice", "“体育”不在“主题”"),
        ("level", "市级", "ambiguous", "市级认定、市级备案"),
        ("park", "不存在园区", "reference", "科技园区台账里没有“不存在园区”"),
        ("park", "重名园区", "ambiguous", "2 条"),
        ("park", "#99", "reference", "#99"),
        ("shared", "也许", "boolean", "“是”或“否”"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(key: str, typed: str, code: str, words: str) -> None:
    reading = parse(field_of(key), typed, CONTEXT)
    assert reading.value is None
    assert [problem.code for problem in reading.problems] == [code]
    assert words in reading.problems[0].message
    assert reading.problems[0].severity is Severity.HARD
    assert reading.problems[0].field == key


def test_a_wrong_check_character_tells_the_right_one() -> None:
    problem = read(field_of("uscc"), "91320411MATX004561", CONTEXT).problems[0]
    assert problem.message == "第 18 位校验码应为 0，请与营业执照核对。"
    assert problem.severity is Severity.HARD


def test_legacy_fields_only_warn_of_codes() -> None:
    for typed in ("91320411MATX004561", "13717352-7", "320400000012345"):
        reading = read(field_of("old_uscc"), typed, CONTEXT)
        assert reading.value is not None
        assert [problem.severity for problem in reading.problems] == [Severity.SOFT]


def test_a_choice_out_of_date_is_kept_and_marked() -> None:
    reading = read(field_of("run_status"), "停运", CONTEXT)
    assert reading.value == "stopped"
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("expired", Severity.SOFT)]
    assert "2023-12-31" in reading.problems[0].message


def test_plain_level_words_mean_the_level_valid_on_the_day() -> None:
    assert parse(field_of("level"), "国家级", SampleContext(today=date(2025, 7, 1))).value == "mc"


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("total_area", Decimal(0), "minimum"),
        ("fund", -10000, "minimum"),
        ("staff_count", -1, "minimum"),
        ("share", Decimal("100.5"), "maximum"),
        ("established_date", "2024-07-01", "future"),
        ("established_date", "2024-07", "future"),
        ("filing_no", "12345", "pattern"),
        ("run_status", "gone", "choice"),
    ],
)
def test_values_out_of_bounds_are_found(key: str, value: Value, code: str) -> None:
    assert codes(check(field_of(key), value, CONTEXT)) == {code}


def test_a_founding_year_that_may_lie_behind_us_is_accepted() -> None:
    assert check(field_of("established_date"), "2024", CONTEXT) == ()
    assert check(field_of("share"), Decimal(100), CONTEXT) == ()


@pytest.mark.parametrize(
    ("key", "value", "shown", "edited"),
    [
        ("fund", 12_345_678, "1,234.57", "1234.5678"),
        ("fund", 12_000_000, "1,200", "1200"),
        ("fund", 30, "0.003", "0.003"),
        ("valuation", 1_250_000_000, "12.5", "12.5"),
        ("staff_count", 12000, "12,000", "12000"),
        ("stat_year", 2024, "2024", "2024"),
        ("share", Decimal("12.50"), "12.5%", "12.5"),
        ("run_status", "normal", "正常", "正常"),
        ("themes", ("a", "c"), "企业培育、金融、奖补", "企业培育；金融、奖补"),
        ("park", 7, "常州科教城", "常州科教城"),
        ("park", 8, "重名园区", "重名园区 #8"),
        ("shared", False, "否", "否"),
        ("established_date", "2024-05", "2024-05", "2024-05"),
        ("filing_no", "000123", "000123", "000123"),
    ],
)
def test_values_are_shown_and_edited(key: str, value: Value, shown: str, edited: str) -> None:
    assert show(field_of(key), value, CONTEXT) == shown
    assert edit_text(field_of(key), value, CONTEXT) == edited


def iso_days() -> st.SearchStrategy[str]:
    days = st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat)
    return st.one_of(days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))


WORDS = st.text().map(lambda text: parse(Field("t", "t", FieldType.TEXT), text, CONTEXT).value).filter(bool)
LINES = st.text().map(lambda text: parse(Field("t", "t", FieldType.LONG_TEXT), text, CONTEXT).value).filter(bool)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": WORDS,
    "remark": LINES,
    "filing_no": st.from_regex(r"^0\d{0,30}\Z", fullmatch=True),
    "uscc": st.from_regex(r"[0-9A-HJ-NP-Y]{1,20}", fullmatch=True),
    "staff_count": st.integers(-(10**14), 10**14),
    "total_area": st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2),
    "fund": st.integers(-(10**16), 10**16),
    "income": st.integers(-(10**16), 10**16),
    "valuation": st.integers(-(10**16), 10**16),
    "share": st.decimals(Decimal(-1000), Decimal(1000), places=2),
    "stat_year": st.integers(1900, 2200),
    "established_date": iso_days(),
    "run_status": st.sampled_from(["normal", "rectify", "stopped", "merged"]),
    "level": st.sampled_from([code.code for code in LEVEL.codes]),
    "stat_unit": st.sampled_from([code.code for code in UNITS.codes]),
    "themes": st.lists(st.sampled_from([code.code for code in THEMES.codes]), min_size=1, unique=True).map(tuple),
    "founders": st.lists(
        st.text(alphabet="甲乙丙 、，,AB12（）", min_size=1).map(str.strip).filter(lambda word: word.strip("、，, ")),
        min_size=1,
        unique=True,
    ).map(tuple),
    "park": st.sampled_from([7, 8, 9]),
    "shared": st.booleans(),
}


@patient
@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_what_an_editor_shows_is_read_back_the_same(data: st.DataObject, key: str) -> None:
    value, field = data.draw(VALUES[key]), field_of(key)
    reading = parse(field, edit_text(field, value, CONTEXT), CONTEXT)
    assert reading.problems == ()
    assert reading.value == value


@patient
@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_what_the_journal_keeps_comes_back_the_same(data: st.DataObject, key: str) -> None:
    value, field = data.draw(VALUES[key]), field_of(key)
    back = from_json(field, json.loads(json.dumps(to_json(field, value))))
    assert back == value
    assert type(back) is type(value)


@patient
@given(st.from_regex(r"^0\d+\Z", fullmatch=True))
def test_leading_zeros_survive(code: str) -> None:
    field = field_of("filing_no")
    assert parse(field, code, CONTEXT).value == code
    assert from_json(field, to_json(field, code)) == code


@patient
@given(st.text(), st.sampled_from(CARRIER.fields))
def test_no_text_makes_reading_fail(text: str, field: Field) -> None:
    reading = read(field, text, CONTEXT)
    if reading.value is not None:
        show(field, reading.value, CONTEXT)
        again = parse(field, edit_text(field, reading.value, CONTEXT), CONTEXT)
        assert again.value == reading.value


def test_two_entries_with_one_label_are_told_apart_by_code() -> None:
    context = SampleContext()
    twins = CodeList("twins", "重名", (Code("x", "同名"), Code("y", "同名"), Code("同名2", "x")))
    context.schema = type(context.schema)(context.schema.registers, {"twins": twins})
    field = Field("f", "f", FieldType.CHOICE, codelist="twins")
    for code in ("x", "y", "同名2"):
        assert parse(field, edit_text(field, code, context), context).value == code


@pytest.mark.parametrize(
    ("key", "cell", "value"),
    [
        ("established_date", Cell(45444.0, "number"), "2024-06-01"),
        ("established_date", Cell(45444, "number"), "2024-06-01"),
        ("established_date", Cell(20240506.0, "number"), "2024-05-06"),
        ("established_date", Cell(2024.0, "number"), "2024"),
        ("established_date", Cell(2024.5, "number"), "2024-05"),
        ("established_date", Cell(2024.11, "number"), "2024-11"),
        ("established_date", Cell(datetime(2024, 5, 6), "date"), "2024-05-06"),
        ("stat_year", Cell(2024.0, "number"), 2024),
        ("stat_year", Cell(date(2024, 1, 1), "date"), 2024),
        ("staff_count", Cell(12.0, "number"), 12),
        ("fund", Cell(0.1 + 0.2, "number"), 3000),
        ("fund", Cell(1234.5678, "number"), 12_345_678),
        ("share", Cell(0.125, "number", "0.0%"), Decimal("12.5")),
        ("share", Cell(0.07, "number", "0%"), Decimal(7)),
        ("share", Cell(12.5, "number"), Decimal("12.5")),
        ("filing_no", Cell(123.0, "number", "000000"), "000123"),
        ("filing_no", Cell("000123", "text"), "000123"),
        ("name", Cell(123.0, "number"), "123"),
        ("shared", Cell(True, "bool"), True),
        ("staff_count", Cell(None, "empty"), None),
    ],
)
def test_cells_are_read_as_they_were_meant(key: str, cell: Cell, value: Value) -> None:
    reading = parse_cell(field_of(key), cell, CONTEXT)
    assert reading.problems == ()
    assert reading.value == value


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("uscc", Cell(9.1320411e17, "number"), "numeric_code"),
        ("uscc", Cell("9.13204E+17", "text"), "numeric_code"),
        ("filing_no", Cell(1234567890123456.0, "number"), "numeric_code"),
        ("filing_no", Cell(1.5, "number"), "numeric_code"),
        ("established_date", Cell(2024.1, "number"), "date"),
        ("established_date", Cell(12.0, "number"), "date"),
        ("staff_count", Cell(datetime(2024, 5, 6), "date"), "cell"),
        ("name", Cell(time(12, 30), "time"), "cell"),
        ("name", Cell("#N/A", "error"), "cell"),
    ],
)
def test_cells_that_lost_their_meaning_are_refused(key: str, cell: Cell, code: str) -> None:
    reading = parse_cell(field_of(key), cell, CONTEXT)
    assert reading.value is None
    assert codes(reading.problems) == {code}
    assert reading.refused


def test_serials_of_the_1904_system_are_moved() -> None:
    assert (
        parse_cell(field_of("established_date"), Cell(43982.0, "number"), CONTEXT, date_1904=True).value == "2024-06-01"
    )


def test_numbers_in_code_columns_and_unsure_percents_are_marked() -> None:
    code = parse_cell(field_of("filing_no"), Cell(123456.0, "number"), CONTEXT)
    assert (code.value, code.refused, codes(code.problems)) == ("123456", False, {"numeric_code"})
    share = parse_cell(field_of("share"), Cell(0.13, "number", None), CONTEXT)
    assert (share.value, share.refused, codes(share.problems)) == (Decimal("0.13"), False, {"percent"})


def test_a_full_row_has_no_problems() -> None:
    assert check_row(CARRIER, SOUND, CONTEXT) == ()


@pytest.mark.parametrize("given", [None, frozenset(), frozenset({"stat_unit", "established_date"})])
def test_a_nameless_row_is_refused_and_other_required_fields_wait(given: frozenset[str] | None) -> None:
    problems = check_row(CARRIER, {"kind": "综合型"}, CONTEXT, given)
    severities = {problem.field: problem.severity for problem in problems}
    assert severities == {
        "name": Severity.HARD,
        "uscc": Severity.SOFT,
        "stat_unit": Severity.SOFT,
        "established_date": Severity.SOFT,
        "total_area": Severity.SOFT,
        "run_status": Severity.SOFT,
    }


def test_a_conditional_field_is_missed_only_under_its_condition() -> None:
    assert codes(check_row(CARRIER, {**SOUND, "kind": "专业型"}, CONTEXT)) == {"required"}
    assert check_row(CARRIER, {**SOUND, "kind": "综合型"}, CONTEXT) == ()


@pytest.mark.parametrize(
    ("key", "most"), [("remark", 32_767), ("kind", 1000), ("filing_no", 200), ("founders", 32_767)]
)
def test_a_text_longer_than_its_field_is_refused_with_its_length(key: str, most: int) -> None:
    found = field_of(key)
    assert not any(problem.code == "length" for problem in read(found, "长" * most, CONTEXT).problems)
    problems = read(found, "长" * (most + 1), CONTEXT).problems
    assert [problem.message for problem in problems if problem.code == "length"] == [
        f"{found.title}最多 {most} 字，这里有 {most + 1} 字，请删短或分记到备注。"
    ]
    assert all(problem.severity is Severity.HARD for problem in problems if problem.code == "length")
    assert all(len(problem.value) < 100 for problem in problems if problem.code == "length")


def test_a_name_of_more_than_200_characters_is_refused() -> None:
    assert check_row(CARRIER, {**SOUND, "name": "长" * 200}, CONTEXT) == ()
    problems = check_row(CARRIER, {**SOUND, "name": "长" * 201}, CONTEXT)
    assert [(one.field, one.code, one.severity) for one in problems] == [("name", "length", Severity.HARD)]


def test_five_digits_in_a_date_field_are_an_excel_serial() -> None:
    since = field_of("established_date")
    assert (
        parse(since, "45444", CONTEXT).value == parse_cell(since, Cell("45444", "text"), CONTEXT).value == "2024-06-01"
    )
    assert parse(since, "99999", CONTEXT).value is None


def test_a_scientific_number_is_quoted_as_it_was_typed() -> None:
    reading = parse_cell(field_of("total_area"), Cell("1e3", "text"), CONTEXT, unit="m2")
    assert [(problem.code, problem.value) for problem in reading.problems] == [("scientific", "1e3")]
    assert "“1e3”" in reading.problems[0].message


def test_what_cannot_be_read_is_quoted_by_its_start() -> None:
    reading = parse(field_of("staff_count"), "甲" * 5000, CONTEXT)
    assert len(reading.problems[0].message) < 150
    assert "共 5000 字" in reading.problems[0].message


@pytest.mark.parametrize("field", CARRIER.fields, ids=lambda one: one.key)
@pytest.mark.parametrize("text", ["1" * 150_000, "1 " * 80_000, "1;" * 80_000, "长" * 150_000, " " * 150_000 + "x"])
def test_a_whole_page_in_any_cell_is_told_in_one_short_sentence(field: Field, text: str) -> None:
    reading = parse_cell(field, Cell(text, "text"), CONTEXT)
    problems = (*reading.problems, *check(field, reading.value, CONTEXT))
    assert len(problems) <= 1
    assert all(len(problem.message) < 300 and len(problem.value) < 100 for problem in problems)


def test_a_number_after_another_name_does_not_tell_the_record() -> None:
    park = field_of("park")
    assert parse(park, "重名园区 #8", CONTEXT).value == 8
    assert parse(park, "常州科教城 #8", CONTEXT).value == 7
    assert parse(park, "外地园区 #8", CONTEXT).value is None


def test_a_name_in_two_registers_is_told_with_the_title_of_one() -> None:
    both = replace(field_of("park"), targets=("carrier", "park"))
    context = SampleContext(records={3: ("carrier", "科教城"), 4: ("park", "科教城"), 5: ("park", "工业园")})
    assert edit_text(both, 4, context) == "科技园区：科教城"
    assert edit_text(both, 5, context) == "工业园"
    assert [parse(both, edit_text(both, one, context), context).value for one in (3, 4, 5)] == [3, 4, 5]
    assert "“科技企业孵化器：科教城”" in parse(both, "科教城", context).problems[0].message.replace("如“", "“")


def test_a_part_may_not_exceed_its_whole() -> None:
    problems = check_row(CARRIER, {**SOUND, "tenant_area": Decimal(12001)}, CONTEXT)
    assert [problem.message for problem in problems] == [
        "其中：在孵企业使用面积（12,001㎡）不能大于孵化场地总面积（12,000㎡）。"
    ]
    assert check_row(CARRIER, {**SOUND, "tenant_area": Decimal(12000)}, CONTEXT) == ()


def test_dates_surely_in_the_wrong_order_are_refused() -> None:
    late = check_row(CARRIER, {**SOUND, "operate_since": "2015-02-28"}, CONTEXT)
    assert [(problem.code, problem.field) for problem in late] == [("order", "operate_since")]
    assert check_row(CARRIER, {**SOUND, "operate_since": "2015"}, CONTEXT) == ()
    assert codes(check_row(CARRIER, {**SOUND, "valid_from": "2024-05-06", "valid_to": "2024-04"}, CONTEXT)) == {"order"}


def test_soft_fields_warn_of_values_but_still_refuse_what_cannot_be_read() -> None:
    soft = replace(field_of("total_area"), soft=True)
    assert [problem.severity for problem in check(soft, Decimal(0), CONTEXT)] == [Severity.SOFT]
    assert parse(soft, "很大", CONTEXT).refused


def test_the_unit_of_a_header_belongs_to_bare_numbers_only() -> None:
    assert parse_cell(field_of("fund"), Cell(35.0, "number"), CONTEXT, unit="千元").value == 35_000
    assert parse_cell(field_of("fund"), Cell("1.2亿", "text"), CONTEXT, unit="千元").value == 120_000_000
    assert parse_cell(field_of("total_area"), Cell(1.5, "number"), CONTEXT, unit="万㎡").value == Decimal(15000)
