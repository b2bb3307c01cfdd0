"""Lists of terms: words that should be written otherwise, forms that should agree within an issue, posts of people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from bureau_desk.domain.problem import Severity


@dataclass(frozen=True, slots=True)
class Term:
    """A word that should not stand in print and the one that should ('' when it only asks for a second look).

    `unless` are longer words in which it is right; `note` says why, `source` where that is laid down.
    """

    wrong: str
    right: str = ""
    note: str = ""
    source: str = ""
    unless: tuple[str, ...] = ()
    severity: Severity = Severity.SOFT


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Ways of writing one thing of which an issue should keep to one; `prefer` is the one to keep to, if any."""

    forms: tuple[str, ...]
    prefer: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PostHolder:
    """Somebody's post from a day to a day; None leaves the side open."""

    name: str
    post: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Terms:
    """All lists together; words of `allow` are never told."""

    terms: tuple[Term, ...] = ()
    groups: tuple[FormGroup, ...] = ()
    people: tuple[PostHolder, ...] = ()
    allow: tuple[str, ...] = ()

    def with_own(self, other: Terms) -> Terms:
        """These lists with those of staff, whose words go before the same words here."""
        own = {one.wrong for one in other.terms}
        forms = {form for one in other.groups for form in one.forms}
        return Terms(
            tuple(one for one in self.terms if one.wrong not in own) + other.terms,
            tuple(one for one in self.groups if not forms & set(one.forms)) + other.groups,
            self.people + other.people,
            self.allow + other.allow,
        )

    def on(self, day: date) -> Terms:
        """The lists with the posts that are held on a day."""
        people = (one for one in self.people if (one.since or day) <= day <= (one.until or day))
        return replace(self, people=tuple(people))

    @cached_property
    def by_word(self) -> Mapping[str, Term]:
        """The terms by the word that is wrong."""
        return {one.wrong: one for one in self.terms if one.wrong and one.wrong not in self.allow}

    @cached_property
    def words(self) -> re.Pattern[str] | None:
        """All wrong words at once, the longer ones first; None when there are none."""
        return _any(self.by_word)

    @cached_property
    def forms(self) -> re.Pattern[str] | None:
        """All forms of groups at once."""
        return _any({form: one for one in self.groups for form in one.forms})

    @cached_property
    def names(self) -> re.Pattern[str] | None:
        """All names of people at once."""
        return _any({one.name: one for one in self.people})


def _any(words: Mapping[str, object]) -> re.Pattern[str] | None:
    listed = sorted(filter(None, words), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, listed))) if listed else None
