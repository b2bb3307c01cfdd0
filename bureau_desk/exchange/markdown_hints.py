"""Markdown that this format does not have: it is printed as it stands, and told, so that nobody finds it in print."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.domain.problem import Severity


@dataclass(frozen=True, slots=True)
class Hint:
    """A way of writing that has no meaning here: its code, how a line of it looks, and what to say of it."""

    code: str
    pattern: re.Pattern[str]
    message: str
    severity: Severity = Severity.SOFT


def _hint(code: str, pattern: str, message: str, severity: Severity = Severity.SOFT) -> Hint:
    return Hint(code, re.compile(pattern), message, severity)


_TAGS = "a|b|i|u|p|em|strong|div|span|table|tr|td|th|ul|ol|li|font|center|sup|sub|h[1-6]"
_ALONE = "br|hr|img|div|span|table|tr|td|font|center"
HINTS = (
    _hint("heading", r"^ {0,3}#{1,6}(?!#)(?=[^\s#])", "“{}”后面要空一格才是标题，按普通文字印出。"),
    _hint("heading", r"^ {0,3}#{7,}", "标题只用 ## 和 ###，“{}”按普通文字印出。"),
    _hint("heading", r"^\s*(?:>\s*|[-*+]\s+|\d+[.)]\s+)#{1,6}\s.*", "列表和引语里不能放标题，“{}”按普通文字印出。"),
    _hint("heading", r"^ {0,3}={3,}\s*$", "标题不用等号线，请在标题前写 ##；“{}”按普通文字印出。"),
    _hint("quote", r"^\s*>\s*(?:>|[-*+]\s|\d+[.)]\s|!\[|\|).*", "引语里只能放文字，“{}”已按文字印出。"),
    _hint("html", rf"<!--.*?(?:-->|$)|<({_TAGS})(?:\s[^<>]*)?>[^<>]*</\1>|</(?:{_TAGS})>|<(?:{_ALONE})(?:\s[^<>]*)?/?>|-->",
          "不能用 HTML，“{}”按普通文字印出。"),
    _hint("link", r"(?<!!)\[[^\[\]]+\]\([^()\s]*\)|(?<!!)\[[^\[\]]+\]\[[^\[\]]*\]|^\s*\[[^\[\]^]+\]:\s+\S.*",
          "不能用链接，“{}”按普通文字印出。"),
    _hint("footnote", r"\[\^[^\]\s]+\]:?", "不能用脚注，“{}”按普通文字印出。"),
    _hint("picture", r"!\[[^\]]*\](?:\s+\([^)]*\)|\[[^\]]*\])", "图片要写成 ![图注](images/文件名)，“{}”没有当作图片。"),
    _hint("strike", r"~~[^~]+~~", "不能用删除线，“{}”按普通文字印出。"),
    _hint("italic", r"(?<![*\\A-Za-z0-9])\*(?![\s*])[^*\n]*[^*\s\\]\*(?![*A-Za-z0-9])|(?<![A-Za-z0-9\\_])__?(?![\s_])[^_\n]*[^_\s\\]__?(?![A-Za-z0-9])",
          "没有斜体，“{}”按普通文字印出。", Severity.NOTE),
    _hint("code", r"(?<![\\`])`[^`\n]+`(?!`)", "没有代码字体，“{}”按普通文字印出。", Severity.NOTE),
    _hint("front_matter", r"^\+\+\+\s*$", "文章开头的项目只写一次，这里的“{}”按普通文字印出。"),
    _hint("placeholder", r"｛[｛{].*?(?:[｝}]{2}|$)|\{｛.*?(?:[｝}]{2}|$)|\{ \{.*?(?:\} ?\}|$)",
          "“{}”不是取数的写法，要用半角花括号 {{{{名称}}}}，按普通文字印出。"),
)  # fmt: skip
_STARS = re.compile(r"\*\*")
_PICTURE = re.compile(r"^\s*!\[")


def hints(lines: list[str]) -> Iterator[tuple[int, str, str, Severity]]:
    """Line from 1, code, message and severity for each line that looks like Markdown that has no meaning here."""
    fenced = False
    for place, line in enumerate(lines, 1):
        if re.match(r"^ {0,3}(?:```|~~~)", line):
            fenced = not fenced
            continue
        if fenced or not line.strip():
            continue
        told = set()
        for hint in HINTS:
            if hint.code in told or not (found := _looked_at(hint, line)):
                continue
            told.add(hint.code)
            words = found.strip()
            shown = words if len(words) <= 24 else words[:23] + "…"
            yield (
                place,
                hint.code,
                hint.message.replace("{{{{", "{{").replace("}}}}", "}}").replace("{}", shown),
                hint.severity,
            )


def _looked_at(hint: Hint, line: str) -> str:
    text = _STARS.sub("", line) if hint.code == "italic" else line
    if hint.code in ("italic", "code", "strike", "link", "html") and _PICTURE.match(line):
        return ""
    if hint.code == "italic":
        text = re.sub(r"^\s*\*\s", "", re.sub(r"\{\{.*?\}\}", "", text))
    found = hint.pattern.search(text)
    return found.group() if found else ""
