"""Three small scenes for the foot of the contents: the city, the laboratory's chip, new energy."""

from __future__ import annotations

import random

from bureau_desk.bulletin.art.canvas import PIXELS_PER_MM, Canvas, Pen, drawn
from bureau_desk.bulletin.art.shades import Shades, shades_of
from bureau_desk.bulletin.art.skyline import House, draw_house, draw_scales, draw_turbine
from bureau_desk.charts.theme import Theme, mix

WIDTH = round(154 / 72 * 25.4 * PIXELS_PER_MM)
HEIGHT = round(96.4 / 72 * 25.4 * PIXELS_PER_MM)


def strip(theme: Theme, seed: int, index: int) -> bytes:
    """One of three scenes, 154 x 96.4 pt: 0 the city, 1 the chip, 2 new energy."""
    shades, rng = shades_of(theme), random.Random(f"{seed}/{index}")
    return (_city, _laboratory, _energy)[index](shades, rng).png()


def _disc(canvas: Canvas, x: int, y: int, radius: int, colour: str) -> None:
    mask = drawn(2 * radius, 2 * radius, lambda pen: pen.disc(radius, radius, radius))
    canvas.stamp(mask, x - radius, y - radius, colour)


def _rings(canvas: Canvas, x: int, y: int, first: int, colour: str) -> None:
    def circles(pen: Pen) -> None:
        for number in range(9):
            pen.circle(x, y, first + 26 * number, 1.4, 255 - 20 * number)

    canvas.stamp(drawn(WIDTH, HEIGHT, circles), 0, 0, colour)


def _city(shades: Shades, rng: random.Random) -> Canvas:
    canvas = Canvas((WIDTH, HEIGHT), shades.pale)
    quay = 222
    _disc(canvas, rng.randrange(120, 160), 112, 56, shades.accent)
    haze = mix(shades.pale, shades.light, 0.7)
    for left, width, height in (
        (0, 44, 96),
        (88, 36, 132),
        (180, 50, 100),
        (282, 48, 122),
        (362, 46, 176),
        (404, 31, 90),
    ):
        draw_house(canvas, House(left, width, height, haze, shades.pale, "panes", scale=0.5), quay)
    walls = [(shades.mid, shades.light), (shades.primary, shades.mid), (shades.steel, shades.pale)]
    roofs = ["flat", "right", "dome", "steps", "left", "arch"]
    rng.shuffle(roofs)
    lots = ((24, 52, 70), (76, 46, 118), (122, 58, 84), (202, 46, 134), (248, 60, 88), (308, 50, 104), (376, 59, 72))
    for number, (left, width, height) in enumerate(lots):
        wall, glass = walls[(number + rng.randrange(2)) % 3]
        front = rng.choice(("panes", "rows", "ribs", "floors"))
        draw_house(canvas, House(left, width, height, wall, glass, front, roofs[number % 6], 0.5), quay)
    canvas.rectangle(0, quay, WIDTH, 3, shades.accent)
    draw_scales(canvas, (0, quay + 3, WIDTH, HEIGHT - quay - 3), 14, shades.deep, shades.dusk)
    return canvas


def _laboratory(shades: Shades, rng: random.Random) -> Canvas:
    """A chip whose traces run to lit and quiet nodes."""
    canvas = Canvas((WIDTH, HEIGHT), shades.primary)
    x, y = WIDTH // 2, HEIGHT // 2
    _rings(canvas, x, y, 74, mix(shades.primary, shades.mid, 0.7))
    nodes: list[tuple[float, float]] = []

    def traces(pen: Pen) -> None:
        for number in range(4):
            offset = -36 + 24 * number
            for away in (-1, 1):
                reach, bend = rng.randrange(118, 196), offset * rng.choice((1.4, 2.0, 2.4))
                end = (x + away * reach, y + bend)
                pen.line(
                    (
                        (x, y + offset),
                        (x + away * 74, y + offset),
                        (x + away * (74 + abs(bend - offset)), y + bend),
                        end,
                    ),
                    3,
                )
                nodes.append(end)
                drop = rng.randrange(84, 122)
                foot = (x + offset, y + away * drop)
                pen.line(((x + offset, y), foot), 3)
                nodes.append(foot)

    canvas.stamp(drawn(WIDTH, HEIGHT, traces), 0, 0, shades.mid)
    lit = set(rng.sample(range(len(nodes)), 3))
    for number, (left, top) in enumerate(nodes):
        _disc(canvas, round(left), round(top), 7, shades.accent if number in lit else shades.light)
        _disc(canvas, round(left), round(top), 3, shades.primary)
    canvas.stamp(drawn(128, 128, lambda pen: pen.rounded(0, 0, 128, 128, 10)), x - 64, y - 64, shades.mid)
    canvas.stamp(drawn(108, 108, lambda pen: pen.rounded(0, 0, 108, 108, 6)), x - 54, y - 54, shades.pale)
    _flask(canvas, shades, x, y)
    return canvas


def _flask(canvas: Canvas, shades: Shades, x: int, y: int) -> None:
    """A flask on the chip: the laboratory on the wafer."""

    def glass(pen: Pen) -> None:
        pen.rounded(28, 4, 52, 11, 3)
        pen.polygon(((33, 8), (47, 8), (47, 34), (70, 76), (10, 76), (33, 34)))

    def liquid(pen: Pen) -> None:
        pen.polygon(((29, 48), (51, 48), (63, 71), (17, 71)))

    canvas.stamp(drawn(80, 80, glass), x - 40, y - 40, shades.primary)
    canvas.stamp(drawn(80, 80, liquid), x - 40, y - 40, shades.accent)
    for left, top, radius in ((-7, 22, 4), (6, 15, 3), (10, 26, 3)):
        _disc(canvas, x + left, y + top, radius, shades.pale)


def _energy(shades: Shades, rng: random.Random) -> Canvas:
    """Hills with turbines before the sun, a field of panels below."""
    canvas = Canvas((WIDTH, HEIGHT), shades.primary)
    sun = (rng.randrange(290, 330), 118)
    _rings(canvas, *sun, 62, shades.dusk)
    _disc(canvas, *sun, 46, shades.accent)
    _disc(canvas, 70, 300, 170, shades.steps[1])
    _disc(canvas, 300, 330, 200, shades.mid)
    for x, foot, height in ((84, 190, 116), (150, 210, 70), (232, 172, 124)):
        draw_turbine(canvas, x, foot, height, rng.randrange(8, 46), shades.pale)
    canvas.rectangle(0, 212, WIDTH, HEIGHT - 212, shades.deep)
    panel = drawn(70, 50, _panel)
    for number in range(6):
        canvas.stamp(panel, 8 + number * 70, 200, shades.light)
    return canvas


def _panel(pen: Pen) -> None:
    pen.box(32, 30, 36, 50)
    for row in range(2):
        for column in range(3):
            top, low = 3 + row * 16, 16 + row * 16
            left = 16 + column * 17
            pen.polygon(
                (
                    (left + 12 - top * 0.4, top), (left + 27 - top * 0.4, top),
                    (left + 27 - low * 0.4, low), (left + 12 - low * 0.4, low),
                )
            )  # fmt: skip
