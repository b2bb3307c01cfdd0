"""The page of one register: search, filters in force, the table, and the details at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from bureau_desk.domain.register import Register
from bureau_desk.ui.details_panel import DetailsPanel
from bureau_desk.ui.entering.entering import Entering
from bureau_desk.ui.filter_chips import FilterChips
from bureau_desk.ui.level_words import level_words
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.pieces import button, empty_state
from bureau_desk.ui.record_table import RecordTable
from bureau_desk.ui.seen_page import SeenPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.table.deleting import delete_selected
from bureau_desk.ui.table.first_record import FirstRecord
from bureau_desk.ui.table.nothing_yet import NothingYet
from bureau_desk.ui.table.page_head import PageHead
from bureau_desk.ui.table.present_record import PresentRecord
from bureau_desk.ui.table.workbench import Workbench
from bureau_desk.ui.theme import theme

SEARCH_PAUSE = 150
DETAILS_WIDTH = 360
ROWS, YET, FOUND, GROUPS = range(4)  # what stands in the place of the table


class RegisterPage(SeenPage):
    """Everything staff do with one register."""

    told = Signal(str, bool)  # words for the status bar, and whether undo is offered
    selection_told = Signal(str)
    failed = Signal(object)
    import_asked = Signal(str)
    export_asked = Signal()
    as_of_asked = Signal()
    cell_history_asked = Signal(object, str)  # record, field key

    def __init__(self, session: Session, memory: Memory, register: Register, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self._memory = session, memory
        self.register = register
        self._anew = False  # the record beside the table may hold other values than the form shows
        self._levels, self._levels_told = "", True
        self.table = RecordTable(session, memory, register)
        self.entering = Entering(self)
        self.details = DetailsPanel(session, register)
        self.search = QLineEdit()
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE)
        self.first = FirstRecord(self)
        self.present = PresentRecord(self)
        self._build()
        self._connect()
        self.set_writable()

    def _build(self) -> None:
        left = self.left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(theme.px(20), theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._make_head())
        self.chips = FilterChips(self.table)
        self.bench = Workbench(self, self.session, self._memory)
        self.head.add_views(self.bench.view_button)
        for part in (self.chips, self.bench.panel, self.bench.back):
            layout.addWidget(part)
        frame = QFrame()
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)
        self._stack = QStackedWidget()
        self._stack.addWidget(frame)
        self._yet = NothingYet(self.session, self.register)
        self._yet.add_asked.connect(self.begin_new)
        self._yet.import_asked.connect(lambda: self.import_asked.emit(self.register.key))
        self._stack.addWidget(self._yet)
        self._stack.addWidget(self._nothing_found())
        self._stack.addWidget(self.bench.groups)
        layout.addWidget(self._stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(theme.px(4))
        self.splitter.setChildrenCollapsible(False)
        left.setMinimumWidth(theme.px(420))
        self.details.setMinimumWidth(theme.px(300))
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.details)
        self.splitter.splitterMoved.connect(lambda _place, _index: self._fit())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setSizes([10_000, self._memory.get("details_width", theme.px(DETAILS_WIDTH))])
        self.details.setVisible(self._memory.get("details_shown", True))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)

    def _make_head(self) -> PageHead:
        head = self.head = PageHead(self.register, self.search)
        head.add_asked.connect(self.begin_new)
        head.import_asked.connect(lambda: self.import_asked.emit(self.register.key))
        head.export_asked.connect(self.export_asked)
        head.as_of_asked.connect(self.as_of_asked)
        head.details_asked.connect(self.toggle_details)
        self.count, self.add_button, self.import_button = head.count, head.add_button, head.import_button
        self.details_button = head.details_button
        return head

    def resizeEvent(self, event: object) -> None:
        """Where there is little room, buttons are icons and the title keeps its words."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        QTimer.singleShot(0, self, self._fit)

    def _fit(self) -> None:
        self.head.fit(self.left.width())

    def _nothing_found(self) -> QWidget:
        clear = button("取消搜索和筛选", self.clear_conditions)
        return empty_state("search", "没有符合条件的记录", "请减少条件，或换一个写法再找。", clear)

    def _connect(self) -> None:
        self._pause.timeout.connect(lambda: self.table.conditions.set_search(self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        self.table.current_changed.connect(self._current)
        self.table.selection_changed.connect(self.selection_told)
        self.table.conditions_changed.connect(self.chips.refresh)
        self.table.loaded.connect(self._loaded)
        self.bench.connect_parts()
        self.details.hide_asked.connect(self.toggle_details)
        self.details.form.history_asked.connect(self.cell_history_asked)
        self.details.form.saved.connect(self._saved)
        self.details.form.failed.connect(self.failed)

    # showing
    def showEvent(self, event: QShowEvent) -> None:
        """Read what has changed, and make the form beside the rows where they are there."""
        super().showEvent(event)
        if not self.table.queries.waits("ids"):
            self.first.begin()  # else when the rows are seen

    def turn_day(self) -> None:
        """Ask for the rows of the new day; a form that is being filled in is kept, and saved as of that day."""
        self.details.form.holds.turn_day()
        super().turn_day()

    def _read(self) -> None:
        self._anew, self._levels_told = True, False
        self.bench.resume()
        self.table.follow_day()
        self.table.reload()
        if self.table.queries.waits("ids") and not len(self.table.model.ids):
            self.count.set_whole("正在读取…")
        self.bench.load_groups()

    def _ask_levels(self) -> None:
        """Count the levels, once the rows are there: they are waited for, the words beside their number are not."""
        session, register = self.session, self.register
        weight, self._levels_told = session.weight(register.key), True
        self.table.queries.ask("levels", lambda: level_words(session, register), self._tell_levels, weight)

    def _tell_levels(self, words: str) -> None:
        self._levels = words
        if not self.table.queries.waits("ids"):
            self._conditions()

    def _loaded(self) -> None:
        """The rows are there: tell their number, and show the first or the present record beside them."""
        self._conditions()
        if not self._levels_told:
            self._ask_levels()
        record, anew = self.table.current_record(), self._anew
        self._anew = False
        if not anew and self.details.shown and record == self.details.form.record:
            return  # other rows or another order: nothing of the record itself has changed
        if record is None and self.first.waits:
            self.first.begin()  # the rows are seen before there is a form beside them
        elif record is None and self.table.model.rowCount() and not self.details.shown:
            self.table.select_record(self.table.model.record_at(0) or 0)
        elif self.details.shown:
            self.present.show_again()

    def _conditions(self) -> None:
        shown, asked = len(self.table.model.ids), self.table.conditions
        self.count.set_whole(f"{shown:,} 条" + ("（已筛选）" if asked.limited else self._levels))
        self.chips.refresh()
        self.show_rows_or_groups()

    def show_rows_or_groups(self) -> None:
        """Show the groups where they are asked for, else the rows, or why there are none."""
        shown, asked = len(self.table.model.ids), self.table.conditions
        if self.bench.views.grouped and not asked.inside:
            self._stack.setCurrentIndex(GROUPS)
            return
        other = asked.filters or asked.where or asked.inside
        self._stack.setCurrentIndex(ROWS if shown or (other and not asked.search) else FOUND if asked.search else YET)

    def show_search(self, text: str) -> None:
        """Show a search that is in force already."""
        if self.search.text() != text:
            self.search.setText(text)
            self._pause.stop()

    def release(self) -> None:
        """Give back what reads beside the window's thread, before the desk is closed."""
        self.bench.keep()
        self.present.end()
        self.table.release()
        super().release()

    def set_writable(self) -> None:
        """Take over whether rows can be changed now, and on which day they are seen."""
        writable, day = self.session.writable, self.session.as_of
        for one in (self.add_button, self.import_button, self._yet.first, self._yet.first_import):
            one.setEnabled(writable)
        self.details.set_writable(writable)
        self.head.show_day(day.isoformat() if day else "")
        self._yet.tell(day)

    def _current(self, record: object) -> None:
        if isinstance(record, int):
            self.details.show_record(record)
        elif not self.details.form.dirty:
            self.details.show_nothing()

    # what staff do
    def _search_now(self) -> None:
        self._pause.stop()
        self.table.conditions.set_search(self.search.text().strip())
        if self.table.model.rowCount():
            self.table.view.setFocus()
            self.table.select_record(self.table.model.record_at(0) or 0)

    def clear_conditions(self) -> None:
        """Show all rows again."""
        self.search.clear()
        self._pause.stop()
        self.table.conditions.clear()

    def toggle_details(self) -> None:
        """Show or hide the details."""
        self.show_details(not self.details.isVisible())

    def show_details(self, shown: bool) -> None:
        """Show the details or give the table the room."""
        self.details.setVisible(shown)
        self.details_button.setChecked(shown)
        self._memory.put("details_shown", shown)
        if not shown:
            self.table.view.setFocus()

    def remember_sizes(self) -> None:
        """Keep the width of the details, and what the table shows."""
        self.bench.keep()
        if self.details.isVisible():
            self._memory.put("details_width", self.splitter.sizes()[1])

    def begin_new(self) -> None:
        """An empty form, with the focus in its first field."""
        if not self.session.writable:
            return
        self.show_details(True)
        if (focused := self.details.focusWidget()) is not None:
            focused.clearFocus()  # leaving the old record's field must not find fault with the new record's
        self.details.show_record(None)
        self.details.form.go_to()

    def edit_current(self) -> None:
        """Go to the form of the current record."""
        if self.details.shown:
            self.show_details(True)
            self.details.tabs.setCurrentIndex(0)
            self.details.form.go_to()

    def save(self) -> None:
        """Save the form."""
        if self.details.shown:
            self.details.form.save()

    def show_organisation(self) -> None:
        """Ask for the page of the organisation of the current record."""
        record = self.table.current_record()
        if record is not None:
            self.details.organisation_asked.emit(record)

    def show_history(self) -> None:
        """Turn to the history of the current record."""
        self.show_details(True)
        self.details.show_history()

    def delete_or_clear(self) -> None:
        """Delete: whole rows selected are records to delete, single cells are contents to clear."""
        if self.table.whole_rows():
            self.delete_selected()
        else:
            self.entering.tell_refused(self.entering.clear())

    def delete_selected(self) -> None:
        """Delete the selected records; undo brings them back."""
        delete_selected(self)

    def _saved(self, changes: object) -> None:
        self.details.after_save()
        self.told.emit(getattr(changes, "summary", ""), True)
        record = self.details.form.record
        if record is not None:
            self.table.select_record(record)

    def show_at(self, record: int) -> None:
        """Make a record current without moving the focus."""
        self.read_unread()
        self.table.select_record(record)

    def show_picked(self, words: str, records: Sequence[int]) -> None:
        """Show these records alone, with a chip that says which they are."""
        self.search.clear()
        self._pause.stop()
        self.read_unread()
        self.table.conditions.set_picked(words, records)
        if self.table.model.rowCount():
            self.table.select_record(self.table.model.record_at(0) or 0)

    def go_to(self, record: int, field: str = "") -> None:
        """Show a record and put the focus into one of its fields."""
        self.read_unread()
        if self.table.model.row_of(record) < 0:
            self.clear_conditions()
        if self.table.select_record(record, field):
            self.show_details(True)
            self.details.tabs.setCurrentIndex(0)
            self.details.form.go_to(field)
