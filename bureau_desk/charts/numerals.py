"""Numbers as charts and sheets show them: halves rounded up, commas from five digits on, a dash for a gap."""

from __future__ import annotations

from decimal import Decimal

from bureau_desk.domain.units import rounded

GAP = "—"
"""What stands where no number is known."""


def numeral(value: Decimal | None, digits: int = 0) -> str:
    """The value with exactly `digits` decimals: 3.10, 2497, 12,345; — when there is none."""
    if value is None:
        return GAP
    short = rounded(value, digits)
    if not short:
        short = abs(short)  # no minus before a zero
    return format(short, ",f") if abs(short) >= 10_000 else format(short, "f")


def number_format(digits: int = 0, percent: bool = False) -> str:
    """The Excel number format that prints what `numeral` prints; `percent` puts a % sign behind it."""
    places = "." + "0" * digits if digits else ""
    sign = '"%"' if percent else ""
    plain, grouped = f"0{places}{sign}", f"#,##0{places}{sign}"
    return f"[>=10000]{grouped};[<=-10000]-{grouped};{plain}"


def shares(values: tuple[Decimal, ...], digits: int = 1) -> tuple[Decimal, ...]:
    """Percentages that add up to exactly 100: largest remainders are rounded up, ties go to the first."""
    total = sum(values)
    if not total:
        return tuple(Decimal(0) for _ in values)
    unit = Decimal(1).scaleb(-digits)
    exact = [value * 100 / total for value in values]
    floors = [value // unit * unit for value in exact]
    missing = int((Decimal(100) - sum(floors)) / unit)
    order = sorted(range(len(values)), key=lambda index: (floors[index] - exact[index], index))
    for index in order[:missing]:
        floors[index] += unit
    return tuple(floor.quantize(unit) for floor in floors)
