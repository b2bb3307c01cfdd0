"""The list of figures: every chart and table of the issue with its page, before the back cover."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_contents import CONTENTS, title_of
from bureau_desk.bulletin.docx_marks import Marks, figure_key
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import named_edges
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, TableRow, section, table
from bureau_desk.domain.galley import Galley

_WIDTHS = (900, 5260, 2600, 900)
_MARGINS = (90, 0, 60, 0)
_UNDER_HEAD = 16.0
_ROOM = (16838 - CONTENTS.top - CONTENTS.bottom) / 20 - 10.0
"""Points for lines on a page; some to spare for programs that set a line higher."""
_HEAD = 42 + 12 + _UNDER_HEAD
_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A chart or table in print order: 图1, 表2 ..., its title and what it counts, its article, its bookmark's key."""

    number: str
    title: str
    about: str
    article: str
    key: tuple[str, str, str]


def listed(galley: Galley) -> Iterator[Listed]:
    """Charts and tables of all articles in the order of printing; one that an article shows twice is listed once."""
    counts = {"chart": 0, "table": 0}
    seen: set[tuple[str, str, str]] = set()
    for article in galley.articles():
        for block in article.blocks:
            key = figure_key(article, block)
            shown = block.figure if block.kind == "chart" else block.table
            if key is None or key in seen or shown is None:
                continue
            seen.add(key)
            counts[block.kind] += 1
            name = f"{'图' if block.kind == 'chart' else '表'}{counts[block.kind]}"
            yield Listed(name, shown.title, shown.subtitle, title_of(article), key)


def figure_index(press: Press, galley: Galley, marks: Marks) -> str:
    """The pages of the list; nothing when the issue wants none or has no figures."""
    rows = list(listed(galley)) if galley.masthead.figure_index else []
    if not rows:
        return ""
    body = press.paragraph("版面大题小", press.run("图表目录")) + press.paragraph("版面西文", press.run("FIGURES"))
    body += press.spacer(_UNDER_HEAD)
    turn = press.paragraph("垫行", layout=Layout(page_break=True, line=20))
    body += turn.join(table(_WIDTHS, _rows(press, page, marks), "图表目录") for page in pages_of(rows))
    return body + press.spacer(
        1, section(CONTENTS, references=named_edges(press, galley.masthead, "图表目录", "FIGURES"))
    )


def pages_of(rows: Sequence[Listed]) -> list[list[Listed]]:
    """The lines of the list page by page: no line stands on the last page alone."""
    pages: list[list[Listed]] = [[]]
    room = _ROOM - _HEAD
    for one in rows:
        height = _height(one)
        if pages[-1] and height > room:
            pages.append([])
            room = _ROOM
        pages[-1].append(one)
        room -= height
    if len(pages) > 1 and len(pages[-1]) == 1 and len(pages[-2]) > _TOGETHER:
        pages[-1].insert(0, pages[-2].pop())
    return pages


def _height(one: Listed) -> float:
    """The points that a line takes with the room above and below it."""
    about = measure.lines_of(one.about, _WIDTHS[1] / 20 / 7.5, sans=True) if one.about else 0
    titles = 17 * measure.lines_of(one.title, _WIDTHS[1] / 20 / 11, sans=True) + 12 * about
    return (
        _MARGINS[0] / 20
        + _MARGINS[2] / 20
        + 1
        + max(22, titles, 15 * measure.lines_of(one.article, _WIDTHS[2] / 20 / 9))
    )


def _rows(press: Press, page: Sequence[Listed], marks: Marks) -> Iterator[TableRow]:
    strong, quiet = Border(12, press.theme.primary), Border(4, press.theme.rule)
    for place, one in enumerate(page):
        titles = press.paragraph("目录题名", press.words(one.title, "", *one.key[1:]))
        titles += press.paragraph("小字注", press.run(one.about)) if one.about else ""
        cells = (
            press.paragraph("小字黑", press.run(one.number)),
            titles,
            press.paragraph("小字", press.run(one.article)),
            press.paragraph("目录页码", marks.figure_page(one.key), Layout(jc="right")),
        )
        yield TableRow([Cell(cell, quiet if place else strong, margins=_MARGINS) for cell in cells])
