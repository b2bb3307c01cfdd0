"""All registers as of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Schema


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the figures are true for, and the moment up to which knowledge is used (None: everything known)."""

    on: date
    known: datetime | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """From a first to a last day, both included."""

    first: date
    last: date


class Snapshot(Protocol):
    """All registers as they stood on one day; pure reading."""

    @property
    def as_of(self) -> AsOf:
        """The day and knowledge of this snapshot."""

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""

    def rows(self, register: str) -> Sequence[Row]:
        """Every record of a register with the values that held on the day, in order of id; deleted ones are absent.

        Computed fields (highest level, last evaluation) are not filled in: see `analysis.derive`.
        """

    def at(self, on: date) -> Snapshot:
        """The same desk on another day, with the same knowledge."""
