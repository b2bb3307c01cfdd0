"""Files become batches: counted, undoable, repeatable."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date

import pytest

from bureau_desk.app import asking, browsing, edit_plan, exporting, importing, schema_editing, undoing
from bureau_desk.app.edit_plan import Asked
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.register import Code
from tests.app import small

HEAD = ("孵化器名称", "所属辖市区", "成立日期", "孵化资金规模（万元）")


@pytest.fixture
def desk(tmp_path):
    opened = small.make(tmp_path)
    yield opened
    opened.close()


def write(path, rows, head=HEAD, encoding="utf-8-sig"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def balanced(report):
    return report["rows"] == sum(report[key] for key in ("added", "updated", "same", "refused", "blank"))


def test_importing_twice_changes_nothing_the_second_time(desk, tmp_path):
    path = write(tmp_path / "a.csv", [("甲", "武进区", "2015.6", "1200"), ("乙", "新北区", "2016", "")])
    first = finish(importing.apply(desk, importing.plan(desk, "incubator", path)))
    assert first.counts["added"] == 2
    again = importing.plan(desk, "incubator", path)
    assert again.counts["same"] == 2
    assert finish(importing.apply(desk, again)).batch == 0


def test_a_changed_cell_updates_only_its_field_and_the_batch_is_taken_back_whole(desk, tmp_path):
    rows = [("甲", "武进区", "2015-06", "1200"), ("乙", "新北区", "2016", "")]
    finish(importing.apply(desk, importing.plan(desk, "incubator", write(tmp_path / "a.csv", rows))))
    rows = [("甲", "武进区", "2015-06", "1500"), ("丙", "新北区", "2017", "30")]
    result = finish(importing.apply(desk, importing.plan(desk, "incubator", write(tmp_path / "b.csv", rows))))
    assert (result.counts["added"], result.counts["updated"]) == (1, 1)
    ids = browsing.ids(desk, browsing.View("incubator"))
    assert browsing.rows(desk, "incubator", ids)[1].get("incubation_fund") == 15_000_000
    undoing.undo(desk)
    ids = browsing.ids(desk, browsing.View("incubator"))
    assert [row.get("incubation_fund") for row in browsing.rows(desk, "incubator", ids).values()] == [12_000_000, None]


def test_a_gbk_file_and_a_bad_row_among_good_ones(desk, tmp_path):
    rows = [
        ("甲", "武进区", "2015", "约20万"),
        ("乙", "火星区", "2016", "1"),
        ("", "", "", ""),
        ("丙", "新北区", "2017", "3"),
    ]
    plan = importing.plan(desk, "incubator", write(tmp_path / "a.csv", rows, encoding="gbk"))
    report = importing.report(plan, None)
    assert balanced(report)
    assert (report["added"], report["refused"], report["blank"]) == (1, 2, 1)
    assert {one["row"] for one in report["problems"] if one["severity"] == "hard"} == {2, 3}


def test_a_plan_is_not_applied_to_a_desk_that_has_changed_since(desk, tmp_path):
    one = importing.plan(desk, "incubator", write(tmp_path / "a.csv", [("甲", "武进区", "2015", "1")]))
    finish(
        importing.apply(
            desk, importing.plan(desk, "incubator", write(tmp_path / "b.csv", [("乙", "武进区", "2015", "1")]))
        )
    )
    with pytest.raises(Trouble, match="又有改动"):
        finish(importing.apply(desk, one))


def test_a_cancelled_import_leaves_nothing(desk, tmp_path):
    rows = [(f"模拟{n}", "武进区", "2015", "1") for n in range(5000)]
    job = importing.apply(desk, importing.plan(desk, "incubator", write(tmp_path / "a.csv", rows)))
    next(job)
    next(job)
    job.close()
    assert len(browsing.ids(desk, browsing.View("incubator"))) == 0


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_what_is_exported_reads_back_to_the_same_records(desk, tmp_path, ending):
    rows = [
        ("甲=1+1", "武进区", "2015-06", "1200.5"),
        ("乙,“引号”\n换行", "新北区", "2016", ""),
        ("007", "新北区", "2016", "0"),
    ]
    finish(importing.apply(desk, importing.plan(desk, "incubator", write(tmp_path / "a.csv", rows))))
    out = tmp_path / f"出.{ending}"
    assert finish(exporting.export(desk, browsing.View("incubator"), out)) == 3
    assert importing.plan(desk, "incubator", out).counts == {
        "rows": 3, "added": 0, "updated": 0, "same": 3, "refused": 0, "blank": 0,
    }  # fmt: skip


def unit_on(desk, day):
    return {row.get("stat_unit") for row in asking.snapshot(desk, date.fromisoformat(day)).rows("incubator")}


@pytest.mark.parametrize(
    ("valid_from", "before", "in_2023"),
    [(None, "320412", "320412"), ("", "320411", "320411"), ("2023-01-01", "320412", "320411")],
)
def test_updates_hold_from_when_the_importer_says(tmp_path, valid_from, before, in_2023):
    desk = small.make(tmp_path, "2024-06-01T09:00:00")
    head = ("孵化器名称", "所属辖市区")
    for unit, since in (("武进区", None), ("新北区", valid_from)):
        path = write(tmp_path / "a.csv", [("甲", unit), ("乙", unit)], head)
        finish(importing.apply(desk, importing.plan(desk, "incubator", path), since))
    assert unit_on(desk, "2022-12-31") == {before}
    assert unit_on(desk, "2023-06-01") == {in_2023}
    assert unit_on(desk, "2024-06-01") == {"320411"}
    desk.close()


def test_a_plan_made_under_other_fields_or_codes_is_not_written(desk, tmp_path):
    path = write(tmp_path / "a.csv", [("甲", "武进区", "2015.6", "1200")])
    planned = importing.plan(desk, "incubator", path)
    step = overlay_fields.change_field(desk.laid, "incubator", "incubation_fund", {"unit": "元"})
    finish(schema_editing.carry_out(desk, step))
    with pytest.raises(Trouble, match="字段或代码表又有改动") as told:
        finish(importing.apply(desk, planned))
    assert told.value.hint == "请重新核对后再导入。"
    assert len(browsing.ids(desk, browsing.View("incubator"))) == 0
    again = importing.plan(desk, "incubator", path)
    finish(importing.apply(desk, again))
    planned = importing.plan(desk, "incubator", path)
    assert planned.counts["same"] == 1
    finish(schema_editing.carry_out(desk, overlay_codes.add_code(desk.laid, "stat_unit", Code("", "溧阳"))))
    with pytest.raises(Trouble, match="又有改动"):
        finish(importing.apply(desk, planned))


def test_a_paste_that_was_previewed_under_other_codes_is_not_written(desk):
    asked = [Asked(1, None, {"carrier_name": "甲", "stat_unit": "武进区"})]
    planned = finish(edit_plan.plan(desk, "incubator", asked))
    held = desk.schema.codelists["stat_unit"].get("320412")
    step = overlay_codes.change_code(desk.laid, "stat_unit", replace(held, valid_to=date(2020, 1, 1)))
    finish(schema_editing.carry_out(desk, step))
    with pytest.raises(Trouble, match="没有写入：核对之后字段或代码表又有改动"):
        finish(edit_plan.write(desk, planned, "粘贴"))
    assert len(browsing.ids(desk, browsing.View("incubator"))) == 0
