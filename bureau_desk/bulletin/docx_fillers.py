"""The tiles that stand at the foot of a page which an article leaves half empty."""

from __future__ import annotations

import zlib

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_press import Press

_EMPTY = 0.25
"""The share of a page that must be left white."""
_MOST, _FEWEST = 4, 2
_GAP = 60.0
"""Points that stay white between the words and the highest tile, whatever program lays the words out."""
_TILE_MM, _ACROSS_MM, _LEFT_MM, _FOOT_MM = 17.0, 170.0, 20.0, 270.2
_POINTS_PER_MM = 72 / 25.4


def filler_rows(used: float) -> int:
    """The rows of tiles that stand under so many points of words; 0 where the page is full enough."""
    free = measure.PAGE - used
    rows = int((free - _GAP) / (_TILE_MM * _POINTS_PER_MM))
    return min(_MOST, rows) if free >= _EMPTY * measure.PAGE and rows >= _FEWEST else 0


def filler(press: Press, name: str, used: float) -> str:
    """A run that holds the tiles on the page where it stands; empty where they find no room or
    the issue wants none. `name` gives each page its
    own pattern."""
    rows = filler_rows(used)
    if not rows or press.rough or not press.page_fillers:
        return ""
    box = (_LEFT_MM, _FOOT_MM - rows * _TILE_MM, _ACROSS_MM, rows * _TILE_MM)
    seed = press.seed * 1000 + zlib.crc32(name.encode()) % 1000
    return press.art("filler", "页末装饰图", box, seed, rows)
