"""The skeleton of an article that the registers can give: what it needs, what it asks, what it may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bureau_desk.domain.question import Question

DAY, YEAR, TEXT, CHOICE = "day", "year", "text", "choice"
PARAMETER_TYPES = (DAY, YEAR, TEXT, CHOICE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What staff fill in: a day, a year, a text or one of a list.

    `default` is a word that is worked out against the desk (`year_end`, `today`, ...) or the value itself; `choices`
    names where the choices come from: a code list, or a list that the desk itself has.
    """

    key: str
    title: str
    type: str
    default: str = ""
    choices: str = ""
    optional: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A kind of article: its name, what it needs in words, its parameters, and the pattern as the file has it."""

    key: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    data: Mapping[str, Any]
    order: int = 100


@dataclass(frozen=True, slots=True)
class Pattern:
    """A skeleton with its parameters filled in.

    `titles` are tried in turn; `needs` are names that must have a number, with the words said when they have none;
    `blocks` are tables of the skeleton file (`bulletin.drafts` tells their keys); `qualifier` goes behind every name.
    """

    identity: str
    kind: str
    titles: tuple[str, ...]
    needs: Mapping[str, str]
    blocks: Sequence[Mapping[str, Any]]
    questions: Mapping[str, Question]
    qualifier: str = ""
    column: str = ""
    kicker: str = ""
    subtitle: str = ""
    office: str = ""
    source: str = ""
    signature: str = ""
    lead: tuple[str, ...] = ()
    end_mark: bool = True
    hints: tuple[str, ...] = field(default_factory=tuple)
