"""Blocks of cells on their way to and from Excel and WPS: tab-separated text with quoted cells, and an HTML table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

Block = tuple[tuple[str, ...], ...]

_NEEDS_QUOTES = re.compile(r'[\t\n\r]|^"')
_END = re.compile(r"\r\n|\r|\n")
_LAST = re.compile(r"(?:\r\n|\r|\n)\Z")
_BARE = re.compile(r"[^\t\r\n]*")


def parse_block(text: str) -> Block:
    """The cells of a copied block, rows padded to one width; the line end that Excel puts last makes no row.

    A cell is quoted only where the quotes were needed (they hold a tab, a line end or a doubled quote); any other quote
    is part of what somebody wrote.
    """
    if '"' not in text:
        return _squared([line.split("\t") for line in _END.split(_LAST.sub("", text, 1))] if text else [])
    rows: list[list[str]] = [[]]
    place = 0
    while place < len(text):
        cell, place = _cell(text, place)
        rows[-1].append(cell)
        if place >= len(text):
            break
        if text[place] == "\t":
            place += 1
            if place == len(text):
                rows[-1].append("")
            continue
        end = _END.match(text, place)
        place = end.end() if end else place + 1
        if place < len(text):
            rows.append([])
    return _squared(rows)


def _squared(rows: Sequence[list[str]]) -> Block:
    width = max(map(len, rows), default=0)
    return (
        tuple(tuple(row) if len(row) == width else (*row, *[""] * (width - len(row))) for row in rows) if width else ()
    )


def _cell(text: str, place: int) -> tuple[str, int]:
    if text.startswith('"', place):
        close = place + 1
        while True:
            close = text.find('"', close)
            if close < 0 or not text.startswith('""', close):
                break
            close += 2
        inside = text[place + 1 : close]
        if close > 0 and (close + 1 == len(text) or text[close + 1] in "\t\r\n") and _was_needed(inside):
            return inside.replace('""', '"').replace("\r\n", "\n").replace("\r", "\n"), close + 1
    stop = _BARE.match(text, place).end()  # type: ignore[union-attr]
    return text[place:stop], stop


def _was_needed(inside: str) -> bool:
    return '""' in inside or any(sign in inside for sign in "\t\r\n")


def write_block(rows: Sequence[Sequence[str]]) -> str:
    """Cells as Excel and WPS take them: tabs, \\r\\n, quotes around cells that hold either or begin with a quote."""
    return "".join("\t".join(_quoted(cell) for cell in row) + "\r\n" for row in rows)


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"' if _NEEDS_QUOTES.search(cell) else cell


def html_block(rows: Sequence[Sequence[str]], numeric: Sequence[bool], head: Sequence[str] = ()) -> str:
    """The same cells as an HTML table in which texts stay texts: codes keep their zeros and all 18 digits."""
    lines = ["<tr>" + "".join(f"<th>{_inner(one)}</th>" for one in head) + "</tr>"] if head else []
    for row in rows:
        cells = [
            f"<td>{_inner(cell)}</td>" if number else f"<td style='mso-number-format:\"\\@\"'>{_inner(cell)}</td>"
            for cell, number in zip(row, numeric, strict=True)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    body = "\n".join(lines)
    return f'<html><head><meta charset="utf-8"></head><body><table>\n{body}\n</table></body></html>'


def _inner(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br style='mso-data-placement:same-cell'>")
