"""The order among tiles: which kind, turn and shades stand where, so that neighbours differ and accents are few."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from bureau_desk.bulletin.art.canvas import Canvas
from bureau_desk.bulletin.art.shades import Shades, clear
from bureau_desk.bulletin.art.tiles import lay

Cell = tuple[int, int]
Shape = tuple[str, int]

CALM = {"quarter": 9, "half": 4, "cap": 3, "disc": 5, "ring": 4, "arcs": 6, "leaf": 6, "triangle": 4}
BUSY = {"dots": 6, "stripes": 9, "windows": 5, "scales": 5, "rings": 3, "ripples": 4, "chip": 3, "battery": 3}
UPRIGHT = frozenset({"disc", "ring", "rings", "dots", "windows", "scales", "chip", "battery"})
GREAT = ("quarter", "arcs", "leaf", "chip", "ring", "ripples")  # kinds that also stand twice as large
GROUNDS = (34, 24, 18, 14, 10)  # weights of the five steps as grounds: the field's own shade comes most often
# pairs that make one larger shape: kind, turns of the first and second tile side by side
JOINED = (
    ("quarter", 1, 0), ("quarter", 2, 3), ("arcs", 2, 3), ("arcs", 1, 0), ("leaf", 0, 1), ("half", 2, 0),
    ("ripples", 2, 3), ("triangle", 2, 3), ("triangle", 1, 0),
)  # fmt: skip
# kinds whose mass lies at the foot or at the right: they end a patch without floating before it
STANDING: tuple[Shape, ...] = (
    ("quarter", 2), ("quarter", 3), ("arcs", 2), ("arcs", 3), ("ripples", 2), ("ripples", 3), ("cap", 3),
    ("half", 3), ("leaf", 0), ("leaf", 1), ("triangle", 2), ("triangle", 3), ("disc", 0), ("ring", 0), ("dots", 0),
)  # fmt: skip
LEANING: tuple[Shape, ...] = (
    ("quarter", 1), ("quarter", 2), ("arcs", 1), ("arcs", 2), ("ripples", 1), ("ripples", 2), ("cap", 2),
    ("half", 2), ("leaf", 0), ("leaf", 1), ("triangle", 1), ("triangle", 2), ("disc", 0), ("ring", 0), ("dots", 0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile at a cell, `span` cells wide and high; ground and figure are steps 0 to 4, 5 being the accent.

    A bare tile has no ground of its own: the field and its rings show through.
    """

    kind: str
    turn: int
    ground: int
    figure: int
    second: int
    span: int = 1
    bare: bool = False


class Pattern:
    """A patch of tiles grown cell by cell; the same cells and random stream give the same patch."""

    def __init__(self, shades: Shades, rng: random.Random, cells: Iterable[Cell]) -> None:
        self.shades = shades
        self.rng = rng
        self.cells = sorted(cells, key=lambda cell: (cell[1], cell[0]))
        self.tiles: dict[Cell, Tile] = {}
        self._taken: dict[Cell, Tile] = {}
        self._uses: dict[str, int] = {}

    def colour(self, step: int) -> str:
        """The colour of a step; 5 is the accent."""
        return self.shades.accent if step == 5 else self.shades.steps[step]

    def fill(
        self, accents: int, great: int = 0, fringe: Collection[Cell] = (), ends: Sequence[Shape] = STANDING
    ) -> None:
        """Fill all cells: first great tiles, then accents, then joined pairs, then single tiles.

        Fringe cells border the plain field: they mostly stand bare on it, so the patch ends softly.
        """
        self._great(great, fringe)
        self._accents(accents, [cell for cell in self.cells if cell not in fringe and cell not in self._taken])
        for cell in self.cells:
            if cell in self._taken:
                continue
            if cell in fringe:
                self._end(cell, ends)
                continue
            right = (cell[0] + 1, cell[1])
            if right in self.cells and right not in fringe and right not in self._taken and self.rng.random() < 0.16:
                self._pair(cell, right)
            else:
                self._single(cell)

    def paint(self, canvas: Canvas, left: int, top: int, size: int) -> None:
        """Lay all tiles; cell 0, 0 has its corner at left, top."""
        for (column, row), tile in self.tiles.items():
            x, y = left + column * size, top + row * size
            colours = (self.colour(tile.ground), self.colour(tile.figure), self.colour(tile.second))
            if not tile.bare:
                canvas.rectangle(x, y, size * tile.span, size * tile.span, colours[0])
            lay(canvas, x, y, size * tile.span, (tile.kind, tile.turn), *colours[1:])

    def _put(self, cell: Cell, tile: Tile) -> None:
        self.tiles[cell] = tile
        self._uses[tile.kind] = self._uses.get(tile.kind, 0) + 1
        for column in range(tile.span):
            for row in range(tile.span):
                self._taken[(cell[0] + column, cell[1] + row)] = tile

    def _great(self, count: int, fringe: Collection[Cell]) -> None:
        known = set(self.cells)
        homes = [
            (x, y) for x, y in self.cells if {(x + 1, y), (x, y + 1), (x + 1, y + 1)} <= known and (x, y) not in fringe
        ]
        kinds = list(GREAT)
        self.rng.shuffle(kinds)
        for kind in kinds[:count]:
            homes = [cell for cell in homes if not self._near(cell, 2)]
            if not homes:
                return
            ground, figure = self.rng.choice(((0, 2), (2, 0), (1, 3), (0, 3), (3, 1)))
            tile = Tile(kind, self._turn(kind), ground, figure, 4 if figure < 3 else 0, 2)
            self._put(self.rng.choice(homes), tile)

    def _accents(self, count: int, free: Collection[Cell]) -> None:
        """Accents keep three cells from each other; the first is a full quarter, the others are smaller."""
        chosen: list[Cell] = []
        for kind in ("quarter", "ring", self.rng.choice(("half", "quarter", "ring")))[:count]:
            homes = [cell for cell in free if all(abs(cell[0] - x) + abs(cell[1] - y) >= 3 for x, y in chosen)]
            if not homes:
                return
            cell = self.rng.choice(homes)
            chosen.append(cell)
            ground = self.rng.choice((0, 0, 1, 4))
            figure, second = (5, 5) if kind != "ring" else (self.rng.choice((3, 4)) if ground < 2 else 0, 5)
            self._put(cell, Tile(kind, self._turn(kind), ground, figure, second))

    def _near(self, cell: Cell, reach: int) -> bool:
        return any(
            (cell[0] + x, cell[1] + y) in self._taken for x in range(-1, reach + 1) for y in range(-1, reach + 1)
        )

    def _pair(self, cell: Cell, right: Cell) -> None:
        kind, first, second = self.rng.choice(JOINED)
        ground, figure = self._colours(cell)
        self._put(cell, Tile(kind, first, ground, figure, ground))
        self._put(right, Tile(kind, second, ground, figure, ground))

    def _end(self, cell: Cell, ends: Sequence[Shape]) -> None:
        seen = {tile.kind for tile in self._beside(cell)}
        kind, turn = self.rng.choice([shape for shape in ends if shape[0] not in seen])
        bare = self.rng.random() < 0.8
        ground, figure = (0, self.rng.choice((2, 2, 3, 4))) if bare else self._colours(cell)
        self._put(cell, Tile(kind, turn, ground, figure, self.rng.choice(self._apart(figure)), bare=bare))

    def _single(self, cell: Cell) -> None:
        kind = self._kind(cell)
        ground, figure = self._colours(cell)
        second = ground if kind in ("chip", "battery") else self.rng.choice(self._apart(figure))
        self._put(cell, Tile(kind, self._turn(kind), ground, figure, second))

    def _turn(self, kind: str) -> int:
        if kind in UPRIGHT:
            return 0
        return self.rng.randrange(2 if kind in ("stripes", "leaf") else 4)

    def _beside(self, cell: Cell) -> list[Tile]:
        places = ((-1, 0), (1, 0), (0, -1), (0, 1))
        return [self._taken[at] for x, y in places if (at := (cell[0] + x, cell[1] + y)) in self._taken]

    def _kind(self, cell: Cell) -> str:
        """A kind that no neighbour shows; busy kinds never stand side by side."""
        beside = self._beside(cell)
        corners = [self._taken.get((cell[0] + x, cell[1] + y)) for x in (-1, 1) for y in (-1, 1)]
        seen = {tile.kind for tile in (*beside, *corners) if tile}
        quiet = any(tile.kind in BUSY for tile in beside)
        choice = {kind: weight for kind, weight in (CALM if quiet else CALM | BUSY).items() if kind not in seen}
        weights = [weight / (1 + self._uses.get(kind, 0)) for kind, weight in choice.items()]
        return self.rng.choices(list(choice), weights)[0]

    def _apart(self, step: int) -> list[int]:
        return [other for other in range(5) if clear(self.shades.steps[step], self.shades.steps[other])]

    def _colours(self, cell: Cell) -> tuple[int, int]:
        """A ground unlike its neighbours' and a figure clearly lighter or darker, rarely of a shade beside it."""
        beside = self._beside(cell)
        grounds = {tile.ground for tile in beside}
        figures = {tile.figure for tile in beside} | grounds
        pairs = [(ground, figure) for ground in range(5) for figure in self._apart(ground)]
        weights = [
            GROUNDS[ground] * (0 if ground in grounds else 1) * (0.3 if figure in figures else 1)
            for ground, figure in pairs
        ]
        # four neighbours may hold four grounds, never all five
        return self.rng.choices(pairs, weights)[0]
