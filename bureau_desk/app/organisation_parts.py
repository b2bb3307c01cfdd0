"""What the page of an organisation is made of: plain data, in the words that staff read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bureau_desk.analysis.year_strips import YearStrip
from bureau_desk.app.attaching import Document
from bureau_desk.app.belonging import Lead


@dataclass(frozen=True, slots=True)
class Cell:
    """A text with its tone: '' plain, good, warning, bad, primary, quiet."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a section: the record it leads to and its cells."""

    record: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A small table of the rows of one register; `total` counts all, `said` is the summary beside the title."""

    register: str
    title: str
    said: str
    columns: tuple[str, ...]
    numeric: frozenset[int]
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A year strip with its title in words."""

    title: str
    strip: YearStrip
    labels: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the annual statistics: a text for each year, and the change of the last one in words."""

    key: str
    title: str
    values: tuple[str, ...]
    change: Cell


@dataclass(frozen=True, slots=True)
class Statistics:
    """Annual statistics: the years as columns, the indicators as rows; `records` leads to the row of each year."""

    years: tuple[str, ...]
    records: tuple[int, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    day: str
    kind: str
    words: str
    record: int
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the journal in short."""

    when: str
    author: str
    words: str


@dataclass(frozen=True, slots=True)
class OwnedDocument:
    """A document with the record that has it."""

    document: Document
    record: int
    register: str
    owner: str


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """Everything that the page of an organisation shows on a day."""

    record: int
    register: str
    kind: str
    name: str
    code: str
    district: str
    status: Cell
    tags: tuple[Cell, ...]
    former: tuple[tuple[str, str], ...]  # (name, until when it was borne; '' where nobody knows)
    dates: tuple[tuple[str, str], ...]
    leads: tuple[Lead, ...]
    problems: int
    day: date
    begun: bool
    titles: Section | None
    strips: tuple[Strip, ...]
    statistics: Statistics | None
    sections: tuple[Section, ...]
    timeline: tuple[Happened, ...]
    documents: tuple[OwnedDocument, ...]
    changes: tuple[Change, ...]
    seconds: float = 0.0
