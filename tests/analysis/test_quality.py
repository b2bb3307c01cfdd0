from __future__ import annotations

from dataclasses import replace

from bureau_desk.analysis.quality import check
from bureau_desk.domain.problem import Severity
from bureau_desk.domain.register import Schema
from tests.analysis.memory import INCUBATOR, QUALIFICATION, SCHEMA, Desk, desk, hte


def found(made: Desk, *registers: str) -> list[tuple[str, str, str]]:
    return [(one.code, one.value, one.severity) for one in check(made, registers or None)]


def test_titles_that_ran_out_or_run_out_are_told_unless_renewed() -> None:
    rows = [
        hte("A", "2018-11-30", "2021-11-29"), hte("B", "2018-11-30", "2021-11-29"), hte("B", "2021-11-30", "2024-11-29"),
        hte("C", "2019-01-20", "2022-01-19"), hte("D", "2019-03-20", "2022-03-19"), hte("E", "2021-01-01", "2021-10-31"),
    ]  # fmt: skip
    made = desk("2021-12-31", qualification=rows)
    assert found(made, "qualification") == [
        ("expired", "1", Severity.SOFT), ("expiring", "4", Severity.NOTE), ("expiring", "5", Severity.NOTE),
    ]  # fmt: skip
    messages = [one.message for one in check(made, ["qualification"])]
    assert "已过期32天" in messages[0] and "30天内到期" in messages[1] and "90天内到期" in messages[2]


def test_a_notice_marked_as_counted_is_told() -> None:
    made = desk(
        "2021-12-31",
        qualification=[hte("A", "2021-11-30", "2024-11-29", publish_stage="公示（拟认定）", is_counted=True)],
    )
    assert found(made, "qualification") == [("notice_counted", "1", Severity.SOFT)]


def test_overlapping_certificates_are_noted_and_a_short_renewal_is_not() -> None:
    rows = [hte("A", "2019-01-01", "2024-11-29"), hte("A", "2021-11-30", "2024-11-29"), hte("B", "2018-11-30", "2022-12-29"),
            hte("B", "2022-11-30", "2025-11-29")]  # fmt: skip
    assert [one[:2] for one in found(desk("2021-12-31", qualification=rows), "qualification")] == [("overlap", "2")]


def test_same_unique_fields_and_too_large_parts_are_told() -> None:
    area = replace(INCUBATOR.fields[6], maximum_field="total_area")
    incubator = replace(
        INCUBATOR, unique=(("carrier_name",),), fields=(*INCUBATOR.fields[:6], area, *INCUBATOR.fields[7:])
    )
    schema = replace(SCHEMA, registers={**SCHEMA.registers, "incubator": incubator})
    assert isinstance(schema, Schema) and QUALIFICATION.key in schema.registers
    rows = [{"carrier_name": "甲", "total_area": 5, "staff_count": 6}, {"carrier_name": "甲"}]
    made = replace(desk(incubator=rows), schema=schema)
    assert found(made, "incubator") == [("duplicate", "2", Severity.SOFT), ("part_over_total", "1", Severity.SOFT)]


def test_events_that_cannot_work_are_told() -> None:
    events = [
        {"subject": 1, "event_kind": "认定", "event_date": "2021-01-01", "after": "省部级"},
        {"subject": 9, "event_kind": "认定", "event_date": "2021-01-01", "after": "省级"},
        {"subject": 1, "event_kind": "迁移", "after": "武进区"},
    ]
    made = desk(incubator=[{"carrier_name": "甲"}], event=events)
    assert [one[:2] for one in found(made, "event")] == [
        ("event_value", "2"),
        ("event_subject", "3"),
        ("event_day", "4"),
    ]
