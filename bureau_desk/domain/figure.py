"""A chart described once: the same description is drawn as picture, as Excel chart and as Word chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class FigureKind(StrEnum):
    """The kinds the magazine needs."""

    BAR = "bar"  # ranked horizontal bars
    COLUMN = "column"  # upright columns in the given order
    STACKED = "stacked"  # columns stacked by level
    LINE = "line"  # lines over years, with target
    COLUMN_LINE = "column_line"  # columns and a line with its own scale
    PROGRESS = "progress"  # actual against target
    RANK = "rank"  # rank over time, inverted axis
    SHARE = "share"  # ring of shares


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers, one per category; None is a gap. `role` is value, line, target or level."""

    name: str
    values: tuple[Decimal | None, ...]
    role: str = "value"
    unit: str = ""
    digits: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: the title says the finding, the subtitle what is counted, then categories and series.

    `highlight` names the hot category (or series, for lines); `wide` charts take the whole type area (483 pt), others
    one column (231 pt); `height` in pt; `alt` is written from the numbers; `native` wants
    an editable chart in Word (True) or a picture (False), None leaves it to the issue.
    """

    name: str
    kind: FigureKind
    title: str
    subtitle: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    source: str
    as_of: date
    highlight: str = ""
    wide: bool = False
    height: float = 170.0
    alt: str = ""
    native: bool | None = None
