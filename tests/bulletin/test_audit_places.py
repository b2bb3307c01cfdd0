"""The audit workbook tells where every number stands: pages as in the PDF, every place, and what is not bound."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.audit import write_audit
from bureau_desk.bulletin.audit_lists import printing_of
from bureau_desk.bulletin.docx_controls import key_of
from bureau_desk.bulletin.docx_marks import END_MARK, bookmark_names
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.number_places import places_of
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.bulletin.unbound import unbound_figures, unbound_in
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.figure import FigureKind
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn, Span, TableSheet, scoped
from tests.bulletin import galleys

CLOCK = datetime(2022, 3, 1)
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def book(sample, seed_rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("audit") / "出处.xlsx"
    pages = contents.estimate_pages(sample)
    write_audit(sample, seed_rows, path, CLOCK, lambda: printing_of(sample, pages))
    return openpyxl.load_workbook(path, read_only=True, data_only=True)


def lines(book, name):
    rows = list(book[name].iter_rows(min_row=4, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def spans(value):
    """Every number that any span of the galley points to, wherever it stands."""
    if isinstance(value, tuple):
        for one in value:
            yield from spans(one)
    elif hasattr(value, "number") and hasattr(value, "bold"):
        yield value.number
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from spans(getattr(value, name))
    elif isinstance(value, dict):
        yield from spans(tuple(value.values()))


def test_every_number_span_has_a_line_with_its_place_and_page(sample, book):
    used = {one for one in spans(sample) if one >= 0}
    assert used == set(range(len(sample.numbers))) == set(places_of(sample))
    told = lines(book, "数字清单")
    assert [one["印出的文字"] for one in told] == [one.text for one in sample.numbers]
    assert all(one["页码"] and one["位置"] and one["出现处"] for one in told)


def test_numbers_of_charts_and_tables_are_counted_again_from_their_rows(sample, book):
    told = lines(book, "图表数字")
    cells = sum(
        bool(re.fullmatch(r"-?\d+(\.\d+)?", text))
        for sheet in sample.tables
        for row in sheet.rows
        for place, text in enumerate(row)
        if place and sheet.numeric[place]
    )
    points = sum(value is not None for one in sample.figures for series in one.series for value in series.values)
    sums = sum(len(one.categories) for one in sample.figures if one.kind in (FigureKind.STACKED, FigureKind.PROGRESS))
    assert not any(one.kind is FigureKind.SHARE for one in sample.figures)
    assert len(told) == len(sample.points) == cells + points + sums > 100
    assert {one["相符"] for one in told} == {"相符"}


def test_a_number_names_every_place_where_it_is_printed_again(sample, book):
    told = {one["序号"]: one for one in lines(book, "数字清单")}
    covered = [index for index, places in places_of(sample).items() if any(one.kind == "封面" for one in places)]
    assert covered
    for index in covered:
        places = told[index + 1]["出现处"]
        assert "封面" in places and "目录" in places and "标题" in places
        assert "封面" in told[index + 1]["页码"]
    assert any("大数字" in one["出现处"] and "导语" in one["出现处"] for one in told.values())


def test_what_is_not_bound_is_listed_with_article_and_sentence(book):
    told = lines(book, "未绑定数字")
    assert any(one["数字"] == "超5000万元" and one["位置"] == "正文" for one in told)
    assert all(one["文章"] and one["所在句子"] for one in told)
    assert [one.text for one in unbound_figures("共27家、增长3.5个百分点，2022年2月有1,200人。", [(1, 4)])] == [
        "3.5个百分点",
        "1,200人",
    ]


def test_typed_big_numbers_and_written_tables_are_listed_unless_they_are_bound():
    def big(title, unit):
        return GalleyBlock("number", (galleys.line("年度技术合同"),), title=title, unit=unit, arrow="↑")

    rows = (("甲园", "12.5", "说明3条"), ("乙园", "8", ""))
    written = TableSheet(
        "手工表", "手工表", "", "", "", "", ("园区", "家数", "说明"), rows, numeric=(False, True, False)
    )
    blocks = (
        big(galleys.line("6300"), "项"), big(galleys.line("100%"), ""), big((Span("27", number=0),), "家"),
        GalleyBlock("table", table=written), GalleyBlock("table", table=replace(galleys.sheet(2), columns=("单位", "家数"))),
    )  # fmt: skip
    galley = galleys.galley(GalleyColumn("栏", "C", (galleys.article("a", blocks=blocks),)))
    cell = {scoped("cell", "手工表 1 1", "8"): (Span("8", number=0),)}
    found = [
        (one.text, one.sentence, one.place)
        for one in unbound_in(replace(galley, worded=cell))
        if one.place not in ("正文", "导语", "标题")
    ]
    assert found == [
        ("100%", "100%", "大数字"),
        ("3条", "说明3条", "表格文字"),
        ("6300项↑", "年度技术合同", "大数字"),
        ("12.5", "手工表　甲园　家数", "表格"),
    ]


@office
@pytest.mark.office
def test_the_pages_are_those_of_the_pdf(sample, tmp_path):
    from pypdf import PdfReader

    path = tmp_path / "a.docx"
    write_docx(sample, load_theme("A"), path, CLOCK, plain_pages=True)
    made = convert(path, tmp_path, CLOCK)
    marks = contents.pages_from_pdf(made)
    before = marks["folio001"] - 1
    pages = {key: marks[mark] - before for key, mark in (bookmark_names(sample) | {END_MARK: END_MARK}).items()}
    texts = [re.sub(r"[\s\u2060]", "", page.extract_text()) for page in PdfReader(made).pages]
    printing = printing_of(sample, pages, made)
    places = places_of(sample)
    checked = 0
    for index, number in enumerate(sample.numbers):
        for place, shown in zip(places[index], printing.places[key_of(index)], strict=True):
            folio = {"封面": 1 - before, "卷首": 0}.get(shown.page)
            assert folio is not None or re.fullmatch(r"\d\d", shown.page), (number.text, shown)
            printed = texts[(int(shown.page) if folio is None else folio) + before - 1]
            around = re.sub(r"\s", "", place.text[max(0, place.start - 3) :])[: len(number.text) + 2]
            assert re.sub(r"\s", "", number.text)[:2] in printed
            checked += around in printed
    assert checked > 0.97 * sum(map(len, places.values()))
