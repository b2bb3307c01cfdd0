"""A second processor that sets pages and draws pictures while this one does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bureau_desk.app.beside import beside

if TYPE_CHECKING:
    from bureau_desk.charts.theme import Theme
    from bureau_desk.domain.galley import Galley


@contextlib.contextmanager
def drawn_ahead(galley: Galley, theme: Theme, clock: datetime, native_charts: bool, work: Path) -> Iterator[None]:
    """Pages set and pictures drawn by another processor too, where that was not done before.

    `work` is a private folder; what is drawn is handed over there where the user keeps no pictures.
    """
    from bureau_desk.bulletin.docx_ahead import draw_ahead, is_at_hand
    from bureau_desk.charts.drawn import kept_aside

    if is_at_hand(galley, theme, clock):
        yield
        return
    with kept_aside(work / "pictures"), beside(lambda: draw_ahead(galley, theme, clock, native_charts)):
        yield
