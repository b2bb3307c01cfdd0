"""Text, codes and credit codes: read, checked, never turned into numbers."""

from __future__ import annotations

import re

from bureau_desk.domain.fieldtypes_base import Context, Reading, clean_text, fault, half_width, quoted, refused
from bureau_desk.domain.organisation import credit_code_doubt, credit_code_problem, normal_credit_code
from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value

LONGEST_NAME = 200
"""Characters of a name; the longest registered name of a Chinese company is a third of that."""
LONGEST_LINE = 1000
"""Characters of a text of one line."""
LONGEST_CODE = 200
LONGEST_TEXT = 32_767
"""Characters of a text of several lines: what one cell of Excel holds (in UTF-16 units), so that it can leave again."""

_LOST = re.compile(r"\d(\.\d+)?E\+\d+|\d\.\d+E\d+", re.IGNORECASE)
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


def parse_code(field: Field, text: str, _context: Context) -> Reading:
    """A code: text as it stands, leading zeros and all; typed wholly in full width, it becomes plain."""
    code = clean_text(text)
    if _LOST.fullmatch(half_width(code)):
        return _lost(field, code)
    # a code mixed of both widths is somebody's own spelling; an input method left in full width changes every sign
    if not code.isascii() and not any(character.isascii() and character.isalnum() for character in code):
        code = code.translate(_WIDE).strip()
    return Reading(code or None)


def parse_credit_code(field: Field, text: str, _context: Context) -> Reading:
    """A 统一社会信用代码 without blanks, hyphens, full-width and small letters; `check` looks at its check character."""
    code = normal_credit_code(text)
    return _lost(field, code) if _LOST.fullmatch(half_width(code)) else Reading(code or None)


def _lost(field: Field, code: str) -> Reading:
    """What Excel shows of a long code is refused however it comes in, typed or pasted into an open cell too."""
    message = f"“{code}”是 Excel 的科学记数法，{field.title}的末尾数位可能已丢失，请填写完整代码。"
    return refused(field, "numeric_code", message, code)


def overlong(field: Field, text: str, length: int, most: int) -> Problem:
    """The refusal of a text that is longer than its field allows; hard even for soft fields."""
    message = f"{field.title}最多 {most} 字，这里有 {length} 字，请删短或分记到备注。"
    return Problem("length", "", message, Severity.HARD, field.key, quoted(text))


def check_text(field: Field, value: Value, _context: Context) -> tuple[Problem, ...]:
    """Refuse a text that is too long; warn when it does not look like the field's pattern."""
    most = LONGEST_LINE if field.type is FieldType.TEXT else LONGEST_CODE
    if isinstance(value, str) and len(value) > most:
        return (overlong(field, value, len(value), most),)
    if field.pattern and isinstance(value, str) and not re.search(field.pattern, value):
        message = f"“{value}”与{field.title}的通常写法不符，请核对。"
        return (fault(field, "pattern", message, value, Severity.SOFT),)
    return ()


def check_long_text(field: Field, value: Value, _context: Context) -> tuple[Problem, ...]:
    """Refuse a text, or several free entries together, that one cell of Excel cannot hold."""
    text = "；".join(value) if isinstance(value, tuple) else str(value)
    if len(text) <= LONGEST_TEXT // 2:
        return ()
    length = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return (overlong(field, text, length, LONGEST_TEXT),) if length > LONGEST_TEXT else ()


def check_credit_code(field: Field, value: Value, context: Context) -> tuple[Problem, ...]:
    """Check a credit code by GB 32100-2015; only a warning where the field is soft or its rule says so (legacy rows)."""
    if not isinstance(value, str):
        return ()
    message = credit_code_problem(value)
    if not message or len(value) > LONGEST_CODE:
        doubt = credit_code_doubt(value)
        doubts = (fault(field, "checksum", doubt, value, Severity.SOFT),) if doubt else ()
        return (*check_text(field, value, context), *doubts)
    severity = Severity.SOFT if "warning" in field.rule.lower() or "提醒" in field.rule else Severity.HARD
    return (fault(field, "checksum", message, value, severity),)
