"""Making the demo desk, publishing the sample issue, drawing its charts, beside LibreOffice, openpyxl and pandoc."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

from bureau_desk.app import demo, exporting, publishing
from bureau_desk.app.browsing import View
from bureau_desk.app.desk import Desk
from bureau_desk.app.jobs import finish
from bureau_desk.bulletin.pdf import soffice
from bureau_desk.places import SEEDS
from tests.bench import big_issue_bench
from tests.bench.measure import Figure, process, timed


def run(folder: Path) -> list[Figure]:
    """Figures in seconds."""

    def clock() -> datetime:
        return datetime(2022, 3, 1)

    made = timed(lambda: finish(demo.make_demo(folder / "demo", clock)), runs=3, warm=0)
    path = folder / "demo" / demo.NAME
    figures = [
        Figure("生成演示台账", made, "s"),
        Figure("打开演示台账", timed(lambda: Desk.open(path, "基准", clock, write=False).close()), "s", 5.0),
        *_publish(path, folder),
        *big_issue_bench.run(folder, path),
    ]
    desk = Desk.open(path, "基准", clock, write=False)
    try:
        figures.append(_charts(desk))
        figures.append(_export(desk, folder))
    finally:
        desk.close()
    return figures


def run_issue(folder: Path) -> list[Figure]:
    """Figures of the large issue alone."""
    finish(demo.make_demo(folder / "demo", lambda: datetime(2022, 3, 1)))
    return big_issue_bench.run(folder, folder / "demo" / demo.NAME)


def _publish(path: Path, folder: Path) -> list[Figure]:
    """A whole process: with every picture drawn anew, and as an editor does it again and again."""
    out = folder / "out"
    command = [
        sys.executable,
        "-m",
        "bureau_desk",
        "--desk",
        str(path),
        "publish",
        str(SEEDS / "issue"),
        str(out),
        "--no-pdf",
    ]
    kept = {**os.environ, "BUREAU_DESK_CACHE": str(folder / "pictures")}
    fresh, _ = process(command, env={**os.environ, "BUREAU_DESK_CACHE": ""})
    process(command, runs=1, env=kept)
    seconds, _ = process(command, env=kept)
    peer, name = None, ""
    office, pandoc = soffice(), shutil.which("pandoc")
    document = next(out.glob("*.docx"))
    if pandoc:
        name = "pandoc 转换同一 Word"
        peer = process([pandoc, str(document), "-o", str(folder / "peer.md")])[0]
    elif office:
        name = "LibreOffice 打开并另存同一 Word"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        peer = process(
            [str(office), profile, "--headless", "--convert-to", "odt", "--outdir", str(folder), str(document)]
        )[0]
    return [
        Figure("发布示例期刊（不含 PDF，整个进程，图全部新画）", fresh, "s", 3.0, name, peer),
        Figure("同上，图取自上次", seconds, "s", 3.0, name, peer),
    ]


def _charts(desk: Desk) -> Figure:
    """The charts of the sample issue in this process, matplotlib's import included on the first run."""
    _, _, galley, _ = publishing.composed(desk, SEEDS / "issue", None)
    begin = time.perf_counter()
    from bureau_desk.charts.render import render
    from bureau_desk.charts.theme import load_theme

    os.environ["BUREAU_DESK_CACHE"] = ""
    theme = load_theme("A")
    for figure in galley.figures:
        render(figure, theme, "png")
    return Figure(f"画 {len(galley.figures)} 张图（含载入 matplotlib）", time.perf_counter() - begin, "s", 1.5)


def _export(desk: Desk, folder: Path) -> Figure:
    import openpyxl

    out = folder / "资质.xlsx"
    ours = timed(lambda: finish(exporting.export(desk, View("qualification"), out)), runs=3)
    rows = list(openpyxl.load_workbook(out, read_only=True).active.iter_rows(values_only=True))

    def peer() -> None:
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet()
        for row in rows:
            page.append(row)
        book.save(folder / "peer.xlsx")

    return Figure(f"导出 {len(rows) - 1} 行资质台账", ours, "s", None, "openpyxl 只写单元格", timed(peer, runs=3))
