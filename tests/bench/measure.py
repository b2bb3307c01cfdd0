"""Timing that can be trusted on a noisy machine: several runs, the median told, peers in turn."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: median seconds (or MB), the bound it must keep, a peer's figure where there is one."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    peer: str = ""
    peer_value: float | None = None


def timed(work: Callable[[], object], runs: int = 5, warm: int = 1) -> float:
    """Median seconds of a call."""
    for _ in range(warm):
        work()
    spent = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return statistics.median(spent)


def process(command: Sequence[str], runs: int = 3, **more: object) -> tuple[float, float]:
    """Median seconds and largest memory (MB) of a whole process, its bytecode kept as on any user's machine."""
    spent, memory = [], []
    given = more.get("env") or os.environ
    more["env"] = {key: value for key, value in given.items() if key != "PYTHONDONTWRITEBYTECODE"}  # type: ignore[attr-defined]
    for _ in range(runs):
        begin = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more) as child:
            peak = _watch(child)
        spent.append(time.perf_counter() - begin)
        memory.append(peak)
    return statistics.median(spent), max(memory)


def cpu_of(command: Sequence[str], runs: int = 3, **more: object) -> float:
    """Smallest CPU seconds of a whole process and its children: what others do meanwhile bears on it least."""
    import resource  # Linux and macOS

    spent = []
    for _ in range(runs):
        begin = resource.getrusage(resource.RUSAGE_CHILDREN)
        process(command, runs=1, **more)
        end = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime)
    return min(spent)


def _watch(child: subprocess.Popen[bytes]) -> float:
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, resident(child.pid))
        time.sleep(0.01)
    return peak


def resident(pid: int) -> float:
    """Resident memory of a process in MB, 0 when it is gone."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0


def show(figures: Sequence[Figure]) -> None:
    """A table of figures: value, bound, and the ratio to a peer."""
    for one in figures:
        bound = f"上限 {one.bound:g}{one.unit}" if one.bound is not None else ""
        mark = "" if one.bound is None else ("  达标" if one.value <= one.bound else "  超限")
        peer = ""
        if one.peer_value:
            peer = f"  对照 {one.peer} {one.peer_value:.3f}{one.unit}（本程序为其 {one.value / one.peer_value:.2f} 倍）"
        print(f"{one.name:<32}{one.value:>10.3f}{one.unit:<4}{bound:<14}{mark}{peer}")
    sys.stdout.flush()
