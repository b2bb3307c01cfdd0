"""Near matches for names that nobody knows, to end a message with."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def near(text: str, names: Iterable[str], most: int = 3) -> str:
    """A tail for a message, `，是否想写：“甲”“乙”`, or '' when nothing is alike."""
    known = list(dict.fromkeys(name for name in names if name))
    alike = difflib.get_close_matches(text, known, n=most, cutoff=0.45)
    inside = [name for name in known if text and name != text and (text in name or (len(name) > 1 and name in text))]
    found = list(dict.fromkeys([*alike, *sorted(inside, key=len)]))[:most]
    if not found:
        return ""
    return "，是否想写：" + "".join(f"“{name}”" for name in found)
