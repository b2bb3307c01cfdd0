"""Headers are found under titles and unit rows, and matched by title, synonym and unit."""

from __future__ import annotations

from typing import Any

import pytest

from bureau_desk.domain.fieldtypes import FieldType
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Counting, Field, Kind, Register
from bureau_desk.exchange.header_names import folded, header_readings, header_text
from bureau_desk.exchange.headers import Header, match_headers
from tests.domain.sample_schema import CARRIER, field_of
from tests.exchange.sheets import TITLES, plan_of, row, sheet


def keys(header: Header) -> list[str]:
    return [column.field.key if column.field else "" for column in header.columns]


def header_of(*titles: Any, above: tuple[list[Any], ...] = ()) -> Header:
    return match_headers(CARRIER, sheet(*above, list(titles)))


def test_titles_keys_and_synonyms_are_matched() -> None:
    header = header_of("载体名称", "uscc", "Established_Date", "运 营\n状 态", "*所属辖市区（统计口径）", "从业人员：")
    assert keys(header) == ["name", "uscc", "established_date", "run_status", "stat_unit", "staff_count"]


def test_title_rows_unit_rows_and_blank_rows_above_are_passed_over() -> None:
    above = (["2024年常州市科技企业孵化器统计表"], [], ["填报单位：常州市某某局", None, None, "单位：万元"])
    header = header_of(*TITLES, "孵化资金规模", above=above)
    assert (header.first, header.last) == (3, 3)
    assert len(header.used) == 7


def test_units_in_headers_are_understood() -> None:
    header = header_of(
        "孵化器名称",
        "孵化资金规模（千元）",
        "总收入(万元)",
        "孵化场地总面积（万㎡）",
        "从业人员（人）",
        "估值/亿美元",
        "出租率（%）",
    )
    assert [(column.field.key, column.unit) for column in header.used if column.field] == [
        ("name", ""),
        ("fund", "千元"),
        ("income", "万元"),
        ("total_area", "万m2"),
        ("staff_count", ""),
        ("valuation", ""),
        ("share", ""),
    ]


def test_a_unit_that_cannot_be_converted_leaves_the_column_out() -> None:
    header = header_of(
        "孵化器名称", "统一社会信用代码", "孵化资金规模（美元）", "从业人员（万元）", "孵化场地总面积（亩）"
    )
    assert [column.field for column in header.columns[2:]] == [None, None, None]
    assert "不能换算成“孵化资金规模”的单位“万元”" in header.columns[2].reason


def test_a_unit_line_above_the_table_is_for_amounts_without_their_own() -> None:
    above = (["单位：千元、人"],)
    header = header_of("孵化器名称", "孵化资金规模", "总收入（万元）", "估值", "从业人员", above=above)
    units = {column.field.key: column.unit for column in header.used if column.field}
    assert units == {"name": "", "fund": "千元", "income": "万元", "valuation": "", "staff_count": ""}
    plan = plan_of(
        sheet(["单位：千元"], [*TITLES, "孵化资金规模"], [*row(0), 5000]),
    )
    assert plan.lines[0].values["fund"] == 5_000_000


def test_a_reporting_unit_is_no_unit_of_measure() -> None:
    header = header_of("孵化器名称", "孵化资金规模", above=(["填报单位：千元科技有限公司"], ["申报单位: 千元"]))
    assert {column.unit for column in header.used} == {""}


def test_remarks_in_brackets_do_not_hide_a_title() -> None:
    header = header_of("孵化器名称（必填）", "成立日期（YYYY-MM-DD）", "在孵企业使用面积（㎡）", "是否共享（是/否）")
    assert keys(header) == ["name", "established_date", "tenant_area", "shared"]


def test_columns_that_are_not_used_say_why() -> None:
    header = header_of("序号", *TITLES, "高企数", "最高有效级别", "邮政编码", "载体名称", "原因")
    reasons = {column.header: column.reason for column in header.columns if column.field is None}
    assert reasons == {
        "序号": "",
        "高企数": "“高企数”由系统计算，不导入",
        "邮政编码": "台账没有这一栏",
        "载体名称": "与 B 列重复",
        "原因": "",
    }
    assert "level" in header.keys


def test_two_row_headers_are_read_as_paths() -> None:
    register = Register(
        "deal", "合同", Kind.ENTITY,
        (
            Field("name", "合同名称", FieldType.TEXT), Field("seller_name", "卖方名称", FieldType.TEXT),
            Field("seller_area", "卖方地区", FieldType.TEXT), Field("buyer_name", "买方名称", FieldType.TEXT),
            Field("amount", "成交金额", FieldType.MONEY, unit="万元"), Field("area", "地区", FieldType.TEXT),
        ),
        "name", counting=Counting(),
    )  # fmt: skip
    merged = ((0, 0, 0, 5), (1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 2, 5))
    rows = (
        ["技术合同表"],
        ["合同名称", "卖方", None, "买方", None, "成交金额（元）"],
        [None, "名称", "地区", "名称", "地区", None],
        ["甲合同", "乙", "常州", "丙", "南京", 10000],
    )
    header = match_headers(register, sheet(*rows, merged=merged))
    assert (header.first, header.last) == (1, 2)
    assert keys(header) == ["name", "seller_name", "seller_area", "buyer_name", "area", "amount"]
    assert header.columns[5].unit == "元"
    assert header.columns[1].header == "卖方/名称"


def test_what_staff_chose_goes_before_what_is_guessed() -> None:
    read = sheet(["单位全称", "统一社会信用代码", "备注"], ["甲", "91320411MATX004560", "乙"])
    header = match_headers(CARRIER, read, {"单位全称": "name", "备注": ""})
    assert keys(header) == ["name", "uscc", ""]
    assert header.columns[2].reason == "已选择不导入"
    with pytest.raises(Misuse):
        match_headers(CARRIER, read, {"单位全称": "nothing"})


def test_a_sheet_without_header_is_refused_with_a_way_out() -> None:
    with pytest.raises(Trouble, match="找不到“科技企业孵化器”的表头") as caught:
        match_headers(CARRIER, sheet(["甲", "乙"], ["丙", "丁"]))
    assert "填报表" in caught.value.hint


@pytest.mark.parametrize("key", [field.key for field in CARRIER.fields])
def test_every_header_we_write_leads_back_to_its_field(key: str) -> None:
    field = field_of(key)
    for text in (header_text(field), f"{header_text(field)}*", field.title, field.key):
        found = match_headers(CARRIER, sheet(["统一社会信用代码", "孵化器名称", text]))
        names = [column.field.key for column in found.columns if column.field]
        assert key in names or "由系统计算" in found.columns[2].reason


def test_headers_are_folded_and_split() -> None:
    assert folded(" ＊孵化 器\n名称（必填）：") == "孵化器名称"
    assert list(header_readings("投资（含设备）（单位：万元）"))[:3] == [
        ("投资(含设备)(单位:万元)", ""),
        ("投资(含设备)", "万元"),
        ("投资", "万元"),
    ]
