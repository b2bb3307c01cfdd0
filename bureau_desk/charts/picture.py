"""A figure drawn as shapes: its kind in its room, with title and source where it stands alone."""

from __future__ import annotations

from bureau_desk.charts.bars import bars
from bureau_desk.charts.columns import columns, columns_and_line
from bureau_desk.charts.drawing import Box, Drawing
from bureau_desk.charts.lines import lines
from bureau_desk.charts.plot import Plot
from bureau_desk.charts.progress import progress
from bureau_desk.charts.ranks import ranks
from bureau_desk.charts.render import NARROW, WIDE, source_line, typesetter_of
from bureau_desk.charts.ring import ring
from bureau_desk.charts.stacks import stacks
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.typesetting import Typesetter, clean
from bureau_desk.domain.figure import Figure, FigureKind

_LEAST_HEIGHT = 60.0
_MARGIN = 10.0
_TITLE_PITCH, _SMALL_PITCH = 17.0, 12.0

_KINDS = {
    FigureKind.BAR: bars,
    FigureKind.COLUMN: columns,
    FigureKind.STACKED: stacks,
    FigureKind.LINE: lines,
    FigureKind.COLUMN_LINE: columns_and_line,
    FigureKind.PROGRESS: progress,
    FigureKind.RANK: ranks,
    FigureKind.SHARE: ring,
}


def draw(figure: Figure, theme: Theme, standalone: bool = False) -> Drawing:
    """The figure as shapes; see `charts.render`."""
    type_ = typesetter_of(theme)
    width = WIDE if figure.wide else NARROW
    height = max(_LEAST_HEIGHT, figure.height)
    if not standalone:
        drawing = Drawing(width, height, type_)
        _fill(drawing, figure, theme, Box(0, 0, width, height))
        return drawing
    return _with_words(figure, theme, type_, width, height)


def _fill(drawing: Drawing, figure: Figure, theme: Theme, area: Box) -> None:
    plot = Plot(drawing, figure, theme, area)
    if not figure.categories or not figure.series:
        plot.nothing()
    else:
        _KINDS[figure.kind](plot)


def _with_words(figure: Figure, theme: Theme, type_: Typesetter, width: float, height: float) -> Drawing:
    titles = broken_text(type_, figure.title, theme.title_size, width)
    under = broken_text(type_, figure.subtitle, theme.subtitle_size, width)
    sources = broken_text(type_, source_line(figure), theme.source_size, width)
    top = _MARGIN + _TITLE_PITCH * len(titles) + _SMALL_PITCH * len(under) + 6
    total = top + height + 5 + _SMALL_PITCH * len(sources) + _MARGIN
    drawing = Drawing(width + 2 * _MARGIN, total, type_)
    _fill(drawing, figure, theme, Box(_MARGIN, top, _MARGIN + width, top + height))
    y = _MARGIN
    for lines_, pitch, size, colour in (
        (titles, _TITLE_PITCH, theme.title_size, theme.primary),
        (under, _SMALL_PITCH, theme.subtitle_size, theme.grey),
    ):
        for line in lines_:
            drawing.label(line, _MARGIN, y + pitch / 2, size, colour)
            y += pitch
    y = top + height + 5
    for line in sources:
        drawing.label(line, _MARGIN, y + _SMALL_PITCH / 2, theme.source_size, theme.grey)
        y += _SMALL_PITCH
    return drawing


def broken_text(type_: Typesetter, text: str, size: float, room: float) -> tuple[str, ...]:
    """Text broken into lines that fit the room; no line begins with a closing mark."""
    lines_: list[str] = []
    rest = clean(text).strip()
    while rest:
        end = _end(type_, rest, size, room)
        lines_.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return tuple(lines_)


def _end(type_: Typesetter, text: str, size: float, room: float) -> int:
    width, end = 0.0, 0
    for character in text:
        width += type_.width(character, size)
        if width > room and end:
            break
        end += 1
    if end == len(text):
        return end
    while end > 1 and (text[end] in "，。、；：）”》！？％%" or (_word(text[end - 1]) and _word(text[end]))):
        end -= 1
    return end


def _word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in ".-")
