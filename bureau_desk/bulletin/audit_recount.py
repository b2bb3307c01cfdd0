"""How a printed number is worked out again from its rows: the operands and the form of the formula."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bureau_desk.analysis.series import SERIES
from bureau_desk.bulletin.audit_rows import (
    BASE,
    OWN,
    REPORTED,
    Detail,
    Evidence,
    base_rows,
    is_indicator,
    own_rows,
    reported_rows,
)
from bureau_desk.domain.galley import Number

TOLERANCE = Decimal("1e-6")
_PRINTED = re.compile(r"\d+(?:\.\d+)?")

_NO_ROWS = "没有符合口径的行，计数为 0。"

_FORMULAS = {
    "同比": ("reported", "growth", "difference", "own"),
    "增减": ("difference", "reported", "own"),
    "百分点": ("reported", "difference", "own"),
    "占比": ("share", "own"),
    "排名": ("reported",),
}
"""What each form is worked out by, the usual way first; own stands where no comparison could be printed."""


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand: its rows and whether they are counted (by weight), summed or averaged; `constant` when no rows tell."""

    role: str
    kind: str
    rows: tuple[Detail, ...]
    constant: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """What the rows amount to."""
        if self.constant is not None:
            return self.constant
        if self.kind == "count":
            return Decimal(sum([row.weight for row in self.rows]))
        amounts = [row.amount for row in self.rows if row.amount is not None]
        if self.kind == "mean":
            return sum(amounts, Decimal(0)) / len(amounts) if amounts else None
        return sum(amounts, Decimal(0)) if amounts else None


@dataclass(frozen=True, slots=True)
class Recount:
    """A number worked out again: `way` is own, growth, difference, share, reported or '' (cannot be told by rows)."""

    number: Number
    own: Operand
    base: Operand | None
    reported: Operand | None
    way: str
    value: Decimal | None
    note: str = ""

    @property
    def rows(self) -> tuple[Detail, ...]:
        """All rows the number rests on: its own, the base's, the published figure's."""
        base = self.base.rows if self.base else ()
        reported = self.reported.rows if self.reported and self.way == "reported" else ()
        return (*self.own.rows, *base, *reported)

    @property
    def agrees(self) -> bool | None:
        """Whether value and print agree with the rows; None when there is nothing to compare."""
        if self.value is None or not self.number.value:
            return None
        exact = Decimal(self.number.value)
        same = abs(self.value - exact) < TOLERANCE * max(Decimal(1), abs(exact))
        shown = printed(self.number)
        return same and (shown is None or abs(abs(self.value) - shown[0]) <= shown[1])


def printed(number: Number) -> tuple[Decimal, Decimal] | None:
    """The number in the printed text and how far rounding may have moved it; None for words and rough numbers."""
    if number.form.startswith("约数"):
        return None
    found = _PRINTED.findall(number.text)
    if len(found) != 1:
        return None
    half = Decimal(5).scaleb(-len(found[0].partition(".")[2]) - 1)
    if number.form == "占比":
        half *= 2  # shares of a whole are rounded together so that they add up to a hundred
    return Decimal(found[0]), half + TOLERANCE


def recount(number: Number, evidence: Evidence) -> Recount:
    """The number worked out again from the desk's rows."""
    rows = own_rows(number, evidence)
    own = Operand(OWN, _kind(number.measure, is_indicator(number)) if rows else _kind_of_none(number), rows)
    published = reported_rows(number, evidence)
    told = [(base, base.value if base else None, note) for base, note in _with_bases(number, evidence)]
    value = own.value
    form = number.form.partition(" ")[0]
    ways = _FORMULAS.get(form, ("own",))
    tries = [
        one
        for base, divisor, note in told
        for way in ways
        for reported in (published if way == "reported" else (None,))
        if (one := _tried(number, (own, value), (base, divisor), reported, way, note)).value is not None
    ]
    if value == 0 and not rows and not number.base_rows:
        tries = [replace(one, note=one.note or _NO_ROWS) for one in tries]
    if not tries:
        return Recount(
            number, own, None, None, "", None, "名次由各组比较得出，请对照图表数据人工核对。" if form == "排名" else ""
        )
    return next((one for one in tries if one.agrees), tries[0])


def _kind_of_none(number: Number) -> str:
    """How nothing is recounted: no row counts as none and adds up to nothing, but has no mean and is no indicator."""
    kind = _kind(number.measure, is_indicator(number))
    none = bool(number.value) and not Decimal(number.value)
    return "count" if kind == "sum" and none and not is_indicator(number) else kind


def _kind(measure: str, series: bool) -> str:
    kind = measure.partition(":")[0].strip()
    return "sum" if series else kind if kind in ("sum", "mean") else "count"


def _with_bases(number: Number, evidence: Evidence) -> list[tuple[Operand | None, str]]:
    """The base by the number's own measure, else by counting (a share of another question), else as it was printed."""
    if not number.base_value:
        return [(None, "")]
    found: list[tuple[Operand | None, str]] = []
    for measure in dict.fromkeys((number.measure, "count")):
        rows = base_rows(number, evidence, measure)
        if rows:
            series = rows[0].register == SERIES and any(one.amount is not None for one in rows)
            found.append((Operand(BASE, _kind(measure, series), rows), ""))
    if number.form.partition(" ")[0] != "占比":
        # Growth and differences must be borne by rows: a wrong base must not pass because it was printed.
        return found or [(None, "")]
    rows_told = found[0][0].rows if found and found[0][0] else ()
    constant = Operand(BASE, "count", rows_told, Decimal(number.base_value))
    return [*found, (constant, "基数取发布时的数，没有逐行复算。")]


def _tried(
    number: Number,
    own: tuple[Operand, Decimal | None],
    base: tuple[Operand | None, Decimal | None],
    reported: Detail | None,
    way: str,
    note: str,
) -> Recount:
    published = Operand(REPORTED, "sum", (reported,)) if reported else None
    value = _worked_out(way, own[1], base[1], published.value if published else None)
    return Recount(number, own[0], base[0], published, way, value, note)


def _worked_out(way: str, own: Decimal | None, base: Decimal | None, reported: Decimal | None) -> Decimal | None:
    if way == "reported":
        return reported
    if way == "own" or own is None:
        return own
    if base is None or (not base and way != "difference"):
        return None
    if way == "growth":
        return (own - base) / base * 100
    return own / base * 100 if way == "share" else own - base


def agreed(recounts: Sequence[Recount]) -> tuple[int, int, int]:
    """How many numbers agree, do not, and have nothing to compare."""
    answers = [one.agrees for one in recounts]
    return answers.count(True), answers.count(False), answers.count(None)
