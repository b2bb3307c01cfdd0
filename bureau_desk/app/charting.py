"""One chart of a figures file, or all charts of an issue, as files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bureau_desk.app.asking import snapshot
from bureau_desk.app.desk import Desk
from bureau_desk.domain.figure import Figure
from bureau_desk.domain.problem import Misuse, Problem
from bureau_desk.domain.question import Question

KINDS = (".png", ".svg", ".xlsx", ".docx")


def questions(path: Path) -> tuple[Mapping[str, Question], tuple[Problem, ...]]:
    """The named questions of a figures file."""
    from bureau_desk.exchange.figures_file import read_figures

    return read_figures(path)


def question(path: Path, name: str) -> tuple[Question, Mapping[str, Question], tuple[Problem, ...]]:
    """One named question, with all of its file; Misuse names what is close."""
    import difflib

    named, problems = questions(path)
    if name not in named:
        near = difflib.get_close_matches(name, named, 3, 0.4) or sorted(named)[:8]
        raise Misuse(f"“{path.name}”里没有“{name}”。", f"相近的有：{'、'.join(near)}。" if near else "")
    return named[name], named, problems


def figure(desk: Desk, asked: Question, named: Mapping[str, Question], on: date) -> Figure:
    """The chart of a question, described."""
    from bureau_desk.analysis import figures
    from bureau_desk.analysis.answer import answer

    data = snapshot(desk, on)
    return figures.figure(asked, answer(asked, data), data, questions=named)


def draw(desk: Desk, drawn: Figure, out: Path, theme_name: str = "A") -> None:
    """Write a chart as PNG, SVG, Excel or Word by the file's ending."""
    from bureau_desk.charts import render, saved
    from bureau_desk.charts.theme import load_theme

    kind = out.suffix.lower()
    if kind not in KINDS:
        raise Misuse(f"不能写成“{out.suffix}”。", "图表可写成 .png、.svg、.xlsx 或 .docx。")
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
    finally:
        part.unlink(missing_ok=True)
