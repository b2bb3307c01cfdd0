"""A question put to a snapshot gives a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bureau_desk.analysis.cautions import cautions, coarse
from bureau_desk.analysis.counts import Asked, Held, certificates, cumulative, inflow, stock
from bureau_desk.analysis.groups import (
    Grouping,
    Measure,
    Measured,
    amounts,
    grouped,
    groupings,
    in_order,
    sorted_groups,
    without,
)
from bureau_desk.analysis.labels import shown
from bureau_desk.analysis.periods import OVER_PERIOD, day_name, day_words, eve, period_of
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.analysis.series import CITY, answer_by_region, answer_series
from bureau_desk.analysis.tallies import Amount, Keys, Tally
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Count, Question
from bureau_desk.domain.snapshot import Period, Snapshot
from bureau_desk.domain.table import Group, Table


def answer(question: Question, snapshot: Snapshot) -> Table:
    """The answer to one question, with unit, scope, day, source and the ids of the rows counted.

    `value` stays exact, unrounded. Each organisation is counted once, at its highest valid level where levels are
    asked. Misuse for an unknown register, field, level, unit or indicator, and for a question that was misread.
    """
    if question.fault:
        raise Misuse(f"问题“{question.name}”写得不对，没有回答。{question.fault}", "请改正后再问。")
    prepared = prepare(snapshot)
    if question.dates:
        return _over_days(question, prepared)
    if question.series:
        return _of_series(question, prepared)
    if not question.register:
        if question.chart.get("items"):  # a chart of other questions asks nothing itself
            day = question.as_of or prepared.as_of.on
            return Table(question, None, question.unit, question.scope or _city(prepared), day, question.source)
        raise Misuse(f"问题“{question.name}”没有写台账（register）或指标（series）。", "请补上其中一项。")
    return table_of(question, prepared, tallied(question, prepared))


def is_tallied(question: Question) -> bool:
    """Whether a question has one tally: it asks a register, of one day or period."""
    return bool(question.register) and not (question.fault or question.dates or question.series)


def tallied(question: Question, snapshot: Snapshot) -> Tally:
    """What the rows that answer a question of a register amount to; errors as those of `answer`."""
    asked, period = _asked(question, prepare(snapshot))
    measure, parts = Measure(asked), groupings(asked)
    held = _held(asked, period)
    earlier, left_out = coarse(asked, held, period)
    base, base_groups = Amount(), dict[Keys, Amount]()
    if question.count is Count.NET and period:
        then = asked.on(eve(period))
        stood, by_then = stock(then), Measure(then)
        base = by_then.amount(stood)
        base_groups = amounts(stood, groupings(then), by_then) if parts else {}
    return Tally(
        measure.amount(held),
        amounts(held, parts, measure) if parts else {},
        sum(1 for one in held if not one.day),
        earlier,
        left_out,
        _units(asked, measure, held),
        base,
        base_groups,
    )


def table_of(question: Question, snapshot: Snapshot, tally: Tally) -> Table:
    """The answer to a question of a register when what its rows amount to is known."""
    asked, period = _asked(question, prepare(snapshot))
    measure, parts = Measure(asked), groupings(asked)
    measured = measure.measured(tally.whole)
    groups = grouped(tally.groups, parts, measure)
    value, rows = measured.value, measured.rows
    unit, mixed = _unit(measure, tally)
    if mixed:
        value = None
        mixed = () if groups and all(_of_one_unit(tally, one) for one in groups) else mixed
        groups = [one if _of_one_unit(tally, one) else replace(one, value=None) for one in groups]
    if question.count is Count.NET and period:
        value, rows, groups = _net(asked.on(eve(period)), tally, measured, groups, parts)
    warnings = _warnings(asked, measure, measured.lacking, groups, value, tally.undated)
    groups = sorted_groups(groups, question.sort)
    return Table(
        question=question,
        value=value,
        unit=unit,
        scope=question.scope or question.region or _city(asked.prepared),
        as_of=asked.prepared.as_of.on,
        source=question.source or f"{asked.register.title}台账",
        names=tuple(part.title for part in parts),
        groups=tuple(groups[: question.limit] if question.limit else groups),
        rows=rows,
        register=asked.register.key,
        warnings=(*warnings, *cautions(asked, tally.earlier, tally.left_out), *mixed),
        digits=measure.digits,
        is_ratio=unit in ("%", "‰"),
        period=period,
    )


def _asked(question: Question, prepared: Prepared) -> tuple[Asked, Period | None]:
    day = question.as_of or prepared.as_of.on
    period = period_of(question, day) if question.count in OVER_PERIOD else None
    return Asked(question, prepared.at(period.last if period else day)), period


def _units(asked: Asked, measure: Measure, held: Sequence[Held]) -> dict[int, str]:
    """The units that rows of the indicator register tell of their own values, where they are asked for."""
    field = asked.register.field("unit")
    if field is None or measure.kind not in ("sum", "mean") or measure.unit:
        return {}
    schema, on = asked.prepared.schema, asked.prepared.as_of.on
    told = ((one.row.id, shown(field, one.row.get(field.key), schema, on, str)) for one in held)
    return {row: unit for row, unit in told if unit}


def _unit(measure: Measure, tally: Tally) -> tuple[str, tuple[str, ...]]:
    """The unit of an answer, and a warning when rows that tell their own unit tell different ones."""
    units = list(dict.fromkeys(tally.units.values()))
    if measure.unit or not units:
        return measure.unit, ()
    if len(units) > 1:
        return "", (f"各行的单位不同（{'、'.join(units)}），没有{'平均' if measure.kind == 'mean' else '相加'}。",)
    return units[0], ()


def _of_one_unit(tally: Tally, group: Group) -> bool:
    return len({tally.units[row] for row in group.rows if row in tally.units}) < 2


def _city(prepared: Prepared) -> str:
    return prepared.schema.regions[0] if prepared.schema.regions else CITY


def _held(asked: Asked, period: Period | None) -> list[Held]:
    count = asked.question.count
    if count is Count.CUMULATIVE:
        return cumulative(asked)
    if count is Count.RECOGNISED and period:
        return certificates(asked, period.first, period.last)
    if count is Count.INFLOW and period:
        before = {one.identity for one in stock(asked.on(eve(period)))}
        return inflow(asked, period.first, period.last, before)
    return stock(asked)


def _net(
    then: Asked, tally: Tally, now: Measured, groups: list[Group], parts: Sequence[Grouping]
) -> tuple[Decimal | None, tuple[int, ...], list[Group]]:
    """Stock at the end less stock on the eve; the rows are those that came or went."""
    by_then = Measure(then)
    base = by_then.measured(tally.base)
    net = None if now.value is None or base.value is None else now.value - base.value
    changed = tuple(sorted(set(now.rows) ^ set(base.rows)))
    if not parts:
        return net, changed, []
    return net, changed, in_order(without(groups, grouped(tally.base_groups, groupings(then), by_then)), parts)


def _warnings(
    asked: Asked, measure: Measure, lacking: int, groups: Sequence[Group], value: Decimal | None, undated: int
) -> tuple[str, ...]:
    found: list[str] = []
    if lacking and measure.field is not None:
        found.append(f"有{lacking}条记录没有填“{measure.field.title}”，没有计入。")
    if groups and measure.adds_up and value is not None:
        summed = sum((group.value or Decimal(0) for group in groups), Decimal(0))
        if summed != value:
            found.append(f"各组相加是{summed:f}，合计按不重复计是{value:f}：有的单位同时在几组里。")
    if undated and asked.register.counting.start:
        found.append(f"有{undated}条记录没有起始日期，按一直有效计。")
    if any(asked.register.find(condition.field) == asked.register.field("publish_stage")
           and asked.register.field("publish_stage") for condition in asked.question.where):  # fmt: skip
        found.append("本数按名单阶段取数，公示或推荐的不等于认定，文中应当写明。")
    return tuple(found)


def _of_series(question: Question, prepared: Prepared) -> Table:
    if not question.by:
        return answer_series(question, prepared)
    if question.by not in (("region",), ("地区",)):
        raise Misuse(f"问题“{question.name}”：指标只能按地区（region）分组。", '请改为 by = ["region"]。')
    tables = answer_by_region(question, prepared, lambda one: answer_series(one, prepared))
    known = [(label, table) for label, table in tables if table.value is not None]
    groups = [Group((label,), table.value, table.rows) for label, table in known]
    shell = known[0][1] if known else Table(question, None, question.unit, question.scope, prepared.as_of.on, "")
    warnings = tuple(dict.fromkeys(warning for _, table in known for warning in table.warnings))
    days = sorted({table.as_of for _, table in known})
    if len(days) > 1:
        warnings += (f"各地区的数不是同一天的，从{day_words(days[0])}到{day_words(days[-1])}。",)
    groups = sorted_groups(groups, question.sort)
    return replace(
        shell,
        question=question,
        value=None,
        scope=question.scope or _city(prepared),
        names=("地区",),
        groups=tuple(groups[: question.limit] if question.limit else groups),
        rows=tuple(row for group in groups for row in group.rows),
        warnings=warnings,
        estimate="exact",
        rank="",
        growth=None,
        points=None,
        digits=max((table.digits for _, table in known), default=0),
    )


def _over_days(question: Question, prepared: Prepared) -> Table:
    """The same question on several days: one group a day, the day first, then the question's own groups."""
    days = sorted(set(question.dates))
    tables = [_on_day(question, day, prepared) for day in days]
    groups: list[Group] = []
    for day, table in zip(days, tables, strict=True):
        if table.groups:
            groups += [replace(group, keys=(day_name(day), *group.keys)) for group in table.groups]
        else:
            groups.append(Group((day_name(day),), table.value, table.rows))
    last = tables[-1]
    return replace(
        last,
        question=question,
        value=None,
        as_of=days[-1],
        names=("年份" if all(day_name(day) == str(day.year) for day in days) else "日期", *last.names),
        groups=tuple(groups),
        rows=tuple(dict.fromkeys(row for table in tables for row in table.rows)),
        warnings=tuple(dict.fromkeys(warning for table in tables for warning in table.warnings)),
        digits=max(table.digits for table in tables),
        unit=next((table.unit for table in reversed(tables) if table.unit), question.unit),
    )


def _on_day(question: Question, day: date, prepared: Prepared) -> Table:
    """The answer on one of several days; an indicator must be of that very year, else the day is a gap."""
    table = answer(replace(question, dates=(), as_of=day, limit=0, sort=""), prepared)
    if question.series and not question.by and table.value is not None and table.as_of.year != day.year:
        return replace(table, value=None, rows=(), warnings=(f"指标“{question.series}”没有{day.year}年的数。",))
    return table
