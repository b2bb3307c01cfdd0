"""Pictures with too few dots for the size at which they are printed: they would look soft on paper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bureau_desk.bulletin.compose_blocks import place_of
from bureau_desk.domain.galley import Galley, GalleyArticle
from bureau_desk.domain.inside import inside
from bureau_desk.domain.issue import Issue
from bureau_desk.domain.problem import Problem, Severity

LEAST = 150
"""Dots to the inch under which a photograph looks soft in print."""
_PAGE, _TEXT, _COLUMN = 595.0, 483.0, 231.0
"""Points across the page, its text and a column: as wide as pictures that are broad, nearly square or tall may be printed."""
_PER_INCH, _MM = 72, 25.4 / 72

_Placed = tuple[str, float, float]


def coarse_pictures(issue: Issue, galley: Galley) -> Iterator[Problem]:
    """One problem for each picture of an issue that is printed with fewer dots than paper wants."""
    for article, placed in _placed(galley):
        written = issue.articles.get(article.id)
        lines = {
            str(inside(Path(issue.folder), block.path)): (block.path, block.line)
            for block in (written.blocks if written else ())
            if block.kind == "picture" and block.path
        }
        for path, width, height in placed:
            if written is not None and path in lines and (told := _told(path, width, height)):
                name, line = lines[path]
                yield Problem("coarse", place_of(written, line), f"图片“{name}”{told}", Severity.SOFT, value=name)


def _told(path: str, width: float, height: float) -> str:
    from bureau_desk.bulletin.docx_photos import photo_of

    photo = photo_of(path)
    if photo is None:
        return ""
    dots = _PER_INCH / max(width / photo.width, height / photo.height)
    if dots >= LEAST:
        return ""
    more = LEAST / dots
    wanted = f"{math.ceil(photo.width * more)}×{math.ceil(photo.height * more)}"
    return (
        f"只有{photo.width}×{photo.height}像素，印成宽{width * _MM:.0f}毫米、高{height * _MM:.0f}毫米，"
        f"每英寸{dots:.0f}点，印出来会发虚，请换用{wanted}像素以上的原图。"
    )


def _placed(galley: Galley) -> Iterator[tuple[GalleyArticle, list[_Placed]]]:
    """The articles with pictures that might be too small, each with all its pictures as they are printed."""
    message = galley.message is not None and _may_be_coarse(galley.message, message=True)
    if not message and not any(map(_may_be_coarse, galley.articles())):
        return
    from bureau_desk.bulletin.docx_article import article_pictures
    from bureau_desk.bulletin.docx_briefs import together
    from bureau_desk.bulletin.docx_marks import Marks
    from bureau_desk.bulletin.docx_message import message_pictures
    from bureau_desk.bulletin.docx_press import Press
    from bureau_desk.bulletin.docx_writer import seed_of
    from bureau_desk.charts.theme import load_theme

    press = Press(load_theme(), datetime(2000, 1, 1), seed_of(galley), rough=True)
    marks = Marks(press, galley, {}, True)
    if galley.message is not None and message:
        yield galley.message, message_pictures(press, galley)
    for number, column in enumerate((one for one in galley.columns if one.articles), 1):
        for place, group in enumerate(together(column.articles)):
            if len(group) == 1 and _may_be_coarse(group[0]):
                yield group[0], article_pictures(press, column, number, place == 0, group[0], marks)


def _may_be_coarse(article: GalleyArticle, message: bool = False) -> bool:
    """Whether a picture would be too small at the largest that its shape allows: only then its own size is asked for."""
    from bureau_desk.bulletin.docx_opening import BROAD
    from bureau_desk.bulletin.docx_photos import TALL, photo_of

    for block in article.blocks:
        photo = photo_of(block.path) if block.kind == "picture" else None
        if photo is not None:
            fitting = _TEXT if photo.ratio >= TALL or message else _COLUMN
            widest = _PAGE if photo.ratio >= BROAD else fitting
            if photo.width < widest / _PER_INCH * LEAST:
                return True
    return False
