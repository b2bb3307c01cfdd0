"""What stands at the edges of the pages: running headers, fore-edge tabs, folios."""

from __future__ import annotations

from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import field
from bureau_desk.domain.galley import GalleyColumn
from bureau_desk.domain.issue import Masthead

Edges = list[tuple[str, str, str]]
"""(header | footer, default | even | first, relationship)."""

LATIN = {
    "创新头条": "TOP STORIES", "产业观察": "INDUSTRY", "创新园区": "INNOVATION PARKS", "创新项目": "PROJECTS",
    "创新企业": "COMPANIES", "科技长征": "OUTREACH", "双创人才": "TALENTS", "科技动态": "NEWS", "调查研究": "RESEARCH",
}  # fmt: skip
"""English names of the magazine's own columns, where an issue gives none."""


def latin_of(column: GalleyColumn) -> str:
    """The English name of a column."""
    return column.latin or LATIN.get(column.name, "")


def edges(press: Press, head: Masthead, column: GalleyColumn, number: int) -> Edges:
    """Running header, fore-edge tab and folio of a column, written twice: for left and right pages."""
    top = 34 + 25 * ((number - 1) % 9)
    made = []
    for which, left in (("default", 210 - 6.5), ("even", 0.0)):
        part = press.package.reserve("header")
        tab = press.flat(press.theme.primary, "栏目书口标", (left, top, 6.5, 24), part)
        header = _header(press, head, column.name, latin_of(column), which, tab)
        made.append(("header", which, press.package.edge("header", header, part)))
    return made + folios(press)


def named_edges(press: Press, head: Masthead, name: str, latin: str) -> Edges:
    """Running header and folio of pages that belong to no column: contents, list of figures."""
    made = [
        ("header", which, press.package.edge("header", _header(press, head, name, latin, which)))
        for which in ("default", "even")
    ]
    return made + folios(press)


def _header(press: Press, head: Masthead, name: str, latin: str, which: str, tab: str = "") -> str:
    inner = press.run(f"{head.title}　{head.year} · {head.number}")
    told = press.run(name, "页眉栏目")
    foreign = press.run(latin, "页眉西文")
    if which == "default":
        return press.paragraph("页眉内文", tab + inner + press.run("\t") + foreign + press.run("　") + told)
    return press.paragraph("页眉内文", tab + told + press.run("　") + foreign + press.run("\t") + inner)


def folios(press: Press) -> Edges:
    """Page numbers at the outer foot."""
    number = field("PAGE", "00")
    return [
        ("footer", "default", press.package.edge("footer", press.paragraph("页码右", number))),
        ("footer", "even", press.package.edge("footer", press.paragraph("页码左", number))),
    ]


def first_page_edges(press: Press, folio: int) -> Edges:
    """An opener has no running header; its folio has no parity of its own in Word, so it is written from the page number."""
    style = "页码左" if folio % 2 == 0 else "页码右"
    blank = press.package.edge("header", press.spacer(1))
    return [
        ("header", "first", blank),
        ("footer", "first", press.package.edge("footer", press.paragraph(style, field("PAGE", "00")))),
    ]


def quiet_headers(press: Press) -> Edges:
    """Empty headers: a section without references would take those of the section before."""
    return [("header", which, press.package.edge("header", press.spacer(1))) for which in ("default", "even")]


def quiet(press: Press) -> Edges:
    """No header and no footer."""
    made = quiet_headers(press)
    blank = press.package.edge("footer", press.spacer(1))
    return made + [("footer", which, blank) for which in ("default", "even")]
