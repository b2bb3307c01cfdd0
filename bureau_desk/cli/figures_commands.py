"""ask, chart."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bureau_desk.app import asking, charting
from bureau_desk.cli.opening import day, opened
from bureau_desk.cli.output import emit, number, say, tell, tell_problems
from bureau_desk.domain.problem import Problem, Trouble
from bureau_desk.domain.table import Table


def run_ask(arguments: argparse.Namespace) -> int:
    """Answer a named question; status 1 when nothing answers it."""
    path = _figures(arguments.figures)
    asked, _, problems = charting.question(path, arguments.name)
    _tell_of(problems, arguments.name)
    with opened(arguments) as desk:
        on = day(arguments.as_of) or asked.as_of or desk.today()
        table = asking.ask(desk, asked, on)
    if arguments.json:
        emit(_json(arguments.name, table))
    else:
        _print(arguments.name, table)
    return int(table.value is None and not table.groups)


def _figures(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        path = path / "figures.toml"
    if not path.is_file():
        raise Trouble(f"找不到数字文件：{path}。", "请给出 figures.toml 的路径。")
    return path


def _tell_of(problems: tuple[Problem, ...], name: str) -> None:
    tell_problems(one for one in problems if name in one.where or name in one.message)


def _json(name: str, table: Table) -> dict[str, Any]:
    grouped = bool(table.groups)
    return {
        "name": name,
        "value": None if grouped else number(table.value),
        "unit": table.unit,
        "scope": table.scope,
        "as_of": table.as_of.isoformat(),
        "source": table.source,
        "rows": list(table.rows),
        "table": [
            dict(zip(table.names, group.keys, strict=True)) | {"value": number(group.value)} for group in table.groups
        ],
        "warnings": list(table.warnings),
    }


def _print(name: str, table: Table) -> None:
    say(f"{name}（截至 {table.as_of.isoformat()}，{table.scope or table.source}）")
    for group in table.groups:
        say(f"  {'  '.join(group.keys)}：{group.value}{table.unit}")
    if table.value is not None:
        say(f"{'合计' if table.groups else '答'}：{table.value}{table.unit}，计 {len(table.rows)} 行")
    for warning in table.warnings:
        tell(f"! {warning}")


def run_chart(arguments: argparse.Namespace) -> int:
    """Draw one chart."""
    asked, named, problems = charting.question(_figures(arguments.figures), arguments.name)
    _tell_of(problems, arguments.name)
    out = Path(arguments.out)
    with opened(arguments) as desk:
        on = day(arguments.as_of) or asked.as_of or desk.today()
        drawn = charting.figure(desk, asked, named, on)
        charting.draw(desk, drawn, out, arguments.theme)
    say(f"图表已写好：{out}")
    return 0
