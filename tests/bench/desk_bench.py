"""The desk on many rows: sort, filter, search, a durable save, beside plain Python and a bare database."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

from bureau_desk.app import browsing, recording
from bureau_desk.app.browsing import View
from bureau_desk.domain.question import Condition, Operator
from tests.bench import big_desk
from tests.bench.measure import Figure, timed


def run(folder: Path, rows: int) -> list[Figure]:
    """Figures in seconds."""
    desk = big_desk.make(folder / "big.desk", rows)
    try:
        return [*_views(desk), _save(desk, folder)]
    finally:
        desk.close()


def _views(desk) -> list[Figure]:
    ids = browsing.ids(desk, View("enterprise"))
    everything = list(browsing.rows(desk, "enterprise", list(ids)[:30000]).values())
    scale = len(ids) / max(1, len(everything))

    def asked(**more):
        return lambda: browsing.ids(desk, View("enterprise", **more))

    def python_sort():
        return sorted(everything, key=lambda row: str(row.get("name")))

    def python_filter():
        return [row.id for row in everything if row.get("stat_unit") == "320412"]

    def python_search():
        return [row.id for row in everything if "第777" in str(row.get("name"))]

    where = (Condition("stat_unit", Operator.EQUALS, "武进区"),)
    page = list(ids)[len(ids) // 2 :][:200]
    return [
        Figure(
            "按名称排序", timed(asked(sort=(("name", False),))), "s", 0.1, "Python sorted", timed(python_sort) * scale
        ),
        Figure("按注册资本排序", timed(asked(sort=(("reg_capital", True),))), "s", 0.1),
        Figure("按辖市区筛选", timed(asked(filters=where)), "s", 0.1, "Python 循环", timed(python_filter) * scale),
        Figure("按拼音首字母搜索", timed(asked(search="mnxcl")), "s", 0.1),
        Figure("按名称片段搜索", timed(asked(search="第777")), "s", 0.1, "Python 循环", timed(python_search) * scale),
        Figure("取一页 200 行", timed(lambda: browsing.rows(desk, "enterprise", page)), "s", 0.1),
    ]


def _save(desk, folder: Path) -> Figure:
    counter = itertools.count()
    record = browsing.ids(desk, View("enterprise"))[7]

    def edit():
        draft = recording.read(desk, "enterprise", {"name": f"模拟改名第{next(counter)}有限公司"}, record)
        return recording.save(desk, draft)

    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    bare.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, v TEXT)"
    )
    bare.execute("INSERT INTO t VALUES(1, '')")

    def bare_edit():
        bare.execute("UPDATE t SET v=? WHERE id=1", (str(next(counter)),))

    figure = Figure("保存一处修改（落盘）", timed(edit, 21, 3), "s", 0.02, "单句 SQLite 更新", timed(bare_edit, 21, 3))
    bare.close()
    return figure
