"""What every field type shares: the context it asks, the reading it gives, the cleaning of typed text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bureau_desk.domain.problem import Problem, Severity
from bureau_desk.domain.register import Field, Schema
from bureau_desk.domain.values import Value


class Context(Protocol):
    """What reading a value may ask about: code lists, the day, and the names of records."""

    @property
    def schema(self) -> Schema:
        """Registers and code lists."""

    @property
    def today(self) -> date:
        """The day on which the value is written down."""

    def resolve(self, targets: tuple[str, ...], text: str) -> tuple[int, ...]:
        """Ids of the records in these registers whose code or name is exactly this text; `#12` means record 12."""

    def name(self, record: int) -> str:
        """The name of a record, '' or `#12` when there is none with this id."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was read as: the value, None when empty or unreadable, and the problems found on the way."""

    value: Value
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a hard problem stands against the value."""
        return any(problem.severity is Severity.HARD for problem in self.problems)


EMPTY = Reading(None)


def fault(field: Field, code: str, message: str, value: str = "", severity: Severity = Severity.HARD) -> Problem:
    """A problem of one value; soft fields only warn. The caller who knows the place fills in `where`."""
    weight = Severity.SOFT if field.soft and severity is Severity.HARD else severity
    return Problem(code, "", message, weight, field.key, value)


def refused(field: Field, code: str, message: str, value: str) -> Reading:
    """A reading without a value: the text could not be read. Hard even for soft fields, or what was typed would be lost.

    A long text is quoted by its start only.
    """
    if len(value) > _LONGEST_QUOTED:
        message, value = message.replace(value, quoted(value)), quoted(value)
    return Reading(None, (Problem(code, "", message, Severity.HARD, field.key, value),))


_LONGEST_QUOTED = 60


def quoted(text: str) -> str:
    """A text as a message quotes it: the start of a long one."""
    return text if len(text) <= _LONGEST_QUOTED else f"{text[: _LONGEST_QUOTED - 20]}…（共 {len(text)} 字）"


def clean_text(text: str, lines: bool = False) -> str:
    """Text without what cannot be seen: control and zero-width characters, byte order marks, outer blanks; NFC.

    No-break and other odd blanks become plain blanks, ideographic blanks inside stay; private-use characters (rare
    characters in names) stay. Line ends become one blank, or with `lines` one newline each.
    """
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        if text.isprintable():
            return text.strip()
    else:
        text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(_seen(character, lines) for character in text)
    # leaving out a zero-width character can bring a letter and its accent together
    return unicodedata.normalize("NFC", kept).strip()


def _seen(character: str, lines: bool) -> str:
    if character.isprintable() or character == "\u3000":
        return character
    if character in "\n\u2028\u2029\x0b\x0c\x85":
        return "\n" if lines else " "
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Cs") else character


def half_width(text: str) -> str:
    """Full-width letters, digits and signs as plain ones, blanks left out: １，２００ becomes 1,200."""
    if text.isascii():
        return "".join(text.split())
    return "".join(unicodedata.normalize("NFKC", text).replace("−", "-").replace("﹣", "-").split())
