"""Units as a scale and a base: 亿元 is 100,000,000 of 元, 万家 is 10,000 of 家."""

from __future__ import annotations

from decimal import Decimal

_PREFIXES = (
    ("万亿", 10**12),
    ("千亿", 10**11),
    ("百亿", 10**10),
    ("亿", 10**8),
    ("百万", 10**6),
    ("万", 10**4),
    ("千", 10**3),
)
_BASES = frozenset(
    (
        "元",
        "家",
        "人",
        "项",
        "件",
        "个",
        "户",
        "台",
        "名",
        "只",
        "份",
        "次",
        "家次",
        "人次",
        "㎡",
        "平方米",
        "美元",
        "吨",
        "座",
    )
)


def scale_of(unit: str) -> tuple[Decimal, str]:
    """The factor and the base of a unit; an unknown unit is its own base with factor 1."""
    for prefix, factor in _PREFIXES:
        base = unit.removeprefix(prefix)
        if unit.startswith(prefix) and base in _BASES:
            return Decimal(factor), base
    return Decimal(1), unit


def convertible(one: str, other: str) -> bool:
    """Whether values of the two units may be compared after scaling."""
    return scale_of(one)[1] == scale_of(other)[1]


def convert(value: Decimal, unit: str, wanted: str) -> Decimal:
    """The value in another unit of the same base; the units must be `convertible`."""
    if unit == wanted:
        return value
    return value * scale_of(unit)[0] / scale_of(wanted)[0]
