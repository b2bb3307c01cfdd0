"""What a seed row is: typed values, with references told by the business key of an earlier row."""

from __future__ import annotations

from dataclasses import dataclass, field

from bureau_desk.domain.values import Value


@dataclass(frozen=True, slots=True)
class SeedRef:
    """Stands for the id of the row of `register` that an earlier batch holds under `key`."""

    register: str
    key: str


SeedValue = Value | SeedRef
SeedRow = dict[str, SeedValue]


@dataclass(slots=True)
class SeedBatch:
    """Rows of one register and, beside each, the key by which later rows refer to it ('' for none)."""

    register: str
    rows: list[SeedRow] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def add(self, row: SeedRow, key: str = "") -> None:
        """Append a row with its key."""
        self.rows.append(row)
        self.keys.append(key)
