"""An article on its pages: opener, two columns, wide pieces, running headers and folios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_arrange import Arrangement, arrange
from bureau_desk.bulletin.docx_blocks import crop_to, pieces, read_picture
from bureau_desk.bulletin.docx_flow import Part, Piece
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import (
    Border,
    Cell,
    Drawing,
    Layout,
    Page,
    TableRow,
    field,
    page_picture,
    section,
    table,
    twips,
)
from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, GalleyColumn, plain
from bureau_desk.domain.issue import Masthead

BODY = Page()
_TIGHTEST = 4
_LABEL = 32.25
_FOOT, _HEAD = 0.875, 0.0625
_BAND_MM, _PICTURE_MM = 63.0, 90.0
_TOP_MM = 30.3
_POINTS_PER_MM = 72 / 25.4
_SHORT_KINDS = {"notice", "brief", "activity", "meeting"}
LATIN = {
    "创新头条": "TOP STORIES", "产业观察": "INDUSTRY", "创新园区": "INNOVATION PARKS", "创新项目": "PROJECTS",
    "创新企业": "COMPANIES", "科技长征": "OUTREACH", "双创人才": "TALENTS", "科技动态": "NEWS", "调查研究": "RESEARCH",
}  # fmt: skip
"""English names of the magazine's own columns, where an issue gives none."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of an article as XML with its height in points, and the blocks that are left for the columns."""

    xml: str
    height: float
    blocks: Sequence[GalleyBlock]


def latin_of(column: GalleyColumn) -> str:
    """The English name of a column."""
    return column.latin or LATIN.get(column.name, "")


def opening(
    press: Press, column: GalleyColumn, number: int, first: bool, article: GalleyArticle, marks: Marks
) -> Opening:
    """The opener that fits: a tile band for a column's first article, its picture, or the plain one."""
    blocks = list(article.blocks)
    if first:
        return _band_opening(press, column, number, article, blocks, marks)
    if blocks and blocks[0].kind == "picture" and article.kind not in _SHORT_KINDS:
        content = read_picture(blocks[0])
        if content is not None:
            return _picture_opening(press, column, article, blocks, content, marks)
    return _plain_opening(press, column, article, blocks, marks)


def _titles(press: Press, article: GalleyArticle, marks: Marks) -> tuple[str, float]:
    long = max((measure.width_of(plain(line)) for line in article.title), default=0) > 16
    short = long or article.kind in _SHORT_KINDS
    style, latin = ("篇名短稿", "篇名短稿西文") if short else ("篇名", "篇名西文")
    size, pitch = (22, 30) if short else (28, 38)
    xml, height = "", 0.0
    if article.kicker:
        xml += press.paragraph("引题", press.line(article.kicker, ""))
        height += 24
    # Without a title the bookmark stands on an empty line: contents and cover lead to it.
    for place, line in enumerate(article.title or ((),)):
        content = press.title_line(line, latin)
        xml += press.paragraph(style, marks.begin(article.id, content) if place == 0 else content)
        height += pitch * measure.lines_of(plain(line), measure.FULL_WIDTH / size)
    if article.subtitle:
        text = f"——{plain(article.subtitle).lstrip('—')}"
        xml += press.paragraph("副题", press.run(text))
        height += 5 + 20 * measure.lines_of(text, measure.FULL_WIDTH / 13)
    return xml, height


def _credits(press: Press, article: GalleyArticle) -> list[str]:
    named = (("文", article.byline), ("供稿", article.office))
    return [
        press.paragraph("署名", press.run(label, "署名项") + press.run("\t") + press.run(text))
        for label, text in named
        if text
    ]


def _lead(press: Press, article: GalleyArticle) -> tuple[str, float]:
    """Byline under an accent bar, the lead beside it under a hairline; without a lead the byline alone."""
    credits = _credits(press, article)
    if not article.lead:
        if not credits:
            return press.spacer(17), 18
        line = "　　".join(filter(None, (article.byline, article.office)))
        return press.paragraph("署名独行", press.run(line)), 35
    left = Cell("".join(credits) or press.paragraph("署名"), Border(18, press.theme.accent), margins=(100, 0, 0, 0))
    middle = Cell(press.spacer(1))
    lead = press.paragraph("导语", press.line(article.lead, ""))
    right = Cell(lead, Border(4, press.theme.rule), margins=(100, 0, 0, 0))
    lines = measure.lines_of(plain(article.lead), 6930 / 20 / 12.5)
    xml = (
        press.spacer(20) + table([2310, 420, 6930], [TableRow([left, middle, right])], "署名与导语") + press.spacer(20)
    )
    return xml, 48.25 + max(lines * 22, len(credits) * 15)


def _band_opening(
    press: Press, column: GalleyColumn, number: int, article: GalleyArticle, blocks: list[GalleyBlock], marks: Marks
) -> Opening:
    band = press.art("band", f"{column.name}栏目装饰带", (0, 0, 210, _BAND_MM), press.seed * 100 + number)
    xml = press.spacer(22, content=band)
    xml += press.paragraph("栏目西文", press.run(latin_of(column))) + press.paragraph("栏目名", press.run(column.name))
    xml += press.spacer(64)
    titles, height = _titles(press, article, marks)
    lead, more = _lead(press, article)
    return Opening(xml + titles + lead, 136 + height + more, blocks)


def _picture_opening(
    press: Press, column: GalleyColumn, article: GalleyArticle, blocks: list[GalleyBlock], content: bytes, marks: Marks
) -> Opening:
    picture = press.drawing(content, blocks[0].alt or plain(blocks[0].caption) or "题图")
    shaped = Drawing(picture.relation, picture.number, picture.alt, crop_to(content, 210 / _PICTURE_MM))
    room = (_PICTURE_MM - _TOP_MM) * _POINTS_PER_MM
    xml = press.spacer(room + 14, content=page_picture(shaped, 0, 0, 210, _PICTURE_MM))
    tag = Cell(press.paragraph("栏目标签", press.run(column.name)), fill=press.theme.primary, margins=(60, 0, 60, 0))
    latin = Cell(press.paragraph("页眉内文", press.run(f"　{latin_of(column)}", "标签西文")), margins=(80, 0, 60, 0))
    xml += table([1500, 8160], [TableRow([tag, latin], 400)], column.name) + press.spacer(14)
    titles, height = _titles(press, article, marks)
    lead, more = _lead(press, article)
    return Opening(xml + titles + lead, room + 48 + height + more, blocks[1:])


def _plain_opening(
    press: Press, column: GalleyColumn, article: GalleyArticle, blocks: list[GalleyBlock], marks: Marks
) -> Opening:
    label = press.run(column.name) + press.run(f"　{latin_of(column)}", "标签西文")
    xml = press.paragraph("小标签", label, Layout(right=6400)) + press.spacer(12)
    titles, height = _titles(press, article, marks)
    lead, more = _lead(press, article)
    return Opening(xml + titles + lead, _LABEL + height + more, blocks)


def article_xml(
    press: Press,
    column: GalleyColumn,
    number: int,
    first: bool,
    article: GalleyArticle,
    marks: Marks,
    references: Sequence[tuple[str, str, str]],
) -> tuple[str, int]:
    """An article with its sections, and the number of pages it is reckoned to take."""
    head = opening(press, column, number, first, article, marks)
    laid = _fitted(press, article, head)
    xml = _closed(head.xml, section(BODY, title_page=True, references=references), press)
    for part in laid.parts:
        xml += _part(press, part)
    if not laid.parts or (laid.parts[-1].columns == 2 and _HEAD < laid.filled < _FOOT):
        # One column after two makes Word and LibreOffice balance them. Near the foot of a page there is nothing to
        # balance, and this line could fall on a page of its own.
        xml += press.spacer(1, section(BODY, "continuous"), press.run("\u200b"))
    return xml, laid.pages + int(head.height // measure.PAGE)


def _fitted(press: Press, article: GalleyArticle, head: Opening) -> Arrangement:
    """The pieces in their best order; with lower pictures and charts where that spares a last page of few lines."""
    room = measure.PAGE - head.height % measure.PAGE
    found = arrange(pieces(press, article, head.blocks), room)
    if not found.poor:
        return found
    rough = Press.reckoning(press)
    tight, best = 0, found
    for lines in range(1, _TIGHTEST + 1):
        trial = arrange(pieces(rough, article, head.blocks, lines), room)
        if trial.cost + lines < best.cost:
            tight, best = lines, trial
    return arrange(pieces(press, article, head.blocks, tight), room) if tight else found


def _part(press: Press, part: Part) -> str:
    *before, last = part.pieces
    xml = "".join(piece.xml for piece in before) + (last.xml if part.columns == 1 else _without_space_below(last))
    return _closed(xml, section(BODY, "continuous", part.columns), press)


def _without_space_below(piece: Piece) -> str:
    """The last box of two columns: LibreOffice would move the space below it under both columns."""
    head, found, tail = piece.xml.rpartition(f'w:after="{twips(piece.after)}"')
    return f'{head}w:after="0"{tail}' if piece.kind == "box" and found else piece.xml


def _closed(xml: str, ending: str, press: Press) -> str:
    """The last paragraph carries the section; after a table or a spacer a one-point paragraph does.

    LibreOffice drops an empty paragraph that carries a continuous section break, and its height with it.
    """
    last = xml[xml.rfind("<w:p>") :]
    if not xml.endswith("</w:p>") or xml.rfind("<w:p>") < xml.rfind("</w:tbl>") or "<w:r>" not in last:
        return xml + press.spacer(1, ending, press.run("\u200b"))
    place = xml.rfind("</w:pPr>")
    return xml[:place] + ending + xml[place:]


def edges(press: Press, head: Masthead, column: GalleyColumn, number: int) -> list[tuple[str, str, str]]:
    """Running header, fore-edge tab and folio of a column, written twice: for left and right pages."""
    issue = f"{head.title}　{head.year} · {head.number}"
    name = press.run(column.name, "页眉栏目")
    latin = press.run(latin_of(column), "页眉西文")
    inner = press.run(issue)
    top = 34 + 25 * ((number - 1) % 9)
    made = []
    for which, left in (("default", 210 - 6.5), ("even", 0.0)):
        part = press.package.reserve("header")
        tab = press.flat(press.theme.primary, "栏目书口标", (left, top, 6.5, 24), part)
        outside = latin + press.run("　") + name if which == "default" else name + press.run("　") + latin
        words = inner + press.run("\t") + outside if which == "default" else outside + press.run("\t") + inner
        made.append(("header", which, press.package.edge("header", press.paragraph("页眉内文", tab + words), part)))
    return made + folios(press)


def folios(press: Press) -> list[tuple[str, str, str]]:
    """Page numbers at the outer foot."""
    number = _page_field()
    return [
        ("footer", "default", press.package.edge("footer", press.paragraph("页码右", number))),
        ("footer", "even", press.package.edge("footer", press.paragraph("页码左", number))),
    ]


def _page_field() -> str:
    return field("PAGE", "00")


def first_page_edges(press: Press, folio: int) -> list[tuple[str, str, str]]:
    """An opener has no running header; its folio has no parity of its own in Word, so it is written from the page number."""
    style = "页码左" if folio % 2 == 0 else "页码右"
    blank = press.package.edge("header", press.spacer(1))
    return [
        ("header", "first", blank),
        ("footer", "first", press.package.edge("footer", press.paragraph(style, _page_field()))),
    ]
