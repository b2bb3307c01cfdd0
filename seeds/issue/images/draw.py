"""Draws the pictures of the sample issue: flat geometric scenes in the colours of theme A, no people.

Run: python seeds/issue/images/draw.py. The same bytes each time: no chance, no clock.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, SCALE = 1600, 1056, 3
PRIMARY, DEEP, MID, LIGHT, PALE, TINT = "#0F3560", "#0A2547", "#2C72AD", "#8FBBDB", "#C9DDEC", "#EEF3F8"
STEEL, NIGHT, ACCENT, WHITE = "#1B4A80", "#123E6E", "#E0622D", "#FFFFFF"

Point = tuple[float, float]


class Scene:
    """A picture drawn three times too large, so that edges come out smooth; all measures in final pixels."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        """A filled rectangle from its upper left corner."""
        corners = [x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1]
        self.pen.rectangle(corners, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle round its middle."""
        self.pen.ellipse([(v * SCALE) for v in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """A circle line."""
        corners = [(v * SCALE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(corners, outline=colour, width=round(width * SCALE))

    def slice(self, x: float, y: float, radius: float, start: float, end: float, fill: str) -> None:
        """A filled sector; degrees clockwise from the right."""
        corners = [(v * SCALE) for v in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.pieslice(corners, start, end, fill=fill)

    def shape(self, points: Iterable[Point], fill: str) -> None:
        """A filled polygon."""
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def line(self, points: Iterable[Point], colour: str, width: float) -> None:
        """A line with round corners and ends."""
        path = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(path, fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in (path[0], path[-1]):
            half = width * SCALE / 2
            self.pen.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    def leaf(self, x: float, y: float, length: float, angle: float, fill: str, vein: str) -> None:
        """A leaf from its stalk: two arcs that meet in a point."""
        turn = math.radians(angle)

        def place(along: float, aside: float) -> Point:
            return (
                x + math.cos(turn) * along - math.sin(turn) * aside,
                y + math.sin(turn) * along + math.cos(turn) * aside,
            )

        steps = [part / 24 for part in range(25)]
        upper = [place(length * t, length * 0.26 * math.sin(math.pi * t) * (1.15 - 0.3 * t)) for t in steps]
        lower = [place(length * t, -length * 0.26 * math.sin(math.pi * t) * (1.15 - 0.3 * t)) for t in reversed(steps)]
        self.shape([*upper, *lower], fill)
        self.line([place(0, 0), place(length * 0.86, 0)], vein, length * 0.022)

    def windows(self, x: float, y: float, columns: int, rows: int, step: tuple[float, float], fill: str) -> None:
        """Rows of small windows."""
        for row in range(rows):
            for column in range(columns):
                self.box(x + column * step[0], y + row * step[1], step[0] * 0.5, step[1] * 0.56, fill)

    def rings(self, x: float, y: float, colour: str, first: float, gap: float, many: int, width: float = 2.0) -> None:
        """Thin rings that spread from one place."""
        for place in range(many):
            self.ring(x, y, first + gap * place, colour, width)

    def save(self, path: Path) -> None:
        """Reduce to the final size and write, without any chunk that could change from run to run."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(200, dither=Image.Dither.NONE).save(path, optimize=True)


def tower(scene: Scene, x: float, base: float, size: tuple[float, float], ground: str, glass: str) -> None:
    """A tall house with windows."""
    width, height = size
    scene.box(x, base - height, width, height, ground)
    columns = max(2, round((width - 24) / 30))
    step = (width - 24) / (columns - 0.5)
    scene.windows(x + 12, base - height + 22, columns, int((height - 40) / 34), (step, 34), glass)


def sprout(scene: Scene, x: float, base: float, height: float) -> None:
    """A young plant with two pairs of leaves."""
    scene.line([(x, base), (x, base - height)], PALE, height * 0.05)
    scene.leaf(x, base - height * 0.34, height * 0.42, -32, LIGHT, MID)
    scene.leaf(x, base - height * 0.34, height * 0.42, -148, LIGHT, MID)
    scene.leaf(x, base - height * 0.86, height * 0.62, -40, PALE, LIGHT)
    scene.leaf(x, base - height * 0.86, height * 0.62, -140, PALE, LIGHT)


def dome(scene: Scene, x: float, base: float, radius: float) -> None:
    """A glass house with a sprout in a bed of soil."""
    scene.slice(x, base - radius * 0.5, radius, 180, 360, STEEL)
    scene.box(x - radius, base - radius * 0.5, radius * 2, radius * 0.5, STEEL)
    scene.slice(x, base, radius * 0.62, 180, 360, DEEP)
    sprout(scene, x, base - radius * 0.02, radius * 0.86)
    corners = [(v * SCALE) for v in (x - radius * 0.84, base - radius * 1.34, x + radius * 0.84, base + radius * 0.34)]
    scene.pen.arc(corners, 198, 252, fill=LIGHT, width=round(radius * 0.035 * SCALE))
    scene.box(x - radius - 26, base, radius * 2 + 52, 22, PALE)


def incubators() -> Scene:
    """Three glass houses under a low sun: an incubator's nursery."""
    scene = Scene(PRIMARY)
    scene.rings(1128, 360, NIGHT, 190, 74, 17, 5)
    scene.disc(1128, 360, 152, ACCENT)
    for x, width, height in ((70, 120, 250), (205, 90, 330), (1400, 130, 300), (1310, 76, 210)):
        tower(scene, x, 800, (width, height), NIGHT, STEEL)
    for x, radius in ((360, 166), (800, 226), (1240, 166)):
        dome(scene, x, 778, radius)
    scene.box(0, 800, WIDTH, 14, WHITE)
    scene.box(0, 814, WIDTH, HEIGHT - 814, MID)
    for place in range(20):
        scene.box(place * 80 + 10, 930, 60, HEIGHT - 930, STEEL)
    for place in range(20):
        scene.disc(place * 80 + 40, 872, 15, LIGHT if place % 5 else ACCENT)
    return scene


def cell(scene: Scene, x: float, base: float, width: float, level: float) -> None:
    """An upright battery cell, filled to a part of its height."""
    height = width * 1.9
    scene.box(x + width * 0.32, base - height - width * 0.16, width * 0.36, width * 0.18, PALE)
    scene.box(x, base - height, width, height, PALE)
    inner = width * 0.12
    scene.box(x + inner, base - height + inner, width - 2 * inner, height - 2 * inner, DEEP)
    bars = 5
    step = (height - 4 * inner) / bars
    for place in range(bars):
        if place / bars < level:
            y = base - inner * 2 - (place + 1) * step + step * 0.14
            scene.box(x + 2 * inner, y, width - 4 * inner, step * 0.72, ACCENT if place == 0 else LIGHT)


def turbine(scene: Scene, x: float, base: float, height: float, turn: float) -> None:
    """A wind turbine."""
    scene.shape([(x - height * 0.022, base), (x + height * 0.022, base), (x + height * 0.009, base - height), (x - height * 0.009, base - height)], WHITE)  # fmt: skip
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        tip = (x + math.cos(angle) * height * 0.46, base - height + math.sin(angle) * height * 0.46)
        side = (-math.sin(angle) * height * 0.045, math.cos(angle) * height * 0.045)
        root = (x + math.cos(angle) * height * 0.1, base - height + math.sin(angle) * height * 0.1)
        scene.shape([(x, base - height), (root[0] + side[0], root[1] + side[1]), tip], WHITE)
    scene.disc(x, base - height, height * 0.028, WHITE)


def panel(scene: Scene, x: float, base: float, width: float) -> None:
    """A solar panel leaning to the right, seen from the front."""
    height, lean = width * 0.5, width * 0.16
    corner = [(x, base), (x + width, base), (x + width + lean, base - height), (x + lean, base - height)]
    scene.box(x + width * 0.53, base, 14, 44, PALE)
    scene.shape(corner, MID)
    for part in range(1, 4):
        t = part / 4
        scene.line([(x + width * t, base), (x + width * t + lean, base - height)], PRIMARY, 4)
    for part in range(1, 3):
        t = part / 3
        scene.line([(x + lean * t, base - height * t), (x + width + lean * t, base - height * t)], PRIMARY, 4)
    scene.line([*corner, corner[0]], PALE, 5)


def battery() -> Scene:
    """Wind, sun and storage: the chain of a new-energy city."""
    scene = Scene(PALE)
    scene.rings(320, 300, WHITE, 180, 70, 16, 4)
    scene.disc(320, 300, 138, ACCENT)
    scene.shape([(0, 800), (0, 640), (260, 560), (560, 660), (900, 540), (1260, 660), (1600, 570), (1600, 800)], LIGHT)
    scene.shape([(0, 800), (0, 720), (340, 660), (760, 740), (1120, 650), (1600, 740), (1600, 800)], MID)
    for x, height, turn in ((690, 470, 20), (905, 380, 65), (530, 330, 95)):
        turbine(scene, x, 780, height, turn)
    scene.box(0, 780, WIDTH, HEIGHT - 780, PRIMARY)
    scene.box(0, 780, WIDTH, 12, WHITE)
    for place in range(3):
        panel(scene, 60 + place * 300, 950, 250)
    for place, level in enumerate((1.0, 0.8, 0.6)):
        cell(scene, 1046 + place * 172, 948, 142, level)
    scene.line([(120, 1010), (1540, 1010)], LIGHT, 8)
    for place in range(9):
        scene.disc(120 + place * 177.5, 1010, 17, ACCENT if place == 6 else PALE)
    return scene


def bridge(scene: Scene, left: float, right: float, base: float, height: float) -> None:
    """A cable bridge of two pylons: two sides that work together."""
    span = right - left
    first, second = left + span * 0.28, left + span * 0.72
    for tower_x in (first, second):
        for place in range(1, 9):
            reach = span * 0.031 * place
            for side in (-1, 1):
                scene.line([(tower_x, base - height + place * 4), (tower_x + side * reach, base)], LIGHT, 3)
        scene.box(tower_x - 12, base - height, 24, height + 70, WHITE)
        scene.disc(tower_x, base - height, 17, ACCENT)
    scene.box(left, base, span, 24, PALE)


def park() -> Scene:
    """A park of innovation on the water: towers, a bridge and the rings of an international net."""
    scene = Scene(PRIMARY)
    scene.rings(800, 560, NIGHT, 170, 66, 20, 5)
    scene.disc(800, 396, 170, ACCENT)
    plan = (
        (60, 130, 360, STEEL, MID), (204, 96, 470, NIGHT, STEEL), (318, 120, 290, MID, LIGHT), (456, 84, 400, STEEL, MID),
        (1060, 84, 400, STEEL, MID), (1162, 120, 320, MID, LIGHT), (1300, 96, 500, NIGHT, STEEL), (1414, 130, 380, STEEL, MID),
    )  # fmt: skip
    for x, width, height, ground, glass in plan:
        tower(scene, x, 780, (width, height), ground, glass)
    scene.slice(366 + 12, 490, 60, 180, 360, LIGHT)
    scene.slice(1222, 460, 60, 180, 360, LIGHT)
    hub_left, hub_base = 580, 780
    scene.box(hub_left, hub_base - 190, 440, 190, PALE)
    scene.slice(800, hub_base - 190, 220, 180, 360, WHITE)
    for radius, colour in ((168, PALE), (116, LIGHT), (64, MID)):
        scene.slice(800, hub_base - 190, radius, 180, 360, colour)
    scene.windows(604, hub_base - 160, 8, 3, (51, 44), PRIMARY)
    scene.box(772, hub_base - 62, 56, 62, ACCENT)
    scene.box(0, 780, WIDTH, HEIGHT - 780, DEEP)
    scene.box(0, 776, WIDTH, 10, WHITE)
    for row in range(3):
        for place in range(-1, 21):
            x, y = place * 84 + (42 if row % 2 else 0), 990 + row * 42
            for radius, colour in ((42, STEEL), (29, DEEP), (16, MID)):
                scene.slice(x, y, radius, 180, 360, colour)
    bridge(scene, 180, 1420, 900, 84)
    return scene


def circuit() -> Scene:
    """A chip with its lines: the firms' own laboratories."""
    scene = Scene(TINT)
    for row in range(0, HEIGHT, 44):
        for column in range(0, WIDTH, 44):
            scene.disc(column + 22, row + 22, 2.6, PALE)
    middle_x, middle_y, half = 800.0, 528.0, 200.0
    for place in range(7):
        offset = -162 + place * 54
        far = 250 + 74 * abs(place - 3)
        colour = ACCENT if place in (1, 5) else PRIMARY
        for side in (-1, 1):
            start, bend = middle_x + side * half, middle_x + side * (half + 70 + 18 * place)
            end = (middle_x + side * (half + far), middle_y + offset * 1.9)
            scene.line(
                [(start, middle_y + offset), (bend, middle_y + offset), (bend + side * 60, end[1]), end], colour, 9
            )
            scene.disc(end[0], end[1], 19, colour)
            scene.disc(end[0], end[1], 9, TINT)
        for side in (-1, 1):
            length = 90 + 34 * (place % 3)
            scene.line([(middle_x + offset, middle_y + side * half), (middle_x + offset, middle_y + side * (half + length))], MID, 9)  # fmt: skip
            scene.disc(middle_x + offset, middle_y + side * (half + length), 15, MID)
    scene.box(middle_x - half, middle_y - half, half * 2, half * 2, PRIMARY)
    scene.box(middle_x - half + 26, middle_y - half + 26, half * 2 - 52, half * 2 - 52, STEEL)
    tile = 100.0
    origin_x, origin_y = middle_x - 150, middle_y - 150
    tiles: tuple[Callable[[float, float], None], ...] = (
        lambda x, y: scene.slice(x, y, tile, 0, 90, LIGHT),
        lambda x, y: scene.disc(x + 50, y + 50, 40, PALE),
        lambda x, y: scene.slice(x + tile, y, tile, 90, 180, MID),
        lambda x, y: scene.leaf(x + 8, y + 92, 118, -45, PALE, MID),
        lambda x, y: (scene.disc(x + 50, y + 50, 46, ACCENT), scene.disc(x + 50, y + 50, 20, PRIMARY)),  # type: ignore[func-returns-value]
        lambda x, y: scene.windows(x + 8, y + 10, 3, 3, (32, 30), LIGHT),
        lambda x, y: scene.slice(x, y + tile, tile, 270, 360, PALE),
        lambda x, y: [scene.box(x, y + 12 + 30 * n, tile, 14, LIGHT) for n in range(3)],  # type: ignore[func-returns-value]
        lambda x, y: scene.slice(x + tile, y + tile, tile, 180, 270, LIGHT),
    )
    for place, draw in enumerate(tiles):
        x, y = origin_x + place % 3 * tile, origin_y + place // 3 * tile
        scene.box(x, y, tile, tile, (PRIMARY, NIGHT)[place % 2])
        draw(x, y)
    return scene


def main() -> None:
    """Write all pictures beside this file."""
    folder = Path(__file__).parent
    for name, scene in (("incubator", incubators), ("battery", battery), ("park", park), ("laboratory", circuit)):
        scene().save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
