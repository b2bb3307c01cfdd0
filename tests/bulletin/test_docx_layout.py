"""Lines, columns and pages are reckoned as a layout engine lays them out."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bureau_desk.bulletin import contents, docx_article, docx_measure
from bureau_desk.bulletin.docx_arrange import arrange
from bureau_desk.bulletin.docx_flow import Part, Piece, flow, parts_of
from bureau_desk.bulletin.docx_marks import END_MARK, FIRST_FOLIO_MARK, bookmark_names
from bureau_desk.bulletin.docx_measure import PAGE, PITCH, lines_of, width_of
from bureau_desk.bulletin.docx_writer import estimate, reckon
from bureau_desk.bulletin.pdf import soffice
from bureau_desk.charts.theme import load_theme

CLOCK = datetime(2022, 3, 1)


def text(lines):
    return Piece(f"text{lines}", "text", lines * PITCH)


def box(lines, name="box"):
    return Piece(name, "box", lines * PITCH - 10, 10)


def wide(lines):
    return Piece("wide", "wide", lines * PITCH, 8.5)


HEAD = Piece("head", "head", 2 * PITCH)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("", 1),
        ("字" * 22, 1),
        ("字" * 23, 2),
        ("字" * 21 + "字。", 2),  # a full stop never begins a line: it takes a character along
        ("字" * 21 + "（注）", 2),  # an opening bracket never ends one
        ("字" * 19 + "2021", 1),
        ("字" * 20 + "202112", 2),  # a number is never broken
        ("字\n字", 2),
    ],
)
def test_lines_break_where_chinese_setting_breaks_them(words, lines):
    assert lines_of(words, 22) == lines


@given(st.text("字，。（）2022a ", max_size=200), st.integers(5, 30))
def test_lines_hold_no_less_than_the_width_of_their_text(words, characters):
    assert 1 <= lines_of(words, characters) <= len(words) + 1
    assert lines_of(words + "字", characters) >= lines_of(words, characters)
    assert lines_of(words, characters + 40) <= lines_of(words, characters)


def test_latin_letters_have_the_widths_of_their_faces():
    assert width_of("2022") == 2.0
    assert width_of("ab", docx_measure.SANS) == pytest.approx(1.112)
    assert width_of("第1期") == pytest.approx(2.9)  # a fifth of a character stands on either side


def test_two_columns_on_their_last_page_are_balanced():
    result = flow(parts_of([text(10), text(10)]), PAGE)
    assert (result.pages, result.used, result.uneven) == (1, 10 * PITCH, 0)


def test_text_flows_over_pages_and_leaves_no_hole():
    result = flow(parts_of([text(100)]), 10 * PITCH)
    assert (result.pages, result.used, result.holes) == (2, 40 * PITCH, [0, 0])


def test_a_box_that_does_not_fit_leaves_a_hole_and_a_heading_goes_along():
    result = flow(parts_of([text(7), HEAD, box(8), text(60)]), 10 * PITCH)
    assert result.holes[0] == 3 * PITCH


def test_a_heading_that_came_from_the_page_before_goes_on_holding_on_to_its_text():
    (part,) = parts_of([text(77), HEAD, text(10), HEAD, text(10)])
    assert flow([part], PAGE).on == [0, 1, 1, 1, 1]
    assert list(part.free) == [3]  # the other, let go, would stay alone at the foot of the first page


def test_less_than_two_lines_of_a_paragraph_never_stand_alone():
    result = flow(parts_of([text(9), text(4), text(60)]), 10 * PITCH)
    assert result.holes[0] == PITCH


def test_a_heading_before_a_wide_piece_stands_over_both_columns():
    assert [part.columns for part in parts_of([text(3), HEAD, wide(5), text(3)])] == [2, 1, 2]


def test_a_box_moves_down_past_text_rather_than_leave_a_hole():
    pieces = [text(6), box(12), text(4), text(10), text(10), text(20), text(20)]
    before = flow(parts_of(pieces), 10 * PITCH)
    found = arrange(pieces, 10 * PITCH)
    after = flow(found.parts, 10 * PITCH)
    assert max(before.holes) > 2.5 * PITCH >= max(after.holes)
    assert [piece for part in found.parts for piece in part.pieces if piece.kind == "text"] == [
        piece for piece in pieces if piece.kind == "text"
    ]


PIECES = st.one_of(
    st.integers(1, 12).map(text), st.integers(4, 20).map(box), st.integers(4, 30).map(wide), st.just(HEAD)
)


@settings(max_examples=40, deadline=None)
@given(st.lists(PIECES, max_size=14), st.floats(0, PAGE))
@example([text(1), text(1), text(10), text(12), box(18)], 373.0)
def test_an_arrangement_keeps_every_piece_and_is_never_worse(pieces, first_page):
    found = arrange(pieces, first_page)
    placed = [piece for part in found.parts for piece in part.pieces]
    assert sorted(map(repr, placed)) == sorted(map(repr, pieces))
    running = [piece for piece in placed if not piece.movable]
    assert running == [piece for piece in pieces if not piece.movable]
    assert found.pages >= 1
    assert 0 <= found.filled <= 1


def test_a_piece_taller_than_a_page_does_not_stop_the_reckoning():
    result = arrange([text(3), box(60), wide(90), text(3)], 100.0)
    assert result.pages >= 4


def test_the_same_pieces_are_arranged_the_same_way_under_other_words():
    pieces = [text(6), box(12), text(14), text(20), wide(8), text(9)]
    other = [Piece(f"other {piece.xml}", piece.kind, piece.height, piece.after) for piece in pieces]
    first, second = arrange(pieces, 300.0), arrange(other, 300.0)
    names = [[piece.xml for part in one.parts for piece in part.pieces] for one in (first, second)]
    assert names[1] == [f"other {name}" for name in names[0]]


def test_no_article_of_the_sample_ends_with_a_page_of_a_few_lines(sample):
    pages = estimate(sample, load_theme("A"), CLOCK)
    assert min(pages.values()) == 4
    assert list(pages) == [article.id for article in sample.articles()]
    assert pages["dongli-dianchi"] - pages["gaoqi-zengzhang"] == 2
    assert pages["chuangye-dasai"] - pages["dujiaoshou"] == 1


@pytest.mark.office
@pytest.mark.skipif(soffice() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["A", "B"])
def test_reckoned_pages_are_those_of_libreoffice(sample, name, tmp_path):
    theme = load_theme(name)
    pages, pdf = contents.paginate(sample, theme, "sample", CLOCK, tmp_path)
    assert reckon(sample, theme, CLOCK) == pages
    marks = contents.pages_from_pdf(pdf)
    first = marks[FIRST_FOLIO_MARK]
    found = {key: marks[mark] - first + 1 for key, mark in bookmark_names(sample).items()}
    assert found | {END_MARK: marks[END_MARK] - first + 1} == pages


@pytest.mark.parametrize("pictures_only", [False, True])
def test_a_heading_takes_the_wide_piece_below_it_along_in_word_and_in_the_pdf(pictures_only):
    press = SimpleNamespace(pictures_only=pictures_only, spacer=lambda *_: "", run=lambda _: "<w:r></w:r>")
    space, title = (f'<w:p><w:pPr><w:pStyle w:val="{one}"/></w:pPr><w:r></w:r></w:p>' for one in ("s", "t"))
    head = Piece(title, "head", 2 * PITCH)
    part = docx_article._part(press, Part(1, [head, Piece(space + title, "wide", 9 * PITCH)]), False)
    assert part.count("<w:keepNext/>") == 1
    assert '<w:pStyle w:val="s"/><w:keepNext/>' in part
