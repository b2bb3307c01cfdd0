"""One chart of a figures file, or all charts of an issue, as files."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.domain.disk import disk_trouble
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.problem import Misuse, Problem, Severity
from bureau_desk.domain.question import Question

KINDS = (".png", ".svg", ".xlsx", ".docx")
OF_FILE = ("toml", "encoding")
"""Codes of problems that concern a figures file as a whole."""
Named = Mapping[str, Question]


def questions(path: Path) -> tuple[Mapping[str, Question], tuple[Problem, ...]]:
    """The named questions of a figures file."""
    from bureau_desk.exchange.figures_file import read_figures

    return read_figures(path)


def question(path: Path, name: str) -> tuple[Question, Mapping[str, Question], tuple[Problem, ...]]:
    """One named question, with all of its file; Misuse names what is close, or why the file cannot be read."""
    import difflib

    named, problems = questions(path)
    if name not in named:
        for one in problems:
            if one.code == "toml" or one.field == name:
                raise Misuse(f"“{name}”没有读入。{one.where}：{one.message}", "请改正后再试。")
        near = difflib.get_close_matches(name, named, 3, 0.4) or sorted(named)[:8]
        raise Misuse(f"“{path.name}”里没有“{name}”。", f"相近的有：{'、'.join(near)}。" if near else "")
    return named[name], named, problems


def figure(desk: Desk, asked: Question, named: Mapping[str, Question], on: date) -> Figure:
    """The chart of a question, described."""
    from bureau_desk.analysis import figures
    from bureau_desk.analysis.answer import answer

    data = snapshot(desk, on)
    return figures.figure(asked, answer(asked, data), data, questions=named)


def refuse_false(asked: Question) -> None:
    """Misuse with every hard fault when the text of a question was misread, so that its number would be false."""
    if asked.fault:
        told = "".join(f"{one.where}：{one.message}" for one in asked.problems if one.severity is Severity.HARD)
        raise Misuse(f"“{asked.name}”没有回答。{told}", "请改正后再问。")


def refuse_faulty(asked: Question, named: Mapping[str, Question]) -> None:
    """Misuse when the question, or one that its chart is made of, has a fault that would make the chart false."""
    parts = [*(asked.chart.get("items") or ()), *(asked.chart.get("targets") or ()), asked.chart.get("line")]
    others = [named[one] for one in parts if isinstance(one, str) and one in named]
    for one in (*asked.problems, *(fault for other in others for fault in other.problems)):
        if one.severity is Severity.HARD:
            raise Misuse(f"“{asked.name}”没有画成。{one.where}：{one.message}", "请改正后再画。")


def check_place(out: Path) -> None:
    """Misuse when a chart cannot stand there: another ending, no such folder, or a folder itself."""
    if out.suffix.lower() not in KINDS:
        raise Misuse(f"不能写成“{out.suffix or out.name}”。", "图表可写成 .png、.svg、.xlsx 或 .docx。")
    if not out.parent.is_dir():
        raise Misuse(f"文件夹“{out.parent}”不存在，图表没有写成。", "请先建好文件夹，或换一个位置。")
    if out.is_dir():
        raise Misuse(f"“{out}”是文件夹，图表没有写成。", "请给出文件名。")


def draw(desk: Desk, drawn: Figure, out: Path, theme_name: str = "A") -> None:
    """Write a chart as PNG, SVG, Excel or Word by the file's ending."""
    from bureau_desk.charts import render, saved
    from bureau_desk.charts.theme import load_theme

    check_place(out)
    kind = out.suffix.lower()
    theme = load_theme(theme_name)
    part = out.with_name(f".{out.name}.part{kind}")
    try:
        if kind in (".png", ".svg"):
            part.write_bytes(render.render(drawn, theme, kind[1:], standalone=True))
        elif kind == ".xlsx":
            saved.chart_xlsx(drawn, theme, part, desk.clock())
        else:
            saved.chart_docx(drawn, theme, part, desk.clock())
        part.replace(out)
    except OSError as error:
        raise disk_trouble(str(out), error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
