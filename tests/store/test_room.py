"""A large step has room for its pages: each lies in the log once, and the room is given back."""

from __future__ import annotations

import pytest

from bureau_desk.store import database, room

NOW = "2022-03-01T09:00:00"
ROWS = 9500
_FRAME, _HEAD = 24, 32


@pytest.fixture
def held(tmp_path):
    path = tmp_path / "台账.desk"
    database.create(path, "测试", NOW, "试用台账").close()
    found = database.open_existing(path, "测试", NOW)
    yield found
    found.close()


def pages_in_the_log(held):
    log = held.path.with_name(held.path.name + "-wal").read_bytes()
    size = int.from_bytes(log[8:12], "big")
    salt = log[16:24]
    frames = [log[at : at + _FRAME] for at in range(_HEAD, len(log) - _FRAME - size + 1, _FRAME + size)]
    return [int.from_bytes(one[:4], "big") for one in frames if one[8:16] == salt]


def write_twice(held, widened):
    """More pages than a connection keeps are filled, and all of them touched again, in one transaction."""
    held._log.wait()
    with held.writing() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
        if widened:
            room.widen(connection)
        text = "词" * 1100
        connection.exec_driver_sql(
            "INSERT INTO meta (key, value) VALUES (?, ?)", [(f"k{n}", text) for n in range(ROWS)]
        )
        connection.exec_driver_sql("UPDATE meta SET value = value || 'x' WHERE key LIKE 'k%'")
    held._log.wait()


def kept(held):
    with held.writing() as connection:
        return connection.exec_driver_sql("PRAGMA cache_size").scalar()


def test_a_large_step_with_room_writes_each_page_into_the_log_once(held, monkeypatch):
    monkeypatch.setattr(held._log, "_begin", lambda: None)
    write_twice(held, widened=True)
    pages = pages_in_the_log(held)
    assert len(pages) > ROWS
    assert len(set(pages)) == len(pages)


def test_the_room_is_given_back_after_the_step(held):
    assert kept(held) == -room.PAGES
    write_twice(held, widened=True)
    assert kept(held) == -room.PAGES


def test_the_room_is_given_back_when_the_step_fails(held):
    with pytest.raises(RuntimeError), held.writing() as connection:
        room.widen(connection)
        assert connection.exec_driver_sql("PRAGMA cache_size").scalar() == -room.WIDE
        raise RuntimeError("broken off")
    assert kept(held) == -room.PAGES
