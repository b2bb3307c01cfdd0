"""Editable charts in the magazine: chosen per issue or per chart, with the numbers and colours of the picture."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from lxml import etree

from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.charts.chart_xml import CHART
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.figure import FigureKind
from bureau_desk.domain.galley import GalleyBlock
from bureau_desk.exchange.figures_file import figures_of, figures_text
from tests.bulletin import galleys
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")


def charts_of(path):
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
        names.sort(key=lambda name: int(re.sub(r"\D", "", name)))
        return [etree.fromstring(archive.read(name)) for name in names]


def issue(native):
    figure = replace(galleys.figure(), native=native)
    return galleys.single(GalleyBlock("chart", figure=figure), GalleyBlock("chart", figure=galleys.figure("图二")))


def test_a_chart_chooses_for_itself_and_the_issue_for_the_others(tmp_path):
    for place, (native, whole, count) in enumerate(
        ((None, False, 0), (True, False, 1), (None, True, 2), (False, True, 1))
    ):
        path = tmp_path / f"{place}.docx"
        write_docx(issue(native), THEME, path, CLOCK, native_charts=whole)
        assert len(charts_of(path)) == count
        assert faults(path) == []
    write_docx(issue(True), THEME, tmp_path / "pdf.docx", CLOCK, plain_pages=True)
    assert charts_of(tmp_path / "pdf.docx") == []  # the copy for the PDF shows the designed picture


def test_the_charts_of_the_sample_hold_the_numbers_and_colours_of_their_figures(sample, tmp_path):
    path = tmp_path / "a.docx"
    write_docx(sample, THEME, path, CLOCK, native_charts=True)
    assert faults(path) == []
    shown = [
        block.figure
        for article in sample.articles()
        for block in article.blocks
        if block.kind == "chart" and block.figure is not None
    ]
    charts = charts_of(path)
    assert len(charts) == len(shown) >= 8
    colours = {one.strip("#").upper() for one in vars_of(THEME)}
    for figure, chart in zip(shown, charts, strict=True):
        if figure.kind is FigureKind.PROGRESS:
            continue  # drawn in percent of each target
        assert values_of(chart) >= {
            round(value, 6) for one in figure.series for value in one.values if value is not None
        }
        used = {
            node.get("val") for node in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}srgbClr")
        }
        assert used and THEME.primary.strip("#").upper() in {one.upper() for one in used}
        assert len({one.upper() for one in used} & colours) >= 2


def values_of(chart):
    found = set()
    for values in chart.iter(f"{{{CHART}}}val"):
        found |= {round(Decimal(node.text), 6) for node in values.iter(f"{{{CHART}}}v")}
    return found


def vars_of(theme):
    return [
        str(getattr(theme, name))
        for name in theme.__dataclass_fields__
        if re.fullmatch("#?[0-9A-Fa-f]{6}", str(getattr(theme, name)))
    ]


def test_the_wish_is_written_back_and_a_wrong_one_is_told():
    text = '["甲"]\nregister = "incubator"\nchart = { kind = "bar", native = true }\n'
    questions, problems = figures_of(text)
    assert problems == () and questions["甲"].chart["native"] is True
    assert figures_of(figures_text(questions))[0]["甲"].chart == questions["甲"].chart
    _, problems = figures_of(text.replace("true", '"yes"'))
    assert ["native" in one.message for one in problems] == [True]
