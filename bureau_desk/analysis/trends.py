"""Arithmetic of statistics: growth, percentage points, shares, ranks, streaks and rounding, all in Decimal, half up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


class NoGrowth(ValueError):
    """A growth or share that must not be printed; the text is the reason, a short Chinese clause."""


def rounded(value: Decimal, digits: int) -> Decimal:
    """The value with that many decimals, rounded half up (2.675 becomes 2.68)."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def plain(value: Decimal, digits: int | None = None) -> str:
    """The value as text without exponent and without trailing zeros; `digits` rounds first."""
    shown = value if digits is None else rounded(value, digits)
    text = f"{shown:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def decimals(value: Decimal) -> int:
    """How many decimals the value has without trailing zeros."""
    text = plain(value)
    return len(text.partition(".")[2])


def growth(now: Decimal, base: Decimal) -> Decimal:
    """Relative growth in percent, unrounded; NoGrowth when the base is zero or a value is negative."""
    if base == 0:
        raise NoGrowth("上年同期为0")
    if base < 0 or now < 0:
        raise NoGrowth("有负数，不计算增长率")
    return (now - base) / base * HUNDRED


def points(now: Decimal, base: Decimal) -> Decimal:
    """Difference of two ratios or two growth rates in percentage points, unrounded."""
    return now - base


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A share in percent, unrounded; NoGrowth when the whole is zero, a value negative or the part larger."""
    if whole == 0:
        raise NoGrowth("总数为0")
    if whole < 0 or part < 0:
        raise NoGrowth("有负数，不计算占比")
    if part > whole:
        raise NoGrowth("部分大于总数")
    return part / whole * HUNDRED


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a ranking: 1 is first, `tied` when another value is equal, `of` how many were ranked."""

    place: int
    tied: bool
    of: int


def ranks(values: Sequence[Decimal | None], rising: bool = False) -> tuple[Rank | None, ...]:
    """The rank of each value, the largest first (`rising`: the smallest first); ties share a place; None is not ranked."""
    present = [value for value in values if value is not None]

    def one(value: Decimal | None) -> Rank | None:
        if value is None:
            return None
        ahead = sum(1 for other in present if (other < value if rising else other > value))
        return Rank(ahead + 1, present.count(value) > 1, len(present))

    return tuple(one(value) for value in values)


def ahead_of(names: Sequence[str], values: Sequence[Decimal | None], name: str) -> tuple[str, ...]:
    """The names with larger values, largest first: 仅次于 names them all."""
    own = dict(zip(names, values, strict=True))[name]
    if own is None:
        return ()
    larger = [(value, other) for other, value in zip(names, values, strict=True) if value is not None and value > own]
    return tuple(other for _, other in sorted(larger, key=lambda pair: -pair[0]))


def streak(values: Sequence[Decimal | None]) -> int:
    """How many of the last values are equal, the last one included: 连续三年第1 is a streak of 3 ranks."""
    count = 0
    for value in reversed(values):
        if value is None or value != values[-1]:
            break
        count += 1
    return count


def rising_streak(values: Sequence[Decimal | None]) -> int:
    """How many steps in a row, counted from the end, rose."""
    count = 0
    for later, earlier in zip(reversed(values), list(reversed(values))[1:], strict=False):
        if later is None or earlier is None or later <= earlier:
            break
        count += 1
    return count


def shares_of_whole(parts: Sequence[Decimal], digits: int = 1) -> tuple[Decimal, ...]:
    """Shares in percent that add up to exactly 100 at the given decimals, by the largest remainder."""
    whole = sum(parts, Decimal(0))
    if whole <= 0 or any(part < 0 for part in parts):
        return tuple(Decimal(0) for _ in parts)
    step = Decimal(1).scaleb(-digits)
    exact = [part / whole * HUNDRED for part in parts]
    floors = [value.quantize(step, rounding=ROUND_FLOOR) for value in exact]
    missing = int((HUNDRED - sum(floors, Decimal(0))) / step)
    by_remainder = sorted(range(len(parts)), key=lambda place: (floors[place] - exact[place], place))
    raised = set(by_remainder[:missing])
    return tuple(floor + step if place in raised else floor for place, floor in enumerate(floors))
