"""The desk's list of problems: filters, acceptance that undo knows, mending, the check of the whole desk, the workbook."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from bureau_desk.app import (
    accepting,
    browsing,
    bulk_recording,
    closing,
    colouring,
    desk_checks,
    problem_export,
    problem_list,
    recording,
    steps,
    undoing,
    upkeep,
)
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.problem_list import ACCEPTED, OPEN, WIDE, Asked
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.values import Value
from bureau_desk.store.tables import problem


def clock() -> datetime:
    return datetime(2026, 3, 1, 9)


@pytest.fixture
def desk(tmp_path: Path):
    made = Desk.create(tmp_path / "核对.desk", "测试", clock=clock)
    carriers = add(
        made,
        "incubator",
        {"carrier_name": "溧阳孵化器", "operator_name": "甲", "stat_unit": "320481", "established_date": "2010"},
        {"carrier_name": "武进孵化器", "operator_name": "乙", "stat_unit": "320412", "established_date": "2010"},
    )
    for carrier, income in zip(carriers, (99_000_000, 9_900_000), strict=True):
        rows: list[dict[str, Value]] = [
            {"subject_ref": carrier, "year": 2023, "period": "年报", "total_income": 9_900_000},
            {"subject_ref": carrier, "year": 2024, "period": "年报", "total_income": income},
        ]
        add(made, "annual_stats", *rows)
    yield made
    made.close()


def add(desk: Desk, register: str, *rows: dict[str, Value]) -> list[int]:
    with desk.database.writing() as connection:
        entries = add_many(connection, register, rows)
    write(desk, entries, "载入")
    return [one.record for one in entries]


def shown(desk: Desk, **asked: object) -> list[problem_list.Line]:
    wanted = problem_list.ids(desk, Asked(**asked))  # type: ignore[arg-type]
    page = problem_list.page(desk, wanted)
    return [page[one] for one in wanted]


def told(desk: Desk, register: str) -> int:
    return next(one.problems for one in browsing.registers(desk) if one.key == register)


def faults(desk: Desk, register: str) -> int:
    with desk.database.reading() as connection:
        return len([1 for row in connection.exec_driver_sql(f"SELECT faults FROM current_{register}") if row[0]])


def test_the_list_is_chosen_by_register_kind_district_text_and_who_wrote_it(desk: Desk) -> None:
    every = shown(desk)
    assert len(every) == problem_list.numbers(desk, Asked())[1] == problem_list.states(desk)[OPEN]
    unit = shown(desk, kind="unit")
    assert [(one.name, one.district, one.title, one.suggestion) for one in unit] == [
        ("溧阳孵化器 2024", "溧阳市", "总收入", "9900")
    ]
    assert unit[0].other_name == "溧阳孵化器 2023"
    assert {one.register for one in shown(desk, register="incubator")} == {"incubator"}
    by_district = {key: number for key, _, number in problem_list.counts(desk, Asked(), "district")}
    assert by_district["320481"] == len(shown(desk, district="320481")) > by_district["320412"]
    assert {one.record for one in shown(desk, text="溧阳 总收入")} >= {unit[0].record}
    assert all("溧阳" in one.name for one in shown(desk, text="溧阳"))
    assert len(shown(desk, mine=True)) == len(every)
    kinds = problem_list.counts(desk, Asked(), "kind")
    assert sum(number for _, _, number in kinds) == len(every) and ("unit", "疑似单位或位数有误", 1) in kinds
    desk.author = "别人"
    assert shown(desk, mine=True) == []


def test_what_is_let_stand_leaves_every_count_until_its_value_changes(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    others = [one.id for one in shown(desk, register="annual_stats") if one.record == line.record]
    before = told(desk, "annual_stats")
    with pytest.raises(Misuse):
        accepting.accept(desk, others, "  ")
    accepting.accept(desk, others, "已核实，数据属实")
    assert told(desk, "annual_stats") == before - 1 == faults(desk, "annual_stats")
    assert colouring.problems(desk, [line.record]) == {}  # nor does the table mark the row
    assert problem_list.states(desk)[ACCEPTED] == len(others)
    kept = next(one for one in shown(desk, state=ACCEPTED) if one.kind == "unit")
    assert (kept.reason, kept.author, kept.accepted_at[:10]) == ("已核实，数据属实", "测试", "2026-03-01")
    bulk_recording.edit_many(desk, "annual_stats", [line.record], {"remark": "看过"})  # another field: it stands
    assert problem_list.states(desk)[ACCEPTED] == len(others)
    bulk_recording.edit_many(desk, "annual_stats", [line.record], {"total_income": "98000"})
    assert shown(desk, kind="unit")[0].value == "98,000千元"
    undoing.undo(desk)  # the old value again, and with it the old judgement
    assert shown(desk, kind="unit") == [] and told(desk, "annual_stats") == before - 1


def test_accepting_is_a_step_that_undo_and_redo_know_and_a_rebuilt_desk_keeps(desk: Desk) -> None:
    every = [one.id for one in shown(desk)]
    count = len(every)
    accepting.accept(desk, every, "原始材料如此，无法补齐")
    assert problem_list.states(desk) == {OPEN: 0, WIDE: 0, ACCEPTED: count}
    assert undoing.undo_label(desk).startswith(f"接受 {count} 个问题")
    undoing.undo(desk)
    assert problem_list.states(desk) == {OPEN: count, WIDE: 0, ACCEPTED: 0}
    undoing.redo(desk)
    assert problem_list.states(desk)[ACCEPTED] == count
    with desk.database.writing() as connection:
        upkeep.rebuild(desk, connection)
    assert problem_list.states(desk)[ACCEPTED] == count and told(desk, "incubator") == faults(desk, "incubator") == 0
    accepting.take_back(desk, list(problem_list.ids(desk, Asked(state=ACCEPTED)))[:2])
    assert problem_list.states(desk)[OPEN] == 2
    undoing.undo(desk)
    assert problem_list.states(desk)[ACCEPTED] == count


def test_an_older_acceptance_is_not_taken_back_by_its_number_over_a_later_decision(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    first = accepting.accept(desk, [line.id], "已核实，数据属实").batch
    second = accepting.take_back(desk, [shown(desk, state=ACCEPTED)[0].id]).batch
    with pytest.raises(Trouble, match="“溧阳孵化器”的这个问题后来又有别的决定"):
        undoing.undo(desk, first)
    assert undoing.undo_label(desk).startswith("不再接受"), "nothing was written"
    undoing.undo(desk, second)
    assert [one.reason for one in shown(desk, state=ACCEPTED)] == ["已核实，数据属实"]
    undoing.undo(desk, first)
    assert shown(desk, state=ACCEPTED) == [] and shown(desk, kind="unit")
    again = undoing.redo(desk)
    assert again is not None and len(shown(desk, state=ACCEPTED)) == 1


def test_a_second_reason_is_not_lost_when_the_first_is_taken_back(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    first = accepting.accept(desk, [line.id], "口径变化").batch
    accepting.accept(desk, [shown(desk, state=ACCEPTED)[0].id], "已核实，数据属实")
    with pytest.raises(Trouble, match="后来又有别的决定"):
        undoing.undo(desk, first)
    assert shown(desk, state=ACCEPTED)[0].reason == "已核实，数据属实"
    undoing.undo(desk)
    assert shown(desk, state=ACCEPTED)[0].reason == "口径变化"


def test_what_must_be_mended_cannot_be_let_stand(desk: Desk) -> None:
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE problem SET severity = 'hard' WHERE code = 'unit'")
    with pytest.raises(Trouble):
        accepting.accept(desk, [one.id for one in shown(desk)], "不管")
    assert problem_list.states(desk)[ACCEPTED] == 0


def test_a_suggested_value_is_written_as_one_step_that_undo_takes_back(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    changes = accepting.mend(desk, problem_list.ids(desk, Asked()))
    assert changes.records == (line.record,) and shown(desk, kind="unit") == []
    row = browsing.rows(desk, "annual_stats", [line.record])[line.record]
    assert row.get("total_income") == 9_900_000
    undoing.undo(desk)
    assert shown(desk, kind="unit")[0].suggestion == "9900"


def test_the_check_of_the_whole_desk_is_kept_apart_and_knows_when_it_is_old(desk: Desk) -> None:
    row: dict[str, Value] = {"name_then": "模拟企业", "uscc": "91320411MATX004560", "qual_type": "高新技术企业", "valid_from": "2023-03-20", "valid_to": "2026-03-19"}  # fmt: skip
    add(desk, "qualification", row)
    before = problem_list.states(desk)[OPEN]
    assert not desk_checks.last_check(desk).at
    steps = []
    job = desk_checks.check_desk(desk)
    while True:
        try:
            steps.append(next(job))
        except StopIteration as end:
            assert end.value == 1
            break
    assert len(steps) > 10 and steps[-1].done == steps[-1].total
    assert problem_list.states(desk) == {OPEN: before, WIDE: 1, ACCEPTED: 0} and desk_checks.last_check(desk).fresh
    line = shown(desk, state=WIDE)[0]
    assert line.kind == "term" and "30天内到期" in line.message and line.value == "2026-03-19"
    accepting.accept(desk, [line.id], "企业已申请重新认定")
    finish(desk_checks.check_desk(desk))
    assert shown(desk, state=WIDE) == [] and shown(desk, state=ACCEPTED)[0].reason == "企业已申请重新认定"
    add(desk, "incubator", {"carrier_name": "新的"})
    assert not desk_checks.last_check(desk).fresh


def test_the_workbook_has_a_sheet_for_each_district_with_room_for_answers(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "问题.xlsx"
    number = finish(problem_export.export(desk, Asked(), out, by="district"))
    book = openpyxl.load_workbook(out)
    assert set(book.sheetnames) == {"溧阳市", "武进区"}
    assert sum(sheet.max_row - 1 for sheet in book) == number == problem_list.states(desk)[OPEN]
    sheet = book["溧阳市"]
    heads = [cell.value for cell in sheet[1]]
    line = next(row for row in sheet.iter_rows(min_row=2, values_only=True) if "疑似" in str(row[heads.index("问题")]))
    assert line[heads.index("记录")] == "溧阳孵化器 2024" and line[heads.index("建议值")] == "9900"
    assert (
        "核实情况（请填写）" in heads
        and sheet.print_title_rows == "$1:$1"
        and sheet.page_setup.orientation == "landscape"
    )


def test_suggestions_of_several_registers_are_one_step(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    (other,) = add(desk, "incubator", {"carrier_name": "模拟待改孵化器", "stat_unit": "320412", "staff_count": 3})
    mark = {"record": other, "register": "incubator", "field": "staff_count", "code": "unit", "severity": "soft"}
    with desk.database.writing() as connection:
        connection.execute(problem.insert().values(**mark, message="模拟", value="3", suggestion="30"))
    before = len(steps.numbers(desk, steps.Wanted()))
    changes = accepting.mend(desk, problem_list.ids(desk, Asked()))
    assert set(changes.records) == {line.record, other} and changes.registers == {"annual_stats", "incubator"}
    assert len(steps.numbers(desk, steps.Wanted())) == before + 1
    undoing.undo(desk)
    assert browsing.rows(desk, "incubator", [other])[other].get("staff_count") == 3
    assert browsing.rows(desk, "annual_stats", [line.record])[line.record].get("total_income") == 99_000_000


def test_mending_in_a_closed_year_writes_nothing_without_its_reason(desk: Desk) -> None:
    line = shown(desk, kind="unit")[0]
    closing.close(desk, 2024)
    chosen = problem_list.ids(desk, Asked())
    with pytest.raises(closing.Closed):
        accepting.mend(desk, chosen)
    with closing.correcting(desk, "单位填错"):
        accepting.mend(desk, chosen)
    assert recording.history(desk, line.record)[0].reason == "更正：单位填错（按问题清单的建议值更正）"


def test_a_record_deleted_while_the_whole_desk_is_checked_is_not_listed(desk: Desk) -> None:
    row: dict[str, Value] = {"name_then": "模拟企业", "uscc": "91320411MATX004560", "qual_type": "高新技术企业", "valid_from": "2023-03-20", "valid_to": "2026-03-19"}  # fmt: skip
    (certificate,) = add(desk, "qualification", row)
    job = desk_checks.check_desk(desk)
    while True:
        step = next(job)
        if step.total and step.done == step.total:
            break
    recording.delete(desk, [certificate])
    finish(job)
    with desk.database.reading() as connection:
        listed = connection.execute(select(problem.c.record).where(problem.c.wide == 1)).scalars().all()
    assert certificate not in listed
    undoing.undo(desk)
    finish(desk_checks.check_desk(desk))
    assert problem_list.states(desk)[WIDE] == 1
