"""An article on its pages: opener, two columns, wide pieces, running headers and folios."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_fillers import filler
from bureau_desk.bulletin.docx_fit import fitted, room_under
from bureau_desk.bulletin.docx_flow import CLEAR, Part, Piece, Placed, flow
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Page, behind_properties, section, twips
from bureau_desk.domain.galley import GalleyArticle, GalleyColumn

BODY = Page()
FOOT, _HEAD = 0.875, 0.0625
"""The share of a last page from which, and up to which, columns are not balanced."""
_FAR = 4.5 * measure.PITCH
"""In a file for Word, whose lines may break a little otherwise, a heading lets go only so far from where columns part."""
_FREE = 2 * measure.PITCH
_STYLED = re.compile(r'(<w:pStyle w:val="[^"]*"/>)')
_KEPT = re.compile(r'(<w:pStyle w:val="[^"]*"/>)(?:<w:keepNext(?: w:val="0")?/>)?')


def article_length(
    press: Press, column: GalleyColumn, number: int, first: bool, article: GalleyArticle, marks: Marks
) -> tuple[int, dict[str, int], float]:
    """The number of pages that an article is reckoned to take, the pages (from 0) of its bookmarked figures, and the
    share of its last page that it fills."""
    head, laid = fitted(press, column, number, first, article, marks)
    over = int(head.height // measure.PAGE)
    return laid.pages + over, {name: page + over for name, page in laid.marks.items()}, laid.filled


def article_pictures(
    press: Press, column: GalleyColumn, number: int, first: bool, article: GalleyArticle, marks: Marks
) -> list[Placed]:
    """The pictures of an article as they are reckoned to be printed."""
    head, laid = fitted(press, column, number, first, article, marks)
    return [*head.pictures, *(one for part in laid.parts for piece in part.pieces for one in piece.pictures)]


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
    head, laid = fitted(press, column, number, first, article, marks)
    xml = _closed(head.xml, section(BODY, title_page=True, references=references), press)
    loose = article.id in press.unbalanced
    if loose:
        flow(laid.parts, room_under(head), by_hand=True)
    for part in laid.parts:
        # Where lines were more than reckoned, columns part somewhere else than reckoned too.
        xml += _part(press, part, loose, doubtful=article.id in press.closer)
    tiles = "" if loose else filler(press, article.id, laid.filled * measure.PAGE)
    if not laid.parts or (not loose and _balanced(press, laid.parts[-1], laid.filled)):
        # One column after two makes Word and LibreOffice balance them.
        xml += press.spacer(1, section(BODY, "continuous"), tiles + press.run("\u200b"))
    elif tiles and (laid.parts[-1].columns == 1 or _parted(press, laid.parts[-1])):
        xml = xml.removesuffix("</w:p>") + tiles + "</w:p>"
    return xml, laid.pages + int(head.height // measure.PAGE)


def _parted(press: Press, part: Part) -> int:
    """The piece before which columns are parted by hand; 0 where they are left to be balanced.

    Word balances columns well, and may set a line more than was reckoned: a break by hand on a page that has no room for
    it would begin a page of its own.
    """
    return part.parted if press.pictures_only or part.spare >= _FREE else 0


def _balanced(press: Press, part: Part, filled: float) -> bool:
    """Whether the last columns are to be balanced by a line under them.

    Near the foot of a page there is nothing to balance, and the line could fall on a page of its own.
    """
    return part.columns == 2 and _HEAD < filled < FOOT and not _parted(press, part)


def _part(press: Press, part: Part, loose: bool, doubtful: bool = False) -> str:
    xmls = [_loosened(piece) if loose else piece.xml for piece in part.pieces]
    parted = _parted(press, part)
    for place, far in part.free.items() if parted == part.parted else ():
        if far >= (CLEAR if press.pictures_only and not doubtful else _FAR):
            xmls[place] = _let_go(xmls[place])
    for place, (piece, following) in enumerate(pairwise(part.pieces), 1):
        if piece.kind == "head" and following.kind == "wide":
            xmls[place] = _holding_on(xmls[place])
    if part.split is not None and press.pictures_only:
        xmls[part.split[0]] = _splitting(xmls[part.split[0]])
    if part.columns == 2:
        xmls[-1] = _without_space_below(xmls[-1], part.pieces[-1])
    if parted:
        xmls[parted - 1] = _without_space_below(xmls[parted - 1], part.pieces[parted - 1])
        xmls[parted] = _beginning_column(xmls[parted], press)
    return _closed("".join(xmls), section(BODY, "continuous", part.columns), press)


def _loosened(piece: Piece) -> str:
    """A box whose paragraphs do not hold on to one another: it stands whole where it was reckoned, and LibreOffice
    sometimes pushes such a chain into the next column although there is room."""
    return _let_go(piece.xml) if piece.kind == "box" else piece.xml


def _splitting(xml: str) -> str:
    """A text that two columns part between its lines: LibreOffice moves it whole into the second column where it minds
    lines that stand alone."""
    return _STYLED.sub(r'\1<w:widowControl w:val="0"/>', xml, count=1)


def _holding_on(xml: str) -> str:
    """The space over a wide piece below a heading, which goes along with both; columns before the heading are no matter."""
    return _KEPT.sub(r"\1<w:keepNext/>", xml, count=1)


def _let_go(xml: str) -> str:
    """Paragraphs that do not hold on to the next."""
    return _KEPT.sub(r'\1<w:keepNext w:val="0"/>', xml)


def _beginning_column(xml: str, press: Press) -> str:
    """A piece behind a column break; the break is the first run of its first paragraph.

    At a paragraph's end it would leave a blank line at the column's head.
    """
    return behind_properties(xml, press.run("").replace("</w:r>", '<w:br w:type="column"/></w:r>'))


def _without_space_below(xml: str, piece: Piece) -> str:
    """The last box of two columns: LibreOffice would move the space below it under both columns."""
    head, found, tail = xml.rpartition(f'w:after="{twips(piece.after)}"')
    return f'{head}w:after="0"{tail}' if piece.kind == "box" and found else xml


def _closed(xml: str, ending: str, press: Press) -> str:
    """The last paragraph carries the section; after a table or a spacer a one-point paragraph does.

    LibreOffice drops an empty paragraph that carries a continuous section break, and its height with it.
    """
    last = xml[xml.rfind("<w:p>") :]
    if not xml.endswith("</w:p>") or xml.rfind("<w:p>") < xml.rfind("</w:tbl>") or "<w:r>" not in last:
        return xml + press.spacer(1, ending, press.run("\u200b"))
    place = xml.rfind("</w:pPr>")
    return xml[:place] + ending + xml[place:]
