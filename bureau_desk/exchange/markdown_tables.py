"""A table written out in an article: `::: 表格 title` with rows between bars; for contributed tables that no register holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bureau_desk.exchange.markdown_text import escaped, unescaped

Rows = tuple[tuple[str, ...], ...]
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|(?:\s*:?-+:?\s*\|)+\s*$")
_LONG_RULE = re.compile(r"^\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$")
_DASHES = re.compile(r"^:?-{3,}:?$")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def rows_of(lines: Sequence[str]) -> Rows:
    """The rows of a written table, each as many cells as the widest; () when the lines are none."""
    told = [line.strip() for line in lines if line.strip()]
    if not told or not all(_ROW.match(line) for line in told):
        return ()
    # Under the head dashes are the rule; further down a row of single ones says that there is nothing to tell.
    rows = [_cells(line) for place, line in enumerate(told) if not (_RULE if place == 1 else _LONG_RULE).match(line)]
    width = max((len(row) for row in rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def _cells(line: str) -> tuple[str, ...]:
    parts, start = [], 1
    for found in _BAR.finditer(line, 1):
        parts.append(line[start : found.end() - 1])
        start = found.end()
    return tuple(unescaped(part.strip()) for part in parts)


def rows_text(rows: Rows) -> list[str]:
    """The rows as lines of an article, the head apart from the rest."""
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return [*lines[:1], "|" + " --- |" * len(rows[0]), *lines[1:]] if rows else []


def _cell(text: str) -> str:
    told = escaped(" ".join(text.split())).replace("|", "\\|")
    return f"\\{told}" if _DASHES.match(told) else told
