"""A record and its dated revisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.values import Value, Values


@dataclass(frozen=True, slots=True)
class Row:
    """One record's values as they stood on the snapshot's day; `id` is unique in the whole desk."""

    id: int
    values: Values

    def get(self, key: str) -> Value:
        """The value of a field, None when empty."""
        return self.values.get(key)


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the journal: what a record became, from which day, who wrote it down when and why.

    `values` is None for a deletion; `valid_from` is an ISO day or "" for 'since always'; `batch` groups one import,
    one bulk edit or one undo.
    """

    seq: int
    record: int
    register: str
    values: Values | None
    valid_from: str
    recorded_at: str
    author: str
    reason: str
    batch: int
    action: str  # add | edit | delete | undo | redo


@dataclass(frozen=True, slots=True)
class Draft:
    """A row being written: the texts as typed, the values that could be read, and every problem beside its field."""

    register: str
    record: int | None
    texts: Mapping[str, str]
    values: Values
    problems: tuple[Problem, ...] = ()
    version: int = 0
    changed: frozenset[str] = field(default_factory=frozenset)

    @property
    def refused(self) -> bool:
        """Whether a hard problem keeps the row from being saved."""
        return any(problem.severity is Severity.HARD for problem in self.problems)
