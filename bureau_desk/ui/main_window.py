"""The frame of the window: navigation, pages made on first visit, as-of band, status bar."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from bureau_desk.app.changes import Changes
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.actions import Actions
from bureau_desk.ui.ahead import ReadAhead
from bureau_desk.ui.as_of_bar import AsOfBar
from bureau_desk.ui.desk_opening import DeskOpening
from bureau_desk.ui.elsewhere.free_bar import FreeBar
from bureau_desk.ui.entering.drafts_bar import DraftsBar
from bureau_desk.ui.help.opening import HelpKey
from bureau_desk.ui.job_runner import JobRunner
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.messages import tell_error, tell_trouble
from bureau_desk.ui.navigation import Navigation
from bureau_desk.ui.organisation.trail import Trail
from bureau_desk.ui.queries import Queries
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.room_stack import RoomStack
from bureau_desk.ui.schema.following import Left, SchemaFollowing
from bureau_desk.ui.session import Session
from bureau_desk.ui.soundness import Soundness
from bureau_desk.ui.start_page import StartPage
from bureau_desk.ui.status_bar import StatusBar
from bureau_desk.ui.theme import theme
from bureau_desk.ui.time.day_watch import DayWatch
from bureau_desk.ui.window_changes import WindowChanges
from bureau_desk.ui.window_commands import WindowCommands
from bureau_desk.ui.window_jobs import WindowJobs
from bureau_desk.ui.window_page import WindowPage
from bureau_desk.ui.window_size import keep, restore

if TYPE_CHECKING:
    from bureau_desk.app.browsing import RegisterSummary

TITLE = "科技局业务台账与期刊"
ROOMY = 1150  # px at 100 %; below it the navigation shows icons only


class MainWindow(QMainWindow):
    """One window for one desk; `rebuild` makes everything anew for another theme or scale."""

    def __init__(self, memory: Memory, author: str) -> None:
        super().__init__()
        theme.dress(self)
        self.memory, self.author = memory, author
        self.session: Session | None = None
        self.queries: Queries | None = None  # what the window itself asks of a large desk
        self.following: SchemaFollowing | None = None
        self.runner = JobRunner(self, self._beside)
        self.desks, self.help = DeskOpening(self), HelpKey(self)
        self.pages: dict[str, WindowPage] = {}
        self.trail = Trail()
        self.commands = WindowCommands(self)
        self.actions_ = Actions(self, self.commands.table())
        self._build()
        self.jobs, self.changes = WindowJobs(self), WindowChanges(self)
        self.ahead = ReadAhead(self)
        restore(self, memory)
        self.tell_state()

    # building
    def _build(self) -> None:
        self.navigation = Navigation()
        self.stack = RoomStack()
        self.as_of_bar = AsOfBar()
        self.status = StatusBar()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self.stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.as_of_bar)
        self.drafts_bar, self.free_bar = DraftsBar(), FreeBar()
        column.addWidget(self.free_bar)
        column.addWidget(self.drafts_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)
        self.navigation.chosen.connect(self.show_place)
        self.navigation.menu_asked.connect(self.commands.menu)
        self.as_of_bar.day_chosen.connect(self.look_at)
        self.drafts_bar.asked.connect(lambda: self.commands.do("drafts"))
        self.free_bar.asked.connect(lambda: self.desks.open_for_writing())
        self.status.undo_asked.connect(self.commands.undo)
        self.status.cancel_asked.connect(lambda: self.jobs.cancel())
        self.navigation.fold_asked.connect(self.commands.fold_navigation)
        self.fold_navigation()
        self._page("start", self._start_page)
        self.stack.setCurrentWidget(self.pages["start"])

    def _start_page(self) -> WindowPage:
        page = StartPage(self.memory)
        page.asked.connect(self.commands.do)
        page.desk_chosen.connect(lambda text: self.desks.open(Path(text)))
        page.register_chosen.connect(lambda key: self.show_place(f"register:{key}"))
        page.place_chosen.connect(self.show_place)
        page.picked.connect(self.show_picked)
        page.problems_chosen.connect(self.show_problems)
        return page

    def rebuild(self) -> None:
        """Make the whole window anew in the theme in force, at the same place; drafts are kept."""
        self.help.close()
        place, seen = self.navigation.place() or "start", self.register_page()
        record = seen.details.form.record if seen is not None and seen.details.shown else None
        self.keep_drafts()
        self._release_pages()
        self.pages.clear()
        self._build()
        self._use_session()
        page = self.show_place(place)
        if isinstance(page, RegisterPage) and record is not None:
            page.show_at(record)

    # desk
    def use(self, session: Session, left: Left | None = None) -> None:
        """Show an open desk; with `left` where one was when it was open before."""
        self.close_desk()
        self.session = session
        session.setParent(self)
        self.queries = Queries(session.desk, self)
        session.changed.connect(self._changed, Qt.ConnectionType.AutoConnection)
        session.as_of_changed.connect(self.follow_day)
        Soundness(session.desk, session).damaged.connect(self.tell_trouble)
        DayWatch(self, session)
        self.following = SchemaFollowing(self, session, left)
        self.memory.note_desk(session.desk.path)
        summaries = self._use_session()
        first = next((one for one in summaries if one.records), summaries[0] if summaries else None)
        last = self.memory.get("last_place", "")
        known = any(f"register:{one.key}" == last for one in summaries)
        self.show_place(left.place if left else last if known else f"register:{first.key}" if first else "start")
        self.ahead.begin()

    def _use_session(self) -> Sequence[RegisterSummary]:
        session = self.session
        summaries = session.registers() if session else ()
        self.navigation.title.set_whole(session.desk.title if session else "")
        self.status.desk.set_whole(session.desk.path.name if session else "")
        if session is not None and session.desk.read_only:
            self.status.desk.set_whole(f"{session.desk.path.name}（只读）")
        self.free_bar.set_free(False)
        self.setWindowTitle(f"{session.desk.title} — {TITLE}" if session else TITLE)
        self.as_of_bar.use(session)
        self.drafts_bar.use(session)
        if session is not None:
            self.as_of_bar.show_day(session.as_of)
        self.navigation.show_registers(summaries)
        self.tell_state()
        return summaries

    def close_desk(self) -> None:
        """Close the desk and every page that shows it."""
        self.ahead.end()
        self._release_pages()
        for place in [one for one in self.pages if one != "start"]:
            page = self.pages.pop(place)
            self.stack.removeWidget(page)
            page.deleteLater()
        self.trail.clear()
        if self.session is not None:
            for queries in (*self.findChildren(Queries), *self.session.findChildren(Queries)):
                queries.close()
            self.session.desk.close()
            self.session.deleteLater()
            self.session = self.following = None
            if self.queries is not None:
                self.queries.deleteLater()
                self.queries = None

    def _release_pages(self) -> None:
        """Let pages give back what reads the desk beside the window's thread."""
        for page in self.pages.values():
            page.release()

    # places
    def show_place(self, place: str) -> WindowPage | None:
        """Go to a place, making its page on the first visit."""
        from bureau_desk.ui.places import make_page  # pages are made, and their modules read, on first visit

        if self.session is None and place not in ("start", "settings"):
            place = "start"
        if place != "start" and isinstance(start := self.pages["start"], StartPage):
            start.leave()  # before another page is made, which would wait for it
        page = self._page(place, lambda: make_page(self, place))
        if page is None:
            return None
        if place == "start" and isinstance(page, StartPage):
            page.show_session(self.session)
        self.stack.setCurrentWidget(page)
        self.trail.note(place)
        self.navigation.mark(place)
        if place.startswith("register:"):
            self.memory.put("last_place", place)
        self.tell_state()
        return page

    def _page(self, place: str, make: Callable[[], WindowPage | None]) -> WindowPage | None:
        if place not in self.pages:
            made = make()
            if made is None:
                return None
            self.pages[place] = made
            self.stack.addWidget(made)
        return self.pages[place]

    def drop_page(self, place: str) -> None:
        """Let a page go that is not seen; it is made anew when asked for."""
        page = self.pages.get(place)
        if page is not None and page is not self.stack.currentWidget():
            self.pages.pop(place)
            page.release()
            self.stack.removeWidget(page)
            page.deleteLater()

    def page(self) -> WindowPage | None:
        """The page that is seen now."""
        page = self.stack.currentWidget()
        return page if isinstance(page, WindowPage) else None

    def register_page(self) -> RegisterPage | None:
        """The register page that is seen now."""
        page = self.stack.currentWidget()
        return page if isinstance(page, RegisterPage) else None

    def go_to_record(self, register: str, record: int, field: str = "") -> None:
        """Show a record in its register, with the focus in a field."""
        page = self.show_place(f"register:{register}")
        if isinstance(page, RegisterPage):
            page.go_to(record, field)

    def show_picked(self, register: str, words: str, records: object) -> None:
        """Show some records alone in their register, with a chip that says which they are."""
        page = self.show_place(f"register:{register}")
        if isinstance(page, RegisterPage):
            page.show_picked(words, records)  # type: ignore[arg-type]

    def show_problems(self, register: str) -> None:
        """Show the problems of a register, or all."""
        page = self.show_place("problems")
        if page is not None:
            page.choose_register(register)  # type: ignore[attr-defined]

    # changes
    def _changed(self, changes: Changes) -> None:
        self.changes.follow(changes)

    def look_at(self, day: object, known: object = None) -> None:
        """Look at a past day, by all that is known or was known at a moment; or at today again."""
        if self.session is not None:
            self.keep_drafts()
            self.session.look_at(day, known)  # type: ignore[arg-type]
            self.as_of_bar.show_day(self.session.as_of)

    def follow_day(self, _day: object = None) -> None:
        """Another day is looked at, or rows can or cannot be changed from now on."""
        self.changes.follow_day()

    def day_turned(self) -> None:
        """A new day has begun."""
        self.changes.turn_day()

    def tell_state(self) -> None:
        """Allow the commands that have a meaning now."""
        state = {"desk"} if self.session else set()
        if self.register_page() is not None and self.session is not None:
            state.add("register")
            if self.session.writable:
                state.add("write")
        self.actions_.allow(frozenset(state))
        self.commands.tell_undo()

    def tell(self, words: str, undo: bool = False) -> None:
        """Say one line at the foot of the window."""
        self.status.tell(words, undo)

    def tell_trouble(self, trouble: object) -> None:
        """Say what went wrong in the world."""
        if self.following is not None and self.following.explains(trouble):
            return
        if isinstance(trouble, Trouble):
            tell_trouble(self, trouble)
        elif isinstance(trouble, BaseException):
            tell_error(self, trouble)

    # jobs
    def _beside(self) -> contextlib.AbstractContextManager[object]:
        """A job reads by a connection of its own: the window would wait for a common one."""
        return self.session.desk.database.aside() if self.session is not None else contextlib.nullcontext()

    def run_job(self, title: str, job: object, done: Callable[[object], None], writes: bool = False) -> bool:
        """Run a job; while it writes, rows cannot be changed. False when another one is still under way."""
        return self.jobs.run(title, job, done, writes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A small window gives the navigation's room to the page; a larger one gives it back."""
        super().resizeEvent(event)
        self.fold_navigation()

    def fold_navigation(self) -> None:
        """Fold the navigation as wished, and always where there is no room for it."""
        narrow = self.memory.get("navigation_narrow", False) or self.width() < theme.px(ROOMY)
        if narrow != self.navigation.narrow:
            self.navigation.set_narrow(narrow)

    # the end
    def keep_drafts(self) -> None:
        """Put aside what is typed and not saved on every page."""
        for page in self.pages.values():
            if isinstance(page, RegisterPage) and page.details.shown:
                page.details.form.keep_draft()
            else:
                page.keep_drafts()

    def may_leave(self) -> bool:
        """Put aside what is typed and not saved: it is offered when the desk is opened again. Always true."""
        self.keep_drafts()
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep sizes, stop the job, close the desk."""
        if not self.may_leave():
            event.ignore()
            return
        self.runner.wait()
        self.desks.stop()
        self.help.close()
        for page in self.pages.values():
            if isinstance(page, RegisterPage):
                page.remember_sizes()
        keep(self, self.memory)
        self.memory.save()
        self.close_desk()
        super().closeEvent(event)
