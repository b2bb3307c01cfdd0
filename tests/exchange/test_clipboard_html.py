"""Tables copied where only HTML comes along: every cell in its place, texts as they look, hostile pages harmless."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.clipboard import html_block
from bureau_desk.exchange.clipboard_html import MOST_CELLS, parse_html_block

TEXT = st.text(st.sampled_from("甲乙丙012 \"'<>&;=x/"), max_size=8).map(lambda one: " ".join(one.split()))


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1)))
def test_what_the_program_copies_out_as_a_table_reads_back_cell_by_cell(rows):
    found = parse_html_block(html_block(rows, [False] * len(rows[0])))
    if any(any(row) for row in rows):
        assert found == tuple(tuple(row) for row in rows)


def test_codes_keep_their_zeros_and_all_their_digits():
    text = (
        '<meta charset="utf-8"><table><tr><td x:num>007</td><td>91320412MA1234567X</td></tr>'
        "<tr><td>012345678901234567</td><td>1,200</td></tr></table>"
    )
    assert parse_html_block(text) == (("007", "91320412MA1234567X"), ("012345678901234567", "1,200"))


def test_cells_that_span_stand_in_the_first_of_their_places():
    text = """<TABLE><TR><TH colspan=3>标题</TH></TR>
    <tr><td rowspan="2">甲</td><td>1<td>2
    <tr><td>3</td><td>4</td></tr>
    <tr><td>乙</td><td rowspan='9' colspan=2>5</td></tr></TABLE>"""
    assert parse_html_block(text) == (
        ("标题", "", ""), ("甲", "1", "2"), ("", "3", "4"), ("乙", "5", ""),
    )  # fmt: skip


def test_lines_blanks_and_entities_read_as_they_look():
    text = "<table><tr><td>一<br>二</td><td>\n  甲&nbsp;&amp;\n 乙 </td><td><p>上</p><p>下</p></td><td>a<b>b</b>c</td></table>"
    assert parse_html_block(text) == (("一\n二", "甲 & 乙", "上\n下", "abc"),)


def test_tables_that_lay_a_page_out_give_the_table_inside_them():
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    assert parse_html_block(f"<table><tr><td>来信</td></tr><tr><td>{inner}</td></tr></table>") == (
        ("甲", "1"),
        ("乙", "2"),
    )
    small = "<table><tr><td>小<td>表</table>"
    assert parse_html_block(f"<table><tr><td>名称<td>说明<td>备注<tr><td>甲<td>{small}<td>无</table>") == (
        ("名称", "说明", "备注"), ("甲", "小 表", "无"),
    )  # fmt: skip
    assert parse_html_block("<table><tr><td>1<td>2</table><p>又</p><table><tr><td>3</table>") == (("1", "2"), ("3", ""))


def test_text_without_a_table_is_one_line_a_cell_and_rows_without_their_table_are_rows():
    assert parse_html_block("<div>甲<span>园</span></div><div>乙园</div>") == (("甲园",), ("乙园",))
    assert parse_html_block("<tr><td>1</td><td>2</td></tr>") == (("1", "2"),)
    assert parse_html_block("") == () == parse_html_block("<table></table>")


def test_scripts_styles_and_comments_are_no_text():
    text = (
        "<style>td{color:red}</style><script>document.write('<table><td>坏')</script><!-- <td>注 -->"
        "<![if x]><table><tr><td onclick=\"a>b\">好<script>x</script></td><td title='it>s'>2</td></table>"
    )
    assert parse_html_block(text) == (("好", "2"),)
    assert parse_html_block("<table><td>1<script>never closed <td>2") == (("1",),)
    assert parse_html_block('<table><td>1<td title="never closed>2') == (("1",),)
    assert parse_html_block("1 < 2 &lt; 3") == (("1 < 2 < 3",),)


HOSTILE = (
    "<", "<!--", "<!--a-->", "<a ", '<a b="', "<a '>", "<![", "<?", "&", "&a", "</", "</a", "<script>", "<!a", "<table>",
    "<table><td>", "<td>1", "<div>", "<b>", "b= ", "<td colspan=1000 rowspan=65534>", "<tr><td rowspan=65534>", "</table>",
    "<style></style>", "<table><tr><td>x<table>", "=  '", "\0", "<title", "<td " + "a=1 " * 500,
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_large_piece_of_anything_is_read_or_refused_in_time_with_its_length(piece):
    text = "<table>" + piece * (400_000 // len(piece))
    begun = time.process_time()
    try:
        parse_html_block(text)
    except Trouble as trouble:
        assert "太大" in str(trouble)
    assert time.process_time() - begun < 4


def test_a_megabyte_of_a_hostile_page_is_read():
    page = "<script>x<table><td>坏</script><!-- <td> --><b onload='x>y'><table><tr><td>好<td a='>'>1</table>" * 12_000
    block = parse_html_block(page)
    assert len(page) > 1_000_000 and {text for row in block for text in row} == {"好", "1"}


def test_spans_cannot_make_a_table_out_of_nothing():
    with pytest.raises(Trouble, match="太大"):
        parse_html_block("<table>" + "<tr>" + "<td colspan=1000>" * (MOST_CELLS // 1000 + 1))


MARKS = ("<", ">", "table", "tr", "td", "/", '"', "'", "=", " ", "!--", "-->", "x", "&", "script", "<tr>", "<td>")


@given(st.lists(st.sampled_from(MARKS), max_size=60).map("".join))
def test_no_text_breaks_the_reading(text):
    block = parse_html_block(text)
    assert len({len(row) for row in block}) <= 1
