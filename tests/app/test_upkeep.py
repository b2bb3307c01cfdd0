"""A desk that is opened on a later day, by a newer program, or with other fields than it was saved with."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from bureau_desk.app import browsing, maintenance, quality, recording, upkeep, writing
from bureau_desk.app.changes import Changes
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import DeskInUse, Trouble
from bureau_desk.domain.register import Code, FieldType, Schema
from bureau_desk.store import journal, migrations, tables
from bureau_desk.store.journal import Entry
from tests.app import small


class Clock:
    """A clock that a test sets."""

    def __init__(self, day: str) -> None:
        self.day = day

    def __call__(self):
        return small.clock_at(f"{self.day}T09:00:00")()


def open_on(path, day, write=True, schema=small.SMALL):
    return Desk.open(path, "测试", small.clock_at(f"{day}T09:00:00"), write=write, schema=schema)


def save(desk, register, values, record=None, **more) -> int:
    draft = recording.read(desk, register, values, record)
    assert not draft.refused, draft.problems
    changes = recording.save(desk, draft, **more)
    assert isinstance(changes, Changes)
    return changes.records[0]


def level(desk, number):
    return browsing.rows(desk, "incubator", [number])[number].get("highest_level")


def titled(folder, revoked="2024-10-01"):
    """A desk of 2024-09-01 with an incubator whose title is revoked from a later day on."""
    desk = small.make(folder, "2024-09-01T09:00:00")
    number = save(desk, "incubator", {"carrier_name": "模拟孵化器", "stat_unit": "武进区"})
    granted = {"subject": f"#{number}", "event_kind": "认定", "event_date": "2020-01-01", "after": "省级"}
    save(desk, "event", granted)
    ended = {"subject": f"#{number}", "event_kind": "撤销", "event_date": revoked, "before": "省级"}
    save(desk, "event", ended)
    assert level(desk, number) == "省级"
    desk.close()
    return desk.path, number


@pytest.mark.parametrize("write", [True, False])
def test_a_revocation_of_a_later_day_shows_when_the_desk_is_opened_after_it(tmp_path, write):
    path, number = titled(tmp_path)
    desk = open_on(path, "2024-12-01", write)
    assert level(desk, number) is None
    assert desk.read_only is not write
    assert maintenance.check(desk) == []
    desk.close()


@pytest.mark.parametrize(
    ("revoked", "eve", "day"), [("2024-10", "2024-10-30", "2024-10-31"), ("2024", "2024-12-30", "2024-12-31")]
)
def test_a_day_of_month_or_year_precision_turns_on_its_last_day(tmp_path, revoked, eve, day):
    path, number = titled(tmp_path, revoked)
    desk = open_on(path, eve)
    assert level(desk, number) == "省级"
    desk = small.reopen(desk, f"{day}T09:00:00")
    assert level(desk, number) is None
    desk.close()


def test_a_clock_that_was_set_back_shows_the_former_day_again(tmp_path):
    path, number = titled(tmp_path)
    open_on(path, "2024-12-01").close()
    desk = open_on(path, "2024-09-15")
    assert level(desk, number) == "省级"
    assert maintenance.check(desk) == []
    desk.close()


def test_a_reader_of_the_past_leaves_the_desk_as_it_is(tmp_path):
    path, number = titled(tmp_path)
    open_on(path, "2024-12-01").close()
    before = path.read_bytes()
    desk = open_on(path, "2024-09-15", write=False)
    assert level(desk, number) is None
    desk.close()
    assert path.read_bytes() == before


def test_a_passed_day_without_anything_turning_writes_nothing(tmp_path):
    path, number = titled(tmp_path)
    before = path.read_bytes()
    desk = open_on(path, "2024-09-30")
    assert level(desk, number) == "省级"
    assert maintenance.check(desk) == []
    desk.close()
    assert path.read_bytes() == before


def test_an_edit_that_holds_from_a_later_day_shows_from_that_day_on(tmp_path):
    desk = small.make(tmp_path, "2024-09-01T09:00:00")
    number = save(desk, "incubator", {"carrier_name": "模拟孵化器", "stat_unit": "武进区"})
    save(desk, "incubator", {"stat_unit": "新北区"}, number, valid_from="2030-01-01")
    for day, unit in (("2029-12-31", "320412"), ("2030-01-01", "320411"), ("2029-06-01", "320412")):
        desk = small.reopen(desk, f"{day}T09:00:00")
        assert browsing.rows(desk, "incubator", [number])[number].get("stat_unit") == unit
        assert maintenance.check(desk) == []
    desk.close()


def test_a_desk_that_stays_open_over_midnight_turns_with_the_next_change(tmp_path):
    path, number = titled(tmp_path)
    clock = Clock("2024-09-30")
    desk = Desk.open(path, "测试", clock, schema=small.SMALL)
    clock.day = "2024-10-01"
    save(desk, "incubator", {"carrier_name": "另一家模拟孵化器", "stat_unit": "武进区"})
    assert level(desk, number) is None
    assert maintenance.check(desk) == []
    desk.close()


def test_an_open_desk_turns_at_midnight_and_tells_its_listeners_once(tmp_path):
    path, number = titled(tmp_path)
    clock = Clock("2024-09-30")
    desk = Desk.open(path, "测试", clock, schema=small.SMALL)
    told = []
    desk.subscribe(told.append)
    assert upkeep.turn_day(desk) is None
    clock.day = "2024-10-01"
    upkeep.turn_day(desk)
    upkeep.turn_day(desk)
    assert [set(one.registers) for one in told] == [set(small.SMALL.registers)]
    assert level(desk, number) is None
    desk.close()


def test_so_much_turning_at_once_that_all_is_rebuilt_gives_the_same(tmp_path, monkeypatch):
    from bureau_desk.app import turning

    path, number = titled(tmp_path)
    monkeypatch.setattr(turning, "_MANY", 0)
    desk = open_on(path, "2024-12-01")
    assert level(desk, number) is None
    assert maintenance.check(desk) == []
    desk.close()


def test_verify_finds_a_computed_field_that_does_not_follow_from_the_journal(tmp_path):
    path, _ = titled(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE current_incubator SET f_highest_level='国家级'")
        connection.commit()
    desk = open_on(path, "2024-09-01")
    (problem,) = maintenance.check(desk)
    assert problem.code == "stale"
    assert "最高有效级别" in problem.message
    desk.close()


def changed(ftype: FieldType, key: str = "operator_uscc") -> Schema:
    """The small schema with one field of another type."""
    fields = tuple(replace(one, type=ftype) if one.key == key else one for one in small.INCUBATOR.fields)
    return replace(
        small.SMALL, registers={**small.SMALL.registers, "incubator": replace(small.INCUBATOR, fields=fields)}
    )


def test_code_lists_counting_and_types_are_part_of_the_fingerprint():
    usual = upkeep.fingerprint(small.SMALL)
    worse = replace(small.LEVELS, codes=(*small.LEVELS.codes, Code("区级", "区级", 4, "区级")))
    lists = replace(small.SMALL, codelists={**small.SMALL.codelists, "carrier_level": worse})
    uncounted = replace(small.INCUBATOR, counting=replace(small.INCUBATOR.counting, subject_events=False))
    counting = replace(small.SMALL, registers={**small.SMALL.registers, "incubator": uncounted})
    assert len({usual, *map(upkeep.fingerprint, (lists, counting, changed(FieldType.DECIMAL)))}) == 4


def test_a_changed_code_list_takes_effect_when_the_desk_is_opened(tmp_path):
    path, number = titled(tmp_path)
    renamed = tuple(
        replace(one, code="省级（新）", aliases=("省级",)) if one.code == "省级" else one for one in small.LEVELS.codes
    )
    schema = replace(
        small.SMALL, codelists={**small.SMALL.codelists, "carrier_level": replace(small.LEVELS, codes=renamed)}
    )
    desk = open_on(path, "2024-09-01", schema=schema)
    assert level(desk, number) == "省级（新）"
    assert maintenance.check(desk) == []
    desk.close()


@pytest.mark.parametrize(
    "ftype", [one for one in FieldType if one not in (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.CODE)]
)
def test_a_field_of_another_type_keeps_what_was_typed_and_tells_of_it(tmp_path, ftype):
    desk = small.make(tmp_path)
    names = ("约二十家", "12", "二〇一五年五月十二日")
    for name in names:
        save(desk, "incubator", {"carrier_name": name, "stat_unit": "武进区"})
    desk.close()
    again = open_on(desk.path, "2022-03-02", schema=changed(ftype, "carrier_name"))
    ids = browsing.ids(again, browsing.View("incubator"))
    shown = {
        str(row.get("carrier_name")).removesuffix(".00") for row in browsing.rows(again, "incubator", ids).values()
    }
    assert len(ids) == 3
    if ftype not in (FieldType.CHOICES, FieldType.FILES):  # lists keep the text as their one entry
        assert shown == set(names)
    assert maintenance.check(again) == []
    told = [one for one in quality.problems(again) if "类型已改" in one.message]
    numbers = (FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.YEAR)
    if ftype in (*numbers, FieldType.REFERENCE, FieldType.DATE, FieldType.BOOLEAN):
        assert told
    again.close()
    back = open_on(desk.path, "2022-03-03")
    rows = browsing.rows(back, "incubator", browsing.ids(back, browsing.View("incubator")))
    assert {row.get("carrier_name") for row in rows.values()} == set(names)
    back.close()


@pytest.mark.parametrize("day", ["二〇一五年五月十二日", "2015-02-30", "不详", "2015.5"])
def test_a_text_that_becomes_a_date_and_is_none_keeps_nobody_from_the_desk(tmp_path, day):
    fields = tuple(replace(one, type=FieldType.TEXT) if "date" in one.key else one for one in small.EVENT.fields)
    texts = replace(small.SMALL, registers={**small.SMALL.registers, "event": replace(small.EVENT, fields=fields)})
    path, number = titled(tmp_path)
    desk = open_on(path, "2024-09-01", schema=texts)
    event = {"subject": f"#{number}", "event_kind": "认定", "event_date": day, "after": "国家级"}
    added = save(desk, "event", event)
    desk.close()
    desk = open_on(path, "2024-12-01")
    assert level(desk, number) is None  # what has no day counts on none
    assert browsing.rows(desk, "event", [added])[added].get("event_date") == day
    assert any("类型已改" in one.message for one in quality.problems(desk, "event"))
    assert maintenance.check(desk) == []
    desk.close()


def test_fault_counts_stay_with_their_rows_when_tables_are_rebuilt(tmp_path):
    desk = small.make(tmp_path)
    save(desk, "incubator", {"carrier_name": "约二十家", "stat_unit": "武进区"})
    desk.close()
    again = open_on(desk.path, "2022-03-02", schema=changed(FieldType.INTEGER, "carrier_name"))
    assert [one.problems for one in browsing.registers(again) if one.key == "incubator"] == [1]
    with again.database.reading() as connection:
        assert connection.exec_driver_sql("SELECT faults FROM current_incubator").scalar() > 0
    again.close()


def set_format(path, version):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
        if version < 4:
            for name in migrations.SINCE_4:
                connection.execute(f"DROP TABLE {name}")
        if version < 3:
            for name in migrations.SINCE_3:
                connection.execute(f"DROP TABLE {name}")
        if version < 2:
            connection.execute("DROP INDEX IF EXISTS revision_valid_from")
        connection.commit()


@pytest.mark.parametrize("version", [0, -1])
def test_an_unknown_older_format_is_refused_in_a_sentence_and_not_touched(tmp_path, version):
    path, _ = titled(tmp_path)
    set_format(path, version)
    before = path.read_bytes()
    for write in (True, False):
        with pytest.raises(Trouble, match=r"格式.*本程序不认识"):
            open_on(path, "2024-09-02", write)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.glob("*.desk")] == [path.name]


@pytest.mark.parametrize("write", [True, False])
def test_a_desk_of_the_first_format_is_upgraded_with_a_backup_first(tmp_path, write):
    path, number = titled(tmp_path)
    set_format(path, 1)
    desk = open_on(path, "2024-09-02", write)
    assert level(desk, number) == "省级"
    assert desk.read_only is not write
    with desk.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == tables.FORMAT
        assert connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name='revision_valid_from'").scalar()
        indexed = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name='revision_batch'").scalar()
        assert "register, record" in str(indexed), "a step's rows are counted by the index alone"
        assert connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name='revision_gone'").scalar()
        assert connection.exec_driver_sql("SELECT count(*) FROM correction").scalar() == 0
    desk.close()
    with closing(sqlite3.connect(tmp_path / "小台账.升级前备份.desk")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_reader_is_told_the_true_reason_when_the_desk_cannot_be_upgraded(tmp_path):
    path, _ = titled(tmp_path)
    holder = open_on(path, "2024-09-01")
    with pytest.raises(DeskInUse, match=r"更新一次才能读.*正由“测试”"):
        open_on(path, "2024-09-01", write=False, schema=changed(FieldType.DECIMAL))
    holder.close()
    desk = open_on(path, "2024-09-01", write=False, schema=changed(FieldType.DECIMAL))
    assert desk.read_only
    desk.close()


def test_steps_run_in_order_once_in_one_transaction_after_a_backup(tmp_path, monkeypatch):
    path, _ = titled(tmp_path)
    ran, present = [], tables.FORMAT

    def step(number):
        def run(connection):
            backup = tmp_path / "小台账.升级前备份.desk"
            ran.append((number, connection.in_transaction(), backup.exists()))
            with closing(sqlite3.connect(path)) as other:  # nobody sees half an upgrade
                assert other.execute("PRAGMA user_version").fetchone() == (present,)
            connection.exec_driver_sql(f"CREATE TABLE step_{number}(a)")

        return run

    monkeypatch.setattr(
        migrations, "STEPS", {**migrations.STEPS, present: step(present), present + 1: step(present + 1)}
    )
    monkeypatch.setattr(tables, "FORMAT", present + 2)
    open_on(path, "2024-09-02").close()
    open_on(path, "2024-09-03").close()
    assert ran == [(present, True, True), (present + 1, True, True)]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (present + 2,)
        assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'step_%'").fetchone() == (2,)


def test_a_failed_step_leaves_the_desk_as_it_was(tmp_path, monkeypatch):
    path, number = titled(tmp_path)

    def good(connection):
        connection.exec_driver_sql("DELETE FROM revision")

    def bad(connection):
        raise KeyError("没有这一列")

    monkeypatch.setattr(migrations, "STEPS", {**migrations.STEPS, 3: good, 4: bad})
    monkeypatch.setattr(tables, "FORMAT", 5)
    with pytest.raises(Trouble, match=r"从格式 4 升级到格式 5 时出错.*保持原样"):
        open_on(path, "2024-09-02")
    monkeypatch.undo()
    desk = open_on(path, "2024-09-02")
    assert level(desk, number) == "省级"
    assert maintenance.check(desk) == []
    desk.close()


def test_computed_fields_follow_firms_and_evaluations_that_no_reference_names(tmp_path):
    from bureau_desk.app.schemas import load_schema

    desk = Desk.create(tmp_path / "全.desk", "测试", clock=small.clock_at("2024-03-01T09:00:00"), schema=load_schema())

    def put(register, action, values, record=0) -> int:
        with desk.database.writing() as connection:
            record = record or journal.new_records(connection, register, 1)[0]
        return writing.write(desk, [Entry(record, register, action, values)], "试").records[0]

    firm = put("enterprise", "add", {"name": "模拟企业", "uscc": "91320411MA1UT5CK2W", "stat_unit": "320412"})
    put("qualification", "add", {"uscc": "91320411MA1UT5CK2W", "stat_unit_then": "320412"})
    put("enterprise", "edit", {"stat_unit": "320411"}, firm)
    for year in (2021, 2022, 2023):
        put("annual_eval", "add", {"subject_name_then": "模拟机构", "eval_year": year, "grade": "不合格"})
    assert maintenance.check(desk) == []
    held = browsing.rows(desk, "qualification", browsing.ids(desk, browsing.View("qualification")))
    assert [one.get("stat_unit_now") for one in held.values()] == ["320411"]
    held = browsing.rows(desk, "annual_eval", browsing.ids(desk, browsing.View("annual_eval")))
    assert sorted(one.get("consecutive_d") for one in held.values()) == [1, 2, 3]
    desk.close()
