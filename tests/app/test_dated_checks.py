"""What may be said against a row turns with the day, without a rebuild, while the desk is open and when it is opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.app import maintenance, problem_list, quality, recording, upkeep, writing
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Code, CodeList, Field, FieldType, Schema
from bureau_desk.domain.rules import Rule, RuleKind
from tests.app import small

TAGS = CodeList("tag", "标签", (Code("甲", "甲"), Code("乙", "乙", valid_from=date(2024, 10, 1)), Code('丙"', "丙")))
RULES = (
    Rule("listed_ahead", RuleKind.BEFORE_TODAY, ("listed_date",), severity=Severity.SOFT),
    Rule("year_ahead", RuleKind.BEFORE_TODAY, ("plan_year",), severity=Severity.SOFT),
    Rule("area_usual", RuleKind.BETWEEN, ("total_area",), severity=Severity.SOFT, minimum="100",
         valid_from=date(2024, 10, 2), valid_to=date(2025, 2, 28)),
)  # fmt: skip


def schema() -> Schema:
    """The small schema with dates that must not lie ahead, choices and a rule that have their days."""
    lists = {**small.SMALL.codelists, "tag": TAGS}
    units = small.UNITS.codes
    lists["stat_unit"] = replace(small.UNITS, codes=(replace(units[0], valid_to=date(2024, 12, 31)), *units[1:]))
    fields = tuple(replace(one, codelist="tag") if one.key == "tags" else one for one in small.INCUBATOR.fields)
    more = (Field("listed_date", "挂牌日期", FieldType.DATE), Field("plan_year", "计划年度", FieldType.YEAR))
    incubator = replace(small.INCUBATOR, fields=(*fields, *more), rules=RULES)
    return replace(small.SMALL, registers={**small.SMALL.registers, "incubator": incubator}, codelists=lists)


SCHEMA = schema()


class Clock:
    """A clock that a test sets."""

    def __init__(self, day: date) -> None:
        self.day = day

    def __call__(self):
        return small.clock_at(f"{self.day.isoformat()}T09:00:00")()


def made(folder: Path, clock: Clock, rows: list[dict[str, object]]) -> Desk:
    desk = Desk.create(folder / "台账.desk", "测试", clock=clock, schema=SCHEMA)
    with desk.database.writing() as connection:
        entries = writing.add_many(connection, "incubator", [
            {"carrier_name": f"模拟{number}", "stat_unit": "320411", **row} for number, row in enumerate(rows)
        ])  # fmt: skip
    writing.write(desk, entries, "载入", "测试")
    return desk


def said(desk: Desk) -> set[tuple[int, str, str]]:
    return {(one.record, one.field, one.message) for one in quality.problems(desk)}


def rebuilt(desk: Desk) -> set[tuple[int, str, str]]:
    with desk.database.writing() as connection:
        upkeep.rebuild(desk, connection)
    return said(desk)


@pytest.mark.parametrize(
    ("row", "eve", "after", "before"),
    [
        ({"established_date": "2024-10-01"}, date(2024, 9, 30), 0, 1),
        ({"established_date": "2024-10"}, date(2024, 9, 30), 0, 1),
        ({"listed_date": "2025"}, date(2024, 12, 31), 0, 1),
        ({"plan_year": 2025}, date(2024, 12, 31), 0, 1),
        ({"stat_unit": "320412"}, date(2024, 12, 31), 1, 0),
        ({"tags": ("甲", "乙")}, date(2024, 9, 30), 0, 1),
        ({"total_area": 8}, date(2024, 10, 1), 1, 0),
        ({"total_area": 8}, date(2025, 2, 28), 0, 1),
    ],
)
def test_what_turns_with_the_day_is_told_from_that_day_on(tmp_path, row, eve, after, before):
    clock = Clock(date(2024, 9, 1) if eve < date(2024, 10, 1) else eve - timedelta(days=20))
    desk = made(tmp_path, clock, [row, {}])
    told = []
    desk.subscribe(told.append)
    clock.day = eve
    upkeep.turn_day(desk)
    assert len(said(desk)) == before
    told.clear()
    clock.day = eve + timedelta(days=1)
    upkeep.turn_day(desk)
    assert len(told) == 1 and len(said(desk)) == after
    assert problem_list.numbers(desk, problem_list.Asked())[1] == after
    assert maintenance.check(desk) == []
    desk.close()

    clock.day = eve  # a clock set back, and a desk opened on the day after
    desk = Desk.open(desk.path, "测试", clock, schema=SCHEMA)
    assert len(said(desk)) == before
    desk.close()
    clock.day = eve + timedelta(days=40)
    desk = Desk.open(desk.path, "测试", clock, schema=SCHEMA)
    assert said(desk) == rebuilt(desk)
    desk.close()


def test_a_day_on_which_no_check_ends_otherwise_writes_nothing(tmp_path):
    clock = Clock(date(2024, 9, 1))
    desk = made(tmp_path, clock, [{"established_date": "2024-10-01", "listed_date": "2030"}])
    desk.close()
    before = desk.path.read_bytes()
    clock.day = date(2024, 9, 30)
    Desk.open(desk.path, "测试", clock, schema=SCHEMA).close()
    assert desk.path.read_bytes() == before


DAYS = st.dates(date(2024, 8, 1), date(2025, 6, 1))
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "established_date": DAYS.map(date.isoformat) | DAYS.map(lambda day: day.isoformat()[:7]),
        "listed_date": DAYS.map(date.isoformat) | st.sampled_from(("2024", "2025")),
        "plan_year": st.integers(2023, 2026),
        "stat_unit": st.sampled_from(("320412", "320411")),
        "tags": st.lists(st.sampled_from(("甲", "乙", '丙"')), min_size=1, unique=True).map(tuple),
        "total_area": st.sampled_from((8, 800)),
    },
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=6), st.lists(DAYS, min_size=2, max_size=6))
def test_whatever_days_a_desk_is_looked_at_on_its_problems_are_those_of_a_rebuild(tmp_path_factory, rows, days):
    clock = Clock(days[0])
    desk = made(tmp_path_factory.mktemp("desk"), clock, rows)
    for day in days[1:]:
        clock.day = day
        upkeep.turn_day(desk)
    stood = said(desk)
    assert stood == rebuilt(desk)
    desk.close()


def test_a_day_that_was_looked_through_when_the_desk_was_opened_is_not_looked_through_again_by_the_first_save(
    tmp_path, monkeypatch
):
    clock = Clock(date(2024, 9, 1))
    desk = made(tmp_path, clock, [{"listed_date": "2024-10-01"}])
    desk.close()
    clock.day = date(2024, 9, 30)
    desk = Desk.open(desk.path, "测试", clock, schema=SCHEMA)
    with monkeypatch.context() as patched:
        patched.setattr("bureau_desk.app.turning.turned", None)
        recording.save(desk, recording.read(desk, "incubator", {"total_area": "500"}, 1))
    assert len(said(desk)) == 1 and maintenance.check(desk) == []
    clock.day = date(2024, 10, 1)
    upkeep.turn_day(desk)
    assert said(desk) == set(), "the day after is looked through again"
    desk.close()
