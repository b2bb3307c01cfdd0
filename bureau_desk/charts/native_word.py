"""A figure as the parts of a native Word chart: the chart part and the workbook embedded behind it."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from bureau_desk.charts.chart_xml import polished, polished_workbook, with_external_data
from bureau_desk.charts.native import native_chart
from bureau_desk.charts.native_data import write_data
from bureau_desk.charts.native_style import Style
from bureau_desk.charts.render import NARROW, WIDE
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.typesetting import clean
from bureau_desk.domain.figure import Figure

RELATION = "rId1"
"""The relationship by which the chart part names its embedded workbook."""
_SHEET = "数据"
_EPOCH = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class NativeChart:
    """What a Word document takes in for one chart: `xml` is the chart part, whose relationship `rId1` (type package)
    leads to `workbook`; sizes in points; `alt` for the picture's description."""

    xml: bytes
    workbook: bytes
    width_pt: float
    height_pt: float
    alt: str


def chart_parts(figure: Figure, theme: Theme) -> NativeChart:
    """The parts of the figure's chart, the same bytes for the same figure.

    The chart is drawn once with XlsxWriter, its part lifted out and polished; a twin workbook without the chart holds
    the numbers at the same cells, so that 编辑数据 works in Word.
    """
    drawn = _workbook(figure, theme, with_chart=True)
    with zipfile.ZipFile(BytesIO(drawn)) as file:
        xml = polished(file.read("xl/charts/chart1.xml"), theme)
    return NativeChart(
        xml=with_external_data(xml, RELATION),
        workbook=polished_workbook(_workbook(figure, theme, with_chart=False), theme),
        width_pt=WIDE if figure.wide else NARROW,
        height_pt=figure.height,
        alt=clean(figure.alt or figure.title or figure.name),
    )


def _workbook(figure: Figure, theme: Theme, *, with_chart: bool) -> bytes:
    import xlsxwriter  # a tenth of a second that only native charts need

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as workbook:
        workbook.set_properties({"created": _EPOCH})
        sheet = workbook.add_worksheet(_SHEET)
        data = write_data(workbook, sheet, 0, 0, figure, Style(theme))
        sheet.set_column(0, len(data.columns), 14)
        if with_chart:
            sheet.insert_chart(0, len(data.columns) + 2, native_chart(workbook, figure, theme, data))
    return out.getvalue()
