"""The last pages of articles: tiles where they stay white, a figure for the editor where they are almost empty."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.art import filler
from bureau_desk.bulletin.docx_fillers import filler_rows
from bureau_desk.bulletin.docx_marks import END_MARK, bookmark_names
from bureau_desk.bulletin.docx_measure import PAGE
from bureau_desk.bulletin.docx_writer import reckon, write_docx
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.bulletin.proof_layout import layout_slips
from bureau_desk.bulletin.proof_pages import page_slips
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn
from bureau_desk.domain.issue import Article, Block, Column, Issue, Run
from tests.bulletin import galleys
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
ROW = 17 * 72 / 25.4
"""Points that a row of tiles is high."""


def words(lines):
    return GalleyBlock("paragraph", (galleys.line("字" * (22 * lines - 6) + "。"),))


def issue_of(**blocks):
    articles = (replace(galleys.article(key, blocks=one), kind="report") for key, one in blocks.items())
    return galleys.galley(GalleyColumn("创新头条", "TOP STORIES", tuple(articles)))


@given(st.floats(0, PAGE))
def test_tiles_leave_white_between_themselves_and_the_words(used):
    rows = filler_rows(used)
    assert rows in (0, 2, 3, 4)
    assert rows * ROW + used <= PAGE - 60 or rows == 0
    assert rows > 0 or used > 0.74 * PAGE


def test_tiles_are_the_same_for_a_seed_and_as_high_as_asked():
    from io import BytesIO

    from PIL import Image

    assert filler(THEME, 7, 3) == filler(THEME, 7, 3) != filler(THEME, 8, 3)
    with Image.open(BytesIO(filler(THEME, 7, 3))) as image:
        assert image.width / image.height == pytest.approx(10 / 3, rel=0.01)


BRIEF = replace(galleys.article("brief1", blocks=(words(3),)), kind="brief")


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """Endings of every kind: one sentence, words levelled or parted, a table, short articles in columns, a full page."""
    from pypdf import PdfReader

    folder = tmp_path_factory.mktemp("endings")
    galley = issue_of(
        sentence=(words(1),),
        level=(words(10), words(21)),
        parted=(
            words(12),
            GalleyBlock("number", (galleys.line("说明"),), title=galleys.line("61"), unit="家"),
            words(9),
        ),
        table=(words(8), words(8), GalleyBlock("table", table=galleys.sheet(7))),
        full=(words(30), words(30)),
    )
    column = galley.columns[0]
    briefs = (BRIEF, replace(BRIEF, id="brief2"), replace(BRIEF, id="brief3"))
    galley = replace(galley, columns=(replace(column, articles=(*column.articles, *briefs)),))
    pages = reckon(galley, THEME, CLOCK)
    write_docx(galley, THEME, folder / "a.docx", CLOCK, pages, plain_pages=True)
    path = convert(folder / "a.docx", folder, CLOCK)
    return galley, pages, contents.pages_from_pdf(path), PdfReader(path), folder / "a.docx"


def picture_and_words(page):
    """The top of the lowest picture of a page in points from its foot, and the foot of the lowest words of the body."""
    tops, texts = [], []

    def drawn(operator, _, matrix, *__):
        if operator == b"Do" and 400 < matrix[0] < 500:
            tops.append(matrix[5] + max(matrix[3], 0))

    def told(text, matrix, place, *_):
        height = place[5] * matrix[3] + matrix[5] if matrix[3] != 1 else place[5]
        if "字" in text or "家" in text or "模拟数据" in text:
            texts.append(abs(height))

    page.extract_text(visitor_operand_before=drawn, visitor_text=told)
    return min(tops, default=None), min(texts)


@pytest.mark.office
@office
def test_tiles_stand_under_the_words_of_half_empty_pages_and_take_no_page(laid):
    galley, pages, marks, reader, _ = laid
    keys = [article.id for article in galley.articles()]
    found = {key: marks[name] - marks["folio001"] + 1 for key, name in bookmark_names(galley).items()}
    assert found == {key: pages[key] for key in keys}
    assert marks[END_MARK] - marks["folio001"] + 1 == pages[END_MARK]
    for key, after in zip(keys, [*keys[1:], END_MARK], strict=True):
        if pages[after] == pages[key]:
            continue  # short articles share a page
        last = reader.pages[pages[after] - 1 + marks["folio001"] - 2]
        top, lowest = picture_and_words(last)
        if key == "full":
            assert top is None
        else:
            assert top is not None, key
            assert lowest > top + 20, key


def test_the_word_file_with_tiles_is_sound_and_names_them_for_readers_of_the_screen(tmp_path):
    for name, blocks in {"half": (words(20),), "full": (words(30), words(30))}.items():
        path = tmp_path / f"{name}.docx"
        write_docx(issue_of(first=(words(1),), second=blocks), THEME, path, CLOCK)
        assert faults(path) == []
        with zipfile.ZipFile(path) as archive:
            document = archive.read("word/document.xml").decode()
        assert len(re.findall(r'<wp:docPr [^>]*descr="页末装饰图"', document)) == 1 + (name == "half")


def test_an_issue_that_wants_no_tiles_has_none(tmp_path):
    galley, path = issue_of(first=(words(20),)), tmp_path / "plain.docx"
    for wanted in (True, False):
        write_docx(replace(galley, masthead=replace(galley.masthead, page_fillers=wanted)), THEME, path, CLOCK)
        assert faults(path) == []
        with zipfile.ZipFile(path) as archive:
            assert ('descr="页末装饰图"' in archive.read("word/document.xml").decode()) is wanted


def test_an_almost_empty_last_page_is_told_with_the_words_to_strike():
    galley = issue_of(a=(words(38), words(36)), b=(words(60), words(10)), c=(words(2),))
    endings = {}
    pages = reckon(galley, THEME, CLOCK, endings)
    told = {one.where: one.message for one in page_slips(galley, pages, endings=endings) if one.code == "ending"}
    assert set(told) == {"articles/a.md", "articles/c.md"}
    assert pages["b"] - pages["a"] == 2
    rows = round(endings["a"] * 40)
    assert told["articles/a.md"].startswith(f"末页只有{rows}行，删约{rows * 40}字可省一页")
    assert "可加一幅图" in told["articles/c.md"]
    # what is told holds: without so many characters the article takes a page less
    shorter = issue_of(a=(words(38), words(36 - 2 * rows)), b=(words(60), words(10)))
    fewer = reckon(shorter, THEME, CLOCK)
    assert fewer["b"] - fewer["a"] == 1


@pytest.mark.parametrize(("length", "told"), [(60, 0), (62, 1), (200, 1)])
def test_a_quote_of_more_than_four_lines_is_told(length, told):
    quote = Block("quote", lines=((Run("字" * length),),))
    article = Article("a", "题目", (quote,))
    issue = Issue(galleys.masthead(), (Column("一", ("a",)),), {"a": article}, {})
    assert sum(one.code == "quote_long" for one in layout_slips(issue, None)) == told


@pytest.mark.parametrize(("start", "left"), [(1, None), (98, None), (99, 630), (997, 630), (9_998, 630), (99_990, 840)])
def test_a_long_number_of_a_list_has_room_and_its_words_stand_under_one_another(start, left, tmp_path):
    items = GalleyBlock("list", (galleys.line("摸清底数"), galleys.line("逐条核对" * 12)), ordered=True, start=start)
    write_docx(galleys.single(words(2), items, words(2)), THEME, tmp_path / "a.docx", CLOCK)
    assert faults(tmp_path / "a.docx") == []
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        document = archive.read("word/document.xml").decode()
    (item,) = [one for one in re.findall(r"<w:p>.*?</w:p>", document) if ">摸清底数<" in one]
    assert re.findall(r'<w:ind w:left="(\d+)" w:hanging="(\d+)"/>', item) == ([(str(left),) * 2] if left else [])


@pytest.mark.office
@office
def test_words_of_a_list_with_long_numbers_begin_on_one_line_of_the_page(tmp_path):
    from pypdf import PdfReader

    lines = (galleys.line("始" + "逐条核对" * 12), galleys.line("始" + "摸清底数" * 12))
    galley = galleys.single(words(2), GalleyBlock("list", lines, ordered=True, start=9998), words(20))
    write_docx(galley, THEME, tmp_path / "a.docx", CLOCK, plain_pages=True)
    places = []

    def told(text, _, matrix, *__):
        if "始" in text:
            places.append(matrix[4])

    reader = PdfReader(convert(tmp_path / "a.docx", tmp_path, CLOCK))
    marks = contents.pages_from_pdf(tmp_path / "a.pdf")
    reader.pages[marks["art001"] - 1].extract_text(visitor_text=told)
    assert len(places) == 2
    assert places[0] == pytest.approx(places[1], abs=0.5)
    assert places[0] == pytest.approx(1123 / 20 + 3 * 10.5, abs=0.5)


@pytest.mark.office
@office
@pytest.mark.parametrize(
    "text",
    ["字" * (20 + 22 * 3 - 2), "".join("，" if place % 8 == 7 else "字" for place in range(85))],
    ids=["the line is full", "LibreOffice finds room by pressing commas together"],
)
def test_an_end_mark_that_finds_no_room_on_its_line_takes_the_last_character_along(text, tmp_path):
    from pypdf import PdfReader

    full = GalleyBlock("paragraph", (galleys.line(text + "末。"),))
    galley = issue_of(a=(words(3), full), b=(words(3), words(4)))
    write_docx(galley, THEME, tmp_path / "a.docx", CLOCK, plain_pages=True)
    reader = PdfReader(convert(tmp_path / "a.docx", tmp_path, CLOCK))
    marks = contents.pages_from_pdf(tmp_path / "a.pdf")
    lines = reader.pages[marks["art001"] - 1].extract_text().splitlines()
    (ended,) = [re.sub(r"[\s\u2060]", "", line) for line in lines if "◆" in line]
    assert ended == "末。◆"
    # in a file for Word nothing is broken by hand: it keeps the three together itself
    write_docx(galley, THEME, tmp_path / "b.docx", CLOCK)
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert "末。" in archive.read("word/document.xml").decode()


@pytest.mark.office
@office
@pytest.mark.parametrize("characters", [1436, 1452])
def test_the_closing_line_of_a_message_never_has_a_page_of_its_own(characters, tmp_path):
    """At the largest type such a message fills two pages to the last line."""
    from pypdf import PdfReader

    from bureau_desk.bulletin.docx_message import message_pages
    from bureau_desk.bulletin.docx_press import Press

    sizes = Random(characters)
    left, blocks = characters, []
    while left > 0:
        length = min(left, sizes.randrange(60, 330))
        blocks.append(GalleyBlock("paragraph", (galleys.line("字" * (length - 1) + "。"),)))
        left -= length
    message = replace(galleys.article("m", blocks=tuple(blocks)), signature="模拟局", kicker="")
    galley = replace(issue_of(first=(words(3),)), message=message)
    write_docx(galley, THEME, tmp_path / "m.docx", CLOCK, plain_pages=True)
    pages = PdfReader(convert(tmp_path / "m.docx", tmp_path, CLOCK)).pages
    assert message_pages(Press(THEME, CLOCK, 1, rough=True), galley) == 3, "two pages and one of art"
    told = [len(page.extract_text()) for page in pages[1:4]]
    assert min(told[:2]) > 300 and told[2] == 0
