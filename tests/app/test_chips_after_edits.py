"""Chips after edits: the same as asked anew by nobody who knew anything, though only what was edited is read again."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.answer import answer
from bureau_desk.analysis.prepared import prepare
from bureau_desk.app import kept_answers
from bureau_desk.app.asking import snapshot
from bureau_desk.app.chips import Chips
from bureau_desk.app.desk import Desk
from bureau_desk.app.kept_answers import rests_on
from bureau_desk.app.undoing import undo
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse
from bureau_desk.exchange.issue_folder import read_issue
from bureau_desk.places import SEEDS
from bureau_desk.store import snapshots
from bureau_desk.store.journal import Entry
from tests.app.small import make
from tests.app.test_chips import issue

TEXTS = [
    *("{{孵化器数}}", "{{武进}}", "{{早年}}", "{{孵化器数 | 同比}}", "{{武进 | 增减}}"),
    *(f"{{{{孵化器数 @ {year}-06-30}}}}" for year in range(2009, 2013)),
]
steps = st.lists(
    st.tuples(
        st.sampled_from(["edit", "edit", "add", "delete", "event", "undo"]),
        st.integers(0, 5),
        st.sampled_from(["320412", "320411"]),
        st.sampled_from(["2009-05-01", "2010-01-01", "2011-07-01", None]),
        st.sampled_from(["", "2010-03-01", "2012-01-01"]),
    ),
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_chips_that_read_only_what_was_edited_say_what_new_chips_say(tmp_path_factory, done) -> None:
    desk = make(tmp_path_factory.mktemp("chips"))
    rows = [
        {"carrier_name": f"模拟{place}", "stat_unit": "320412", "established_date": "2010-01-01"} for place in range(6)
    ]
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", rows)
    write(desk, entries, "载入", "测试")
    numbers = [one.record for one in entries]
    chips = Chips(desk, issue())
    desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    try:
        chips.read(TEXTS)
        for kind, place, unit, day, since in done:
            _step(desk, numbers, (kind, numbers[place % len(numbers)], unit, day, since))
            assert chips.read(TEXTS) == Chips(desk, issue()).read(TEXTS)
    finally:
        desk.close()


def _step(desk: Desk, numbers: list[int], told: tuple[str, int, str, str | None, str]) -> None:
    kind, number, unit, day, since = told
    if kind == "undo":
        undo(desk)
    elif kind == "edit":
        values = {"stat_unit": unit, "established_date": day}
        write(desk, [Entry(number, "incubator", "edit", values, since)], "改", "测试")
    elif kind == "delete":
        write(desk, [Entry(number, "incubator", "delete", None)], "删", "测试")
    else:
        added = {"carrier_name": f"模拟新{len(numbers)}", "stat_unit": unit, "established_date": day}
        if kind == "event":
            added = {"subject": number, "event_kind": "取消", "event_date": day or "2011-01-01"}
        with desk.database.writing() as connection:
            entries = add_many(connection, "event" if kind == "event" else "incubator", [added])
        write(desk, entries, "加", "测试")
        numbers += [one.record for one in entries if kind == "add"]


def test_after_an_edit_only_the_edited_record_is_read_again(tmp_path, monkeypatch) -> None:
    desk = make(tmp_path)
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": f"模拟{one}"} for one in range(50)])
    write(desk, entries, "载入", "测试")
    chips = Chips(desk, issue())
    chips.read(TEXTS)
    whole = []
    real = snapshots.rows_on
    monkeypatch.setattr(snapshots, "rows_on", lambda *given: whole.append(given[2]) or real(*given))
    desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    write(desk, [Entry(entries[7].record, "incubator", "edit", {"stat_unit": "320412"}, "")], "改", "测试")
    assert chips.read(["{{武进}}"])["{{武进}}"].printed == "1家"
    assert not whole
    desk.close()


def test_another_question_is_asked_without_reading_the_registers_again(tmp_path, monkeypatch) -> None:
    from dataclasses import replace

    desk = make(tmp_path)
    made = issue()
    chips = Chips(desk, made)
    chips.read(TEXTS)
    asked = []
    real = kept_answers.tallied
    monkeypatch.setattr(kept_answers, "tallied", lambda one, data: asked.append(one.name) or real(one, data))
    other = replace(made.questions["武进"], unit="所")
    chips.use(replace(made, questions={**made.questions, "武进": other}))
    assert chips.read(["{{孵化器数}}", "{{武进}}"])["{{武进}}"].unit == "所"
    assert asked == ["武进"]
    desk.close()


@pytest.mark.parametrize("day", [date(2022, 2, 28), date(2020, 12, 31)])
def test_no_question_of_the_sample_issue_rests_on_more_than_is_said(tmp_path_factory, day) -> None:
    desk = Desk.create(tmp_path_factory.mktemp("rests") / "台账.desk", "测试", clock=lambda: datetime(2022, 3, 1))
    try:
        for question in read_issue(SEEDS / "issue")[0].questions.values():
            data = prepare(snapshot(desk, day))
            try:
                answer(question, data)
            except Misuse:
                continue
            read = {key for one in data._shared.days.values() for key in one._rows}
            assert read <= rests_on(question, desk.schema), question.name
    finally:
        desk.close()
