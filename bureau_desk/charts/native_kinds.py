"""One native Excel chart per kind; what Excel lacks is told with its nearest kind (stacked bars, inverted lines)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bureau_desk.charts.lines import value_range
from bureau_desk.charts.native_data import Data
from bureau_desk.charts.native_marks import (
    dotted_points,
    end_labels,
    hot_fill,
    hot_label,
    name_axis,
    quiet_fill,
    series_of,
    set_legend,
    time_axis,
    value_labels,
)  # fmt: skip
from bureau_desk.charts.native_style import Format, chart_font, colour
from bureau_desk.charts.numerals import number_format
from bureau_desk.charts.placement import ticks
from bureau_desk.charts.plot import on_fill
from bureau_desk.charts.theme import Theme, mix
from bureau_desk.domain.figure import Figure, FigureKind

_GAP = 79  # percent of the column's width, so that columns take 0.56 of their step
_NO_AXIS: Format = {
    "visible": False, "major_gridlines": {"visible": False}, "major_tick_mark": "none", "minor_tick_mark": "none",
}  # fmt: skip

_UNSEEN_AXIS: Format = {
    "line": {"none": True}, "label_position": "none", "major_gridlines": {"visible": False},
    "major_tick_mark": "none", "minor_tick_mark": "none",
}  # fmt: skip


def bars(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Horizontal bars, the first category on top."""
    chart = workbook.add_chart({"type": "bar"})
    _columns(chart, figure, theme, data)
    chart.set_y_axis({**name_axis(theme), "reverse": True})
    chart.set_x_axis(_NO_AXIS)
    return chart


def columns(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Upright columns."""
    chart = workbook.add_chart({"type": "column"})
    _columns(chart, figure, theme, data)
    chart.set_x_axis(name_axis(theme))
    chart.set_y_axis(_NO_AXIS)
    return chart


def _columns(chart: Any, figure: Figure, theme: Theme, data: Data) -> None:
    several = len(figure.series) > 1
    for place, one in enumerate(figure.series):
        fill = theme.series_colours(place + 1)[place]
        added = series_of(data, place)
        if several:
            added["fill"] = {"color": colour(fill)}
        else:
            added["fill"] = {"color": colour(quiet_fill(figure, theme))}
            added["points"] = [{"fill": {"color": colour(hot_fill(figure, theme, name))}} for name in figure.categories]
        added["data_labels"] = value_labels(theme, one, "outside_end")
        if not several:
            added["data_labels"]["custom"] = [hot_label(figure, theme, name) for name in figure.categories]
        chart.add_series({**added, "gap": 32 if several else _GAP, "overlap": 0})
    set_legend(chart, theme, several)


def stacks(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Columns stacked dark to light; the totals are the labels of an invisible line."""
    chart = workbook.add_chart({"type": "column", "subtype": "stacked"})
    levels = all(one.role == "level" for one in figure.series) or len(figure.series) <= 3
    fills = theme.level_colours(len(figure.series)) if levels else theme.series_colours(len(figure.series))
    for place, (one, fill) in enumerate(zip(figure.series, fills, strict=True)):
        labels = value_labels(theme, one, "center", on_fill(theme, fill))
        chart.add_series(
            {
                **series_of(data, place),
                "fill": {"color": colour(fill)},
                "data_labels": labels,
                "gap": _GAP,
                "overlap": 100,
            }
        )
    if len(figure.series) > 1:
        line = workbook.add_chart({"type": "line"})
        place = len(figure.series)
        labels = value_labels(theme, figure.series[0], "above", theme.ink, bold=True)
        labels["num_format"] = data.columns[place].format
        line.add_series(
            {**series_of(data, place), "line": {"none": True}, "marker": {"type": "none"}, "data_labels": labels}
        )
        chart.combine(line)
    chart.set_x_axis(name_axis(theme))
    chart.set_y_axis(_NO_AXIS)
    set_legend(chart, theme, len(figure.series) > 1, hidden=[len(figure.series)])
    return chart


def lines(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Lines named at their ends; targets are dashed."""
    chart = workbook.add_chart({"type": "line"})
    values = [float(value) for one in figure.series for value in one.values if value is not None]
    quiet = [one for one in figure.series if one.role != "target" and one.name != figure.highlight]
    hot_known = any(one.name == figure.highlight for one in figure.series)
    for place, one in enumerate(figure.series):
        hot, target = one.name == figure.highlight, one.role == "target"
        if target:
            token = theme.grey
        else:
            position = 0 if hot else quiet.index(one) + (1 if hot_known else 0)
            token = theme.series_colours(position + 1)[position]
        line: Format = {"color": colour(token), "width": 1.0 if target else 2.25 if hot else 1.5}
        if target:
            line["dash_type"] = "dash"
        labels = end_labels(theme, one, figure, hot, token if hot else theme.ink)
        alone = sum(value is not None for value in one.values) == 1
        marker: Format = {"type": "diamond", "size": 6, "fill": {"color": colour(token)}} if alone else {"type": "none"}
        points = [] if target else dotted_points(figure, one, line)
        if points:
            marker = {"type": "circle", "size": 5, "fill": {"color": colour(token)}, "border": {"color": "#FFFFFF"}}
        chart.add_series(
            {**series_of(data, place), "line": line, "marker": marker, "points": points, "data_labels": labels}
        )
    chart.set_x_axis(time_axis(theme, figure))
    axis: Format = {
        "num_font": chart_font(theme, theme.grey), "line": {"none": True}, "major_tick_mark": "none",
        "minor_tick_mark": "none", "num_format": number_format(max((one.digits for one in figure.series), default=0)),
        "major_gridlines": {"visible": True, "line": {"color": colour(theme.rule), "width": 0.5}},
    }  # fmt: skip
    low, high = value_range(values or [0.0])
    marks = ticks(low, high, 6)
    if len(marks) > 1:
        step = marks[1] - marks[0]
        first = marks[0] if marks[0] <= low else marks[0] - step
        axis |= {"min": float(first), "max": float(max(marks[-1] + step, marks[-1])), "major_unit": float(step)}
    chart.set_y_axis(axis)
    set_legend(chart, theme, False)
    chart.set_plotarea({"layout": {"x": 0.09, "y": 0.05, "width": 0.66, "height": 0.82}})
    return chart


def columns_and_line(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Columns in the lower part, the line above them on a second, hidden scale."""
    chart = workbook.add_chart({"type": "column"})
    column = [place for place, one in enumerate(figure.series) if one.role in ("value", "level")][:1]
    line = [place for place, one in enumerate(figure.series) if one.role in ("line", "target")][:1]
    for place in column:
        one = figure.series[place]
        added = series_of(data, place)
        added["fill"] = {"color": colour(quiet_fill(figure, theme))}
        added["points"] = [{"fill": {"color": colour(hot_fill(figure, theme, name))}} for name in figure.categories]
        labels = value_labels(theme, one, "outside_end")
        labels["custom"] = [hot_label(figure, theme, name) for name in figure.categories]
        chart.add_series({**added, "data_labels": labels, "gap": _GAP})
        top = max((float(value) for value in one.values if value is not None), default=0.0)
        chart.set_y_axis({**_NO_AXIS, **({"max": top / 0.52} if top > 0 else {})})
    for place in line:
        one = figure.series[place]
        upper = workbook.add_chart({"type": "line"})
        labels = value_labels(theme, one, "above", theme.accent_text)
        labels["num_format"] = number_format(one.digits, percent=one.unit == "%")
        accent = colour(theme.accent)
        marker = {"type": "circle", "size": 5, "fill": {"color": accent}, "border": {"color": "#FFFFFF"}}
        drawn = {"color": accent, "width": 1.75}
        upper.add_series(
            {**series_of(data, place), "line": drawn, "marker": marker, "points": dotted_points(figure, one, drawn),
             "data_labels": labels, "y2_axis": True}
        )  # fmt: skip
        known = [float(value) for value in one.values if value is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        run = (high - low) or abs(high) or 1.0
        # a deleted second axis would put the line on the first one: this axis stays, unseen
        upper.set_y2_axis({**_UNSEEN_AXIS, "min": low - run * 3, "max": high + run * 0.35})
        if column:
            chart.combine(upper)
        else:
            chart = upper
    chart.set_x_axis(name_axis(theme))
    set_legend(chart, theme, True)
    return chart


def progress(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """The share reached as a bar, the remainder as its track."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    done, shown, rest = (len(data.columns) - 3, len(data.columns) - 2, len(data.columns) - 1)
    fills = [theme.accent if name == figure.highlight else theme.primary for name in figure.categories]
    percents = data.columns[done].values
    custom: list[Format | None] = [
        {"value": "—" if value is None else f"{value:.0f}%", "font": chart_font(theme, theme.primary, bold=True)}
        for value in percents
    ]
    chart.add_series(
        {**series_of(data, shown), "fill": {"color": colour(theme.primary)}, "gap": 150, "overlap": 100,
         "points": [{"fill": {"color": colour(fill)}} for fill in fills]}
    )  # fmt: skip
    labels = {"value": True, "position": "inside_end", "custom": custom, "font": chart_font(theme, theme.primary)}
    chart.add_series(
        {**series_of(data, rest), "fill": {"color": colour(theme.tint)}, "data_labels": labels, "gap": 150}
    )
    chart.set_y_axis({**name_axis(theme), "reverse": True, "line": {"none": True}})
    chart.set_x_axis({**_NO_AXIS, "min": 0, "max": 100})
    set_legend(chart, theme, False)
    return chart


def ranks(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """Lines on an inverted axis, named at their ends."""
    chart = workbook.add_chart({"type": "line"})
    lowest = max((float(value) for one in figure.series for value in one.values if value is not None), default=1.0)
    for place, one in enumerate(figure.series):
        known = [value for value in one.values if value is not None]
        hot = one.name == figure.highlight
        leads = bool(known) and one.values[-1] == min((s.values[-1] for s in figure.series if s.values[-1]), default=0)
        rising = hot and known[-1] < known[0] if known else False
        token = theme.accent if rising else theme.primary if hot or leads else theme.light
        marker = {"type": "circle", "size": 6, "fill": {"color": colour(token)}, "border": {"color": "#FFFFFF"}}
        text = theme.accent_text if rising else theme.primary if hot or leads else theme.grey
        labels = end_labels(theme, one, figure, hot, text)
        line = {"color": colour(token), "width": 2.25 if hot or leads else 1.5}
        points = dotted_points(figure, one, line)
        chart.add_series(
            {**series_of(data, place), "line": line, "marker": marker, "points": points, "data_labels": labels}
        )
    # on an inverted axis the far end, where the years belong, is the high one
    chart.set_x_axis({**time_axis(theme, figure), "label_position": "high"})
    chart.set_y_axis({**_NO_AXIS, "reverse": True, "min": 0.5, "max": lowest + 0.5, "crossing": "max"})
    set_legend(chart, theme, False)
    chart.set_plotarea({"layout": {"x": 0.04, "y": 0.05, "width": 0.72, "height": 0.82}})
    return chart


def ring(workbook: Any, figure: Figure, theme: Theme, data: Data) -> Any:
    """A doughnut with the names beside it."""
    chart = workbook.add_chart({"type": "doughnut"})
    count = len(figure.categories)
    levels = figure.series[0].role == "level"
    fills = theme.level_colours(count) if levels else _part_colours(theme, count)
    labels: Format = {"percentage": True, "num_format": "0.0%", "font": chart_font(theme, theme.ink, 8)}
    whole = sum(max(value or 0, 0) for value in figure.series[0].values) or 1
    wide = [(value or 0) * 100 >= 4 * whole for value in (*figure.series[0].values, *[None] * count)]
    labels["custom"] = [
        {"font": chart_font(theme, on_fill(theme, fill), 8)} if room else {"delete": True}
        for fill, room in zip(fills, wide, strict=False)
    ]
    points = [{"fill": {"color": colour(fill)}, "border": {"color": "#FFFFFF"}} for fill in fills]
    chart.add_series({**series_of(data, 0), "points": points, "data_labels": labels})
    chart.set_hole_size(60)
    chart.set_legend({"position": "right", "font": chart_font(theme, theme.ink)})
    return chart


def _part_colours(theme: Theme, count: int) -> tuple[str, ...]:
    """The palette for the first parts; from the sixth on, which the picture tells together, ever lighter greys."""
    rest = max(count - len(theme.series) + 1, 1)
    greys = [mix(theme.series[-1], "FFFFFF", 0.7 * index / rest) for index in range(rest)]
    return (*theme.series[:-1], *greys)[:count]


BUILDERS: dict[FigureKind, Callable[[Any, Figure, Theme, Data], Any]] = {
    FigureKind.BAR: bars,
    FigureKind.COLUMN: columns,
    FigureKind.STACKED: stacks,
    FigureKind.LINE: lines,
    FigureKind.COLUMN_LINE: columns_and_line,
    FigureKind.PROGRESS: progress,
    FigureKind.RANK: ranks,
    FigureKind.SHARE: ring,
}
