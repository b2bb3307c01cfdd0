"""ask, chart."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bureau_desk.app import asking, charting
from bureau_desk.cli.opening import day, moment, opened
from bureau_desk.cli.output import emit, number, say, tell, tell_problems
from bureau_desk.domain.problem import Misuse, Problem
from bureau_desk.domain.question import Question
from bureau_desk.domain.table import Table


def run_ask(arguments: argparse.Namespace) -> int:
    """Answer a named question; status 1 when nothing answers it or something of it was not understood."""
    path = _figures(arguments.figures)
    asked, named, problems = charting.question(path, arguments.name)
    charting.refuse_false(asked)
    found = _own(asked, problems)
    _tell(found, named, asked.name)
    known = moment(arguments.known)
    with opened(arguments) as desk:
        asked = asking.dated(asked, day(arguments.as_of))
        with _of_file(path):
            table = asking.ask(desk, asked, known=known)
            listed = asking.listed(desk, asked, table, known)
    if arguments.json:
        emit(_json(table, listed, found))
    else:
        _print(table, listed)
    return int(bool(found) or (table.value is None and not table.groups))


def _figures(text: str) -> Path:
    path = Path(text)
    if path.is_dir():
        path = path / "figures.toml"
    if not path.is_file():
        raise Misuse(f"找不到数字文件：{path}。", "请给出 figures.toml 的路径。")
    return path


@contextlib.contextmanager
def _of_file(path: Path) -> Iterator[None]:
    """What cannot be answered is told with the file that asks it."""
    try:
        yield
    except Misuse as misuse:
        raise Misuse(f"{path.name}：{misuse.message}", misuse.hint) from misuse


def _own(asked: Question, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The faults of the question itself and of the file as a whole, none of other questions."""
    return (*(one for one in problems if one.code in charting.OF_FILE), *asked.problems)


def _tell(found: tuple[Problem, ...], named: charting.Named, name: str) -> None:
    tell_problems(found)
    others = sum(1 for key, question in named.items() if key != name and question.problems)
    if others:
        tell(f"· 同一文件里另有 {others} 个问题写得有误，与“{name}”无关。")


def _json(table: Table, listed: asking.Listed, found: tuple[Problem, ...]) -> dict[str, Any]:
    grouped = bool(table.groups)
    keys = asking.group_keys(table)
    answer: dict[str, Any] = {
        "name": table.question.name,
        "value": None if grouped else number(table.value),
        "unit": table.unit,
        "scope": table.scope,
        "as_of": table.as_of.isoformat(),
        "source": table.source,
        "rows": list(table.rows),
        "table": [dict(zip(keys, group.keys, strict=True)) | {"value": number(group.value)} for group in table.groups],
        "warnings": [*(f"{one.where}：{one.message}" for one in found), *table.warnings],
    }
    if listed is not None:
        answer["list"] = [dict(zip(listed.names, texts, strict=True)) for texts in listed.rows]
    return answer


def _print(table: Table, listed: asking.Listed) -> None:
    about = "，".join(text for text in (f"截至 {table.as_of.isoformat()}", table.scope or table.source) if text)
    say(f"{table.question.name}（{about}）")
    for group in table.groups:
        say(f"  {'  '.join(group.keys)}：{asking.value_text(table, group.value)}")
    for texts in listed.rows if listed is not None else ():
        say(f"  {'　'.join(text for text in texts if text)}")
    _print_total(table, listed)
    for warning in table.warnings:
        tell(f"! {warning}")


def _print_total(table: Table, listed: asking.Listed) -> None:
    counted = f"，计 {len(table.rows)} 行"
    if listed is not None and not table.groups:
        left = f"，列出 {len(listed.rows)} 行" if len(listed.rows) < len(table.rows) else ""
        say(f"共 {len(table.rows)} 行{left}")
    elif table.value is not None:
        say(f"{asking.total_word(table)}：{asking.value_text(table, table.value)}{counted}")
    elif not table.groups:
        items = table.question.chart.get("items") or ()
        hint = f"本身不问数，由这些问题合成：{'、'.join(map(str, items))}" if items else "无数据"
        say(f"答：{hint}")


def run_chart(arguments: argparse.Namespace) -> int:
    """Draw one chart; status 1 when something of its question was not understood."""
    path = _figures(arguments.figures)
    asked, named, problems = charting.question(path, arguments.name)
    charting.refuse_faulty(asked, named)
    found = _own(asked, problems)
    _tell(found, named, asked.name)
    out = Path(arguments.out)
    charting.check_place(out)
    with opened(arguments) as desk:
        on = day(arguments.as_of)
        asked = asking.dated(asked, on, keep_dates=True)
        with _of_file(path):
            drawn = charting.figure(desk, asked, named, on or asked.as_of or desk.today())
        charting.draw(desk, drawn, out, arguments.theme)
    say(f"图表已写好：{out}")
    return int(bool(found))
