"""What is stored against rows after edits: the same whether all of a row is checked or only what changed."""

from __future__ import annotations

import random
from pathlib import Path

from sqlalchemy import select

from bureau_desk.app import bulk_edit, edit_plan, recording
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.app.context import DeskContext
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.row_checks import row_problems
from bureau_desk.store.tables import problem
from tests.app.small import clock_at

CHOICES = {
    "operator_uscc": ("913204120000000009", "91320412MATX0035X0", ""), "total_area": ("20000", "300000", ""),
    "controllable_area": ("10000", "15", ""), "staff_count": ("3", "900", ""), "contact_name": ("王", "李", ""),
    "contact_phone": ("0519-86600001", "1", ""), "established_date": ("2010", "2021-05", ""), "address": ("模拟路", ""),
    "tenant_area": ("8000", "1", ""), "run_status": ("正常", ""),
}  # fmt: skip


def told(desk: Desk, records: list[int]) -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """What is stored, and what a whole check says."""
    register = desk.register("incubator")
    with desk.database.reading() as connection:
        held = edit_plan.stored(desk, connection, register, records)
        context = DeskContext(desk, connection)
        fresh = {
            (number, one.code, one.field, one.message, one.value)
            for number, values in held.items()
            for one in row_problems(register, values, context)
        }
        columns = (problem.c.record, problem.c.code, problem.c.field, problem.c.message, problem.c.value)
        stored = {tuple(row) for row in connection.execute(select(*columns))}
    return stored, fresh


def test_after_any_edits_what_is_stored_is_what_a_whole_check_says(tmp_path: Path) -> None:
    desk = Desk.create(tmp_path / "核对.desk", "测试", clock=clock_at("2022-03-01T09:00:00"))
    records = []
    for number in range(6):
        typed = {"carrier_name": f"模拟{number}", "operator_name": "模拟公司", "incubator_type": "综合型"}
        typed |= {"carrier_kind": "孵化器", "stat_unit": "武进区"}
        records += recording.save(desk, recording.read(desk, "incubator", typed)).records
    chance, written = random.Random(7), 0
    for _ in range(40):
        keys = chance.sample(sorted(CHOICES), chance.randint(1, 3))
        chosen = chance.sample(records, chance.randint(1, 6))
        settings = [Setting(key, chance.choice(CHOICES[key])) for key in keys]
        made = finish(bulk_edit.plan(desk, "incubator", chosen, settings))
        written += len(finish(edit_plan.write(desk, made, "批量")).records)
        stored, fresh = told(desk, records)
        assert stored == fresh, (settings, chosen)
    assert written > 40
    desk.close()
