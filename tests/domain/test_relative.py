"""Words for spans of days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau_desk.domain import relative
from bureau_desk.domain.problem import Misuse

DAY = date(2024, 3, 31)  # a Sunday, the last of a month and of a quarter, in a leap year


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("今天", "2024-03-31", "2024-03-31"),
        ("昨天", "2024-03-30", "2024-03-30"),
        ("明天", "2024-04-01", "2024-04-01"),
        ("本周", "2024-03-25", "2024-03-31"),
        ("下周", "2024-04-01", "2024-04-07"),
        ("本月", "2024-03-01", "2024-03-31"),
        ("上个月", "2024-02-01", "2024-02-29"),
        ("下月", "2024-04-01", "2024-04-30"),
        ("本季度", "2024-01-01", "2024-03-31"),
        ("上季度", "2023-10-01", "2023-12-31"),
        ("下季度", "2024-04-01", "2024-06-30"),
        ("上半年", "2024-01-01", "2024-06-30"),
        ("今年", "2024-01-01", "2024-12-31"),
        ("去年", "2023-01-01", "2023-12-31"),
        ("明年", "2025-01-01", "2025-12-31"),
        ("过去30天", "2024-03-01", "2024-03-31"),
        ("近 1 个月", "2024-02-29", "2024-03-31"),
        ("未来90天", "2024-03-31", "2024-06-29"),
        ("90天内到期", "2024-03-31", "2024-06-29"),
        ("３个月内到期", "2024-03-31", "2024-06-30"),
        ("三年内", "2021-03-31", "2024-03-31"),
        ("满10年", "", "2014-03-31"),
        ("1年以上", "", "2023-03-31"),
        ("已过期", "", "2024-03-30"),
        ("未到期", "2024-03-31", ""),
    ],
)
def test_a_word_means_these_days(word: str, first: str, last: str) -> None:
    assert relative.span(word, DAY) == (first, last)


@pytest.mark.parametrize(
    "word", ["", "以前", "过去", "过去很多天", "满30天内", "过去99999天", "未来9999年", "30天", "过去1年到期"]
)
def test_an_unknown_word_is_refused_with_what_is_possible(word: str) -> None:
    with pytest.raises(Misuse) as caught:
        relative.span(word, DAY)
    assert word in caught.value.message
    assert "90天内到期" in caught.value.hint


@given(st.sampled_from(relative.OFFERED), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_word_offered_means_days_in_order(word: str, day: date) -> None:
    first, last = relative.span(word, day)
    assert first or last
    assert not (first and last) or date.fromisoformat(first) <= date.fromisoformat(last)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_neighbouring_spans_leave_no_day_out(day: date) -> None:
    for former, present, following in (("上周", "本周", "下周"), ("上月", "本月", "下月"), ("上季度", "本季度", "下季度"), ("上年", "本年", "明年")):  # fmt: skip
        spans = [tuple(map(date.fromisoformat, relative.span(word, day))) for word in (former, present, following)]
        assert spans[1][0] <= day <= spans[1][1]
        assert spans[0][1] + timedelta(days=1) == spans[1][0]
        assert spans[1][1] + timedelta(days=1) == spans[2][0]
