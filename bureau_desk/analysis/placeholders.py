"""The `{{...}}` of an article's text: which number is meant, on which day, in which wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bureau_desk.analysis.near import near
from bureau_desk.analysis.periods import read_day

FORMS = ("同比", "增减", "百分点", "占比", "排名", "约数")
LIST_WORDS = ("list", "名单")
PAGE_WORDS = ("page", "页码")

OPENING, CLOSING = "\ue001", "\ue002"
"""What an escaped brace is kept as until it is printed, so that `\\{\\{text\\}\\}` is text and no number."""
_BRACES = str.maketrans({OPENING: "{", CLOSING: "}"})
_LITERAL = re.compile(
    f"(?:{OPENING}\\{{|{OPENING}{OPENING}|\\{{{OPENING})[^{{}}]*?(?:\\}}\\}}|{CLOSING}\\}}|{CLOSING}{CLOSING}|\\}}{CLOSING})"
)

_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{{NAME @ day | form OTHER}}`; `fault` is a Chinese clause when it cannot be read, `listing` for lists,
    `page` for the folio of the article `name`."""

    text: str
    name: str
    day: date | None = None
    form: str = ""
    other: str = ""
    listing: bool = False
    page: bool = False
    fault: str = ""


def split(text: str) -> tuple[str | Placeholder, ...]:
    """The text as plain pieces and placeholders in order; joining `text` of all gives the text back."""
    pieces: list[str | Placeholder] = []
    last = 0
    for found in _PLACEHOLDER.finditer(text):
        if found.start() > last:
            pieces.append(text[last : found.start()])
        pieces.append(read(found.group(1)))
        last = found.end()
    if last < len(text):
        pieces.append(text[last:])
    return tuple(pieces)


def literal(text: str) -> str:
    """Plain text as it is printed: escaped braces are braces."""
    return text.translate(_BRACES)


def unclosed(text: str) -> str:
    """The first few characters after a `{{` without `}}` (or before a stray `}}`), '' when all are closed."""
    rest = "".join(piece for piece in split(_LITERAL.sub("", text)) if isinstance(piece, str))
    for mark in ("{{", "}}"):
        if mark in rest:
            start = rest.index(mark)
            return rest[max(0, start - 8) : start + 2] if mark == "}}" else rest[start : start + 12]
    return ""


def unclosed_told(text: str) -> str:
    """What to say of braces without a pair, '' when all have one."""
    rest = unclosed(text)
    return f"花括号没有成对：“{rest}”。按普通文字印出，数字的写法是 {{{{名称}}}}。" if rest else ""


def read(inside: str) -> Placeholder:
    """What stands between the braces."""
    whole = "{{" + inside + "}}"
    head, _, tail = inside.replace("｜", "|").partition("|")
    words = head.split()
    if len(words) > 1 and words[0] in LIST_WORDS and not tail:
        return Placeholder(whole, " ".join(words[1:]), listing=True)
    if len(words) > 1 and words[0] in PAGE_WORDS and not tail:
        return Placeholder(whole, " ".join(words[1:]), page=True)
    name, day, fault = _name_and_day(head)
    form, _, other = tail.strip().partition(" ")
    if not name:
        fault = fault or "没有写数字的名称"
    elif form and form not in FORMS:
        fault = fault or f"写法“{form}”没有{near(form, FORMS)}"
    elif form == "占比" and not other.strip():
        fault = fault or "“占比”后面要写总数的名称"
    elif form and form != "占比" and other.strip():
        fault = fault or f"“{form}”后面多了“{other.strip()}”"
    return Placeholder(whole, name, day, form, other.strip(), fault=fault)


def _name_and_day(head: str) -> tuple[str, date | None, str]:
    name, at, written = head.replace("＠", "@").rpartition("@")
    if not at:
        return head.strip(), None, ""
    try:
        return name.strip(), read_day(written), ""
    except ValueError:
        return name.strip(), None, f"日期“{written.strip()}”看不懂，请写 2021-12-31 或 2021"
