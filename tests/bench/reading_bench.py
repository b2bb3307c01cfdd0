"""Reading a register: sorts, filters, searches, groups, totals and pages, beside bare SQLite and a sort in Python.

Kept desks save the making: READING_DESKS names a folder for them.
"""

from __future__ import annotations

import csv
import itertools
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
from pathlib import Path

from bureau_desk.app import browsing
from bureau_desk.app.browsing import View
from bureau_desk.app.desk import Desk
from bureau_desk.domain.question import Condition, Operator
from tests.bench import big_desk
from tests.bench.measure import Figure

KEPT = "READING_DESKS"
_RUNS = 3
_WRITTEN = itertools.count()
_SORTED = {"name": "sort_name"}
_SORTS: tuple[tuple[tuple[str, bool], ...], ...] = (
    (("name", False),), (("name", True),), (("stat_unit", False),), (("established_date", True),), (("uscc", False),),
    (("reg_capital", False),), (("stat_unit", False), ("name", False)), (("scale", True), ("established_date", False)),
    (("stat_unit", False), ("established_date", True), ("name", False)),
)  # fmt: skip
_FILTERS = (
    ("辖市区 = 武进区", Condition("stat_unit", Operator.EQUALS, "武进区"), "f_stat_unit = '320412'"),
    ("成立于 2015 年", Condition("established_date", Operator.EQUALS, "2015"), "f_established_date LIKE '2015%'"),
    ("注册资本 ≥ 4000 万", Condition("reg_capital", Operator.FROM, "4000"), "f_reg_capital >= 40000000"),
    ("名称含“新材料”", Condition("name", Operator.CONTAINS, "新材料"), "f_name LIKE '%新材料%'"),
    ("规模未填", Condition("scale", Operator.EMPTY, True), "f_scale IS NULL"),
)
_SEARCHES = ("公司", "启衡新材料", "智能", "qihengxin", "mnqh", "ma0000012", "新北 常州", "q")
_GROUPS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("stat_unit",), ()), (("stat_unit",), ("reg_capital",)), (("established_date:year",), ()),
    (("established_date:year", "stat_unit"), ("reg_capital",)),
)  # fmt: skip


def run(folder: Path, rows: int) -> Iterator[Figure]:
    """Median seconds, fresh after a write and again; CPU seconds beside them, for the machine may be shared."""
    kept = Path(os.environ.get(KEPT) or folder)
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"reading-{rows}.desk"
    desk = big_desk.make_readable(path, rows)
    bare = sqlite3.connect(_plain(path, kept / f"plain-{rows}.db"))
    bare.execute("PRAGMA cache_size=-32000")
    bare.execute("PRAGMA temp_store=MEMORY")
    try:
        yield from _figures(desk, bare, 0.1 if rows <= 100_000 else 0.5)
    finally:
        bare.close()
        desk.close()


def _plain(path: Path, plain: Path) -> Path:
    """The same columns in a plain table without an index."""
    if not plain.exists():
        with sqlite3.connect(plain) as made:
            made.execute("ATTACH ? AS desk", (str(path),))
            made.execute(
                "CREATE TABLE firm AS SELECT c.*, s.search FROM desk.current_enterprise c JOIN desk.search_enterprise s USING (id)"
            )
    return plain


def _figures(desk: Desk, bare: sqlite3.Connection, bound: float) -> Iterator[Figure]:
    peers = _RUNS if bound <= 0.1 else 1  # a bare sort of a million rows takes seconds

    def tell(name: str, work: Callable[[], object], sql: str, most: float = bound) -> Iterator[Figure]:
        fresh, fresh_cpu = _spent(work, lambda: _write(desk))
        again, again_cpu = _spent(work, lambda: None)
        peer, peer_cpu = _spent(lambda: bare.execute(sql).fetchall(), lambda: None, peers)
        peer_name = "裸 SQLite"
        yield Figure(f"{name}（写入后）", fresh, "s", most, peer_name, peer)
        yield Figure(f"{name}（写入后，CPU）", fresh_cpu, "s", most, f"{peer_name} CPU", peer_cpu)
        yield Figure(f"{name}（再次）", again, "s", most)
        yield Figure(f"{name}（再次，CPU）", again_cpu, "s", most)

    for sort in _SORTS:
        order = ", ".join(f"{_SORTED.get(key, f'f_{key}')}{' DESC' if down else ''}" for key, down in sort)
        name = "、".join(f"{key}{'↓' if down else '↑'}" for key, down in sort)
        yield from tell(
            f"排序 {name}",
            partial(_ids, desk, View("enterprise", sort=sort)),
            f"SELECT id FROM firm ORDER BY {order}, id",
        )
    by_name = (("name", False),)
    for title, condition, sql in _FILTERS:
        view = View("enterprise", filters=(condition,), sort=by_name)
        yield from tell(
            f"筛选 {title}，按名称",
            partial(_ids, desk, view),
            f"SELECT id FROM firm WHERE {sql} ORDER BY sort_name, id",
        )
    for word in _SEARCHES:
        view = View("enterprise", word, sort=by_name)
        held = " AND ".join(f"search LIKE '%{one}%'" for one in word.split())
        yield from tell(
            f"查找 {word}，按名称",
            partial(_ids, desk, view),
            f"SELECT id FROM firm WHERE {held} ORDER BY sort_name, id",
        )
    for fields, sums in _GROUPS:
        keys = ", ".join(f"substr(f_{one[:-5]}, 1, 4)" if one.endswith(":year") else f"f_{one}" for one in fields)
        more = "".join(f", sum(f_{one})" for one in sums)
        name = f"分组 {'×'.join(fields)}{' 合计' if sums else ''}"
        sql = f"SELECT {keys}, count(*){more} FROM firm GROUP BY {keys}"
        yield from tell(name, partial(browsing.groups, desk, View("enterprise"), fields, sums), sql)
    sql = "SELECT count(f_reg_capital), sum(f_reg_capital), min(f_reg_capital), max(f_reg_capital) FROM firm"
    yield from tell(
        "合计 注册资本", lambda: browsing.totals(desk, "enterprise", View("enterprise"), ["reg_capital"]), sql
    )
    ids = browsing.ids(desk, View("enterprise", sort=by_name))
    for place in (0, len(ids) // 2, len(ids) - 100):
        page = ids[place : place + 100]
        wanted = ",".join(map(str, page))
        sql = f"SELECT * FROM firm WHERE id IN ({wanted})"
        yield from tell(f"跳到第 {place:,} 行", partial(browsing.rows, desk, "enterprise", page), sql, 0.02)
    yield from _clerk(bare)


def _ids(desk: Desk, view: View) -> int:
    return len(browsing.ids(desk, view))


def _write(desk: Desk) -> None:
    """Somebody writes every column that is asked for, of one row: whatever was kept is out of date."""
    number = next(_WRITTEN)
    name = f"{'甲乙丙丁戊'[number % 5]}重写{number}"
    values = (name, name, f"3204{number % 90 + 10}", f"{1990 + number % 30}-05-06", f"W{number:017d}", number, number)
    with desk.database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE current_enterprise SET version = version + 1, f_name = ?, sort_name = ?, f_stat_unit = ?, "
            "f_established_date = ?, f_uscc = ?, f_reg_capital = ?, f_scale = NULL WHERE id = 1 + ? * 997",
            values,
        )


def _spent(work: Callable[[], object], before: Callable[[], None], runs: int = _RUNS) -> tuple[float, float]:
    walls, cpus = [], []
    for _ in range(runs):
        before()
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def _clerk(bare: sqlite3.Connection) -> list[Figure]:
    """What a script over an exported list does: reads the CSV and sorts it by name."""
    rows = bare.execute(
        "SELECT sort_name, f_name, f_uscc, f_stat_unit, f_scale, f_established_date FROM firm"
    ).fetchall()
    out = Path(str(bare.execute("PRAGMA database_list").fetchone()[2])).with_suffix(".csv")
    with out.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)

    def read() -> None:
        with out.open(encoding="utf-8", newline="") as file:
            sorted(csv.reader(file), key=itemgetter(0))

    wall, cpu = _spent(read, lambda: None)
    out.unlink()
    return [Figure("对照：Python 读 CSV 再按名称排序", wall, "s"), Figure("对照：同上，CPU", cpu, "s")]
