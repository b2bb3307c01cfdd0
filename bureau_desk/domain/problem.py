"""Data at fault is a Problem, collected; the world at fault is a Trouble, raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a problem is: HARD refuses the row, SOFT marks it, NOTE only tells."""

    HARD = "hard"
    SOFT = "soft"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found in data, told in one Chinese sentence; never raised.

    `code` is a stable English word for programs (`required`, `checksum`), `where` tells staff the place
    (`第 7 行 C 列`, `articles/a.md 第 12 行`), `field` and `value` name the register field and what stood there.
    `basis` is everything the finding rests on when that is more than the value, `other` the id of the other record it
    speaks of, `suggestion` the text that would mend the field.
    """

    code: str
    where: str
    message: str
    severity: Severity = Severity.HARD
    field: str = ""
    value: str = ""
    basis: str = ""
    other: int = 0
    suggestion: str = ""


class Trouble(Exception):
    """The world is at fault (file open elsewhere, disk full, damaged desk): what happened, why, and what to do.

    `message` and `hint` are Chinese sentences; `status` is the command line's exit status.
    """

    status = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def sentence(self) -> str:
        """Message and hint as one paragraph for a dialog or the terminal."""
        return f"{self.message}{self.hint}"


class Misuse(Trouble):
    """The program was asked for something that does not exist (unknown register, field or name)."""

    status = 2


class Damaged(Trouble):
    """A file is not what was written: nothing more must be written to it."""


class DeskInUse(Trouble):
    """Somebody else holds the right to write on the desk."""
