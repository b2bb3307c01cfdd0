"""A name that one record alone may bear is refused on every way in, the other record is named, and nothing is written."""

from __future__ import annotations

import pytest

from bureau_desk.app import (
    browsing,
    bulk_edit,
    bulk_recording,
    cell_history,
    edit_plan,
    importing,
    merging,
    pasting,
    recording,
    trash,
    undoing,
)
from bureau_desk.app.bulk_edit import Setting
from bureau_desk.app.jobs import finish
from bureau_desk.domain.problem import Trouble
from bureau_desk.exchange.clipboard import parse_block
from tests.app import small

TAKEN, FREE = "模拟甲园", "模拟乙园"


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    for name in (TAKEN, FREE):
        recording.save(made, recording.read(made, "incubator", {"carrier_name": name, "stat_unit": "武进区"}))
    yield made
    made.close()


def told(planned):
    """What a plan refuses, in words; nothing of it is to be written."""
    counts = planned.counts
    assert not counts["added"] and not counts.get("changed") and not counts.get("updated")
    return "".join(one.message for line in planned.lines for one in line.problems)


def by_form(desk, _folder):
    draft = recording.read(desk, "incubator", {"carrier_name": TAKEN, "stat_unit": "武进区"})
    return "".join(one.message for one in draft.problems)


def by_cell(desk, _folder):
    draft = recording.read(desk, "incubator", {"carrier_name": TAKEN}, 2)
    return "".join(one.message for one in draft.problems)


def by_bulk_edit(desk, _folder):
    return told(finish(bulk_edit.plan(desk, "incubator", [2], [Setting("carrier_name", TAKEN)])))


def by_old_bulk_edit(desk, _folder):
    with pytest.raises(Trouble) as trouble:
        bulk_recording.edit_many(desk, "incubator", [2], {"carrier_name": TAKEN})
    return trouble.value.sentence()


def by_paste(desk, _folder):
    register = desk.register("incubator")
    fields = (register.field("carrier_name"), register.field("stat_unit"))
    target = pasting.Target((2,), fields)
    laid = pasting.lay(register, parse_block(f"{TAKEN}\t武进区\n"), target)
    return told(finish(pasting.plan(desk, laid, target)))


def by_import(desk, folder):
    path = folder / "表.csv"
    path.write_text(f"孵化器名称,所属辖市区,统一社会信用代码\n{TAKEN},武进区,\n", "utf-8")
    planned = importing.plan(desk, "incubator", path, match=["operator_uscc", "stat_unit"])
    return told(planned)


def by_undo(desk, _folder):
    renamed = recording.save(desk, recording.read(desk, "incubator", {"carrier_name": "模拟丙园"}, 1), valid_from="")
    recording.save(desk, recording.read(desk, "incubator", {"carrier_name": TAKEN}, 2), valid_from="")
    with pytest.raises(Trouble) as trouble:
        undoing.undo(desk, renamed.batch)
    undoing.undo(desk)
    undoing.undo(desk)
    return trouble.value.sentence().replace("#2", "#1")


def by_restore(desk, _folder):
    recording.delete(desk, [1])
    recording.save(desk, recording.read(desk, "incubator", {"carrier_name": TAKEN}, 2), valid_from="")
    with pytest.raises(Trouble) as trouble:
        trash.restore(desk, [1], "误删")
    undoing.undo(desk)
    undoing.undo(desk)
    return trouble.value.sentence().replace("#2", "#1")


WAYS = (by_form, by_cell, by_bulk_edit, by_old_bulk_edit, by_paste, by_import, by_undo, by_restore)


@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_is_taken_is_refused_and_the_other_record_is_named(desk, tmp_path, way):
    words = way(desk, tmp_path)
    assert TAKEN in words and "#1" in words
    names = {number: row.get("carrier_name") for number, row in browsing.rows(desk, "incubator", [1, 2, 3]).items()}
    assert names == {1: TAKEN, 2: FREE}


def test_a_merge_and_a_paste_leave_their_lines_in_the_history_of_the_cell(desk):
    register = desk.register("incubator")
    target = pasting.Target((1, 2), (register.field("total_area"),))
    laid = pasting.lay(register, parse_block("11\n22\n"), target)
    finish(edit_plan.write(desk, finish(pasting.plan(desk, laid, target)), "粘贴"))
    made = merging.plan(desk, "incubator", 1, 2)
    merging.merge(desk, made, {"total_area": merging.Side.OTHER})
    lines = cell_history.cell_history(desk, 1, "total_area")
    assert [one.new for one in lines] == ["22", "11"]
    assert "合并" in lines[0].summary and "粘贴" in lines[1].summary
    undoing.undo(desk)
    assert [one.new for one in cell_history.cell_history(desk, 1, "total_area")] == ["11", "22", "11"]
