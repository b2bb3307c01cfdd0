"""A chart and its answer become a Figure: title, categories and series, ready to be drawn anywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bureau_desk.analysis.alt_text import with_alt
from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.describe import counted
from bureau_desk.analysis.figure_plan import Plan, Shape
from bureau_desk.analysis.figure_shapes import progress, shares, simple, stacked
from bureau_desk.analysis.figure_times import GROWTH, column_line, lines, places
from bureau_desk.analysis.labels import label_picked, level_lists, level_words
from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import OVER_PERIOD, day_words
from bureau_desk.analysis.prepared import prepare
from bureau_desk.analysis.scales import convert, convertible
from bureau_desk.analysis.sheets import sheet
from bureau_desk.analysis.trends import plain
from bureau_desk.domain.figure import Figure, FigureKind, Series
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table

__all__ = ["figure", "sheet"]

Ask = Callable[[Question, Snapshot], Table]
HEIGHT = 170.0

SHAPES: Mapping[FigureKind, Callable[[Plan], Shape]] = {
    FigureKind.BAR: simple,
    FigureKind.COLUMN: simple,
    FigureKind.STACKED: stacked,
    FigureKind.LINE: lines,
    FigureKind.COLUMN_LINE: column_line,
    FigureKind.PROGRESS: progress,
    FigureKind.RANK: places,
    FigureKind.SHARE: shares,
}


def figure(
    question: Question,
    table: Table,
    snapshot: Snapshot,
    questions: Mapping[str, Question] | None = None,
    ask: Ask = answer,
) -> Figure:
    """The chart of a question by its `chart` mapping; `questions` are those it may name in items, line and target.

    Keys: kind, title, subtitle, sort (desc, asc), highlight, wide, native, height (pt), unit, digits, top, items, labels,
    targets, target, line. Misuse when the kind is unknown, nothing can be drawn, or a named question is missing.
    """
    chart = question.chart
    kind = _kind(question)
    plan = Plan(question, table, prepare(snapshot), questions or {}, ask)
    shape = _in_unit(SHAPES[kind](plan), chart)
    if not shape.categories or not shape.series:
        raise Misuse(f"图表“{question.name}”没有可画的数。", "请检查分组、日期或所列的项目。")
    shape, highlight = _in_words(shape, plan)
    shape = _without_own_name(shape, plan, highlight)
    return with_alt(
        Figure(
            name=question.name,
            kind=kind,
            title=str(chart.get("title") or question.name),
            subtitle=str(chart.get("subtitle") or _subtitle(shape, table)),
            categories=shape.categories,
            series=shape.series,
            unit=shape.unit,
            source=question.source or shape.source or table.source,
            as_of=shape.as_of or table.as_of,
            highlight=highlight,
            wide=chart.get("wide") is True,
            height=_height(chart),
            native=chart["native"] if isinstance(chart.get("native"), bool) else None,
        )
    )


def _kind(question: Question) -> FigureKind:
    text = str(question.chart.get("kind") or "bar")
    try:
        return FigureKind(text)
    except ValueError:
        kinds = [kind.value for kind in FigureKind]
        raise Misuse(
            f"图表“{question.name}”的种类“{text}”没有{near(text, kinds)}。", f"可用的种类：{'、'.join(kinds)}。"
        ) from None


def _height(chart: Mapping[str, Any]) -> float:
    height = chart.get("height")
    return float(height) if isinstance(height, int | float) and height > 0 else HEIGHT


def _subtitle(shape: Shape, table: Table) -> str:
    """What is counted, in which unit and until when."""
    day = shape.as_of or table.as_of
    if table.question.count in OVER_PERIOD and table.period is not None and not table.question.dates:
        when = f"{day_words(table.period.first)}至{day_words(table.period.last)}"
    else:
        when = f"截至{day_words(day)}"
    return f"单位：{shape.unit}；{when}" if shape.unit else when


def _in_words(shape: Shape, plan: Plan) -> tuple[Shape, str]:
    """The shape with the plain words of its levels, and its highlight, which may be named by label or by word."""
    schema = plan.prepared.schema
    asked = [plan.question, *plan.items()]
    names = [one.name for one in shape.series]
    highlight = str(plan.chart.get("highlight") or "")
    categories, series = shape.categories, shape.series
    for question in asked:
        for_categories = level_words(question, schema, shape.categories)
        for_series = level_words(question, schema, names)
        lists = level_lists(question, schema)
        for words, labels in ((for_categories, shape.categories), (for_series, names)):
            picked = label_picked(highlight, labels, words, lists)
            highlight = words.get(picked, picked) or highlight
        categories = tuple(for_categories.get(name, name) for name in categories)
        series = tuple(replace(one, name=for_series.get(one.name, one.name)) for one in series)
    return replace(shape, categories=categories, series=series), highlight


def _without_own_name(shape: Shape, plan: Plan, highlight: str) -> Shape:
    """The shape whose one series is called by what it counts: the name of a question is for the editors' files alone.

    Among several series a question keeps its name, which then tells them apart.
    """
    own = plan.question.name
    drawn = [one.name for one in shape.series if one.role != "target" and one.name != GROWTH]
    if drawn != [own] or highlight == own:
        return shape
    labels = [] if plan.chart.get("items") else list(plan.chart.get("labels") or ())
    against = any(one.role == "target" for one in shape.series)
    said = str(labels[0]) if labels else "实际" if against else counted(plan.question, plan.prepared.schema)
    series = tuple(replace(one, name=said) if one.name == own else one for one in shape.series)
    return replace(shape, series=series)


def _in_unit(shape: Shape, chart: Mapping[str, Any]) -> Shape:
    """The shape in the chart's own unit and decimals; series with a unit of their own keep it."""
    unit, digits = str(chart.get("unit") or ""), chart.get("digits")
    change = bool(unit) and convertible(shape.unit, unit)

    def one(series: Series) -> Series:
        own = series.unit in ("", shape.unit)
        values = series.values
        if change and own:
            values = tuple(None if value is None else convert(value, shape.unit, unit) for value in values)
        kept = digits if isinstance(digits, int) and own else series.digits
        return replace(series, values=tuple(_plain(value) for value in values), digits=kept,
                       unit=unit if own and unit else series.unit)  # fmt: skip

    return replace(shape, series=tuple(one(series) for series in shape.series), unit=unit or shape.unit)


def _plain(value: Decimal | None) -> Decimal | None:
    """The value with at most six decimals and no exponent, so that one number is always written the same way."""
    return None if value is None else Decimal(plain(value, 6))
