"""A drawing as SVG: text as outlines, so that it looks the same without the fonts, and its words in the description."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape

from bureau_desk.charts.drawing import Dot, Drawing, Label, Polyline, Rectangle, Sector, Shape
from bureau_desk.charts.outlines import CLOSE, CUBIC, LINE, MOVE, QUADRATIC, label_outline, sector_outline
from bureau_desk.charts.typesetting import Point, clean

_LETTERS = {MOVE: ("M", 1), LINE: ("L", 1), QUADRATIC: ("Q", 2), CUBIC: ("C", 3)}


def to_svg(drawing: Drawing, title: str, description: str) -> bytes:
    """The drawing as one SVG file; `title` and `description` are read out by screen readers."""
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(clean(title))}</title>",
        f"<desc>{escape(clean(description))}</desc>",
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        *(_element(shape) for shape in drawing.shapes),
        "</svg>",
    ]
    return ("\n".join(line for line in lines if line) + "\n").encode()


def _element(shape: Shape) -> str:
    if isinstance(shape, Rectangle):
        box = shape.box
        place = f'x="{_number(box.left)}" y="{_number(box.top)}"'
        size = f'width="{_number(box.right - box.left)}" height="{_number(box.bottom - box.top)}"'
        return f'<rect {place} {size} fill="#{shape.fill}"/>'
    if isinstance(shape, Polyline):
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in shape.points)
        dash = f' stroke-dasharray="{" ".join(map(_number, shape.dash))}"' if shape.dash else ""
        return (
            f'<polyline points="{points}" fill="none" stroke="#{shape.stroke}" '
            f'stroke-width="{_number(shape.width)}" stroke-linejoin="round"{dash}/>'
        )
    if isinstance(shape, Dot):
        x, y = map(_number, shape.centre)
        # the rim is painted half inside and half outside the circle
        radius = _number(shape.radius + 0.45)
        return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#{shape.fill}" stroke="#FFFFFF" stroke-width="0.9"/>'
    if isinstance(shape, Sector):
        return f'<path d="{_path(*sector_outline(shape))}" fill="#{shape.fill}"/>'
    return _text(shape)


def _text(label: Label) -> str:
    points, codes = label_outline(label)
    if not points:
        return ""
    return f'<path aria-label="{_quoted(label.text)}" d="{_path(points, codes)}" fill="#{label.colour}"/>'


def _quoted(text: str) -> str:
    return escape(clean(text), {'"': "&quot;"})


def _path(points: list[Point], codes: list[int]) -> str:
    return "".join(_commands(points, codes))


def _commands(points: list[Point], codes: list[int]) -> Iterator[str]:
    place = 0
    while place < len(codes):
        if codes[place] == CLOSE:
            yield "Z"
            place += 1
            continue
        letter, count = _LETTERS[codes[place]]
        yield letter + " ".join(f"{_number(x)} {_number(y)}" for x, y in points[place : place + count])
        place += count


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if round(value, 2) else "0"
