"""A closed year: what held on its last day changes only by a marked correction, on every way in."""

import json
import time
from datetime import date, datetime

import pytest

from bureau_desk.app import asking, bulk_recording, closing, importing, recording, steps, trash, undoing
from bureau_desk.app.closing import Closed
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.cli.dispatch import run
from bureau_desk.cli.parser import read_arguments
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.question import Question
from tests.app import small


def add(desk, register="incubator", **typed):
    changes = recording.save(desk, recording.read(desk, register, typed))
    return changes.records[0]


def edit(desk, record, valid_from=None, **typed):
    return recording.save(desk, recording.read(desk, "incubator", typed, record), valid_from=valid_from)


@pytest.fixture
def desk(tmp_path):
    desk = small.make(tmp_path)
    add(desk, carrier_name="模拟老园", stat_unit="武进区", established_date="2019-05-01", total_area="100")
    add(desk, carrier_name="模拟新园", stat_unit="武进区", established_date="2022-02-01", total_area="200")
    add(desk, carrier_name="模拟无日期", stat_unit="武进区")
    closing.close(desk, 2021, "年报已上报")
    yield desk
    desk.close()


def test_only_a_year_that_is_over_is_closed_and_only_once(desk):
    with pytest.raises(Trouble, match="还没有结束"):
        closing.close(desk, 2022)
    with pytest.raises(Trouble, match="已经关账"):
        closing.close(desk, 2020)
    (one,) = closing.closings(desk)
    assert (one.year, one.author, one.note) == (2021, "测试", "年报已上报")
    newest = steps.page(desk, steps.numbers(desk, steps.Wanted())[:1]).popitem()[1]
    assert (newest.kind, newest.summary, newest.holds) == ("close", "关账：2021 年（年报已上报）", True)


def test_what_held_on_the_last_closed_day_is_refused_and_later_changes_pass(desk):
    old, new, undated = 1, 2, 3
    with pytest.raises(Closed, match="“模拟老园”"):
        edit(desk, old, total_area="999", valid_from="")
    with pytest.raises(Closed):
        edit(desk, old, total_area="999", valid_from="2021-12-31")
    with pytest.raises(Closed):
        edit(desk, undated, total_area="5", valid_from="")
    with pytest.raises(Closed):
        recording.delete(desk, [old])
    with pytest.raises(Closed, match="“模拟补录”"):
        add(desk, carrier_name="模拟补录", stat_unit="武进区", established_date="2021")
    with pytest.raises(Closed):
        edit(desk, new, established_date="2021-11-30")
    with pytest.raises(Closed):
        bulk_recording.edit_many(desk, "incubator", [new, old], {"total_area": "7"}, valid_from="")
    assert recording.texts(desk, "incubator", old)["total_area"] == "100"
    edit(desk, old, total_area="150", valid_from="2022-01-01")
    edit(desk, new, total_area="250", valid_from="")
    later = add(desk, carrier_name="模拟再新", stat_unit="武进区", established_date="2022-01-01")
    recording.delete(desk, [later])
    trash.restore(desk, [later])
    on = asking.snapshot(desk, date(2021, 12, 31)).rows("incubator")
    assert {row.id: str(row.get("total_area")) for row in on if row.id == old} == {old: "100"}


def test_a_row_without_its_date_counts_on_every_day_so_it_needs_a_reason(desk):
    day = date(2021, 12, 31)
    before = len(asking.snapshot(desk, day).rows("incubator"))
    with pytest.raises(Closed, match="“模拟未填日期”") as refused:
        add(desk, carrier_name="模拟未填日期", stat_unit="武进区")
    assert "请先填日期" in refused.value.hint
    with pytest.raises(Closed, match="“模拟新园”"):
        edit(desk, 2, established_date="")
    assert len(asking.snapshot(desk, day).rows("incubator")) == before
    with closing.correcting(desk, "补录，成立日期待查"):
        undated = add(desk, carrier_name="模拟未填日期", stat_unit="武进区")
    with pytest.raises(Closed):
        edit(desk, undated, total_area="5", valid_from="")
    with pytest.raises(Closed):
        edit(desk, undated, established_date="2022-01-15")
    with closing.correcting(desk, "查明成立日期"):
        edit(desk, undated, established_date="2022-01-15")
    edit(desk, undated, total_area="5", valid_from="")


def test_a_marked_correction_is_written_listed_and_told_in_the_history(desk):
    with closing.correcting(desk, "实测面积有误"):
        edit(desk, 1, total_area="120", valid_from="")
        edit(desk, 2, total_area="210", valid_from="")  # reaches no closed day: no mark
    assert recording.history(desk, 1)[0].reason == "更正：实测面积有误"
    assert recording.history(desk, 2)[0].reason == ""
    (number,) = steps.numbers(desk, steps.Wanted(corrections=True))
    step = steps.page(desk, [number])[number]
    assert step.correction and step.rows == {"incubator": 1}
    assert list(steps.numbers(desk, steps.Wanted(text="实测"))) == [number]
    with pytest.raises(Misuse), closing.correcting(desk, "  "):
        pass


def test_undoing_a_correction_and_redoing_it_are_corrections(desk):
    with closing.correcting(desk, "实测面积有误"):
        edit(desk, 1, total_area="120", valid_from="")
    with pytest.raises(Closed):
        undoing.undo(desk)
    assert recording.texts(desk, "incubator", 1)["total_area"] == "120"
    with closing.correcting(desk, "原数无误"):
        undoing.undo(desk)
    assert recording.texts(desk, "incubator", 1)["total_area"] == "100"
    with pytest.raises(Closed):
        undoing.redo(desk)
    assert len(steps.numbers(desk, steps.Wanted(corrections=True))) == 2


def test_reopening_needs_a_reason_and_lets_everything_pass_again(desk):
    with pytest.raises(Misuse):
        closing.reopen(desk, 2021, " ")
    closing.reopen(desk, 2021, "补报 2 家")
    edit(desk, 1, total_area="130", valid_from="")
    (one,) = closing.closings(desk)
    assert (one.reopened_by, one.reopened_why) == ("测试", "补报 2 家")
    kinds = [one.kind for one in steps.page(desk, steps.numbers(desk, steps.Wanted())).values()]
    assert kinds.count("close") == kinds.count("reopen") == 1
    undone = next(one for one in steps.page(desk, steps.numbers(desk, steps.Wanted())).values() if one.kind == "close")
    assert not undone.holds
    closing.close(desk, 2021)
    with pytest.raises(Closed):
        edit(desk, 1, total_area="131", valid_from="")


def test_a_closed_year_is_closed_after_the_desk_was_closed_and_opened(desk):
    again = small.reopen(desk, "2023-03-01T09:00:00")
    with pytest.raises(Closed):
        edit(again, 1, total_area="131", valid_from="")
    closing.close(again, 2022)
    with pytest.raises(Closed, match="2022 年及以前已关账"):
        edit(again, 2, total_area="131", valid_from="")
    with pytest.raises(Trouble, match="2022 年还关着"):
        closing.reopen(again, 2021, "补")
    again.close()


def test_the_number_of_then_is_still_the_answer_by_the_knowledge_of_then(tmp_path):
    desk = small.make(tmp_path, "2022-01-10T09:00:00")
    add(desk, carrier_name="模拟老园", stat_unit="武进区", established_date="2019-05-01", total_area="100")
    closing.close(desk, 2021)
    desk = small.reopen(desk, "2022-06-01T09:00:00")
    with closing.correcting(desk, "漏报"):
        add(desk, carrier_name="模拟漏报", stat_unit="武进区", established_date="2020-03-01")
    question = Question("家数", register="incubator", as_of=date(2021, 12, 31))
    assert asking.ask(desk, question).value == 2
    assert asking.ask(desk, question, known=datetime(2022, 3, 1)).value == 1
    desk.close()


def test_an_import_into_a_closed_year_asks_for_its_reason_on_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime(2022, 3, 1, 9).timestamp())))
    path, file = tmp_path / "台账.desk", tmp_path / "表.csv"
    file.write_text("企业名称,统一社会信用代码,成立日期\n模拟一号有限公司,,2020-01-01\n", encoding="utf-8")
    from bureau_desk.app.desk import Desk

    desk = Desk.create(path, "测试", clock=small.clock_at("2022-03-01T09:00:00"))
    closing.close(desk, 2021)
    desk.close()
    arguments = ["--desk", str(path), "--author", "测试", "import", "enterprise", str(file), "--json"]
    assert run(read_arguments(arguments)) == 3
    assert "已关账" in capsys.readouterr().err
    assert run(read_arguments([*arguments, "--correction", "漏报补录"])) in (0, 1)
    assert json.loads(capsys.readouterr().out)["added"] == 1
    undo = ["--desk", str(path), "--author", "测试", "undo", "--json"]
    assert run(read_arguments(undo)) == 3
    assert run(read_arguments([*undo, "--correction", "录重了"])) == 0
    assert run(read_arguments(["--desk", str(path), "--author", "测试", "undo", "3", "--correction", "没有录重"])) == 0
    desk = Desk.open(path, "测试", clock=small.clock_at("2022-03-02T09:00:00"))
    reasons = [one.reason for one in recording.history(desk, 1)]
    assert reasons == ["更正：没有录重", "更正：录重了", "更正：漏报补录（导入 表.csv）"]
    desk.close()


def test_ten_thousand_changes_are_checked_quickly(tmp_path):
    desk = small.make(tmp_path)
    rows = [
        {"carrier_name": f"模拟{n}", "stat_unit": "320412", "established_date": "2022-01-05"} for n in range(10_000)
    ]
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", rows)
    write(desk, entries, "载入")
    closing.close(desk, 2021)
    edits = [small_edit(one.record) for one in entries]
    with desk.database.writing() as connection:
        began = time.process_time()
        assert closing.checked(desk, connection, edits, 99, "") == ""
        assert time.process_time() - began < 0.5
    desk.close()


def small_edit(record):
    from bureau_desk.store.journal import Entry

    return Entry(record, "incubator", "edit", {"stat_unit": "320411"})


def test_an_import_in_the_window_s_way_is_a_job_that_can_be_done_again_as_a_correction(desk, tmp_path):
    file = tmp_path / "表.csv"
    file.write_text("孵化器名称,总面积（㎡）\n模拟老园,500\n", encoding="utf-8")
    plan = importing.plan(desk, "incubator", file)
    with pytest.raises(Closed):
        finish(importing.apply(desk, plan, ""))
    finish(closing.corrected(desk, lambda: importing.apply(desk, plan, ""), "复核"))
    assert recording.texts(desk, "incubator", 1)["total_area"] == "500"
    assert desk.correction == ""
