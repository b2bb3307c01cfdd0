"""Text, codes and credit codes: read, checked, never turned into numbers."""

from __future__ import annotations

import re

from bureau_desk.domain.fieldtypes_base import Context, Reading, clean_text, fault
from bureau_desk.domain.organisation import credit_code_problem, normal_credit_code
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field
from bureau_desk.domain.values import Value

_WIDE = str.maketrans(
    {
        code: code - 0xFEE0
        for first, last in ("０９", "ＡＺ", "ａｚ", "－－")
        for code in range(ord(first), ord(last) + 1)
    }
)


def parse_text(_field: Field, text: str, _context: Context) -> Reading:
    """One line of text."""
    return Reading(clean_text(text) or None)


def parse_long_text(_field: Field, text: str, _context: Context) -> Reading:
    """Text of several lines."""
    return Reading(clean_text(text, lines=True) or None)


def parse_code(_field: Field, text: str, _context: Context) -> Reading:
    """A code: text as it stands, leading zeros and all; typed wholly in full width, it becomes plain."""
    code = clean_text(text)
    # a code mixed of both widths is somebody's own spelling; an input method left in full width changes every sign
    if not code.isascii() and not any(character.isascii() and character.isalnum() for character in code):
        code = code.translate(_WIDE).strip()
    return Reading(code or None)


def parse_credit_code(_field: Field, text: str, _context: Context) -> Reading:
    """A 统一社会信用代码 without blanks, hyphens, full-width and small letters; `check` looks at its check character."""
    return Reading(normal_credit_code(text) or None)


def check_text(field: Field, value: Value, _context: Context) -> tuple[Problem, ...]:
    """Warn when a text does not look like the field's pattern."""
    if field.pattern and isinstance(value, str) and not re.search(field.pattern, value):
        message = f"“{value}”与{field.title}的通常写法不符，请核对。"
        return (fault(field, "pattern", message, value, Severity.SOFT),)
    return ()


def check_credit_code(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    """Check a credit code by GB 32100-2015; only a warning where the field is soft or its rule says so (legacy rows)."""
    if not isinstance(value, str):
        return ()
    message = credit_code_problem(value)
    if not message:
        return check_text(field, value, context)
    severity = Severity.SOFT if "warning" in field.rule.lower() or "提醒" in field.rule else Severity.HARD
    return (fault(field, "checksum", message, value, severity),)
