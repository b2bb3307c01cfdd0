"""A desk open for reading follows what another program writes on it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from bureau_desk.app import (
    browsing,
    duplicates,
    issue_shelf,
    readings,
    recording,
    schema_editing,
    undoing,
    upkeep,
)
from bureau_desk.app.chips import Chips
from bureau_desk.app.desk import Desk
from bureau_desk.app.following import Following
from bureau_desk.app.jobs import finish
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain import overlay_fields
from bureau_desk.domain.problem import Trouble
from bureau_desk.store import written
from bureau_desk.store.database import write_meta
from tests.app import small
from tests.app.test_chips import issue
from tests.app.test_chips_after_edits import TEXTS, _step, steps


def open_beside(desk: Desk) -> Desk:
    """The same desk as another program reads it."""
    return Desk.open(desk.path, "读者", desk.clock, write=False, schema=small.SMALL)


class Reader:
    """A reading desk, and what its listeners were told."""

    def __init__(self, desk: Desk) -> None:
        self.desk = open_beside(desk)
        self.following = Following(self.desk)
        self.told = []
        self.desk.subscribe(self.told.append)

    def follow(self) -> list:
        self.told.clear()
        news = self.following.look()
        if news is not None:
            self.following.tell(news)
        return [(one.registers, one.records, one.schema) for one in self.told]

    def names(self) -> list[str]:
        ids = list(browsing.ids(self.desk, browsing.View("incubator")))
        return [row.get("carrier_name") for row in browsing.rows(self.desk, "incubator", ids).values()]


@pytest.fixture
def desk(tmp_path):
    made = small.make(tmp_path)
    yield made
    made.close()


@pytest.fixture
def reader(desk):
    made = Reader(desk)
    yield made
    made.desk.close()


def add(desk: Desk, name: str, **typed: str) -> int:
    draft = recording.read(desk, "incubator", {"carrier_name": name, "stat_unit": "武进区", **typed})
    return recording.save(desk, draft).records[0]


def test_rows_added_changed_deleted_and_taken_back_elsewhere_are_told_with_their_records(desk, reader):
    one = add(desk, "模拟一号")
    assert reader.follow() == [({"incubator"}, (one,), False)]
    assert reader.told[0].summary and reader.told[0].batch
    recording.save(desk, recording.read(desk, "incubator", {"total_area": "20"}, one))
    two = add(desk, "模拟二号")
    assert reader.follow() == [({"incubator"}, (one, two), False)]
    recording.delete(desk, [one])
    assert reader.follow() == [({"incubator"}, (one,), False)] and reader.names() == ["模拟二号"]
    undoing.undo(desk)
    assert reader.follow() == [({"incubator"}, (one,), False)] and reader.names() == ["模拟一号", "模拟二号"]
    assert reader.follow() == []


def test_nothing_but_one_glance_is_asked_while_nobody_writes(desk, reader):
    add(desk, "模拟一号")
    reader.follow()
    asked = []
    with reader.desk.database.reading() as connection:
        connection.connection.driver_connection.set_trace_callback(asked.append)
    for _ in range(5):
        assert reader.follow() == []
    assert asked == ["PRAGMA data_version"] * 5


def test_a_desk_on_a_network_share_is_followed_as_well(tmp_path, monkeypatch):
    monkeypatch.setattr("bureau_desk.store.disks.is_local", lambda _path: False)
    desk = small.make(tmp_path)
    reader = Reader(desk)
    one = add(desk, "模拟一号")
    assert not desk.path.with_name(f"{desk.path.name}-wal").exists()
    assert reader.follow() == [({"incubator"}, (one,), False)] and reader.names() == ["模拟一号"]
    assert reader.follow() == []
    reader.desk.close()
    desk.close()


def test_what_sqlite_does_with_its_log_is_no_news(desk, reader):
    add(desk, "模拟一号")
    reader.follow()
    with desk.database._writer.connect() as connection:
        raw = connection.connection.driver_connection
        connection.rollback()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert reader.follow() == []


def test_of_many_lines_only_the_registers_are_told(desk, reader, monkeypatch):
    monkeypatch.setattr(written, "MOST", 5)
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": f"模拟{one}"} for one in range(6)])
    write(desk, entries, "载入", "测试")
    assert reader.follow() == [({"incubator"}, (), False)]


def test_a_new_field_is_taken_over_and_its_registers_are_told(desk, reader):
    one = add(desk, "模拟一号")
    reader.follow()
    step, key = overlay_fields.add_field(desk.laid, "incubator", {"title": "路演场次", "type": "int"})
    finish(schema_editing.carry_out(desk, step))
    ((registers, _, schema),) = reader.follow()
    assert schema and "incubator" in registers
    assert reader.desk.register("incubator").field(key) is not None
    recording.save(desk, recording.read(desk, "incubator", {key: "3"}, one))
    assert reader.follow() == [({"incubator"}, (one,), False)]
    assert browsing.rows(reader.desk, "incubator", [one])[one].get(key) == 3
    undoing.undo(desk)
    undoing.undo(desk)
    ((_, _, schema),) = reader.follow()
    assert schema and reader.desk.register("incubator").field(key) is None


def test_a_reading_of_a_word_is_searched_by_at_once(desk, reader):
    one = add(desk, "泊头孵化器")
    reader.follow()
    assert list(browsing.ids(reader.desk, browsing.View("incubator", "potou"))) == []
    assert reader.desk.keys.readings == {}
    finish(readings.put(desk, "泊头", "po tou"))
    assert reader.follow() == [(frozenset(small.SMALL.registers), (), False)]
    assert list(browsing.ids(reader.desk, browsing.View("incubator", "potou"))) == [one]
    assert reader.desk.keys.readings == {"泊头": ("po", "tou")}


def test_issues_and_judgements_are_told_without_registers(desk, reader):
    made = issue_shelf.keep(desk, "模拟期刊", {"issue.toml": b""}, "新建")
    assert reader.follow() == [(frozenset(), (), False)]
    issue_shelf.remove(desk, made)
    assert reader.follow() == [(frozenset(), (), False)]
    pair = add(desk, "模拟一号"), add(desk, "模拟一号分部")
    reader.follow()
    duplicates.judge(desk, [pair], "两家")
    assert reader.follow() == [(frozenset(), (), False)] and reader.told[0].batch


def test_an_issue_and_a_row_written_between_two_looks_are_told_apart(desk, reader):
    issue_shelf.keep(desk, "模拟期刊", {"issue.toml": b""}, "新建")
    one = add(desk, "模拟一号")
    assert reader.follow() == [({"incubator"}, (one,), False), (frozenset(), (), False)]


def test_a_new_day_that_the_writer_lets_begin_may_touch_any_record(desk, reader):
    add(desk, "模拟一号")
    reader.follow()
    desk.clock = reader.desk.clock = lambda: datetime(2023, 1, 1, 9)
    with desk.database.writing() as connection:
        upkeep.catch_up(desk, connection)
    assert reader.follow() == [(frozenset(small.SMALL.registers), (), False)]


def test_tables_of_another_version_are_refused_in_words_each_time(desk, reader):
    add(desk, "模拟一号")
    with desk.database.writing() as connection:
        write_meta(connection, "schema", "另一版本")
    for _ in range(2):
        with pytest.raises(Trouble, match="另一版本"):
            reader.follow()
    with desk.database.writing() as connection:
        upkeep.mark(desk, connection)
    assert reader.follow()[0][0] == {"incubator"}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_chips_that_are_told_of_steps_elsewhere_say_what_new_chips_say(tmp_path_factory, done) -> None:
    desk = small.make(tmp_path_factory.mktemp("following"))
    rows = [
        {"carrier_name": f"模拟{place}", "stat_unit": "320412", "established_date": "2010-01-01"} for place in range(6)
    ]
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", rows)
    write(desk, entries, "载入", "测试")
    numbers = [one.record for one in entries]
    reader = Reader(desk)
    chips = Chips(reader.desk, issue())
    reader.desk.subscribe(lambda one: chips.forget(one.registers, one.schema, one.records))
    try:
        chips.read(TEXTS)
        for place, (kind, number, unit, day, since) in enumerate(done):
            _step(desk, numbers, (kind, numbers[number % len(numbers)], unit, day, since))
            if place % 2:  # two steps between two looks
                reader.follow()
                assert chips.read(TEXTS) == Chips(desk, issue()).read(TEXTS)
    finally:
        reader.desk.close()
        desk.close()
