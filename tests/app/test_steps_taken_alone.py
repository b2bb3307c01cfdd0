"""One step taken back while later ones stand: never a double name, a lost target or a value of another time."""

import pytest

from bureau_desk.app import browsing, recording, undoing
from bureau_desk.domain.problem import Trouble
from tests.app import small


@pytest.fixture
def desk(tmp_path):
    desk = small.make(tmp_path)
    yield desk
    desk.close()


def save(desk, record=None, register="incubator", **typed):
    return recording.save(desk, recording.read(desk, register, typed, record), valid_from="" if record else None)


def add(desk, name, **typed):
    return save(desk, carrier_name=name, stat_unit="武进区", **typed).records[0]


def area(desk, record):
    return recording.texts(desk, "incubator", record)["total_area"]


def test_a_name_that_another_has_taken_does_not_come_back_with_an_older_step(desk):
    first = add(desk, "模拟甲园")
    renaming = save(desk, first, carrier_name="模拟乙园")
    second = add(desk, "模拟甲园")
    with pytest.raises(Trouble, match=f"没有撤销：与“模拟甲园”（#{second}）"):
        undoing.undo(desk, renaming.batch)
    assert recording.texts(desk, "incubator", first)["carrier_name"] == "模拟乙园"
    save(desk, second, carrier_name="模拟丙园")
    undoing.undo(desk, renaming.batch)
    assert recording.texts(desk, "incubator", first)["carrier_name"] == "模拟甲园"


def test_an_event_does_not_point_again_at_a_record_that_was_deleted_since(desk):
    first, second = add(desk, "模拟甲园"), add(desk, "模拟乙园")
    event = save(desk, register="event", subject=f"#{first}", event_kind="认定", event_date="2020-01").records[0]
    turned = save(desk, event, "event", subject=f"#{second}")
    recording.delete(desk, [first])
    with pytest.raises(Trouble, match="指向的“模拟甲园”已经删除"):
        undoing.undo(desk, turned.batch)
    assert browsing.rows(desk, "event", [event])[event].values["subject"] == second
    undoing.undo(desk)
    undoing.undo(desk, turned.batch)
    assert browsing.rows(desk, "event", [event])[event].values["subject"] == first


def test_a_step_does_not_come_back_over_an_older_one_that_was_taken_back_later(desk):
    record = add(desk, "模拟甲园", total_area="10")
    save(desk, record, total_area="20")
    save(desk, record, total_area="30")
    later, earlier = undoing.undo(desk), undoing.undo(desk)
    with pytest.raises(Trouble, match="后来又改过"):
        undoing.undo(desk, later.batch)
    again = undoing.undo(desk, earlier.batch)  # the older one first, ...
    undoing.undo(desk, again.batch)  # ... also when it went back and forth
    with pytest.raises(Trouble, match="后来又改过"):
        undoing.undo(desk, later.batch)
    assert area(desk, record) == "10"
    undoing.redo(desk)
    assert area(desk, record) == "20"
    undoing.undo(desk, later.batch)
    assert area(desk, record) == "30"


def test_changes_that_came_and_went_since_do_not_keep_a_step_from_being_taken_back(desk):
    record = add(desk, "模拟甲园", total_area="10")
    step = save(desk, record, total_area="20")
    save(desk, record, total_area="30")
    undoing.undo(desk)
    undoing.undo(desk, step.batch)
    assert area(desk, record) == "10"
