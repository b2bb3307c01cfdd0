"""Workbooks that staff made are filled: values typed, formats kept, rows pushed down with all that points at them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bureau_desk.bulletin import office
from bureau_desk.bulletin.xlsx_shift import Insertion
from bureau_desk.bulletin.xlsx_template import fill_template
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS


def template(path: Path) -> Path:
    """What a clerk might have made: a head, numbers, a table with total and share, a chart, a picture, a list, a note."""
    book = xlsxwriter.Workbook(str(path))
    sheet, other = book.add_worksheet("通报"), book.add_worksheet("汇总 表")
    head = book.add_format({"bold": True, "bg_color": "#FFEEAA", "border": 1})
    number = book.add_format({"num_format": "#,##0", "font_color": "#C00000", "border": 1})
    share = book.add_format({"num_format": "0.0%"})
    sheet.merge_range("A1:D1", "{{刊名}}{{年}}年第{{期}}期统计", head)
    sheet.write("A2", "截至{{日期}}，全市有效高企{{有效高企数}}，{{有效高企数 | 同比}}。")
    sheet.write("A3", "{{有效高企数}}", number)
    sheet.write("B3", "{{有效高企数 | 同比}}", share)
    sheet.write("C3", "{{市级以上研发机构数}}", book.add_format({"num_format": "@"}))
    sheet.write("D3", "{{没有这个数}}")
    sheet.write_row("A5", ["辖市区", "家数", "占比", "折半"], head)
    sheet.write("A6", "{{table 各辖市区高企 | 不含合计}}", head)
    for column in (1, 2):
        sheet.write_blank(5, column, None, number)
    sheet.write_formula("D6", "=B6/2", number)
    sheet.write("A7", "合计")
    sheet.write_formula("B7", "=SUM(B6:B6)", number)
    sheet.write_formula("B8", "=B7*2+$B$3")
    sheet.merge_range("A10:B10", "名单")
    sheet.write("A11", "{{list A类孵化器名单}}")
    sheet.write("A12", "说明在最后")
    sheet.conditional_format("B6:B7", {"type": "cell", "criteria": ">", "value": 500, "format": head})
    sheet.data_validation("C12", {"validate": "list", "source": ["是", "否"]})
    sheet.set_row(5, 22.5)
    other.write_formula("A1", "='通报'!B7")
    other.write_url("A2", "internal:'通报'!A12", string="去说明")
    book.define_name("合计数", "='通报'!$B$7")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "='通报'!$A$6:$A$6", "values": "='通报'!$B$6:$B$6", "fill": {"color": "#00AA55"}})
    other.insert_chart("C3", chart)
    beside = book.add_chart({"type": "line"})
    beside.add_series({"values": "='通报'!$B$6"})
    sheet.insert_chart("F14", beside)
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "#224466").save(picture, "PNG")
    sheet.insert_image("F2", "章.png", {"image_data": picture})
    book.close()
    return path


@pytest.fixture(scope="module")
def issue():
    return read_issue(SEEDS / "issue")[0]


@pytest.fixture(scope="module")
def filled(issue, seed_rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fill")
    out = folder / "填好.xlsx"
    problems = fill_template(template(folder / "模板.xlsx"), issue, seed_rows, out)
    return out, problems


DISTRICTS, LISTED = 7, 6  # rows of the table without its total, and names of the list
TOTAL = 6 + DISTRICTS


def test_numbers_become_numbers_in_the_cells_own_format(filled) -> None:
    sheet = openpyxl.load_workbook(filled[0])["通报"]
    assert (
        sheet["A3"].value == 2915 and sheet["A3"].number_format == "#,##0" and sheet["A3"].font.color.rgb == "FFC00000"
    )
    assert sheet["B3"].value == pytest.approx(0.167) and sheet["B3"].number_format == "0.0%"
    assert sheet["C3"].value == "1875" and sheet["C3"].data_type == "s"
    assert sheet["A1"].value == "常州科技2022年第1期统计" and sheet["A1"].font.bold
    assert sheet["A2"].value == "截至2022年2月28日，全市有效高企2915家，同比增长16.7%。"


def test_tables_and_lists_push_down_what_stands_below(filled) -> None:
    sheet = openpyxl.load_workbook(filled[0])["通报"]
    firms = [(sheet.cell(row, 1).value, sheet.cell(row, 2).value) for row in range(6, TOTAL)]
    assert ("武进区", 836) in firms and sum(count for _, count in firms) == 2915
    assert sheet.cell(TOTAL, 1).value == "合计" and sheet.cell(TOTAL, 2).value == f"=SUM(B6:B{TOTAL - 1})"
    assert sheet.cell(TOTAL + 1, 2).value == f"=B{TOTAL}*2+$B$3"
    assert all(sheet.cell(row, 4).value == f"=B{row}/2" for row in range(6, TOTAL))
    assert {sheet.cell(row, 2).number_format for row in range(6, TOTAL)} == {"#,##0"}
    assert {sheet.row_dimensions[row].height for row in range(6, TOTAL)} == {22.5}
    names = TOTAL + 4
    assert sheet.cell(names, 1).value == "常州三晶世界科技产业发展有限公司"
    assert sheet.cell(names + LISTED, 1).value == "说明在最后"
    assert f"A{TOTAL + 3}:B{TOTAL + 3}" in {str(one) for one in sheet.merged_cells.ranges}
    assert str(next(iter(sheet.conditional_formatting)).sqref) == f"B6:B{TOTAL}"
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"C{names + LISTED}"


def test_names_links_charts_and_pictures_follow(filled) -> None:
    book = openpyxl.load_workbook(filled[0])
    assert book.defined_names["合计数"].value == f"'通报'!$B${TOTAL}"
    assert book["汇总 表"]["A1"].value == f"='通报'!B{TOTAL}"
    assert book["汇总 表"]["A2"].hyperlink.location == f"'通报'!A{TOTAL + 4 + LISTED}"
    with zipfile.ZipFile(filled[0]) as package:
        charts = "".join(package.read(name).decode() for name in package.namelist() if "charts/chart" in name)
        assert f"'通报'!$B$6:$B${TOTAL - 1}</c:f>" in charts.replace("通报!", "'通报'!") and "00AA55" in charts
        assert charts.count(f"$B$6:$B${TOTAL - 1}") == 2  # the chart over a single cell grew with it
        assert any(name.startswith("xl/media/") for name in package.namelist())
        drawing = next(
            package.read(name).decode()
            for name in package.namelist()
            if "drawings/drawing" in name and b"pic" in package.read(name)
        )
    moved = DISTRICTS - 1 + LISTED - 1
    assert f"<xdr:row>{13 + moved}</xdr:row>" in drawing and "<xdr:row>1</xdr:row>" in drawing


def test_what_cannot_be_filled_is_told_with_its_cell(filled) -> None:
    wrong = [one for one in filled[1] if one.severity is Severity.HARD]
    assert [one.where for one in wrong] == ["模板.xlsx 通报!D3"] and "没有这个数" in wrong[0].message


@pytest.mark.office
@pytest.mark.skipif(office.soffice() is None, reason="LibreOffice is absent")
def test_libreoffice_opens_it_and_reckons_the_sums(filled, tmp_path) -> None:
    office.converted(filled[0], tmp_path, "xlsx:Calc MS Excel 2007 XML")
    sheet = openpyxl.load_workbook(tmp_path / filled[0].name, data_only=True)["通报"]
    assert sheet.cell(TOTAL, 2).value == 2915 and sheet.cell(TOTAL + 1, 2).value == pytest.approx(2 * 2915 + 0.167)
    assert openpyxl.load_workbook(tmp_path / filled[0].name, data_only=True)["汇总 表"]["A1"].value == 2915


def test_the_same_bytes_come_out_again_and_other_parts_stay_letter_by_letter(
    filled, issue, seed_rows, tmp_path
) -> None:
    source = template(tmp_path / "模板.xlsx")
    fill_template(source, issue, seed_rows, tmp_path / "二.xlsx")
    fill_template(source, issue, seed_rows, tmp_path / "三.xlsx")
    assert (tmp_path / "二.xlsx").read_bytes() == (tmp_path / "三.xlsx").read_bytes()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(tmp_path / "二.xlsx") as after:
        for name in ("xl/media/image1.png", "xl/theme/theme1.xml", "docProps/app.xml"):
            assert before.read(name) == after.read(name)


def test_what_is_no_workbook_is_refused(issue, seed_rows, tmp_path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(Misuse, match="不是 Excel 工作簿"):
        fill_template(tmp_path / "a.xlsx", issue, seed_rows, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


def test_a_workbook_without_places_comes_out_with_a_remark(issue, seed_rows, tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "没有位置"
    book.save(tmp_path / "a.xlsx")
    assert [one.code for one in fill_template(tmp_path / "a.xlsx", issue, seed_rows, tmp_path / "b.xlsx")] == [
        "template"
    ]
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").active["A1"].value == "没有位置"


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(B6:B6)", "SUM(B6:B9)"), ("B6+B7", "B6+B10"), ("$B$7", "$B$10"), ("SUM(B:B)", "SUM(B:B)"), ("SUM(5:7)", "SUM(5:10)"),
        ("'别的'!B7", "'别的'!B7"), ("表!B7&\"B7\"", "表!B10&\"B7\""), ("A1:C5", "A1:C5"), ("税率*B8", "税率*B11"),
    ],
)  # fmt: skip
def test_references_move_as_in_excel(formula: str, moved: str) -> None:
    assert Insertion("表", 6, 3).in_formula(formula, "表") == moved


@given(st.integers(1, 50), st.integers(1, 20), st.integers(1, 20), st.integers(1, 60), st.integers(0, 20))
def test_two_insertions_are_one_of_both(row: int, first: int, second: int, start: int, more: int) -> None:
    text = f"B{start}:C{start + more}"
    twice = Insertion("表", row, second).in_range(Insertion("表", row, first).in_range(text))
    assert twice == Insertion("表", row, first + second).in_range(text)
    assert Insertion("表", row, 0).in_range(text) == text
