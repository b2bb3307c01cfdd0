"""What an answer adds up to before it is told: sums over rows, of which those of some organisations can be exchanged.

No organisation bears on what another adds to an answer. So after an edit the answer is what it was, less what the
organisations concerned added before, and what they add now.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bureau_desk.domain.values import Value

Keys = tuple[str, ...]
"""The labels of a group."""


class Inseparable(Exception):
    """An answer that cannot be told from what some organisations add to it: all rows must be asked."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What some rows amount to, in numbers that can be added and taken away.

    `rows` are ids in order, `lacking` those of rows that have nothing to add up; `counted` is how many organisations or
    certificates they are, `total` their sum and `exponents` how many numbers have which exponent; `values` tells how
    many rows hold each value.
    """

    rows: tuple[int, ...] = ()
    lacking: tuple[int, ...] = ()
    counted: int = 0
    total: Decimal = Decimal(0)
    exponents: Counter[int] = field(default_factory=Counter)
    values: Counter[Value] = field(default_factory=Counter)

    @property
    def first(self) -> int:
        """The first of all rows, 0 when there is none."""
        return min((*self.rows[:1], *self.lacking[:1]), default=0)

    @property
    def sum(self) -> Decimal:
        """The total with as many decimals as the number that has most."""
        return self.total.quantize(Decimal(1).scaleb(min(0, *self.exponents))) if self.exponents else Decimal(0)

    def exchanged(self, before: Amount, after: Amount) -> Amount:
        """The same with some rows' amount for what it was before."""
        if before == after:
            return self
        return Amount(
            _exchanged(self.rows, before.rows, after.rows),
            _exchanged(self.lacking, before.lacking, after.lacking),
            self.counted - before.counted + after.counted,
            self.total - before.total + after.total,
            (self.exponents - before.exponents) + after.exponents,
            (self.values - before.values) + after.values,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What a question's rows amount to, as a whole and by groups; `base` is the same on the eve of a net count.

    `undated` rows have no day; `earlier` and `left_out` are the recognitions whose coarse date may be of another
    period; `units` are the units that rows tell of their own value.
    """

    whole: Amount
    groups: Mapping[Keys, Amount] = field(default_factory=dict)
    undated: int = 0
    earlier: int = 0
    left_out: int = 0
    units: Mapping[int, str] = field(default_factory=dict)
    base: Amount = Amount()
    base_groups: Mapping[Keys, Amount] = field(default_factory=dict)

    def is_as(self, other: Tally) -> bool:
        """Whether two are the same, down to the order in which their groups appear."""
        return self == other and [*self.groups] == [*other.groups] and [*self.base_groups] == [*other.base_groups]

    def exchanged(self, before: Tally, after: Tally) -> Tally:
        """The same with some organisations' tally for what it was before; Inseparable when the order would be lost."""
        units = {key: one for key, one in self.units.items() if key not in before.units}
        return Tally(
            self.whole.exchanged(before.whole, after.whole),
            _exchanged_groups(self.groups, before.groups, after.groups),
            self.undated - before.undated + after.undated,
            self.earlier - before.earlier + after.earlier,
            self.left_out - before.left_out + after.left_out,
            dict(sorted((units | dict(after.units)).items())),
            self.base.exchanged(before.base, after.base),
            _exchanged_groups(self.base_groups, before.base_groups, after.base_groups),
        )


def _exchanged(rows: tuple[int, ...], before: tuple[int, ...], after: tuple[int, ...]) -> tuple[int, ...]:
    if before == after:
        return rows
    found = list(rows)
    for one in before:
        del found[bisect_left(found, one)]
    for one in after:
        found.insert(bisect_left(found, one), one)
    return tuple(found)


def _exchanged_groups(
    groups: Mapping[Keys, Amount], before: Mapping[Keys, Amount], after: Mapping[Keys, Amount]
) -> Mapping[Keys, Amount]:
    """The groups in order of their first rows, as they would first appear."""
    if before == after and [*before] == [*after]:
        return groups
    found, none, touched = dict(groups), Amount(), {**before, **after}
    for key in touched:
        found[key] = found.get(key, none).exchanged(before.get(key, none), after.get(key, none))
    first = {key: amount.first for key, amount in found.items() if amount.first}
    times = Counter(first.values())
    if any(times[first[key]] > 1 for key in touched if key in first):
        raise Inseparable  # a row of several groups alone knows which of them comes first
    return {key: found[key] for key in sorted(first, key=first.__getitem__)}
