"""python -m tests.bench [--rows N] [--only WORD]: figures with their bounds and peers, from fresh files."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from tests.bench import desk_bench, document_bench, reading_bench, schema_bench, window_bench, workbench_bench
from tests.bench.measure import show


def main() -> None:
    """Run the benches and print their figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--rows", type=int, default=100_000)
    rooms = ("", "desk", "window", "documents", "issue", "workbench", "reading", "schema")
    parser.add_argument("--only", default="", choices=rooms)
    parser.add_argument("--share", type=float, default=1.0, help="share of the workbench's million revisions")
    chosen = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        if chosen.only in ("", "desk"):
            show(desk_bench.run(place, chosen.rows))
        if chosen.only in ("", "window"):
            show(window_bench.run(place, chosen.rows))
        if chosen.only in ("", "documents"):
            show(document_bench.run(place))
        if chosen.only == "issue":
            show(document_bench.run_issue(place))
        if chosen.only in ("", "schema"):
            show(schema_bench.run(place, chosen.rows))
        if chosen.only in ("", "workbench"):
            for figure in workbench_bench.run(place, chosen.share):
                show([figure])
        if chosen.only in ("", "reading"):
            for figure in reading_bench.run(place, chosen.rows):
                show([figure])


if __name__ == "__main__":
    main()
