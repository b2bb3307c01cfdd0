"""Native charts: the same numbers, colours and gaps as the picture, in Excel and in Word."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
from lxml import etree

from bureau_desk.charts.chart_xml import CHART, DRAWING, RELATIONS
from bureau_desk.charts.native import JOINED, add_to_sheet
from bureau_desk.charts.native_data import columns_of
from bureau_desk.charts.native_word import RELATION, chart_parts
from bureau_desk.charts.saved import chart_docx, chart_xlsx
from bureau_desk.charts.saving import save
from bureau_desk.charts.theme import load_theme
from bureau_desk.charts.timeline import bridged, filled
from bureau_desk.domain.figure import Figure, FigureKind
from bureau_desk.domain.problem import Trouble
from tests.charts.samples import ALL, BAR, COLUMN_LINE, HOSTILE, LINE, PROGRESS, RANK, SHARE, STACKED

THEME = load_theme("A")
CLOCK = datetime(2022, 2, 28, 9, 0)
FLAGS = ["showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize"]
names = [f"{index}-{one.kind.value}" for index, one in enumerate((*ALL, *HOSTILE))]


def tag(name: str) -> str:
    return f"{{{CHART}}}{name}"


def cached(root: etree._Element, series: int) -> dict[int, str]:
    values = list(root.iter(tag("ser")))[series].find(tag("val"))
    assert values is not None
    return {int(point.get("idx", "")): point.findtext(tag("v"), "") for point in values.iter(tag("pt"))}


@pytest.mark.parametrize("one", (*ALL, *HOSTILE), ids=names)
def test_a_chart_part_is_sound(one: Figure) -> None:
    native = chart_parts(one, THEME)
    root = etree.fromstring(native.xml)
    assert root.find(tag("printSettings")) is None
    assert root.find(f"{tag('externalData')}").get(f"{{{RELATIONS}}}id") == RELATION  # type: ignore[union-attr]
    whole = filled(one)
    joined = one.kind in JOINED and any(bridged(whole, each) for each in whole.series if each.role != "target")
    assert root.find(f".//{tag('dispBlanksAs')}").get("val") == ("span" if joined else "gap")  # type: ignore[union-attr]
    assert all(point.findtext(tag("v")) for point in root.iter(tag("pt")))
    for labels in (*root.iter(tag("dLbls")), *root.iter(tag("dLbl"))):
        kept = [child.tag.split("}")[1] for child in labels if child.tag.split("}")[1] in FLAGS]
        assert kept == ([] if labels.find(tag("delete")) is not None else FLAGS)
    for latin in root.iter(f"{{{DRAWING}}}latin"):
        following = latin.getnext()
        assert following is not None and following.get("typeface") == "黑体"
    for lines in root.iter(tag("lineChart")):
        assert all(series.find(tag("smooth")).get("val") == "0" for series in lines.findall(tag("ser")))  # type: ignore[union-attr]
    assert (native.width_pt, native.height_pt) == (231, one.height)
    assert native == chart_parts(one, THEME)


@pytest.mark.parametrize("one", [BAR, STACKED, LINE, COLUMN_LINE, RANK, SHARE], ids=lambda one: one.kind.value)
def test_every_number_is_cached_and_gaps_stay_gaps(one: Figure) -> None:
    root = etree.fromstring(chart_parts(one, THEME).xml)
    for place, series in enumerate(one.series):
        expected = {index: float(value) for index, value in enumerate(series.values) if value is not None}
        assert {index: float(text) for index, text in cached(root, place).items()} == expected


def test_years_are_text_categories() -> None:
    root = etree.fromstring(chart_parts(LINE, THEME).xml)
    for category in root.iter(tag("cat")):
        assert category.find(tag("strRef")) is not None and category.find(tag("numRef")) is None


def test_the_embedded_workbook_holds_the_numbers_where_the_chart_looks() -> None:
    native = chart_parts(STACKED, THEME)
    sheet = openpyxl.load_workbook(io.BytesIO(native.workbook))["数据"]
    assert [[cell.value for cell in row] for row in sheet["A1:D2"]] == [
        ["", "国家级", "省级", "合计"],
        ["2017", 17, 24, 41],
    ]
    formulas = {node.text for node in etree.fromstring(native.xml).iter(tag("f"))}
    assert {"数据!$A$2:$A$6", "数据!$B$2:$B$6", "数据!$D$2:$D$6"} <= formulas


@pytest.mark.parametrize("name", ["A", "B"])
def test_native_colours_are_the_themes(name: str) -> None:
    theme = load_theme(name)
    for one in ALL:
        root = etree.fromstring(chart_parts(one, theme).xml)
        used = {node.get("val") for node in root.iter(f"{{{DRAWING}}}srgbClr")}
        known = {*theme.series, *theme.levels, theme.ink, theme.primary, theme.light, theme.tint, theme.accent}
        known |= {theme.accent_text, theme.grey, theme.rule, "FFFFFF"}
        # the shares that the picture tells together are greys between the last colour and white
        allowed_extra = 3 if one.kind is FigureKind.SHARE else 0
        assert len(used - known) <= allowed_extra, one.kind
    assert f'val="{theme.primary}"' in chart_parts(BAR, theme).xml.decode()


def test_the_hot_bar_alone_is_primary() -> None:
    root = etree.fromstring(chart_parts(BAR, THEME).xml)
    fills = [point.find(f".//{{{DRAWING}}}srgbClr").get("val") for point in root.iter(tag("dPt"))]  # type: ignore[union-attr]
    assert fills == [THEME.primary, *[THEME.light] * 6]


def test_helper_columns_of_progress_add_up_to_a_hundred() -> None:
    columns = columns_of(PROGRESS)
    assert [one.helper for one in columns] == [False, False, False, True, True]
    assert all(
        (first or 0) + (second or 0) == 100 for first, second in zip(columns[3].values, columns[4].values, strict=True)
    )
    assert columns[2].values[0] == Decimal("49.94")


def test_a_chart_stands_beside_its_numbers_in_a_sheet(tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(out) as workbook:
        data = add_to_sheet(workbook, workbook.add_worksheet("图"), (2, 1), BAR, THEME)
    sheet = openpyxl.load_workbook(out)["图"]
    assert sheet["B4"].value == "武进区" and sheet["C4"].value == 521
    assert data.values(0) == ["图", 3, 2, 9, 2]
    assert len(sheet._charts) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.kind.value)
def test_a_saved_word_chart_opens_and_repeats(one: Figure, tmp_path: Path) -> None:
    first, second = tmp_path / "a.docx", tmp_path / "b.docx"
    chart_docx(one, THEME, first, CLOCK)
    chart_docx(one, THEME, second, CLOCK)
    assert first.read_bytes() == second.read_bytes()
    document = docx.Document(str(first))
    assert document.paragraphs[0].text == one.title
    assert len(document.tables[0].rows) == 1 + len(one.categories)
    with zipfile.ZipFile(first) as package:
        assert "word/embeddings/chart1.xlsx" in package.namelist()
        relations = package.read("word/charts/_rels/chart1.xml.rels").decode()
        assert f'Id="{RELATION}"' in relations
        assert "ＭＳ" not in package.read("word/document.xml").decode()


def test_a_saved_workbook_opens_prints_and_repeats(tmp_path: Path) -> None:
    one = replace(BAR, title="=1+1 & <研发>", categories=("=SUM(A1)", *BAR.categories[1:]))
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    chart_xlsx(one, THEME, first, CLOCK)
    chart_xlsx(one, THEME, second, CLOCK)
    assert first.read_bytes() == second.read_bytes()
    sheet = openpyxl.load_workbook(first)["图表"]
    assert sheet["A1"].value == "=1+1 & <研发>" and sheet["A1"].data_type == "s"
    assert sheet["A5"].value == "=SUM(A1)" and sheet["A5"].data_type == "s"
    assert sheet.page_setup.paperSize == 9 and sheet.page_setup.orientation == "landscape"
    assert sheet.freeze_panes == "B5"


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file, not a folder")
    with pytest.raises(Trouble) as caught:
        save(tmp_path / "blocked" / "x.xlsx", b"1")
    assert "没有写成" in caught.value.sentence()
    save(tmp_path / "new" / "x.bin", b"12")
    assert (tmp_path / "new" / "x.bin").read_bytes() == b"12"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["x.bin"]
