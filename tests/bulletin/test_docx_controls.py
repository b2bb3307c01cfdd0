"""Numbers in Word: each in a content control with its key, read back after editing, marked when they changed."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import docx
import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.brief_preset import preset
from bureau_desk.bulletin.brief_writer import write_brief
from bureau_desk.bulletin.docx_controls import NAMESPACE, Revision, key_of
from bureau_desk.bulletin.docx_readback import read_numbers
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.office import converted
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.issue import Brief
from tests.bulletin.word_file import W, faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def word(sample, tmp_path_factory):
    path = tmp_path_factory.mktemp("numbers") / "期.docx"
    write_docx(sample, THEME, path, CLOCK)
    return path


@pytest.fixture(scope="module")
def short(sample):
    """The first column: what LibreOffice takes is measured by the page."""
    return replace(sample, columns=sample.columns[:1])


def keys(galley):
    return {key_of(one.index) for one in galley.numbers} | {
        key_of(place, point=True) for place, one in enumerate(galley.points) if one.kind == "table"
    }


def words_of(path):
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("word/document.xml"))
    return "".join(node.text or "" for node in root.iter(f"{W}t"))


def test_every_bound_number_and_every_cell_stands_in_a_control_with_its_key(sample, word):
    assert faults(word) == []
    held = read_numbers(word).held
    assert {one.key for one in held} == keys(sample)
    printed = {key_of(one.index): one for one in sample.numbers}
    for one in held:
        if one.key in printed:
            # a big number stands apart from its unit
            assert printed[one.key].text.startswith(one.text) and one.text
            assert one.alias.startswith(printed[one.key].name[:40])
    cells = {key_of(place, point=True): one.number.text for place, one in enumerate(sample.points)}
    assert all(one.text == cells[one.key] for one in held if one.key in cells)


def test_numbers_of_titles_stand_in_controls_in_contents_and_on_the_cover_too(sample, word):
    counted = [one.key for one in read_numbers(word).held]
    shown = {key_of(span.number) for one in sample.articles() for span in one.contents_title if span.number >= 0}
    assert shown
    covered = {
        key_of(span.number)
        for one in sample.articles()
        if one.id in sample.masthead.headlines[:4]
        for span in one.contents_title
        if span.number >= 0
    }
    assert all(counted.count(key) == (2 if key in covered else 1) for key in shown)


def test_the_words_are_those_of_a_document_without_controls(sample, word, tmp_path):
    write_docx(sample, THEME, tmp_path / "b.docx", CLOCK, plain_pages=True)
    assert words_of(word) == words_of(tmp_path / "b.docx")
    assert not read_numbers(tmp_path / "b.docx").held


def test_the_list_travels_with_the_document(sample, word):
    found = read_numbers(word)
    assert len(found.listed) == len(sample.numbers) + len(sample.points)
    assert found.day == sample.masthead.date and found.title == sample.masthead.title
    assert [one.key for one in found.held] == [key for key, _ in found.places]
    first = sample.numbers[0]
    told = found.listed[key_of(0)]
    assert (told.name, told.form, told.as_of, told.text, told.value, told.unit, told.article, told.rows) == (
        first.name, first.form, first.as_of, first.text, first.value, first.unit, first.article, len(first.rows)
    )  # fmt: skip
    with zipfile.ZipFile(word) as archive:
        assert NAMESPACE in archive.read("customXml/itemProps1.xml").decode()
        assert "customXmlProperties+xml" in archive.read("[Content_Types].xml").decode()


def test_numbers_in_titles_of_charts_and_bylines_are_bound_as_well(sample, tmp_path):
    from bureau_desk.domain.galley import Span, scoped

    figure = sample.figures[0]
    number = sample.numbers[0]
    line = (Span("共有"), Span(number.text, number=0), Span("之多"))
    title = f"共有{number.text}之多"
    drawn = replace(figure, title=title)
    article = next(one for one in sample.articles() if any(block.figure == figure for block in one.blocks))
    blocks = tuple(replace(block, figure=drawn) if block.figure == figure else block for block in article.blocks)
    changed = replace(article, blocks=blocks)
    columns = tuple(
        replace(column, articles=tuple(changed if one is article else one for one in column.articles))
        for column in sample.columns
    )
    galley = replace(sample, columns=columns, worded={scoped("chart", figure.name, title): line})
    write_docx(galley, THEME, tmp_path / "a.docx", CLOCK)
    found = read_numbers(tmp_path / "a.docx")
    place = found.paragraphs.index(title)
    assert [one.text for one in found.held if one.paragraph == place] == [number.text]


def test_a_brief_holds_its_numbers_in_the_same_way(sample, tmp_path):
    brief = Brief("模拟简报", 1)
    layout = preset("gbt-9704", tmp_path)
    write_brief(sample, brief, layout, THEME, tmp_path / "a.docx", CLOCK)
    assert faults(tmp_path / "a.docx") == []
    found = read_numbers(tmp_path / "a.docx")
    message = {one.index for one in sample.numbers if sample.message and one.article == sample.message.id}
    wanted = {key for key in keys(sample) if key not in {key_of(one) for one in message}}
    assert {one.key for one in found.held} == wanted


def test_changed_numbers_are_marked_as_deleted_and_inserted(sample, tmp_path):
    cell = next(place for place, one in enumerate(sample.points) if one.kind == "table")
    before = {key_of(0): "1<2&家", key_of(cell, point=True): "999", key_of(1): sample.numbers[1].text}
    revision = Revision("张&三", datetime(2022, 3, 5, 10, 30), before)
    write_docx(sample, THEME, tmp_path / "a.docx", CLOCK, revision=revision)
    assert faults(tmp_path / "a.docx") == []
    root = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml"))
    gone = [node.text for node in root.iter(f"{W}delText")]
    assert sorted(gone) == sorted(["1<2&家", "999"])
    marks = [*root.iter(f"{W}ins"), *root.iter(f"{W}del")]
    assert {node.get(f"{W}author") for node in marks} == {"张&三"}
    assert {node.get(f"{W}date") for node in marks} == {"2022-03-05T10:30:00Z"}
    held = {one.key: one.text for one in read_numbers(tmp_path / "a.docx").held}
    assert held[key_of(0)] == sample.numbers[0].text  # what is deleted is not read


def test_the_same_issue_gives_the_same_bytes(sample, word, tmp_path):
    write_docx(sample, THEME, tmp_path / "b.docx", CLOCK)
    assert (tmp_path / "b.docx").read_bytes() == word.read_bytes()


@office
@pytest.mark.office
def test_libreoffice_lays_out_the_same_pages_and_words(short, tmp_path):
    from pypdf import PdfReader

    pages = contents.estimate_pages(short)
    texts, starts = [], []
    for name, plain in (("with", False), ("plain", True)):
        path = tmp_path / f"{name}.docx"
        write_docx(short, THEME, path, CLOCK, pages, plain_pages=plain)
        made = convert(path, tmp_path, CLOCK)
        starts.append(contents.pages_from_pdf(made))
        reader = PdfReader(made)
        assert not reader.get_fields()
        text = "".join(page.extract_text() for page in reader.pages)
        texts.append(Counter(re.sub(r"\s+", "", text)))
    assert starts[0] == starts[1]
    # LibreOffice shows page references of the editable copy without their leading zero
    assert set(texts[1] - texts[0]) <= {"0"} and not texts[0] - texts[1]


@office
@pytest.mark.office
def test_every_number_is_known_again_after_libreoffice_saved_the_document(short, tmp_path):
    word = tmp_path / "word" / "期.docx"
    word.parent.mkdir()
    write_docx(short, THEME, word, CLOCK)
    converted(word, tmp_path, "docx")
    found = read_numbers(tmp_path / word.name)
    assert len(found.listed) == len(short.numbers) + len(short.points)
    # this LibreOffice drops the names of the controls; their order tells
    assert [one.key for one in found.held] == [key for key, _ in found.places]
    assert [one.text for one in found.held] == [text for _, text in found.places]
    assert len(found.held) > 40


def test_two_numbers_that_libreoffice_put_into_one_another_stand_apart_again(tmp_path):
    def control(key, inner):
        return f'<w:sdt><w:sdtPr><w:tag w:val="{key}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'

    def run(text):
        return f"<w:r><w:t>{text}</w:t></w:r>"

    nested = control("bd-0", run("8类") + control("bd-1", "<w:r/>") + run("33个"))
    xml = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
        f"{run('梳理成')}{nested}{run('问题')}</w:p></w:body></w:document>"
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/document.xml", xml)
    held = read_numbers(tmp_path / "a.docx").held
    assert [(one.key, one.text, one.start) for one in held] == [("bd-0", "8类", 3), ("bd-1", "33个", 5)]


def test_a_document_of_python_docx_keeps_controls_and_list(word, tmp_path):
    document = docx.Document(word)
    document.add_paragraph("模拟新增一段，共有88家。")
    document.save(tmp_path / "b.docx")
    found, was = read_numbers(tmp_path / "b.docx"), read_numbers(word)
    assert [(one.key, one.text) for one in found.held] == [(one.key, one.text) for one in was.held]
    assert found.listed == was.listed
