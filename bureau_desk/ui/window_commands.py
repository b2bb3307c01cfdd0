"""What the commands of the window do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit

from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.entering.commands import entering_commands

if TYPE_CHECKING:
    from bureau_desk.ui.main_window import MainWindow
    from bureau_desk.ui.registers_page import RegisterPage


LARGE = ("字段表：", "代码表：")  # one such step may have many thousand rows to look at
AT_ONCE = 40  # records; a larger step is turned back beside the window


class WindowCommands:
    """Each method is one command; it does nothing where it has no meaning."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def table(self) -> Mapping[str, Callable[[], object]]:
        """Command keys and what they do."""
        go = {f"go_{place}": (lambda place=place: self.go(place)) for place in
              ("start", "ask", "chart", "issue", "problems", "duplicates", "schema", "settings", "steps", "compare", "trash")}  # fmt: skip
        desks = self._window.desks
        return {
            "new_desk": desks.ask_new, "open_desk": desks.ask_open, "demo_desk": desks.ask_demo,
            "import": self.import_, "export": self.export, "quit": self._window.close,
            "undo": self.undo, "redo": self.redo, "add": self._on_page("begin_new"), "save": self._on_page("save"),
            "edit_form": self._on_page("edit_current"), "delete": self._on_page("delete_or_clear"),
            "delete_rows": self._on_page("delete_selected"), "merge": self.merge,
            "print": self._printing("print_view"), "save_pdf": self._printing("save_pdf"), "event": self.event,
            **entering_commands(self._window), "find": self.find,
            "filter": self._on_bench("toggle_panel"), "groups": self._on_bench("toggle_groups"),
            "sort": self._on_bench("ask_sort"), "columns": self._on_bench("ask_columns"),
            "colours": self._on_bench("ask_colours"), "views": self._on_bench("open_views"),
            "as_of": self._window_as_of, "today": lambda: self._window.look_at(None),
            "history": self._on_page("show_history"), "cell_history": self.cell_history, "details": self._on_page("toggle_details"),
            "navigation": self.fold_navigation, "pane": self.pane, "refresh": self.refresh,
            "clear_filters": self._on_page("clear_conditions"), "menu": self.menu, "help": self.help, **go,
            "organisation": self._on_page("show_organisation"),
            "find_organisation": self.find_organisation,
            "back": lambda: self.step(-1), "forward": lambda: self.step(1),
        }  # fmt: skip

    def do(self, key: str) -> None:
        """Do a command by its key."""
        self.table()[key]()

    def _on_page(self, name: str) -> Callable[[], object]:
        def does() -> None:
            page = self.page
            if page is not None:
                getattr(page, name)()

        return does

    def _on_bench(self, name: str) -> Callable[[], object]:
        def does() -> None:
            page = self.page
            if page is not None:
                getattr(page.bench, name)()

        return does

    def _printing(self, name: str) -> Callable[[], object]:
        def does() -> None:
            from bureau_desk.ui.printing import commands  # fonts and painters of paper are rarely needed

            getattr(commands, name)(self._window)

        return does

    @property
    def page(self) -> RegisterPage | None:
        """The register page that is seen now."""
        return self._window.register_page()

    def _window_as_of(self) -> None:
        self._window.as_of_bar.ask()

    def step(self, by: int) -> None:
        """Go back to where one was before, or ahead again."""
        page = self._window.page()
        if by < 0 and page is not None and page.step_back():
            return
        if place := self._window.trail.step(by):
            self._window.show_place(place)
        else:
            self._window.tell("前面没有看过别的页" if by < 0 else "后面没有页了")

    # undo
    def undo(self) -> None:
        """Take back: letters in the editor with focus, else the last change of the desk."""
        self._step("undo", "没有可撤销的修改")

    def redo(self) -> None:
        """Bring back what was taken back."""
        self._step("redo", "没有可重做的修改")

    def _step(self, name: str, nothing: str) -> None:
        from bureau_desk.app.step_size import next_size

        session, editor = self._window.session, self._window.focusWidget()
        if isinstance(editor, QLineEdit) and (editor.isUndoAvailable() if name == "undo" else editor.isRedoAvailable()):
            getattr(editor, name)()
            editor.textEdited.emit(editor.text())
            return
        typed = isinstance(editor, (QPlainTextEdit, QTextEdit)) and not editor.isReadOnly()
        if typed and getattr(editor.document(), f"is{name.title()}Available")():
            getattr(editor, name)()
            return
        page = self._window.page()
        if page is not None and (told := page.turn(name)) is not None:  # a page with steps of its own
            self._window.tell(f"已{'撤销' if name == 'undo' else '重做'}：{told}" if told else nothing)
            self.tell_undo()
            return
        if session is None or not session.writable:
            return
        words = session.undo_labels()[0 if name == "undo" else 1]
        if words.startswith(LARGE) or next_size(session.desk, name == "redo", AT_ONCE + 1) > AT_ONCE:
            title = f"{'撤销' if name == 'undo' else '重做'}：{words}"
            self._window.run_job(title, lambda: session.step_job(name, title), lambda _: None, writes=True)
            return
        try:
            changes = getattr(session, name)()
        except Trouble as trouble:
            self._window.tell_trouble(trouble)
            return
        self._window.tell(changes.summary if changes is not None else nothing)

    def tell_undo(self) -> None:
        """Say in the menu what undo and redo would do."""
        session, page = self._window.session, self._window.page()
        labels = page.step_labels() if page is not None else None
        if labels is None:
            labels = session.undo_labels() if session is not None else ("", "")
        for key, title, words in zip(("undo", "redo"), ("撤销", "重做"), labels, strict=True):
            self._window.actions_[key].setText(f"{title}：{words}" if words else title)

    # table
    def event(self, kind: str = "") -> None:
        """Register a happening of the selected records."""
        page = self.page
        if page is not None:
            self.event_of(page.register.key, page.table.selected(), kind)

    def event_of(self, register: str, records: list[int], kind: str = "") -> None:
        """Register a happening of some records of a register."""
        from bureau_desk.app.event_kinds import kinds_for
        from bureau_desk.ui.events.dialog import EventDialog

        session = self._window.session
        if session is None or not session.writable or not records:
            return
        described = session.register(register)
        if not kinds_for(session.schema, described):
            self._window.tell(f"{described.title}没有需要登记的变更")
            return
        EventDialog(self._window, session, described, records, kind).open()

    def merge(self) -> None:
        """Lay the two selected records side by side, to be merged."""
        page = self.page
        if page is None:
            return
        chosen = page.table.selected(3)
        if len(chosen) != 2:
            self._window.tell("请先选中要合并的两条记录（按住 Ctrl 再点第二条）")
            return
        made = self._window.show_place("duplicates")
        if made is not None:
            made.show_pair(page.register.key, chosen[0], chosen[1])

    def cell_history(self) -> None:
        """The history of the cell or the form's field with focus."""
        from bureau_desk.ui.time.cell_history_dialog import open_cell_history

        if self.page is not None and self._window.session is not None:
            open_cell_history(self.page, self._window.session)

    def history_of(self, record: object, key: str) -> None:
        """The history of one field of a record."""
        from bureau_desk.ui.time.cell_history_dialog import show_cell_history

        if self.page is not None and self._window.session is not None and isinstance(record, int):
            show_cell_history(self.page, self._window.session, record, key)

    def find(self) -> None:
        """Go to the search."""
        if self.page is not None:
            self.page.search.setFocus()
            self.page.search.selectAll()

    def find_organisation(self) -> None:
        """Look for an organisation in all registers and open its page."""
        from bureau_desk.ui.organisation.find_dialog import FindDialog
        from bureau_desk.ui.places import show_organisation

        if self._window.session is not None:
            made = FindDialog(self._window, self._window.session)
            made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            made.chosen.connect(lambda record: show_organisation(self._window, record))
            made.open()

    def refresh(self) -> None:
        """Read everything seen again."""
        page = self._window.page()
        if page is not None and page.reads:
            page.refresh()
            self._window.tell("已重新读取")

    # files
    def import_(self, register: str = "") -> None:
        """Import a file into the register that is seen."""
        session = self._window.session
        key = register or (self.page.register.key if self.page is not None else "")
        if session is None or not key:
            return
        from bureau_desk.ui.import_dialog import ImportDialog

        ImportDialog(self._window, session, session.register(key)).open()

    def export(self) -> None:
        """Export the rows that are seen."""
        session, page = self._window.session, self.page
        if session is None or page is None:
            return
        day = f"_{session.as_of.isoformat()}" if session.as_of else ""
        offered = str(Path.home() / f"{page.register.title}{day}.xlsx")
        name, _ = QFileDialog.getSaveFileName(self._window, "导出", offered, "Excel 工作簿 (*.xlsx);;CSV 文件 (*.csv)")
        if name:
            self.export_to(Path(name))

    def export_to(self, out: Path) -> None:
        """Export the rows that are seen to a file, as a job."""
        session, page = self._window.session, self.page
        if session is None or page is None:
            return
        job = session.export_job(page.table.conditions.view(), out)
        self._window.run_job(f"导出{page.register.title}", job, lambda number: self._exported(out, number))

    def _exported(self, out: Path, number: object) -> None:
        from PySide6.QtCore import QTimer

        # told after the runner's own line
        QTimer.singleShot(0, self._window, lambda: self._window.tell(f"已导出 {number:,} 条到 {out.name}"))

    # window
    def go(self, place: str) -> None:
        """Show a place, with the focus where work begins there."""
        from bureau_desk.ui.panes import enter

        page = self._window.show_place(place)
        if page is not None:
            enter(self._window, page)

    def pane(self) -> None:
        """Move the focus to the next part of the window."""
        from bureau_desk.ui.panes import next_pane

        next_pane(self._window)

    def fold_navigation(self) -> None:
        """Show icons only, or icons with words."""
        narrow = not self._window.navigation.narrow
        self._window.memory.put("navigation_narrow", narrow)
        self._window.navigation.set_narrow(narrow)

    def menu(self) -> None:
        """Open the whole menu under its button."""
        button = self._window.navigation.menu_button
        menu = self._window.actions_.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def help(self) -> None:
        """Open the help at the page for where one is."""
        self._window.help.open()
