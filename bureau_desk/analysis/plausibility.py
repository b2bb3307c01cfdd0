"""Whether a number can be right beside last year's: large changes, wrong units, totals that shrink."""

from __future__ import annotations

from decimal import Decimal

from bureau_desk.domain.fieldtypes_rules import amount, told
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.units import grouped, in_yuan, normal, plain, rounded
from bureau_desk.domain.values import Value

CHANGE, UNIT, CUMULATIVE = "change", "unit", "cumulative"
CODES = (CHANGE, UNIT, CUMULATIVE)
"""Codes of the problems that are found beside another year's row."""

_MONEY = (("元", 1), ("千元", 1_000), ("万元", 10_000), ("百万元", 1_000_000), ("亿元", 100_000_000))
_AREA = (("㎡", 1), ("万㎡", 10_000), ("平方公里", 1_000_000))
_SAME = {"平方米": "㎡", "m²": "㎡", "万平方米": "万㎡", "km²": "平方公里"}
_FACTORS = (10, 1_000, 10_000)  # how far apart the units of forms lie
_FAR = 300  # percent; nothing that changed by less can be ten times too much
_NEAR = 50  # percent within which a corrected value is taken for the right one


def compare(
    field: Field, value: Value, before: Value, years: tuple[str, str], limit: int = 50, least: int = 0, unit: str = ""
) -> Problem | None:
    """The problem of a value beside the former one; `years` are the words for the former period and this one.

    A change of more than `limit` percent is told (0: none), unless it is smaller than `least` in the entry unit; one of
    about 10, 1000 or 10000 times is told as a wrong unit with the value that would be right. `unit` goes before the
    field's own, for registers that keep the unit in the row.
    """
    # most pairs end here, before anything is converted: what changed so little is in no wrong unit either
    if 0 < limit <= _FAR and _within(value, before, limit):
        return None
    new, old = amount(field, value), amount(field, before)
    if new is None or old is None or new <= 0 or old <= 0 or abs(new - old) < least:
        return None
    slip = unit_slip(field, new, old, unit)
    beside = f"{years[0]}{_told(field, before, unit)}，{years[1]}{_told(field, value, unit)}"
    basis = f"{told(field, value)}｜{told(field, before)}"
    if slip is not None:
        words, right = slip
        times = grouped(rounded(max(new / old, old / new)))
        message = f"{words}，相差约{times}倍：{beside}。"
        return Problem(
            UNIT, "", message, Severity.SOFT, field.key, told(field, value), basis, suggestion=plain(normal(right))
        )
    change = (new - old) / old * 100
    if not limit or abs(change) <= limit:
        return None
    verb = "增加" if change > 0 else "减少"
    message = f"比上年{verb}{grouped(rounded(abs(change)))}%（超过±{limit}%）：{beside}，请核对。"
    return Problem(CHANGE, "", message, Severity.SOFT, field.key, told(field, value), basis)


def _within(value: Value, before: Value, limit: int) -> bool:
    numbers = isinstance(value, int | Decimal) and isinstance(before, int | Decimal)
    return numbers and value > 0 and abs(value - before) * 100 <= before * limit  # type: ignore[operator]


def _told(field: Field, value: Value, unit: str) -> str:
    return told(field, value) + ("" if field.unit else unit)


def unit_slip(field: Field, new: Decimal, old: Decimal, unit: str = "") -> tuple[str, Decimal] | None:
    """What was probably mistaken and the right value; None when the numbers are not about a unit apart."""
    if field.type in (FieldType.PERCENT, FieldType.YEAR):
        return None
    own = _SAME.get(unit or field.unit, unit or field.unit)
    for factor in _FACTORS:
        for right, smaller in ((new / factor, True), (new * factor, False)):
            if abs(right - old) * 100 > old * _NEAR:
                continue
            # too large a number was counted in a smaller unit than the field's
            typed = _unit_apart(own, factor, smaller)
            if typed:
                return f"疑似把{typed}当{own}填", _kept(field, right)
            if factor == 10:
                return ("疑似多填了一位" if smaller else "疑似少填了一位"), _kept(field, right)
    return None


def _kept(field: Field, value: Decimal) -> Decimal:
    if field.type is FieldType.INTEGER:
        return rounded(value)
    if field.type is FieldType.MONEY:
        return value.quantize(Decimal("0.0001")) if in_yuan(Decimal(1), field.unit) > 1 else rounded(value)
    return rounded(value, field.digits)


def _unit_apart(own: str, factor: int, smaller: bool) -> str:
    """The unit of the same kind that is so many times smaller (or larger) than the own one, '' when there is none."""
    for family in (_MONEY, _AREA):
        sizes = dict(family)
        if own not in sizes:
            continue
        wanted = sizes[own] / factor if smaller else sizes[own] * factor
        return next((name for name, size in family if size == wanted), "")
    return ""


def shrunken(total: Field, flow: Field, now: tuple[Value, Value], before: Value, year: str) -> Problem | None:
    """The problem of a cumulative total that is less than last year's and this year's growth together."""
    whole = total.unit == flow.unit and all(isinstance(one, int) for one in (*now, before))
    if whole and now[0] >= before + now[1]:  # type: ignore[operator]
        return None
    held, grown, former = amount(total, now[0]), amount(flow, now[1]), amount(total, before)
    if held is None or former is None or held >= former + (grown or 0):
        return None
    growth = f"加{flow.title}{told(flow, now[1])}" if grown else ""
    message = f"{total.title}（{told(total, now[0])}）小于{year}的{told(total, before)}{growth}，有更正的请说明。"
    basis = f"{told(total, now[0])}｜{told(flow, now[1])}｜{told(total, before)}"
    return Problem(CUMULATIVE, "", message, Severity.SOFT, total.key, told(total, now[0]), basis)
