"""What the lines that name some fields tell is what whole journals tell."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bureau_desk.store import database, journal, pinned
from bureau_desk.store.folding import EDITS, LIFT, fold, pins
from bureau_desk.store.journal import Entry
from tests.app import small

NOW = "2022-03-01T09:00:00"
DAYS = ("", "2019-01-01", "2020-01-01", "2021-01-01")
OFFERED = {
    "carrier_name": ("甲", '乙"total_area":', 'tags":'),
    "total_area": (Decimal("1.50"), None, Decimal(7)),
    "incubation_fund": (20_000, None),
    "tags": (("甲", "乙"), None, ('"carrier_name":',)),
    "established_date": ("2020-01-01", None),
}
KEYS = tuple(OFFERED)


@pytest.fixture
def held(tmp_path):
    opened = database.create(tmp_path / "台账.desk", "测试", NOW, "")
    yield opened
    opened.close()


def some(draw, number):
    """Fields with values."""
    chosen = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=number, unique=True))
    return {key: draw(st.sampled_from(OFFERED[key])) for key in chosen}


@st.composite
def journals(draw):
    """Lines of three records in batches, as a desk writes them: added once, or, by an old program, again when deleted."""
    batches, living = [], {}
    for _ in range(draw(st.integers(1, 12))):
        entries = []
        for record in draw(st.lists(st.integers(1, 3), min_size=1, max_size=4)):
            day = draw(st.sampled_from(DAYS))
            if record not in living:
                entries.append(Entry(record, "incubator", "add", some(draw, 5), draw(st.sampled_from(DAYS[:3]))))
                living[record] = True
            elif not living[record]:
                again = draw(st.booleans())
                values = some(draw, 5) if again else None
                entries.append(Entry(record, "incubator", "add" if again else "restore", values, day if again else ""))
                living[record] = True
            elif draw(st.integers(0, 9)) == 0:
                entries.append(Entry(record, "incubator", "delete", None))
                living[record] = False
            elif draw(st.booleans()):
                entries.append(Entry(record, "incubator", "edit", some(draw, 3), day))
            else:
                entries.append(Entry(record, "incubator", LIFT, dict.fromkeys(some(draw, 3)), day))
        batches.append(entries)
    return batches


def written(connection, batches):
    connection.exec_driver_sql("DELETE FROM revision")
    for number, entries in enumerate(batches, 1):
        journal.append(connection, small.SMALL, entries, number, NOW, "测试", "")


def pinned_before(lines, one):
    """By the whole journal of its record: what stood pinned on the day of a line."""
    earlier = [line for line in lines if line.seq < one.seq]
    held = pins(earlier).get(one.valid_from, {})
    added = next((line for line in reversed(earlier) if line.action == "add"), None)
    base = (added.values or {}) if added is not None and added.valid_from == one.valid_from else None
    found = {}
    for key in one.values:
        if key in held:
            found[key] = held[key]
        elif base is not None:
            found[key] = base.get(key)
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(journals(), st.lists(st.sampled_from(KEYS), min_size=1, unique=True), st.sampled_from(DAYS))
def test_the_lines_that_name_a_field_tell_what_the_whole_journal_tells(held, batches, keys, on):
    with held.writing() as connection:
        written(connection, batches)
        for number in range(1, len(batches) + 1):
            for one, before in pinned.batch_revisions(connection, small.SMALL, number):
                lines = journal.lines_of(connection, small.SMALL, one.record)
                expected = pinned_before(lines, one) if one.action in EDITS else {}
                assert before == expected and list(before) == list(expected)
        deleted = pinned.once_deleted(connection, "incubator", {1, 2, 3})
        told = {one: journal.lines_of(connection, small.SMALL, one) for one in (1, 2, 3)}
        assert deleted == {one for one, lines in told.items() if any(line.action == "delete" for line in lines)}
        there = [
            one
            for one, lines in told.items()
            if one not in deleted and fold([line for line in lines if line.valid_from <= on]) is not None
        ]
        found = pinned.standing(connection, small.SMALL, "incubator", there, keys, on)
        for one in there:
            state = fold([line for line in told[one] if line.valid_from <= on])
            assert {key: found[one].get(key) for key in keys} == {key: state.get(key) for key in keys}
        for key in keys:
            naming = {
                one for one, lines in told.items() for line in lines if line.action in EDITS and key in line.values
            }
            assert naming <= pinned.naming(connection, "incubator", {1, 2, 3}, key)


def test_more_fields_than_are_looked_for_by_name_are_read_as_well(held, monkeypatch):
    monkeypatch.setattr(pinned, "_FEW", 1)
    added = {"carrier_name": "甲", "total_area": Decimal("3.00")}
    batches = [
        [Entry(1, "incubator", "add", added)],
        [Entry(1, "incubator", "edit", {"total_area": None, "tags": ("甲",)})],
        [Entry(1, "incubator", "edit", {"total_area": Decimal("4.00"), "incubation_fund": 5}, "2020-01-01")],
    ]
    with held.writing() as connection:
        written(connection, batches)
        (_, before), *_ = pinned.batch_revisions(connection, small.SMALL, 2)
        assert before == {"total_area": Decimal("3.00"), "tags": None}
        keys = ("carrier_name", "total_area", "tags", "incubation_fund")
        found = pinned.standing(connection, small.SMALL, "incubator", [1], keys, "2021-01-01")
        assert found[1] == {
            "carrier_name": "甲", "total_area": Decimal("4.00"), "tags": ("甲",), "incubation_fund": 5,
        }  # fmt: skip
