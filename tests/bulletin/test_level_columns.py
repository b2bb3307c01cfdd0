"""Columns before a piece across the page are level, in LibreOffice too, so that no right column stays empty."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.docx_arrange import arrange
from bureau_desk.bulletin.docx_flow import CLEAR, Piece, flow, parts_of
from bureau_desk.bulletin.docx_marks import END_MARK, bookmark_names
from bureau_desk.bulletin.docx_measure import PAGE, PITCH
from bureau_desk.bulletin.docx_writer import reckon, write_docx
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.bulletin.proof_pages import page_slips
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from tests.bulletin import galleys
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
MIDDLE = 297.0
"""The middle of a page in points."""


def words(lines, word="字"):
    """A paragraph of so many lines."""
    return GalleyBlock("paragraph", (galleys.line(word * (22 * lines - 6) + "。"),))


def heading(text="看总量"):
    return GalleyBlock("heading", (galleys.line(text),), level=2)


def names(count):
    return GalleyBlock(
        "names", tuple(galleys.line(f"模拟单位{n}") for n in range(count)), title=galleys.line("附：名单")
    )


def numbers():
    return tuple(
        GalleyBlock("number", (galleys.line(f"第{n}项"),), title=galleys.line(str(n)), unit="家") for n in range(2)
    )


HEADED = (words(11), words(9), heading(), words(2), words(2), heading("看强度"), words(2, "末"))
"""Two columns of words with headings, the last of which is far from the middle."""


def made_of(*articles):
    told = tuple(replace(galleys.article(key, blocks=blocks), kind="report") for key, blocks in articles)
    return galleys.galley(GalleyColumn("创新头条", "TOP STORIES", (galleys.article("z"), *told)))


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """Articles that LibreOffice once set on a page more than they need, laid out once."""
    from pypdf import PdfReader

    folder = tmp_path_factory.mktemp("level")
    galley = made_of(
        ("headed", (*HEADED, *numbers(), words(8), words(8))),
        # the words go over the page by a few lines, then comes a list across it
        ("over", (words(12), words(20), words(20), words(20), names(16), names(9), words(10))),
        ("split", (words(1), words(1), words(7), names(16), words(6), words(9))),
        ("last", (words(30), words(28), words(3), names(16))),
        # a heading over a list across the page for which the foot of the page has no room
        *((f"foot{k}", (words(k), words(k), heading("就在这里"), names(24), words(5))) for k in (24, 26)),
        ("end", (words(3),)),
    )
    pages = reckon(galley, THEME, CLOCK)
    write_docx(galley, THEME, folder / "a.docx", CLOCK, pages, plain_pages=True)
    path = convert(folder / "a.docx", folder, CLOCK)
    marks = contents.pages_from_pdf(path)
    bookmarks = bookmark_names(galley) | {END_MARK: END_MARK}
    found = {key: marks[name] - marks["folio001"] + 1 for key, name in bookmarks.items()}
    return galley, pages, found, PdfReader(path), marks


@pytest.mark.office
@office
def test_no_article_takes_a_page_more_than_its_lines_need(laid):
    _, pages, found, _, _ = laid
    assert found == pages


@pytest.mark.office
@office
def test_words_under_headings_reach_the_right_column_before_a_row_of_numbers(laid):
    *_, reader, marks = laid
    places = []

    def seen(text, _, matrix, *__):
        if "末末" in text:
            places.append(matrix[4])

    reader.pages[marks["art002"] - 1].extract_text(visitor_text=seen)
    assert places
    assert min(places) > MIDDLE


@pytest.mark.office
@office
def test_a_list_across_the_page_follows_the_words_that_went_over_the_page(laid):
    *_, reader, marks = laid
    second = re.sub(r"\s", "", reader.pages[marks["art003"]].extract_text())
    assert "字字字字" in second
    assert second.count("附：名单") >= 1


@pytest.mark.office
@office
def test_a_heading_over_a_list_across_the_page_goes_along_to_the_next_page(laid):
    *_, reader, _ = laid
    texts = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
    headed = [text for text in texts if "就在这里" in text]
    assert len(headed) == 2
    assert all("附：名单" in text for text in headed)


def test_a_list_that_a_heading_announces_stands_before_it_only_where_that_saves_much():
    def ordered(lines, after):
        pieces = [
            Piece("", "text", lines * PITCH), Piece("", "text", lines * PITCH), Piece("", "head", 2 * PITCH),
            Piece("", "wide", 10 * PITCH, what="names"), Piece("", "text", after * PITCH),
        ]  # fmt: skip
        return arrange(pieces, PAGE).order, arrange(pieces, PAGE, range(5)).cost - arrange(pieces, PAGE).cost

    found = [ordered(lines, after) for lines in range(20, 40) for after in (4, 12, 30)]
    saved = [saving for order, saving in found if order.index(3) < order.index(2)]
    assert len(saved) < len(found) // 5, "18 of 60 without the rule"
    assert all(saving >= 20 for saving in saved)


def paragraphs_of(path, text):
    with zipfile.ZipFile(path) as archive:
        document = archive.read("word/document.xml").decode()
    return [one for one in re.findall(r"<w:p>.*?</w:p>", document) if f">{text}<" in one]


def test_a_heading_far_from_the_parting_lets_go_and_a_near_one_holds_on_in_word(tmp_path):
    near = (words(14), heading("近处"), words(20))
    parted = (words(12), words(5), heading("分处"), words(10), words(3))
    galley = made_of(
        *((name, (*blocks, *numbers(), words(8))) for name, blocks in (("a", HEADED), ("b", near), ("c", parted)))
    )
    for name, plain_pages in (("word", False), ("pdf", True)):
        path = tmp_path / f"{name}.docx"
        write_docx(galley, THEME, path, CLOCK, plain_pages=plain_pages)
        assert faults(path) == []
        (far,) = paragraphs_of(path, "看强度")
        assert 'keepNext w:val="0"' in far
        (close,) = paragraphs_of(path, "近处")
        assert ('keepNext w:val="0"' in close) == plain_pages, "Word breaks lines a little otherwise"
        (begins,) = paragraphs_of(path, "分处")
        assert '<w:br w:type="column"/>' in begins
        assert 'keepNext w:val="0"' in begins


def test_word_parts_columns_by_hand_only_where_the_page_has_lines_to_spare(tmp_path):
    """Word may set a line more than was reckoned: a break by hand at the foot of a page would begin another one."""
    breaks = {}
    for lines in range(28, 37, 2):
        galley = made_of(("a", (words(lines), words(lines))))
        for plain in (True, False):
            path = tmp_path / f"{lines}{plain}.docx"
            write_docx(galley, THEME, path, CLOCK, plain_pages=plain)
            assert faults(path) == []
            with zipfile.ZipFile(path) as archive:
                breaks[lines, plain] = archive.read("word/document.xml").count(b'<w:br w:type="column"/>')
    fewer = {lines for lines in range(28, 37, 2) if breaks[lines, False] < breaks[lines, True]}
    assert breaks[28, True] == breaks[28, False] == 1, "there is room for more lines"
    assert fewer and min(fewer) > 30, "only near the foot of a page"
    for place in (1, 2, 3):
        spare = place * PITCH
        (part,) = parts_of([Piece("", "text", 10 * PITCH), Piece("", "text", 10 * PITCH)])
        flow([part], 10 * PITCH + spare)
        assert (part.parted, part.spare) == (1, pytest.approx(spare))


def test_headings_know_how_far_they_stand_from_where_columns_part():
    def text(lines):
        return Piece("", "text", lines * PITCH)

    head, wide = Piece("", "head", 2 * PITCH), Piece("", "wide", 100, 8.5)
    parts = parts_of([text(11), text(9), head, text(2), text(2), head, text(2), wide])
    flow(parts, PAGE)
    assert parts[0].split == (1, 4)  # fifteen lines in each column
    assert {place: far / PITCH for place, far in parts[0].free.items()} == {2: 5.0, 5: 11.0}
    # one heading stands where the columns would part: they are parted by hand at the nearest paragraph
    near = parts_of([text(14), head, text(9), text(2), wide])
    flow(near, PAGE)
    assert near[0].parted in (1, 3)
    assert CLEAR < 2 * PITCH


def test_columns_of_an_article_that_grew_are_parted_by_hand_whatever_they_become():
    parts = parts_of([Piece("", "text", 5 * PITCH), Piece("", "text", 20 * PITCH), Piece("", "wide", 100, 8.5)])
    flow(parts, PAGE)
    assert parts[0].parted == 0
    flow(parts, PAGE, by_hand=True)
    assert parts[0].parted == 1


def test_an_overrun_of_libreoffice_is_not_told_as_one_of_the_words():
    galley = made_of(("a", (words(5),)))
    column = galley.columns[0]
    planned = replace(
        galley, columns=(replace(column, articles=(column.articles[0], replace(column.articles[1], pages=1))),)
    )
    pages = reckon(planned, THEME, CLOCK)
    grown = pages | {END_MARK: pages[END_MARK] + 1}
    (told,) = page_slips(planned, grown, counted=lambda: pages)
    assert told.message.startswith("计划1页（pages），实际2页，超出：按行数排得进1页，是 LibreOffice 没有")
    (real,) = page_slips(planned, grown, counted=lambda: grown)
    assert "排到最紧也放不下" in real.message
