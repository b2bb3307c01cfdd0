"""Makes a desk with many enterprise rows for the benches; every row is simulated."""

from __future__ import annotations

from pathlib import Path

from bureau_desk.app.clock import from_environment
from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, put_entries
from bureau_desk.domain.values import Value
from bureau_desk.store import journal

_WORDS = ("新材料", "智能装备", "新能源", "医疗器械", "软件", "精密制造", "环保科技", "电子", "光电", "生物医药")
_UNITS = ("320481", "320413", "320412", "320411", "320402", "320404", "3204E1")


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
