"""Returns of carriers beside last year's: live, in files, among saved rows; and how quick it is in bulk."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bureau_desk.analysis.plausibility import compare
from bureau_desk.app import browsing, bulk_recording, importing, plausible, recording, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.register import Field, FieldType
from bureau_desk.domain.values import Value
from bureau_desk.store.tables import problem

Answer = TypeVar("Answer")
YEARS = ("2023年", "2024年")


def clock() -> datetime:
    return datetime(2026, 3, 1, 9)


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk.create(tmp_path / "核对.desk", "测试", clock=clock)
    yield made
    made.close()


def add(desk: Desk, register: str, *rows: dict[str, Value]) -> list[int]:
    with desk.database.writing() as connection:
        entries = add_many(connection, register, rows)
    write(desk, entries, "载入")
    return [one.record for one in entries]


def stored(desk: Desk, register: str = "annual_stats") -> list[tuple[int, str, str, str, int]]:
    with desk.database.reading() as connection:
        query = select(problem).where(problem.c.register == register, problem.c.code != "required")
        return [
            (one.record, one.code, one.field, one.suggestion, one.other)
            for one in connection.execute(query.order_by(problem.c.record, problem.c.field))
        ]


def returned(subject: int, year: int, **values: Value) -> dict[str, Value]:
    return {"subject_ref": subject, "year": year, "period": "年报", "incubatee_count": 60, **values}


def faults(desk: Desk, register: str = "annual_stats") -> int:
    return next(one.problems for one in browsing.registers(desk) if one.key == register)


def test_a_wrong_unit_is_told_with_the_value_that_would_be_right() -> None:
    fund = Field("fund", "基金", FieldType.MONEY, unit="万元")
    told = compare(fund, 123_400_000, 12_340_000, YEARS)
    assert told is not None and told.code == "unit" and told.suggestion == "1234"
    assert told.message == "疑似把千元当万元填，相差约10倍：2023年1,234万元，2024年12,340万元。"
    income = Field("income", "收入", FieldType.MONEY, unit="千元")
    times = {1000: "疑似把元当千元填", 10: "疑似多填了一位"}
    for factor, words in times.items():
        one = compare(income, 5_000_000 * factor, 5_000_000, YEARS)
        assert one is not None and one.message.startswith(words) and one.suggestion == "5000"
    short = compare(income, 500_000, 5_000_000, YEARS)
    assert short is not None and short.message.startswith("疑似把万元当千元填") and short.suggestion == "5000"
    area = Field("area", "面积", FieldType.DECIMAL, unit="㎡")
    small = compare(area, Decimal("1.8"), Decimal(18000), YEARS)
    assert small is not None and "疑似把万㎡当㎡填" in small.message and small.suggestion == "18000"


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.sampled_from([0, 30, 50, 80]), st.integers(0, 20))
def test_only_changes_beyond_the_limit_are_told_and_a_suggestion_is_near_last_year(
    new: int, old: int, limit: int, least: int
) -> None:
    told = compare(Field("n", "数", FieldType.INTEGER, unit="家"), new, old, YEARS, limit, least)
    if told is None:
        assert (
            abs(new - old) < least
            or limit == 0
            or abs(new - old) * 100 <= limit * old
            or new * 3 < old
            or new > old * 3
        )
    elif told.code == "unit":
        assert abs(int(told.suggestion) - old) <= old * 0.5 + 1 and max(new / old, old / new) >= 5
    else:
        assert limit and abs(new - old) * 100 > limit * old and abs(new - old) >= least


def test_the_form_hears_of_last_year_while_typing(desk: Desk) -> None:
    carrier = add(desk, "incubator", {"carrier_name": "模拟孵化器"})[0]
    add(desk, "annual_stats", returned(carrier, 2023, total_income=12_340_000, graduated_total=40))
    typed = {
        "subject_ref": f"#{carrier}",
        "year": "2024",
        "period": "年报",
        "total_income": "123400",
        "graduated_total": "30",
    }
    typed["graduated_year"] = "5"
    draft = recording.read(desk, "annual_stats", typed)
    found = {one.code: one for one in draft.problems if one.code in ("unit", "cumulative")}
    assert found["unit"].suggestion == "12340" and "2023年12,340千元" in found["unit"].message
    assert "小于2023年的40家加当年毕业企业5家" in found["cumulative"].message
    assert (
        plausible.last_year(desk, desk.register("annual_stats"), None, draft.values)["total_income"] == "上年12,340千元"
    )


def test_saved_rows_are_told_again_when_either_year_changes(desk: Desk) -> None:
    carrier = add(desk, "incubator", {"carrier_name": "模拟孵化器"})[0]
    first, second = add(
        desk,
        "annual_stats",
        returned(carrier, 2023, total_income=10_000_000),
        returned(carrier, 2024, total_income=40_000_000),
    )
    assert stored(desk) == [(second, "change", "total_income", "", first)]
    before = faults(desk)
    bulk_recording.edit_many(desk, "annual_stats", [first], {"total_income": "40000"})  # the year before was wrong
    assert stored(desk) == []
    undoing.undo(desk)
    assert stored(desk) == [(second, "change", "total_income", "", first)] and faults(desk) == before
    recording.delete(desk, [first])
    assert stored(desk) == []
    third = add(desk, "annual_stats", returned(carrier, 2023, total_income=400_000))[0]
    assert [(one[0], one[1], one[4]) for one in stored(desk)] == [(second, "change", third)]
    bulk_recording.edit_many(desk, "annual_stats", [third], {"year": "2021"})  # no longer the year before
    assert stored(desk) == []


def test_the_last_revision_of_an_indicator_is_compared(desk: Desk) -> None:
    base: dict[str, Value] = {"indicator_name": "研发投入", "region": "常州市", "period_kind": "年度", "unit": "亿元"}
    first, last = add(
        desk,
        "indicator_series",
        {**base, "period_end": "2023-12-31", "value": Decimal(345), "revision": 0},
        {**base, "period_end": "2023-12-31", "value": Decimal(34), "revision": 1},
    )
    now = add(desk, "indicator_series", {**base, "period_end": "2024-12-31", "value": Decimal(360), "revision": 0})[0]
    found = [one for one in stored(desk, "indicator_series") if one[1] in ("change", "unit")]
    assert found == [(now, "unit", "value", "36", last)] and first != last


def test_a_file_is_compared_with_the_desk_and_with_itself_before_it_is_written(desk: Desk, tmp_path: Path) -> None:
    carrier = add(desk, "incubator", {"carrier_name": "模拟孵化器"})[0]
    add(desk, "annual_stats", returned(carrier, 2022, total_income=5_000_000))
    file = tmp_path / "年报.csv"
    head = "填报单位,统计年度,报告期,总收入（千元）,年末在孵企业\n"
    rows = "模拟孵化器,2023,年报,50000,60\n模拟孵化器,2024,年报,5100,60\n模拟孵化器,2025,年报,5200,60\n"
    file.write_text(head + rows, encoding="utf-8-sig")
    plan = importing.plan(desk, "annual_stats", file)
    told = {(one.row, one.code): one for one in plan.problems if one.code in ("unit", "change")}
    assert set(told) == {(2, "unit"), (3, "unit")}
    assert told[2, "unit"].column == "D" and "疑似多填了一位" in told[2, "unit"].message
    assert plan.counts["added"] == 3  # soft: nothing is refused
    finish(importing.apply(desk, plan))
    assert [one[1] for one in stored(desk) if one[1] in ("unit", "change")] == ["unit", "unit"]


def test_thousands_of_rows_are_compared_by_the_index_and_not_each_with_each(desk: Desk) -> None:
    carriers = add(desk, "incubator", *({"carrier_name": f"模拟孵化器{one}"} for one in range(600)))
    rows = [
        returned(one, year, total_income=9_000_000 + one * 1000 + year, staff_count=20, incubatee_employees=800)
        for one in carriers
        for year in (2021, 2022, 2023, 2024)
    ]
    rows[-1]["total_income"] = 90_000_000_000
    numbers = add(desk, "annual_stats", *rows)
    register = desk.register("annual_stats")
    with desk.database.reading() as connection:
        by_sql, found = work(connection, lambda: plausible.found_in_desk(desk, connection, register, numbers))
        fourth, _ = work(connection, lambda: plausible.found_in_desk(desk, connection, register, numbers[:600]))
        pairs = [(None, row) for row in rows]
        in_file, told = work(connection, lambda: plausible.problems(desk, connection, register, pairs))
        fourth_in_file, _ = work(connection, lambda: plausible.problems(desk, connection, register, pairs[:600]))
    assert len(found) == 2_400 and sum(map(bool, found.values())) == 1 and sum(map(bool, told)) == 1
    assert by_sql < 6 * fourth and in_file < 6 * fourth_in_file  # each with each would be 16 times the work
    assert by_sql < 60 * len(rows) and in_file < 300 * len(rows)


def work(connection: Connection, call: Callable[[], Answer]) -> tuple[int, Answer]:
    """What a call takes, by calls in Python and by hundreds of steps in the database: the same on every machine."""
    made, raw = [0], connection.connection.driver_connection
    assert raw is not None

    def step() -> int:
        made[0] += 1
        return 0

    def note(_frame: FrameType, event: str, _more: object) -> None:
        made[0] += event in ("call", "c_call")

    raw.set_progress_handler(step, 100)
    sys.setprofile(note)
    try:
        answer = call()
    finally:
        sys.setprofile(None)
        raw.set_progress_handler(None, 100)
    return made[0], answer
