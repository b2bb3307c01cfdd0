"""Every number of an issue beside that of the year before: value, change and growth, or why they are not compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.periods import question_year_before, year_before
from bureau_desk.analysis.prepared import Prepared, prepare
from bureau_desk.bulletin.wording import Said, Worded, value_text, word
from bureau_desk.domain.galley import Galley, GalleyArticle
from bureau_desk.domain.problem import Misuse, Severity
from bureau_desk.domain.question import Operator, Question
from bureau_desk.domain.snapshot import Snapshot
from bureau_desk.domain.table import Table


@dataclass(frozen=True, slots=True)
class YearLine:
    """One number: its name, day and value, the day and value a year before, the change and the growth in percent.

    `points` says that the change is in percentage points and that there is no growth; `remark` tells why something is
    left blank, or that the growth is the published one. `digits` are those that are printed.
    """

    name: str
    unit: str
    scope: str
    source: str
    day: date
    value: Decimal
    base_day: date | None = None
    base: Decimal | None = None
    change: Decimal | None = None
    growth: Decimal | None = None
    digits: int = 0
    growth_digits: int = 1
    points: bool = False
    remark: str = ""


def year_lines(questions: Mapping[str, Question], galley: Galley, snapshot: Snapshot) -> tuple[YearLine, ...]:
    """A line for every question of the issue that has one number, in the order of printing, then of the file.

    Targets, lists and questions of several days or of other questions have none. Each name is asked once, on its own day.
    """
    prepared = prepare(snapshot)
    names = dict.fromkeys([*(number.name for number in galley.numbers), *_figures(galley), *questions])
    found = [_line(questions[name], prepared) for name in names if name in questions]
    return tuple(line for line in found if line is not None)


def _figures(galley: Galley) -> Iterable[str]:
    articles: list[GalleyArticle] = [*([galley.message] if galley.message else []), *galley.articles()]
    for article in articles:
        for block in article.blocks:
            if block.figure is not None:
                yield block.figure.name
            if block.table is not None:
                yield block.table.name


def _line(question: Question, prepared: Prepared) -> YearLine | None:
    if question.target or (not question.register and not question.series):
        return None
    if question.dates:
        question = replace(question, as_of=question.dates[-1], dates=())
    fixed = _is_fixed(question)
    try:
        table = answer(question, prepared)
        base = _base(question, table, prepared) if table.value is not None and not fixed else None
    except Misuse:
        return None
    if table.value is None or (question.list_fields and not table.unit) or question.unit == "见各行":
        return None
    line = _compared(question.name, table, base)
    if fixed:
        line = replace(line, remark="按固定年度或期间取数，不与上年同期对照")
    if table.estimate != "exact":
        line = replace(line, remark="；".join(one for one in (f"概数：{value_text(table)}", line.remark) if one))
    return line


def _is_fixed(question: Question) -> bool:
    """Whether its conditions name a year or days: a year before, the same conditions would count nothing."""
    for one in question.where:
        if one.operator in (Operator.FROM, Operator.TO) or "year" in one.field or "年度" in one.field:
            return True
        if "period" in one.field:
            return True
    return False


def _base(question: Question, table: Table, prepared: Prepared) -> Table:
    """The same question a year before the day that the number is for."""
    if question.series:
        return answer(replace(question, as_of=year_before(table.as_of)), prepared)
    return answer(question_year_before(question, table.as_of), prepared)


def _compared(name: str, table: Table, base: Table | None) -> YearLine:
    assert table.value is not None
    said = Said(table, name, "", base)
    line = YearLine(name, table.unit, table.scope, table.source, table.as_of, table.value, digits=table.digits)
    if table.unit == "位":
        return _ranks(line, table, base)
    change, growth = word("增减", said), word("同比", said)
    if base is not None and base.value is not None and not _refused(change):
        line = replace(
            line, base_day=base.as_of, base=base.value, change=change.value, digits=max(table.digits, base.digits)
        )
    if table.is_ratio:
        remark = "" if line.base is not None else change.text
        return replace(line, points=True, remark=remark)
    if _refused(growth):
        return replace(line, remark=growth.text)
    published = table.growth is not None
    digits = max(0, -int(growth.value.as_tuple().exponent)) if published and growth.value is not None else 1
    remark = "同比为公布数" if published else ""
    return replace(line, growth=growth.value, growth_digits=digits, remark=remark)


def _ranks(line: YearLine, table: Table, base: Table | None) -> YearLine:
    """Places rise and fall and do not grow."""
    if base is None or base.value is None or base.as_of != year_before(table.as_of):
        return replace(line, remark="上年同期无数据")
    change = line.value - base.value
    words = "位次持平" if not change else f"位次{'后退' if change > 0 else '前进'}{abs(change):f}位"
    return replace(line, base_day=base.as_of, base=base.value, change=change, remark=words)


def _refused(worded: Worded) -> bool:
    return any(one.severity is Severity.HARD for one in worded.problems)
