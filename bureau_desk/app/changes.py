"""What one change touched; every page decides from it whether it is concerned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The registers and records of one committed batch, with a Chinese line that says what was done.

    `schema` tells that fields or code lists of these registers are others now.
    """

    registers: frozenset[str]
    records: tuple[int, ...]
    batch: int
    summary: str
    schema: bool = False
