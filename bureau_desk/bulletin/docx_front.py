"""Cover, message, imprint and board, contents, back cover."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bureau_desk.bulletin.docx_marks import FIRST_FOLIO_MARK, Marks
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_xml import Border, Cell, Layout, Page, TableRow, bookmark, section, table
from bureau_desk.domain.galley import Galley, GalleyArticle, GalleyColumn, plain
from bureau_desk.domain.issue import Masthead

COVER = Page(top=709, bottom=600, left=907, right=907, header=300, footer=480)
MESSAGE = Page(top=1500, bottom=1300, left=3515, right=1431)
BOARD = Page(top=1720, bottom=1300, left=1123, right=1123)
CONTENTS = Page(top=1720, bottom=1300)
_COVER_WIDTH = 10091
_MOST_HEADLINES = 4
NUMERALS = "零一二三四五六七八九十"


def cover(press: Press, galley: Galley, marks: Marks) -> str:
    """The cover: name of the magazine, issue line, headlines with pages, slogans; art behind all of it."""
    head = galley.masthead
    picture = press.art("cover", f"{head.title}封面：城市天际线", (0, 0, 210, 297))
    name = press.paragraph("刊名", picture + press.run(head.title), _name_layout(head.title))
    line = press.run(head.latin, "刊名西文") + press.run("\t") + press.run(f"{head.year} 第 {head.number} 期")
    extra = "　".join(filter(None, (f"总第 {head.total} 期" if head.total else "", head.frequency)))
    line += press.run(f"　{extra}", "期号淡") if extra else ""
    body = name + press.paragraph("期号行", line) + press.spacer(30)
    body += _headlines(press, galley, marks)
    footer = press.package.edge("footer", press.paragraph("封面版记", _colophon(press, head)))
    blank = press.package.edge("header", press.spacer(1))
    references = [("header", which, blank) for which in ("default", "even")] + [
        ("footer", which, footer) for which in ("default", "even")
    ]
    return body + press.spacer(1, section(COVER, references=references))


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
    for place, article in enumerate(chosen):
        page = Cell(press.paragraph("封面页码", marks.page(article.id)), hairline, margins=(120, 0, 0, 0))
        lines = press.paragraph("封面引语", press.line(article.kicker, "")) if article.kicker else ""
        lines += press.paragraph("封面要目", press.run(_joined(article)))
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


def _joined(article: GalleyArticle) -> str:
    return plain(article.contents_title) or "".join(plain(line) for line in article.title)


def message(press: Press, galley: Galley) -> str:
    """The message beside its art with the year; a quiet page when there is none, so that folios keep their parity."""
    head, article = galley.masthead, galley.message
    if article is None:
        picture = press.art("inside", "装饰页", (0, 0, 210, 297))
        return press.paragraph("垫行", picture, Layout(line=20), section(MESSAGE, references=quiet(press)))
    picture = press.art("side", "装饰图", (0, 0, 46, 297))
    year = str(head.year)
    lines = "".join(press.paragraph("献辞标题", press.line(line, "")) for line in article.title)
    body = press.paragraph(
        "小标签窄", picture + press.run("新年献辞" if head.number == 1 else "卷首语"), Layout(right=5200)
    )
    body += press.spacer(14) + lines
    if article.signature:
        body += press.paragraph("献辞署名", press.run(article.signature))
    else:
        body += press.spacer(24)
    for block in article.blocks:
        if block.kind in ("paragraph", "list"):
            body += "".join(press.paragraph("献辞正文", press.line(line)) for line in block.lines)
        elif block.kind == "heading":
            body += "".join(press.paragraph("小字黑", press.line(line)) for line in block.lines)
    closing = f"{year}　HAPPY NEW YEAR" if head.number == 1 else f"{year}　{head.latin}"
    body += press.paragraph("献辞结语", press.run(closing))
    return _year(press, year) + body + press.spacer(1, section(MESSAGE, references=quiet(press)))


def quiet(press: Press) -> list[tuple[str, str, str]]:
    """No header and no footer: a section without references would take those of the section before."""
    edges = []
    for kind in ("header", "footer"):
        blank = press.package.edge(kind, press.spacer(1))
        edges += [(kind, which, blank) for which in ("default", "even")]
    return edges


def _year(press: Press, year: str) -> str:
    """The year in two lines on the side art, in a frame fixed on the page."""
    frame = '<w:framePr w:w="2200" w:hRule="exact" w:h="2400" w:wrap="around" w:vAnchor="page" w:hAnchor="page" w:x="300" w:y="1700"/>'
    return "".join(
        press.paragraph(style, press.run(text), Layout(jc="center"))
        .replace("</w:pPr>", "</w:pPr>", 1)
        .replace('"/>', f'"/>{frame}', 1)
        for style, text in (("年份上", year[:2]), ("年份下", year[2:]))
    )


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
        rows = [_role(press, name, "", list(values)) for name, values in units.items()]
        parts.append(table([1400, 4660], rows, "主办、承办、协办单位") + press.spacer(26))
    if head.mottos:
        parts.append(_mottos(press, head.mottos))
    return "".join(parts) + press.spacer(1)


def _spaced(name: str) -> str:
    """Names of two characters are set as wide as those of three."""
    return f"{name[0]}　{name[1]}" if len(name) == 2 else name


def _role(press: Press, role: str, order: str, names: Sequence[str]) -> TableRow:
    hairline = Border(4, press.theme.rule)
    told = press.paragraph("小字黑", press.run(role))
    told += press.paragraph("小字注", press.run(order)) if order else ""
    if all(len(name) <= 4 for name in names):
        tabs = tuple(("left", 780 * place) for place in range(1, 6))
        lines = [names[start : start + 6] for start in range(0, len(names), 6)]
        listed = "".join(press.paragraph("小字", press.run("\t".join(line)), Layout(tabs=tabs)) for line in lines)
    else:
        listed = "".join(press.paragraph("小字", press.run(name)) for name in names)
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


def contents(press: Press, galley: Galley, marks: Marks, edges: Mapping[str, Sequence[tuple[str, str, str]]]) -> str:
    """Folios 02 and 03: columns with their articles and pages; a column is never split over the two pages."""
    left, right = split_columns(galley.columns)
    band = press.art("contents_band", "装饰带", (0, 0, 210, 52.5))
    title = press.paragraph(
        "版面大题", band + press.run("目录") + press.run("　CONTENTS", "标签西文"), Layout(before=2200)
    )
    body = title + press.spacer(18) + _contents_table(press, left, marks, 9000, 300)
    references = edges["contents"]
    if right:
        body += press.spacer(1, section(CONTENTS, references=references))
        body += _contents_table(press, right, marks, 9400, 300) + press.spacer(30) + _strip(press)
        return body + press.spacer(1, section(CONTENTS, references=edges["contents_right"]))
    return body + press.spacer(1, section(CONTENTS, references=references))


def split_columns(columns: Sequence[GalleyColumn]) -> tuple[list[GalleyColumn], list[GalleyColumn]]:
    """Columns on the left and the right contents page by the number of their rows."""
    kept = [column for column in columns if column.articles]
    counts = [len(column.articles) for column in kept]
    # A row takes about 36 points; the left page has room for eleven under its heading.
    if sum(counts) <= 8 or len(kept) < 2:
        return kept, []
    half = sum(counts) * 0.5
    cut = min(range(1, len(kept)), key=lambda place: abs(sum(counts[:place]) - half) + 9 * (sum(counts[:place]) > 11))
    return kept[:cut], kept[cut:]


def _contents_table(press: Press, columns: Sequence[GalleyColumn], marks: Marks, room: int, gap: int) -> str:
    rows: list[TableRow] = []
    count = sum(len(column.articles) for column in columns)
    # Few entries stand further apart, many at their natural height.
    least = min(1150, max(620, room // max(1, count) - gap))
    for place, column in enumerate(columns):
        if place:
            rows.append(TableRow([Cell(press.spacer(1), span=3)], gap, exact=True))
        rows += [
            _entry(press, column, article, number == 0, marks, least) for number, article in enumerate(column.articles)
        ]
    return table([2050, 1000, 6610], rows, "目录") if rows else ""


def _entry(
    press: Press, column: GalleyColumn, article: GalleyArticle, first: bool, marks: Marks, least: int
) -> TableRow:
    strong, quiet = Border(12, press.theme.primary), Border(4, press.theme.rule)
    name = press.paragraph("目录栏目", press.run(column.name)) + press.paragraph(
        "目录西文", press.run(column.latin.upper())
    )
    label = Cell(name if first else press.paragraph("目录栏目"), strong if first else None, margins=(110, 0, 0, 0))
    rule = strong if first else quiet
    page = Cell(press.paragraph("目录页码", marks.page(article.id)), rule, margins=(110, 0, 0, 0))
    lines = press.paragraph("目录引题副题", press.line(article.kicker, "")) if article.kicker else ""
    lines += press.paragraph("目录题名", press.run(_joined(article)))
    lines += (
        press.paragraph("目录引题副题", press.run(f"——{plain(article.subtitle).lstrip('—')}"))
        if article.subtitle
        else ""
    )
    return TableRow([label, page, Cell(lines, rule, margins=(110, 0, 100, 0))], least)


def _strip(press: Press) -> str:
    cells = []
    for index, alt in enumerate(("城市", "实验室", "新能源")):
        picture = press.paragraph(
            "图片", press.inline_art("strip", f"装饰画：{alt}", (154, 96.4), index), Layout(before=0)
        )
        cells.append(Cell(picture))
    return table([3220, 3220, 3220], [TableRow(cells)], "装饰画")


def back(press: Press, galley: Galley) -> str:
    """The back cover: greeting, slogans, the address to scan."""
    head = galley.masthead
    picture = press.art("back", "封底装饰", (0, 0, 210, 297))
    greetings = list(head.greetings)
    latin = [text for text in greetings if text.isascii()]
    chinese = [text for text in greetings if not text.isascii()]
    body = press.paragraph("垫行", picture, Layout(line=4200))
    body += "".join(press.paragraph("封底西文", press.run(text)) for text in latin)
    body += "".join(press.paragraph("封底问候", press.run(text)) for text in chinese)
    body += press.paragraph("封底口号", press.run("　　".join(head.slogans)))
    return body


def back_section(press: Press, galley: Galley) -> str:
    """The last section of the document."""
    footer = press.package.edge("footer", press.paragraph("封面版记", _colophon(press, galley.masthead)))
    blank = press.package.edge("header", press.spacer(1))
    references = [("header", which, blank) for which in ("default", "even")]
    references += [("footer", which, footer) for which in ("default", "even")]
    return section(COVER, references=references)
