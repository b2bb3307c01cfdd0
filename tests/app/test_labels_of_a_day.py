"""What a code was called on a day is what that day shows: cells, lists, groups, exports and copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from bureau_desk.app import browsing, cell_history, copying, exporting, recording, schema_editing, steps
from bureau_desk.app.browsing import View
from bureau_desk.app.choosing import Choices
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_codes
from bureau_desk.domain.register import Code, CodeList
from tests.app import small

THEN, NOW = date(2020, 5, 1), date(2022, 3, 1)


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    for place, unit in enumerate(("武进区", "新北区", "新北区"), start=1):
        typed = {"carrier_name": f"模拟{place}号", "stat_unit": unit, "established_date": f"201{place}"}
        recording.save(made, recording.read(made, "incubator", typed))
    yield made
    made.close()


def rename(desk, day, label="新北新区"):
    held = desk.schema.codelists["stat_unit"].entry_on("320411", NOW)
    step = overlay_codes.change_code(desk.laid, "stat_unit", replace(held, label=label), day)
    finish(schema_editing.carry_out(desk, step))


def test_cells_facets_groups_and_copies_show_the_label_of_their_day(desk):
    rename(desk, date(2021, 1, 1))
    field = desk.register("incubator").field("stat_unit")
    for day, label in ((THEN, "新北区"), (None, "新北新区")):
        assert browsing.display(desk, field, "320411", day) == label
        assert ("320411", label, 2) in browsing.facets(desk, "incubator", "stat_unit", day)
        view = View("incubator", as_of=day)
        assert [one.labels for one in browsing.groups(desk, view, ["stat_unit"])] == [("武进区",), (label,)]
        assert finish(copying.texts(desk, "incubator", [2], [field], day)) == [[label]]


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_an_export_of_a_past_day_bears_its_labels_and_reads_back_to_the_same_codes(desk, tmp_path, ending):
    rename(desk, date(2021, 1, 1))
    out = tmp_path / f"当时{ending}"
    finish(exporting.export(desk, View("incubator", as_of=THEN), out))
    if ending == ".xlsx":
        sheet = load_workbook(out).active
        told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    else:
        told = out.read_text("utf-8-sig").replace("\n", ",").split(",")
    assert told.count("新北区") == 2 and "新北新区" not in told
    assert recording.read(desk, "incubator", {"stat_unit": "新北区"}, 2).values["stat_unit"] == "320411"


def test_a_renaming_that_is_still_to_come_changes_nothing_today(desk):
    rename(desk, date(2023, 1, 1))
    field = desk.register("incubator").field("stat_unit")
    assert browsing.display(desk, field, "320411") == "新北区"
    draft = recording.read(desk, "incubator", {"stat_unit": "新北区"}, 2)
    assert draft.values["stat_unit"] == "320411" and not [one for one in draft.problems if one.field == "stat_unit"]
    assert [one.text for one in Choices(desk.schema.codelists["stat_unit"], NOW).find("")] == ["武进区", "新北区"]
    assert recording.texts(desk, "incubator", 2)["stat_unit"] == "新北区"


def test_a_list_on_a_day_names_each_code_once_and_those_of_the_day_first():
    former = Code("b", "旧名", valid_to=date(2020, 12, 31))
    listed = CodeList(
        "k",
        "表",
        (Code("a", "甲", valid_to=date(2019, 12, 31)), Code("b", "新名", valid_from=date(2021, 1, 1)), former),
    )
    assert [one.label for one in listed.on(date(2019, 6, 1)).codes] == ["甲", "旧名"]
    assert [one.label for one in listed.on(date(2022, 1, 1)).codes] == ["新名", "甲"]
    assert listed.on(date(2019, 6, 1)).find("新名")[0].code == "b", "whatever a code is called finds it"
    assert [one.text for one in Choices(listed, date(2022, 1, 1)).find("")] == ["新名"]


def test_a_code_between_two_spells_bears_the_last_label_it_had():
    early, late = Code("a", "早", valid_to=date(2010, 1, 1)), Code("a", "晚", valid_from=date(2020, 1, 1))
    listed = CodeList("k", "表", (late, early))
    assert [listed.label("a", date(year, 6, 1)) for year in (2005, 2015, 2022)] == ["早", "早", "晚"]
    assert listed.label("zz", THEN) == "zz" and listed.entry_on("zz", THEN) is None
    assert not listed.is_valid("a", date(2015, 6, 1)) and listed.is_valid("a", date(2022, 6, 1))


def test_histories_and_steps_call_a_code_as_it_was_called_on_the_day_of_the_step(tmp_path):
    made = small.make(tmp_path)
    typed = {"carrier_name": "模拟一号", "stat_unit": "新北区", "established_date": "2011"}
    record = recording.save(made, recording.read(made, "incubator", typed)).records[0]
    rename(made, date(2022, 6, 1))
    made = small.reopen(made, "2022-09-01T09:00:00")
    recording.save(made, recording.read(made, "incubator", {"stat_unit": "武进区"}, record))
    told = [
        [change[1:] for change in one.changes if change[0] == "所属辖市区"] for one in recording.history(made, record)
    ]
    assert told == [[("新北新区", "武进区")], [("", "新北区")]]
    cells = cell_history.cell_history(made, record, "stat_unit")
    assert [(one.old, one.new) for one in cells] == [("新北新区", "武进区"), ("", "新北区")]
    assert cells[-1].text == "新北新区", "what is put back is typed as it is called now"
    rows = [
        change[1:]
        for number in steps.numbers(made, steps.Wanted(register="incubator"))
        for *_, entry in steps.rows_of(made, number)
        for change in entry.changes
        if change[0] == "所属辖市区"
    ]
    assert rows == [("新北新区", "武进区"), ("", "新北区")]
    made.close()


def test_a_record_that_a_step_names_bears_the_name_it_had_on_the_day_of_the_step(desk):
    event = {"subject": "#1", "event_kind": "认定", "event_date": "2022-02-01"}
    made = recording.save(desk, recording.read(desk, "event", event)).records[0]
    later = small.reopen(desk, "2022-06-01T09:00:00")
    renamed = recording.read(later, "incubator", {"carrier_name": "改名孵化器"}, 1)
    recording.save(later, renamed, valid_from="2022-05-01")
    recording.save(later, recording.read(later, "event", {"subject": "#2"}, made))
    told = [{title: (old, new) for title, old, new in one.changes} for one in recording.history(later, made)]
    assert ("", "模拟1号") in [one.get("对象") for one in told], "as it was called when the event was written"
    assert ("改名孵化器", "模拟2号") in [one.get("对象") for one in told], "as it was called when it was replaced"
    field = later.register("event").field("subject")
    assert field is not None and browsing.record_name(later, 1) == "改名孵化器"
    later.close()
