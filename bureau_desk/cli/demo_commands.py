"""demo."""

from __future__ import annotations

import argparse
from pathlib import Path

from bureau_desk.app import charting, demo, publishing
from bureau_desk.app.clock import from_environment
from bureau_desk.app.desk import Desk
from bureau_desk.cli.opening import author
from bureau_desk.cli.output import drive, emit, say, tell, tell_problems
from bureau_desk.cli.publishing_commands import TITLES
from bureau_desk.domain.problem import Severity


def run_demo(arguments: argparse.Namespace) -> int:
    """A demo desk with the sample issue published beside it; lists what was written."""
    out = Path(arguments.out)
    clock = from_environment()
    if not arguments.json:
        tell("正在生成演示台账 …")
    path = drive(demo.make_demo(out, clock))
    desk = Desk.open(path, author(arguments), clock)
    try:
        issue = demo.copy_sample_issue(out)
        if not arguments.json:
            tell("正在发布示例期刊 …")
        result = drive(publishing.publish(desk, issue, out, pdf=not arguments.no_pdf))
        charts = _draw_charts(desk, issue, out)
        desk.database.compact()
    finally:
        desk.close()
    serious = [one for one in result.problems if one.severity is not Severity.NOTE]
    if arguments.json:
        files = {"desk": str(path), "issue": str(issue)} | {kind: str(one) for kind, one in result.files.items()}
        emit(
            {
                "files": files | {"charts": [str(one) for one in charts]},
                "problems": [one.message for one in result.problems],
            }
        )
    else:
        say(f"台账：{path}")
        say(f"期刊文件夹：{issue}")
        for kind, one in result.files.items():
            say(f"{TITLES[kind]}：{one}")
        for chart in charts:
            say(f"图表：{chart}")
        tell_problems(result.problems)
    return int(bool(serious))


def _draw_charts(desk: Desk, issue: Path, out: Path) -> list[Path]:
    """Every chart of the sample issue as a picture that stands alone."""
    folder = out / "图表"
    folder.mkdir(exist_ok=True)
    _, _, galley, _ = publishing.composed(desk, issue, None)
    drawn: list[Path] = []
    for one in galley.figures:
        for kind in ("png", "svg"):
            target = folder / f"{one.name}.{kind}"
            charting.draw(desk, one, target)
            drawn.append(target)
    return drawn
