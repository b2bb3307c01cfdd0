"""The accounts of stocks hold whatever events say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.counts import flows
from bureau_desk.analysis.prepared import prepare
from tests.analysis.memory import desk, hte, question

DAYS = st.dates(date(2017, 1, 1), date(2023, 12, 31))
TEXTS = ("", "国家级", "部级标准级", "省级", "市级认定", "武进区", "苏州市", "高新技术企业")
KINDS = ("认定", "续期", "更名", "迁移", "级别变更", "合并", "取消", "撤销", "注销")
CODES = (
    "91320411MATX004560", "91320412MATX0035X0", "MATX00456", None, "137173527",
)  # fmt: skip


@st.composite
def events(draw, subjects: int):
    return {
        "subject": draw(st.integers(1, subjects)), "event_kind": draw(st.sampled_from(KINDS)),
        "event_date": draw(DAYS).isoformat(), "before": draw(st.sampled_from(TEXTS)),
        "after": draw(st.sampled_from(TEXTS)),
    }  # fmt: skip


@st.composite
def certificates(draw):
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 1500)))
    name = draw(st.sampled_from(("甲公司", "乙公司")))
    return hte(draw(st.sampled_from(CODES)), start.isoformat(), end.isoformat(), name_then=name)  # type: ignore[arg-type]


def assert_accounts_hold(asked, stands, first: date, last: date) -> None:
    span = f"{first.isoformat()}..{last.isoformat()}"

    def ask(count: str, on: date) -> int:
        found = answer(replace(asked, count=question(count=count).count, period=span, as_of=on), stands).value
        assert found is not None
        return int(found)

    before, after = ask("stock", first - timedelta(days=1)), ask("stock", last)
    change = flows(replace(asked, period=span), stands)
    assert ask("net", last) == after - before == change.net
    assert len(change.new) + len(change.other_arrivals) - len(change.gone) == change.net
    assert ask("inflow", last) == len(change.new) <= ask("recognised", last)
    assert ask("cumulative", last) >= after


@settings(max_examples=80, deadline=None)
@given(st.data(), st.lists(certificates(), min_size=1, max_size=8), DAYS, st.integers(0, 900))
def test_stocks_of_titles_change_by_what_comes_and_goes(data, rows, first, length) -> None:
    told = data.draw(st.lists(events(2 + len(rows)), max_size=8))
    firms = [{"name": "甲公司", "uscc": CODES[0]}, {"name": "丙公司", "uscc": CODES[1], "alt_id": "137173527"}]
    last = first + timedelta(days=length)
    stands = prepare(desk(last.isoformat(), enterprise=firms, qualification=rows, event=told))
    assert_accounts_hold(question(), stands, first, last)


@settings(max_examples=80, deadline=None)
@given(st.data(), st.integers(1, 4), DAYS, st.integers(0, 900))
def test_stocks_of_carriers_change_by_what_comes_and_goes(data, carriers, first, length) -> None:
    told = data.draw(st.lists(events(carriers), max_size=10))
    rows = [
        {"carrier_name": name, "operate_since": "2016-01-01", "stat_unit": "武进区", "highest_level": level}
        for name, level in zip("甲乙丙丁"[:carriers], ("省级", None, "市级认定", "部级标准级"), strict=False)
    ]
    last = first + timedelta(days=length)
    stands = prepare(desk(last.isoformat(), incubator=rows, event=told))
    for level in (("at_least", "省级"), "省级", "国家级"):
        assert_accounts_hold(question(register="incubator", where={"highest_level": level}), stands, first, last)


def test_who_rose_above_a_level_was_still_once_recognised_at_it() -> None:
    titles = desk(
        qualification=[hte("A", "2017-01-01", "2018-01-01"), hte("A", "2020-01-01", "2023-01-01", level="省级")]
    )
    asked = question(count="cumulative", where={"level": "省级"})
    assert answer(asked, titles).value == 1
    by_level = answer(question(count="cumulative", by=("level",)), titles)
    assert [(group.keys, group.value) for group in by_level.groups] == [(("国家级",), 1)]
    told = [{"subject": 1, "event_kind": kind, "event_date": day, "after": level}
            for kind, day, level in (("认定", "2012-01-01", "省级"), ("级别变更", "2015-01-01", "部级标准级"))]  # fmt: skip
    carriers = desk(incubator=[{"carrier_name": "甲", "operate_since": "2010-01-01"}], event=told)
    asked = question(register="incubator", count="cumulative", where={"highest_level": "省级"})
    assert answer(asked, carriers).value == 1
