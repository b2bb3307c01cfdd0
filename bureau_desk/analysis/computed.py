"""Computed fields that follow from other fields or from the rows of the same register."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from bureau_desk.analysis.trends import rounded
from bureau_desk.domain.record import Row
from bureau_desk.domain.register import Register
from bureau_desk.domain.values import Value

Computed = Callable[[Row], Mapping[str, Value]]

CITY_CODE = "3204"  # GB/T 2260: codes of Changzhou and its districts begin so
RATIOS = {
    "open_rate": ("hours_external", "hours_total"),
    "progress": ("value", "target"),
}
FLOWS = {
    (True, True): "本市内",
    (True, False): "输出本市→外",
    (False, True): "吸纳外→本市",
    (False, False): "双外",
}


def computed_steps(register: Register, rows: Sequence[Row]) -> list[Computed]:
    """What computes the fields that a register has: ratios, flow of a contract, failures in a row."""
    steps = [_ratio(key, *parts) for key, parts in RATIOS.items() if register.field(key)]
    if register.field("flow") and register.field("seller_region"):
        steps.append(_flow)
    if register.field("consecutive_d") and register.field("eval_year"):
        steps.append(_failures(rows))
    return steps


def _ratio(key: str, part: str, whole: str) -> Computed:
    def compute(row: Row) -> Mapping[str, Value]:
        above, below = row.get(part), row.get(whole)
        if not isinstance(above, int | Decimal) or not isinstance(below, int | Decimal) or not below:
            return {}
        return {key: rounded(Decimal(above) / Decimal(below) * 100, 2)}

    return compute


def _flow(row: Row) -> Mapping[str, Value]:
    """Which way a contract goes, by the areas of seller and buyer."""
    seller, buyer = row.get("seller_region"), row.get("buyer_region")
    if not isinstance(seller, str) or not isinstance(buyer, str):
        return {}
    return {"flow": FLOWS[(seller.startswith(CITY_CODE), buyer.startswith(CITY_CODE))]}


def _failures(rows: Sequence[Row]) -> Computed:
    """How many years in a row, up to its own, a subject was graded 不合格 by one scheme."""
    failed = {_year_of(row) for row in rows if "不合格" in str(row.get("grade") or "")}

    def compute(row: Row) -> Mapping[str, Value]:
        subject, scheme, year = _year_of(row)
        if not isinstance(year, int) or row.get("grade") is None:
            return {}
        count = 0
        while (subject, scheme, year - count) in failed:
            count += 1
        return {"consecutive_d": count}

    return compute


def _year_of(row: Row) -> tuple[Value, Value, Value]:
    subject = row.get("subject_ref")
    return (subject if subject is not None else row.get("subject_name_then"), row.get("scheme"), row.get("eval_year"))
