from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.counts import flows
from bureau_desk.analysis.periods import year_before
from bureau_desk.analysis.prepared import prepare
from tests.analysis.memory import desk, hte, question

DAYS = st.dates(date(2017, 1, 1), date(2023, 12, 31))
LEVELS = st.sampled_from(("国家级", "省级", "市级"))


@st.composite
def certificates(draw):
    start = draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 1500)))
    stop = draw(st.none() | st.just(start + timedelta(days=draw(st.integers(0, 1500)))))
    return hte(
        draw(st.sampled_from("ABCDEF")), start.isoformat(), end.isoformat(), level=draw(LEVELS),
        end_date=stop.isoformat() if stop else None,
    )  # fmt: skip


ASKED = st.sampled_from(
    (
        question(),
        question(where={"level": "省级"}),
        question(where={"level": ("at_least", "省级")}),
        question(by=("level",)),
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(certificates(), max_size=14), DAYS, st.integers(0, 900), ASKED)
def test_stock_changes_by_what_comes_and_goes(rows, first, length, asked) -> None:
    last = first + timedelta(days=length)
    firms = prepare(desk(last.isoformat(), qualification=rows))
    span = f"{first.isoformat()}..{last.isoformat()}"

    def ask(count: str, **more):
        return answer(replace(asked, count=question(count=count).count, period=span, **more), firms)

    before, after = ask("stock", as_of=first - timedelta(days=1)), ask("stock", as_of=last)
    change = flows(replace(asked, period=span), firms)
    assert ask("net").value == after.value - before.value == change.net
    assert len(change.new) + len(change.other_arrivals) - len(change.gone) == change.net
    assert ask("inflow").value == len(change.new)
    assert ask("recognised").value >= ask("inflow").value
    assert ask("cumulative", as_of=last).value >= after.value
    for table in (before, after, ask("net")):
        if table.groups:
            assert sum(group.value for group in table.groups) == table.value


@given(DAYS)
def test_a_year_before_is_in_the_year_before_and_keeps_month_ends(day: date) -> None:
    earlier = year_before(day)
    assert (earlier.year, earlier.month) == (day.year - 1, day.month)
    assert ((day + timedelta(days=1)).day == 1) == ((earlier + timedelta(days=1)).day == 1) or day.day == 28
