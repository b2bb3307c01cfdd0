"""What every rule of wording is made of: a pattern, what to say of it, and, where that is safe, the words that mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bureau_desk.domain.problem import Severity

NUMBER = r"\d+(?:\.\d+)?"
SEPARATED = r"(?:(?<![\d,])\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""A number with or without separators of thousands."""
HAN = r"\u3400-\u9fff"
COUNTED = r"家次|人次|万家|万人|万元|亿元|万亩|平方米|公里|家|项|个|件|人|名|台|户|种|亩|元|㎡|%"
"""Units of counts and sums, the longer ones first."""
PROSE = ("paragraph", "list", "lead", "number", "quote")
"""Kinds of passages that are whole sentences."""


def value_of(number: str) -> Decimal:
    """The value of a number as `SEPARATED` finds it."""
    return Decimal(number.replace(",", ""))


Mend = Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A slip in a text: where it stands, what to say of it, and the words that would mend it ('' for none)."""

    code: str
    start: int
    end: int
    message: str
    severity: Severity = Severity.SOFT
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A pattern that should not stand in print and what to say of it (`{}` is what was found).

    `mend` is a template for `Match.expand` or a function; a result that changes nothing says that nothing is wrong.
    `kinds` names the kinds of passages that are read, () for all.
    """

    code: str
    pattern: re.Pattern[str]
    message: str
    severity: Severity = Severity.SOFT
    mend: str | Mend = ""
    kinds: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[Finding]:
        """Every place of the text where the pattern stands."""
        for found in self.pattern.finditer(text):
            told = found.group()
            mended = self.mend(found) if callable(self.mend) else found.expand(self.mend) if self.mend else ""
            if self.mend and mended == told:
                continue
            lead = len(told) - len(told.lstrip())
            words = told.strip()
            start = found.start() + lead
            message = self.message.replace("{}", words)
            yield Finding(self.code, start, start + len(words), message, self.severity, mended.strip())


def slip(
    code: str,
    pattern: str,
    message: str,
    severity: Severity = Severity.SOFT,
    mend: str | Mend = "",
    kinds: tuple[str, ...] = (),
) -> Slip:
    """A slip from its pattern."""
    return Slip(code, re.compile(pattern), message, severity, mend, kinds)
