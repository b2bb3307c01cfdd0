"""Makes a desk with many enterprise rows for the benches; every row is simulated."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Table
from sqlalchemy.schema import CreateIndex, DropIndex

from bureau_desk.app.clock import from_environment
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain.values import Value
from bureau_desk.store import journal
from tests.bench import workbench_rows

_WORDS = ("新材料", "智能装备", "新能源", "医疗器械", "软件", "精密制造", "环保科技", "电子", "光电", "生物医药")
_UNITS = ("320481", "320413", "320412", "320411", "320402", "320404", "3204E1")
_PORTION = 20_000
_SPELLED = 100_000
_TURNS = (
    ("安", "an"), ("宝", "bao"), ("昌", "chang"), ("德", "de"), ("恩", "en"), ("福", "fu"), ("光", "guang"),
    ("华", "hua"), ("嘉", "jia"), ("康", "kang"),
)  # fmt: skip


def row(number: int) -> dict[str, Value]:
    """One simulated enterprise."""
    return {
        "uscc": f"913204{number % 97:02d}MA{number:08d}"[:18],
        "name": f"模拟{_WORDS[number % 10]}第{number}有限公司",
        "entity_type": "企业",
        "established_date": f"{1995 + number % 27}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "reg_capital": (number % 5000) * 10_000,
        "stat_unit": _UNITS[number % 7],
        "biz_status": "在业",
        "reg_address": f"常州市模拟路 {number} 号",
        "simulated": True,
    }


def make(path: Path, rows: int) -> Desk:
    """A desk at `path` with that many enterprises; an existing file is used as it is."""
    if path.exists():
        return Desk.open(path, "基准", from_environment())
    desk = Desk.create(path, "基准", clock=from_environment())
    with desk.database.writing() as connection:
        batch = journal.open_batch(connection, desk.now(), "基准", "基准数据")
        entries = add_many(connection, "enterprise", (row(number) for number in range(rows)))
        for _ in put_entries(desk, connection, entries, batch, ""):
            pass
    return desk


def make_readable(path: Path, rows: int) -> Desk:
    """A desk at `path` whose table of enterprises alone is filled, without a journal: what reading it needs.

    Up to a hundred thousand rows are spelled one by one; more are copied from these by the database, each time with
    another word in name, pinyin and code, so that no two are alike. An existing file is used as it is.
    """
    if path.exists():
        kept = Desk.open(path, "基准", from_environment())
        with kept.database.reading() as connection:
            if kept.tables.count(connection, "enterprise") == rows:
                return kept
        kept.close()  # its rows have no journal: whoever made the tables anew for another format found none
        path.unlink()
    part = path.with_suffix(".part.desk")
    part.unlink(missing_ok=True)
    desk = Desk.create(part, "基准", clock=from_environment())
    table, search = desk.tables.table("enterprise"), desk.tables.search("enterprise")
    with desk.database.writing() as connection:
        for index in (*table.indexes, *search.indexes):
            connection.execute(DropIndex(index))
        for start in range(0, min(rows, _SPELLED), _PORTION):
            portion = range(start, min(rows, _SPELLED, start + _PORTION))
            firms = [(one + 1, 1, workbench_rows.firm(one, 2016 + one % 10)) for one in portion]
            desk.tables.insert(connection, "enterprise", firms)
        for turn in range(1, -(-rows // _SPELLED)):
            _copy(connection, table, turn, rows)
            _copy(connection, search, turn, rows)
        for index in sorted((*table.indexes, *search.indexes), key=lambda one: str(one.name)):
            connection.execute(CreateIndex(index))
    desk.close()
    part.replace(path)
    return Desk.open(path, "基准", from_environment())


def _copy(connection: Connection, table: Table, turn: int, rows: int) -> None:
    """The spelled rows once more, under numbers, names, spellings and codes of their own."""
    word, syllable = _TURNS[turn - 1]
    made = {
        "id": f"id + {turn * _SPELLED}",
        "sort_name": f"replace(sort_name, ' you xian', ' {syllable} you xian')",
        "f_name": f"replace(f_name, '有限', '{word}有限')",
        "f_uscc": f"substr(f_uscc, 1, 9) || '{'BCDEFGHJKL'[turn - 1]}' || substr(f_uscc, 11)",
        "search": f"replace(replace(replace(search, '有限', '{word}有限'), 'yxgs', '{syllable[0]}yxgs'), "
        f"char(31) || 'YOU', char(31) || '{syllable.upper()}' || char(31) || 'YOU')",
    }
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{one}"' for one in names)
    values = ", ".join(made.get(one, f'"{one}"') for one in names)
    most = min(_SPELLED, rows - turn * _SPELLED)
    connection.exec_driver_sql(
        f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {table.name} WHERE id <= {most}"
    )
