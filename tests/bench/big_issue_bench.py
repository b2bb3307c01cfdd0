"""A whole issue of the model's size and one of 300 articles, beside LibreOffice, pandoc and docxtpl on the same text."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bureau_desk.app import publishing
from bureau_desk.app.desk import Desk
from bureau_desk.bulletin.docx_writer import write_docx
from bureau_desk.bulletin.pdf import convert, soffice
from bureau_desk.charts.theme import load_theme
from bureau_desk.domain.galley import Galley, plain
from tests.bench import chips_bench
from tests.bench.big_issue import make_big_issue
from tests.bench.measure import Figure, cpu_of, process, timed

_CLOCK = datetime(2022, 3, 1)


def run(folder: Path, desk: Path) -> list[Figure]:
    """Figures of publishing; `desk` is the demo desk."""
    issue = make_big_issue(folder / "big")
    figures = _whole(issue, desk, folder)
    galley = _composed(issue, desk)
    figures += _text_alone(galley, folder)
    figures += _linear(folder, desk)
    return figures + chips_bench.run(folder, desk, issue)


def _composed(issue: Path, path: Path) -> Galley:
    desk = Desk.open(path, "基准", lambda: _CLOCK, write=False)
    try:
        return publishing.composed(desk, issue, None)[2]
    finally:
        desk.close()


def _whole(issue: Path, desk: Path, folder: Path) -> list[Figure]:
    """Whole processes: without PDF, pictures new and kept; with PDF against one bare conversion of the same file."""
    out = folder / "big-out"
    command = [sys.executable, "-m", "bureau_desk", "--desk", str(desk), "publish", str(issue), str(out)]
    new = {**os.environ, "BUREAU_DESK_CACHE": ""}
    kept = {**os.environ, "BUREAU_DESK_CACHE": str(folder / "big-pictures")}
    word = [*command, "--no-pdf", "--word-only"]
    first, _ = process(word, env=new)
    fresh, fresh_memory = process([*command, "--no-pdf"], env=new)
    process([*command, "--no-pdf"], runs=1, env=kept)
    again, _ = process(word, env=kept)
    seconds, memory = process([*command, "--no-pdf"], env=kept)
    figures = [
        Figure("整期 26 篇 40 图，只出 Word（图全新）", first, "s", 2.0),
        Figure("同上，图取自上次", again, "s", 2.0),
        Figure("Word、Excel、数字出处（不含 PDF，图全新）", fresh, "s"),
        Figure("同上，图取自上次", seconds, "s", 2.0),
        Figure("同上，内存", max(memory, fresh_memory), "MB", 400),
    ]
    if sys.platform == "linux":
        figures += _cpu(command, kept, out)
    if soffice() is not None:
        document = next(out.glob("*.docx"))
        bare = timed(lambda: convert(document, folder, _CLOCK), runs=1, warm=1)
        whole, _ = process(command, runs=1, env=kept)
        figures.append(Figure("整期连同 PDF", whole, "s", 2.5 * bare, "LibreOffice 转换同一 Word", bare))
    return figures


def _cpu(command: list[str], kept: dict[str, str], out: Path) -> list[Figure]:
    """What all processors together worked for the Word, Excel and audit files, beside pandoc reading the same Word."""
    ours = cpu_of([*command, "--no-pdf"], env=kept)
    pandoc = shutil.which("pandoc")
    if pandoc is None:
        return [Figure("同上，处理器用时", ours, "s")]
    document = str(next(out.glob("*.docx")))
    peer = cpu_of([pandoc, document, "-o", str(out / "peer.md")])
    return [Figure("同上，处理器用时", ours, "s", None, "pandoc 读同一 Word", peer)]


def _text_alone(galley: Galley, folder: Path) -> list[Figure]:
    """The words of the issue without pictures, in this process, beside pandoc on the same words."""
    words = ("paragraph", "heading", "list")
    columns = tuple(
        replace(column, articles=tuple(
            replace(one, blocks=tuple(block for block in one.blocks if block.kind in words)) for one in column.articles
        ))
        for column in galley.columns
    )  # fmt: skip
    made = replace(galley, columns=columns)
    theme = load_theme("A")
    ours = timed(lambda: write_docx(made, theme, folder / "text.docx", _CLOCK), runs=3)
    figures = []
    for name, peer in (("pandoc", _pandoc(made, folder)), ("docxtpl", _docxtpl(made, folder))):
        if peer is None:
            figures.append(Figure(f"只有文字的整期 Word（{name} 未安装，未比）", ours, "s"))
            continue
        seconds = timed(peer, runs=3)
        bound = 3 * seconds if name == "pandoc" else None
        figures.append(Figure("只有文字的整期 Word", ours, "s", bound, name, seconds))
    return figures


def _markdown(galley: Galley) -> str:
    parts = []
    for article in galley.articles():
        parts.append("# " + "".join(plain(line) for line in article.title))
        parts += [
            ("## " if block.kind == "heading" else "") + re.sub(r"\n", " ", plain(line))
            for block in article.blocks
            for line in block.lines
        ]
    return "\n\n".join(parts)


def _pandoc(galley: Galley, folder: Path) -> Callable[[], object] | None:
    """pandoc, installed or as the package pypandoc_binary."""
    program = shutil.which("pandoc")
    if program is None:
        try:
            import pypandoc

            program = pypandoc.get_pandoc_path()
        except (ImportError, OSError):
            return None
    source = folder / "text.md"
    source.write_text(_markdown(galley), encoding="utf-8")
    return lambda: process([program, str(source), "-o", str(folder / "pandoc.docx")], runs=1)


def _docxtpl(galley: Galley, folder: Path) -> Callable[[], object] | None:
    """docxtpl filling a template that loops over the same paragraphs."""
    try:
        import docx
        from docxtpl import DocxTemplate
    except ImportError:
        return None
    template = folder / "template.docx"
    paper = docx.Document()
    for line in ("{%p for one in lines %}", "{{ one }}", "{%p endfor %}"):
        paper.add_paragraph(line)
    paper.save(str(template))
    lines = [line for line in _markdown(galley).split("\n\n") if line]

    def fill() -> None:
        document = DocxTemplate(str(template))
        document.render({"lines": lines}, autoescape=True)
        document.save(str(folder / "docxtpl.docx"))

    return fill


def _linear(folder: Path, desk: Path) -> list[Figure]:
    """Seconds to each article of an issue of 300 against one of 30: cost grows as the issue does."""
    theme, each = load_theme("A"), {}
    for count in (30, 300):
        galley = _composed(make_big_issue(folder / f"n{count}", count, scale=0.1), desk)
        begin = time.process_time()
        write_docx(galley, theme, folder / f"n{count}.docx", _CLOCK)
        each[count] = (time.process_time() - begin) / count
    return [Figure("300 篇：每篇的 CPU", each[300] * 1000, "ms", each[30] * 1500, "30 篇：每篇", each[30] * 1000)]
