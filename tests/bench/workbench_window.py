"""Does in the real window what clerks do, with the watchdog on; prints name, value, unit, bound between tabs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from bureau_desk.domain.question import Condition, Operator
from bureau_desk.ui.application import make_application, theme
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from tests.bench.measure import resident
from tests.bench.watchdog import Watchdog

PAUSE = 0.05


def tell(name: str, value: float, unit: str = "s", bound: float | None = None) -> None:
    """One line for the bench."""
    print(f"{name}\t{value:.4f}\t{unit}\t{'' if bound is None else bound}", flush=True)


def main() -> None:
    """Open, click through, report."""
    make_application(sys.argv[:1])
    theme.apply(QApplication.instance(), "light", 100)  # type: ignore[arg-type]
    window = MainWindow(Memory(), "基准")
    window.show()
    QApplication.processEvents()
    begin = time.perf_counter()
    window.desks.open(Path(sys.argv[1]))
    QApplication.processEvents()
    tell("窗口打开台账", time.perf_counter() - begin)
    dog = Watchdog()

    def act(name: str, work: Callable[[], object], bound: float = PAUSE) -> None:
        try:
            with dog.watching(busy=lambda: window.runner.running) as pause:
                work()
            tell(f"停顿：{name}", pause[0], "s", bound)
        except Exception as error:
            print(f"{name}: {error!r}", file=sys.stderr)

    for key in ("enterprise", "qualification"):
        begin = time.perf_counter()
        window.show_place(f"register:{key}")
        page = window.register_page()
        while page is None or not len(page.table.model.ids):
            QApplication.processEvents()
            if time.perf_counter() - begin > 10:
                break
        window.grab()
        tell(f"点击 {key} 到看见", time.perf_counter() - begin, "s", 0.5)
    for key in ("enterprise", "qualification"):
        act(f"点击 {key}", lambda: window.show_place(f"register:{key}"))  # noqa: B023
    window.show_place("register:enterprise")
    page = window.register_page()
    assert page is not None
    table = page.table
    act("排序", lambda: table.conditions.turn_sort("reg_capital"))
    act("搜索", lambda: table.conditions.set_search("模拟"))
    act("搜索拼音", lambda: table.conditions.set_search("czmn"))
    act("取消搜索", lambda: table.conditions.set_search(""))
    act("筛选", lambda: table.conditions.set_filter("scale", (Condition("scale", Operator.EQUALS, "小"),)))
    act("取消筛选", lambda: table.conditions.clear())
    act("分组", lambda: page.bench.group_by("stat_unit"))
    act("不再分组", page.bench.end_groups)
    act("跳到中间", lambda: table.select_record(int(table.model.ids[len(table.model.ids) // 2])))
    act("滚到末尾", lambda: table.view.scrollToBottom())
    first = next(iter(table.model.ids))
    act("保存一格", lambda: page.entering.save_cell(first, "remark", "核对"))
    act("撤销一格", window.commands.undo)
    act("截至 2024-12-31", lambda: window.look_at(date(2024, 12, 31)))
    act("回到今天", lambda: window.look_at(None))
    tell("窗口内存", resident(os.getpid()), "MB", 400)
    window.close()


if __name__ == "__main__":
    main()
