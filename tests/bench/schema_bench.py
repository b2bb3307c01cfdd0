"""Steps on the fields of a large register, beside bare SQLite doing the same to the same table."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bureau_desk.app import schema_editing, undoing
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.domain import overlay_fields
from bureau_desk.domain.overlay_fields import Step
from tests.bench import big_desk
from tests.bench.measure import Figure

_KEY = "enterprise"
_TABLE = "current_enterprise"
LIGHT, HEAVY = 0.3, 5.0


def run(folder: Path, rows: int) -> list[Figure]:
    """Each step, its undo, and the same by bare SQLite."""
    desk = big_desk.make(folder / "big.desk", rows)
    figures: list[Figure] = []
    try:
        words = {"title": "注册的地址"}
        _measure(desk, figures, "改名", _changed(desk, "reg_address", words), LIGHT)
        keys = [one.key for one in desk.schema.registers[_KEY].fields]
        _measure(desk, figures, "调整次序", overlay_fields.order_fields(desk.laid, _KEY, keys[::-1], {}), LIGHT)
        step, key = overlay_fields.add_field(desk.laid, _KEY, {"title": "联系员"})
        _measure(desk, figures, "添加字段", step, LIGHT, f"ALTER TABLE {_TABLE} ADD COLUMN peer TEXT")
        _measure(desk, figures, "停用字段", _changed(desk, "reg_address", {"retired_on": "2020-01-01"}), LIGHT)
        finish(schema_editing.carry_out(desk, _changed(desk, "reg_address", {"retired_on": ""})))
        peer = f"UPDATE {_TABLE} SET faults = faults + 1 WHERE f_{key} IS NULL"
        _measure(desk, figures, "改为必填", _changed(desk, key, {"need": "R"}), HEAVY, peer)
        _measure(desk, figures, "改上限", _changed(desk, "reg_capital", {"maximum": "1000"}), HEAVY)
        peer = f"UPDATE {_TABLE} SET f_reg_address = CAST(f_reg_address AS INTEGER)"
        step = _changed(desk, "reg_address", {"type": "int"})
        _measure(desk, figures, "改类型", step, HEAVY, peer, (_KEY, "reg_address"))
    finally:
        desk.close()
    return figures


def _changed(desk: Desk, key: str, attributes: Mapping[str, Any]) -> Step:
    return overlay_fields.change_field(desk.laid, _KEY, key, attributes)


def _measure(
    desk: Desk,
    figures: list[Figure],
    name: str,
    step: Step,
    bound: float,
    peer: str = "",
    converted: tuple[str, str] | None = None,
) -> None:
    bare = _timed(lambda: _bare(desk.path, peer)) if peer else None
    spent = _timed(lambda: finish(schema_editing.carry_out(desk, step, converted)))
    figures.append(Figure(f"字段表 {name}", spent, "s", bound, "SQLite", bare))
    figures.append(Figure(f"字段表 撤销{name}", _timed(lambda: undoing.undo(desk)), "s", HEAVY))
    figures.append(Figure(f"字段表 重做{name}", _timed(lambda: undoing.redo(desk)), "s", bound))


def _bare(path: Path, statement: str) -> None:
    """The statement on the desk's own file, taken back at once."""
    with sqlite3.connect(path) as connection:
        connection.execute("BEGIN")
        connection.execute(statement)
        connection.rollback()
    connection.close()


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
