"""The body of an article as lines that an editor shows: text with bold words and signs, and cards for the other blocks.

Going there and back is the identity for every article that a file can hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from bureau_desk.analysis.placeholders import CLOSING, OPENING, Placeholder, split
from bureau_desk.domain.issue import Block, Run

CARDS = ("picture", "names", "number", "chart", "table")
"""Kinds of blocks that are not edited as text in place."""
SIGNS = frozenset({OPENING, CLOSING, "\r", "\0", "\u2028", "\u2029", "\ufffc", "\ufdd0", "\ufdd1"})
"""Characters that an editor cannot hold as text: literal braces, and those that mean something to it."""
_SIGN = re.compile("([" + "".join(SIGNS) + "])")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one style inside a line. `kind` text | number (a whole `{{...}}`) | sign (one of SIGNS).

    `fresh` says that a run begins here although the one before it has the same style.
    """

    text: str
    bold: bool = False
    kind: str = "text"
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the editor. `kind` paragraph | heading | list | quote | source | card.

    Lines of one list or quote follow each other and have the same `group`. A `\\n` in a piece is a line break inside.
    """

    kind: str
    pieces: tuple[Piece, ...] = ()
    level: int = 2
    ordered: bool = False
    group: int = 0
    card: Block | None = None
    start: int = 1  # of an ordered list


def paragraphs_of(blocks: Iterable[Block]) -> list[Paragraph]:
    """The lines that show some blocks, in order."""
    return [one for group, block in enumerate(blocks, 1) for one in _lines(block, group)]


def _lines(block: Block, group: int) -> Iterator[Paragraph]:
    if block.kind in CARDS:
        yield Paragraph("card", card=replace(block, line=0), group=group)
    elif block.kind == "list":
        for line in block.lines:
            yield Paragraph("list", pieces_of(line), ordered=block.ordered, group=group, start=block.start)
    elif block.kind == "quote":
        for line in block.lines:
            yield Paragraph("quote", pieces_of(line), group=group)
        if block.source or not block.lines:
            yield Paragraph("source", pieces_of((Run(block.source),)), group=group)
    elif block.kind == "heading":
        yield Paragraph("heading", _joined(block.lines), level=block.level, group=group)
    else:
        yield Paragraph("paragraph", _joined(block.lines), group=group)


def _joined(lines: Sequence[tuple[Run, ...]]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for place, line in enumerate(lines):
        if place:
            found.append(Piece("\n", fresh=True))
        pieces = pieces_of(line)
        if place and pieces:
            pieces = (replace(pieces[0], fresh=True), *pieces[1:])
        found += pieces
    return tuple(found)


def pieces_of(runs: Iterable[Run]) -> tuple[Piece, ...]:
    """Runs with their numbers and signs apart."""
    found: list[Piece] = []
    bold: bool | None = None
    for run in runs:
        fresh = run.bold is bold
        bold = run.bold
        for part in split(run.text):
            if isinstance(part, Placeholder):
                found.append(Piece(part.text, run.bold, "number", fresh))
                fresh = False
                continue
            for text in filter(None, _SIGN.split(part)):
                found.append(Piece(text, run.bold, "sign" if text in SIGNS else "text", fresh))
                fresh = False
    return tuple(found)


def runs_of(pieces: Iterable[Piece]) -> tuple[Run, ...]:
    """The runs that pieces stand for; neighbours of one style are one run unless told otherwise."""
    found: list[Run] = []
    for piece in pieces:
        if found and found[-1].bold is piece.bold and not piece.fresh:
            found[-1] = Run(found[-1].text + piece.text, piece.bold)
        elif piece.text:
            found.append(Run(piece.text, piece.bold))
    return tuple(found)


def blocks_of(paragraphs: Iterable[Paragraph]) -> tuple[Block, ...]:
    """The blocks that lines stand for; empty lines stand for nothing."""
    found: list[Block] = []
    last: tuple[str, int, bool] | None = None
    for one in paragraphs:
        if one.kind == "card":
            last = None
            if one.card is not None:
                found.append(one.card)
            continue
        kind = "quote" if one.kind == "source" else one.kind
        mark = (kind, one.group, one.ordered)
        goes_on = kind in ("list", "quote") and last == mark and not (kind == "quote" and found[-1].source)
        block = _block(one, found[-1] if goes_on else None)
        if block is None:
            last = last if goes_on else None
            continue
        if goes_on:
            found[-1] = block
        else:
            found.append(block)
        last = mark
    return tuple(found)


def _block(one: Paragraph, before: Block | None) -> Block | None:
    runs = runs_of(one.pieces)
    if one.kind == "source":
        text = "".join(run.text for run in runs).strip()
        if before is not None:
            return replace(before, source=text)
        return Block("quote", source=text) if text or one.group < 0 else None
    if one.kind == "heading":
        lines = tuple(line for line in _broken(one.pieces) if line)
        return Block("heading", lines, level=one.level) if lines else None
    if not "".join(run.text for run in runs).strip():
        return None
    if one.kind in ("list", "quote"):
        if before is not None:
            return replace(before, lines=(*before.lines, runs))
        return Block(one.kind, (runs,), ordered=one.ordered, start=one.start)
    return Block("paragraph", (runs,))


def _broken(pieces: Iterable[Piece]) -> Iterator[tuple[Run, ...]]:
    """The lines of a heading, without the blanks that a file does not keep at their ends."""
    line: list[Piece] = []
    for piece in pieces:
        parts = piece.text.split("\n") if piece.kind == "text" else [piece.text]
        for place, part in enumerate(parts):
            if place:
                yield _stripped(line)
                line = []
            if part:
                line.append(replace(piece, text=part, fresh=piece.fresh and bool(line)))
    yield _stripped(line)


def _stripped(line: list[Piece]) -> tuple[Run, ...]:
    runs = list(runs_of(line))
    return tuple(runs) if "".join(run.text for run in runs).strip() else ()


def text_of(pieces: Iterable[Piece]) -> str:
    """The words of a line as they are written, numbers as `{{...}}`."""
    return "".join(piece.text for piece in pieces)


def block_text(block: Block) -> str:
    """A block as text for programs; `block_from` reads it."""
    return json.dumps(asdict(block), ensure_ascii=False)


def block_from(text: str) -> Block:
    """The block of `block_text`."""
    data: dict[str, Any] = json.loads(text)
    lines = tuple(tuple(Run(run["text"], run["bold"]) for run in line) for line in data.pop("lines"))
    rows = tuple(tuple(row) for row in data.pop("rows"))
    return Block(lines=lines, rows=rows, **data)
