"""Any sequence of steps on fields, code lists and rows: values are never lost, undo all is the start, redo all the end."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bureau_desk.app import browsing, maintenance, recording, schema_editing, undoing, upkeep
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_codes, overlay_fields
from bureau_desk.domain.overlay import dump
from bureau_desk.domain.problem import Misuse
from bureau_desk.domain.register import Code
from tests.app import small

TYPES = ("text", "code", "int", "dec", "money", "pct", "date", "year", "enum", "multi", "bool", "ref")
TEXTS = ("007", "12", "2021-05", "武进区", "是", "一；二", "模拟0号", "2021年3月", "1,200")
COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "field",
                "type",
                "retire",
                "rename",
                "rule",
                "column",
                "shipped",
                "code",
                "label",
                "order",
                "row",
                "fill",
                "fill",
                "undo",
            )
        ),
        st.integers(0, 999),
    ),
    min_size=2,
    max_size=7,
)


def state(desk):
    found = {}
    for day in (None, date(2021, 1, 1)):
        ids = browsing.ids(desk, browsing.View("incubator", as_of=day))
        rows = browsing.rows(desk, "incubator", ids, day)
        found[day] = {number: dict(row.values) for number, row in rows.items()}
    return found, dump(desk.laid.overlay), sorted(desk.register("incubator").fields, key=lambda one: one.key)


def carry(desk, step, converted=None):
    finish(schema_editing.carry_out(desk, step, converted))


def shape(kind):
    more = {"money": {"unit": "万元"}, "enum": {"codelist": "stat_unit"}, "ref": {"targets": ["incubator"]}}
    return {"type": kind, "unit": "", "codelist": "", "targets": [], **more.get(kind, {})}


def carry_out(desk, command, number, step):
    own = [one.key for one in desk.register("incubator").fields if one.key.startswith("x_")]
    ids = list(browsing.ids(desk, browsing.View("incubator")))
    laid = desk.laid
    if command == "row":
        typed = {"carrier_name": f"模拟{len(ids)}号", "stat_unit": "武进区"}
        draft = recording.read(desk, "incubator", typed)
        if not draft.refused:
            recording.save(desk, draft)
    elif command == "undo":
        undoing.undo(desk)
    elif command == "field":
        attributes = {"title": f"自加{step}", **shape(TYPES[number % len(TYPES)])}
        carry(desk, overlay_fields.add_field(laid, "incubator", attributes)[0])
    elif command == "code":
        carry(desk, overlay_codes.add_code(laid, "stat_unit", Code("", f"新区{step}")))
    elif command == "label":
        entry = laid.schema.codelists["stat_unit"].get("320412")
        day = date(2020, 1, 1 + number % 28) if number % 2 and not entry.valid_from else None
        carry(desk, overlay_codes.change_code(laid, "stat_unit", replace(entry, label=f"武进{step}"), day))
    elif command == "order":
        keys = [one.key for one in laid.schema.registers["incubator"].fields]
        carry(desk, overlay_fields.order_fields(laid, "incubator", keys[number % 5 :] + keys[: number % 5], {}))
    elif command == "shipped":
        keys = [one.key for one in laid.schema.registers["incubator"].fields]
        key = keys[number % len(keys)]
        carry(desk, overlay_fields.change_field(laid, "incubator", key, {"title": f"原有{number % 7}"}))
    elif own:
        on_field(desk, command, own[number % len(own)], number, ids)


def on_field(desk, command, key, number, ids):
    laid = desk.laid
    if command == "fill" and ids:
        text = TEXTS[number % len(TEXTS)]
        draft = recording.read(desk, "incubator", {key: text}, ids[number % len(ids)])
        if not draft.refused:
            recording.save(desk, draft, valid_from=("", "2020-01-01")[sum(map(ord, key)) % 2])
    elif command == "type":
        step = overlay_fields.change_field(laid, "incubator", key, shape(TYPES[number % len(TYPES)]))
        carry(desk, step, ("incubator", key))
    elif command == "retire":
        on = "2021-06-01" if number % 2 else ""
        carry(desk, overlay_fields.change_field(laid, "incubator", key, {"retired_on": on}))
    elif command == "rule":
        rule = ({"need": "R"}, {"need": "O"}, {"maximum": "5"}, {"minimum": "30"}, {"soft": True})[number % 5]
        carry(desk, overlay_fields.change_field(laid, "incubator", key, rule))
    elif command == "column":
        carry(desk, overlay_fields.choose_columns(laid, "incubator", ["stat_unit", key]))
    elif command == "rename":
        carry(desk, overlay_fields.change_field(laid, "incubator", key, {"title": f"改名{number}"}))


def told(desk):
    """All that is stored of the rows besides their values: problems, fault counts, search texts, versions."""
    with desk.database.reading() as connection:
        query = "SELECT record, register, field, code, severity, message, value, basis, other, suggestion FROM problem"
        problems = sorted(map(tuple, connection.exec_driver_sql(query)))
        rows = {}
        for key in desk.schema.registers:
            query = f'SELECT id, faults, version, search, sort_name FROM "current_{key}" JOIN "search_{key}" USING (id) ORDER BY id'
            rows[key] = list(map(tuple, connection.exec_driver_sql(query)))
    return problems, rows


def told_anew(desk):
    """The same, worked out from the journal alone."""
    with desk.database.writing() as connection:
        upkeep.rebuild(desk, connection)
    return told(desk)


@settings(max_examples=6, deadline=None)
@given(COMMANDS)
def test_undo_all_is_the_start_and_redo_all_is_the_end(commands):
    with tempfile.TemporaryDirectory() as folder:
        desk = small.make(Path(folder))
        start = state(desk)
        recording.save(desk, recording.read(desk, "incubator", {"carrier_name": "模拟0号", "stat_unit": "武进区"}))
        carry_out(desk, "field", 0, 99)
        for step, (command, number) in enumerate(commands):
            seen = [state(desk)]
            try:
                carry_out(desk, command, number, step)
            except Misuse:
                assert state(desk) == seen[0]
        end = state(desk)
        assert maintenance.check(desk) == []
        assert told(desk) == told_anew(desk)
        count = 0
        while undoing.undo(desk):
            count += 1
        assert state(desk)[0] == start[0] and state(desk)[2] == start[2]
        for _ in range(count):
            assert undoing.redo(desk)
        assert state(desk) == end
        assert told(desk) == told_anew(desk)
        assert maintenance.check(desk) == []
        again = small.reopen(desk)
        assert state(again) == end
        again.close()
