"""A register read at once holds what its journal comes to when it is folded record by record."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import MonkeyPatch

from bureau_desk.store import database, journal, register_rows
from bureau_desk.store.journal import Entry
from bureau_desk.store.register_rows import Loaded, rows_on
from tests.app import small

DAYS = ("", "2020-05-01", "2021-06-01", "2022-01-01")
MOMENTS = ("2022-03-01T09:00:00", "2022-03-02T09:00:00")
edits = st.tuples(
    st.integers(0, 3),
    st.sampled_from(["add", "edit", "lift", "delete", "restore"]),
    st.sampled_from(["甲", "乙", None]),
    st.sampled_from(DAYS),
    st.sampled_from(MOMENTS),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(edits, max_size=9), st.sampled_from([0, 3, 20_000]))
def test_a_register_read_at_once_is_its_journal_folded(tmp_path_factory, steps, most) -> None:
    held = database.create(tmp_path_factory.mktemp("rows") / "台账.desk", "测试", MOMENTS[0], "")
    try:
        with held.writing() as connection:
            numbers = journal.new_records(connection, "incubator", 4)
            batch = journal.open_batch(connection, MOMENTS[0], "测试", "试")
            for place, action, name, day, now in [(0, "add", "甲", "", MOMENTS[0]), *steps]:
                values = {"carrier_name": name, "stat_unit": "320412"}
                told = None if action in ("delete", "restore") else values
                entry = Entry(numbers[place], "incubator", action, told, "" if action == "add" else day)
                journal.append(connection, small.SMALL, [entry], batch, now, "测试", "")
        with held.reading() as connection, MonkeyPatch.context() as patch:
            patch.setattr(register_rows, "_MOST_LOADED", most)
            shared: Loaded = {}  # lines loaded for one day serve the others
            for on in (*DAYS, "2030-01-01"):
                for known in ("", "2022-03-01T12:00:00"):
                    folded = journal.folded(connection, small.SMALL, "incubator", on, known)
                    wanted = [(number, values) for number, _, values in folded if values is not None]
                    rows = rows_on(connection, small.SMALL, "incubator", on, known)
                    assert [(row.id, dict(row.values)) for row in rows] == wanted
                    rows = rows_on(connection, small.SMALL, "incubator", on, known, shared)
                    assert [(row.id, dict(row.values)) for row in rows] == wanted
            assert len(shared) <= most
    finally:
        held.close()
