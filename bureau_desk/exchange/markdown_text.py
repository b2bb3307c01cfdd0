"""Inline text of articles: bold run-ins, escapes, joined lines and pictures; everything else is text.

CommonMark's own rule for ** fails beside Chinese punctuation (**话。**下), so pairs of ** are taken as they come.
"""

from __future__ import annotations

import re

from bureau_desk.analysis.placeholders import CLOSING, OPENING
from bureau_desk.domain.issue import Run

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~—])")
_MARKS = re.compile(r"\\[!-/:-@\[-`{-~—]|\*\*|.", re.DOTALL)
_PICTURE = re.compile(r"^!\[(.*)\]\(\s*(?:<([^>]*)>|(.*?))(?:\s+[\"“”](.*)[\"“”])?\s*\)$", re.DOTALL)
_WIDE = r"\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2014\u2018-\u201d\u2026"
_SOFT = re.compile(rf"(?<=[{_WIDE}])\s*\n\s*|\s*\n\s*(?=[{_WIDE}])")
_KEEP = "\ue000"
_BEFORE_BRACE = re.compile(rf"(\\+)([{{}}{OPENING}{CLOSING}])")
_KEPT = {"{": OPENING, "}": CLOSING}


def unescaped(text: str) -> str:
    """The text without the backslashes before punctuation; escaped braces stay apart from those of numbers."""
    return _ESCAPED.sub(lambda found: _KEPT.get(found.group(1), found.group(1)), text)


def escaped(text: str) -> str:
    """Text that reads back as itself: backslashes, asterisks and literal braces are escaped."""
    return braces_escaped(re.sub(r"[\\*]", r"\\\g<0>", text))


def braces_escaped(text: str) -> str:
    """Text with its literal braces as a writer types them."""
    return text.replace(OPENING, r"\{").replace(CLOSING, r"\}")


def plain_escaped(text: str) -> str:
    """Plain text, in which a backslash means something before a brace alone, as a writer types it."""
    return braces_escaped(_BEFORE_BRACE.sub(lambda found: found.group(1) * 2 + found.group(2), text))


def plain_unescaped(text: str) -> str:
    """Plain text as a writer types it, as it is meant."""

    def meant(found: re.Match[str]) -> str:
        slashes, brace = found.groups()
        return slashes[: len(slashes) // 2] + (_KEPT[brace] if len(slashes) % 2 else brace)

    return re.sub(r"(\\+)([{}])", meant, text)


def joined(text: str) -> str:
    """A paragraph on one line: no space where Chinese text was broken; a backslash keeps the line break."""
    kept = re.sub(r"(?<!\\)((?:\\\\)*)\\\n\s*", rf"\1{_KEEP}", text)
    return re.sub(r"\s*\n\s*", " ", _SOFT.sub("", kept)).strip().replace(_KEEP, "\n")


def runs_of(text: str) -> tuple[Run, ...]:
    """Text as plain and bold runs; a ** without its pair is text."""
    if "*" not in text and "\\" not in text:
        return (Run(text, False),) if text else ()
    marks = _MARKS.findall(text)
    stars = [place for place, mark in enumerate(marks) if mark == "**"]
    if len(stars) % 2:
        stars.pop()
    runs: list[Run] = []
    last, bold = 0, False
    for place in [*stars, len(marks)]:
        inner = unescaped("".join(marks[last:place]))
        if inner:
            runs.append(Run(inner, bold))
        last, bold = place + 1, not bold
    return tuple(runs)


def unpaired(text: str) -> bool:
    """Whether a ** of the text has no pair."""
    return _MARKS.findall(text).count("**") % 2 == 1


def text_of_runs(runs: tuple[Run, ...]) -> str:
    """Runs as Markdown."""
    return "".join(f"**{escaped(run.text)}**" if run.bold else escaped(run.text) for run in runs)


def picture_of(text: str) -> tuple[str, str, str] | None:
    """Caption, path and credit of a picture that is a paragraph of its own, None for other text."""
    found = _PICTURE.match(text.strip())
    if found is None or "](" in found.group(1):
        return None
    caption, angled, path, credit = found.groups()
    return unescaped(joined(caption)), (angled if angled is not None else path or "").strip(), unescaped(credit or "")
