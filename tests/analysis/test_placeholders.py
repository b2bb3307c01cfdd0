from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.analysis.placeholders import Placeholder, read, split, unclosed


@pytest.mark.parametrize(
    ("inside", "name", "day", "form", "other"),
    [
        ("高企数", "高企数", None, "", ""), (" 高企数 @ 2021-12-31 ", "高企数", date(2021, 12, 31), "", ""),
        ("高企数|同比", "高企数", None, "同比", ""), ("高企数 @ 2021 | 占比 全市 高企数", "高企数", date(2021, 12, 31), "占比", "全市 高企数"),
        ("高企数＠2022年2月｜约数", "高企数", date(2022, 2, 28), "约数", ""), ("R&D 强度", "R&D 强度", None, "", ""),
    ],
)  # fmt: skip
def test_placeholders_are_read(inside, name, day, form, other) -> None:
    found = read(inside)
    assert (found.name, found.day, found.form, found.other, found.fault) == (name, day, form, other, "")


@pytest.mark.parametrize("inside", ["", " @ 2021", "数 @ 2021-13-01", "数 | 环比", "数 | 占比", "数 | 同比 别的"])
def test_faults_are_told(inside: str) -> None:
    assert read(inside).fault


def test_lists_are_told_from_numbers() -> None:
    assert read("list 名单 甲").listing and read("list 名单 甲").name == "名单 甲"
    assert not read("list").listing


def test_braces_without_a_pair_are_text() -> None:
    assert split("a{{b") == ("a{{b",)
    assert unclosed("a{{b") == "{{b" and unclosed("前面的字b}}c") and not unclosed("a{{b}} {c}")


@given(st.text(st.sampled_from("ab{}|@ 2021数同比"), max_size=30))
def test_the_pieces_join_to_the_text(text: str) -> None:
    assert "".join(one.text if isinstance(one, Placeholder) else one for one in split(text)) == text
