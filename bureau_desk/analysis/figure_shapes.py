"""Categories and series of charts at one day: bars, columns, stacks, shares, progress."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from bureau_desk.analysis.describe import counted
from bureau_desk.analysis.figure_plan import Plan, Shape, count_of, ordered, series_of, target_of, top_of
from bureau_desk.domain.figure import Series
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import FieldType
from bureau_desk.domain.table import Group, Table


def simple(plan: Plan) -> Shape:
    """One value per category: bars and columns; two group fields become several series."""
    if plan.chart.get("items"):
        return _of_items(plan)
    table = plan.table
    if not table.groups:
        labelled = bool(plan.chart.get("labels"))
        name = plan.label(0, plan.question) if labelled else counted(plan.question, plan.prepared.schema)
        return Shape((name,), (series_of(plan, plan.question.name, (table.value,)),), table.unit)
    if len(table.names) > 1:
        return stacked(plan)
    groups = top_of(ordered(table.groups, plan), plan, gather=False)
    values = tuple(group.value for group in groups)
    return Shape(tuple(group.keys[0] for group in groups), (series_of(plan, plan.question.name, values),), table.unit)


def shares(plan: Plan) -> Shape:
    """Parts of a whole; parts beyond `top` are gathered as 其他."""
    if plan.chart.get("items") or len(plan.table.names) != 1:
        return simple(plan)
    groups = top_of(ordered(plan.table.groups, plan), plan, gather=True)
    values = tuple(group.value for group in groups)
    return Shape(
        tuple(group.keys[0] for group in groups), (series_of(plan, plan.question.name, values),), plan.table.unit
    )


def stacked(plan: Plan) -> Shape:
    """Columns of the first group field, one series for each label of the second."""
    if len(plan.table.names) < 2:
        return simple(plan) if plan.table.groups or plan.chart.get("items") else Shape((), (), "")
    groups = ordered(plan.table.groups, plan)
    categories = tuple(dict.fromkeys(group.keys[0] for group in groups))
    top = count_of(plan.chart.get("top"))
    categories = categories[:top] if top else categories
    # the natural order of the series is that of the unsorted answer
    names = _second_order(plan, dict.fromkeys(group.keys[1] for group in groups))
    found = {group.keys[:2]: group.value for group in groups}
    role = "level" if _is_level(plan) else "value"
    series = tuple(
        series_of(plan, name, tuple(found.get((category, name), Decimal(0)) for category in categories), role)
        for name in names
    )
    return Shape(categories, series, plan.table.unit)


def progress(plan: Plan) -> Shape:
    """Actual against target, one category an item; `targets` may give numbers or names of questions."""
    items = plan.items() or [plan.question]
    wanted = list(plan.chart.get("targets") or [])
    names: list[str] = []
    actuals: list[Table] = []
    targets: list[Decimal | None] = []
    for place, one in enumerate(items):
        table = plan.answered(replace(one, dates=()))
        given = wanted[place] if place < len(wanted) else plan.chart.get("target")
        alone = one is plan.question and not plan.chart.get("labels")
        names.append(counted(one, plan.prepared.schema) if alone else plan.label(place, one))
        actuals.append(table)
        targets.append(target_of(plan, one, given))
    units = {table.unit for table in actuals}
    if len(units) > 1:
        names = [f"{name}（{table.unit}）" for name, table in zip(names, actuals, strict=True)]
    digits = max((table.digits for table in actuals), default=0)
    unit = units.pop() if len(units) == 1 else ""
    return Shape(
        tuple(names),
        (
            Series("实际", tuple(table.value for table in actuals), "value", unit, digits),
            Series("目标", tuple(targets), "target", unit, digits),
        ),
        unit,
        max((table.as_of for table in actuals), default=None),
        "；".join(dict.fromkeys(table.source for table in actuals if table.source)),
    )


def _of_items(plan: Plan) -> Shape:
    items = plan.items()
    tables = [plan.answered(replace(one, dates=())) for one in items]
    units = {table.unit for table in tables}
    if len(units) > 1:
        raise Misuse(f"图表“{plan.question.name}”各项的单位不同（{'、'.join(sorted(units))}），不能画在一起。")
    pairs = [
        Group((plan.label(place, one),), table.value, table.rows)
        for place, (one, table) in enumerate(zip(items, tables, strict=True))
    ]
    groups = top_of(ordered(pairs, plan), plan, gather=False)
    digits = max(table.digits for table in tables)
    unit = tables[0].unit
    series = Series(plan.question.name, tuple(group.value for group in groups), "value", unit, digits)
    source = "；".join(dict.fromkeys(table.source for table in tables if table.source))
    return Shape(
        tuple(group.keys[0] for group in groups), (series,), unit, max(table.as_of for table in tables), source
    )


def _is_level(plan: Plan) -> bool:
    register = plan.prepared.schema.find(plan.question.register)
    name = plan.question.by[-1] if plan.question.by else ""
    field = register.find(name) if register else None
    return field is not None and field.type is FieldType.LEVEL


def _second_order(plan: Plan, names: Iterable[str]) -> list[str]:
    """Series in the order of their code list, which the answer without sorting has."""
    plain = plan.answered(replace(plan.question, sort="", limit=0)) if plan.question.sort else plan.table
    order: dict[str, None] = {}
    if plan.question.by:
        single = plan.answered(replace(plan.question, by=plan.question.by[-1:], dates=(), sort="", limit=0))
        order = dict.fromkeys(group.keys[0] for group in single.groups)
    order |= dict.fromkeys(group.keys[1] for group in plain.groups)
    wanted = set(names)
    return [name for name in order if name in wanted]
