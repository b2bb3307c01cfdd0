"""Where the boxes of an article go: past text rather than leave a hole at the foot of a column or page."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from bureau_desk.bulletin.docx_flow import Flow, Part, Piece, flow, parts_of
from bureau_desk.bulletin.docx_measure import PAGE, PITCH

_SHIFTS = (0, 1, 2, 3, 4, 5, 6, -1, -2)
_STARTS = ((0, 0), (1, 3), (3, 6), (2, -1))  # how far boxes and wide pieces are moved before the search begins
_ROUNDS = 2
_WORK = 3_000  # pieces that one search may look at: a long article is searched less thoroughly
_HOLE = 2.5 * PITCH  # what a column may lack at its foot
_LOW, _LOWER = 0.34, 0.18  # a last page should be filled so far
PAGE_COST, _DOUBT_COST, _STRIP_COST = 60.0, 20.0, 2.5
_BOX_LAST, _BARE = 3.0, 40.0
_BEFORE_ITS_HEAD = 20.0  # weighs a piece that a heading announces and that stands before it
_GOOD, _FAIR = 1.2, 2.0  # what may be amiss without anything better, or another beginning, being looked for


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Parts in order, the pages and the share of the last one that they take, how many pieces fit by a hair,
    the cost, the pages (from 0) of bookmarked pieces, and the places of the pieces in order."""

    parts: Sequence[Part]
    pages: int
    filled: float
    doubts: int
    cost: float
    marks: Mapping[str, int] = field(default_factory=dict)
    order: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class _Order:
    places: tuple[int, ...]
    pages: int
    filled: float
    doubts: int
    cost: float


def arrange(pieces: Sequence[Piece], first_page: float, order: Sequence[int] = ()) -> Arrangement:
    """The best order of an article's pieces. `first_page` is the height in points that the opener leaves; `order` is an
    order that was found before."""
    rooms = tuple(
        Piece("", piece.kind, piece.height, piece.after, piece.what, "", piece.pitch, piece.breaks) for piece in pieces
    )
    known = tuple(order) if sorted(order) == list(range(len(pieces))) else ()
    found = _known(rooms, first_page, known) if known else _best(rooms, first_page)
    parts = parts_of([pieces[place] for place in found.places])
    laid = flow(parts, first_page)  # where second columns begin
    placed = [piece for part in parts for piece in part.pieces]
    marks = {piece.mark: page for piece, page in zip(placed, laid.on, strict=True) if piece.mark}
    return Arrangement(parts, found.pages, found.filled, found.doubts, found.cost, marks, found.places)


@lru_cache(maxsize=512)
def _known(pieces: tuple[Piece, ...], first_page: float, places: tuple[int, ...]) -> _Order:
    """An order that was found before, laid out again."""
    return _laid_out(pieces, first_page, places)


def _laid_out(pieces: Sequence[Piece], first_page: float, places: tuple[int, ...]) -> _Order:
    parts = parts_of([pieces[place] for place in places])
    result = flow(parts, first_page)
    return _Order(places, result.pages, result.used / PAGE, result.doubts, _cost(parts, result))


@lru_cache(maxsize=512)
def _best(pieces: tuple[Piece, ...], first_page: float) -> _Order:
    """Looked for once for pieces of the same sizes: an issue is reckoned first and then written, often in two themes."""
    found = _searched(pieces, _Search(pieces, first_page))
    hasty = _before_heads(pieces, found.places)
    if not hasty:
        return found
    # What a heading announces does not stand before it, unless that saves much.
    other = _searched(pieces, _Search(pieces, first_page, _BEFORE_ITS_HEAD))
    return found if found.cost + _BEFORE_ITS_HEAD * hasty <= other.cost else other


def _before_heads(pieces: Sequence[Piece], places: Sequence[int]) -> int:
    """How many movable pieces stand before the heading that is directly above them in the text."""
    now = {place: position for position, place in enumerate(places)}
    headed = [place for place in range(1, len(pieces)) if pieces[place].movable and pieces[place - 1].kind == "head"]
    return sum(now[place] < now[place - 1] for place in headed)


def _searched(pieces: Sequence[Piece], search: _Search) -> _Order:
    movable = [place for place, piece in enumerate(pieces) if piece.movable]
    best = search.descended(dict.fromkeys(movable, 0))
    for boxes, wides in _STARTS[1:]:
        if not movable or search.done(best, _FAIR):
            break
        found = search.descended({place: wides if pieces[place].kind == "wide" else boxes for place in movable})
        best = min(best, found, key=lambda order: order.cost)
    return best


class _Search:
    """The orders of some pieces that were tried. Shifts say behind how many texts each box is moved."""

    def __init__(self, pieces: Sequence[Piece], first_page: float, before_its_head: float = 0) -> None:
        self._before_its_head = before_its_head
        self._pieces, self._first_page = pieces, first_page
        self._texts = [place for place, piece in enumerate(pieces) if piece.kind == "text"]
        self._heads = [place for place, piece in enumerate(pieces) if piece.kind == "head"]
        self._alike = _following_alike(pieces)
        self._good = PAGE_COST * (fewest_pages(pieces, first_page) - 1) + _GOOD
        self._left = max(1, _WORK // max(1, len(pieces)))
        self._laid: dict[tuple[int, ...], _Order] = {}

    def done(self, order: _Order, fair: float = 0) -> bool:
        """Whether an order is good enough or enough were tried."""
        return order.cost <= self._good + fair or self._left <= 0

    def descended(self, shifts: Mapping[int, int]) -> _Order:
        """From one order to better ones, moving one box at a time."""
        best = self._tried(shifts)
        for _ in range(_ROUNDS):
            before = best.cost
            for place in shifts:
                for shift in _SHIFTS:
                    if self.done(best):
                        return best
                    trial = {**shifts, place: shift}
                    found = best if trial == shifts else self._tried(trial)
                    if found.cost < best.cost - 0.01:
                        best, shifts = found, trial
            if best.cost >= before:
                break
        return best

    def _tried(self, shifts: Mapping[int, int]) -> _Order:
        self._left -= 1
        places = self._ordered(shifts)
        # Two of three ways of moving boxes come to an order that was laid out before.
        laid = self._laid.get(places)
        if laid is None:
            laid = self._laid[places] = _laid_out(self._pieces, self._first_page, places)
        return replace(laid, cost=laid.cost + self._strayed(places, shifts))

    def _strayed(self, places: Sequence[int], shifts: Mapping[int, int]) -> float:
        """How far boxes are from the text that speaks of them: by texts, and by headings between."""
        far = 0.3 * sum(abs(shift) for shift in shifts.values())
        now = {place: position for position, place in enumerate(places)}
        moved = [place for place, shift in shifts.items() if shift]
        crossed = sum((head < box) != (now[head] < now[box]) for box in moved for head in self._heads)
        hasty = self._before_its_head * _before_heads(self._pieces, places) if self._before_its_head else 0
        return far + 0.8 * crossed + hasty

    def _ordered(self, shifts: Mapping[int, int]) -> tuple[int, ...]:
        """The pieces with each box behind so many texts (before them when negative); heads stay with their text, and
        pictures, charts, tables and lists each in their own order."""
        keys = [(float(place), place) for place in range(len(self._pieces))]
        for place, shift in shifts.items():
            if shift > 0 and (later := [text for text in self._texts if text > place]):
                keys[place] = (later[min(shift, len(later)) - 1] + 0.5, place)
            elif shift < 0 and len(earlier := [text for text in self._texts if text < place]) > -shift:
                keys[place] = (earlier[shift - 1] + 0.5, place)
        for first, second in self._alike:
            keys[second] = (max(keys[first][0], keys[second][0]), second)
        return tuple(place for _, place in sorted(keys))


def _following_alike(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Each movable piece with the next one of its kind."""
    last: dict[str, int] = {}
    found = []
    for place, piece in enumerate(pieces):
        what = piece.what.removesuffix("s")  # a picture and a row of pictures are alike
        if piece.movable and what:
            if what in last:
                found.append((last[what], place))
            last[what] = place
    return found


def fewest_pages(pieces: Sequence[Piece], first_page: float) -> int:
    """The pages that the pieces fill at least."""
    area = sum(piece.height * (2 if piece.kind == "wide" else 1) for piece in pieces) / 2
    return 1 + max(0, math.ceil((area - first_page) / PAGE))


def _cost(parts: Sequence[Part], result: Flow) -> float:
    """A page weighs most, then a last page of few lines, then holes, then boxes that crowd."""
    cost = PAGE_COST * (result.pages - 1) + _DOUBT_COST * result.doubts + _STRIP_COST * result.strips
    for hole in result.holes:
        over = max(0.0, hole - _HOLE) / PITCH
        cost += over * over * 0.6 + over
    filled = result.used / PAGE
    if result.pages > 1 and filled < _LOW:
        cost += (_LOW - filled) * 60 + (40 if filled < _LOWER else 0)
    cost += max(0.0, result.uneven - 2 * PITCH) / PITCH
    cost += _ending(parts, result)
    for part in parts:
        boxes = [piece.kind == "box" for piece in part.pieces]
        # Two boxes in a row look like a heap; few pieces between wide ones look scattered.
        cost += sum(1.5 for first, second in pairwise(boxes) if first and second)
        cost += 0.5 * (part.columns == 2 and result.pages > 1 and len(part.pieces) < 3)
        cost += 3 * (part.columns == 1 and sum(piece.kind == "wide" for piece in part.pieces) > 2)
    return cost


def _ending(parts: Sequence[Part], result: Flow) -> float:
    """An article ends with words: a picture at its end leaves its last columns unlike, a page without words is none."""
    if not parts:
        return 0
    last = parts[-1].pieces
    if last[-1].kind == "box":
        return _BOX_LAST + (_BARE if result.pages > 1 and all(piece.kind != "text" for piece in last) else 0)
    return _BARE if parts[-1].columns == 1 and result.pages > 1 and result.used < 0.5 * PAGE else 0
