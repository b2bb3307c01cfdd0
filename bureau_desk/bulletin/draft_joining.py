"""The sentences of a drafted paragraph put together as an editor would: what was said just before is not said again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_OPENING = re.compile(r"^((?:截至|\d{4}年)[^，。{}]*)，")
_CITY = "全市"


def joined(sentences: Iterable[str]) -> str:
    """One text; a sentence loses the day it opens with, and then 全市, where the one before opened with the same.

    A day holds on over sentences that open with none, as it does for a reader; empty sentences are passed over.
    """
    text, day, of_city = "", "", False
    for sentence in filter(None, sentences):
        found = _OPENING.match(sentence)
        rest = sentence[found.end() :] if found else sentence
        same = bool(found and found.group(1) == day)
        begins = rest.startswith(_CITY)
        if same:
            sentence = rest.removeprefix(_CITY) if begins and of_city and not _bare(rest) else rest
        day = found.group(1) if found else day
        of_city = begins
        text += sentence
    return text


def _bare(rest: str) -> bool:
    """Whether a number follows the city at once: without it the sentence would open with a figure."""
    return rest.removeprefix(_CITY).startswith("{{")
