"""Desks that are foreign, newer, damaged, backed up and brought back."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from bureau_desk.app import browsing, maintenance, recording
from bureau_desk.app.desk import Desk
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.domain.register import Field, FieldType, Schema
from tests.app import small


def open_small(path, schema=small.SMALL):
    return Desk.open(path, "测试", small.clock_at("2022-03-02T09:00:00"), schema=schema)


def filled(folder, count=3):
    desk = small.make(folder)
    for number in range(count):
        draft = recording.read(desk, "incubator", {"carrier_name": f"模拟孵化器{number}", "stat_unit": "武进区"})
        recording.save(desk, draft)
    return desk


def test_a_file_that_is_no_desk_is_refused_in_a_sentence(tmp_path):
    text = tmp_path / "名单.desk"
    text.write_text("这不是数据库", encoding="utf-8")
    with pytest.raises(Trouble, match="不是台账文件"):
        open_small(text)
    other = tmp_path / "别人.desk"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE a(b)")
    connection.commit()
    connection.close()
    with pytest.raises(Trouble, match="别的程序"):
        open_small(other)
    with pytest.raises(Trouble, match="找不到"):
        open_small(tmp_path / "没有.desk")


def test_a_newer_desk_is_refused_and_left_as_it_was(tmp_path):
    desk = filled(tmp_path)
    desk.close()
    connection = sqlite3.connect(desk.path)
    connection.execute("PRAGMA user_version=99")
    connection.commit()
    connection.close()
    before = desk.path.read_bytes()
    with pytest.raises(Trouble, match="更新版本"):
        open_small(desk.path)
    assert desk.path.read_bytes() == before


def test_a_damaged_desk_is_told_and_not_touched(tmp_path):
    desk = filled(tmp_path)
    desk.close()
    content = bytearray(desk.path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    desk.path.write_bytes(content)
    with pytest.raises(Trouble, match="损坏"):
        opened = open_small(desk.path)
        browsing.registers(opened)
    assert desk.path.read_bytes() == bytes(content)


def test_a_backup_restores_to_the_same_rows_and_keeps_the_former_desk(tmp_path):
    desk = filled(tmp_path)
    copy = maintenance.backup(desk, tmp_path / "备份.desk")
    number = browsing.ids(desk, browsing.View("incubator"))[0]
    recording.delete(desk, [number])
    path = desk.path
    desk.close()
    kept = maintenance.restore(copy, path, "测试", "2022-03-02T10:00:00")
    again = open_small(path)
    assert len(browsing.ids(again, browsing.View("incubator"))) == 3
    assert maintenance.check(again) == []
    again.close()
    former = open_small(kept)
    assert len(browsing.ids(former, browsing.View("incubator"))) == 2
    former.close()


def test_a_backup_never_overwrites(tmp_path):
    desk = filled(tmp_path)
    target = tmp_path / "已有.desk"
    target.write_bytes(b"x")
    with pytest.raises(Trouble, match="已经存在"):
        maintenance.backup(desk, target)
    desk.close()


def test_a_new_field_needs_no_migration_only_a_rebuild_with_a_backup_first(tmp_path):
    desk = filled(tmp_path)
    desk.close()
    register = small.INCUBATOR
    wider = Schema(
        {
            **small.SMALL.registers,
            "incubator": replace(
                register, fields=(*register.fields, Field("mentor_count", "创业导师", FieldType.INTEGER))
            ),
        },
        small.SMALL.codelists,
    )
    again = open_small(desk.path, wider)
    number = browsing.ids(again, browsing.View("incubator"))[0]
    recording.save(again, recording.read(again, "incubator", {"mentor_count": "12"}, number))
    assert browsing.rows(again, "incubator", [number])[number].get("mentor_count") == 12
    assert maintenance.check(again) == []
    again.close()
    assert list(tmp_path.glob("*升级前备份*"))


def test_verify_finds_a_current_table_that_was_changed_behind_the_journal(tmp_path):
    desk = filled(tmp_path)
    desk.close()
    connection = sqlite3.connect(desk.path)
    connection.execute("UPDATE current_incubator SET f_stat_unit='320411' WHERE id=1")
    connection.execute("DELETE FROM current_incubator WHERE id=2")
    connection.commit()
    connection.close()
    again = open_small(desk.path)
    found = maintenance.check(again)
    again.close()
    assert sorted(one.code for one in found) == ["differs", "missing"]


def test_the_same_work_by_the_same_clock_gives_the_same_bytes(tmp_path):
    contents = []
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        desk = filled(folder)
        desk.database.compact()
        desk.close()
        contents.append(desk.path.read_bytes())
    assert contents[0] == contents[1]


def spoil(path, share=0.5):
    """Overwrite pages in the middle of a file, so that it still opens."""
    content = bytearray(path.read_bytes())
    begin = int(len(content) * share) // 4096 * 4096
    content[begin : begin + 3 * 4096] = b"\xa5" * 3 * 4096
    path.write_bytes(content)


def test_a_damaged_backup_is_refused_before_anything_is_touched(tmp_path):
    desk = filled(tmp_path, 40)
    copy = maintenance.backup(desk, tmp_path / "备份.desk")
    path = desk.path
    desk.close()
    spoil(copy)
    before = path.read_bytes()
    with pytest.raises(Trouble, match="“备份.desk”已损坏".replace(".", r"\.")):
        maintenance.restore(copy, path, "测试", "2022-03-02T10:00:00")
    assert path.read_bytes() == before
    assert sorted(one.name for one in tmp_path.iterdir() if not one.name.startswith("~$")) == sorted(
        [path.name, copy.name]
    )


def test_damage_inside_a_file_is_told_in_one_chinese_sentence(tmp_path):
    desk = filled(tmp_path, 40)
    desk.close()
    spoil(desk.path, 0.6)  # where rows lie: the file still opens
    again = open_small(desk.path)
    with pytest.raises(Trouble) as told:
        maintenance.check(again)
    assert "已损坏" in told.value.sentence() and "Page" not in told.value.sentence()
    with pytest.raises(Trouble, match="已损坏"):
        maintenance.backup(again, tmp_path / "副本.desk")
    again.close()
    assert not list(tmp_path.glob("副本*"))


def test_the_rows_a_demo_desk_begins_with_are_not_taken_back(tmp_path):
    from bureau_desk.app import undoing
    from bureau_desk.store import journal

    desk = filled(tmp_path, 2)
    with desk.database.writing() as connection:
        connection.exec_driver_sql("UPDATE batch SET kind='base' WHERE id=1")
        assert journal.get_batch(connection, 1).kind == "base"
    undoing.undo(desk)
    assert undoing.undo(desk) is None
    with pytest.raises(Misuse, match="初始资料"):
        undoing.undo(desk, 1)
    desk.close()


def test_taking_back_an_undo_brings_its_rows_back(tmp_path):
    from bureau_desk.app import undoing

    desk = filled(tmp_path, 3)
    number = browsing.ids(desk, browsing.View("incubator"))[0]
    recording.save(desk, recording.read(desk, "incubator", {"stat_unit": "新北区"}, number))
    undone = undoing.undo(desk)
    assert browsing.rows(desk, "incubator", [number])[number].get("stat_unit") == "320412"
    again = undoing.undo(desk, undone.batch)
    assert again.summary.startswith("重做：")
    assert browsing.rows(desk, "incubator", [number])[number].get("stat_unit") == "320411"
    with pytest.raises(Misuse, match="已经撤销过"):
        undoing.undo(desk, undone.batch)
    assert maintenance.check(desk) == []
    desk.close()
