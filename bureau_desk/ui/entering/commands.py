"""The window's commands of entering, each for the register page that is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bureau_desk.ui.entering.entering import Entering
    from bureau_desk.ui.main_window import MainWindow


def entering_commands(window: MainWindow) -> Mapping[str, Callable[[], object]]:
    """Command keys and what they do; where no register is seen they do nothing."""

    def on(does: Callable[[Entering], object]) -> Callable[[], object]:
        def run() -> None:
            page = window.register_page()
            if page is not None:
                does(page.entering)

        return run

    return {
        "cut": on(lambda entering: entering.cut()),
        "copy": on(lambda entering: entering.copy()),
        "copy_titled": on(lambda entering: entering.copy(titles=True)),
        "paste": on(lambda entering: entering.paste()),
        "fill": on(lambda entering: entering.fill_down()),
        "fill_right": on(lambda entering: entering.fill_right()),
        "fill_many": on(_bulk),
        "replace": on(_replace),
        "copy_record": on(_copy_record),
        "next_year": on(_next_year),
        "drafts": lambda: _drafts(window),
    }


def _bulk(entering: Entering) -> None:
    from bureau_desk.ui.entering.bulk_dialog import open_bulk

    open_bulk(entering)


def _replace(entering: Entering) -> None:
    from bureau_desk.ui.entering.replace_dialog import open_replace

    open_replace(entering)


def _copy_record(entering: Entering) -> None:
    from bureau_desk.ui.entering.copies import copy_record

    copy_record(entering)


def _next_year(entering: Entering) -> None:
    from bureau_desk.ui.entering.copies import next_year

    next_year(entering)


def _drafts(window: MainWindow) -> None:
    from bureau_desk.ui.entering.drafts_dialog import open_drafts

    open_drafts(window)
