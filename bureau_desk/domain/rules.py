"""Rules of a register as data: what the fields of a row owe each other, since when, and by which document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bureau_desk.domain.problem import Severity


class RuleKind(StrEnum):
    """What a rule says of its fields, in their order."""

    NOT_MORE_THAN = "not_more_than"  # the first is at most the second
    SUM_NOT_MORE_THAN = "sum_not_more_than"  # all but the last together are at most the last
    EQUAL_SUM = "equal_sum"  # the first is the sum of the others
    DATES_IN_ORDER = "dates_in_order"  # none lies surely before the one named before it; years count as dates
    RATIO_BETWEEN = "ratio_between"  # the first divided by the second, in the fields' entry units
    BETWEEN = "between"  # a number by itself, in its entry unit
    BEFORE_TODAY = "before_today"  # no date lies ahead
    FILLED_WITH = "filled_with"  # the first is more than nothing where the second is
    LASTS = "lasts"  # days from the first date to the second, both included
    REQUIRES = "requires"  # where the first is filled in, the others are too
    PATTERN = "pattern"  # the whole text by a regular expression


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a register.

    `key` is the code of its problems. `minimum` and `maximum` bound a ratio, a number or days, `tolerance` is what sums
    may be off, in the entry unit of the first field. `when` holds the values that other fields must hold for the rule
    to apply. A threshold belongs to its document: `valid_from` and `valid_to` (both included) bound the days on which
    it applies, judged by the date or year field `dated_by`, else by today. `message` says more than the figures do,
    `source` names the document.
    """

    key: str
    kind: RuleKind
    fields: tuple[str, ...]
    message: str = ""
    severity: Severity = Severity.SOFT
    source: str = ""
    minimum: str = ""
    maximum: str = ""
    tolerance: str = "0"
    pattern: str = ""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dated_by: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the rule is in force on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Yearly:
    """How rows of successive years are compared.

    Rows with the same `subject` fields belong together, `year` tells the year or the last day of the period. `fields`
    are compared; a change of more than `change` percent is told, or of what `changes` says for a field (0: never told,
    only wrong units are). Differences below `least`, in the entry unit, are never told. `last` names the field whose
    largest value wins among rows of one period (revisions). `cumulative` holds totals and what they grow by in a year:
    a total is at least last year's and this year's growth together.
    """

    subject: tuple[str, ...]
    year: str
    fields: tuple[str, ...]
    change: int = 50
    changes: Mapping[str, int] = field(default_factory=dict)
    least: int = 0
    last: str = ""
    cumulative: Mapping[str, str] = field(default_factory=dict)

    def limit(self, key: str) -> int:
        """How many percent a field may change from one year to the next."""
        return self.changes.get(key, self.change)
