"""One chart saved as a file that others can edit: a Word page or a workbook with the native chart and its numbers."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from bureau_desk.charts.chart_xml import CHART, DRAWING, RELATIONS, ZIP_DAY, polished_workbook
from bureau_desk.charts.native import add_to_sheet
from bureau_desk.charts.native_data import columns_of, write_data
from bureau_desk.charts.native_style import Style
from bureau_desk.charts.native_word import RELATION, NativeChart, chart_parts
from bureau_desk.charts.numerals import numeral
from bureau_desk.charts.render import source_line
from bureau_desk.charts.saving import save
from bureau_desk.charts.sheet_page import set_up_page, text_width, write_beside_chart
from bureau_desk.charts.theme import Theme
from bureau_desk.charts.typesetting import clean
from bureau_desk.domain.figure import Figure

_EMU = 12_700  # per point
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_INLINE = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chart_xlsx(figure: Figure, theme: Theme, out: Path, clock: datetime) -> None:
    """Save a workbook with title, numbers, native chart and source on one sheet; the same bytes for the same clock."""
    import xlsxwriter

    made = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as workbook:
        workbook.set_properties({"title": figure.title, "created": clock.replace(tzinfo=None)})
        sheet = workbook.add_worksheet("图表")
        style = Style(theme)
        sheet.write_string(0, 0, clean(figure.title), workbook.add_format(style.title))
        sheet.write_string(1, 0, clean(figure.subtitle), workbook.add_format(style.subtitle))
        data = write_data(workbook, sheet, 3, 0, figure, style)
        add_to_sheet(workbook, sheet, (3, len(data.columns) + 2), figure, theme, data)
        widths = [min(40, 2 + max([10, *(text_width(name) for name in figure.categories)]))]
        widths += [min(24, 3 + max(8, text_width(one.head))) for one in data.columns]
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        words = workbook.add_format(style.subtitle)
        write_beside_chart(sheet, 4 + data.count + 1, source_line(figure), sum(widths) + 8, words)
        sheet.set_row(0, 28)
        sheet.freeze_panes(4, 1)
        set_up_page(sheet, landscape=True, repeat=(3, 3), title=figure.title)
    save(out, polished_workbook(made.getvalue(), theme))


def chart_docx(figure: Figure, theme: Theme, out: Path, clock: datetime) -> None:
    """Save a one-page Word file with title, native chart, its numbers and source; the same bytes for the same clock."""
    import docx
    from docx.shared import Pt

    document = docx.Document()
    for section in document.sections:
        section.page_width, section.page_height = Pt(595.3), Pt(841.9)
        section.left_margin = section.right_margin = Pt(56)
        section.top_margin = section.bottom_margin = Pt(64)
    properties = document.core_properties
    moment = clock.replace(tzinfo=None)
    properties.created = properties.modified = moment
    properties.title, properties.author, properties.comments = clean(figure.title), "", ""
    _paragraph(document, figure.title, theme, theme.primary, 16)
    _paragraph(document, figure.subtitle, theme, theme.grey, 9)
    if figure.categories:
        _insert_chart(document, chart_parts(figure, theme))
    _table(document, figure, theme)
    _paragraph(document, source_line(figure), theme, theme.grey, 8)
    made = BytesIO()
    document.save(made)
    save(out, _dated(made.getvalue()))


def _run(paragraph: Any, text: str, theme: Theme, token: str, size: float, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(clean(text))
    run.font.size = Pt(size)
    run.font.bold = bold
    run.font.color.rgb = RGBColor.from_string(token)
    face = theme.fonts["structure"]
    run.font.name = face.latin
    fonts = run._element.rPr.rFonts
    fonts.set(qn("w:eastAsia"), face.east)
    fonts.set(qn("w:hint"), "eastAsia")


def _paragraph(document: Any, text: str, theme: Theme, token: str, size: float) -> None:
    from docx.shared import Pt

    if text:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(4)
        _run(paragraph, text, theme, token, size)


def _insert_chart(document: Any, native: NativeChart) -> None:
    """An inline drawing whose chart part carries its own workbook."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    package = document.part.package
    book = Part(PackURI("/word/embeddings/chart1.xlsx"), _SHEET_TYPE, native.workbook, package)
    chart = Part(PackURI("/word/charts/chart1.xml"), _CHART_TYPE, native.xml, package)
    if chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE) != RELATION:
        raise AssertionError("the chart part's first relationship is its workbook")
    relation = document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
    paragraph = document.add_paragraph()
    scale = 483 / native.width_pt
    width, height = round(483 * _EMU), round(native.height_pt * min(scale, 1.6) * _EMU)
    drawing: Any = parse_xml(
        f'<w:drawing xmlns:w="{_WORD}" xmlns:wp="{_INLINE}" xmlns:a="{DRAWING}" xmlns:c="{CHART}" xmlns:r="{RELATIONS}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        '<wp:docPr id="1" name="chart1" descr=""/><wp:cNvGraphicFramePr/><a:graphic>'
        f'<a:graphicData uri="{CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
    )
    drawing.find(f".//{{{_INLINE}}}docPr").set("descr", native.alt)
    paragraph.add_run()._element.append(drawing)


def _table(document: Any, figure: Figure, theme: Theme) -> None:
    """The numbers of the chart between a thick and a fine line, hairlines between the rows."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    columns = [one for one in columns_of(figure) if not one.helper]
    table = document.add_table(rows=0, cols=1 + len(columns))
    table._tbl.tblPr.append(_borders(theme))
    for index in range(-1, len(figure.categories)):
        texts = [clean(figure.categories[index]) if index >= 0 else "", *(one.head for one in columns)]
        if index >= 0:
            texts[1:] = [numeral(one.values[index], one.digits) for one in columns]
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            _run(paragraph, text, theme, theme.primary if index < 0 else theme.ink, 9)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _borders(theme: Theme) -> Any:
    from docx.oxml import parse_xml

    lines = (("top", 12, theme.primary), ("bottom", 6, theme.primary), ("insideH", 4, theme.rule))
    inner = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{token}"/>' for side, size, token in lines
    )
    return parse_xml(f'<w:tblBorders xmlns:w="{_WORD}">{inner}</w:tblBorders>')


def _dated(data: bytes) -> bytes:
    """The package with one fixed day on every entry."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(info))
    return out.getvalue()
