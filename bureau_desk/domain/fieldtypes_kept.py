"""Values that the journal keeps, read by the type a field has today: it may have had another when they were saved."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value, first_day

_DECIMALS = (FieldType.DECIMAL, FieldType.PERCENT)
_WHOLE = (FieldType.INTEGER, FieldType.YEAR, FieldType.MONEY, FieldType.REFERENCE)
_NO_TEXTS = frozenset((*_DECIMALS, *_WHOLE, FieldType.BOOLEAN))
_WORDS = {"是": True, "否": False}
_LARGEST = {FieldType.INTEGER: 10**15, FieldType.YEAR: 10**4}
_LARGEST_DECIMAL = 10**13  # with the decimals of a field this still fits 64 bits


def from_kept(field: Field, raw: Any) -> Value:
    """A kept value by the field's type; text where the type cannot read it exactly.

    A text that looks like a number is no amount of money (its unit is unknown) and no record's id.
    """
    if field.type in (FieldType.CHOICES, FieldType.FILES):
        return tuple(str(one) for one in raw) if isinstance(raw, list | tuple) else (_text(raw),)
    if isinstance(raw, list | tuple):
        raw = _text(raw)  # as it will be kept, so that it reads the same again
    if field.type is FieldType.BOOLEAN:
        return _boolean(raw)
    if field.type in _DECIMALS:
        number = _number(raw)
        return _text(raw) if number is None or abs(number) >= _LARGEST_DECIMAL else number
    return _whole(field, raw) if field.type in _WHOLE else _text(raw)


def is_foreign(field: Field, value: Value) -> bool:
    """Whether a value is text kept from the time when its field had another type."""
    if not isinstance(value, str):
        return False
    if field.type is FieldType.DATE:
        try:
            first_day(value)
        except ValueError:
            return True
        return False
    return field.type in _NO_TEXTS


def _whole(field: Field, raw: Any) -> Value:
    if isinstance(raw, int):
        return int(raw)
    number = _number(raw) if field.type in _LARGEST else None
    if number is None or number != number.to_integral_value() or abs(number) >= _LARGEST[field.type]:
        return _text(raw)
    return int(number)


def _number(raw: Any) -> Decimal | None:
    try:
        number = Decimal(str(int(raw) if isinstance(raw, bool) else raw))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _boolean(raw: Any) -> Value:
    if isinstance(raw, str):
        return _WORDS.get(raw, raw)
    return bool(raw) if isinstance(raw, int) and raw in (0, 1) else _text(raw)


def _text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return "、".join(str(one) for one in raw) if isinstance(raw, list | tuple) else str(raw)
