"""The ground that all kinds of chart stand on: the figure, its theme, the area to draw in, and the shared marks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.drawing import FINE, Box, Drawing, Label
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.placement import Names
from bureau_desk.charts.theme import Theme, luminance
from bureau_desk.charts.timeline import Timeline, timeline
from bureau_desk.domain.figure import Figure, Series

WHITE = "FFFFFF"
KEY_HEIGHT = 13.0
_YEAR = re.compile(r"[12]\d{3}(年|[-./年].*)?")


@dataclass(slots=True)
class Plot:
    """A figure being drawn into `area` of a drawing."""

    drawing: Drawing
    figure: Figure
    theme: Theme
    area: Box

    @property
    def width(self) -> float:
        """Width of the area."""
        return self.area.right - self.area.left

    @property
    def height(self) -> float:
        """Height of the area."""
        return self.area.bottom - self.area.top

    @property
    def is_timeline(self) -> bool:
        """Whether the categories are years or parts of years."""
        return bool(self.figure.categories) and all(_YEAR.fullmatch(name) for name in self.figure.categories)

    @property
    def timeline(self) -> Timeline | None:
        """The time axis, when the categories are two or more rising days."""
        return timeline(self.figure.categories)

    @property
    def gaps(self) -> frozenset[int]:
        """The indexes of the categories before which time is missing."""
        line = self.timeline
        return line.gaps if line else frozenset()

    def across(self, left: float, right: float) -> tuple[float, ...]:
        """The categories of a line from left to right: days at true distances, other names evenly."""
        count = len(self.figure.categories)
        if count == 1:
            return ((left + right) / 2,)
        line = self.timeline
        return (
            line.places(left, right) if line else tuple(left + (right - left) * i / (count - 1) for i in range(count))
        )

    def values(self, series: Series) -> list[Decimal | None]:
        """One value per category; a series that is too short ends in gaps."""
        count = len(self.figure.categories)
        return [*series.values[:count], *([None] * (count - len(series.values)))]

    def series(self, *roles: str) -> tuple[Series, ...]:
        """The series of these roles."""
        return tuple(one for one in self.figure.series if one.role in roles)

    def label(
        self,
        text: str,
        x: float,
        y: float,
        colour: str = "",
        *,
        size: float = 0.0,
        bold: bool = False,
        anchor: str = "start",
    ) -> Label:
        """A line of text, by default a label in ink."""
        colour = colour or self.theme.ink
        return self.drawing.label(text, x, y, size or self.theme.label_size, colour, bold=bold, anchor=anchor)

    def try_label(
        self, text: str, x: float, y: float, colour: str, *, size: float, bold: bool = False, on_fill: bool = False
    ) -> bool:
        """Lay down a centred label only where it stands free, at an edge a little inwards; tell whether it was laid."""
        x = self.inward(text, x, size, bold)
        label = self.drawing.measured(text, x, y, size, colour, bold=bold, anchor="middle")
        if self.drawing.free(label, on_fill) and not self.drawing.crossed(label):
            self.drawing.shapes.append(label)
            return True
        return False

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a line of text in points."""
        return self.drawing.type.width(text, size, bold)

    def base_line(self, left: float, top: float, right: float, bottom: float) -> None:
        """The one fine grey line from which bars or columns rise."""
        self.drawing.line(((left, top), (right, bottom)), self.theme.grey, FINE)

    def names_below(self, names: Names, centres: Sequence[float], top: float, hot: str = "") -> None:
        """Category names under an axis; where they would touch only every second or third stands."""
        for index in _kept(self, names, centres):
            is_hot = bool(hot) and self.figure.categories[index] == hot
            colour = self.theme.ink if is_hot else self.theme.grey
            for row, line in enumerate(names.lines[index]):
                centre = self.inward(line, centres[index], names.size)
                self.label(line, centre, top + names.leading * (row + 0.5), colour, size=names.size, anchor="middle")

    def inward(self, text: str, centre: float, size: float, bold: bool = False) -> float:
        """The centre of a line of text, moved so far inwards that it does not leave the area."""
        half = self.text_width(text, size, bold) / 2
        return max(min(centre, self.area.right - half), self.area.left + half)

    def size_for(self, texts: Sequence[str], size: float, room: float) -> float:
        """One size for all numbers of a row: up to two points smaller when the widest has not the room."""
        widest = max((self.text_width(text, 1.0, True) for text in texts), default=0.0)
        return max(size - 2.0, min(size, room / widest)) if widest else size

    def key(self, entries: Sequence[tuple[str, str, bool]]) -> None:
        """Names with their colour in a row at the top, unframed; the area then begins below. The flag marks lines."""
        size = self.theme.subtitle_size
        x, y = self.area.left, self.area.top + 5.0
        for name, colour, is_line in entries:
            name = self.drawing.type.fitted(name, size, self.width - 12)
            width = self.text_width(name, size)
            if x > self.area.left and x + 10 + width > self.area.right:
                x, y = self.area.left, y + 11.0
            if is_line:
                self.drawing.line(((x, y), (x + 9, y)), colour, 1.6)
            else:
                self.drawing.rectangle(x + 1, y - 3, 6, 6, colour)
            self.label(name, x + 11, y, self.theme.grey, size=size)
            x += 11 + width + 12
        self.area = Box(self.area.left, y + KEY_HEIGHT - 5.0, self.area.right, self.area.bottom)

    def note(self, text: str) -> None:
        """A small grey line of words at the top; the area then begins below."""
        size = self.theme.subtitle_size - 0.5
        self.label(text, self.area.left, self.area.top + 4.0, self.theme.grey, size=size)
        self.area = Box(self.area.left, self.area.top + KEY_HEIGHT - 4.0, self.area.right, self.area.bottom)

    def nothing(self) -> None:
        """Says that there is no number to draw."""
        middle = (self.area.left + self.area.right) / 2
        self.label("暂无数据", middle, (self.area.top + self.area.bottom) / 2, self.theme.grey, anchor="middle")

    def on(self, fill: str) -> str:
        """The text colour that reads on a fill."""
        return on_fill(self.theme, fill)


def _kept(plot: Plot, names: Names, centres: Sequence[float]) -> list[int]:
    """Every name, or every second, third ... counted back from the last, so that none touch.

    Where time makes the distances uneven: the last, the first, and from the right all that find room.
    """
    spans: list[tuple[float, float]] = []
    for lines, centre in zip(names.lines, centres, strict=True):
        places = [(plot.inward(line, centre, names.size), plot.text_width(line, names.size) / 2) for line in lines]
        spans.append((min(place - half for place, half in places), max(place + half for place, half in places)))
    steps = [after - before for before, after in itertools.pairwise(centres)]
    if steps and max(steps) - min(steps) > 0.5:
        return _kept_unevenly(spans)
    for stride in range(1, len(spans) + 1):
        kept = list(range(len(spans) - 1, -1, -stride))[::-1]
        if all(spans[after][0] - spans[before][1] >= 2.5 for before, after in itertools.pairwise(kept)):
            return kept
    return []


def _kept_unevenly(spans: Sequence[tuple[float, float]]) -> list[int]:
    kept: list[int] = []
    for index in dict.fromkeys((len(spans) - 1, 0, *range(len(spans) - 2, 0, -1))):
        left, right = spans[index]
        if all(left - spans[other][1] >= 2.5 or spans[other][0] - right >= 2.5 for other in kept):
            kept.append(index)
    return sorted(kept)


def on_fill(theme: Theme, fill: str) -> str:
    """The text colour that reads on a fill: white on dark, ink on light."""
    return WHITE if luminance(fill) < 0.30 else theme.ink


def shown(series: Series, value: Decimal | None) -> str:
    """A value of a series as it is printed."""
    return numeral(value, series.digits)


def known(values: Sequence[Decimal | None]) -> list[float]:
    """The numbers that are not gaps."""
    return [float(value) for value in values if value is not None]
