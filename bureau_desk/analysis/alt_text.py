"""Alternative text of charts and tables, written from their numbers."""

from __future__ import annotations

from dataclasses import replace

from bureau_desk.analysis.periods import day_words
from bureau_desk.analysis.trends import plain
from bureau_desk.domain.figure import Figure, FigureKind, Series

KINDS = {
    FigureKind.BAR: "条形图",
    FigureKind.COLUMN: "柱形图",
    FigureKind.STACKED: "堆积柱形图",
    FigureKind.LINE: "折线图",
    FigureKind.COLUMN_LINE: "柱线图",
    FigureKind.PROGRESS: "进度图",
    FigureKind.RANK: "位次图",
    FigureKind.SHARE: "构成图",
}
MOST = 40


def alt_text(figure: Figure) -> str:
    """What a reader who cannot see the chart must know: kind, title, every number with unit, day and source."""
    parts = [_series(one, figure) for one in figure.series]
    tail = f"数据截至{day_words(figure.as_of)}" + (f"，来源：{figure.source}" if figure.source else "")
    body = "；".join(part for part in parts if part)
    return f"{KINDS[figure.kind]}：{figure.title}。{body}。{tail}。"


def with_alt(figure: Figure) -> Figure:
    """The figure with its alternative text filled in."""
    return replace(figure, alt=alt_text(figure))


def _series(series: Series, figure: Figure) -> str:
    unit = series.unit or figure.unit
    told = [
        f"{_called(category)}{plain(value, series.digits)}{unit}"
        for category, value in zip(figure.categories, series.values, strict=True)
        if value is not None
    ]
    if not told:
        return ""
    shown = "，".join(told[:MOST]) + (f"等{len(told)}项" if len(told) > MOST else "")
    return shown if len(figure.series) == 1 else f"{series.name}：{shown}"


def _called(category: str) -> str:
    return f"{category}年" if len(category) == 4 and category.isdigit() else category
