"""Opens the real window on a desk, goes to the enterprise register, says SHOWN at its first painted rows, then waits."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer

from bureau_desk.ui.application import make_application, theme
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory


def main() -> None:
    """Measured from the start of the process by whoever started it."""
    application = make_application(sys.argv[:1])
    theme.apply(application, "light", 100)
    window = MainWindow(Memory(), "基准")
    window.show()
    window.desks.open(Path(sys.argv[1]))
    window.show_place("register:enterprise")

    def told() -> None:
        window.grab()  # every visible cell is fetched and painted
        print("SHOWN", flush=True)
        time.sleep(1)
        application.quit()

    QTimer.singleShot(0, told)
    application.exec()


if __name__ == "__main__":
    main()
