"""Rooms that nobody has visited yet are read and made in quiet moments, piece by piece: a first visit waits for none."""

from __future__ import annotations

import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from bureau_desk.ui import pace

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

PAUSE = 60  # ms between two modules
AFTER = 1500  # ms after a desk was opened
HANDS_OFF = 0.7  # s without a key, a click or a turn of the wheel, before which nobody is held up
_HANDS = frozenset((QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel))
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
        "app.event_kinds", "app.organisation_parts", "app.organisation_titles", "app.organisation_page", "ui.organisation.head",
        "ui.organisation.year_strip", "ui.organisation.section_table", "ui.organisation.sheet",
        "ui.organisation.page", "app.asking",
        "ui.question_builder", "ui.question_page", "ui.chart_page", "app.duplicates", "ui.duplicates.differences",
        "ui.duplicates.pair_panel", "ui.duplicates.page", "ui.schema.lines", "ui.schema.field_form",
        "ui.schema.code_form", "ui.schema.page", "ui.issue_page", "app.issue_mirror", "exchange.markdown_blocks",
        "exchange.issue_folder", "app.issue_shelf", "app.issue_archive", "app.issue_plan", "app.issue_articles",
        "app.issue_overview", "ui.studio.plan_model", "ui.studio.plan_tree", "ui.studio.plan_page",
        "ui.studio.masthead_form", "ui.studio.publish_panel", "ui.studio.brief_panel", "ui.studio.archive",
        "ui.studio.shelf", "ui.studio.page", "app.chips", "ui.studio.article_editor", "ui.studio.room", "ui.settings_page", "app.edit_plan",
        "ui.entering.review_dialog", "ui.entering.bulk_dialog", "ui.entering.replace_dialog",
        "exchange.clipboard_html", "exchange.header_names", "app.pasting", "ui.entering.pasted",
        "ui.entering.paste_dialog",
    )
)  # fmt: skip


ROOMS = ("problems", "steps", "trash", "ask", "chart", "duplicates", "schema", "compare", "issue", "settings")
POLISHED = 0.008  # s of one turn that are given to the style of a room's parts


class ReadAhead(QObject):
    """Begins some time after a desk was opened and rests while anything is asked, done or typed.

    First come the modules, then the rooms themselves, each in one turn, and the style of their parts in as many turns
    as it takes: who visits a room for the first time finds it made. A room that was visited meanwhile is left alone.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._rest = window, list(MODULES)
        self._rooms: list[str] = []
        self._parts: list[QWidget] = []  # of the room made last, which have no style yet
        self._touched = 0.0  # when staff last had their hands on keys or mouse
        self._heard: QWindow | None = None
        self._turns = QTimer(self, interval=PAUSE)
        self._turns.timeout.connect(self._turn)
        # A composition of the input method takes its keys before any window gets them, and moves the cursor.
        QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._touch)

    def begin(self) -> None:
        """Begin soon with what is still to be read, and with the rooms of the desk that was opened."""
        self._rooms, self._parts = list(ROOMS), []
        self._hear()
        QTimer.singleShot(AFTER, self, self._turns.start)

    def end(self) -> None:
        """Make no more rooms: the desk is closed."""
        self._rooms, self._parts = [], []
        self._stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Note that somebody is at work; nothing is kept from anybody."""
        if event.type() in _HANDS:
            self._touch()
        return False

    @Slot()
    def _touch(self) -> None:
        self._touched = time.monotonic()

    def _hear(self) -> None:
        """Listen at the system's window, where keys arrive before they go to a part of it.

        A filter of the whole application would be called for each event of each object, also of those that are going.
        """
        self._window.winId()  # makes the system's window, should it not be shown yet
        self._heard = self._window.windowHandle()
        self._heard.installEventFilter(self)

    def _stop(self) -> None:
        self._turns.stop()
        if self._heard is not None and isValid(self._heard):
            self._heard.removeEventFilter(self)
        self._heard = None

    @property
    def over(self) -> bool:
        """Whether all is read and made."""
        return not self._rest and not self._rooms and not self._parts

    def _turn(self) -> None:
        if self._busy():
            return
        while self._rest and self._rest[0] in sys.modules:
            self._rest.pop(0)
        if self._rest:
            import_module(self._rest.pop(0))
        elif self._parts:
            self._polish()
        elif self._rooms and self._window.session is not None:
            self._make(self._rooms.pop(0))
        else:
            self._stop()
            pace.set_aside()

    def _busy(self) -> bool:
        if time.monotonic() - self._touched < HANDS_OFF:
            return True
        page = self._window.register_page()
        asked = page is not None and (page.table.queries.waits("ids") or page.first.waits)
        shown = QApplication.activeModalWidget() is not None or QApplication.activePopupWidget() is not None
        return self._window.runner.running or asked or shown

    def _make(self, place: str) -> None:
        """Make a room that nobody has visited; it reads when it is seen."""
        from bureau_desk.ui.places import make_page

        window = self._window
        if place in window.pages:
            return
        made = make_page(window, place)
        if made is not None:
            window.pages[place] = made
            window.stack.addWidget(made)
            self._parts = [made, *made.findChildren(QWidget)]

    def _polish(self) -> None:
        """Give some parts their style; those that are gone by now are passed over."""
        end = time.perf_counter() + POLISHED
        while self._parts and time.perf_counter() < end:
            part = self._parts.pop(0)
            if isValid(part):
                part.ensurePolished()
