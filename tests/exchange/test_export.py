"""What leaves as a workbook or CSV comes back as the same records; errors come back to be mended."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bureau_desk.domain.fieldtypes import Cell
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.record import Row
from bureau_desk.domain.values import Values
from bureau_desk.exchange.error_report import write_errors
from bureau_desk.exchange.export import export_rows
from bureau_desk.exchange.templates import template_fields, write_template
from bureau_desk.exchange.workbook import Sheet, read_workbook
from tests.domain.sample_schema import CARRIER, SCHEMA, SampleContext, field_of
from tests.domain.test_fieldtypes import VALUES
from tests.exchange.sheets import CLOCK, CODES, CONTEXT, TITLES, Records, plan_of, row, sheet

FULL: Values = {
    "name": "=常州孵化器", "uscc": CODES[0], "old_uscc": "137173527", "filing_no": "000123", "kind": "专业型", "specialty": "+新能源",
    "stat_unit": "320411", "park": 8, "established_date": "2015-03", "operate_since": "2016", "valid_from": "2016-01-02",
    "valid_to": "2024", "total_area": Decimal("12000.5"), "tenant_area": Decimal("0.07"), "fund": 12_345_678, "income": 5,
    "valuation": 700_000_001, "staff_count": 1200, "pro_staff": 0, "share": Decimal("12.5"), "stat_year": 2024,
    "run_status": "normal", "level": "p1", "themes": ("a", "c"), "founders": ("甲、乙",), "shared": False,
    "remark": "一\n二 & <三> _x0041_",
}  # fmt: skip


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_an_export_reads_back_to_the_same_record(ending: str, tmp_path: Path) -> None:
    out = tmp_path / f"台账.{ending}"
    assert export_rows(CARRIER, [Row(1, FULL)], CONTEXT, out, CLOCK) == 1
    fresh = plan_of(read_workbook(out))
    assert dict(fresh.lines[0].values) == dict(FULL)
    assert plan_of(read_workbook(out), Records({1: FULL})).counts["same"] == 1


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.fixed_dictionaries(
            {"name": VALUES["name"]}, optional={key: one for key, one in VALUES.items() if key not in ("name", "uscc")}
        ),
        min_size=1, max_size=4, unique_by=lambda values: values["name"],
    ),
    st.sampled_from(["xlsx", "csv"]),
)  # fmt: skip
def test_any_values_survive_an_export(tmp_path: Path, rows: list[dict[str, Any]], ending: str) -> None:
    out = tmp_path / f"a.{ending}"
    export_rows(CARRIER, [Row(number, values) for number, values in enumerate(rows)], CONTEXT, out, CLOCK)
    read = plan_of(read_workbook(out), match=["name"])
    kept = [line for line in read.lines if line.outcome.value != "blank"]
    # a name such as 合计 makes a total row; all others must come back value by value, refused by rules or not
    for line in kept:
        origin = rows[line.number - 2]
        unread = {problem.field for problem in line.problems}
        for key, value in origin.items():
            assert line.values.get(key) == value or field_of(key).title in unread, (key, value)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_same_rows_give_the_same_bytes(ending: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending}"
    for out in (first, second):
        export_rows(CARRIER, [Row(1, FULL)], CONTEXT, out, CLOCK)
    assert first.read_bytes() == second.read_bytes()
    if ending == "xlsx":
        with zipfile.ZipFile(first) as package:
            assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_codes_and_dates_are_text_and_numbers_are_numbers(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    export_rows(CARRIER, [Row(1, FULL)], CONTEXT, out, CLOCK)
    page = load_workbook(out).active
    assert page is not None
    cells = {str(head.value): cell for head, cell in zip(page[1], page[2], strict=True)}
    assert (cells["统一社会信用代码"].value, cells["统一社会信用代码"].data_type) == (CODES[0], "s")
    assert (cells["备案号"].value, cells["备案号"].number_format) == ("000123", "@")
    assert cells["孵化器名称"].data_type == "s"
    assert cells["成立日期"].value == "2015-03"
    assert cells["孵化资金规模（万元）"].value == 1234.5678
    assert cells["从业人员（人）"].number_format == "#,##0"
    assert cells["运营状态"].value == "正常"
    assert cells["是否共享"].value == "否"
    assert page.freeze_panes == "B2"


def test_csv_has_a_bom_and_no_formula(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    export_rows(CARRIER, [Row(1, {**FULL, "fund": 50_000})], CONTEXT, out, CLOCK)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    header, cells = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    told = dict(zip(header, cells, strict=True))
    assert told["孵化器名称"] == "'=常州孵化器"
    assert told["备案号"] == "000123"
    assert told["孵化资金规模（万元）"] == "5"


def test_an_export_holds_the_fields_asked_for(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    export_rows(CARRIER, [Row(1, FULL)], CONTEXT, out, CLOCK, [field_of("name"), field_of("level")])
    assert read_workbook(out).cells[0] == [Cell("孵化器名称", "text"), Cell("最高有效级别", "text")]


def test_money_with_more_digits_than_a_cell_holds_stays_exact(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    export_rows(CARRIER, [Row(1, {**FULL, "fund": 9_876_543_210_123_457})], CONTEXT, out, CLOCK)
    assert plan_of(read_workbook(out)).lines[0].values["fund"] == 9_876_543_210_123_457


def test_an_export_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="不能导出为"):
        export_rows(CARRIER, [], CONTEXT, tmp_path / "a.pdf", CLOCK)
    with pytest.raises(Trouble, match="不存在"):
        export_rows(CARRIER, [], CONTEXT, tmp_path / "没有" / "a.xlsx", CLOCK)
    with pytest.raises(Trouble, match="字上限"):
        export_rows(CARRIER, [Row(1, {**FULL, "remark": "长" * 40_000})], CONTEXT, tmp_path / "a.xlsx", CLOCK)
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(Trouble, match="是文件夹"):
        export_rows(CARRIER, [], CONTEXT, tmp_path / "folder.xlsx", CLOCK)
    assert [path.name for path in tmp_path.iterdir()] == ["folder.xlsx"]


def test_references_are_looked_up_once_per_record(tmp_path: Path) -> None:
    class Counted(SampleContext):
        asked = 0

        def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:
            Counted.asked += 1
            return super().resolve(targets, text)

    export_rows(
        CARRIER, [Row(number, {**FULL, "park": 7}) for number in range(50)], Counted(), tmp_path / "a.csv", CLOCK
    )
    assert Counted.asked == 1


def test_a_template_is_recognised_and_empty(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    write_template(CARRIER, SCHEMA, out, CLOCK)
    plan = plan_of(read_workbook(out))
    assert plan.counts["rows"] == 0
    assert plan.notes == ()
    assert [column.field for column in plan.header.columns] == list(template_fields(CARRIER))
    assert "hte_count" not in plan.header.keys


def test_a_template_has_choices_notes_and_text_columns(tmp_path: Path) -> None:
    out = tmp_path / "t.xlsx"
    write_template(CARRIER, SCHEMA, out, CLOCK)
    book = load_workbook(out)
    page = book.worksheets[0]
    titles = {str(cell.value): cell for cell in page[1]}
    assert page.title == "科技企业孵化器"
    assert "孵化资金规模（万元）" in titles
    assert "运营状态*" in titles
    rules = {str(rule.sqref).split(":")[0][:-1]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules[titles["运营状态*"].column_letter] == '"正常,整改,更名并入"'
    assert rules[titles["是否共享"].column_letter] == '"是,否"'
    note = titles["运营状态*"].comment
    assert note is not None
    assert note.text.startswith("运营状态：必填。从下拉列表选择。")
    assert page.column_dimensions[titles["备案号"].column_letter].number_format == "@"
    assert book.sheetnames == ["科技企业孵化器", "填写说明"]
    told = [str(cell.value) for line in book["填写说明"].iter_rows() for cell in line if cell.value]
    assert any("企业培育、载体" in text for text in told)
    assert all(cell.comment is not None for cell in page[1])


def test_long_lists_stand_on_a_hidden_sheet(tmp_path: Path) -> None:
    from dataclasses import replace

    from bureau_desk.domain.register import Code, CodeList, Schema

    many = CodeList(
        "stat_unit", "辖市区", tuple(Code(f"{number}", f"第{number}个很长的辖市区名称") for number in range(40))
    )
    schema = Schema(SCHEMA.registers, {**SCHEMA.codelists, "stat_unit": many})
    register = replace(CARRIER, fields=CARRIER.fields)
    out = tmp_path / "t.xlsx"
    write_template(register, schema, out, CLOCK)
    book = load_workbook(out)
    assert book["选项"].sheet_state == "hidden"
    assert book["选项"]["A40"].value == "第39个很长的辖市区名称"
    rules = [rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation]
    assert "选项!$A$1:$A$40" in rules


def test_a_template_offers_what_is_valid_on_the_day_and_repeats_byte_for_byte(tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    write_template(CARRIER, SCHEMA, first, datetime(2023, 6, 30))
    write_template(CARRIER, SCHEMA, second, datetime(2023, 6, 30))
    assert first.read_bytes() == second.read_bytes()
    rules = [rule.formula1 for rule in load_workbook(first).worksheets[0].data_validations.dataValidation]
    assert '"正常,整改,停运,更名并入"' in rules


def error_book(read: Sheet, out: Path, records: Records | None = None) -> tuple[int, Sheet]:
    return write_errors(plan_of(read, records), CARRIER, read, out, CLOCK), read_workbook(out)


def test_an_error_workbook_is_the_refused_rows_with_their_reasons(tmp_path: Path) -> None:
    read = sheet(
        ["标题"],
        ["序号", *TITLES, "邮编"],
        [1, *row(0), "213000"],
        [2, *row(1, uscc="91320412MATX0035X1"), "213001"],
        [3, *row(2, since=datetime(2016, 1, 2), area="很大"), None],
    )
    number, errors = error_book(read, tmp_path / "e.xlsx")
    assert number == 2
    told = [[cell.value for cell in line] for line in errors.cells]
    assert told[0] == ["序号", *TITLES, "邮编", "原文件行号", "原因"]
    assert told[1] == [
        2.0, "第1孵化器", "91320412MATX0035X1", "新北区", "2015-03", 12000.0, "正常", "213001", 4.0,
        "C列“统一社会信用代码”：第 18 位校验码应为 0，请与营业执照核对。",
    ]  # fmt: skip
    assert told[2][4] == date(2016, 1, 2)
    assert "很大" in str(told[2][-1])


def test_a_mended_error_workbook_is_imported_again(tmp_path: Path) -> None:
    out = tmp_path / "e.xlsx"
    titles = [*TITLES, "备案号", "孵化资金规模", "出租率"]
    read = sheet(
        ["2024年统计表", None, None, "单位：千元"],
        titles,
        [*row(0), "000001", 5000, 50],
        [*row(1, uscc="91320412MATX0035X1"), Cell(12.0, "number", "000000"), 5000, Cell(0.5, "number", "0%")],
    )
    records = Records()
    records.apply(plan_of(read, records))
    error_book(read, out, records)
    book = load_workbook(out)
    page = book.active
    assert page is not None
    page["B2"] = CODES[1]
    book.save(out)
    plan = plan_of(read_workbook(out), records)
    assert plan.counts["added"] == 1
    assert plan.lines[0].values["fund"] == 5_000_000
    assert plan.lines[0].values["filing_no"] == "000012"
    assert plan.lines[0].values["share"] == Decimal(50)
    assert plan.notes == ()


def test_an_error_workbook_of_a_1904_file_keeps_its_days(tmp_path: Path) -> None:
    read = sheet(TITLES, row(0, since=42160 - 1462, area="很大"), date_1904=True)
    _, errors = error_book(read, tmp_path / "e.xlsx")
    assert plan_of(errors).lines[0].values["established_date"] == "2015-06-05"


def test_an_error_workbook_repeats_byte_for_byte(tmp_path: Path) -> None:
    read = sheet(TITLES, row(0, area="很大"), row(1, area=Cell("#N/A", "error")))
    error_book(read, tmp_path / "a.xlsx")
    error_book(read, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
