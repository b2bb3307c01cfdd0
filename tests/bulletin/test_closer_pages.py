"""What does not fit as designed: closer text, tables in the column, lists over pages, pictures near their own shape."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from bureau_desk.bulletin import contents
from bureau_desk.bulletin.docx_arrange import arrange
from bureau_desk.bulletin.docx_boxes import names_piece
from bureau_desk.bulletin.docx_density import DENSITIES, densities
from bureau_desk.bulletin.docx_fit import fitted
from bureau_desk.bulletin.docx_flow import Breaks, Piece, flow, parts_of
from bureau_desk.bulletin.docx_marks import Marks
from bureau_desk.bulletin.docx_measure import COLUMN_WIDTH, PAGE, PITCH
from bureau_desk.bulletin.docx_numbers import in_rows
from bureau_desk.bulletin.docx_photos import photo_of
from bureau_desk.bulletin.docx_pictures import Setting, groups, picture_piece
from bureau_desk.bulletin.docx_press import Press
from bureau_desk.bulletin.docx_tables import in_column, table_piece
from bureau_desk.bulletin.docx_writer import reckon, write_docx
from bureau_desk.bulletin.folios import with_titles
from bureau_desk.bulletin.pdf import soffice
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import GalleyBlock, GalleyColumn, Span, TableSheet, plain
from tests.bulletin import galleys
from tests.bulletin.test_whole_issue import printed
from tests.bulletin.word_file import faults

CLOCK = datetime(2022, 3, 1)
THEME = load_theme("A")
office = pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")


@pytest.fixture
def rough():
    return Press(THEME, CLOCK, 1, rough=True)


def styles_of(galley, folder):
    write_docx(galley, THEME, folder / "a.docx", CLOCK)
    assert faults(folder / "a.docx") == []
    return [style for style, _ in printed(folder / "a.docx")]


def one(pages, paragraphs, kind="report"):
    article = replace(galleys.article("a", blocks=galleys.text(paragraphs)), pages=pages, kind=kind)
    return galleys.galley(GalleyColumn("创新头条", "", (galleys.article("z"), article)))


def pitch_and_pages(rough, paragraphs):
    """The pitch of the text and the pages of an article planned for one page."""
    made = one(1, paragraphs)
    column = made.columns[0]
    _, laid = fitted(rough, column, 1, False, column.articles[1], Marks(rough, made, {}, True))
    return laid.parts[0].pieces[0].pitch, laid.pages


def test_text_is_set_closer_only_as_far_as_the_plan_asks(rough):
    found = [pitch_and_pages(rough, paragraphs) for paragraphs in range(10, 30)]
    fitting = [pitch for pitch, pages in found if pages == 1]
    assert fitting == sorted(fitting, reverse=True)
    assert set(fitting) == {face.pitch for face in DENSITIES}
    # What fits in no face is set as designed: nothing is won by small type.
    assert [pitch for pitch, pages in found if pages > 1][-1] == DENSITIES[0].pitch


def test_an_article_without_a_plan_is_never_set_closer(tmp_path):
    assert not [style for style in styles_of(one(0, 40), tmp_path) if style.endswith(("紧", "密"))]


def test_a_style_file_of_earlier_days_knows_the_designed_face_alone(rough):
    assert densities(rough) == len(DENSITIES) == 3
    for name in [name for name in rough.styles.ids if name.endswith("密")]:
        del rough.styles.ids[name]
    assert densities(rough) == 2


def test_headings_and_boxes_stay_on_the_lines_of_a_closer_face():
    for face in DENSITIES:
        assert (face.above + face.below + PITCH) % face.pitch == 0


def table(columns, rows, words="12"):
    body = tuple((f"模拟{row}", *([words] * (columns - 1))) for row in range(rows))
    return TableSheet("表", "模拟表", "", "家", "", "2022-01-01", tuple(f"列{n}" for n in range(columns)), body,
                      numeric=(False, *([True] * (columns - 1))))  # fmt: skip


def test_a_narrow_table_stands_in_the_column_and_a_wide_or_long_one_across(rough):
    assert in_column(table(2, 6)) and in_column(table(3, 8)) and in_column(table(5, 9))
    assert not in_column(table(9, 3)), "too many columns"
    assert not in_column(table(2, 6, "一句很长的话写在格子里要占好几行才放得下" * 2)), "cells of several lines"
    assert not in_column(table(3, 30)), "higher than half a page"
    narrow, wide = table_piece(rough, table(3, 8)), table_piece(rough, table(9, 3))
    assert (narrow.kind, wide.kind) == ("box", "wide")
    assert (narrow.height + narrow.after) % PITCH == pytest.approx(0, abs=0.6)
    grid = [int(width) for width in re.findall(r'<w:gridCol w:w="(\d+)"/>', narrow.xml)]
    assert sum(grid) == COLUMN_WIDTH * 20


def test_a_long_table_goes_on_over_the_page_and_a_short_one_is_kept_whole(rough):
    short, long = table_piece(rough, table(9, 10)), table_piece(rough, table(9, 80))
    assert short.breaks is None and short.xml.count("<w:keepNext/>") > 90
    assert long.breaks is not None and "<w:tblHeader/>" in long.xml
    result = flow(parts_of([Piece("", "text", 5 * PITCH), long]), 20 * PITCH)
    assert result.on[1] == 0, "it begins under the text"
    assert result.pages == 3


def test_a_piece_that_breaks_leaves_whole_rows_and_repeats_its_head():
    breaks = Breaks(40, 20, again=25, least=3)
    assert breaks.held(95, begun=False) == 0, "two rows are too few"
    assert breaks.held(105, begun=False) == 100
    assert breaks.held(50, begun=True) == 45


def names(count):
    return GalleyBlock(
        "names", tuple(galleys.line(f"模拟企业{n}号") for n in range(count)), title=galleys.line("附：名单")
    )


def test_a_long_list_of_names_goes_on_over_the_page_in_numbered_groups(rough, tmp_path):
    assert names_piece(rough, names(30)).breaks is None
    long = names_piece(rough, names(200))
    assert long.breaks is not None and long.height > PAGE
    result = flow(parts_of([Piece("", "text", 5 * PITCH), long, Piece("", "text", 5 * PITCH)]), 20 * PITCH)
    assert result.on[1] == 0
    made = galleys.single(*galleys.text(1), names(200), *galleys.text(1))
    write_docx(made, THEME, tmp_path / "a.docx", CLOCK)
    shown = [words for style, words in printed(tmp_path / "a.docx") if style == "名单" and words]
    assert sorted(shown, key=lambda words: int(words.split("\t")[0])) == [f"{n + 1}\t模拟企业{n}号" for n in range(200)]
    assert faults(tmp_path / "a.docx") == []


def picture(folder, name, size):
    path = folder / name
    path.write_bytes(galleys.picture_bytes("PNG", size))
    return GalleyBlock("picture", path=str(path), caption=galleys.line("图"))


def test_tall_and_flat_pictures_keep_near_their_shape(rough, tmp_path):
    usual, tall, flat = (picture(tmp_path, f"{n}.png", size) for n, size in enumerate(((60, 40), (40, 60), (300, 40))))
    heights = [picture_piece(rough, block).height for block in (flat, usual, tall)]
    assert heights == sorted(heights) and heights[0] < heights[1] < heights[2]
    assert {round(height % PITCH, 3) for height in heights} == {round(heights[0] % PITCH, 3)}
    above, below = photo_of(tall.path).crop_to(231 / 152.5)[1::2]
    assert 0 < above < below, "heads stand in the upper part"
    blocks = [usual, usual, tall, usual]
    assert groups(blocks, Setting(row=3)) == {1: [0, 1, 3], 2: [2]}, "a tall one never stands in a row"
    assert 3 in groups([usual, usual, usual, flat], Setting(wide=True)), "the flat one takes both columns"


def number(text, unit=""):
    return GalleyBlock("number", (galleys.line("说明"),), title=galleys.line(text), unit=unit)


def test_big_numbers_stand_in_a_row_only_where_each_keeps_its_unit_on_its_line():
    assert in_rows([number("1", "家")] * 4) == {0: [0, 1, 2, 3]}
    assert in_rows([number("157.63", "亿元")] * 4) == {
        0: [0, 1, 2],
    }
    assert in_rows([number("12345678.90", "万平方米")] * 2) == {}


def test_a_share_is_one_big_number(seed_rows, tmp_path):
    from bureau_desk.bulletin.compose_blocks import _without_unit

    assert _without_unit((Span("1/5"),)) == ((Span("1/5"),), "")
    assert _without_unit((Span("27家"),)) == ((Span("27"),), "家")


def cover(**head):
    articles = tuple(
        replace(galleys.article(f"a{n}"), title=(galleys.line(text),), contents_title=galleys.line(text))
        for n, text in enumerate(("短题", "长" * 200, "中" * 30, "尾"))
    )
    told = replace(galleys.masthead(), headlines=("a0", "a1", "a2", "a3"), **head)
    return galleys.galley(GalleyColumn("一", "", articles), head=told)


def test_a_cover_line_too_long_for_the_cover_is_cut_and_the_article_keeps_its_title(tmp_path):
    write_docx(cover(), THEME, tmp_path / "a.docx", CLOCK)
    shown = list(printed(tmp_path / "a.docx"))
    lines = [words for style, words in shown if style.startswith("封面要目") and words]
    assert lines[1].startswith("长" * 20) and lines[1].endswith("……") and len(lines[1]) < 46
    assert any(style.startswith("篇名") and words == "长" * 200 for style, words in shown)


@pytest.mark.parametrize(
    ("latin", "style"),
    [("CHANGZHOU", "刊名西文"), ("SCIENCE AND TECHNOLOGY REVIEW", "期号淡"), ("VERY " * 30, "")],
)
def test_a_long_latin_name_is_set_closer_or_left_out_of_the_cover(latin, style, tmp_path):
    write_docx(cover(latin=latin, total=1024, frequency="月刊"), THEME, tmp_path / "a.docx", CLOCK)
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        document = archive.read("word/document.xml").decode()
    line = document[: document.index("第 3 期")]
    names = Press(THEME, CLOCK, 1).styles
    assert (f'<w:rStyle w:val="{names[style]}"/>' in line.rpartition("<w:p>")[2]) if style else latin not in line


def test_a_message_of_several_pages_has_its_art_on_each(tmp_path):
    message = replace(
        galleys.article("m"), blocks=tuple(GalleyBlock("paragraph", (galleys.line("字" * 500),)) for _ in range(5))
    )
    made = replace(galleys.single(), message=message)
    write_docx(made, THEME, tmp_path / "a.docx", CLOCK)
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if re.match(r"word/header\d+\.xml", name)]
    assert sum("装饰图" in header for header in headers) == 2
    assert faults(tmp_path / "a.docx") == []


def test_a_brief_names_the_article_where_the_magazine_prints_its_page():
    words = (Span("另见第"), Span("00", page="b"), Span("页。又见"), Span("00", page="x"), Span("。"))
    first = replace(galleys.article("a"), blocks=(GalleyBlock("paragraph", (words,)),))
    second = replace(galleys.article("b"), title=(galleys.line("上半句"), galleys.line("下半句")))
    made = with_titles(galleys.galley(GalleyColumn("一", "", (first, second))), {"x": "别的文章"})
    assert plain(made.articles()[0].blocks[0].lines[0]) == "另见《上半句下半句》。又见《别的文章》。"


@pytest.mark.office
@office
def test_latin_words_stay_whole_and_pages_agree_for_long_lists_and_tables(tmp_path):
    english = (
        "The district signed a memorandum of understanding on collaborative research into advanced manufacturing. "
    )
    blocks = (
        GalleyBlock("paragraph", (galleys.line(english * 6),)),
        GalleyBlock("table", table=table(3, 8)),
        *galleys.text(4),
        names(120),
        *galleys.text(3),
        GalleyBlock("table", table=table(9, 70)),
        *galleys.text(2),
    )
    made = galleys.galley(
        GalleyColumn("一", "", (galleys.article("a", blocks=blocks), galleys.article("b"), galleys.article("c")))
    )
    pages, path = contents.paginate(made, THEME, "a", CLOCK, tmp_path)
    assert pages == reckon(made, THEME, CLOCK)
    from pypdf import PdfReader

    reader = PdfReader(path)
    lines = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
    words = set(english.replace(".", "").split())
    latin = [
        word for line in lines if re.fullmatch(r"[A-Za-z ,.]{12,}", line) for word in line.replace(".", "").split()
    ]
    assert len(latin) > 60
    assert set(latin) <= words
    assert str(reader.trailer["/Root"]["/Lang"]) == "zh-CN"


def test_an_article_does_not_end_with_a_page_of_tables():
    def words(lines):
        return Piece("", "text", lines * PITCH)

    def box(height, after):
        return Piece("", "box", height, after, "table")

    def wide(height):
        return Piece("", "wide", height, 8.5, "table")

    pieces = [
        words(9), box(178.8, 25.2), words(11), box(178.8, 25.2), words(8), Piece("", "head", 34), words(3), wide(266.3),
        words(15), wide(239.3), words(7), box(225.3, 12.7), words(10),
    ]  # fmt: skip
    laid = arrange(pieces, 471)
    assert laid.pages == 3
    assert laid.parts[-1].pieces[-1].kind == "text"


def test_a_strip_of_a_few_lines_over_a_wide_piece_is_counted_against_an_order():
    wide, words = Piece("", "wide", 200, 8.5, "table"), Piece("", "text", 4 * PITCH)
    assert flow(parts_of([words, wide, Piece("", "text", 9 * PITCH)]), PAGE).strips == 1
    assert flow(parts_of([Piece("", "text", 20 * PITCH), wide, words]), PAGE).strips == 0
