"""The Excel bulletin: contents, one sheet for each chart and table, numbers as numbers, text as text, ready to print."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from bureau_desk.bulletin.xlsx_book import Book, number_in, readable
from bureau_desk.bulletin.xlsx_writer import entries, write_xlsx
from bureau_desk.charts.chart_xml import CHART
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyBlock, GalleyColumn, Span, TableSheet
from bureau_desk.domain.issue import Masthead
from tests.charts.samples import ALL, BAR, LINE, PROGRESS, STACKED

CLOCK = datetime(2022, 3, 1, 8, 30)
HEAD = 5  # the row of the table heads, one-based
TABLE = TableSheet(
    "平台", "各板块创新平台一览", "每家按最高有效级别计一次", "家", "市科技局登记数据", "2021-12-31",
    ("板块", "国家级", "增速（%）"), (("武进区", "1,012", "9.25"), ("溧阳市", "1", "—"), ("合计", "1,013", "8.60")),
    total=True, numeric=(False, True, True),
)  # fmt: skip
NAMES = TableSheet(
    "名单", "=名单/一:二*三?四[五]六'七与很长很长很长很长很长的标题", "", "家", "", "2021-12-31", ("序号", "名称", "代码"),
    tuple((str(place), f"+模拟企业{place} & <公司>", f"0{place:017d}") for place in range(1, 41)),
    numeric=(False, False, True),
)  # fmt: skip


def galley(*figures: Figure, tables: tuple[TableSheet, ...] = ()) -> Galley:
    masthead = Masthead("常州科技", 2022, 1, date(2022, 2, 28), total=163, publisher="常州市科学技术局")
    return Galley(masthead, (), (), figures=figures, tables=tables)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("xlsx") / "数据.xlsx"
    write_xlsx(galley(BAR, STACKED, LINE, PROGRESS, tables=(TABLE, NAMES)), load_theme("A"), out, CLOCK)
    return openpyxl.load_workbook(out)


def test_the_contents_lead_to_every_sheet(book: Any) -> None:
    contents = book["目录"]
    assert contents["A1"].value == "常州科技 2022年第1期 图表数据"
    assert "总第163期" in contents["A2"].value
    links = [contents.cell(row, 2).hyperlink.location for row in range(5, 11)]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]
    assert [contents.cell(row, 3).value for row in (5, 9)] == ["图表", "表格"]


def test_numbers_are_numbers_with_the_printed_decimals(book: Any) -> None:
    sheet = book[next(name for name in book.sheetnames if "一览" in name)]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(HEAD + 1, HEAD + 3, 1, 3)] == [
        ["武进区", 1012, 9.25],
        ["溧阳市", 1, "—"],
        ["合计", 1013, 8.6],
    ]
    assert sheet["C6"].number_format.endswith(";0.00")
    assert sheet["A8"].font.bold and not sheet["A7"].font.bold


def test_codes_and_odd_text_stay_text(book: Any) -> None:
    sheet = book[book.sheetnames[-1]]
    assert sheet["B6"].value == "+模拟企业1 & <公司>" and sheet["B6"].data_type == "s"
    assert sheet["C6"].value == "0" + "0" * 16 + "1" and sheet["C6"].data_type == "s"
    assert sheet["A1"].value.startswith("=名单") and sheet["A1"].data_type == "s"
    assert sheet.auto_filter.ref == "A5:C45"


def test_charts_stand_beside_their_numbers(book: Any) -> None:
    for name, figure in zip(book.sheetnames[2:6], (BAR, STACKED, LINE, PROGRESS), strict=True):
        sheet = book[name]
        assert len(sheet._charts) == 1
        for index, category in enumerate(figure.categories):
            assert sheet.cell(HEAD + 1 + index, 1).value == category
            assert sheet.cell(HEAD + 1 + index, 2).value == pytest.approx(float(figure.series[0].values[index] or 0))
    # a missing year is an empty cell, not a zero
    assert book[book.sheetnames[3]].cell(HEAD + 3, 5).value is None


def test_every_sheet_is_set_up_for_printing(book: Any) -> None:
    for name in book.sheetnames:
        sheet = book[name]
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        # a cover is one page, which is what a book means that tells no height; others may go on over many
        assert sheet.page_setup.fitToHeight == (None if name == "封面" else 0)
        assert name == "封面" or sheet.print_title_rows, name
        assert "第" in sheet.oddFooter.center.text
        assert name == "封面" or sheet.freeze_panes
    assert book["目录"].page_setup.orientation == "landscape"
    assert book[book.sheetnames[6]].page_setup.orientation == "portrait"


def test_columns_are_as_wide_as_their_chinese_text(book: Any) -> None:
    sheet = book[book.sheetnames[-1]]
    assert sheet.column_dimensions["B"].width >= 2 * len("+模拟企业40") + 6
    assert sheet.column_dimensions["A"].width < 12


def test_chart_parts_name_a_chinese_font_and_cache_their_numbers(tmp_path: Path) -> None:
    write_xlsx(galley(*ALL), load_theme("B"), tmp_path / "x.xlsx", CLOCK)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/charts/chart")]
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(parts) == len({figure.name for figure in ALL})
    for part in parts:
        assert 'typeface="黑体"'.encode() in part
        assert all(point.findtext(f"{{{CHART}}}v") for point in etree.fromstring(part).iter(f"{{{CHART}}}pt"))


def test_the_same_galley_gives_the_same_bytes(tmp_path: Path) -> None:
    made = galley(*ALL, tables=(TABLE, NAMES))
    for name in "ab":
        write_xlsx(made, load_theme("A"), tmp_path / f"{name}.xlsx", CLOCK)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_issue_without_charts_and_tables_says_so(tmp_path: Path) -> None:
    write_xlsx(galley(), load_theme("A"), tmp_path / "x.xlsx", CLOCK)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["目录"]
    assert sheet["B5"].value == "本期没有图表和表格。"


def test_each_chart_is_listed_once_with_its_article() -> None:
    block = GalleyBlock("chart", figure=BAR)
    article = GalleyArticle("a", "调查研究", ((Span("标题"),),), (Span("数说平台"),), (block, block))
    made = replace(galley(BAR, STACKED), columns=(GalleyColumn("调查研究", "", (article,)),))
    assert [(entry.title, entry.article) for entry in entries(made)] == [(BAR.title, "数说平台"), (STACKED.title, "")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,012", (Decimal(1012), 0, False)),
        ("9.20", (Decimal("9.20"), 2, False)),
        ("-3.5%", (Decimal("-3.5"), 1, True)),
        ("—", None),
        ("", None),
        ("0123456789012345678", None),
        ("2021-12", None),
        ("约20", None),
    ],
)
def test_printed_numbers_are_read_exactly(text: str, found: tuple[Decimal, int, bool] | None) -> None:
    assert number_in(text) == found


def test_sheet_names_are_accepted_by_excel_and_differ() -> None:
    book = Book(load_theme("A"), "名", CLOCK)
    names = [book.free_name(name) for name in ("a/b:c", "A B C", "一" * 40, "一" * 40, "", "History")]
    assert len({name.lower() for name in names}) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)
    book.workbook.add_worksheet("x")
    book.workbook.close()


def test_cell_text_keeps_lines_and_loses_control_characters() -> None:
    assert readable("一\r\n二\x07") == "一\n二"
    assert len(readable("字" * 40_000)) == 32_767


def test_output_is_readable_from_memory(book: Any) -> None:
    kept = io.BytesIO()
    book.save(kept)
    assert openpyxl.load_workbook(io.BytesIO(kept.getvalue())).sheetnames == book.sheetnames
