"""What a Word file holds, as far as an article can: paragraphs with their look, pictures, tables."""

from __future__ import annotations

from dataclasses import dataclass, field

from bureau_desk.domain.issue import Run
from bureau_desk.domain.problem import Problem


@dataclass(slots=True)
class WordText:
    """A paragraph: its runs, and how it looks. `size` in points (0 unknown); `marker` is '', bullet or number, `number`
    the one that Word sets before it."""

    runs: list[Run]
    style: str = ""
    level: int = 0  # of a heading style or outline, 0 for text
    centred: bool = False
    right: bool = False
    size: float = 0
    face: str = ""
    marker: str = ""
    number: int = 1
    place: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs).strip()

    @property
    def bold(self) -> bool:
        """Whether all its words are bold."""
        told = [run for run in self.runs if run.text.strip()]
        return bool(told) and all(run.bold for run in told)


@dataclass(slots=True)
class WordPicture:
    """A picture as the file holds it; `name` says its kind by its ending."""

    name: str
    content: bytes
    alt: str = ""
    place: int = 0


@dataclass(slots=True)
class WordTable:
    """A table's cells as text, merged ones empty but for the first."""

    rows: list[list[str]]
    place: int = 0


Item = WordText | WordPicture | WordTable


@dataclass(slots=True)
class WordFile:
    """What a file holds in its order, and a problem for each thing that was left out."""

    items: list[Item] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
