"""Categories and series of charts over days: lines, columns with a line, ranks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bureau_desk.analysis.figure_plan import Plan, Shape, target_of
from bureau_desk.analysis.figure_shapes import simple
from bureau_desk.analysis.groups import MISSING
from bureau_desk.analysis.periods import day_name, question_year_before, year_before
from bureau_desk.analysis.series import Indicators
from bureau_desk.analysis.trends import NoGrowth, growth, ranks
from bureau_desk.domain.figure import Series
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.table import Table

GROWTH = "同比增长"
"""The name of the line of growth over columns."""


def lines(plan: Plan) -> Shape:
    """Values over days: one line for the question, each of its groups and each item; a target line if wished."""
    tables = [(plan.question.name, _over_time(plan, plan.question, plan.table))]
    tables += [(plan.label(place, one), _over_time(plan, one)) for place, one in enumerate(plan.items())]
    tables = [(name, table) for name, table in tables if table is not None]
    categories = _time_order(group.keys[0] for _, table in tables for group in (table.groups if table else ()))
    series: list[Series] = []
    for name, table in tables:
        series += _lines_of(name, table, categories) if table else []
    if target := _target_line(plan, categories):
        series.append(target)
    last = max((table.as_of for _, table in tables if table), default=None)
    unit = next((table.unit for _, table in tables if table and table.unit), "")
    return Shape(categories, tuple(series), unit, last)


def column_line(plan: Plan) -> Shape:
    """Columns with a line of growth (`line = "growth"`) or of another question, which keeps its own unit."""
    base = lines(plan) if plan.question.dates or plan.question.series else simple(plan)
    columns = base.series[:1]
    wanted = str(plan.chart.get("line") or "growth")
    if wanted == "growth":
        line = Series(GROWTH, tuple(_growths(plan, base.categories)), "line", "%", 1)
    else:
        other = plan.named(wanted)
        other = replace(other, dates=other.dates or plan.question.dates)
        table = plan.answered(other)
        found = {group.keys[0]: group.value for group in table.groups}
        values = tuple(found.get(category) for category in base.categories)
        line = Series(other.name, values, "line", table.unit, table.digits)
    return replace(base, series=(*columns, line))


def places(plan: Plan) -> Shape:
    """Ranks over days: reported ranks of series, or ranks computed among the groups of each day."""
    asked = [plan.question, *plan.items()]
    if all(one.series or not one.register for one in asked):
        return lines(_ranked(plan))
    table = plan.table
    days = tuple(dict.fromkeys(group.keys[0] for group in table.groups))
    names = tuple(
        dict.fromkeys(group.keys[1] for group in table.groups if len(group.keys) > 1 and group.keys[1] != MISSING)
    )
    found = {group.keys[:2]: group.value for group in table.groups}
    by_day = {day: ranks([found.get((day, name)) for name in names]) for day in days}
    series = tuple(
        Series(
            name, tuple(Decimal(rank.place) if (rank := by_day[day][place]) else None for day in days), "value", "位"
        )
        for place, name in enumerate(names)
    )
    return Shape(days, series, "位")


def _over_time(plan: Plan, question: Question, table: Table | None = None) -> Table | None:
    """The answer over days; a series without days is asked for every year end it has."""
    if question.dates and table is not None:
        return table
    if not question.dates and question.series:
        question = replace(question, dates=plan.question.dates or _years_known(plan, question))
        return plan.answered(question) if question.dates else None
    if not question.dates and plan.question.dates:
        return plan.answered(replace(question, dates=plan.question.dates))
    if question.dates:
        return plan.answered(question)
    if not question.register:
        return None
    found = table or plan.answered(question)
    if not found.groups:
        raise Misuse(f"图表“{plan.question.name}”是折线图，“{question.name}”没有日期。", "请写 years 或 dates。")
    return found


def _years_known(plan: Plan, question: Question) -> tuple[date, ...]:
    indicators = Indicators(question, plan.prepared)
    region = None if question.by else indicators.region()
    ends = {one.end for one in indicators.points(region) if one.end <= indicators.day.isoformat()}
    days = sorted(date.fromisoformat(end) for end in ends)
    return tuple(day for day in days if (day.month, day.day) == (12, 31)) or tuple(days)


def _lines_of(name: str, table: Table, categories: Sequence[str]) -> list[Series]:
    if len(table.names) > 1:
        found = {group.keys[:2]: group.value for group in table.groups}
        labels = dict.fromkeys(group.keys[1] for group in table.groups)
        return [
            Series(label, tuple(found.get((one, label)) for one in categories), "value", table.unit, table.digits)
            for label in labels
        ]
    values = {group.keys[0]: group.value for group in table.groups}
    return [Series(name, tuple(values.get(one) for one in categories), "value", table.unit, table.digits)]


def _target_line(plan: Plan, categories: Sequence[str]) -> Series | None:
    target = plan.chart.get("target")
    if target is None or target is False:
        return None
    value = target_of(plan, plan.question, None if target is True else target)
    if value is None:
        return None
    return Series("目标", tuple(value for _ in categories), "target", plan.table.unit, plan.table.digits)


def _growths(plan: Plan, categories: Sequence[str]) -> Iterable[Decimal | None]:
    """Growth on the year before: reported where an indicator has it, else computed; None where none may be said."""
    question = replace(plan.question, sort="", limit=0, chart={})
    if question.dates or question.series:
        days = {day_name(day): day for day in question.dates or _years_known(plan, question)}
        question = replace(question, dates=())
        # of the first day only an indicator has a base for sure: registers are seldom complete before the first column
        known = categories if question.series else categories[1:]
        return [_growth_on(plan, question, days[one]) if one in days and one in known else None for one in categories]
    day = question.as_of or plan.prepared.as_of.on
    before = plan.answered(question_year_before(question, day))
    base = {group.keys[0]: group.value for group in before.groups}
    now = {group.keys[0]: group.value for group in plan.table.groups}
    return [_growth(now.get(one), base.get(one)) for one in categories]


def _growth_on(plan: Plan, question: Question, day: date) -> Decimal | None:
    table = plan.answered(replace(question, as_of=day))
    if table.growth is not None and table.as_of.year == day.year:
        return table.growth
    before = plan.answered(question_year_before(replace(question, as_of=day), day))
    if question.series and (table.as_of.year != day.year or before.as_of != year_before(table.as_of)):
        return None
    return _growth(table.value, before.value)


def _growth(now: Decimal | None, base: Decimal | None) -> Decimal | None:
    if now is None or base is None:
        return None
    try:
        return growth(now, base)
    except NoGrowth:
        return None


def _ranked(plan: Plan) -> Plan:
    question = replace(plan.question, measure="rank")
    questions = {name: replace(one, measure="rank") for name, one in plan.questions.items()}
    table = plan.answered(question) if question.series else plan.table
    return replace(plan, question=question, table=table, questions=questions)


def _time_order(names: Iterable[str]) -> tuple[str, ...]:
    # a bare year stands for its last day, after 2021-06-30
    return tuple(sorted(dict.fromkeys(names), key=lambda name: f"{name}-12-31" if len(name) == 4 else name))
