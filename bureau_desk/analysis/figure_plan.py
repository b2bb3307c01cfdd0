"""What a chart is made from (its question, answer and named questions) and what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from bureau_desk.analysis.groups import sorted_groups
from bureau_desk.analysis.near import near
from bureau_desk.analysis.prepared import Prepared
from bureau_desk.domain.figure import Series
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Question
from bureau_desk.domain.table import Group, Table

OTHERS = "其他"


@dataclass(frozen=True, slots=True)
class Plan:
    """A chart to be: its question and answer, the desk, the other questions it may name, and who answers them."""

    question: Question
    table: Table
    prepared: Prepared
    questions: Mapping[str, Question]
    ask: Callable[[Question, Prepared], Table]

    @property
    def chart(self) -> Mapping[str, Any]:
        """The chart mapping of the question."""
        return self.question.chart

    def named(self, name: object) -> Question:
        """Another question; Misuse when the file has none of that name."""
        found = self.questions.get(str(name))
        if found is None:
            tail = near(str(name), self.questions)
            raise Misuse(f"图表“{self.question.name}”用到的“{name}”没有{tail}。", "请改为 figures.toml 里的名称。")
        return replace(found, as_of=found.as_of or self.question.as_of)

    def answered(self, question: Question) -> Table:
        """The answer to any question."""
        return self.ask(question, self.prepared)

    def items(self) -> list[Question]:
        """The questions in `items`."""
        return [self.named(name) for name in self.chart.get("items") or ()]

    def label(self, place: int, question: Question) -> str:
        """The label of an item: from `labels`, else the question's name."""
        labels = self.chart.get("labels") or ()
        return str(labels[place]) if place < len(labels) else question.name


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn: categories, series, unit; `as_of` and `source` when they differ from the answer's."""

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    as_of: date | None = None
    source: str = ""


def series_of(plan: Plan, name: str, values: tuple[Decimal | None, ...], role: str = "value") -> Series:
    """The one series of an answer in its unit and decimals."""
    return Series(name, values, role, plan.table.unit, plan.table.digits)


def ordered(groups: Sequence[Group], plan: Plan) -> list[Group]:
    """Groups in the order the chart wishes, else the question."""
    return sorted_groups(groups, str(plan.chart.get("sort") or plan.question.sort))


def top_of(groups: list[Group], plan: Plan, gather: bool) -> list[Group]:
    """The first groups when the chart wishes for a few only; `gather` adds up the rest as 其他."""
    top = count_of(plan.chart.get("top"))
    if not top or len(groups) <= top:
        return groups
    if not gather:
        return groups[:top]
    rest = groups[top:]
    total = sum((group.value or Decimal(0) for group in rest), Decimal(0))
    return [*groups[:top], Group((OTHERS,), total, tuple(row for group in rest for row in group.rows))]


def count_of(value: object) -> int:
    """A wished number of items, 0 for none."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def target_of(plan: Plan, question: Question, given: object) -> Decimal | None:
    """A target as given (number or the name of a question), else the target of the item's own series."""
    if given not in (None, "", True):
        try:
            return Decimal(str(given))
        except InvalidOperation:
            return plan.answered(replace(plan.named(given), dates=())).value
    if not question.series:
        return None
    return plan.answered(replace(question, target=True, dates=())).value
