"""Does in the real window what clerks do, with the watchdog on; prints name, value, unit, bound between tabs.

With `--stacks` it tells on the error stream what the window's thread did in pauses that were too long.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from bureau_desk.ui import pace
from bureau_desk.ui.application import make_application, theme
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.record_table import RecordTable
from bureau_desk.ui.registers_page import RegisterPage
from tests.bench.measure import resident
from tests.bench.watchdog import Watchdog

PAUSE = 0.05  # s
MEMORY = 400  # MB


def tell(name: str, value: float, unit: str = "s", bound: float | None = None) -> None:
    """One line for the bench."""
    print(f"{name}\t{value:.4f}\t{unit}\t{'' if bound is None else bound}", flush=True)


class Clerk:
    """The window with the watchdog beside it; every act is told with its longest pause."""

    def __init__(self, window: MainWindow, stacks: bool) -> None:
        self.window, self._stacks = window, stacks
        self._dog = Watchdog(stacks=stacks)

    def act(self, name: str, work: Callable[[], object], bound: float = PAUSE) -> None:
        """Do something and tell how long the screen stood still, during the act and what it leaves behind."""
        self._come_to_rest()
        began = time.process_time()
        try:
            with self._dog.watching(busy=self._busy) as pause:
                work()
        except Exception as error:
            print(f"{name}: {error!r}", file=sys.stderr)
            return
        tell(f"停顿：{name}", pause[0], "s", bound)
        if "--work" in sys.argv:
            told = (self._dog.worked * 1000, self._dog.hardest * 1000, (time.process_time() - began) * 1000)
            words = "worked {:.0f} ms, at the most {:.0f} ms, all threads {:.0f} ms".format(*told)
            print(f"{name}: {pause[0] * 1000:.0f} ms, {words}", file=sys.stderr)
        if self._stacks and pause[0] > bound / 2:
            print(f"{name}: {pause[0] * 1000:.0f} ms, worked {self._dog.worked * 1000:.0f} ms", file=sys.stderr)
            print(self._dog.told, file=sys.stderr, flush=True)

    def _busy(self) -> bool:
        page = self.window.register_page()
        asked = page is not None and any(page.table.queries.waits(one) for one in ("ids", "levels", "groups", "totals"))
        return self.window.runner.running or asked

    def _come_to_rest(self, quiet: float = 0.2, most: float = 30.0) -> None:
        """Wait for whatever an earlier act left behind, also what a busy machine has not begun yet."""
        end = time.perf_counter() + most
        since = time.perf_counter()
        while time.perf_counter() < min(end, since + quiet):
            QApplication.processEvents()
            session = self.window.session
            asked = any(one.waiting for one in self.window.findChildren(Queries))
            if asked or self._busy() or (session is not None and session.busy):
                since = time.perf_counter()
            time.sleep(0.001)

    def settle(self, seconds: float = 0.5) -> None:
        """Let the window come to rest."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            QApplication.processEvents()
            if self._busy():
                end = time.perf_counter() + seconds
            time.sleep(0.001)

    def read_the_screen(self, most: float = 30.0) -> None:
        """Take the hands off for some seconds, as staff do after opening: rooms are made ahead meanwhile."""
        begin = time.perf_counter()
        while not self.window.ahead.over and time.perf_counter() < begin + most:
            QApplication.processEvents()
            time.sleep(0.001)
        tell("打开后备好各页", time.perf_counter() - begin)

    @property
    def page(self) -> RegisterPage:
        """The register page that is seen."""
        found = self.window.register_page()
        assert found is not None
        return found

    @property
    def table(self) -> RecordTable:
        """Its table."""
        return self.page.table

    def dialog(self) -> QDialog:
        """The dialog that is open, or opens soon."""
        end = time.perf_counter() + 10
        while time.perf_counter() < end and not any(one.isVisible() for one in self.window.findChildren(QDialog)):
            QApplication.processEvents()
        return next(one for one in self.window.findChildren(QDialog) if one.isVisible())


def main() -> None:
    """Open, click through, report."""
    from tests.bench import workbench_acts

    path, stacks = Path(sys.argv[1]), "--stacks" in sys.argv
    only = [one for one in sys.argv[2:] if not one.startswith("--")]
    make_application(sys.argv[:1])
    theme.apply(QApplication.instance(), "light", 100)  # type: ignore[arg-type]
    window = MainWindow(Memory(), "基准")
    window.show()
    pace.settle()
    QApplication.processEvents()
    begin = time.perf_counter()
    window.desks.open(path)
    while window.session is None:
        QApplication.processEvents()
    tell("窗口打开台账", time.perf_counter() - begin)
    tell("内存：打开", resident(os.getpid()), "MB")
    clerk = Clerk(window, stacks)
    questions = QTimer(window, interval=100)
    questions.timeout.connect(_answer)
    questions.start()
    for key in ("enterprise", "qualification"):
        tell(f"点击 {key} 到看见", first_sight(window, key), "s", 0.5)
        clerk.settle()
        tell(f"内存：{key}", resident(os.getpid()), "MB", MEMORY)
    clerk.read_the_screen()
    for name, part in workbench_acts.PARTS.items():
        if not only or name in only:
            part(clerk)
            tell(f"内存：{name}", resident(os.getpid()), "MB", MEMORY)
    clerk.settle(3)
    tell("窗口内存", resident(os.getpid()), "MB", MEMORY)
    window.close()


def _answer() -> None:
    """A question would wait for somebody: it is told, and put away."""
    asked = QApplication.activeModalWidget()
    if isinstance(asked, QMessageBox):
        print(f"{asked.text()} {asked.informativeText()}", file=sys.stderr)
        asked.reject()


def first_sight(window: MainWindow, key: str) -> float:
    """Seconds from the click on a register that was never shown to its rows on the screen."""
    window.show_place("start")
    for _ in range(50):
        QApplication.processEvents()
        time.sleep(0.002)
    begin = time.perf_counter()
    window.show_place(f"register:{key}")
    page = window.register_page()
    assert page is not None
    while not len(page.table.model.ids) and time.perf_counter() - begin < 10:
        QApplication.processEvents()
    window.grab()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
