"""Where the pieces of an article go: boxes move down past text rather than leave a hole at the foot of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bureau_desk.bulletin.docx_measure import PAGE_LINES, PITCH


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as XML with its height in points; boxes stand whole, wide ones take both columns.

    `keep` pieces (headings) stay with what follows.
    """

    xml: str
    height: float
    box: bool = False
    wide: bool = False
    keep: bool = False


@dataclass(slots=True)
class Part:
    """A run of pieces set in one or two columns."""

    columns: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def height(self) -> float:
        """Points on the page: two columns share the height."""
        total = sum(piece.height for piece in self.pieces)
        return total / 2 if self.columns == 2 else total


def arrange(pieces: Sequence[Piece], first_page: float) -> list[Part]:
    """Parts in order. `first_page` is the height that the opener leaves on the first page, in points."""
    parts: list[Part] = []
    for place, piece in enumerate(pieces):
        # A heading before a wide piece stands over both columns with it, or it would be left behind.
        heads = piece.keep and place + 1 < len(pieces) and pieces[place + 1].wide
        columns = 1 if piece.wide or heads else 2
        if not parts or parts[-1].columns != columns:
            parts.append(Part(columns))
        parts[-1].pieces.append(piece)
    page = PAGE_LINES * PITCH
    room = first_page
    for part in parts:
        if part.columns == 2:
            part.pieces = _settled(part.pieces, room, page)
        room = _room_after(part, room, page)
    return parts


def _settled(pieces: list[Piece], room: float, page: float) -> list[Piece]:
    """The same pieces with boxes moved behind as much text as keeps the columns full."""
    total = sum(piece.height for piece in pieces)
    waiting: list[Piece] = []
    done: list[Piece] = []
    columns = _columns(total, room, page)
    left = next(columns)
    queue = list(pieces)
    while queue or waiting:
        fitting = next((box for box in waiting if box.height <= left + 1), None)
        if fitting is not None and not (done and done[-1].keep):
            waiting.remove(fitting)
            piece = fitting
        elif queue:
            piece = queue.pop(0)
            if piece.box and piece.height > left + 1 and any(not one.box and not one.keep for one in queue):
                waiting.append(piece)
                continue
        else:
            piece = waiting.pop(0)
        done.append(piece)
        left = _after(piece, left, columns)
    return done


def _columns(total: float, room: float, page: float):  # type: ignore[no-untyped-def]
    """The heights of the columns that text of a height flows through: full pages, then a balanced last one."""
    rest, here = total, room
    while rest > 2 * here:
        yield here
        yield here
        rest -= 2 * here
        here = page
    half = (int(rest / 2 / PITCH) + 1) * PITCH
    yield half
    while True:
        yield max(half, page)


def _after(piece: Piece, left: float, columns) -> float:  # type: ignore[no-untyped-def]
    """What is left of the column after a piece; text runs on into the next one, a box begins it."""
    if piece.height <= left:
        return left - piece.height
    if piece.box:
        return float(next(columns)) - piece.height
    over = piece.height - left
    fresh = float(next(columns))
    while over > fresh:
        over -= fresh
        fresh = float(next(columns))
    return fresh - over


def _room_after(part: Part, room: float, page: float) -> float:
    """The height left on the page after a part."""
    used = part.height
    while used > room:
        used -= room
        room = page
    return room - used


def pages_of(parts: Sequence[Part], first_page: float) -> tuple[int, float]:
    """How many pages the parts fill, and the share of the last one that is used."""
    page = PAGE_LINES * PITCH
    pages, room = 1, first_page
    for part in parts:
        used = part.height + (PITCH if part.columns == 2 else 0)
        if part.columns == 1 and part.pieces and used > room:
            pages, room = pages + 1, page
        while used > room:
            used -= room
            pages, room = pages + 1, page
        room -= used
    return pages, 1 - room / page
