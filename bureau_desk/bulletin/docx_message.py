"""The message before the contents, on one page beside its art; a long one steps down in type and widens its measure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Piece, Placed
from bureau_desk.bulletin.docx_message_blocks import Face, block_pieces, plain_piece, text_piece
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import Edges, quiet
from bureau_desk.bulletin.docx_xml import Layout, Page, section
from bureau_desk.domain.galley import Galley, GalleyArticle, dashed, plain

_MM = 1440 / 25.4
_HIGH = 16838


@dataclass(frozen=True, slots=True)
class Measure:
    """One way to set the message: its style with size and pitch, characters to the line, the art's width in mm, the
    margins at top and foot in twips, the title's style with its pitch."""

    style: str
    size: float
    pitch: float
    characters: int
    art: float
    top: int = 1500
    foot: int = 1300
    title: str = "献辞标题"
    title_size: float = 28
    title_pitch: float = 40
    loose: bool = True

    @property
    def page(self) -> Page:
        """Its page: the text begins 16 mm beside the art at its widest, 10 mm at its narrowest."""
        left = round((self.art + (16 if self.art > 40 else 10)) * _MM)
        return Page(self.top, self.foot, left, 11906 - left - round(self.characters * self.size * 20))

    @property
    def face(self) -> Face:
        """Its running text."""
        return Face(self.style, self.size, self.pitch, self.characters)

    @property
    def room(self) -> float:
        """Points from its top to its foot."""
        return (_HIGH - self.top - self.foot) / 20 - 2


MEASURES = (
    Measure("献辞正文", 12, 22.5, 29, 46),
    Measure("献辞正文中", 11, 19, 32, 46),
    Measure("献辞正文小", 10.5, 17.5, 37, 34, 1300, 1100, "献辞标题小", 24, 34, loose=False),
    Measure("献辞正文密", 10, 16, 42, 28, 1200, 1000, "献辞标题小", 24, 34, loose=False),
)


def message_pages(press: Press, galley: Galley) -> int:
    """The pages before folio 01 and behind the cover: an odd number, so that 01 is a right page."""
    if galley.message is None:
        return 1
    taken = _pages(press, galley.message)[1]
    return taken + (taken + 1) % 2


def message_pictures(press: Press, galley: Galley) -> list[Placed]:
    """The pictures of the message as they are printed."""
    if galley.message is None:
        return []
    chosen, _ = _pages(press, galley.message)
    return [one for piece in _text(press, galley.message, chosen) for one in piece.pictures]


def _pages(press: Press, article: GalleyArticle) -> tuple[Measure, int]:
    rough = press if press.rough else Press.reckoning(press)
    taken = [(_count(_height(rough, article, one), one), one) for one in MEASURES]
    # As few pages as may be; of the measures that need no more, the first, with the largest type.
    pages, chosen = min(taken, key=lambda pair: pair[0])
    return chosen, pages


def _count(height: float, chosen: Measure) -> int:
    """The pages of so many points: where they are several, each but the last leaves a line that is cut and one that would
    stand alone."""
    return 1 if height <= chosen.room else math.ceil(height / (chosen.room - 2 * chosen.pitch))


def _height(press: Press, article: GalleyArticle, chosen: Measure) -> float:
    width = chosen.characters * chosen.size
    height = (
        20.0
        + 14
        + sum(chosen.title_pitch * measure.lines_of(plain(line), width / chosen.title_size) for line in article.title)
    )
    height += (50 if chosen.loose else 34) if article.signature else 24
    height += (18 + 24) if chosen.loose else (18 + 12)
    parts = (_over, _under, _before, _text, _behind)
    return height + sum(piece.height + piece.after for part in parts for piece in part(press, article, chosen))


def message(press: Press, galley: Galley) -> str:
    """The message beside its art with the year; a quiet page of art when there is none, so that folios keep their parity."""
    head, article = galley.masthead, galley.message
    if article is None:
        return _art_page(press)
    chosen, taken = _pages(press, article)
    box = (0, 0, chosen.art, 297)
    picture = press.art("side", "装饰图", box) if taken == 1 else ""
    words = picture + press.run("新年献辞" if head.number == 1 else "卷首语")
    body = press.paragraph("小标签窄", words, Layout(right=max(0, round(chosen.characters * chosen.size * 20) - 1760)))
    body += press.spacer(14)
    body += _xml(_over(press, article, chosen))
    if article.title:
        body += press.paragraph(chosen.title, press.broken(press.line(line, "") for line in article.title))
    body += _xml(_under(press, article, chosen))
    if article.signature:
        near = Layout() if chosen.loose else Layout(before=40, after=160)
        body += press.paragraph("献辞署名", press.words(article.signature), near)
    else:
        body += press.spacer(24)
    body += _xml(_before(press, article, chosen))
    body += _xml(_text(press, article, chosen))
    body += _xml(_behind(press, article, chosen))
    closing = f"{head.year}　HAPPY NEW YEAR" if head.number == 1 else f"{head.year}　{head.latin}"
    body += press.paragraph("献辞结语", press.run(closing), Layout() if chosen.loose else Layout(before=240))
    body = _year(press, str(head.year), chosen) + body
    edges = quiet(press) if taken == 1 else _side_on_every_page(press, box)
    body += press.spacer(1, section(chosen.page, references=edges))
    return body + (_art_page(press) if taken % 2 == 0 else "")


def _side_on_every_page(press: Press, box: tuple[float, float, float, float]) -> Edges:
    """A message of several pages has its art in the header."""
    made = []
    for which in ("default", "even"):
        part = press.package.reserve("header")
        art = press.art("side", "装饰图", box, part=part)
        made.append(("header", which, press.package.edge("header", press.spacer(1, content=art), part)))
    return [*made, *(edge for edge in quiet(press) if edge[0] == "footer")]


def _xml(pieces: Iterator[Piece]) -> str:
    return "".join(piece.xml for piece in pieces)


def _over(press: Press, article: GalleyArticle, chosen: Measure) -> Iterator[Piece]:
    if article.kicker:
        yield plain_piece(press, "引题", article.kicker, 13, 20, chosen.face, 4)


def _under(press: Press, article: GalleyArticle, chosen: Measure) -> Iterator[Piece]:
    if article.subtitle:
        yield plain_piece(press, "副题", dashed(article.subtitle), 13, 20, chosen.face, 5)


def _before(press: Press, article: GalleyArticle, chosen: Measure) -> Iterator[Piece]:
    """Who wrote, where that is not said by the signature, and the lead."""
    if credit := "　　".join(filter(None, (article.byline, article.office))):
        lines = measure.lines_of(credit, chosen.face.width / 9.5)
        yield Piece(press.paragraph("署名独行", press.words(credit)), "text", 20 + 15.0 * lines)
    if article.lead:
        yield text_piece(press, article.lead, chosen.face)


def _text(press: Press, article: GalleyArticle, chosen: Measure) -> Iterator[Piece]:
    for block in article.blocks:
        yield from block_pieces(press, block, chosen.face)


def _behind(press: Press, article: GalleyArticle, chosen: Measure) -> Iterator[Piece]:
    if article.source:
        lines = measure.lines_of(article.source, chosen.face.width / 9)
        yield Piece(press.paragraph("来源行", press.words(article.source)), "text", 17.0 * lines)


def _art_page(press: Press) -> str:
    picture = press.art("inside", "装饰页", (0, 0, 210, 297))
    return press.paragraph(
        "垫行", picture + press.run("\u200b"), Layout(line=20), section(MEASURES[0].page, references=quiet(press))
    )


def _year(press: Press, year: str, chosen: Measure) -> str:
    """The year in two lines on the side art."""
    narrow = chosen.art < 40
    styles = ("年份小上", "年份小下") if narrow else ("年份上", "年份下")
    lines = [
        press.paragraph(style, press.run(text), Layout(jc="center"))
        for style, text in zip(styles, (year[:2], year[2:]), strict=True)
    ]
    width = round(chosen.art * _MM)
    return press.framed(lines, round(width * 0.07), 1700, round(width * 0.84), 2400)
