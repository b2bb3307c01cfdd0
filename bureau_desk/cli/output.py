"""How commands speak: JSON on stdout for machines, Chinese lines for people, a progress bar on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from bureau_desk.app.jobs import Job, Progress, finish
from bureau_desk.domain.problem import Problem, Severity

Result = TypeVar("Result")


def say(text: str) -> None:
    """A line for people, on stdout."""
    print(text)


def tell(text: str) -> None:
    """A line beside the answer, on stderr."""
    print(text, file=sys.stderr)


def emit(data: Any) -> None:
    """The one JSON document of a command."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1, default=_plain)
    sys.stdout.write("\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return number(value)
    return str(value)


def number(value: Decimal | None) -> int | float | None:
    """A decimal as JSON's number: whole numbers stay whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def drive(job: Job[Result]) -> Result:
    """Run a job to its end, with a bar on a terminal."""
    if not sys.stderr.isatty():
        return finish(job)
    # rich is slow to import and only wanted where somebody watches.
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}"))
    with Bar(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=1)

        def watch(step: Progress) -> None:
            bar.update(task, description=step.what, completed=step.done, total=step.total or 1)

        return finish(job, watch)


def problem_json(problem: Problem) -> dict[str, str]:
    """A problem for machines."""
    return {
        "code": problem.code,
        "where": problem.where,
        "message": problem.message,
        "severity": str(problem.severity),
        "field": problem.field,
        "value": problem.value,
        "mend": problem.suggestion,
    }


_MARKS = {Severity.HARD: "✗", Severity.SOFT: "!", Severity.NOTE: "·"}


def problem_line(problem: Problem) -> str:
    """A problem for people, with its place and a mark for how bad it is."""
    where = f"{problem.where}：" if problem.where else ""
    return f"{_MARKS[problem.severity]} {where}{problem.message}"


def tell_problems(problems: Iterable[Problem], limit: int = 40) -> None:
    """Problems for people, at most `limit` of them."""
    listed = list(problems)
    for one in listed[:limit]:
        tell(problem_line(one))
    if len(listed) > limit:
        tell(f"… 另有 {len(listed) - limit} 条")
