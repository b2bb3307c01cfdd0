"""How an article opens: under a band of tiles, under its picture, or plain; each full, lower or compact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_flow import Placed
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_photos import Photo, photo_of
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import latin_of
from bureau_desk.bulletin.docx_xml import Border, Cell, Drawing, Layout, TableRow, page_picture, table
from bureau_desk.domain.galley import GalleyArticle, GalleyBlock, GalleyColumn, dashed, plain

FULL, LOWER, COMPACT = 0, 1, 2
"""How much of the page an opening takes."""
_LABEL = 32.25
_BAND_MM, _LOW_BAND_MM = 63.0, 35.0
_PICTURES_MM = {FULL: 90.0, LOWER: 70.0}
_TOP_MM = 30.3
_CAPTION, FULL_WIDTH = 5400, 9660
_POINTS_PER_MM = 72 / 25.4
BROAD = 1.2
"""Width to height from which a picture may stand over a title."""
_SHORT_KINDS = {"notice", "brief", "activity", "meeting"}
_LOW_BAND_ROOM = 38.0
"""Points from the top of the text down to the title under a low band."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of an article as XML with its height in points, and the blocks that are left for the columns."""

    xml: str
    height: float
    blocks: Sequence[GalleyBlock]
    pictures: tuple[Placed, ...] = ()


def opening(
    press: Press,
    column: GalleyColumn,
    number: int,
    first: bool,
    article: GalleyArticle,
    marks: Marks,
    level: int = FULL,
) -> Opening:
    """The opener that fits: a tile band for a column's first article, its picture, or the plain one.

    `level` says how much room it may take: 0 as designed, 1 lower, 2 compact.
    """
    blocks = list(article.blocks)
    if first:
        return _band_opening(press, column, number, article, blocks, marks, level)
    if level < COMPACT and blocks and blocks[0].kind == "picture" and article.kind not in _SHORT_KINDS:
        photo = photo_of(blocks[0].path)
        # The band over a title is flat: a tall or square picture keeps its shape in a column.
        if photo is not None and photo.ratio >= BROAD:
            return _picture_opening(press, column, article, blocks, photo, marks, level)
    return _plain_opening(press, column, article, blocks, marks, level)


def _titles(press: Press, article: GalleyArticle, marks: Marks, level: int) -> tuple[str, float]:
    long = max((measure.width_of(plain(line)) for line in article.title), default=0) > 16
    short = long or level >= COMPACT or article.kind in _SHORT_KINDS
    style, latin = ("篇名短稿", "篇名短稿西文") if short else ("篇名", "篇名西文")
    size, pitch = (22, 30) if short else (28, 38)
    xml, height = "", 0.0
    if article.kicker:
        xml += press.paragraph("引题", press.line(article.kicker, ""))
        height += 4 + 20 * measure.lines_of(plain(article.kicker), measure.FULL_WIDTH / 13)
    # Without a title the bookmark stands on an empty line: contents and cover lead to it.
    lines = article.title or ((),)
    title = press.broken(press.title_line(line, latin) for line in lines)
    xml += press.paragraph(style, marks.begin(article.id, title))
    height += sum(pitch * measure.lines_of(plain(line), measure.FULL_WIDTH / size) for line in lines)
    if article.subtitle:
        subtitle = dashed(article.subtitle)
        xml += press.paragraph("副题", press.line(subtitle, ""))
        height += 5 + 20 * measure.lines_of(plain(subtitle), measure.FULL_WIDTH / 13)
    if article.signature:
        xml += press.paragraph("副题", press.words(article.signature))
        height += 5 + 20 * measure.lines_of(article.signature, measure.FULL_WIDTH / 13)
    return xml, height


def _credits(press: Press, article: GalleyArticle) -> list[str]:
    named = (("文", article.byline), ("供稿", article.office))
    return [
        press.paragraph("署名", press.run(label, "署名项") + press.run("\t") + press.words(text))
        for label, text in named
        if text
    ]


def _lead(press: Press, article: GalleyArticle, level: int) -> tuple[str, float]:
    """Byline under an accent bar, the lead beside it under a hairline; without a lead the byline alone."""
    line = "　　".join(filter(None, (article.byline, article.office)))
    if not article.lead:
        if not line:
            return press.spacer(17), 18
        lines = measure.lines_of(line, measure.FULL_WIDTH / 9.5)
        return press.paragraph("署名独行", press.words(line)), 20 + 15 * lines
    if level >= COMPACT:
        return _low_lead(press, article, line)
    credits = _credits(press, article)
    left = Cell("".join(credits) or press.paragraph("署名"), Border(18, press.theme.accent), margins=(100, 0, 0, 0))
    middle = Cell(press.spacer(1))
    lead = press.paragraph("导语", press.line(article.lead, ""))
    right = Cell(lead, Border(4, press.theme.rule), margins=(100, 0, 0, 0))
    lines = measure.lines_of(plain(article.lead), 6930 / 20 / 12.5)
    told = sum(measure.lines_of(text, (2310 - 640) / 20 / 9.5) for text in (article.byline, article.office) if text)
    xml = (
        press.spacer(20) + table([2310, 420, 6930], [TableRow([left, middle, right])], "署名与导语") + press.spacer(20)
    )
    return xml, 48.25 + max(lines * 22, told * 15)


def _low_lead(press: Press, article: GalleyArticle, credit: str) -> tuple[str, float]:
    """The lead over the whole measure, who wrote at its end, where a page has little room."""
    told = f"　　文／{credit}" if article.byline else f"　　供稿／{credit}"
    words = plain(article.lead) + (told if credit else "")
    lines = measure.lines_of(words, measure.FULL_WIDTH / 11)
    content = press.line(article.lead, "") + (press.words(told, "署名小") if credit else "")
    xml = press.spacer(8) + press.paragraph("导语短", content) + press.spacer(11)
    return xml, 8 + 6.75 + lines * 19 + 11


def _band_opening(
    press: Press,
    column: GalleyColumn,
    number: int,
    article: GalleyArticle,
    blocks: list[GalleyBlock],
    marks: Marks,
    level: int,
) -> Opening:
    name_of_art = "band" if level == FULL else "low_band"
    box = (0, 0, 210, _BAND_MM if level == FULL else _LOW_BAND_MM)
    band = press.art(name_of_art, f"{column.name}栏目装饰带", box, press.seed * 100 + number)
    latin = press.paragraph("栏目西文", press.run(latin_of(column)))
    name = press.paragraph("栏目名", press.run(column.name))
    if level == FULL:
        xml, room = press.spacer(22, content=band) + latin + name + press.spacer(64), 136.0
    else:
        xml, room = (
            press.framed((latin, name), 1123, 640, 7000, 1000) + press.spacer(_LOW_BAND_ROOM, content=band),
            _LOW_BAND_ROOM,
        )
    titles, height = _titles(press, article, marks, level)
    lead, more = _lead(press, article, level)
    return Opening(xml + titles + lead, room + height + more, blocks)


def _picture_opening(
    press: Press,
    column: GalleyColumn,
    article: GalleyArticle,
    blocks: list[GalleyBlock],
    photo: Photo,
    marks: Marks,
    level: int,
) -> Opening:
    high = _PICTURES_MM[level]
    shape = (210 * _POINTS_PER_MM, high * _POINTS_PER_MM)
    room = (high - _TOP_MM) * _POINTS_PER_MM
    xml = ""
    if not press.rough:
        told = blocks[0].alt or plain(blocks[0].caption) or "题图"
        picture = press.drawing(photo.printed(*shape), told)
        shaped = Drawing(picture.relation, picture.number, picture.alt, photo.crop_to(shape[0] / shape[1]))
        xml = press.spacer(room + 14, content=page_picture(shaped, 0, 0, 210, high))
        xml += _tag_row(press, column, blocks[0]) + press.spacer(14)
    titles, height = _titles(press, article, marks, level)
    lead, more = _lead(press, article, level)
    points = room + 48 + _caption_room(blocks[0]) + height + more
    return Opening(xml + titles + lead, points, blocks[1:], ((photo.path, *shape),))


def _caption_room(block: GalleyBlock) -> float:
    """The points that the words under an opening picture take beyond the line of the column's name."""
    words = "　".join(filter(None, (plain(block.caption), block.credit)))
    lines = measure.lines_of(f"■ {words}", _CAPTION / 20 / 8.5) if words else 0
    return max(0.0, 3 + 13.0 * lines - 20)


def _tag_row(press: Press, column: GalleyColumn, block: GalleyBlock) -> str:
    """Under an opening picture: the column's name on its colour, and what the picture shows."""
    tag = Cell(press.paragraph("栏目标签", press.run(column.name)), fill=press.theme.primary, margins=(60, 0, 60, 0))
    latin = Cell(press.paragraph("页眉内文", press.run(f"　{latin_of(column)}", "标签西文")), margins=(60, 0, 60, 0))
    words = ""
    if block.caption or block.credit:
        credit = press.words(("　" if block.caption else "") + block.credit, "供图") if block.credit else ""
        words = press.run("■ ", "图注标") + press.line(block.caption, "") + credit
    told = Cell(press.paragraph("图注", words, Layout(before=0, after=0, jc="right")), margins=(60, 0, 0, 0))
    widths = [1500, FULL_WIDTH - 1500 - _CAPTION, _CAPTION]
    return table(widths, [TableRow([tag, latin, told], 400)], column.name)


def _plain_opening(
    press: Press, column: GalleyColumn, article: GalleyArticle, blocks: list[GalleyBlock], marks: Marks, level: int
) -> Opening:
    label = press.run(column.name) + press.run(f"　{latin_of(column)}", "标签西文")
    gap = 12 if level < COMPACT else 4
    xml = press.paragraph("小标签", label, Layout(right=6400)) + press.spacer(gap)
    titles, height = _titles(press, article, marks, level)
    lead, more = _lead(press, article, level)
    return Opening(xml + titles + lead, _LABEL - 12 + gap + height + more, blocks)
