"""What was read of columns is, after any writing, what reading them anew would give."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text, event

from bureau_desk.store import changed_rows, database, found_ids, grouped, mended, ordering, tables
from bureau_desk.store.kept_columns import Columns
from bureau_desk.store.ordering import Key

NOW = "2022-03-01T09:00:00"
TEXTS = ("", "a", "ab", "b", "常州", "重庆", "é", "😀", "z", "ｚ", None)
NUMBERS = (0, 1, -5, 7, 10**12, None, "约 3")
ROWS = Table(
    "current_probe",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("listed", Text),
    Column("loose", Text),
    Column("amount", BigInteger),
    Column("counted", BigInteger),
    Index("current_probe_listed", "listed"),
    Index("current_probe_counted", "counted"),
)
NAMES = ("listed", "loose", "amount", "counted")


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "台账.desk"
    database.create(path, "测试", NOW, "试用台账").close()
    found = database.open_existing(path, "测试", NOW)
    with found.writing() as connection:
        tables.create(connection, ROWS)
    found._writer.raw_connection().driver_connection.execute("PRAGMA synchronous=OFF")
    yield found
    found.close()


def some(pick, name):
    if name in ("listed", "loose"):
        return pick.choice(TEXTS) if pick.random() < 0.7 else f"第{pick.randrange(30)}"
    return pick.choice(NUMBERS) if pick.random() < 0.5 else pick.randrange(100)


def fill(held, pick, rows=60):
    with held.writing() as connection:
        connection.exec_driver_sql("DELETE FROM current_probe")
        for number in pick.sample(range(1, 3 * rows), rows):
            insert(connection, pick, number)


def insert(connection, pick, number):
    values = (number, *(some(pick, name) for name in NAMES))
    query = (
        "INSERT OR REPLACE INTO current_probe (id, version, listed, loose, amount, counted) VALUES (?, 1, ?, ?, ?, ?)"
    )
    connection.exec_driver_sql(query, values)


def change(connection, pick):
    """One statement or a few, of any kind."""
    act, number = pick.randrange(7), pick.randrange(1, 260)
    if act == 0:
        insert(connection, pick, number)
    elif act == 1:
        connection.exec_driver_sql("DELETE FROM current_probe WHERE id % 9 = ?", (number % 9,))
    elif act == 2:
        connection.exec_driver_sql("UPDATE current_probe SET version = version + 1")
    elif act == 3:
        connection.exec_driver_sql("DELETE FROM current_probe WHERE id = (SELECT max(id) FROM current_probe)")
    else:
        name = pick.choice(NAMES)
        query = f"UPDATE current_probe SET {name} = ? WHERE id % ? = 0"
        connection.exec_driver_sql(query, (some(pick, name), pick.choice((1, 5, 20, 70))))


def read(connection, columns):
    """Everything that is kept of every column, as plain lists."""
    found = {}
    for name in NAMES:
        one = ordering.column(connection, columns, ROWS, Key(ROWS.c[name]), ranked=name != "counted")
        if one.rank is not None:
            codes = list(ordering.codes(connection, ROWS, ROWS.c[name], one))
            found[name, "rank"] = {
                number: (codes[rank], rank) for number, rank in enumerate(one.rank.tolist()) if rank >= 0
            }
            found[name, "codes"] = codes
        if one.order is not None:
            found[name, "order"] = one.order.tolist()
    values = grouped._values(connection, columns, ROWS, ROWS.c.amount)
    found["values"] = {number: value for number, value in enumerate(values.tolist()) if value != grouped._NONE}
    return found


def kept_and_anew(held):
    with held.reading() as connection:
        with ordering.snapshot(connection) as columns:
            kept = read(connection, columns)
        crowded = connection.info.get("bureau_desk.ordering.crowded")
        with ordering.snapshot(connection):
            anew = read(connection, Columns(0))
        if crowded is not None:
            crowded.clear()
    return kept, anew


@given(st.integers(0, 10**9))
@settings(max_examples=80, deadline=None)
def test_after_any_steps_what_is_kept_is_what_reading_anew_gives(held, seed):
    pick = random.Random(seed)
    fill(held, pick)
    kept_and_anew(held)
    for _ in range(6):
        for _ in range(pick.randrange(1, 3)):
            failing = pick.random() < 0.15
            try:
                with held.writing() as connection:
                    for _ in range(pick.randrange(1, 4)):
                        change(connection, pick)
                    if failing:
                        raise RuntimeError("broken off")
            except RuntimeError:
                assert failing
        kept, anew = kept_and_anew(held)
        assert kept == anew


def asked_of(held):
    statements = []
    event.listen(held._reader, "before_cursor_execute", lambda *told: statements.append(told[2]))
    return statements


def settled(held, rows=60):
    """A filled table whose columns were read and are watched."""
    fill(held, random.Random(5), rows)
    kept_and_anew(held)
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_probe SET version = 2")
        connection.exec_driver_sql("UPDATE current_probe SET amount = 9 WHERE typeof(amount) = 'text'")
    with held.reading() as connection, ordering.snapshot(connection) as columns:
        read(connection, columns)


def kept(held):
    with held.reading() as connection, ordering.snapshot(connection) as columns:
        return read(connection, columns)


def test_after_a_step_on_a_few_rows_no_column_is_read_anew(held):
    settled(held)
    statements = asked_of(held)
    with held.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE current_probe SET listed = '新', loose = '新', amount = 3, counted = 4 WHERE id < 9"
        )
        connection.exec_driver_sql("INSERT INTO current_probe (id, version, listed) VALUES (5000, 1, '末')")
    found = kept(held)
    assert not [one for one in statements if "group_concat" in one]
    with held.reading() as connection:
        plain = connection.exec_driver_sql("SELECT id FROM current_probe ORDER BY listed, id").scalars()
        assert found["listed", "order"] == list(plain)
    assert found["loose", "rank"][5000][0] is None and found["loose", "codes"][0] is None


def test_what_too_many_rows_were_written_of_is_read_anew(held, monkeypatch):
    monkeypatch.setattr(changed_rows, "MOST", 5)
    settled(held)
    statements = asked_of(held)
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_probe SET listed = '多'")
    assert kept(held)["listed", "codes"] == ["多"]
    assert [one for one in statements if "group_concat" in one]


def test_too_many_different_values_are_read_anew(held, monkeypatch):
    monkeypatch.setattr(mended, "MOST_VALUES", 3)
    settled(held)
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_probe SET listed = 'n' || id WHERE id < 60")
    assert kept_and_anew(held)[0] == kept_and_anew(held)[1]


def test_a_table_that_was_made_anew_is_read_anew(held):
    settled(held)
    with held.writing() as connection:
        connection.exec_driver_sql("DROP TABLE current_probe")
        tables.create(connection, ROWS)
        insert(connection, random.Random(1), 77)
    one, other = kept_and_anew(held)
    assert one == other and list(one["listed", "rank"]) == [77]
    with held.writing() as connection:  # and is watched again
        insert(connection, random.Random(2), 78)
    one, other = kept_and_anew(held)
    assert one == other and set(one["listed", "rank"]) == {77, 78}


def test_a_table_or_a_column_that_was_watched_may_go(held):
    settled(held)
    with held.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE current_gone (id INTEGER PRIMARY KEY, one TEXT, other TEXT)")
        connection.exec_driver_sql("INSERT INTO current_gone VALUES (1, 'a', 'b'), (2, 'b', 'a')")
    table = Table("current_gone", MetaData(), Column("id", Integer, primary_key=True), Column("other", Text))
    table.append_column(Column("one", Text))

    def ranks(name):
        with held.reading() as connection, ordering.snapshot(connection) as columns:
            return ordering.column(connection, columns, table, Key(table.c[name]), ranked=True).rank.tolist()

    assert ranks("one") == [-1, 0, 1] and ranks("other") == [-1, 1, 0]
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_gone SET other = 'c' WHERE id = 2")
    with held.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE current_gone DROP COLUMN one")
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_gone SET other = 'a' WHERE id = 1")
    assert ranks("other") == [-1, 0, 1]
    for _ in range(2):
        with held.writing() as connection:
            connection.exec_driver_sql("DROP TABLE IF EXISTS current_gone")
    one, other = kept_and_anew(held)
    assert one == other


def test_the_trigger_of_a_step_that_was_taken_back_is_made_again(held):
    settled(held)
    with held.reading() as connection, ordering.snapshot(connection) as columns:
        ordering.column(connection, columns, ROWS, Key(ROWS.c.version), ranked=True)
    with pytest.raises(RuntimeError), held.writing() as connection:
        raise RuntimeError("broken off")
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_probe SET version = 9 WHERE id % 2")
    with held.reading() as connection, ordering.snapshot(connection) as columns:
        found = ordering.column(connection, columns, ROWS, Key(ROWS.c.version), ranked=True)
        odd = [number for number in np.flatnonzero(found.rank >= 0).tolist() if number % 2]
        assert odd and len({int(found.rank[number]) for number in odd}) == 1


def test_who_reads_while_a_step_is_committed_does_not_take_the_old_for_the_new(held):
    settled(held)
    log = held._changed
    with held.writing() as connection:
        connection.exec_driver_sql("UPDATE current_probe SET listed = '旧'")
        log._committing = True
        assert log.state() is None
        kept(held)  # read before the commit
        log._committing = False
    one, other = kept_and_anew(held)
    assert one == other and one["listed", "codes"] == ["旧"]


def test_ids_by_which_most_rows_are_found_follow_what_comes_and_goes(held):
    settled(held)
    query = ROWS.select().with_only_columns(ROWS.c.id).where(ROWS.c.version > 0)
    for turn in range(3):
        with held.writing() as connection:
            insert(connection, random.Random(turn), 900 + turn)
            connection.exec_driver_sql("DELETE FROM current_probe WHERE id = (SELECT min(id) FROM current_probe)")
        with held.reading() as connection, ordering.snapshot(connection) as columns:
            found = found_ids.found_ids(connection, columns, query).tolist()
            assert found == [row[0] for row in connection.exec_driver_sql("SELECT id FROM current_probe ORDER BY id")]


def test_who_only_reads_a_desk_that_another_program_writes_reads_anew(held, tmp_path):
    settled(held)
    reading = database.open_existing(held.path, "甲", NOW, write=False)
    try:
        before, _ = kept_and_anew(reading)
        with held.writing() as connection:
            connection.exec_driver_sql("UPDATE current_probe SET listed = '别处'")
        after, anew = kept_and_anew(reading)
        assert after == anew and after != before and after["listed", "codes"] == ["别处"]
    finally:
        reading.close()
