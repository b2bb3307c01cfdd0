"""How pieces flow through columns and pages: which columns end with a hole, how full the last page is.

Two columns are filled page by page; on the page where they end they are balanced, as Word and LibreOffice do before a
continuous section break.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from bureau_desk.bulletin.docx_measure import PAGE, PITCH

_ALONE = 2  # fewer lines of a paragraph never stand alone at the foot or head of a column
_LOOSE = 3.0  # points by which balanced columns may be a little higher than they need be
_UNLIKE = 4 * PITCH  # points by which columns of words may differ that are parted by hand
_MORE_UNLIKE = 6.5 * PITCH  # the same where a heading stands near the place where they would part by themselves
_BEGINNING = 4.5 * PITCH  # of a page, within which a heading may have come from the page before
CLEAR = 1.9 * PITCH  # a heading so far from where columns part keeps two lines of its text, as lines are reckoned
_STRIP = 3.5 * PITCH  # columns lower than that over a wide piece look left over
_HAIR = 1.5  # points that a box keeps free in its column, whatever program lays it out
_SURE = 8.0  # points to spare that let a wide piece fit whatever program lays it out


@dataclass(frozen=True, slots=True)
class Breaks:
    """How a long wide piece goes on over pages: the points before its first row, the height of a row (on average), what
    is repeated at the head of each page, and the rows that the first page must hold."""

    before: float
    row: float
    again: float = 0
    least: int = 1

    def held(self, room: float, begun: bool) -> float:
        """The points that it takes of a page with so much room; 0 when too few rows fit."""
        over = self.again if begun else self.before
        rows = int((room - over) / self.row + 0.01)
        return over + rows * self.row if rows >= (1 if begun else self.least) else 0.0


Placed = tuple[str, float, float]
"""A picture's file, and the width and height in points at which it is printed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One block as XML with the room it takes in points.

    kind: text (may be split between lines), head (stays with what follows), box (stands whole in a column), wide (takes
    both columns). `after` is the space below it, which vanishes at the foot of a column.
    """

    xml: str
    kind: str
    height: float
    after: float = 0
    what: str = ""  # picture, pictures, chart, table, names, quote or number, where looks depend on it
    mark: str = ""  # the bookmark on its page
    pitch: float = PITCH  # of a text
    breaks: Breaks | None = None
    pictures: tuple[Placed, ...] = field(default=(), compare=False)

    @property
    def lines(self) -> int:
        """The lines of a text."""
        return round(self.height / self.pitch)

    @property
    def movable(self) -> bool:
        """Whether text may go before it."""
        return self.kind in ("box", "wide")


Place = tuple[int, int]
"""The piece at which a column begins and how many of its lines stand before."""


@dataclass(slots=True)
class Part:
    """A run of pieces set in one or two columns.

    `parted` is the piece that begins the second column of its last page, where that is laid down and not left to the
    balancing of Word or LibreOffice; 0 when it is left. `free` are the headings of its last page, each with its
    distance (points) from where columns left to be balanced part: far from there they need not hold on to what follows.
    `split` is the text that such columns part between its lines, with how many stand before; None when they part between
    pieces. `spare` are the points that columns parted by hand leave free on their page.
    """

    columns: int
    pieces: list[Piece] = field(default_factory=list)
    parted: int = 0
    free: Mapping[int, float] = field(default_factory=dict)
    split: Place | None = None
    spare: float = math.inf


@dataclass(slots=True)
class Flow:
    """What became of the parts: pages taken, points used on the last one, holes (points) at the foot of columns and
    pages before it, how unlike the last columns are, how many wide pieces fit or fail to fit by a hair, over how many of
    them stands a strip of a few lines, and on which page (from 0) each piece begins."""

    pages: int = 1
    used: float = 0
    holes: list[float] = field(default_factory=list)
    uneven: float = 0
    doubts: int = 0
    strips: int = 0
    on: list[int] = field(default_factory=list)


def parts_of(pieces: Sequence[Piece]) -> list[Part]:
    """Pieces grouped by the number of columns."""
    parts: list[Part] = []
    for place, piece in enumerate(pieces):
        # A heading before a wide piece stands over both columns with it, or it would be left behind.
        heads = piece.kind == "head" and place + 1 < len(pieces) and pieces[place + 1].kind == "wide"
        columns = 1 if piece.kind == "wide" or heads else 2
        if not parts or parts[-1].columns != columns:
            parts.append(Part(columns))
        parts[-1].pieces.append(piece)
    for part in parts:
        # A box alone has no columns to balance: LibreOffice would halve a table.
        if len(part.pieces) == 1 and part.pieces[0].kind == "box":
            part.columns = 1
    return parts


def flow(parts: Sequence[Part], first_page: float, by_hand: bool = False) -> Flow:
    """Lay the parts out. `first_page` is the height that the opener leaves on the first page, in points; `by_hand` parts
    all columns between two pieces, however unlike they become."""
    result, room = Flow(), max(first_page, 0.0)
    unlike = math.inf if by_hand else _UNLIKE
    for number, part in enumerate(parts, 1):
        if part.columns == 1:
            room = _one(part, room, result, number == len(parts))
        else:
            room = _two(part, room, result, number == len(parts), unlike)
    result.used = PAGE - max(0.0, room)  # a line may reach a point into the foot of a page
    return result


def _turn(result: Flow) -> float:
    result.pages += 1
    return PAGE


def _one(part: Part, room: float, result: Flow, last: bool) -> float:
    for place, piece in enumerate(part.pieces):
        # The space under a table is a line: at an article's end it must find room or takes a page of its own.
        need = piece.height + (piece.after if last and place == len(part.pieces) - 1 else 0)
        follows = part.pieces[place + 1] if piece.kind == "head" and place + 1 < len(part.pieces) else None
        spare = room - need - (piece.after + follows.height if follows else 0)
        result.doubts += -_LOOSE < spare < _SURE
        if spare < -1 and room < PAGE and not (piece.breaks and piece.breaks.held(room, begun=False)):
            result.holes.append(room)
            room = _turn(result)
        result.on.append(result.pages - 1)
        begun = False
        while need > room + 1:
            held = (piece.breaks.held(room, begun) if piece.breaks else 0) or room
            result.holes += [room - held]
            need += (piece.breaks.again if piece.breaks else 0) - held
            room, begun = _turn(result), True
        room -= need + min(piece.after, room - need)
    return room


def _two(part: Part, room: float, result: Flow, last: bool, unlike: float) -> float:
    at: Place = (0, 0)
    part.parted, part.free, part.split, part.spare = 0, {}, None, math.inf
    begun = 0
    left = [0.0, *accumulate(piece.height for piece in reversed(part.pieces))]
    while True:
        # Most pages are not the last one: whether the rest is too much is soon seen.
        fits = left[len(part.pieces) - at[0]] - _above(part.pieces, at) <= 2 * room + 2
        ended = _ended(part, at, room, unlike) if fits else None
        if ended is not None:
            result.on += [result.pages - 1] * (len(part.pieces) - begun)
            first, second = ended
            height = max(first, second)
            if last:
                result.uneven = abs(first - second)
                return room - height
            result.holes += [height - first, height - second]
            result.strips += height < _STRIP
            return max(0.0, room - height - _LOOSE)
        middle, first = _filled(part.pieces, at, room)
        end, second = _filled(part.pieces, middle, room)
        if end == at and room >= PAGE:
            # Nothing that could be split is taller than a page: let it stand in a column of its own.
            end, second = (at[0] + 1, 0), room
        result.holes += [room - first, room - second]
        reached = end[0] + (end[1] > 0)
        result.on += [result.pages - 1] * (reached - begun)
        begun = reached
        at, room = end, _turn(result)
        if at[0] >= len(part.pieces):
            return room


def _above(pieces: Sequence[Piece], at: Place) -> float:
    """The height of the lines of a piece that stand before a place."""
    return at[1] * pieces[at[0]].pitch if at[1] else 0.0


def _ended(part: Part, at: Place, room: float, unlike: float) -> tuple[float, float] | None:
    """The heights of the last two columns, parted by hand or left to be balanced; None when the rest does not fit."""
    ended = _parted(part, at, room, unlike)
    if ended is not None:
        return ended
    ended = _level(part, at, room)
    if ended is not None and any(far < CLEAR for far in part.free.values()):
        by_hand = _parted(part, at, room, max(unlike, _MORE_UNLIKE))
        if by_hand is not None:
            part.split = None
            return by_hand
    return ended


def _level(part: Part, at: Place, room: float) -> tuple[float, float] | None:
    """The heights of two balanced columns of words; None when the rest does not fit."""
    height = _balanced(part.pieces, at, room)
    if height is None:
        return None
    middle, first = _filled(part.pieces, at, height)
    part.free = _free(part.pieces, at, middle)
    part.split = middle if middle[1] else None
    return first, _filled(part.pieces, middle, height)[1]


def _free(pieces: Sequence[Piece], at: Place, middle: Place) -> dict[int, float]:
    """The headings from a place on and how far (points) each stands from where the columns part.

    LibreOffice gives balancing up where headings hold on to what follows: it fills the left column to the foot of the
    page, leaves the right one empty and sets a wide piece that follows on a page of its own.
    """
    found, top = {}, -_above(pieces, at)
    parting = sum(piece.height + piece.after for piece in pieces[at[0] : middle[0]]) + top + _above(pieces, middle)
    for place, piece in enumerate(pieces[at[0] :], at[0]):
        if piece.kind == "head" and not _brought(at, top):
            found[place] = max(top - parting, parting - top - piece.height)
        top += piece.height + piece.after
    return found


def _brought(at: Place, top: float) -> bool:
    """Whether a heading so far below the beginning of the last page stands there because it holds on to its text: let go,
    it would stay at the foot of the page before."""
    return at != (0, 0) and top < _BEGINNING


def _parted(part: Part, at: Place, room: float, unlike: float) -> tuple[float, float] | None:
    """The heights of two columns parted between two pieces; None when they do not fit or would be too unlike.

    LibreOffice does not balance every pair of columns, and pushes what follows onto another page where it fails; so the
    second column is begun by hand. Words alone are left to it where no paragraph ends near the middle.
    """
    rest = part.pieces[at[0] :]
    if len(rest) < 2:
        return None
    before = _above(part.pieces, at)
    whole = sum(piece.height + piece.after for piece in rest) - before
    first, best = -before, None
    for place, piece in enumerate(rest[:-1]):
        first += piece.height
        second = whole - first - piece.after - rest[-1].after
        if piece.kind != "head" and max(first, second) <= room - _SURE:
            # the left column is the longer one
            gap = first - second if first >= second else (second - first) * 1.05
            if best is None or gap < best[0]:
                best = (gap, at[0] + place + 1, first, second)
        first += piece.after
    if best is None or (best[0] > unlike and all(piece.kind != "box" for piece in rest)):
        return None
    part.parted, part.spare = best[1], room - max(best[2], best[3])
    # Neither column ends with a heading: where the break stands, none need hold on.
    part.free = dict.fromkeys(_free(part.pieces, at, (part.parted, 0)), math.inf)
    return best[2], best[3]


def _balanced(pieces: Sequence[Piece], at: Place, room: float) -> float | None:
    """The least height in which two columns hold the rest; None when the page has not so much room."""
    least, pitch = sum(piece.height for piece in pieces[at[0] :]) - _above(pieces, at), pieces[-1].pitch
    if least > 2 * room + 2:
        return None
    rest = least + sum(piece.after for piece in pieces[at[0] :])
    height = math.ceil((rest - pieces[-1].after) / 2 / pitch - 0.01) * pitch
    while height <= room:
        if not _rest(pieces, at, height):
            return height
        height += pitch
    return None if _rest(pieces, at, room) else room


def _rest(pieces: Sequence[Piece], at: Place, height: float) -> bool:
    """Whether two columns of a height leave something over."""
    middle, _ = _filled(pieces, at, height)
    end, _ = _filled(pieces, middle, height)
    return end[0] < len(pieces)


def _filled(pieces: Sequence[Piece], at: Place, height: float) -> tuple[Place, float]:
    """Where a column of a height ends that begins at a place, and how much of it is used."""
    place, done = at
    used, gap = 0.0, 0.0
    count = len(pieces)
    while place < count:
        piece = pieces[place]
        start = used + gap
        if piece.kind == "text":
            pitch = piece.pitch
            fits = int((height - start + 1) / pitch)
            rest = int(piece.height / pitch + 0.5) - done
            if fits < rest:
                taken = min(fits, rest - _ALONE)
                if taken < (1 if done else _ALONE):
                    return _back(pieces, (place, done), at, used)
                return (place, done + taken), start + taken * pitch
            used = start + rest * pitch
        else:
            if start + piece.height > height - _HAIR:
                return _back(pieces, (place, done), at, used)
            used = start + piece.height
        gap, place, done = piece.after, place + 1, 0
    return (place, 0), used


def _back(pieces: Sequence[Piece], end: Place, begin: Place, used: float) -> tuple[Place, float]:
    """A column never ends with a heading: it goes along with what follows."""
    place, done = end
    while not done and place > begin[0] and pieces[place - 1].kind == "head":
        place -= 1
        used -= pieces[place].height
    return (place, done), used
