"""The magazine's art: covers, bands and fillers, built from one family of tiles in the colours of a theme.

Every picture is returned as PNG bytes at 8 px/mm; the same theme and seed give the same bytes.
"""

from __future__ import annotations

from bureau_desk.bulletin.art.cover import cover
from bureau_desk.bulletin.art.fillers import filler
from bureau_desk.bulletin.art.pages import back, band, contents_band, flat, inside, low_band, panel, side
from bureau_desk.bulletin.art.scenes import strip

__all__ = ["back", "band", "contents_band", "cover", "filler", "flat", "inside", "low_band", "panel", "side", "strip"]
