"""The Excel bulletin as a whole book: cover, contents with ways in and back, every number beside the year before."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from bureau_desk.bulletin.xlsx_writer import write_xlsx
from bureau_desk.bulletin.year_lines import year_lines
from bureau_desk.charts.theme import load_theme
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS

CLOCK = datetime(2022, 3, 1)


@pytest.fixture(scope="module")
def lines(sample, seed_rows):
    questions = read_issue(SEEDS / "issue")[0].questions
    return {one.name: one for one in year_lines(questions, sample, seed_rows)}


@pytest.fixture(scope="module")
def path(sample, lines, tmp_path_factory):
    out = tmp_path_factory.mktemp("book") / "图表.xlsx"
    write_xlsx(sample, load_theme("A"), out, CLOCK, tuple(lines.values()))
    return out


def places(sheet) -> list[str]:
    """Where the links of a sheet lead to."""
    return [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def test_every_number_of_the_text_is_set_beside_the_year_before(sample, lines) -> None:
    printed = {
        one.name for one in sample.numbers if one.value and "目标" not in one.name and "重点工程" not in one.name
    }
    assert printed <= set(lines)
    firms = lines["有效高企数"]
    assert (firms.value, firms.base, firms.change, firms.base_day) == (2915, 2497, 418, date(2020, 12, 31))
    assert firms.growth is not None and round(firms.growth, 1) == Decimal("16.7")


def test_what_cannot_be_compared_is_left_blank_with_the_reason(lines) -> None:
    assert lines["共享仪器机构数"].base is None and lines["共享仪器机构数"].remark == "上年同期无数据"
    assert lines["国家级评价A类数"].base is None and "固定年度" in lines["国家级评价A类数"].remark
    assert lines["独角兽数"].growth == 50 and lines["独角兽数"].remark == "同比为公布数"
    ratio = lines["研发投入强度2022"]
    assert ratio.points and ratio.change == Decimal("0.05") and ratio.growth is None
    assert "超600项" in lines["产学研项目数"].remark
    assert "高企目标" not in lines and "三张榜单" not in lines


def test_the_book_has_cover_contents_and_comparison_and_ways_between_all(path) -> None:
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[:3] == ["封面", "目录", "年度对照"]
    assert book["封面"]["B2"].value == "常州科技" and "总第163期" in book["封面"]["B3"].value
    big = [cell.value for row in book["封面"].iter_rows() for cell in row if cell.value]
    assert "2915家↑" in big and "61家" in big
    setup = book["封面"].page_setup
    assert setup.fitToHeight in (None, 1), "a cover is one page"
    for name in book.sheetnames[1:]:
        sheet = book[name]
        back = places(sheet)
        assert ("'封面'!A1" if name == "目录" else "'目录'!A1") in back, name
        for target in back:
            assert target.partition("!")[0].strip("'") in book.sheetnames
        assert (
            sheet.page_setup.paperSize == 9
            and sheet.sheet_properties.pageSetUpPr.fitToPage
            and "&P" in sheet.oddFooter.center.text
        )
        assert sheet.print_title_rows
    linked = {one.partition("!")[0].strip("'") for one in places(book["目录"])}
    assert set(book.sheetnames) - {"目录"} <= linked
    assert {one.partition("!")[0].strip("'") for one in places(book["封面"])} == set(book.sheetnames) - {"封面"}


@pytest.mark.parametrize("permit", ["准印证 模拟S(2022)0001", "模拟S(2022)0001"])
def test_the_permit_is_named_once(sample, tmp_path, permit) -> None:
    out = tmp_path / "a.xlsx"
    galley = replace(sample, masthead=replace(sample.masthead, permit=permit))
    write_xlsx(galley, load_theme("A"), out, CLOCK)
    cover = openpyxl.load_workbook(out)["封面"]
    told = {row[1].value: row[2].value for row in cover.iter_rows(min_row=5, max_row=12)}
    assert told["准印证"] == "模拟S(2022)0001"


def test_the_change_is_a_formula_of_the_two_numbers(path, lines) -> None:
    formulas, values = (
        openpyxl.load_workbook(path)["年度对照"],
        openpyxl.load_workbook(path, data_only=True)["年度对照"],
    )
    row = next(row for row in range(6, formulas.max_row + 1) if formulas.cell(row, 2).value == "有效高企数")
    assert formulas.cell(row, 8).value == f"=F{row}-G{row}" and values.cell(row, 8).value == 418
    assert [values.cell(row, column).value for column in (6, 7)] == [2915, 2497]
    assert round(values.cell(row, 9).value, 1) == 16.7
    assert formulas.max_row == 5 + len(lines)


def test_the_same_bytes_come_out_again(path, sample, lines, tmp_path) -> None:
    write_xlsx(sample, load_theme("A"), tmp_path / "b.xlsx", CLOCK, tuple(lines.values()))
    assert (tmp_path / "b.xlsx").read_bytes() == path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
        charts = [name for name in package.namelist() if re.match(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == len(sample.figures)
