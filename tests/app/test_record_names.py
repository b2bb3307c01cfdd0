"""Many names at once are the names that are told one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bureau_desk.app import browsing, past_table
from bureau_desk.app.record_names import record_names
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.register import FieldType
from tests.app import small


def test_names_are_as_told_one_by_one(tmp_path: Path) -> None:
    desk = small.make(tmp_path)
    with desk.database.writing() as connection:
        carriers = add_many(connection, "incubator", [{"carrier_name": "模拟甲"}, {"carrier_name": "模拟乙"}, {}])
    write(desk, carriers, "载入")
    firsts = [one.record for one in carriers]
    with desk.database.writing() as connection:
        rows = [{"subject": one, "event_kind": "认定", "event_date": "2020"} for one in (*firsts, 77_777)]
        happenings = add_many(connection, "event", rows)
    write(desk, happenings, "事件")
    numbers = [*firsts, *(one.record for one in happenings), 99_999_999]
    found = record_names(desk, numbers)
    assert found == {number: browsing.record_name(desk, number) for number in numbers}
    assert found[firsts[0]] == "模拟甲" and found[99_999_999] == "#99999999"
    named = desk.register("event").field(desk.register("event").name_field)
    if named is not None and named.type is FieldType.REFERENCE:
        assert found[happenings[1].record] == "模拟乙"
    assert record_names(desk, ()) == {}
    desk.close()


def test_rows_of_a_past_day_are_looked_up_one_by_one(tmp_path: Path) -> None:
    desk = small.make(tmp_path)
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [{"carrier_name": f"模拟{number}"} for number in range(900)])
    write(desk, entries, "载入")
    ids, day = [one.record for one in entries], date(2030, 1, 1)
    told: list[str] = []
    with desk.database.reading() as connection:
        table = past_table.table(desk, connection, desk.register("incubator"), day)
        connection.connection.driver_connection.set_trace_callback(told.append)
        few = dict(desk.tables.values(connection, "incubator", ["carrier_name"], ids[5:105], table))
        connection.connection.driver_connection.set_trace_callback(None)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {told[-1]}")]
        many = dict(desk.tables.values(connection, "incubator", ["carrier_name"], ids, table))
    assert not any(line.startswith("SCAN c") for line in plan), plan
    assert few == {number: many[number] for number in ids[5:105]}
    desk.close()
