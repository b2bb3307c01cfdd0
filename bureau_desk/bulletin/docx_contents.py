"""The contents: columns with their articles and pages, balanced over two pages, a column never split between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_running import Edges, folios, latin_of, named_edges, quiet_headers
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, Page, TableRow, section, table, twips
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyColumn, Line, dashed, plain

CONTENTS = Page(top=1720, bottom=1300)
_WIDTHS = (2050, 1000, 6610)
_TITLE_WIDTH = 6610 / 20
_ROOM = (842 - 86 - 65) - 14.0
"""Points for entries on a page; some to spare for the rules between them."""
_HEAD_ROOM = 110 + 50 + 18.0
_STRIP_ROOM = 30 + 8.5 + 96.4 + 2
_GAP, _LEAST_GAP = 15.0, 9.0
_ROW, _SMALL_ROW = 34.0, 27.5
_ROOMY = 56.0


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the contents: its column, whether the column's name stands beside it, the room it takes in points."""

    column: GalleyColumn
    article: GalleyArticle
    named: bool
    height: float


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the contents: entries, the least height of a row and the gap between columns in points."""

    entries: tuple[Entry, ...]
    row: float
    gap: float
    strip: bool = False


def leaves(galley: Galley) -> list[Leaf]:
    """The pages of the contents; an issue of few articles has one, up to some thirty articles two."""
    entries = [
        Entry(column, article, place == 0, _height(article))
        for column in galley.columns
        for place, article in enumerate(column.articles)
    ]
    blocks = _blocks(entries)
    rooms = [_ROOM - _HEAD_ROOM, _ROOM]
    if len(entries) <= 8 and _taken(entries, _ROW, _GAP) <= rooms[0]:
        return [_leaf(entries, rooms[0], last=False)]
    for row, gap in ((_ROW, _GAP), (_SMALL_ROW, _LEAST_GAP)):
        if (cut := _cut(blocks, row, gap, rooms)) is not None:
            left, right = ([one for block in part for one in block] for part in (blocks[:cut], blocks[cut:]))
            return [_leaf(left, rooms[0], last=False), _leaf(right, rooms[1], last=True)]
    pages = list(_filled(blocks, rooms))
    return [_leaf(page, rooms[min(place, 1)], place == len(pages) - 1) for place, page in enumerate(pages)]


def _blocks(entries: Sequence[Entry]) -> list[list[Entry]]:
    blocks: list[list[Entry]] = []
    for entry in entries:
        if entry.named or not blocks:
            blocks.append([])
        blocks[-1].append(entry)
    return blocks


def _height(article: GalleyArticle) -> float:
    """Kicker, title and subtitle with the room above and below them."""
    height = 10.5 + 17 * measure.lines_of(title_of(article), _TITLE_WIDTH / 11, sans=True)
    for line in (article.kicker, article.subtitle):
        if line:
            height += 14 * measure.lines_of("——" + plain(line), _TITLE_WIDTH / 9)
    return height + 0.5


def _taken(entries: Sequence[Entry], row: float, gap: float) -> float:
    between = sum(one.named for one in entries[1:]) * gap
    return sum(max(row, one.height) for one in entries) + between


def _cut(blocks: Sequence[Sequence[Entry]], row: float, gap: float, rooms: Sequence[float]) -> int | None:
    """Where the columns are parted so that both pages hold theirs and are filled most alike."""
    best: tuple[float, int] | None = None
    for cut in range(1, len(blocks)):
        filled = [
            _taken([one for block in part for one in block], row, gap) / room
            for part, room in zip((blocks[:cut], blocks[cut:]), rooms, strict=True)
        ]
        if max(filled) <= 1 and (best is None or abs(filled[0] - filled[1]) < best[0]):
            best = (abs(filled[0] - filled[1]), cut)
    return None if best is None else best[1]


def _filled(blocks: Sequence[Sequence[Entry]], rooms: Sequence[float]) -> Iterator[list[Entry]]:
    """Page after page, columns whole; one that is longer than a page goes on over the next under its name."""
    page: list[Entry] = []
    number = 0
    for block in blocks:
        rest = list(block)
        if page and _taken([*page, *rest], _SMALL_ROW, _LEAST_GAP) > rooms[min(number, 1)]:
            yield page
            page, number = [], number + 1
        while _taken([*page, *rest], _SMALL_ROW, _LEAST_GAP) > rooms[min(number, 1)]:
            fits = len(rest)
            while fits > 1 and _taken([*page, *rest[:fits]], _SMALL_ROW, _LEAST_GAP) > rooms[min(number, 1)]:
                fits -= 1
            if fits == len(rest):
                break
            yield [*page, *rest[:fits]]
            first = rest[fits]
            rest = [Entry(first.column, first.article, True, first.height), *rest[fits + 1 :]]
            page, number = [], number + 1
        page += rest
    if page:
        yield page


def _leaf(entries: Sequence[Entry], room: float, last: bool) -> Leaf:
    """Rows as high as the page allows, within what still looks like a list; pictures where room is left."""
    strip = last and _taken(entries, _ROW, _GAP) + _STRIP_ROOM <= room
    room -= _STRIP_ROOM if strip else 0
    gap = _GAP if _taken(entries, _SMALL_ROW, _GAP) <= room else _LEAST_GAP
    row = _SMALL_ROW
    while row < _ROOMY and _taken(entries, row + 1, gap) <= room:
        row += 1
    if row >= _ROOMY:
        while gap < 40 and _taken(entries, row, gap + 1) <= room:
            gap += 1
    return Leaf(tuple(entries), row, gap, strip)


def contents(press: Press, galley: Galley, marks: Marks) -> str:
    """Folios 02 and on: the first page under a band of tiles, the others under a running header."""
    band = press.art("contents_band", "装饰带", (0, 0, 210, 52.5))
    words = band + press.run("目录") + press.run("　CONTENTS", "标签西文")
    body = press.paragraph("版面大题", words, Layout(before=2200)) + press.spacer(18)
    running: Edges = []
    for place, leaf in enumerate(leaves(galley) or [Leaf((), _ROW, _GAP)]):
        body += _table(press, leaf, marks)
        body += press.spacer(30) + _strip(press) if leaf.strip else ""
        references = [*quiet_headers(press), *folios(press)] if place == 0 else running
        if place == 0:
            running = named_edges(press, galley.masthead, "目录", "CONTENTS")
        body += press.spacer(1, section(CONTENTS, references=references))
    return body


def _table(press: Press, leaf: Leaf, marks: Marks) -> str:
    rows: list[TableRow] = []
    for place, entry in enumerate(leaf.entries):
        named = entry.named or place == 0
        if place and named:
            rows.append(TableRow([Cell(press.spacer(1), span=3)], twips(leaf.gap), exact=True))
        rows.append(_row(press, entry, named, marks, leaf.row))
    return table(_WIDTHS, rows, "目录") if rows else ""


def _row(press: Press, entry: Entry, named: bool, marks: Marks, least: float) -> TableRow:
    article, column = entry.article, entry.column
    strong, quiet = Border(12, press.theme.primary), Border(4, press.theme.rule)
    name = press.paragraph("目录栏目", press.run(column.name)) + press.paragraph(
        "目录西文", press.run(latin_of(column).upper())
    )
    label = Cell(name if named else press.paragraph("目录栏目"), strong if named else None, margins=(110, 0, 0, 0))
    rule = strong if named else quiet
    page = Cell(press.paragraph("目录页码", marks.page(article.id)), rule, margins=(110, 0, 0, 0))
    lines = press.paragraph("目录引题副题", press.line(article.kicker, "")) if article.kicker else ""
    lines += press.paragraph("目录题名", marks.lead(article.id, press.line(title_line_of(article), "")))
    if article.subtitle:
        lines += press.paragraph("目录引题副题", press.line(dashed(article.subtitle), ""))
    return TableRow([label, page, Cell(lines, rule, margins=(110, 0, 100, 0))], twips(least))


def title_of(article: GalleyArticle) -> str:
    """The title as contents and cover print it, on one line."""
    return plain(title_line_of(article))


def title_line_of(article: GalleyArticle) -> Line:
    """The title on one line with its numbers; a page that it refers to stands as plain words."""
    return unpaged(article.contents_title or tuple(span for part in article.title for span in part))


def unpaged(line: Line) -> Line:
    """A line whose pages stand as plain words: what leads to an article holds no further way to another."""
    return tuple(replace(span, page="") if span.page else span for span in line)


def _strip(press: Press) -> str:
    cells = []
    for index, alt in enumerate(("城市", "实验室", "新能源")):
        picture = press.paragraph(
            "图片", press.inline_art("strip", f"装饰画：{alt}", (154, 96.4), index), Layout(before=0)
        )
        cells.append(Cell(picture))
    return table([3220, 3220, 3220], [TableRow(cells)], "装饰画")
