"""A question to a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bureau_desk.domain.problem import Problem


class Count(StrEnum):
    """STOCK valid on the day; INFLOW new in the period; CUMULATIVE ever recognised up to the day; NET change of stock
    over the period; RECOGNISED certificates issued in the period, renewals included; COHORT valid by certificate year:
    a title of three years counts for the year of its certificate and the two after, whatever the exact days."""

    STOCK = "stock"
    INFLOW = "inflow"
    CUMULATIVE = "cumulative"
    NET = "net"
    RECOGNISED = "recognised"
    COHORT = "cohort"


class Operator(StrEnum):
    """How a condition compares."""

    EQUALS = "equals"
    IN = "in"
    NOT = "not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    FROM = "from"  # value >= bound
    TO = "to"  # value <= bound
    CONTAINS = "contains"
    EMPTY = "empty"
    RELATIVE = "relative"  # a date in the span that a word of `domain.relative` means (本月, 90天内到期)
    SAME = "same"  # the very value of the field, precision of a date and every choice of several included


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on one field; `value` is what the file said (text, number, list or yes/no)."""

    field: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions and groups joined by "and", with `any` by "or"; `negated` asks for the rows of which that is not true.

    A group of nothing holds for every row, negated or not: it is one that staff have begun and not yet filled.
    """

    parts: tuple[Condition | Group, ...]
    any: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which register or indicator series, which rows, grouped how, measured how.

    `measure` is `count`, `distinct:FIELD`, `sum:FIELD` or `mean:FIELD`. `as_of` overrides the asker's day. `period`
    is `year` (1 January to the day), `quarter`, `month`, or two ISO days `a..b`, for inflow, net and recognised.
    `dates` asks the same question on several days (lines over years). `series` asks the indicator register;
    `region` names the place and `target` asks its target instead of its value. `problems` are the faults found in its
    text; `fault` is the sentence of one that makes any number false, and such a question is not answered.
    """

    name: str
    register: str = ""
    series: str = ""
    region: str = ""
    target: bool = False
    where: tuple[Condition, ...] = ()
    by: tuple[str, ...] = ()
    count: Count = Count.STOCK
    measure: str = "count"
    unit: str = ""
    scope: str = ""
    digits: int | None = None
    as_of: date | None = None
    period: str = "year"
    dates: tuple[date, ...] = ()
    list_fields: tuple[str, ...] = ()
    sort: str = ""
    limit: int = 0
    source: str = ""
    chart: Mapping[str, Any] = field(default_factory=dict)
    table: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""  # file and name, for messages
    problems: tuple[Problem, ...] = ()
    fault: str = ""
