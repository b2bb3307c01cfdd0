"""Rows of one file that name each other: certificates their predecessors, firms their parents."""

from __future__ import annotations

from dataclasses import replace

from bureau_desk.domain.register import Field, FieldType, Need, Schema
from bureau_desk.exchange.plan import ImportPlan, make_plan
from bureau_desk.exchange.plan_references import settled
from tests.domain.sample_schema import CARRIER, SCHEMA, SampleContext
from tests.exchange.sheets import CODES, Records, sheet

LINKED = replace(
    CARRIER,
    fields=(
        Field("name", "孵化器名称", FieldType.TEXT, Need.REQUIRED),
        Field("uscc", "统一社会信用代码", FieldType.CREDIT_CODE),
        Field("staff_count", "从业人员", FieldType.INTEGER),
        Field("before", "上一次认定", FieldType.REFERENCE, targets=("carrier",)),
    ),
    unique=(),
)
CONTEXT = SampleContext(
    records={7: ("carrier", "旧园")}, schema=Schema({**SCHEMA.registers, "carrier": LINKED}, SCHEMA.codelists)
)
HEAD = ("孵化器名称", "统一社会信用代码", "从业人员", "上一次认定")


def plan_of(*rows: tuple[object, ...]) -> ImportPlan:
    return make_plan(LINKED, sheet(HEAD, *rows), CONTEXT, Records().existing)


def outcomes_of(plan: ImportPlan) -> list[str]:
    return [line.outcome.value for line in plan.lines]


def test_a_row_may_name_another_of_the_same_file_by_code_or_name() -> None:
    plan = plan_of(
        ("甲", CODES[0], 1, "乙"), ("乙", CODES[1], 1, CODES[2]), ("丙", CODES[2], 1, "旧园"), ("丁", None, 1, None)
    )
    assert outcomes_of(plan) == ["added"] * 4
    records = {line.number: 100 + line.number for line in plan.lines}
    assert [settled(LINKED, line.values, records).get("before") for line in plan.lines] == [103, 104, 7, None]


def test_a_name_that_two_rows_bear_or_none_tells_nothing() -> None:
    plan = plan_of(("甲", CODES[0], 1, None), ("甲", CODES[1], 1, None), ("乙", None, 1, "甲"), ("丙", None, 1, "外地"))
    assert outcomes_of(plan) == ["added", "added", "refused", "refused"]
    assert {problem.field for problem in plan.problems if problem.severity == "hard"} == {"上一次认定"}


def test_a_row_that_leads_to_a_refused_one_is_refused_with_it() -> None:
    plan = plan_of(("甲", CODES[0], 1, "乙"), ("乙", CODES[1], 1, "丙"), ("丙", CODES[2], "约20", None))
    assert outcomes_of(plan) == ["refused"] * 3
    assert "本文件第 3 行" in plan.lines[0].problems[-1].message


def test_a_row_does_not_come_before_itself() -> None:
    assert outcomes_of(plan_of(("甲", CODES[0], 1, "甲"))) == ["refused"]
