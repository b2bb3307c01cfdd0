"""Money units and rounding: 元, 千元, 万元, 亿元 and foreign money, exact in Decimal, halves rounded up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MULTIPLES = {
    "": 1, "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000,
    "亿": 100_000_000, "十亿": 1_000_000_000, "百亿": 10_000_000_000, "千亿": 100_000_000_000, "万亿": 1_000_000_000_000,
}  # fmt: skip
"""Chinese multiples that may stand between a number and its unit."""

CURRENCIES = {
    "元": "元", "人民币": "元", "人民币元": "元", "圆": "元", "RMB": "元", "CNY": "元",
    "美元": "美元", "美金": "美元", "USD": "美元", "欧元": "欧元", "EUR": "欧元",
    "港元": "港元", "港币": "港元", "HKD": "港元", "日元": "日元", "英镑": "英镑", "GBP": "英镑",
}  # fmt: skip
"""Names of currencies, each with the one name used here."""

_MULTIPLES_LONGEST_FIRST = sorted((name for name in MULTIPLES if name), key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class MoneyUnit:
    """A unit of money: how many of the currency's own unit it holds, and the currency (万元 is 10000 元)."""

    factor: int
    currency: str


def money_unit(text: str, currency: str = "元") -> MoneyUnit | None:
    """Read a unit such as 万元, 亿, 亿美元 or 元; `currency` holds when none is named; None when it is no money unit."""
    rest = text.strip()
    multiple = next((name for name in _MULTIPLES_LONGEST_FIRST if rest.startswith(name)), "")
    rest = rest[len(multiple) :]
    if not rest:
        return MoneyUnit(MULTIPLES[multiple], currency)
    named = CURRENCIES.get(rest.upper())
    return MoneyUnit(MULTIPLES[multiple], named) if named else None


def entry_unit(text: str) -> MoneyUnit:
    """The unit in which a money field is typed; a field without a unit, or with a strange one, counts in 元."""
    return money_unit(text) or MoneyUnit(1, "元")


def in_unit(amount: int, unit: str) -> Decimal:
    """An amount of the currency's own unit (元) told in another unit, exactly: 12345 元 is 1.2345 万元."""
    return normal(Decimal(amount) / entry_unit(unit).factor)


def in_yuan(amount: Decimal, unit: str) -> Decimal:
    """An amount told in a unit, in the currency's own unit (元): 1.2 亿元 is 120000000."""
    return normal(amount * entry_unit(unit).factor)


def rounded(value: Decimal, digits: int = 0) -> Decimal:
    """Round halves away from zero, as people do: 2.675 at two places is 2.68."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def normal(value: Decimal) -> Decimal:
    """The same number without trailing zeros, exponent or negative zero."""
    if not value:
        return Decimal(0)
    exact = value.normalize()
    if "E" not in str(exact):
        return exact
    exponent = exact.as_tuple().exponent
    # by way of text, because quantize refuses numbers of more than 28 digits
    return Decimal(format(exact, "f")) if isinstance(exponent, int) and exponent > 0 else exact


def plain(value: Decimal | int) -> str:
    """A number as it is typed: no commas, no exponent, no trailing zeros."""
    return str(value) if isinstance(value, int) else format(normal(value), "f")


def grouped(value: Decimal | int, digits: int | None = None) -> str:
    """A number as it is read: thousands commas, at most `digits` decimals (all when None).

    A number too small for the digits is told in full instead of as a false 0.
    """
    exact = Decimal(value)
    short = exact if digits is None else rounded(exact, digits)
    return format(normal(short if short or not exact else exact), ",f")


def converted(amount: int, currency: str = "元") -> str:
    """An amount in 元 told twice, to be shown beside the input box: 合 0.12 亿元 · 12,000,000 元."""
    size = abs(amount)
    unit = "亿" if size >= 10_000_000 else "万" if size >= 1_000 else ""
    exact = f"{amount:,} {currency}"
    if not unit:
        return f"合 {exact}"
    return f"合 {grouped(Decimal(amount) / MULTIPLES[unit], 4)} {unit}{currency} · {exact}"
