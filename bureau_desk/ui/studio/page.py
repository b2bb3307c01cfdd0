"""The studio: the issues of the desk, folders outside it, the archive, and the room of the issue that is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from bureau_desk.ui.issue_page import IssuePage
from bureau_desk.ui.pieces import label
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.session import Session
from bureau_desk.ui.studio.archive import IssueArchive
from bureau_desk.ui.studio.room import IssueRoom
from bureau_desk.ui.studio.shelf import IssueShelf
from bureau_desk.ui.theme import theme
from bureau_desk.ui.window_page import WindowPage

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow

SHELF, FOLDERS, ARCHIVE = range(3)
TABS = ("本台账的期刊", "文件夹里的期刊", "已发布的存档")
_PLACE = "studio_place"


class StudioPage(WindowPage):
    """One issue is open at a time; leaving it, the window or the program loses nothing."""

    def __init__(self, window: MainWindow, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window, self._session = window, session
        self.queries = Queries(session.desk, self)
        self.queries.failed.connect(lambda _key, trouble: window.tell_trouble(trouble))
        self.room: IssueRoom | None = None
        self.shelf = IssueShelf(window, session, self.queries)
        self.folders = IssuePage(window, session)
        self.archive = IssueArchive(window, session, self.queries)
        self._fresh = QTimer(self, singleShot=True, interval=200)
        self._fresh.timeout.connect(self._refresh)
        self._build()
        self.shelf.opened.connect(self.open_issue)
        self.folders.take_asked.connect(self._take)
        self.archive.opened.connect(lambda number, article: self.open_issue(number).open_article(article))
        self._restore()

    def _build(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("期刊、文件夹、存档")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        for words in TABS:
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(self._tab_chosen)
        self._shelves = QStackedWidget()
        for part in (self.shelf, self.folders, self.archive):
            self._shelves.addWidget(part)
        head = QHBoxLayout()
        head.setSpacing(theme.px(16))
        head.addWidget(label("期刊", "title"))
        head.addWidget(self.tabs)
        head.addStretch(1)
        first = QWidget()
        column = QVBoxLayout(first)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(8))
        column.addLayout(head)
        column.addWidget(self._shelves, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(first)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.addWidget(self.stack)

    def _tab_chosen(self, place: int) -> None:
        self._shelves.setCurrentIndex(place)

    def _refresh(self) -> None:
        self.shelf.refresh()
        self.archive.refresh()

    def show_shelf(self, place: int = SHELF) -> None:
        """Leave the issue that is open for the list of issues, the folders or the archive."""
        self.close_issue()
        self.tabs.setCurrentIndex(place)

    def open_folder(self, folder: Path) -> None:
        """Show an issue that lies in a folder outside the desk."""
        self.show_shelf(FOLDERS)
        self.folders.open_folder(folder)

    def open_issue(self, number: int) -> IssueRoom:
        """Open an issue of the desk."""
        if self.room is not None and self.room.open.number == number:
            return self.room
        self.close_issue()
        self.room = IssueRoom(self._window, self._session, self.queries, number)
        self.room.left.connect(self.close_issue)
        self.stack.addWidget(self.room)
        self.stack.setCurrentWidget(self.room)
        self.room.focus_part()
        return self.room

    def close_issue(self) -> None:
        """Go back to the list; what was typed is kept."""
        if self.room is None:
            return
        room, self.room = self.room, None
        room.release()
        self.stack.setCurrentIndex(0)
        self.stack.removeWidget(room)
        room.deleteLater()
        self._refresh()
        self.shelf.table.setFocus()

    def _take(self, folder: Path) -> None:
        self.tabs.setCurrentIndex(SHELF)
        self.shelf.take_in(folder)

    def _restore(self) -> None:
        place: Any = self._session.property(_PLACE)
        if isinstance(place, dict):
            self._session.setProperty(_PLACE, None)
            room = self.open_issue(place["issue"])
            room.show_part(place["part"] if not place["article"] else 0)
            if place["article"]:
                room.open_article(place["article"])
            room.show_pages(place["pages"])

    # what the window asks of pages
    def refresh(self) -> None:
        """Something was committed."""
        self._fresh.start()
        if self.room is not None:
            self.room.follow()

    def set_writable(self) -> None:
        """Whether anything may be changed has changed."""
        if self.room is not None:
            self.room.set_writable()

    def turn(self, name: str) -> str | None:
        """Take back (`undo`) or bring back (`redo`) a step of the open issue; None when no issue is open."""
        return self.room.turn(name) if self.room is not None else None

    def step_labels(self) -> tuple[str, str] | None:
        """What undo and redo would do here; None when no issue is open."""
        return self.room.open.labels() if self.room is not None else None

    def step_back(self) -> bool:
        """Go back within the studio; False when there is no way back inside."""
        return self.room.step_back() if self.room is not None else False

    def keep_drafts(self) -> None:
        """Keep what was typed and not kept yet."""
        if self.room is not None:
            self.room.flush()

    def release(self) -> None:
        """Give back what reads the desk, and remember where one was."""
        if self.room is not None:
            self._session.setProperty(_PLACE, self.room.place())
            self.room.release()
        self._fresh.stop()
        super().release()
