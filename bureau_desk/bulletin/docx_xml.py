"""The only hands on raw Word XML: runs, paragraphs, tables, pictures, fields and sections as well-ordered text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
        ("pic", "http://schemas.openxmlformats.org/drawingml/2006/picture"),
        ("c", "http://schemas.openxmlformats.org/drawingml/2006/chart"),
    )
)
NEWER_NAMESPACES = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w15"'
)
"""For documents with content controls: programs older than Word 2013 pass over what they do not know."""
EMU_PER_POINT = 12700
EMU_PER_MM = 36000
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def twips(points: float) -> int:
    """Points as twentieths."""
    return round(points * 20)


def clean(text: str) -> str:
    """Text without the characters that XML cannot hold, escaped."""
    return escape(_FORBIDDEN.sub("", text))


def attribute(text: str) -> str:
    """Text as an attribute's value."""
    return clean(text).replace('"', "&quot;").replace("\n", " ")


def run(text: str, style: str = "", raw: str = "") -> str:
    """A run in a character style; quotes and dashes follow the East Asian font; `\\n` is a line break, `\\t` a tab.

    `raw` is run content that is XML already, used instead of the text.
    """
    look = f'<w:rStyle w:val="{style}"/>' if style else ""
    properties = f'<w:rPr>{look}<w:rFonts w:hint="eastAsia"/></w:rPr>'
    if raw:
        return f"<w:r>{properties}{raw}</w:r>"
    parts = []
    for index, line in enumerate(text.split("\n")):
        if index:
            parts.append("<w:br/>")
        for place, piece in enumerate(line.split("\t")):
            if place:
                parts.append("<w:tab/>")
            if piece:
                parts.append(f'<w:t xml:space="preserve">{clean(piece)}</w:t>')
    return f"<w:r>{properties}{''.join(parts)}</w:r>"


def field(instruction: str, shown: str, style: str = "") -> str:
    """A complex field with its cached result."""
    return (
        run("", style, '<w:fldChar w:fldCharType="begin"/>')
        + run("", style, f'<w:instrText xml:space="preserve"> {clean(instruction)} </w:instrText>')
        + run("", style, '<w:fldChar w:fldCharType="separate"/>')
        + run(shown, style)
        + run("", style, '<w:fldChar w:fldCharType="end"/>')
    )


def bookmark(number: int, name: str, content: str) -> str:
    """Content inside a bookmark."""
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd w:id="{number}"/>'


def behind_properties(xml: str, more: str) -> str:
    """The XML with more put in as the first content of its first paragraph; none stays none."""
    place = xml.find("</w:pPr>") + len("</w:pPr>")
    return xml[:place] + more + xml[place:] if xml else xml


def link(anchor: str, content: str) -> str:
    """Content that leads to a bookmark."""
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{content}</w:hyperlink>'


@dataclass(frozen=True, slots=True)
class Layout:
    """What a paragraph may say beyond its style, each in the schema's order; lengths in twips."""

    keep_next: bool | None = None  # None: as the style says
    page_break: bool = False
    tabs: tuple[tuple[str, int], ...] = ()
    line: int = 0  # exact pitch
    before: int = -1
    after: int = -1
    left: int = -1
    right: int = -1
    hanging: int = -1
    jc: str = ""
    hang: bool = True  # whether a closing mark may hang over the margin


PLAIN = Layout()


def paragraph(style: str, content: str = "", layout: Layout = PLAIN, section: str = "") -> str:
    """A paragraph of a style; `section` is the w:sectPr that ends with it."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_layout(layout)}{section}</w:pPr>{content}</w:p>'


def _layout(layout: Layout) -> str:
    parts = []
    if layout.keep_next is not None:
        parts.append("<w:keepNext/>" if layout.keep_next else '<w:keepNext w:val="0"/>')
    if layout.page_break:
        parts.append("<w:pageBreakBefore/>")
    if layout.tabs:
        tabs = "".join(f'<w:tab w:val="{kind}" w:pos="{place}"/>' for kind, place in layout.tabs)
        parts.append(f"<w:tabs>{tabs}</w:tabs>")
    if not layout.hang:
        parts.append('<w:overflowPunct w:val="0"/>')
    spacing = [
        f'w:before="{layout.before}"' if layout.before >= 0 else "",
        f'w:after="{layout.after}"' if layout.after >= 0 else "",
    ]
    if layout.line:
        spacing.append(f'w:line="{layout.line}" w:lineRule="exact"')
    if any(spacing):
        parts.append(f"<w:spacing {' '.join(filter(None, spacing))}/>")
    indents = [
        f'w:left="{layout.left}"' if layout.left >= 0 else "",
        f'w:right="{layout.right}"' if layout.right >= 0 else "",
        f'w:hanging="{layout.hanging}"' if layout.hanging >= 0 else "",
    ]
    if any(indents):
        parts.append(f"<w:ind {' '.join(filter(None, indents))}/>")
    if layout.jc:
        parts.append(f'<w:jc w:val="{layout.jc}"/>')
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class Border:
    """A rule: thickness in eighths of a point and colour."""

    size: int
    colour: str

    def xml(self, side: str) -> str:
        """The rule on one side."""
        return f'<w:{side} w:val="single" w:sz="{self.size}" w:space="0" w:color="{self.colour}"/>'


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; content is paragraphs (and must end with one); margins in twips (top, right, bottom, left)."""

    content: str
    top: Border | None = None
    bottom: Border | None = None
    fill: str = ""
    margins: tuple[int, int, int, int] = (0, 0, 0, 0)
    align: str = ""
    span: int = 1


def _cell(cell: Cell, width: int) -> str:
    parts = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if cell.span > 1:
        parts.append(f'<w:gridSpan w:val="{cell.span}"/>')
    rules = (cell.top.xml("top") if cell.top else "") + (cell.bottom.xml("bottom") if cell.bottom else "")
    if rules:
        parts.append(f"<w:tcBorders>{rules}</w:tcBorders>")
    if cell.fill:
        parts.append(f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>')
    if any(cell.margins):
        top, right, bottom, left = cell.margins
        sides = (("top", top), ("left", left), ("bottom", bottom), ("right", right))
        inner = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in sides)
        parts.append(f"<w:tcMar>{inner}</w:tcMar>")
    if cell.align:
        parts.append(f'<w:vAlign w:val="{cell.align}"/>')
    return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{cell.content}</w:tc>"


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: cells, height in twips (`exact` or at least), and whether it repeats as a header."""

    cells: Sequence[Cell]
    height: int = 0
    exact: bool = False
    header: bool = False


def table(widths: Sequence[int], rows: Iterable[TableRow], description: str = "") -> str:
    """A fixed-layout table: tblW, every gridCol and every tcW are written, rows are not split."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    told = f'<w:tblCaption w:val="{attribute(description)}"/>' if description else ""
    head = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
        f"{told}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
    )
    return f"<w:tbl>{head}{''.join(_row(row, widths) for row in rows)}</w:tbl>"


def _row(row: TableRow, widths: Sequence[int]) -> str:
    height = ""
    if row.height:
        height = f'<w:trHeight w:val="{row.height}" w:hRule="{"exact" if row.exact else "atLeast"}"/>'
    cells, place = [], 0
    for cell in row.cells:
        cells.append(_cell(cell, sum(widths[place : place + cell.span])))
        place += cell.span
    header = "<w:tblHeader/>" if row.header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{header}</w:trPr>{''.join(cells)}</w:tr>"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture part: its relationship, a document-wide number, and what it shows."""

    relation: str
    number: int
    alt: str
    crop: tuple[float, float, float, float] = (0, 0, 0, 0)  # shares cut off left, top, right, bottom


def inline_picture(drawing: Drawing, width: float, height: float, style: str = "") -> str:
    """A picture in the line, in points."""
    across, down = round(width * EMU_PER_POINT), round(height * EMU_PER_POINT)
    return run(
        "",
        style,
        raw='<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{drawing.number}" name="图 {drawing.number}" '
        f'descr="{attribute(drawing.alt)}"/><wp:cNvGraphicFramePr/>{_graphic(drawing, across, down)}</wp:inline></w:drawing>',
    )


def page_picture(drawing: Drawing, left: float, top: float, width: float, height: float) -> str:
    """A picture behind the text, placed on the page in millimetres."""
    x, y, across, down = (round(size * EMU_PER_MM) for size in (left, top, width, height))
    return run(
        "",
        raw='<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{drawing.number}" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        f'<wp:docPr id="{drawing.number}" name="图 {drawing.number}" descr="{attribute(drawing.alt)}"/>'
        f"<wp:cNvGraphicFramePr/>{_graphic(drawing, across, down)}</wp:anchor></w:drawing>",
    )


def inline_chart(relation: str, number: int, alt: str, width: float, height: float) -> str:
    """An editable chart in the line, in points."""
    across, down = round(width * EMU_PER_POINT), round(height * EMU_PER_POINT)
    return run(
        "",
        raw='<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="图表 {number}" descr="{attribute(alt)}"/>'
        '<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>',
    )


def _graphic(drawing: Drawing, across: int, down: int) -> str:
    left, top, right, bottom = (round(share * 100_000) for share in drawing.crop)
    cut = f'<a:srcRect l="{left}" t="{top}" r="{right}" b="{bottom}"/>' if any(drawing.crop) else ""
    return (
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{drawing.number}" name="图 {drawing.number}" descr="{attribute(drawing.alt)}"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{drawing.relation}"/>{cut}'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>"
        f'<a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    )


@dataclass(frozen=True, slots=True)
class Page:
    """Paper and margins of a section in twips: A4 with equal side margins."""

    top: int = 1720
    bottom: int = 1518
    left: int = 1123
    right: int = 1123
    header: int = 680
    footer: int = 560


def section(
    page: Page,
    start: str = "nextPage",
    columns: int = 1,
    gutter: int = 420,
    title_page: bool = False,
    first_folio: int = 0,
    references: Sequence[tuple[str, str, str]] = (),
) -> str:
    """A w:sectPr; `references` are (header|footer, default|even|first, relationship)."""
    linked = "".join(f'<w:{kind}Reference w:type="{which}" r:id="{relation}"/>' for kind, which, relation in references)
    begin = f' w:start="{first_folio}"' if first_folio else ""
    spread = f'<w:cols w:num="{columns}" w:space="{gutter}"/>' if columns > 1 else '<w:cols w:space="420"/>'
    return (
        f'<w:sectPr>{linked}<w:type w:val="{start}"/><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{page.top}" w:right="{page.right}" w:bottom="{page.bottom}" w:left="{page.left}" '
        f'w:header="{page.header}" w:footer="{page.footer}" w:gutter="0"/>'
        f'<w:pgNumType w:fmt="decimalZero"{begin}/>{spread}{"<w:titlePg/>" if title_page else ""}</w:sectPr>'
    )
