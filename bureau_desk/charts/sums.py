"""What charts print beside their own numbers: totals over stacks, the whole and the shares of a ring, how much of a target
is reached. It needs nothing that draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.charts.numerals import shares
from bureau_desk.domain.figure import Figure

_MOST_PARTS = 6

Values = list[Decimal | None]


@dataclass(frozen=True, slots=True)
class Portion:
    """One part of a ring: its value, its share in percent (all together exactly 100), the categories it is made of."""

    name: str
    value: Decimal
    share: Decimal
    members: tuple[int, ...]


def total(parts: Sequence[Decimal | None]) -> Decimal | None:
    """The total over a stack; None when no part is known."""
    numbers = [part for part in parts if part is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def portions(figure: Figure) -> tuple[Portion, ...]:
    """The parts of a ring above zero in the order given; beyond six the last ones are told together as 其他."""
    values = figure.series[0].values if figure.series else ()
    known: list[tuple[str, Decimal, tuple[int, ...]]] = [
        (figure.categories[place], value, (place,))
        for place, value in enumerate(values[: len(figure.categories)])
        if value and value > 0
    ]
    if len(known) > _MOST_PARTS:
        rest = known[_MOST_PARTS - 1 :]
        members = tuple(place for _, _, places in rest for place in places)
        told = (f"其他{len(rest)}项", sum((value for _, value, _ in rest), Decimal(0)), members)
        known = [*known[: _MOST_PARTS - 1], told]
    each = shares(tuple(value for _, value, _ in known))
    return tuple(
        Portion(name, value, share, members) for (name, value, members), share in zip(known, each, strict=True)
    )


def actual_values(figure: Figure) -> tuple[Values, Values]:
    """The reached values and the targets, one of each per category."""
    actual = next((one.values for one in figure.series if one.role != "target"), ())
    target = next((one.values for one in figure.series if one.role == "target"), ())
    count = len(figure.categories)
    return [*actual, *[None] * count][:count], [*target, *[None] * count][:count]


def percent(actual: Decimal | None, target: Decimal | None) -> Decimal | None:
    """How much of a target is reached, in percent; None without a target above zero."""
    return None if actual is None or target is None or target <= 0 else actual * 100 / target
