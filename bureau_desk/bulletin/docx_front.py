"""Cover, imprint and board, back cover."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bureau_desk.bulletin import docx_measure as measure
from bureau_desk.bulletin.docx_contents import title_line_of, unpaged
from bureau_desk.bulletin.docx_marks import FIRST_FOLIO_MARK, Marks
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, Page, TableRow, bookmark, inline_picture, section, table
from bureau_desk.domain.galley import Galley, GalleyArticle, Line, Span, plain
from bureau_desk.domain.issue import Masthead

COVER = Page(top=709, bottom=600, left=907, right=907, header=300, footer=480)
BOARD = Page(top=1720, bottom=1300, left=1123, right=1123)
_COVER_WIDTH = 10091
_BOARD_ROOM = (16838 - 1720 - 1300) / 20 - 12
_MOST_HEADLINES = 4
_BOLD = 1.08  # how much wider bold Latin letters are
_HEADLINE_WIDTH, _HEADLINES_ROOM, _MOST_ROOM = (5896 - 140) / 20, 200.0, 220.0
_STOP, _STOPS = 776, 6
NUMERALS = "零一二三四五六七八九十"


def cover(press: Press, galley: Galley, marks: Marks) -> str:
    """The cover: name of the magazine, issue line, headlines with pages, slogans; art behind all of it."""
    head = galley.masthead
    picture = press.art("cover", f"{head.title}封面：城市天际线", (0, 0, 210, 297))
    name = press.paragraph("刊名", picture + press.run(head.title), _name_layout(head.title))
    body = name + press.paragraph("期号行", _issue_line(press, head)) + press.spacer(30)
    body += _headlines(press, galley, marks)
    footer = press.package.edge("footer", press.paragraph("封面版记", _colophon(press, head)))
    blank = press.package.edge("header", press.spacer(1))
    references = [("header", which, blank) for which in ("default", "even")] + [
        ("footer", which, footer) for which in ("default", "even")
    ]
    return body + press.spacer(1, section(COVER, references=references))


def _issue_line(press: Press, head: Masthead) -> str:
    """The Latin name letter-spaced at the left, year, issue and total at the right; a long name closer, or left out."""
    issue = f"{head.year} 第 {head.number} 期"
    extra = "　".join(filter(None, (f"总第 {head.total} 期" if head.total else "", head.frequency)))
    right = measure.width_of(issue, measure.SANS) * 11 + measure.width_of(f"　{extra}", measure.SANS) * 9.5
    room = _COVER_WIDTH / 20 - right - 18
    wide = measure.width_of(head.latin, measure.SANS)
    latin = ""
    if wide * 12 * _BOLD + 6 * len(head.latin) <= room:
        latin = press.run(head.latin, "刊名西文")
    elif wide * 9.5 <= room:
        latin = press.run(head.latin, "期号淡")
    return latin + press.run("\t") + press.run(issue) + (press.run(f"　{extra}", "期号淡") if extra else "")


def _name_layout(title: str) -> Layout:
    return Layout(jc="distribute") if 2 <= len(title) <= 4 else Layout()


def _colophon(press: Press, head: Masthead) -> str:
    left = press.run(f"{head.publisher}主办" if head.publisher else "", "版记主")
    if head.website:
        left += press.run(f"　　{head.website}")
    right = "　　".join(filter(None, ("　".join(head.distribution), f"准印证 {_permit(head)}" if head.permit else "")))
    return left + press.run("\t") + press.run(right)


def _permit(head: Masthead) -> str:
    return head.permit.removeprefix("准印证").strip()


def _headlines(press: Press, galley: Galley, marks: Marks) -> str:
    named = {article.id: article for article in galley.articles()}
    chosen = [named[one] for one in galley.masthead.headlines if one in named][:_MOST_HEADLINES]
    side = [press.paragraph("封面口号", press.run(text)) for text in galley.masthead.slogans]
    side += [press.paragraph("封面问候", press.run(text)) for text in galley.masthead.greetings]
    if side and galley.masthead.greetings:
        side.insert(len(galley.masthead.slogans), press.spacer(12))
    widths = (907, 5896, 3288)
    rows = []
    hairline = Border(4, press.theme.mid)
    told = [_headline(article) for article in chosen]
    # Many words would run into the picture: the lines over the titles are the first that can be done without.
    kickers = _heights(told) <= _HEADLINES_ROOM
    if _heights(told, kicker=0) > _MOST_ROOM:
        told = [_headline(article, most=1) for article in chosen]
    for place, article in enumerate(chosen):
        page = Cell(press.paragraph("封面页码", marks.page(article.id)), hairline, margins=(120, 0, 0, 0))
        style, words = told[place]
        kicker = kickers and measure.lines_of(plain(article.kicker), _HEADLINE_WIDTH / 10.5) == 1 and article.kicker
        lines = press.paragraph("封面引语", press.line(article.kicker, "")) if kicker else ""
        lines += "".join(press.paragraph(style, marks.lead(article.id, press.line(line, ""))) for line in words)
        title = Cell(lines, hairline, margins=(120, 0, 140, 0))
        third = Cell("".join(side) if place == 0 and side else press.paragraph("封面口号"), margins=(120, 0, 0, 0))
        rows.append(TableRow([page, title, third], 1080))
    if not rows:
        rows = [
            TableRow(
                [Cell(press.paragraph("封面要目"), span=2), Cell("".join(side) or press.paragraph("封面口号"))], 1080
            )
        ]
    return _merged(rows, widths, side)


def _heights(told: Sequence[tuple[str, list[Line]]], kicker: float = 16) -> float:
    """The points that cover lines take."""
    lines = [sum(measure.lines_of(plain(line), _HEADLINE_WIDTH / 13, sans=True) for line in words) for _, words in told]
    return sum(max(54.0, 6 + kicker + 24 * count) for count in lines)


def _headline(article: GalleyArticle, most: int = 2) -> tuple[str, list[Line]]:
    """The style and the lines of a cover line: smaller where it is long, broken where its author breaks the title, cut
    off where it would run into the picture."""
    title = title_line_of(article)
    text = plain(title)
    wide = measure.width_of(text, measure.SANS)
    if wide <= _HEADLINE_WIDTH / 15:
        return "封面要目", [title]
    if wide <= _HEADLINE_WIDTH / 13:
        return "封面要目小", [title]
    if measure.lines_of(text, _HEADLINE_WIDTH / 13, sans=True) > most:
        return "封面要目小", [(Span(_cut(text, most * _HEADLINE_WIDTH / 13 - 2)),)]
    lines = [plain(line) for line in article.title]
    own = "".join(text.split()) == "".join("".join(lines).split())
    return "封面要目小", [unpaged(line) for line in article.title] if own and len(lines) == 2 else [title]


def _cut(text: str, characters: float) -> str:
    """As much of a text as that many characters are wide, and an ellipsis."""
    while text and measure.width_of(text, measure.SANS) > characters - 2:
        text = text[:-1]
    return text.rstrip("，、：；—") + "……"


def _merged(rows: Sequence[TableRow], widths: Sequence[int], side: Sequence[str]) -> str:
    """The slogans stand beside all headlines: their cell runs down the rows."""
    xml = table(widths, rows, "要目")
    if len(rows) < 2 or not side:
        return xml
    first, rest = xml.split("</w:tr>", 1)
    mark = f'<w:tcW w:w="{widths[2]}" w:type="dxa"/>'
    first = '<w:vMerge w:val="restart"/>'.join(_around(first, mark))
    return first + "</w:tr>" + rest.replace(mark, f"{mark}<w:vMerge/>")


def _around(text: str, mark: str) -> tuple[str, str]:
    before, after = text.rsplit(mark, 1)
    return before + mark, after


def board(press: Press, galley: Galley, footer: Sequence[tuple[str, str, str]]) -> str:
    """Folio 01: imprint on a tinted panel, the editorial board, sponsors, mottos."""
    head = galley.masthead
    panel = press.art("panel", "装饰图", (0, 0, 70, 297))
    left = Cell(_imprint(press, head), margins=(0, 900, 0, 0))
    right = Cell(_members(press, head), margins=(0, 0, 0, 200))
    # Folios are counted from here, wherever the message ends.
    first = bookmark(press.package.number("bookmark"), FIRST_FOLIO_MARK, panel)
    body = press.paragraph("垫行", first, Layout(line=20))
    body += table([3400, 6260], [TableRow([left, right])], "版权与编委会")
    return body + press.spacer(1, section(BOARD, first_folio=1, references=footer))


def _imprint(press: Press, head: Masthead) -> str:
    parts = [press.paragraph("小标签窄", press.run("本期信息") + press.run("　IMPRINT", "标签西文"), Layout(right=600))]
    parts.append(press.paragraph("期数大", press.run(str(head.year))))
    number = NUMERALS[head.number] if 0 < head.number < len(NUMERALS) else str(head.number)
    total = f"　总第 {head.total} 期" if head.total else ""
    parts.append(press.paragraph("小字黑", press.run(f"第{number}期{total}")))
    parts.append(press.paragraph("小字", press.run(head.frequency)) + press.spacer(16))
    for name, values in head.imprint.items():
        if name.endswith("单位"):
            continue
        parts.append(press.paragraph("小字黑", press.run(name), Layout(before=60)))
        parts += [press.paragraph("小字", press.run(value)) for value in values]
    for name, text in (("准印证", _permit(head)), ("发送方式", "　".join(head.distribution)), ("网址", head.website)):
        if text:
            parts.append(press.paragraph("小字黑", press.run(name), Layout(before=60)))
            parts.append(press.paragraph("小字", press.run(text)))
    return "".join(parts)


def _members(press: Press, head: Masthead) -> str:
    parts: list[str] = []
    if head.board:
        parts.append(press.paragraph("版面大题小", press.run("编辑委员会")))
        parts.append(press.paragraph("版面西文", press.run("EDITORIAL BOARD")) + press.spacer(16))
        rows = [_role(press, one.role, one.order, [_spaced(name) for name in one.names]) for one in head.board]
        parts.append(table([1400, 4660], rows, "编辑委员会") + press.spacer(22))
    units = {name: values for name, values in head.imprint.items() if name.endswith("单位")}
    if units:
        style = "小字注" if _board_height(head, units) > _BOARD_ROOM else "小字"
        rows = [_role(press, name, "", _units(values, style), style) for name, values in units.items()]
        parts.append(table([1400, 4660], rows, "主办、承办、协办单位") + press.spacer(26))
    if head.mottos:
        parts.append(_mottos(press, head.mottos))
    return "".join(parts) + press.spacer(1)


def _units(values: Sequence[str], style: str) -> list[str]:
    """The names of bodies, one a line; where there are too many for the page, one after the other."""
    return list(values) if style == "小字" else ["　".join(values)]


def _board_height(head: Masthead, units: Mapping[str, Sequence[str]]) -> float:
    """The points that board, bodies and mottos take when every body has a line."""
    height = 92.0 + 22 if head.board else 0.0
    for one in head.board:
        height += 11.5 + 15 * max(1 + bool(one.order), len(_in_stops([_spaced(name) for name in one.names])))
    height += sum(11.5 + 15 * sum(measure.lines_of(value, 4660 / 180) for value in values) for values in units.values())
    return height + 26 + (46 if head.mottos else 0)


def _spaced(name: str) -> str:
    """Names of two characters are set as wide as those of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _in_stops(names: Sequence[str]) -> list[list[str]]:
    """Names in lines of six stops; a long name takes as many as it needs."""
    lines: list[list[str]] = [[]]
    used = 0
    for name in names:
        stops = math.ceil((measure.width_of(name) + 0.6) * 9 * 20 / _STOP)
        if lines[-1] and used + stops > _STOPS:
            lines.append([])
            used = 0
        lines[-1].append(name)
        used += stops
    return lines


def _role(press: Press, role: str, order: str, names: Sequence[str], style: str = "小字") -> TableRow:
    hairline = Border(4, press.theme.rule)
    told = press.paragraph("小字黑", press.run(role))
    told += press.paragraph("小字注", press.run(order)) if order else ""
    tabs = tuple(("left", _STOP * place) for place in range(1, _STOPS))
    listed = "".join(
        press.paragraph(style, press.run("\t".join(line)), Layout(tabs=tabs) if len(line) > 1 else Layout())
        for line in _in_stops(names)
    )
    margins = (110, 0, 110, 0)
    return TableRow(
        [Cell(told, hairline, margins=margins), Cell(listed or press.paragraph("小字"), hairline, margins=margins)]
    )


def _mottos(press: Press, mottos: Sequence[str]) -> str:
    cells = []
    width = 6060 // max(1, len(mottos))
    for text in mottos:
        word, rest = text[:2], text[2:]
        content = press.paragraph("箴言", press.run(word)) + press.paragraph("箴言注", press.run(rest))
        cells.append(Cell(content, Border(12, press.theme.primary), margins=(140, 0, 0, 0)))
    return table([width] * len(mottos), [TableRow(cells)], "办刊宗旨") if cells else ""


def back(press: Press, galley: Galley, mark: str = "") -> str:
    """The back cover under a bookmark: greeting, slogans, the address to scan."""
    head = galley.masthead
    picture = press.art("back", "封底装饰", (0, 0, 210, 297))
    greetings = list(head.greetings)
    latin = [text for text in greetings if text.isascii()]
    chinese = [text for text in greetings if not text.isascii()]
    body = press.paragraph("垫行", mark + picture, Layout(line=4200))
    body += "".join(press.paragraph("封底西文", press.run(text)) for text in latin)
    body += "".join(press.paragraph("封底问候", press.run(text)) for text in chinese)
    body += press.paragraph("封底口号", press.run("　　".join(head.slogans)))
    body += _address_to_scan(press, galley)
    return body


def _address_to_scan(press: Press, galley: Galley) -> str:
    """The code that leads to the bureau's account, in a white cell; nothing when the issue names no picture."""
    head = galley.masthead
    photo = photo_of(head.qr) if head.qr else None
    if photo is None:
        return ""
    drawn = press.drawing(photo.printed(85, 85), f"二维码：{head.website or head.publisher}")
    picture = press.paragraph("图片", inline_picture(drawn, 85, 85), Layout(before=0, jc="center"))
    cell = Cell(picture, fill="FFFFFF", margins=(120, 0, 120, 0))
    told = Cell(press.paragraph("封底口号", press.run(f"　扫码关注{head.publisher}")), align="center")
    return press.spacer(28) + table([1940, 8151], [TableRow([cell, told])], "二维码") + press.spacer(1)


def back_section(press: Press, galley: Galley) -> str:
    """The last section of the document."""
    footer = press.package.edge("footer", press.paragraph("封面版记", _colophon(press, galley.masthead)))
    blank = press.package.edge("header", press.spacer(1))
    references = [("header", which, blank) for which in ("default", "even")]
    references += [("footer", which, footer) for which in ("default", "even")]
    return section(COVER, references=references)
