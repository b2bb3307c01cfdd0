"""What is taken back soon after it was written stands as before: by what was remembered, and as the journal has it."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.app import bulk_recording, recording, undoing, upkeep
from bureau_desk.app.former_values import former_of
from bureau_desk.app.writing import write
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.store.journal import Entry
from tests.app.test_past_table import Moving
from tests.app.test_quick_edits import contents, edit_some, once_held
from tests.bench import workbench_rows as made


def without_versions(desk):
    found = contents(desk)
    return {
        name: [row[:1] + row[2:] if name.startswith("current") else row for row in rows] for name, rows in found.items()
    }


def turn(moving: Moving) -> None:
    """One more step, or one or some steps back or forth again."""
    match moving.random.randrange(6):
        case 0:
            moving.step()
        case 1 | 2:
            edit_some(moving)
        case 3:
            some = [one for one in moving.made["qualification"] if moving.random.random() < 0.4]
            with contextlib.suppress(Trouble, Misuse):
                recording.delete(moving.desk, some, with_own=True)
        case 4:
            for _ in range(moving.random.randrange(1, 4)):
                with contextlib.suppress(Trouble):
                    undoing.undo(moving.desk)
        case _:
            with contextlib.suppress(Trouble):
                undoing.redo(moving.desk)


@settings(max_examples=3, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.integers(0, 10**6))
def test_steps_back_and_forth_leave_what_a_rebuild_would_make(seed):
    with tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder), seed, pace=1)
        for number in range(3):
            moving.write("enterprise", "add", 0, made.firm(number, 2016))
            moving.write("qualification", "add", 0, made.title(number, "高新技术企业", "2015-03-05", number, None))
            moving.write("ent_rd_org", "add", 0, made.institution(number, 2015))
            moving.write("event", "add", 0, made.event(moving.made["enterprise"][number], number, "迁移", moving.day()))
        for _ in range(20):
            turn(moving)
        once_held(moving)
        quick = contents(moving.desk)
        with moving.desk.database.writing() as connection:
            upkeep.rebuild(moving.desk, connection)
        assert quick == contents(moving.desk)
        moving.desk.close()


@pytest.fixture
def desk(tmp_path):
    moving = Moving(tmp_path, 0, pace=1)
    for number in range(3):
        moving.write("enterprise", "add", 0, made.firm(number, 2016))
        moving.write("qualification", "add", 0, made.title(number, "高新技术企业", "2015-03-05", number, None))
    yield moving.desk
    moving.desk.close()


def firms(desk):
    with desk.database.reading() as connection:
        return [number for number, _ in desk.tables.values(connection, "enterprise", [])]


def edit(desk, **typed):
    return bulk_recording.edit_many(desk, "enterprise", firms(desk), typed)


def test_three_steps_are_taken_back_one_after_the_other_and_brought_again(desk):
    seen = [without_versions(desk)]
    for typed in ({"scale": "中"}, {"scale": "", "stat_unit": "天宁区"}, {"stat_unit": "武进区", "remark": "核"}):
        edit(desk, **typed)
        seen.append(without_versions(desk))
    for before in reversed(seen[:-1]):
        undoing.undo(desk)
        assert without_versions(desk) == before
    for after in seen[1:]:
        undoing.redo(desk)
        assert without_versions(desk) == after


def test_a_step_that_was_broken_off_leaves_nothing_to_the_next_one_of_its_number(desk):
    def refuse(_connection):
        raise ZeroDivisionError

    before = without_versions(desk)
    edit(desk, scale="微")
    middle = without_versions(desk)
    entries = [Entry(number, "enterprise", "edit", {"scale": "大"}, "") for number in firms(desk)[:2]]
    with pytest.raises(ZeroDivisionError):
        write(desk, entries, "半途", after=refuse)
    edit(desk, scale="中")
    undoing.undo(desk)
    assert without_versions(desk) == middle
    undoing.undo(desk)
    assert without_versions(desk) == before


def test_of_very_large_steps_nothing_is_remembered_and_undo_is_as_good(desk, monkeypatch):
    monkeypatch.setattr("bureau_desk.app.former_values._MOST", 2)
    before = without_versions(desk)
    number = edit(desk, scale="微").batch
    assert not former_of(desk).of(desk, number, "enterprise")
    undoing.undo(desk)
    assert without_versions(desk) == before


def test_former_values_are_remembered_of_the_last_batches_alone(desk):
    firm = firms(desk)[0]
    first = edit(desk, remark="1").batch
    assert former_of(desk).of(desk, first, "enterprise")[firm] == {"remark": None}
    for place in range(2, 30):
        edit(desk, remark=str(place))
    assert not former_of(desk).of(desk, first, "enterprise")
