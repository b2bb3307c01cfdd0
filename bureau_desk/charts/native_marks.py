"""The marks that native charts share: axes, labels, fills, and the dots of lines that lead over gaps."""

from __future__ import annotations

from typing import Any

from bureau_desk.charts.native_data import Data
from bureau_desk.charts.native_style import Format, chart_font, colour
from bureau_desk.charts.numerals import number_format
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.timeline import bridged, dated
from bureau_desk.domain.figure import Figure, Series


def series_of(data: Data, place: int) -> Format:
    """Where the name, categories and values of a series stand in the sheet."""
    # told outright, because XlsxWriter caches an empty cell with a format as 0
    cached = [None if value is None else float(value) for value in data.columns[place].values]
    return {
        "name": data.name(place), "categories": data.categories(), "values": data.values(place), "values_data": cached,
    }  # fmt: skip


def name_axis(theme: Theme) -> Format:
    """A category axis: grey names, one fine line, no ticks."""
    return {
        "num_font": chart_font(theme, theme.ink), "line": {"color": colour(theme.grey), "width": 0.75},
        "major_tick_mark": "none", "minor_tick_mark": "none", "major_gridlines": {"visible": False},
        "label_position": "low", "text_axis": True,
    }  # fmt: skip


def time_axis(theme: Theme, figure: Figure) -> Format:
    """The category axis of lines; one of dates, named by years or months, where days stand at uneven distances."""
    days = dated(figure)
    if not days:
        return name_axis(theme)
    axis = {key: value for key, value in name_axis(theme).items() if key != "text_axis"}
    months = (days[-1] - days[0]).days / 30.4
    yearly, at_year_ends = months > 18, (days[0].month, days[0].day) == (12, 31)
    step = max(1, round(months / (96 if yearly else 8)))
    return {
        **axis, "date_axis": True, "num_format": "yyyy" if yearly and at_year_ends else "yyyy-mm",
        "major_unit": step, "major_unit_type": "years" if yearly else "months",
    }  # fmt: skip


def dotted_points(figure: Figure, one: Series, line: Format) -> list[Format | None]:
    """Thinner dots for the parts of a line that lead over a gap; a part belongs to the point at its end."""
    after = bridged(figure, one)
    dotted: Format = {"line": {**line, "width": max(1.0, line["width"] * 0.75), "dash_type": "round_dot"}}
    return [dotted if index in after else None for index in range(len(one.values))] if after else []


def value_labels(theme: Theme, one: Series, position: str, token: str = "", bold: bool = False) -> Format:
    """The numbers of a series in its own decimals."""
    font = chart_font(theme, token or theme.ink, bold=bold)
    return {"value": True, "position": position, "num_format": number_format(one.digits), "font": font}


def hot_label(figure: Figure, theme: Theme, name: str) -> Format | None:
    """The label of the highlighted category, None for the others."""
    return {"font": chart_font(theme, theme.primary, bold=True)} if name == figure.highlight else None


def end_labels(theme: Theme, one: Series, figure: Figure, hot: bool, token: str) -> Format:
    """A label at the last point alone: the series and its value."""
    count = len(figure.categories)
    last = max((index for index, value in enumerate(one.values[:count]) if value is not None), default=-1)
    font = chart_font(theme, token, bold=hot)
    custom: list[Format | None] = [{"font": font} if index == last else {"delete": True} for index in range(count)]
    return {
        "value": True, "series_name": True, "separator": " ", "position": "right", "custom": custom,
        "num_format": number_format(one.digits), "font": font,
    }  # fmt: skip


def quiet_fill(figure: Figure, theme: Theme) -> str:
    """The fill of what is not highlighted: light beside a highlight, else primary."""
    return theme.light if figure.highlight in figure.categories else theme.primary


def hot_fill(figure: Figure, theme: Theme, name: str) -> str:
    """The fill of a category."""
    return theme.primary if name == figure.highlight else quiet_fill(figure, theme)


def set_legend(chart: Any, theme: Theme, visible: bool, hidden: list[int] | None = None) -> None:
    """An unframed key on top, without the `hidden` series; or none."""
    if not visible:
        chart.set_legend({"none": True})
        return
    chart.set_legend({"position": "top", "font": chart_font(theme, theme.grey), "delete_series": hidden or []})
