"""The list of figures: every chart and table of the issue with its page, before the back cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.bulletin.docx_contents import CONTENTS, title_of
from bureau_desk.bulletin.docx_marks import Marks, figure_key
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import named_edges
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, TableRow, section, table
from bureau_desk.domain.galley import Galley

_WIDTHS = (900, 5260, 2600, 900)


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
    body += press.spacer(16)
    strong, quiet = Border(12, press.theme.primary), Border(4, press.theme.rule)
    made = []
    for place, one in enumerate(rows):
        rule = quiet if place else strong
        margins = (90, 0, 60, 0)
        titles = press.paragraph("目录题名", press.words(one.title, "", *one.key[1:]))
        titles += press.paragraph("小字注", press.run(one.about)) if one.about else ""
        cells = (
            press.paragraph("小字黑", press.run(one.number)),
            titles,
            press.paragraph("小字", press.run(one.article)),
            press.paragraph("目录页码", marks.figure_page(one.key), Layout(jc="right")),
        )
        made.append(TableRow([Cell(cell, rule, margins=margins) for cell in cells]))
    body += table(_WIDTHS, made, "图表目录")
    return body + press.spacer(
        1, section(CONTENTS, references=named_edges(press, galley.masthead, "图表目录", "FIGURES"))
    )
