"""The problems that are shown, as a workbook with a sheet for each register or district."""

from __future__ import annotations

from pathlib import Path

from bureau_desk.app import problem_list
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import Job, Progress
from bureau_desk.app.problem_list import Asked, Line
from bureau_desk.domain.problem import Severity

_PORTION = 500
SEVERITIES = {Severity.HARD: "必须改", Severity.SOFT: "待核", Severity.NOTE: "提示"}


def export(desk: Desk, asked: Asked, out: Path, by: str = "register") -> Job[int]:
    """Write the problems asked for, a sheet for each `register` or `district`; returns how many."""
    from bureau_desk.exchange.problem_workbook import write_problems

    wanted = problem_list.ids(desk, asked)
    sheets: dict[str, list[tuple[str, ...]]] = {}
    for start in range(0, len(wanted), _PORTION):
        yield Progress("写问题清单", start, len(wanted))
        lines = problem_list.page(desk, wanted[start : start + _PORTION])
        for number in wanted[start : start + _PORTION]:
            line = lines.get(number)
            if line is not None:
                name = line.register_title if by == "register" else line.district or "未填辖区"
                sheets.setdefault(name, []).append(_row(line))
    yield Progress("写问题清单", len(wanted), len(wanted))
    return write_problems(list(sheets.items()), out, desk.clock(), f"{desk.title}问题清单")


def _row(line: Line) -> tuple[str, ...]:
    return (
        line.district, line.register_title, line.name, f"#{line.record}", line.title, line.value, line.message,
        line.suggestion, SEVERITIES[line.severity], "", "", line.reason,
    )  # fmt: skip
