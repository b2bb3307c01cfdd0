"""The articles of an issue set and their pictures drawn ahead, from the last to the first.

Whoever writes the document goes the other way, and where the two meet all that is left has been kept by the other
(`charts.drawn`). What is drawn does not depend on who draws it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bureau_desk.bulletin import docx_front as front
from bureau_desk.bulletin.docx_briefs import together
from bureau_desk.bulletin.docx_fit import fitted, is_known
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_writer import seed_of
from bureau_desk.charts.render import render
from bureau_desk.charts.theme import Theme
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyColumn

_Place = tuple[GalleyColumn, int, bool, GalleyArticle]


def draw_ahead(galley: Galley, theme: Theme, clock: datetime, native_charts: bool = False) -> None:
    """Draw every chart and the cover, then set the articles that have their pages to themselves and draw what stands in them."""
    press = Press(theme, clock, seed_of(galley), native_charts)
    # Charts and cover first: they wait for no page, and whoever finds them drawn need not load what draws them.
    for figure in galley.figures:
        if not press.native(figure):
            render(figure, theme, "png")
    press.galley, press.page_fillers = galley, galley.masthead.page_fillers
    marks = Marks(press, galley, {}, True)
    front.cover(press, galley, marks)
    front.back(press, galley)
    for column, number, first, article in reversed(list(_places(galley))):
        fitted(press, column, number, first, article, marks)


def is_at_hand(galley: Galley, theme: Theme, clock: datetime) -> bool:
    """Whether the issue seems to have been set before: by the longest of its articles."""
    press = Press(theme, clock, 0, rough=True)
    longest = max(_places(galley), key=lambda place: len(place[3].blocks), default=None)
    return longest is None or is_known(press, longest[0], longest[2], longest[3])


def _places(galley: Galley) -> Iterator[_Place]:
    for number, column in enumerate((one for one in galley.columns if one.articles), 1):
        for place, group in enumerate(together(column.articles)):
            if len(group) == 1:
                yield column, number, place == 0, group[0]
