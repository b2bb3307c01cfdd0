"""Where things go on a chart so that nothing collides: spread labels, round ticks, names broken into lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.typesetting import Typesetter, clean


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places moved as little as may be so that neighbours stand `gap` apart within low and high.

    The order is kept, equal places stay in the order given; too many for the room stand evenly closer.
    """
    if not places:
        return []
    gap = min(gap, (high - low) / max(1, len(places) - 1))
    order = sorted(range(len(places)), key=lambda index: places[index])
    groups: list[tuple[float, int]] = []  # sum of wished places less their offset, and how many stand together
    for rank, index in enumerate(order):
        wish = min(max(places[index], low), high) - rank * gap
        groups.append((wish, 1))
        while len(groups) > 1 and groups[-2][0] / groups[-2][1] >= groups[-1][0] / groups[-1][1]:
            total, count = groups.pop()
            groups[-1] = (groups[-1][0] + total, groups[-1][1] + count)
    found = [0.0] * len(places)
    rank = 0
    ceiling = high - (len(places) - 1) * gap
    for total, count in groups:
        base = min(max(total / count, low), ceiling)
        for _ in range(count):
            found[order[rank]] = base + rank * gap
            rank += 1
    return found


def spans(left: float, right: float, breaks: Sequence[float], half: float) -> list[tuple[float, float]]:
    """What is left of a line from left to right when `half` on each side of every break, in order, is taken out."""
    edges = [left, *(edge for place in breaks for edge in (place - half, place + half)), right]
    return list(zip(edges[::2], edges[1::2], strict=True))


def ticks(low: float, high: float, most: int = 4) -> tuple[Decimal, ...]:
    """At most `most` round numbers between low and high, as many as fit in steps of 1, 2 or 5."""
    if not high > low:
        return ()
    exponent = math.floor(math.log10((high - low) / most)) - 1
    for power in range(exponent, exponent + 4):
        for digit in (1, 2, 5):
            step = Decimal(digit).scaleb(power)
            first = math.ceil(low / float(step) - 1e-9)
            last = math.floor(high / float(step) + 1e-9)
            if last - first + 1 <= most:
                return tuple(step * count for count in range(first, last + 1))
    return ()


def decimals(values: Sequence[Decimal]) -> int:
    """The decimal places needed to tell these numbers apart."""
    exponents = (value.normalize().as_tuple().exponent for value in values)
    return max((-exponent for exponent in exponents if isinstance(exponent, int) and exponent < 0), default=0)


@dataclass(frozen=True, slots=True)
class Names:
    """Category names made to fit: each as one to three lines, all in one size."""

    lines: tuple[tuple[str, ...], ...]
    size: float

    @property
    def height(self) -> float:
        """The height of the name with most lines, in points."""
        return max((len(lines) for lines in self.lines), default=0) * self.leading

    @property
    def leading(self) -> float:
        """From one baseline to the next."""
        return self.size * 1.18

    def width(self, type_: Typesetter) -> float:
        """The width of the longest line."""
        return max((type_.width(line, self.size) for lines in self.lines for line in lines), default=0.0)


def fit_names(type_: Typesetter, names: Sequence[str], size: float, room: float, most_lines: int) -> Names:
    """Names in the largest size and fewest lines in which all fit; failing that, small and with an ellipsis."""
    sizes = [size - step * 0.5 for step in range(int((size - 6.5) / 0.5) + 1)]
    for count in range(1, most_lines + 1):
        for one in sizes if count == 1 else sizes[: len(sizes) // 2 + 1]:
            broken = tuple(_broken(type_, clean(name), one, room, count) for name in names)
            if all(len(lines) <= count for lines in broken):
                return Names(broken, one)
    small = sizes[-1]
    return Names(tuple(_cut(type_, clean(name), small, room, most_lines) for name in names), small)


def _broken(type_: Typesetter, text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    """The fewest even lines of a name, a short one first: 常州 / 经开区; more than `most` lines when it does not fit."""
    for count in range(1, most + 1):
        length = len(text)
        cuts = [length * line // count for line in range(count + 1)]
        lines = tuple(text[cuts[line] : cuts[line + 1]].strip() for line in range(count))
        if all(type_.width(line, size) <= room for line in lines):
            return lines
    return ("",) * (most + 1)


def _cut(type_: Typesetter, text: str, size: float, room: float, most: int) -> tuple[str, ...]:
    lines: list[str] = []
    while text and len(lines) < most - 1 and type_.width(text, size) > room:
        end = next((end for end in range(len(text), 0, -1) if type_.width(text[:end], size) <= room), 1)
        lines.append(text[:end])
        text = text[end:]
    return (*lines, type_.fitted(text, size, room))
