"""import, export."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bureau_desk.app import closing, exporting, importing
from bureau_desk.app.desk import Desk
from bureau_desk.app.validity import CORRECTION
from bureau_desk.cli.opening import day, opened, opened_or_new
from bureau_desk.cli.output import drive, emit, say, tell
from bureau_desk.domain.problem import Severity


def run_import(arguments: argparse.Namespace) -> int:
    """Import a file; status 1 when rows were refused or marked."""
    match = tuple(one.strip() for one in arguments.match.replace("，", ",").split(",")) if arguments.match else None
    held = day(arguments.valid_from, first=True)
    if arguments.correct:
        valid_from: str | None = CORRECTION
    else:
        valid_from = held.isoformat() if held else None
    with opened_or_new(arguments) as desk:
        plan = importing.plan(desk, arguments.register, Path(arguments.file), arguments.sheet, match, arguments.mode)
        if arguments.errors:
            importing.write_errors(desk, plan, Path(arguments.errors))
        batch = None if arguments.dry_run else _apply(desk, plan, valid_from, arguments.correction or "")
    report = importing.report(plan, batch)
    if arguments.json:
        emit(report)
    else:
        _print(report, arguments.dry_run)
    serious = [one for one in report["problems"] if one["severity"] != str(Severity.NOTE)]
    return int(bool(serious))


def _apply(desk: Desk, plan: importing.Planned, valid_from: str | None, correction: str) -> int:
    """Write a plan; with a reason what it changes in a closed year is a marked correction."""
    if not correction.strip():
        return drive(importing.apply(desk, plan, valid_from)).batch
    return drive(closing.corrected(desk, lambda: importing.apply(desk, plan, valid_from), correction)).batch


def _place(problem: Mapping[str, Any]) -> str:
    """Where a problem stands: row, column letter and field, as far as it has them."""
    letter = f" {problem['column']} 列" if problem["column"] else ""
    # a column that fills no field is known by its header
    name = problem["field"] or (problem["value"] if problem["column"] else "")
    return f"第 {problem['row']} 行{letter}{f'“{name}”' if name else ''}"


def _print(report: importing.Report, dry_run: bool) -> None:
    for one in report["problems"][:40]:
        tell(f"{_place(one)}：{one['message']}")
    if len(report["problems"]) > 40:
        tell(f"… 另有 {len(report['problems']) - 40} 条，可用 --errors 写成工作簿。")
    done = "将" if dry_run else "已"
    say(
        f"共 {report['rows']} 行：{done}新增 {report['added']}，更新 {report['updated']}，"
        f"相同 {report['same']}，拒收 {report['refused']}，空行 {report['blank']}。"
        + ("" if not report["batch"] else f"批次 {report['batch']}，可用 undo 撤销。")
    )


def run_export(arguments: argparse.Namespace) -> int:
    """Export a register."""
    out = Path(arguments.out)
    with opened(arguments) as desk:
        view = exporting.view_of(desk, arguments.register, arguments.where or "", day(arguments.as_of))
        count = drive(exporting.export(desk, view, out, arguments.all_fields))
    if arguments.json:
        emit({"file": str(out), "rows": count})
    else:
        say(f"已导出 {count} 条：{out}")
    return 0
