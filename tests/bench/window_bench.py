"""How long until the window shows a register of many rows, and how much memory it takes, beside a bare Qt table."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench import big_desk
from tests.bench.measure import Figure, resident

_OURS = [sys.executable, "-m", "tests.bench.shown"]
_PEER = """
import sys, sqlite3, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableWidget, QTableWidgetItem
app = QApplication(sys.argv)
rows = sqlite3.connect(sys.argv[1]).execute("SELECT f_name, f_uscc, f_stat_unit FROM current_enterprise").fetchall()
table = QTableWidget(len(rows), 3)
for i, row in enumerate(rows):
    for j, text in enumerate(row):
        table.setItem(i, j, QTableWidgetItem(str(text)))
table.show()
QTimer.singleShot(0, lambda: (print("SHOWN", flush=True), time.sleep(0.5), app.quit()))
app.exec()
"""


def run(folder: Path, rows: int) -> list[Figure]:
    """Seconds to the first painted table, and megabytes."""
    path = folder / "big.desk"
    big_desk.make(path, rows).close()
    ours = [_shown([*_OURS, str(path)], folder) for _ in range(3)]
    peer = [_shown([sys.executable, "-c", _PEER, str(path)], folder) for _ in range(2)]
    help_seconds = _help()
    return [
        Figure(
            "窗口显示十万行台账", sorted(one[0] for one in ours)[1], "s", 1.5, "QTableWidget 全部载入", min(peer)[0]
        ),
        Figure(
            "窗口内存", max(one[1] for one in ours), "MB", 350, "QTableWidget 全部载入", max(one[1] for one in peer)
        ),
        Figure("bureau-desk --help", help_seconds, "s", 0.3),
    ]


def _shown(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds until the program prints SHOWN, and its memory then."""
    places = {name: str(folder) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    environment = os.environ | places
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if b"SHOWN" in line:
                break
        spent = time.perf_counter() - begin
        memory = resident(child.pid)
        child.kill()
    return spent, memory


def _help() -> float:
    spent = []
    for _ in range(5):
        begin = time.perf_counter()
        subprocess.run([sys.executable, "-m", "bureau_desk", "--help"], stdout=subprocess.DEVNULL, check=True)
        spent.append(time.perf_counter() - begin)
    return sorted(spent)[2]
