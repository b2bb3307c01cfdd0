"""Where a line may be broken: nothing is lost, no closing mark begins a piece, no opening one ends it, words stay whole."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.bulletin import docx_measure as measure

LETTERS = "中文字，。、（《“”）》%— abcXY019.,()é𬭚\u3000\n"


@given(st.text(LETTERS, max_size=40))
def test_pieces_of_a_line_keep_marks_and_words_together(text: str) -> None:
    pieces = measure._CLUSTER.findall(text)
    assert "".join(pieces) == text
    for before, after in pairwise(pieces):
        assert after[0] not in measure._NEVER_FIRST and before[-1] not in measure._NEVER_LAST
        assert not (re.match(r"[\x21-\u1fff]", after) and re.match(r"[\x21-\u1fff]", before[-1]))
    assert measure.last_cluster(text) == (pieces[-1] if pieces else "")


@given(st.text("中文字符", min_size=1, max_size=60))
def test_chinese_letters_take_one_place_each(text: str) -> None:
    assert measure.lines_of(text, 10) == -(-len(text) // 10)
