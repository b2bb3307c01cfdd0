"""A figure as picture, PNG or SVG, the same bytes for the same figure."""

from __future__ import annotations

from bureau_desk.charts.drawn import drawn
from bureau_desk.charts.font_files import state
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.typesetting import Typesetter, clean, typesetter
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.problem import Misuse

NARROW, WIDE = 231.0, 483.0
"""Width of one column and of the whole type area, in points."""


def render(figure: Figure, theme: Theme, kind: str = "png", standalone: bool = False) -> bytes:
    """The figure as "png" (300 dpi) or "svg", 231 or 483 pt wide and `figure.height` pt high.

    `standalone` adds title, subtitle, source and a margin, for a chart saved alone. Raises Trouble when no Chinese
    font is installed or a character is in none, Misuse for another kind of picture.
    """
    if kind not in ("png", "svg"):
        raise Misuse(f"图表不能存成“{kind}”图片。", "可选的图片格式：png、svg。")
    if kind == "svg":
        from bureau_desk.charts.picture import draw
        from bureau_desk.charts.vector import to_svg

        return to_svg(draw(figure, theme, standalone), figure.title or figure.name, figure.alt)
    type_ = typesetter_of(theme)
    fonts = state((type_.latin, type_.east))
    return drawn(("chart", figure, theme, standalone), fonts, lambda: _drawn(figure, theme, standalone))


def _drawn(figure: Figure, theme: Theme, standalone: bool) -> bytes:
    # What draws is loaded only where the picture was not drawn before.
    from bureau_desk.charts.picture import draw
    from bureau_desk.charts.raster import to_png

    return to_png(draw(figure, theme, standalone))


def typesetter_of(theme: Theme) -> Typesetter:
    """What sets the words of charts."""
    return typesetter(theme.fallbacks["structure"], theme.fallbacks["latin_sans"], theme.fallbacks["text"])


def source_line(figure: Figure) -> str:
    """The source as it stands under a chart: 来源：……"""
    source = clean(figure.source).strip()
    return source if not source or source.startswith(("来源", "资料来源", "数据来源")) else f"来源：{source}"
