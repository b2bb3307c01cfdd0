"""A plan says for every row of a file what an import would do, and nothing is lost between the numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.domain.fieldtypes import Cell
from bureau_desk.domain.problem import Misuse, Severity, Trouble
from bureau_desk.domain.values import Values
from bureau_desk.exchange.plan import ImportPlan, Outcome
from tests.domain.sample_schema import CARRIER
from tests.exchange.sheets import CODES, TITLES, Records, plan_of, row, sheet

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcomes(plan: ImportPlan) -> list[str]:
    return [line.outcome.value for line in plan.lines]


def hard(plan: ImportPlan) -> list[tuple[int, str, str, str]]:
    return [
        (problem.row, problem.column, problem.field, problem.code)
        for problem in plan.problems
        if problem.severity is Severity.HARD
    ]


def test_new_rows_are_added_with_their_values() -> None:
    plan = plan_of(sheet(TITLES, row(0), row(1, since=datetime(2016, 1, 2), area="1.2万㎡")))
    assert plan.counts == {"rows": 2, "added": 2, "updated": 0, "same": 0, "refused": 0, "blank": 0}
    assert plan.lines[1].values == {
        "name": "第1孵化器", "uscc": CODES[1], "stat_unit": "320411", "established_date": "2016-01-02",
        "total_area": Decimal(12000), "run_status": "normal",
    }  # fmt: skip
    assert [line.number for line in plan.lines] == [2, 3]
    assert plan.problems == ()


def test_importing_twice_changes_nothing_the_second_time() -> None:
    records = Records()
    read = sheet(TITLES, *(row(number) for number in range(9)))
    records.apply(plan_of(read, records))
    again = plan_of(read, records)
    assert again.counts == {"rows": 9, "added": 0, "updated": 0, "same": 9, "refused": 0, "blank": 0}
    assert again.problems == ()


def test_an_update_touches_only_the_columns_of_the_file_and_empty_cells_keep_the_old_value() -> None:
    records = Records()
    records.apply(plan_of(sheet([*TITLES, "备注"], [*row(0), "旧"]), records))
    plan = plan_of(
        sheet(["孵化器名称", "统一社会信用代码", "从业人员", "备注"], ["第0孵化器", CODES[0], 12, None]), records
    )
    (line,) = plan.lines
    assert (line.outcome, line.record, line.changed) == (Outcome.UPDATED, 1, frozenset({"staff_count"}))
    assert line.values == {**records.rows[1], "staff_count": 12}
    assert line.before == records.rows[1]


def test_the_mode_says_what_may_happen() -> None:
    records = Records()
    records.apply(plan_of(sheet(TITLES, row(0), row(1)), records))
    read = sheet(TITLES, row(0), row(1, area=9000), row(2))
    assert outcomes(plan_of(read, records, mode="both")) == ["same", "updated", "added"]
    add = plan_of(read, records, mode="add")
    assert outcomes(add) == ["same", "refused", "added"]
    assert "已存在" in add.lines[1].problems[0].message
    update = plan_of(read, records, mode="update")
    assert outcomes(update) == ["same", "updated", "refused"]
    assert "没有这条记录" in update.lines[2].problems[0].message
    with pytest.raises(Misuse):
        plan_of(read, records, mode="replace")


def test_refusals_name_row_column_field_value_and_reason() -> None:
    plan = plan_of(sheet(["表"], [], TITLES, row(0), row(1, uscc="91320412MATX0035X1", area="很大")))
    assert outcomes(plan) == ["added", "refused"]
    told = [problem.as_json() for problem in plan.problems]
    assert told == [
        {
            "row": 5, "column": "B", "field": "统一社会信用代码", "value": "91320412MATX0035X1",
            "message": "第 18 位校验码应为 0，请与营业执照核对。", "severity": "hard",
        },
        {
            "row": 5, "column": "E", "field": "孵化场地总面积", "value": "很大",
            "message": "“很大”不是数字，请只填数字（单位：㎡）。", "severity": "hard",
        },
    ]  # fmt: skip


def test_codes_that_excel_turned_into_numbers_are_refused_and_named() -> None:
    titles = [*TITLES, "备案号"]
    plan = plan_of(
        sheet(
            titles,
            [*row(0, uscc=9.132041168e17), None],
            [*row(1, uscc="9.13204E+17"), None],
            [*row(2), Cell(123.0, "number", "000000")],
            [*row(3), Cell(123456.0, "number")],
            [*row(4), Cell(1234567890123456.0, "number")],
        )
    )
    assert outcomes(plan) == ["refused", "refused", "added", "added", "refused"]
    assert hard(plan) == [
        (2, "B", "统一社会信用代码", "numeric_code"),
        (3, "B", "统一社会信用代码", "numeric_code"),
        (6, "G", "备案号", "numeric_code"),
    ]
    assert plan.lines[2].values["filing_no"] == "000123"
    assert plan.lines[3].problems[0].severity is Severity.SOFT


@patient
@given(st.lists(st.from_regex(r"0[0-9]+", fullmatch=True), min_size=1, max_size=5, unique=True))
def test_leading_zeros_survive_an_import(codes: list[str]) -> None:
    rows = [[*row(number), code] for number, code in enumerate(codes)]
    plan = plan_of(sheet([*TITLES, "备案号"], *rows))
    assert [line.values["filing_no"] for line in plan.lines] == codes


def test_rows_that_occur_twice_in_the_file_are_refused_the_second_time() -> None:
    plan = plan_of(sheet(TITLES, row(0), row(1), row(0, area=1)))
    assert outcomes(plan) == ["added", "added", "refused"]
    assert plan.lines[2].problems[0].message == "与本文件第 2 行重复。"


def test_a_row_that_meets_two_records_is_refused() -> None:
    records = Records({1: {"name": "甲", "uscc": CODES[0]}, 2: {"name": "甲", "uscc": CODES[1]}})
    plan = plan_of(sheet(["孵化器名称", "从业人员"], ["甲", 3]), records, match=["孵化器名称"])
    assert outcomes(plan) == ["refused"]
    assert "2 条记录" in plan.lines[0].problems[0].message


def test_unique_fields_may_not_meet_another_record_or_row() -> None:
    records = Records()
    titles = [*TITLES, "备案号"]
    records.apply(plan_of(sheet(titles, [*row(0), "000001"]), records))
    plan = plan_of(
        sheet(titles, [*row(1), "000001"], [*row(2), "000002"], [*row(3), "000002"], [*row(4), None]), records
    )
    assert outcomes(plan) == ["refused", "added", "refused", "added"]
    assert plan.lines[0].problems[-1].message == "备案号与已有记录“第0孵化器”（#1）重复。"
    assert plan.lines[2].problems[-1].message == "备案号与本文件第 3 行重复。"
    again = plan_of(sheet(titles, [*row(0, area=5), "000001"]), records)
    assert outcomes(again) == ["updated"]


def test_look_ups_are_asked_in_bulk() -> None:
    records = Records()
    plan_of(sheet([*TITLES, "备案号"], *([*row(number), f"00000{number}"] for number in range(9))), records)
    assert records.calls == 2


def test_totals_notes_repeated_headers_and_blank_rows_are_blank() -> None:
    plan = plan_of(
        sheet(
            ["统计表"],
            ["序号", *TITLES],
            [1, *row(0)],
            [None, "  "],
            ["序号", *TITLES],
            [2, *row(1)],
            ["小计", None, None, None, None, 24000],
            [3, *row(2)],
            ["合 计", None, None, None, None, 36000],
            ["注：以上数据截至2024年6月。"],
            ["填表人：张某", None, "审核人：李某", None, "日期：2024-06-30"],
            [],
        )
    )
    assert outcomes(plan) == ["added", "blank", "blank", "added", "blank", "added", "blank", "blank", "blank", "blank"]
    assert plan.counts["rows"] == 10


def test_an_organisation_may_be_named_like_a_note() -> None:
    plan = plan_of(sheet(TITLES, row(0, name="合计算力孵化器"), row(1, name="说明书印刷孵化器")))
    assert outcomes(plan) == ["added", "added"]


def test_a_row_without_a_name_is_refused_and_other_gaps_wait() -> None:
    plan = plan_of(sheet(TITLES, row(0, name=None), row(1, unit=None), row(2, area=None), row(3, name=None, uscc=None)))
    assert outcomes(plan) == ["refused", "added", "added", "refused"]
    assert [(problem.row, problem.field, problem.severity.value) for problem in plan.problems] == [
        (2, "孵化器名称", "hard"),
        (3, "所属辖市区（统计口径）", "soft"),
        (4, "孵化场地总面积", "soft"),
        (5, "孵化器名称、统一社会信用代码", "hard"),
    ]


def test_a_column_that_the_file_lacks_is_told_once() -> None:
    titles = [title for title in TITLES if title != "孵化场地总面积"]
    rows = [[value for value in row(number) if value != 12000] for number in range(5)]
    plan = plan_of(sheet(titles, *rows))
    assert plan.counts["added"] == 5
    assert [problem.message for problem in plan.problems] == [
        "文件没有这些必填栏目：孵化场地总面积；新增的 5 行先登记，待补。"
    ]


def test_columns_left_out_are_told_with_their_letter() -> None:
    plan = plan_of(sheet([*TITLES, "邮编", "空列", "高企数"], [*row(0), "213000", None, 3]))
    assert [(problem.column, problem.value, problem.severity.value) for problem in plan.notes] == [
        ("G", "邮编", "soft"),
        ("H", "空列", "note"),
        ("I", "高企数", "note"),
    ]


def test_rows_are_matched_by_the_fields_at_hand() -> None:
    assert plan_of(sheet(TITLES, row(0))).match == ("name", "uscc")
    assert plan_of(sheet(["统一社会信用代码", "从业人员"], [CODES[0], 3])).match == ("uscc",)
    assert plan_of(sheet(["孵化器名称", "从业人员"], ["甲", 3])).match == ("name",)
    assert plan_of(sheet(TITLES, row(0)), match=["信用代码"]).match == ("uscc",)
    with pytest.raises(Trouble, match="缺少识别记录所需的栏目"):
        plan_of(sheet(["从业人员", "运营状态"], [3, "正常"]))
    with pytest.raises(Misuse, match="没有“备案号”栏"):
        plan_of(sheet(TITLES, row(0)), match=["备案号"])
    with pytest.raises(Misuse, match="没有名为“xyz”的字段"):
        plan_of(sheet(TITLES, row(0)), match=["xyz"])


def test_a_row_without_its_code_is_known_by_its_name() -> None:
    by_code = replace(CARRIER, match=("uscc",), unique=())
    held: dict[int, Values] = {
        1: {"name": "甲孵化器", "staff_count": 3}, 2: {"name": "乙孵化器", "uscc": CODES[0]}, 3: {"name": "丙", "uscc": CODES[1]},
    }  # fmt: skip
    titles = ["孵化器名称", "统一社会信用代码", "从业人员"]
    read = sheet(titles, ["甲孵化器", None, 3], ["乙孵化器", CODES[0], None], ["乙孵化器", None, 9], ["丙", None, 9])
    plan = plan_of(read, Records(held), by_code)
    assert [(line.outcome.value, line.record) for line in plan.lines] == [
        ("same", 1), ("same", 2), ("refused", None), ("updated", 3),
    ]  # fmt: skip
    assert plan.lines[2].problems[0].message == "与本文件第 3 行对应同一条记录。"
    strict = plan_of(read, Records(held), by_code, match=["uscc"])
    assert outcomes(strict) == ["refused", "same", "refused", "refused"]


def test_a_gap_that_a_record_already_had_does_not_refuse_its_update() -> None:
    by_code = replace(CARRIER, match=("uscc",), unique=())
    read = sheet(["孵化器名称", "统一社会信用代码", "从业人员"], ["甲孵化器", None, 4], ["新孵化器", None, 4])
    plan = plan_of(read, Records({1: {"name": "甲孵化器", "staff_count": 3}}), by_code)
    assert outcomes(plan) == ["updated", "added"]
    assert [(one.row, one.severity.value, one.message) for one in plan.problems[1:]] == [
        (3, "soft", "统一社会信用代码待补。")
    ]


def test_dates_from_workbooks_keep_their_precision() -> None:
    cells: list[Any] = ["2015.6", "2015年6月5日", 20150605, 42160, 2015, date(2015, 6, 5), 2015.1]
    plan = plan_of(sheet(TITLES, *(row(number, since=value) for number, value in enumerate(cells))))
    assert [line.values.get("established_date") for line in plan.lines] == [
        "2015-06", "2015-06-05", "2015-06-05", "2015-06-05", "2015", "2015-06-05", None,
    ]  # fmt: skip
    assert outcomes(plan)[-1] == "refused"
    old = plan_of(sheet(TITLES, row(0, since=42160 - 1462), date_1904=True))
    assert old.lines[0].values["established_date"] == "2015-06-05"


def test_checks_over_the_row_use_what_the_record_already_holds() -> None:
    records = Records()
    records.apply(plan_of(sheet(TITLES, row(0)), records))
    plan = plan_of(
        sheet(["孵化器名称", "统一社会信用代码", "在孵企业使用面积"], ["第0孵化器", CODES[0], 13000]), records
    )
    assert outcomes(plan) == ["refused"]
    assert "不能大于孵化场地总面积（12,000㎡）" in plan.lines[0].problems[0].message


def test_a_sheet_with_a_header_only_has_no_rows() -> None:
    assert plan_of(sheet(TITLES)).counts["rows"] == 0


def test_soft_fields_never_refuse_a_row() -> None:
    soft = replace(
        CARRIER, fields=tuple(replace(field, soft=True) if field.key == "uscc" else field for field in CARRIER.fields)
    )
    plan = plan_of(sheet(TITLES, row(0, uscc="91320411MATX004561")), register=soft)
    assert outcomes(plan) == ["added"]
    assert [problem.severity for problem in plan.problems] == [Severity.SOFT]


CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        ["第1孵化器", CODES[0], CODES[1], "新北区", "2015-03", "合计", "正常", "=1+1", "  ", "\u200b", "#1"]
    ),
    st.text(max_size=5),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.just(Cell("#N/A", "error")),
    st.just(Cell(45444.0, "number", "0.0%")),
)


@patient
@given(st.lists(st.lists(CELLS, max_size=9), max_size=12), st.sampled_from(["add", "update", "both"]))
def test_every_row_of_a_nasty_file_is_accounted_for(rows: list[list[Any]], mode: str) -> None:
    records = Records()
    records.apply(plan_of(sheet(TITLES, row(1)), records))
    read = sheet([*TITLES, "备案号", "高企数", "所在园区"], *rows)
    plan = plan_of(read, records, mode=mode)
    counts = plan.counts
    assert counts["rows"] == len(read.cells) - 1 == sum(value for key, value in counts.items() if key != "rows")
    for line in plan.of(Outcome.REFUSED):
        assert any(problem.severity is Severity.HARD and problem.message for problem in line.problems)
    for outcome in (Outcome.ADDED, Outcome.UPDATED):
        assert all(problem.severity is not Severity.HARD for line in plan.of(outcome) for problem in line.problems)
    records.apply(plan)
    again = plan_of(read, records, mode=mode)
    assert again.counts["added"] == again.counts["updated"] == 0
