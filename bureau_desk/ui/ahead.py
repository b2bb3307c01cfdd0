"""Modules of rooms that nobody has visited yet are read in quiet moments, one at a time: a first visit waits for none."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PAUSE = 60  # ms between two modules
AFTER = 1500  # ms after a desk was opened
# what stands on others comes after them, so that each turn reads little
MODULES = tuple(
    f"bureau_desk.{name}"
    for name in (
        "app.record_names", "app.undoing", "app.views", "app.grouping", "app.steps", "app.trash", "app.returning",
        "app.belonging", "app.problem_conditions", "app.problem_list", "app.bulk_recording", "app.accepting",
        "ui.problems.model", "ui.problems.filters", "ui.problems.page", "app.schema_judging",
        "app.schema_conversion", "app.schema_following", "app.schema_editing", "app.schema_undoing",
        "ui.time.paged_model", "ui.time.steps_page", "ui.time.trash_page", "store.two_days", "app.expressions",
        "app.exporting", "app.comparing", "ui.time.compare_model", "ui.time.compare_page",
        "app.organisation_parts", "app.organisation_titles", "app.organisation_page", "ui.organisation.head",
        "ui.organisation.year_strip", "ui.organisation.section_table", "ui.organisation.page", "app.asking",
        "ui.question_builder", "ui.question_page", "ui.chart_page", "app.duplicates", "ui.duplicates.differences",
        "ui.duplicates.pair_panel", "ui.duplicates.page", "ui.schema.lines", "ui.schema.field_form",
        "ui.schema.code_form", "ui.schema.page", "ui.issue_page", "app.issue_mirror", "exchange.markdown_blocks",
        "exchange.issue_folder", "app.issue_shelf", "app.issue_archive", "app.issue_plan", "app.issue_articles",
        "app.issue_overview", "ui.studio.plan_model", "ui.studio.plan_tree", "ui.studio.plan_page",
        "ui.studio.masthead_form", "ui.studio.publish_panel", "ui.studio.brief_panel", "ui.studio.archive",
        "ui.studio.shelf", "ui.studio.page", "app.chips", "ui.studio.article_editor", "ui.studio.room", "ui.settings_page", "app.edit_plan",
        "ui.entering.review_dialog", "ui.entering.bulk_dialog", "ui.entering.replace_dialog",
    )
)  # fmt: skip


class ReadAhead(QObject):
    """Begins some time after a desk was opened and rests while anything is asked or done."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._rest = window, list(MODULES)
        self._turns = QTimer(self, interval=PAUSE)
        self._turns.timeout.connect(self._turn)

    def begin(self) -> None:
        """Begin soon, where there is still something to read."""
        if self._rest:
            QTimer.singleShot(AFTER, self, self._turns.start)

    @property
    def over(self) -> bool:
        """Whether all is read."""
        return not self._rest

    def _turn(self) -> None:
        page = self._window.register_page()
        if self._window.runner.running or (page is not None and page.table.queries.waits("ids")):
            return
        while self._rest and self._rest[0] in sys.modules:
            self._rest.pop(0)
        if not self._rest:
            self._turns.stop()
            return
        import_module(self._rest.pop(0))
