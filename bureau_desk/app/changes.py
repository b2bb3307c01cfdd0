"""What one change touched; every page decides from it whether it is concerned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The registers and records of one committed batch, with a Chinese line that says what was done.

    Registers without records say that any of theirs may be others now. `schema` tells that fields or code lists of
    these registers are others now.
    """

    registers: frozenset[str]
    records: tuple[int, ...]
    batch: int
    summary: str
    schema: bool = False


def joined(changes: Sequence[Changes], summary: str) -> Changes:
    """Some changes as one, under the number of the last; where one may have touched any record, so may they all."""
    anything = any(one.registers and not one.records for one in changes)
    records = () if anything else tuple(dict.fromkeys(record for one in changes for record in one.records))
    registers = frozenset().union(*(one.registers for one in changes))
    return Changes(registers, records, changes[-1].batch, summary, any(one.schema for one in changes))
