"""python -m tests.look OUT [--desk FILE] [--sizes 1440x900,…] [--themes …] [--scale N]: every surface as a picture."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from datetime import datetime
from pathlib import Path

CLOCK = datetime(2022, 3, 1, 9)


def main() -> None:
    """Take the pictures, and print what measuring finds on the way."""
    parser = argparse.ArgumentParser(prog="python -m tests.look")
    parser.add_argument("out", type=Path)
    parser.add_argument("--desk", type=Path)
    parser.add_argument("--size", default="1440x900")
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", type=int, default=100)
    parser.add_argument("--factor", type=int, default=1, help="the system's own scaling")
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={_screen(folder, chosen.size, chosen.factor)}"
        os.environ["QT_SCALE_FACTOR"] = str(chosen.factor)
        for one in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[one] = name
        os.environ["SOURCE_DATE_EPOCH"] = "1646125200"
        _take(chosen, folder)


def _screen(folder: Path, size: str, factor: int) -> Path:
    """A screen that shows so much, for the platform that draws into memory."""
    width, height = (int(one) * factor for one in size.split("x"))
    told = {
        "name": "one",
        "x": 0,
        "y": 0,
        "width": width,
        "height": height,
        "logicalDpi": 96,
        "logicalBaseDpi": 96,
        "dpr": 1,
    }
    path = folder / "screen.json"
    path.write_text(
        json.dumps({"synchronousWindowSystemEvents": False, "windowFrameMargins": False, "screens": [told]})
    )
    return path


def _take(chosen: argparse.Namespace, folder: Path) -> None:
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QWidget

    from bureau_desk.app.demo import make_demo
    from bureau_desk.app.jobs import finish
    from bureau_desk.ui.application import make_application
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.memory import Memory
    from bureau_desk.ui.theme import theme
    from tests.ui.geometry import faults
    from tests.ui.surfaces import Walk

    if chosen.desk:
        desk = Path(shutil.copy(chosen.desk, folder / "演示台账.desk"))
    else:
        desk = finish(make_demo(folder, lambda: CLOCK))
    application = make_application(["bureau-desk"])
    theme.apply(application, chosen.theme, chosen.scale)
    window = MainWindow(Memory(), "高新处")
    width, height = (int(one) for one in chosen.size.split("x"))
    window.resize(width, height)
    window.show()
    window.desks.open(desk)

    def see(name: str, shown: QWidget) -> None:
        for one in faults(shown, QSize(width, height)):
            print(f"{name}: {one}", flush=True)
        shown.grab().save(str(chosen.out / f"{name}.png"))

    walk = Walk(window, see, folder)
    for part in walk.parts():
        if chosen.only and part.__name__ not in chosen.only.split(","):
            continue
        try:
            part()
        except Exception as error:  # the other rooms are still to be seen
            print(f"!!! {part.__name__}: {error!r}", file=sys.stderr, flush=True)
    window.close_desk()


if __name__ == "__main__":
    main()
