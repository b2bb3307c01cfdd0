"""The list of figures over several pages: every line arrives, none is left on a page alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

import pytest

from bureau_desk.bulletin.docx_figures import listed, pages_of
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.office import soffice
from bureau_desk.bulletin.pdf import convert
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from tests.bulletin import galleys

office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


def issue(count):
    """An issue with so many tables in its list, some with long titles."""
    sheet = galleys.sheet(2, 1)
    long = "各类创新载体在建设、运行、评价三个环节里的数量和比重与上一年同期相比的变化情况"
    blocks = tuple(
        GalleyBlock("table", table=replace(sheet, name=f"表{place}", title=long if place % 5 == 4 else sheet.title))
        for place in range(count)
    )
    column = GalleyColumn("创新头条", "TOP STORIES", (galleys.article(blocks=blocks),))
    return galleys.galley(column, head=replace(galleys.masthead(), figure_index=True))


def first_that_spills():
    """The smallest number of lines that do not stand on one page."""
    return next(count for count in range(2, 60) if len(pages_of(list(listed(issue(count))))) > 1)


def test_no_line_of_the_list_stands_on_its_last_page_alone():
    spilling = first_that_spills()
    for count in range(1, 3 * spilling):
        rows = list(listed(issue(count)))
        pages = pages_of(rows)
        assert [one for page in pages for one in page] == rows
        assert min(map(len, pages)) > 1 or count == 1
    assert [len(page) for page in pages_of(list(listed(issue(spilling))))] == [spilling - 2, 2]


@pytest.mark.office
@office
def test_the_pages_of_the_list_are_those_that_libreoffice_lays_out(tmp_path):
    from pypdf import PdfReader

    galley = issue(first_that_spills())
    write_docx(galley, load_theme("A"), tmp_path / "a.docx", datetime(2022, 3, 1))
    pages = PdfReader(convert(tmp_path / "a.docx", tmp_path / "pdf", datetime(2022, 3, 1))).pages
    shown = [text for page in pages if "图表目录" in (text := page.extract_text().replace(" ", ""))]
    wanted = [[one.number for one in page] for page in pages_of(list(listed(galley)))]
    assert [re.findall(r"^表\d+", text, re.MULTILINE) for text in shown] == wanted
