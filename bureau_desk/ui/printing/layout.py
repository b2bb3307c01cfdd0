"""How the rows of a view lie on pages: columns that fit the paper, rows that are not torn, heads on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

POINTS = 8.5
SMALL = 7.5
TITLE = 14.0
LINES = 3
"""A cell takes at most so many lines; what is longer ends with an ellipsis."""
WIDEST = 0.34
"""No column takes more than this part of the page, so that one long text does not starve the others."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet: its title and whether numbers stand at the right."""

    title: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed: title, the lines under it, columns, and at the foot whose it is and of which moment."""

    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    foot: str


Row = Sequence[str]


def widths(sheet: Sheet, sample: Iterable[Row], metrics: QFontMetricsF, room: float, pad: float) -> list[float]:
    """Widths of the columns in the unit of `room`, together as wide as it: by the longest words of a sample of rows."""
    wanted = [metrics.horizontalAdvance(one.title) for one in sheet.columns]
    for row in sample:
        for place, text in enumerate(row):
            wanted[place] = max(wanted[place], metrics.horizontalAdvance(text))
    wanted = [min(one + 2 * pad, room * WIDEST) for one in wanted]
    total = sum(wanted) or 1
    return [one * room / total for one in wanted]


def broken(text: str, font: QFont, width: float, device: object) -> list[str]:
    """A text in lines of a width, at most LINES of them."""
    layout = QTextLayout(text.replace("\n", " "), font, device)  # type: ignore[call-overload]
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    lines: list[str] = []
    metrics = QFontMetricsF(font, device)  # type: ignore[call-overload]
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        start = line.textStart()
        if len(lines) == LINES - 1:
            rest = layout.text()[start:]
            lines.append(metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width))
            break
        lines.append(layout.text()[start : start + line.textLength()].strip())
    layout.endLayout()
    return lines or [""]


@dataclass(frozen=True, slots=True)
class Placed:
    """One row on a page: its top and height, and the lines of its cells."""

    top: float
    height: float
    cells: tuple[tuple[str, ...], ...]


def paged(
    rows: Iterable[Row],
    boxes: Sequence[float],
    font: QFont,
    device: object,
    line: float,
    pad: float,
    first: float,
    height: float,
) -> Iterator[list[Placed]]:
    """Rows in pages; `first` is the room of the first page, `height` that of the others, row heads not counted."""
    page: list[Placed] = []
    top, room = 0.0, first
    for row in rows:
        cells = tuple(tuple(broken(text, font, box - 2 * pad, device)) for text, box in zip(row, boxes, strict=True))
        tall = max((len(one) for one in cells), default=1) * line + pad
        if page and top + tall > room:
            yield page
            page, top, room = [], 0.0, height
        page.append(Placed(top, tall, cells))
        top += tall
    yield page


def boxes_of(widths_: Sequence[float], left: float, top: float, height: float) -> Iterator[QRectF]:
    """The rectangles of the columns of one row."""
    for width in widths_:
        yield QRectF(left, top, width, height)
        left += width
