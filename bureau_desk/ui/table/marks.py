"""What the rules of colouring and the checks say of one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RowMark:
    """What is the matter with a row: the tone of its sign, words for it, grounds and faults by field key ("" the row)."""

    tone: str = ""
    words: str = ""
    grounds: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # field: (tone, message)


UNMARKED = RowMark()
