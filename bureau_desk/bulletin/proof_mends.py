"""Mending a slip in the text of an article file: the named words at the named place, and not a character besides.

Numbers (`{{...}}`), code, paths of pictures, addresses, escapes, keys of the front matter and the marks of Markdown are
never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bureau_desk.bulletin.proof_growth import growth_slips
from bureau_desk.bulletin.proof_marks import MARKS
from bureau_desk.bulletin.proof_passages import HIDDEN
from bureau_desk.bulletin.proof_quantities import QUANTITIES
from bureau_desk.bulletin.proof_rules import Finding
from bureau_desk.bulletin.proof_words import WORDING
from bureau_desk.domain.problem import Problem

_KEPT = re.compile(
    r"\{\{[^{}]*\}\}|`[^`\n]*`|\]\([^)\n]*\)|<[^<>\n]*>|(?:https?|ftp)://[^\s`{}<>\\\u3400-\u9fff，。；、）”]+|[\w.+-]+@[\w-]+\.[\w.]+|\\.|\*\*"
)
_LEADING = re.compile(r"^\s*(?:>\s*)*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|!\[)?")
_CONTAINER = re.compile(r"^ {0,3}[:：]{3,}\s*(?P<name>\S*)")
_NO_WORDS = re.compile(r"^ {0,3}(?:[:：]{3,}\s*(?:图表|表格).*|[-*_]{3,}\s*|[:：]{3,}\s*)$")
_CODE = re.compile(r"^ {0,3}(?:```|~~~)")
_FRONT = re.compile(
    r"^(?P<head>\s*(?:title|kicker|subtitle|lead|contents_title|byline|office|source|signature)\s*=\s*\")(?P<words>(?:[^\"\\]|\\.)*)(?P<tail>\".*)$"
)
_ENDS = re.compile(r"(\r\n|\n|\r)")
_RULES = {rule.code for rule in (*WORDING, *MARKS, *QUANTITIES)} | {"points"}
_AT_END = ("heading_end", "caption_stop")


def mended(text: str, problem: Problem, lines: tuple[int, int] | None) -> str:
    """The file's text with this problem mended; the same text when that cannot be done by itself.

    `lines` are the first line of the problem's block and the first one after it, from 1; None for the front matter.
    """
    value, mend = problem.value, problem.suggestion
    if not value or not mend or value == mend or HIDDEN in value + mend:
        return text
    pieces = _ENDS.split(text)
    body = _body_start(pieces[0::2])
    span = (1, body) if lines is None else (max(lines[0], body), lines[1])
    coded = False
    for place in range(0, len(pieces), 2):
        number = place // 2 + 1
        if number >= body and _CODE.match(pieces[place]):
            coded = not coded
        elif span[0] <= number < span[1] and not coded:
            mask = _front_mask(pieces[place]) if number < body else body_mask(pieces[place])
            if lines is None and any(mark in mend for mark in '"\\'):
                continue
            pieces[place] = _replaced(pieces[place], mask, problem)
    return "".join(pieces)


def _body_start(lines: Sequence[str]) -> int:
    """The number of the first line after the front matter."""
    marks = [place for place, line in enumerate(lines) if line.strip("\ufeff \t") == "+++"]
    return marks[1] + 2 if len(marks) > 1 else 1


def _front_mask(line: str) -> str:
    found = _FRONT.match(line)
    if found is None:
        return HIDDEN * len(line)
    return HIDDEN * len(found["head"]) + _hide(_KEPT, found["words"]) + HIDDEN * len(found["tail"])


def body_mask(line: str) -> str:
    """The line with everything that is not words hidden, character for character."""
    if _NO_WORDS.match(line):
        return HIDDEN * len(line)
    masked = line
    for pattern in (_CONTAINER, _LEADING):
        if found := pattern.match(line):
            masked = HIDDEN * found.end() + masked[found.end() :]
    return _hide(_KEPT, masked)


def _hide(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: HIDDEN * len(found.group()), text)


def _replaced(line: str, mask: str, problem: Problem) -> str:
    """The line with every place of the problem replaced, the last one first so that places keep their numbers."""
    for start, end in sorted(_places(mask, problem), reverse=True):
        line = line[:start] + problem.suggestion + line[end:]
    return line


def _places(mask: str, problem: Problem) -> Iterator[tuple[int, int]]:
    value = problem.value
    if problem.code in _RULES:
        for one in _findings(mask, problem.code):
            if mask[one.start : one.end] == value and one.mend == problem.suggestion:
                yield one.start, one.end
        return
    if problem.code in _AT_END:
        words = mask.rstrip(HIDDEN + " \t")
        if words.endswith(value):
            yield len(words) - len(value), len(words)
        return
    at = mask.find(value)
    while at >= 0:
        if not _inside(mask, at, value, problem.suggestion):
            yield at, at + len(value)
        at = mask.find(value, at + len(value))


def _findings(mask: str, code: str) -> Iterator[Finding]:
    for rule in (*WORDING, *MARKS, *QUANTITIES):
        if rule.code == code:
            yield from rule.find(mask)
    reading: Callable[[str], Iterator[Finding]] | None = growth_slips if code == "points" else None
    if reading is not None:
        yield from (one for one in reading(mask) if one.code == code)


def _inside(mask: str, at: int, value: str, mend: str) -> bool:
    """Whether the words stand there within what would mend them: “一带一路” holds 一带一路."""
    offset = mend.find(value)
    return offset >= 0 and mask.startswith(mend, at - offset) and at >= offset
