"""An answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bureau_desk.domain.question import Question
from bureau_desk.domain.snapshot import Period


@dataclass(frozen=True, slots=True)
class Group:
    """One line of an answer: the labels of its group fields, the value, and the ids of the rows counted in it."""

    keys: tuple[str, ...]
    value: Decimal | None
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to one question: it knows its unit, scope, day, source and the rows counted.

    `value` is the total number, None for a grouped question of several dates or when nothing answers;
    `names` are the titles of the group fields; `rows` are record ids; `warnings` are Chinese sentences;
    `estimate` is 'exact', 'over', 'nearly', 'about' ... as the source of an indicator has it; `rank` is the reported
    rank sentence of an indicator, `growth` the reported growth in percent, `points` the reported change in points.
    """

    question: Question
    value: Decimal | None
    unit: str
    scope: str
    as_of: date
    source: str
    names: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    rows: tuple[int, ...] = ()
    register: str = ""
    warnings: tuple[str, ...] = ()
    estimate: str = "exact"
    rank: str = ""
    rank_base: str = ""
    growth: Decimal | None = None
    points: Decimal | None = None
    digits: int = 0
    is_ratio: bool = False
    period: Period | None = None
