"""The quick table of a past day is the table that folding every record one by one would give."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bureau_desk.analysis.derive import derived_rows
from bureau_desk.app import asking, browsing, merging, past_table, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.app.past import begun
from bureau_desk.app.writing import put_entries
from bureau_desk.domain.problem import Misuse, Trouble
from bureau_desk.store import journal
from bureau_desk.store.encoding import to_columns
from bureau_desk.store.journal import Entry
from tests.bench import workbench_rows as made

START = datetime(2019, 3, 1, 9)
REGISTERS = ("enterprise", "qualification", "ent_rd_org", "annual_eval", "event", "incubator")
DAYS = tuple(date(year, 6, 30) for year in (2016, 2018, 2020, 2022, 2024))


class Moving:
    """A desk whose clock goes on with every change."""

    def __init__(self, folder: Path, seed: int, pace: int = 40) -> None:
        self.random, self.moment, self.pace = Random(seed), START, pace
        self.desk = Desk.create(folder / "past.desk", "测试", clock=lambda: self.moment)
        self.made: dict[str, list[int]] = {key: [] for key in REGISTERS}

    def write(self, register: str, action: str, number: int, values=None, since: str = "") -> None:
        self.moment += timedelta(days=self.random.randrange(self.pace))
        with self.desk.database.writing() as connection:
            batch = journal.open_batch(connection, self.desk.now(), "测试", action)
            if action == "add":
                number = journal.new_records(connection, register, 1)[0]
                self.made[register].append(number)
            finish(put_entries(self.desk, connection, [Entry(number, register, action, values, since)], batch, ""))

    def day(self) -> str:
        return f"{self.random.randrange(2016, 2026)}-{self.random.randrange(1, 13):02d}-15"

    def pick(self, register: str) -> int | None:
        return self.random.choice(self.made[register]) if self.made[register] else None

    def step(self) -> None:
        """One random change of one of these registers."""
        random, owner, year = self.random, self.random.randrange(4), self.random.randrange(2016, 2025)
        firm, title, body = self.pick("enterprise"), self.pick("qualification"), self.pick("ent_rd_org")
        match random.randrange(10):
            case 0:
                self.write("enterprise", "add", 0, made.firm(owner, year))
            case 1:
                self.write("qualification", "add", 0, made.title(owner, "高新技术企业", self.day(), owner, title))
            case 2:
                self.write("ent_rd_org", "add", 0, made.institution(owner, year))
            case 3 if body:
                self.write("annual_eval", "add", 0, made.evaluation(body, owner, year))
            case 4:
                subject = random.choice([one for one in (firm, title, body) if one] or [0])
                kind = random.choice(("更名", "迁移", "取消", "认定"))
                if subject:
                    self.write("event", "add", 0, made.event(subject, owner, kind, self.day()))
            case 5 if firm and random.random() < 0.2:
                other = self.pick("enterprise")
                with contextlib.suppress(Trouble, Misuse):  # one of them is gone already
                    merging.merge(self.desk, merging.plan(self.desk, "enterprise", firm, other))
            case 5 if firm:
                unit = random.choice(({"stat_unit": "320402"}, {"uscc": made.credit_code(owner)}, {"scale": "大"}))
                self.write("enterprise", "edit", firm, unit, random.choice(("", self.day())))
            case 6 if title:
                news = random.choice((
                    {"stat_unit_then": "320404"}, {"prev_id": None}, {"uscc": made.credit_code(owner)},
                    {"score": owner}, {"valid_from": self.day()}, {"name_then": "模拟改名"},
                ))  # fmt: skip
                self.write("qualification", "edit", title, news, random.choice(("", self.day())))
            case 7:
                event, told = self.pick("event"), self.pick("annual_eval")
                if event and random.random() < 0.5:
                    self.write("event", "edit", event, {"event_date": self.day()}, random.choice(("", self.day())))
                elif told:
                    self.write("annual_eval", "edit", told, {"grade": random.choice(("优秀", "不合格"))}, self.day())
            case 8 | 9:
                register = random.choice(REGISTERS[:5])
                if number := self.pick(register):
                    self.write(register, random.choice(("delete", "restore")), number)
        if random.random() < 0.25:
            with contextlib.suppress(Trouble):  # what others point at stays
                undoing.undo(self.desk)  # of a dated edit this is a lift


def table_of(desk, key, day, known):
    register = desk.register(key)
    with desk.database.reading() as connection:
        found = past_table.table(desk, connection, register, day, known)
        return {row["id"]: dict(row) for row in connection.execute(found.select()).mappings()}


def unspelled(desk, key, day, known):
    """The same table without search texts and the order of names, and its ids in one list; pages before it and after."""
    register = desk.register(key)
    ids = list(browsing.ids(desk, browsing.View(key, as_of=day, known=known)))
    before = browsing.rows(desk, key, ids, day, known)
    alone = {number: browsing.rows(desk, key, [number, 10**6], day, known)[number] for number in ids[::3]}
    with desk.database.reading() as connection:
        found = past_table.table(desk, connection, register, day, known, spelled=False)
        rows = {row["id"]: dict(row) for row in connection.execute(found.select()).mappings()}
        assert list(past_table.ids(desk, connection, register, day, known)) == ids
    pages = browsing.rows(desk, key, ids, day, known)
    assert before == pages and alone == {number: pages[number] for number in alone}
    assert list(pages) == ids and {n: to_columns(register)(row.values) for n, row in pages.items()} == {
        n: {name: value for name, value in row.items() if name.startswith("f_")} for n, row in rows.items()
    }
    for row in rows.values():
        del row["search"], row["sort_name"]
    return ids, rows


def folded_singly(desk, key, day, known):
    register, found = desk.register(key), {}
    snapshot = asking.snapshot(desk, day, known)
    for row in filter(begun(register, day), derived_rows(snapshot, key)):
        search, sort_name = desk.keys(register, row.values)
        head = {"id": row.id, "version": 0, "faults": 0, "sort_name": sort_name, "search": search}
        found[row.id] = head | to_columns(register)(row.values)
    return found


@settings(max_examples=4, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(st.integers(0, 10**6), st.integers(8, 24))
def test_every_past_day_and_knowledge_is_what_folding_gives(seed, steps):
    with tempfile.TemporaryDirectory() as folder:
        moving = Moving(Path(folder), seed)
        for _ in range(steps):
            moving.step()
        desk = moving.desk
        for day in DAYS:
            for known in (None, START + (moving.moment - START) / 2):
                for key in REGISTERS:
                    slow = folded_singly(desk, key, day, known)
                    ids, rows = unspelled(desk, key, day, known)
                    assert table_of(desk, key, day, known) == slow, (key, day, known)
                    assert ids == sorted(slow), (key, day, known)
                    texts = ("search", "sort_name")
                    assert rows == {n: {k: v for k, v in row.items() if k not in texts} for n, row in slow.items()}
        desk.close()


def test_a_day_is_kept_until_the_desk_changes_and_few_are_kept(tmp_path):
    moving = Moving(tmp_path, 1)
    moving.write("enterprise", "add", 0, made.firm(1, 2018))
    desk, register = moving.desk, moving.desk.register("enterprise")
    number = moving.made["enterprise"][0]
    with desk.database.reading() as connection:
        first = past_table.table(desk, connection, register, DAYS[2])
        assert past_table.table(desk, connection, register, DAYS[2]) is first
        for day in (*DAYS, date(2021, 1, 1)):
            past_table.table(desk, connection, register, day)
        views = connection.exec_driver_sql("SELECT count(*) FROM sqlite_temp_master WHERE type = 'view'").scalar()
        assert views == 3
    assert list(browsing.ids(desk, browsing.View("enterprise", as_of=DAYS[2]))) == [number]
    moving.write("enterprise", "edit", number, {"scale": "大"}, "2020-01-01")
    row = browsing.rows(desk, "enterprise", [number], DAYS[2])[number]
    assert row.get("scale") == "大"
    assert browsing.rows(desk, "enterprise", [number], DAYS[1])[number].get("scale") != "大"
    desk.close()


def looked_into(desk):
    with desk.database.reading() as connection:
        return [row[1] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1].startswith("past_")]


def test_a_day_that_nobody_looks_at_any_more_is_let_go_and_is_made_anew_for_whoever_asks_again(tmp_path):
    moving = Moving(tmp_path, 3)
    for _ in range(20):
        moving.step()
    desk, day = moving.desk, DAYS[3]
    before = table_of(desk, "qualification", day, None)
    table_of(desk, "qualification", DAYS[2], None)
    reader = desk.database.reader()
    with desk.database.apart(reader):
        assert table_of(desk, "qualification", day, None) == before
        past_table.let_go(desk, day)
        assert not looked_into(desk)
    days = past_table._days_of(desk)
    assert [key[1] for key in days._made] == [DAYS[2]]
    past_table.rest(desk)
    assert not looked_into(desk) and [key[1] for key in days._made] == [DAYS[2]]
    with desk.database.apart(reader):
        assert table_of(desk, "qualification", day, None) == before
        days.close()  # and yet it lasts for who looks into it
        assert unspelled(desk, "qualification", day, None)[0] == sorted(before)
    reader.close()
    desk.close()


def test_days_are_given_back_when_their_desk_is_closed(tmp_path):
    moving = Moving(tmp_path, 3)
    for _ in range(20):
        moving.step()
    desk, reader = moving.desk, moving.desk.database.reader()
    table_of(desk, "enterprise", DAYS[2], None)
    with desk.database.apart(reader):
        table_of(desk, "enterprise", DAYS[2], None)
    (made,) = past_table._days_of(desk)._made.values()

    def tables() -> int:
        with contextlib.closing(sqlite3.connect(made.address, uri=True)) as connection:
            return connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]

    assert tables() > 0
    reader.close()  # as the window does before it closes a desk
    desk.close()
    assert not past_table._days_of(desk)._made
    assert tables() == 0, "its memory is gone"


def test_a_day_that_was_let_go_while_somebody_was_about_to_look_is_made_anew(tmp_path):
    moving = Moving(tmp_path, 3)
    for _ in range(20):
        moving.step()
    desk, day, register = moving.desk, DAYS[3], moving.desk.register("qualification")
    before = table_of(desk, "qualification", day, None)
    made = next(iter(past_table._days_of(desk)._made.values()))
    past_table.let_go(desk, day)
    with desk.database.reading() as connection:
        past_table._look(desk, connection, register, made, day, None)
        connection.info["past_days"].append(made)
        assert {number: row.values for number, row in made.layers.page(connection, sorted(before)).items()}.keys() == (
            before.keys()
        )
    desk.close()


def test_in_a_time_of_rest_the_values_of_a_day_are_worked_out(tmp_path):
    moving = Moving(tmp_path, 1)
    moving.write("enterprise", "add", 0, made.firm(1, 2018))
    number = moving.made["enterprise"][0]
    moving.write("enterprise", "edit", number, {"scale": "大"}, "2019-01-01")
    desk, day = moving.desk, date(2018, 12, 31)
    assert list(browsing.ids(desk, browsing.View("enterprise", as_of=day))) == [number]
    (kept,) = past_table._days_of(desk)._made.values()
    before = browsing.rows(desk, "enterprise", [number], day)
    assert not kept.filled and before[number].get("scale") != "大"
    past_table.rest(desk)
    assert kept.filled and not looked_into(desk)
    assert browsing.rows(desk, "enterprise", [number], day) == before
    desk.close()


def test_days_that_were_not_asked_for_in_a_while_are_let_go(tmp_path, monkeypatch):
    moving = Moving(tmp_path, 1)
    moving.write("enterprise", "add", 0, made.firm(1, 2018))
    table_of(moving.desk, "enterprise", DAYS[2], None)
    monkeypatch.setattr(past_table, "_UNUSED", -1.0)
    past_table.rest(moving.desk)
    assert not past_table._days_of(moving.desk)._made and not looked_into(moving.desk)
    moving.desk.close()
