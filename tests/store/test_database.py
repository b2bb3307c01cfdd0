"""The desk's file: durable, one writer, readers that see what was committed, and disks that refuse."""

from __future__ import annotations

import errno
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import pytest

from bureau_desk.domain.problem import DeskInUse, Trouble
from bureau_desk.store import database, disks, tables

NOW = "2022-03-01T09:00:00"


@pytest.fixture
def path(tmp_path) -> Path:
    file = tmp_path / "台账.desk"
    database.create(file, "测试", NOW, "试用台账").close()
    return file


def write(path, key="a", value="1"):
    held = database.open_existing(path, "测试", NOW)
    with held.writing() as connection:
        database.write_meta(connection, key, value)
    held.close()


def read(path, key="a"):
    held = database.open_existing(path, "别人", NOW, write=False)
    with held.reading() as connection:
        found = database.read_meta(connection, key)
    held.close()
    return found


def test_what_was_written_is_read_again_and_a_key_holds_one_value(path):
    write(path, "a", "1")
    write(path, "a", "2")
    assert read(path) == "2"
    assert read(path, "没有") == ""
    assert read(path, "title") == "试用台账"


def test_an_exception_in_the_middle_takes_the_whole_transaction_back(path):
    held = database.open_existing(path, "测试", NOW)
    with pytest.raises(ZeroDivisionError), held.writing() as connection:
        database.write_meta(connection, "a", "1")
        connection.exec_driver_sql("CREATE TABLE half(a)")
        raise ZeroDivisionError
    with held.reading() as connection:
        assert database.read_meta(connection, "a") == ""
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name='half'").scalar() == 0
    held.close()


def test_a_reader_sees_nothing_of_a_transaction_until_it_is_committed(path):
    held = database.open_existing(path, "测试", NOW)
    other = database.open_existing(path, "别人", NOW, write=False)
    with held.writing() as connection:
        database.write_meta(connection, "a", "1")
        for one in (held, other):
            with one.reading() as reading:
                assert database.read_meta(reading, "a") == ""
    for one in (held, other):
        with one.reading() as reading:
            assert database.read_meta(reading, "a") == "1"
    other.close()
    held.close()


def test_a_reader_cannot_write_and_a_second_writer_is_told_who_holds_the_desk(path):
    held = database.open_existing(path, "张工", NOW)
    with pytest.raises(DeskInUse, match="“张工”"):
        database.open_existing(path, "李工", NOW)
    reader = database.open_existing(path, "李工", NOW, write=False)
    assert reader.read_only
    with pytest.raises(Trouble, match="只读"), reader.writing():
        pass
    reader.close()
    held.close()
    database.open_existing(path, "李工", NOW).close()


def test_the_log_is_folded_into_the_file_when_it_is_closed(path):
    write(path)
    assert not path.with_name(path.name + "-wal").exists()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (tables.APPLICATION_ID,)


@pytest.mark.parametrize("name", ["a b.desk", "百分%20号.desk", "问?号.desk", "井#号.desk", "单'引号.desk"])
def test_any_sign_may_stand_in_a_file_name(tmp_path, name):
    file = tmp_path / name
    database.create(file, "测试", NOW, "").close()
    write(file)
    assert read(file) == "1"
    held = database.open_existing(file, "测试", NOW)
    held.check_file()
    held.backup(tmp_path / f"备份 {name}")
    held.close()
    assert read(tmp_path / f"备份 {name}") == "1"


def test_a_new_desk_never_overwrites_and_a_failed_one_leaves_nothing(path, monkeypatch):
    before = path.read_bytes()
    with pytest.raises(Trouble, match="已经存在"):
        database.create(path, "测试", NOW, "")
    assert path.read_bytes() == before

    def fail(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(tables, "create", fail)
    other = path.with_name("新.desk")
    with pytest.raises(Trouble, match="磁盘已满"):
        database.create(other, "测试", NOW, "")
    assert not other.exists()


def test_a_backup_is_whole_while_the_desk_is_open_and_leaves_nothing_when_it_fails(path):
    held = database.open_existing(path, "测试", NOW)
    with held.writing() as connection:
        database.write_meta(connection, "a", "未并入文件")
    held.backup(path.with_name("备份.desk"))
    with pytest.raises(Trouble):
        held.backup(path.parent / "没有的文件夹" / "备份.desk")
    held.close()
    assert read(path.with_name("备份.desk")) == "未并入文件"
    assert not list(path.parent.glob("*.part*"))


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (sqlite3.OperationalError("database or disk is full"), "磁盘已满"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (sqlite3.OperationalError("database is locked"), "占用"),
        (sqlite3.OperationalError("attempt to write a readonly database"), "只读"),
        (sqlite3.DatabaseError("database disk image is malformed"), "已损坏"),
        (sqlite3.OperationalError("disk I/O error"), "磁盘读写"),
        (sqlite3.OperationalError("no such column: x"), "no such column"),
    ],
)
def test_every_error_of_disk_and_database_is_one_sentence_that_names_the_file(path, error, told):
    trouble = database.explain(path, error)
    assert told in trouble.message
    assert path.name in trouble.message
    assert trouble.hint


def test_a_file_that_is_there_but_cannot_be_opened_is_not_called_missing(path):
    error = sqlite3.OperationalError("unable to open database file")
    assert "磁盘是否已满" in database.explain(path, error).hint
    assert "路径是否正确" in database.explain(path.with_name("没有.desk"), error).hint


_FULL = """
    import resource, sys
    from pathlib import Path
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # no file may grow: a disk without room, for this process alone
    from bureau_desk.domain.problem import Trouble
    from bureau_desk.store import database

    try:
        held = database.open_existing(Path(sys.argv[1]), "测试", "2022-03-01T09:00:00", write=False)
        with held.reading() as connection:
            print(database.read_meta(connection, "a"))
        held.check_file()
        held.close()
    except Trouble as trouble:
        print(trouble.sentence())
"""


def read_on_a_full_disk(path) -> str:
    command = [sys.executable, "-c", textwrap.dedent(_FULL), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=Path.cwd(), check=True)
    return done.stdout.strip()


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_reading_goes_on_when_the_disk_is_full(path):
    write(path, "a", "还读得到")
    assert read_on_a_full_disk(path) == "还读得到"
    write(path, "a", "腾出空间后照常写")
    assert read(path) == "腾出空间后照常写"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are POSIX")
def test_a_full_disk_with_a_log_beside_the_desk_is_told_as_such(path):
    write(path, "a", "旧")
    held = database.open_existing(path, "测试", NOW)
    with held.writing() as connection:
        database.write_meta(connection, "a", "新")
    killed = path.with_name("断电.desk")
    killed.write_bytes(path.read_bytes())
    killed.with_name(killed.name + "-wal").write_bytes(path.with_name(path.name + "-wal").read_bytes())
    held.close()
    answer = read_on_a_full_disk(killed)
    assert "磁盘" in answer
    assert "旧" not in answer  # what was committed must not seem lost
    assert read(killed) == "新"


def test_a_file_is_read_as_frozen_only_where_no_log_is_kept(path, monkeypatch):
    asked = []

    def touch(target):
        asked.append(target)
        if "immutable" not in target:
            raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(disks, "_touch", touch)
    assert "immutable=1" in disks.readable_address(path)
    path.with_name(path.name + "-wal").write_bytes(b"x")
    with pytest.raises(sqlite3.OperationalError):
        disks.readable_address(path)
    assert len(asked) == 3


def test_the_kind_of_disk_is_told_by_the_longest_mount(monkeypatch, tmp_path):
    mounts = "a / ext4 rw 0 0\nb /mnt nfs4 rw 0 0\nc /mnt/本机 ext4 rw 0 0\nd /mnt/a\\040b cifs rw 0 0\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: mounts)
    for place, local in (("/x", True), ("/mnt/x", False), ("/mnt/本机/x", True), ("/mnt/a b/x", False)):
        assert disks.is_local(Path(place)) is local


@pytest.mark.parametrize(("local", "mode"), [(True, "wal"), (False, "delete")])
def test_on_a_network_share_no_log_is_kept_beside_the_desk(tmp_path, monkeypatch, local, mode):
    path = tmp_path / "共享台账.desk"
    monkeypatch.setattr(disks, "is_local", lambda _: local)
    opened = database.create(path, "测试", "2022-03-01T09:00:00", "台账")
    try:
        with opened.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == mode
            database.write_meta(connection, "某键", "某值")
        assert path.with_name(path.name + "-wal").exists() is local
        with opened.reading() as connection:
            assert database.read_meta(connection, "某键") == "某值"
        with pytest.raises(DeskInUse, match="测试"):
            database.open_existing(path, "别人", "2022-03-01T09:05:00")
    finally:
        opened.close()


def test_indexes_of_a_part_of_the_rows_are_such_on_every_server():
    from sqlalchemy import create_mock_engine

    from bureau_desk.store import tables

    class Server:
        """Takes statements down instead of running them."""

        dialect = create_mock_engine("postgresql://", print).dialect
        told: ClassVar[list[str]] = []

        def execute(self, statement):
            self.told.append(str(statement.compile(dialect=self.dialect)))

    server = Server()
    tables.create(server, tables.revision)
    parts = [one.rpartition(" WHERE ")[2] for one in server.told if " WHERE " in one]
    assert sorted(parts) == ["action != 'add'", "action = 'add' AND valid_from != ''", "action = 'delete'"]
