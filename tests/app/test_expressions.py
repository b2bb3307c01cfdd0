"""Conditions as staff type them."""

from __future__ import annotations

import pytest

from bureau_desk.app.expressions import parse_where
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.question import Condition, Operator
from tests.app.small import INCUBATOR, SMALL


def read(text):
    return parse_where(text, INCUBATOR, SMALL)


def test_titles_keys_and_joined_conditions_are_understood():
    assert read("所属辖市区=武进区 且 highest_level>=省级") == (
        Condition("stat_unit", Operator.EQUALS, "武进区"),
        Condition("highest_level", Operator.AT_LEAST, "省级"),
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("成立日期>=2015", Condition("established_date", Operator.FROM, "2015")),
        ("孵化器名称~新能源", Condition("carrier_name", Operator.CONTAINS, "新能源")),
        ("stat_unit=武进区|新北区", Condition("stat_unit", Operator.IN, ["武进区", "新北区"])),
        ("stat_unit≠武进区", Condition("stat_unit", Operator.NOT, "武进区")),
        ("operator_uscc=", Condition("operator_uscc", Operator.EMPTY, True)),
    ],
)
def test_each_sign(text, wanted):
    assert read(text) == (wanted,)


@pytest.mark.parametrize("word", ["name", "名称"])
def test_name_means_the_name_field_of_any_register(word):
    assert read(f"{word}~新能源") == (Condition("carrier_name", Operator.CONTAINS, "新能源"),)


def test_a_blank_expression_has_no_conditions():
    assert read("") == read("  ") == ()


@pytest.mark.parametrize(
    "text", ["stat_unit=武进区 且", "且 stat_unit=武进区", "stat_unit=武进区,,成立日期>=2015", "且"]
)
def test_a_dangling_joiner_is_refused(text):
    with pytest.raises(Misuse, match="没有写完"):
        read(text)


@pytest.mark.parametrize("text", ["没有这个字段=1", "乱写", "highest_level>省级", "成立日期>2015"])
def test_what_cannot_be_read_is_refused_with_a_sentence(text):
    with pytest.raises(Misuse) as caught:
        read(text)
    assert caught.value.sentence()
