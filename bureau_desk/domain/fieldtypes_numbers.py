"""Counts, decimals, money, percents and years: read exactly, with the units and commas that staff write."""

from __future__ import annotations

import re
from decimal import Decimal

from bureau_desk.domain.fieldtypes_base import EMPTY, Context, Reading, fault, half_width, refused
from bureau_desk.domain.problem import Problem
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.units import MULTIPLES, MoneyUnit, entry_unit, in_unit, money_unit, normal, plain
from bureau_desk.domain.values import Value

_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(\.\d*)?(.*)", re.DOTALL)
_ABOUT = re.compile(r"^(约|近|超过?|逾|大约|不足|接近|将近)|[余多几](万|亿|千)?|左右|以上|以下")
_SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?E[+-]?\d+", re.IGNORECASE)
_SAME_UNIT = {"平方米": "m2", "平米": "m2", "平方公里": "km2", "平方千米": "km2", "台/套": "台套", "％": "%"}

# what fits a 64-bit column with the field's decimals, and more than any honest figure of a city
_LIMIT = {FieldType.INTEGER: 10**15, FieldType.MONEY: 10**17}
_LONGEST_NUMBER = 100
_DECIMAL_LIMIT = 10**13
_PERCENTS = ("%", "个百分点", "百分点")


def split_number(text: str) -> tuple[Decimal, str] | None:
    """A half-width text as its number and what follows it: 3,500千元 is (3500, 千元); None when no number leads."""
    # no honest number is longer, and reading a hundred thousand digits takes seconds
    found = _NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if found is None:
        return None
    sign, whole, fraction, rest = found.groups()
    if not whole and not (fraction and len(fraction) > 1):
        return None
    return Decimal(f"{sign}{(whole or '0').replace(',', '')}{fraction or ''}"), rest


def is_scientific(text: str) -> bool:
    """Whether a text is a number in scientific notation, in which digits may have been lost: 9.13E+17."""
    return bool(_SCIENTIFIC.fullmatch(half_width(text)))


def unreadable(field: Field, text: str) -> Reading:
    """Why a text is no number, told so that staff can mend it."""
    typed = half_width(text)
    if is_scientific(typed):
        return refused(field, "scientific", f"“{text}”是科学记数法，可能已丢失数位，请填写完整数字。", text)
    if _ABOUT.search(typed) and any(character.isdigit() for character in typed):
        return refused(field, "approximate", f"“{text}”是约数，请填写准确数字。", text)
    if typed in ("-", "--", "—", "——", "/", "\\", "无", "N/A", "NA"):
        return refused(field, "number", f"“{text}”不是数字；没有数据请留空。", text)
    return refused(
        field, "number", f"“{text}”不是数字，请只填数字{f'（单位：{field.unit}）' if field.unit else ''}。", text
    )


def _amount(field: Field, text: str) -> Decimal | Reading:
    """A number with an optional multiple and the field's own unit: 20家, 1.2万㎡."""
    typed = half_width(text)
    parted = split_number(typed)
    if parted is None or _SCIENTIFIC.match(typed):
        return unreadable(field, text)
    number, rest = parted
    own = same_unit(field.unit)
    for multiple, factor in MULTIPLES.items():
        if rest == multiple or (rest and same_unit(rest.removeprefix(multiple)) == own and rest.startswith(multiple)):
            return number * factor
    if _ABOUT.search(typed):
        return unreadable(field, text)
    if rest and not any(character.isdigit() for character in rest):
        should = f"应为“{field.unit}”" if field.unit else "本栏不带单位"
        return refused(field, "unit", f"“{text}”的单位不对，{should}。", text)
    return unreadable(field, text)


def same_unit(unit: str) -> str:
    """One spelling per unit: ㎡, m², 平方米 and 平米 are m2."""
    folded = half_width(unit).lower()
    return _SAME_UNIT.get(folded, folded)


def parse_integer(field: Field, text: str, _context: Context) -> Reading:
    """A whole number; 12.0 and 1.2万 are whole."""
    typed = text.strip()
    if typed.isascii() and typed.isdigit() and len(typed) < 16:
        return Reading(int(typed))
    if not typed:
        return EMPTY
    amount = _amount(field, typed)
    if isinstance(amount, Reading):
        return amount
    if amount != amount.to_integral_value():
        return refused(field, "whole", f"“{typed}”应为整数。", typed)
    return _limited(field, Reading(int(amount)), typed)


def parse_decimal(field: Field, text: str, _context: Context) -> Reading:
    """A decimal number with at most the field's digits."""
    typed = text.strip()
    if not typed:
        return EMPTY
    amount = _amount(field, typed)
    return amount if isinstance(amount, Reading) else _scaled(field, amount, typed)


def parse_percent(field: Field, text: str, _context: Context) -> Reading:
    """A percent: 12.5% and 12.5 are both 12.5."""
    typed = half_width(text)
    if not typed:
        return EMPTY
    parted = split_number(typed)
    if parted is None or (parted[1] and parted[1] not in _PERCENTS):
        return unreadable(field, text.strip())
    return _scaled(field, parted[0], text.strip())


def _scaled(field: Field, amount: Decimal, text: str) -> Reading:
    exact = normal(amount)
    if -int(exact.as_tuple().exponent) > field.digits:
        allowed = f"最多保留 {field.digits} 位小数" if field.digits else "应为整数"
        return refused(field, "precision", f"“{text}”的小数位太多，{allowed}。", text)
    return _limited(field, Reading(exact), text)


def parse_money(field: Field, text: str, _context: Context) -> Reading:
    """Money as a whole number of 元 (or of the foreign currency); a number alone is in the field's entry unit.

    1.2亿, 3,500千元, ￥1200 and 1200 are read; another currency than the field's is refused.
    """
    typed = half_width(text)
    if not typed:
        return EMPTY
    own = entry_unit(field.unit)
    bare = typed.removeprefix("人民币").removeprefix("RMB") if own.currency == "元" else typed
    bare = bare.removeprefix("¥").removeprefix("￥") if own.currency == "元" else bare.removeprefix("$")
    parted = split_number(bare)
    if parted is None or _SCIENTIFIC.match(bare):
        return unreadable(field, text.strip())
    number, rest = parted
    unit = money_unit(rest, own.currency) if rest else own
    if unit is None:
        return unreadable(field, text.strip())
    if unit.currency != own.currency:
        return refused(field, "currency", f"“{text.strip()}”的币种应为{own.currency}。", text.strip())
    return money_value(field, number, unit, text.strip())


def money_value(field: Field, number: Decimal, unit: MoneyUnit, text: str) -> Reading:
    """So much of a money unit as a whole number of its currency's own unit."""
    amount = normal(number * unit.factor)
    if amount != amount.to_integral_value():
        return refused(field, "precision", f"“{text}”的小数位太多，金额最细记到 1 {unit.currency}。", text)
    return _limited(field, Reading(int(amount)), text)


def parse_year(field: Field, text: str, _context: Context) -> Reading:
    """A year of four digits, with or without 年, 年度."""
    typed = half_width(text)
    if not typed:
        return EMPTY
    found = re.fullmatch(r"(\d{4})(?:年度?|\.0+)?", typed)
    if found is None or not 1900 <= int(found.group(1)) <= 2200:
        return refused(field, "year", f"“{text.strip()}”不是年份，请填四位数字，如 2024。", text.strip())
    return Reading(int(found.group(1)))


def _limited(field: Field, reading: Reading, text: str) -> Reading:
    value = reading.value
    if isinstance(value, int | Decimal) and abs(Decimal(value)) >= _LIMIT.get(field.type, _DECIMAL_LIMIT):
        return refused(field, "range", f"“{text}”太大，请核对单位和位数。", text)
    return reading


def check_number(field: Field, value: Value, _context: Context) -> tuple[Problem, ...]:
    """Hold a number to the field's `minimum` and `maximum` (in its entry unit; `>0` leaves the bound out).

    Counts without a minimum may not be negative.
    """
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return ()
    minimum = field.minimum or ("0" if field.type is FieldType.INTEGER else "")
    if value >= 0 and minimum in ("", "0") and not field.maximum:
        return ()
    shown = in_unit(int(value), field.unit) if field.type is FieldType.MONEY else Decimal(value)
    unit = "" if field.type is FieldType.YEAR else field.unit
    if minimum and not _above(shown, minimum):
        strict = minimum.startswith(">") and not minimum.startswith(">=")
        return (_out_of_bounds(field, "minimum", "应大于" if strict else "不能小于", minimum, shown, unit),)
    if field.maximum and not _below(shown, field.maximum):
        strict = field.maximum.startswith("<") and not field.maximum.startswith("<=")
        return (_out_of_bounds(field, "maximum", "应小于" if strict else "不能大于", field.maximum, shown, unit),)
    return ()


def _out_of_bounds(field: Field, code: str, rule: str, bound: str, value: Decimal, unit: str) -> Problem:
    message = f"{field.title}{rule} {_bound(bound)}{unit}，这里是 {plain(value)}{unit}。"
    return fault(field, code, message, plain(value))


def _bound(text: str) -> str:
    return text.lstrip("<>=≥≤ ")


def _above(value: Decimal, minimum: str) -> bool:
    bound = Decimal(_bound(minimum))
    return value > bound or (value == bound and (not minimum.startswith(">") or minimum.startswith(">=")))


def _below(value: Decimal, maximum: str) -> bool:
    bound = Decimal(_bound(maximum))
    return value < bound or (value == bound and (not maximum.startswith("<") or maximum.startswith("<=")))


def reads_unit(field: Field, unit: str) -> bool:
    """Whether numbers under a header with this unit can be read into the field (千元 for 万元, 万㎡ for ㎡, not 美元 for 元)."""
    if field.type is FieldType.MONEY:
        own = entry_unit(field.unit)
        told = money_unit(half_width(unit).upper(), own.currency)
        return told is not None and told.currency == own.currency
    if field.type is FieldType.PERCENT:
        return half_width(unit) in _PERCENTS
    return not isinstance(_amount(field, f"1{unit}"), Reading)
