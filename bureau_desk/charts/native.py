"""A figure as a native, editable Excel chart: its numbers in cells, the chart drawn from them."""

from __future__ import annotations

from typing import Any

from bureau_desk.charts.native_data import Data, write_data
from bureau_desk.charts.native_kinds import BUILDERS
from bureau_desk.charts.native_style import Style
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.timeline import bridged, filled
from bureau_desk.charts.typesetting import clean
from bureau_desk.domain.figure import Figure, FigureKind

JOINED = (FigureKind.LINE, FigureKind.RANK, FigureKind.COLUMN_LINE)
NARROW_PIXELS, WIDE_PIXELS = 480, 680


def native_chart(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """The XlsxWriter chart of a figure over its numbers: same colours, order, formats and gaps as the picture."""
    figure = filled(figure)
    chart = BUILDERS[figure.kind](workbook, figure, theme, data)
    # lines go on over what is missing, with the dots that their points ask for
    dotted = any(bridged(figure, one) for one in figure.series if one.role != "target")
    chart.show_blanks_as("span" if dotted and figure.kind in JOINED else "gap")
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})
    chart.set_plotarea({"fill": {"none": True}})
    chart.set_title({"none": True})
    return chart


def add_to_sheet(
    workbook: Any, worksheet: Any, cell: tuple[int, int], figure: Figure, theme: Theme, data: Data | None = None
) -> Data:
    """Put the figure as a native chart at a cell (zero-based row, column) of an XlsxWriter sheet.

    Without `data` its numbers are written at the cell and the chart stands to their right.
    """
    row, column = cell
    if data is None:
        data = write_data(workbook, worksheet, row, column, figure, Style(theme))
        column += len(data.columns) + 2
    if not figure.categories or not any(value is not None for one in data.columns for value in one.values):
        return data
    chart = native_chart(workbook, figure, theme, data)
    width = WIDE_PIXELS if figure.wide else NARROW_PIXELS
    chart.set_size({"width": width, "height": max(280, round(figure.height * 1.75))})
    worksheet.insert_chart(
        row, column, chart, {"object_position": 2, "description": clean(figure.alt or figure.title or figure.name)}
    )
    return data
