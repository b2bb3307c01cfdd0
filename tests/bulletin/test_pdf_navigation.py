"""Readers of the PDF find their way: what names an article leads to its page, and the bookmarks are its contents."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.docx_contents import title_of
from bureau_desk.bulletin.docx_marks import FIRST_FOLIO_MARK
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.office import soffice
from bureau_desk.bulletin.pdf import convert
from bureau_desk.bulletin.pdf_outline import Entry, put_outline
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn, Span, plain
from tests.bulletin import galleys
from tests.bulletin.test_whole_issue import CLOCK, brief, flat
from tests.bulletin.word_file import W

office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
THEME = load_theme("A")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three columns: titles of two lines, first articles held to one page, a reference to another page, four briefs, and
    a message."""
    from pypdf import PdfReader

    line = galleys.line
    heading = GalleyBlock("heading", (line("文内小标题"),))
    seen = GalleyBlock("paragraph", ((Span("另见第"), Span("00", page="c0"), Span("页。")),))
    columns = []
    for key, name in (("a", "创新头条"), ("b", "科技动态"), ("c", "调查研究")):
        first = galleys.article(
            f"{key}0", name, (*galleys.text(4), heading, *galleys.text(4), *([seen] * (key == "a")))
        )
        first = replace(first, kind="report", title=(line(f"{name}首篇"), line("第二行")), pages=1)
        first = replace(first, contents_title=line(f"{name}首篇第二行"))
        briefs = tuple(brief(number) for number in range(4)) if key == "b" else ()
        last = replace(galleys.article(f"{key}1", name, galleys.text(5)), kind="report")
        columns.append(GalleyColumn(name, "NEWS", (first, *briefs, last)))
    head = replace(galleys.masthead(), headlines=("c0", "a1"))
    message = replace(galleys.article("m", "卷首"), title=(line("新年寄语"),), contents_title=line("新年寄语"))
    galley = galleys.galley(*columns, head=head, message=message)
    pages, path = contents.paginate(galley, THEME, "a", CLOCK, tmp_path_factory.mktemp("pdf"))
    return galley, pages, PdfReader(path), path


def links(reader):
    """(page of the link, page it leads to), from 0."""
    for place, page in enumerate(reader.pages):
        for one in page.get("/Annots", ()):
            note = one.get_object()
            if note["/Subtype"] == "/Link":
                target = note["/Dest"]
                yield place, reader.get_page_number(target[0].get_object())


@pytest.mark.office
@office
def test_contents_cover_lines_and_references_lead_to_the_page_they_name(made):
    galley, pages, reader, _ = made
    before = contents.pages_from_pdf(made[3])[FIRST_FOLIO_MARK] - 2
    place_of = {article.id: pages[article.id] + before for article in galley.articles()}
    found = list(links(reader))
    listing = range(before + 2, place_of["a0"])
    assert {to for on, to in found if on in listing} == set(place_of.values()), "every article in the contents"
    assert {to for on, to in found if on == 0} == {place_of["c0"], place_of["a1"]}, "the lines on the cover"
    assert (place_of["a0"], place_of["c0"]) in found, "the reference in the text"
    assert sum(on in listing for on, _ in found) >= 2 * len(place_of), "number and title both lead there"


@pytest.mark.office
@office
def test_the_bookmarks_name_every_article_once_under_its_column_in_the_order_of_the_pages(made):
    galley, pages, reader, path = made
    before = contents.pages_from_pdf(path)[FIRST_FOLIO_MARK] - 2
    outline = reader.outline
    assert [one.title for one in outline if not isinstance(one, list)] == [
        "新年寄语", "目录", *(column.name for column in galley.columns)
    ]  # fmt: skip
    under = [[one for one in part if not isinstance(one, list)] for part in outline if isinstance(part, list)]
    assert [[one.title for one in part] for part in under] == [
        [title_of(article) for article in column.articles] for column in galley.columns
    ]
    shown = [reader.get_destination_page_number(one) for part in under for one in part]
    assert shown == [pages[article.id] + before for article in galley.articles()]
    every = list(flat(outline))
    numbers = [reader.get_destination_page_number(one) for one in every]
    assert numbers == sorted(numbers)
    assert sum(one.title == "文内小标题" for one in every) == 3, "headings stay under their article"


@pytest.mark.office
@office
def test_new_bookmarks_change_nothing_else_of_a_pdf_and_repeat_byte_for_byte(made, tmp_path):
    import pypdfium2

    path = tmp_path / "a.pdf"
    path.write_bytes(made[3].read_bytes())
    whole = path.read_bytes()
    entries = [
        Entry("一\x00\ud800", 0, under=[Entry("甲", 1, 100.0, [Entry("子", 2)]), Entry("乙", 2)]),
        Entry("二", 3),
    ]
    put_outline(path, entries)
    once = path.read_bytes()
    assert once.startswith(whole)
    path.write_bytes(whole)
    put_outline(path, entries)
    assert path.read_bytes() == once
    with pypdfium2.PdfDocument(path) as document:
        told = [(one.level, one.get_title(), one.get_dest().get_index()) for one in document.get_toc()]
        assert len(document) == len(made[2].pages)
    assert told == [(0, "一", 0), (1, "甲", 1), (2, "子", 2), (1, "乙", 2), (0, "二", 3)]


def test_a_pdf_whose_parts_are_not_listed_in_plain_words_keeps_its_own_bookmarks(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n")
    before = path.read_bytes()
    put_outline(path, [Entry("一", 0)])
    assert path.read_bytes() == before


@pytest.mark.office
@office
def test_photographs_in_the_pdf_are_jpeg_of_300_dpi_and_flat_art_keeps_every_dot(tmp_path):
    import numpy
    from PIL import Image
    from pypdf import PdfReader

    grain = numpy.random.default_rng(1).integers(0, 255, (900, 1200, 3), dtype=numpy.uint8)
    Image.fromarray(grain).resize((2400, 1800)).save(tmp_path / "photo.png")
    picture = GalleyBlock("picture", path=str(tmp_path / "photo.png"), caption=galleys.line("园区"), alt="园区")
    galley = galleys.single(*galleys.text(1), picture, *galleys.text(1))
    _, path = contents.paginate(galley, THEME, "a", CLOCK, tmp_path)
    pictures = {
        (one["/Filter"], int(one["/Width"]))
        for page in PdfReader(path).pages
        for one in (each.get_object() for each in page["/Resources"].get("/XObject", {}).values())
        if one["/Subtype"] == "/Image"
    }
    photographs = [width for kind, width in pictures if kind == "/DCTDecode"]
    assert len(photographs) == 1 and photographs[0] <= 300 * 210 / 25.4
    assert len(pictures) > 2, "the cover's art among them, kept without loss"


def test_a_title_that_refers_to_a_page_leads_from_the_cover_to_its_own_article_alone(tmp_path):
    referring = (Span("把需求写成清单再一项一项往下销的模拟园区（见第"), Span("00", page="b"), Span("页）"))
    first = replace(galleys.article("a"), title=(referring[:1], referring[1:]), contents_title=())
    columns = GalleyColumn("创新头条", "NEWS", (first, galleys.article("b")))
    galley = galleys.galley(columns, head=replace(galleys.masthead(), headlines=("a",)))
    out = tmp_path / "a.docx"
    write_docx(galley, THEME, out, CLOCK, pages={"a": 4, "b": 6}, plain_pages=True)
    document = ElementTree.fromstring(zipfile.ZipFile(out).read("word/document.xml"))
    links = list(document.iter(f"{W}hyperlink"))
    assert links
    assert not [one for one in links if len(list(one.iter(f"{W}hyperlink"))) > 1]


def entries(galley):
    """(level, words) of everything that the outline of an issue should show."""
    yield 1, plain(galley.message.title[0])
    for column in galley.columns:
        yield 1, column.name
        for article in column.articles:
            yield 2, "\n".join(plain(line) for line in article.title)
            yield from ((3, plain(one.lines[0])) for one in article.blocks if one.kind == "heading")


def test_the_outline_of_the_word_file_names_every_article_once_by_its_whole_title_under_its_column(made, tmp_path):
    import docx

    galley = made[0]
    write_docx(galley, THEME, tmp_path / "a.docx", CLOCK)
    shown = []
    for paragraph in docx.Document(tmp_path / "a.docx").paragraphs:
        level = paragraph.style.element.find(f"{W}pPr/{W}outlineLvl")
        if level is not None and paragraph.text:
            shown.append((int(level.get(f"{W}val")) + 1, paragraph.text))
    assert shown == list(entries(galley))


@pytest.mark.office
@office
def test_libreoffice_reads_the_same_outline_from_the_word_file(made, tmp_path):
    from pypdf import PdfReader

    galley = made[0]
    write_docx(galley, THEME, tmp_path / "a.docx", CLOCK)

    def told(outline, level=1):
        for one in outline:
            if isinstance(one, list):
                yield from told(one, level + 1)
            else:
                yield level, "".join(one.title.split())

    outline = PdfReader(convert(tmp_path / "a.docx", tmp_path / "pdf", CLOCK)).outline
    titles = [(level, "".join(words.split())) for level, words in entries(galley) if level == 2]
    assert [pair for pair in told(outline) if pair[0] == 2] == titles
