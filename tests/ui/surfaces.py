"""Every page, dialog, panel, list and empty state of the window, opened in turn as staff open them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from bureau_desk.app.event_kinds import kinds_for
from bureau_desk.domain.problem import Trouble
from bureau_desk.domain.question import Condition, Group, Operator
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.places import show_organisation

See = Callable[[str, QWidget], None]
WITH_EVENTS = ("incubator", "qualification")


class Walk:
    """Drives the window over a desk that has incubators; `see` is shown each surface while it is open."""

    def __init__(
        self, window: MainWindow, see: See, folder: Path, pace: float = 1.0, registers: tuple[str, ...] = ()
    ) -> None:
        self.window, self.see, self.folder, self.pace = window, see, folder, pace
        self.registers = registers  # the register pages to visit, all when none is named

    def parts(self) -> tuple[Callable[[], None], ...]:
        """The rooms in turn."""
        return (self.pages, self.table, self.table_dialogs, self.entering, self.events, self.organisation, self.time,
                self.problems, self.schema, self.importing, self.documents, self.messages, self.help)  # fmt: skip

    # driving
    def settle(self, seconds: float = 0.0) -> None:
        """Let what is under way be done and drawn."""
        until = time.monotonic() + seconds * self.pace
        while True:
            for _ in range(4):
                QApplication.processEvents()
            if time.monotonic() >= until and not self.window.runner.running:
                return
            time.sleep(0.005)

    def wait(self, ready: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait until something is so."""
        until = time.monotonic() + seconds
        while not ready() and time.monotonic() < until:
            self.settle(0.01)

    def place(self, place: str) -> Any:
        """Show a place."""
        made = self.window.show_place(place)
        self.settle(0.05)
        return made

    def register(self, key: str = "incubator", empty: bool = False) -> Any:
        """The page of a register, without conditions, its first record shown."""
        page = self.place(f"register:{key}")
        page.clear_conditions()
        self.wait(lambda: empty or page.table.model.rowCount() > 0, 1)
        if page.table.model.rowCount():
            page.table.view.setCurrentIndex(page.table.model.index(0, 0))
        self.settle(0.05)
        return page

    def dialog(self, name: str, open_it: Callable[[], object], prepare: Callable[[Any], object] | None = None) -> None:
        """Open a dialog, let it be seen, and close it."""
        open_it()
        self.settle(0.05)
        shown = QApplication.activeModalWidget()
        if shown is None:
            raise LookupError(f"{name} did not open")
        if prepare is not None:
            prepare(shown)
            self.settle(0.1)
        self.see(name, shown)
        shown.close()
        shown.deleteLater()
        self.settle()

    def blocking(self, name: str, open_it: Callable[[], object]) -> None:
        """The same for a dialog that does not return before it is closed."""
        seen: list[str] = []

        def look() -> None:
            shown = QApplication.activeModalWidget() or QApplication.activePopupWidget()
            if shown is None:
                return
            for _ in range(4):
                QApplication.processEvents()
            seen.append(name)
            try:
                self.see(name, shown)
            finally:
                shown.close()

        QTimer.singleShot(60, look)
        open_it()
        self.settle()
        if not seen:
            raise LookupError(f"{name} did not open")

    def menu(self, name: str, menu: Any, below: QWidget) -> None:
        """A menu, opened under a widget."""
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))
        self.settle(0.05)
        self.see(name, menu)
        menu.close()
        self.settle()

    @contextmanager
    def dated(self, day: object) -> Iterator[None]:
        """Look at a past day meanwhile."""
        self.window.look_at(day)
        self.settle(0.1)
        yield
        self.window.look_at(None)
        self.settle(0.1)

    # surfaces
    def pages(self) -> None:
        """The rooms as one enters them."""
        for place in ("start", "ask", "chart", "issue", "problems", "duplicates", "steps", "compare", "trash", "schema", "settings"):  # fmt: skip
            self.place(place)
            self.settle(0.2)
            self.see(f"page-{place}", self.window)
        for one in self.window.session.registers() if self.window.session else ():
            if self.registers and one.key not in self.registers:
                continue
            self.register(one.key, empty=not one.records)
            self.see(f"register-{one.key}", self.window)

    def table(self) -> None:
        """The panels, lists and menus of the table."""
        page = self.register()
        either = Group(
            (Condition("stat_unit", Operator.IN, ("320412",)), Condition("established_date", Operator.FROM, "2015")),
            any=True,
        )
        page.table.conditions.set_where(Group((Condition("run_status", Operator.IN, ("正常",)), either)))
        page.bench.open_panel()
        self.settle(0.1)
        self.see("table-conditions", self.window)
        page.bench.close_panel()
        page.clear_conditions()
        page.bench.toggle_groups()
        page.bench.groups.choose(("stat_unit", "incubator_type"), ("total_area", "staff_count"))
        page.bench.load_groups()
        self.wait(lambda: page.bench.groups.tree.topLevelItemCount() > 0)
        page.bench.groups.tree.expandToDepth(0)
        self.settle(0.1)
        self.see("table-groups", self.window)
        page.bench.end_groups()
        page.search.setText("没有这样的名称")
        page.table.conditions.set_search("没有这样的名称")
        self.wait(lambda: page.table.model.rowCount() == 0)
        self.see("table-nothing-found", self.window)
        page.search.clear()
        page.clear_conditions()
        filters = page.table.view.filters
        pressed = filters.filter_of("stat_unit")
        pressed.click()
        self.settle(0.1)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self.see("table-filter-list", popup)
            popup.close()
        from bureau_desk.ui.column_menu import make_column_menu

        field = page.register.field("stat_unit")
        self.menu("table-column-menu", make_column_menu(page.table, field), page.search)
        self.menu("table-views-menu", page.bench.view_button.make_menu(), page.search)
        self.menu("window-menu", self.window.actions_.menu(), self.window.navigation.menu_button)
        for part in self.window.actions_.menu().actions():
            self.menu(f"window-menu-{part.text()}", part.menu(), self.window.navigation.menu_button)
        page.details.tabs.setCurrentIndex(1)
        self.settle(0.2)
        for tab in range(page.details.tabs.count()):
            page.details.tabs.setCurrentIndex(tab)
            self.settle(0.2)
            self.see(f"details-{tab}", self.window)
        page.details.tabs.setCurrentIndex(0)
        form = page.details.form
        form.type_into("operator_uscc", "91320412MATX0035X1")
        form.type_into("incubation_fund", "1200")
        self.wait(lambda: bool(form.problems()), 2)
        form.go_to("operator_uscc")
        self.settle(0.05)
        self.see("form-problem", self.window)
        form.discard_changes()
        self.settle(0.05)
        page.begin_new()
        self.settle(0.1)
        self.see("form-new", self.window)
        form.discard_changes()
        page.table.view.setFocus()
        self.settle()

    def table_dialogs(self) -> None:
        """Sort, columns, colours, views."""
        page = self.register()
        page.table.conditions.set_sort((("stat_unit", True), ("established_date", False)))
        self.dialog("dialog-sort", page.bench.ask_sort)
        page.clear_conditions()
        self.dialog("dialog-columns", page.bench.ask_columns)
        self.dialog("dialog-colours-empty", page.bench.ask_colours)
        self.dialog("dialog-colours", page.bench.ask_colours, lambda shown: shown.add())
        view = page.bench.view_button
        self.dialog("dialog-view-name", view.ask_name)
        self.dialog("dialog-views-empty", view.manage)

    def entering(self) -> None:
        """The previews of what is written."""
        page = self.register()
        page.table.view.setFocus()
        view, model = page.table.view, page.table.model
        self._select(page, 5, "stat_unit")
        self.dialog("dialog-bulk", lambda: self._do("fill_many"))
        self.dialog("dialog-replace", lambda: self._do("replace"), self._replace)
        texts = self.window.session.texts("incubator", model.record_at(3)) if self.window.session else {}
        lines = (
            ("孵化器名称", "运营机构名称", "机构从业人员", "孵化资金"),
            ("新北模拟云帆科技企业孵化器", "常州模拟云帆创业服务有限公司", "16", "500"),
            (texts["carrier_name"], texts["operator_name"], "约20", "800"),
        )
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines) + "\n")
        view.setCurrentIndex(model.index(0, model.column_of("carrier_name")))
        self.dialog("dialog-paste", lambda: self._do("paste"), lambda _: self.settle(0.2))
        page.details.form.type_into("address", "模拟路 8 号，还没有保存")
        self.window.keep_drafts()
        self.dialog("dialog-drafts", lambda: self._do("drafts"))
        page.details.form.discard_changes()
        view.setCurrentIndex(model.index(2, model.column_of("stat_unit")))
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_F2)
        self.settle(0.1)
        QTest.keyClick(QApplication.focusWidget() or view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        self.settle(0.1)
        self.see("cell-choices", self.window)
        view.setFocus()
        self.settle()

    def _do(self, key: str) -> None:
        self.window.actions_[key].trigger()

    def _select(self, page: Any, rows: int, field: str) -> None:
        from PySide6.QtCore import QItemSelection, QItemSelectionModel

        model = page.table.model
        column = model.column_of(field)
        picked = QItemSelection(model.index(0, column), model.index(rows - 1, column))
        page.table.view.selectionModel().select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _replace(self, shown: Any) -> None:
        shown.find.setText("孵化器")
        shown.put.setText("众创空间")
        shown.read()

    def events(self) -> None:
        """Each happening that the register has."""
        page = self.register()
        session = self.window.session
        assert session is not None
        for register in session.schema.registers.values():
            ids = list(session.ids(session.view(register.key)))[:2]
            kinds = kinds_for(session.schema, register)
            if not ids or register.key not in WITH_EVENTS:
                continue
            for kind in kinds:
                self.dialog(
                    f"dialog-event-{register.key}-{kind.word}",
                    lambda key=register.key, ids=ids, word=kind.word: self.window.commands.event_of(key, ids, word),
                )
        self.settle()
        del page

    def organisation(self) -> None:
        """The page of an organisation, the line that finds one, and what is made on the spot."""
        page = self.register()
        record = page.table.model.record_at(0)
        show_organisation(self.window, record)
        self.settle(0.5)
        self.see("organisation", self.window)
        self.dialog("dialog-find-organisation-empty", self.window.commands.find_organisation)
        self.dialog("dialog-find-organisation", self.window.commands.find_organisation, self._find)
        from bureau_desk.ui.organisation.target_dialog import TargetDialog

        session = self.window.session
        assert session is not None
        for key in ("enterprise", "incubator"):
            made = TargetDialog(self.window, session, session.register(key), "模拟新设科技有限公司")
            self.dialog(f"dialog-new-{key}", made.open)

    def _find(self, shown: Any) -> None:
        shown.line.setText("模拟")
        self.wait(lambda: shown.list.count() > 0, 2)

    def time(self) -> None:
        """A past day, histories, closed years."""
        session = self.window.session
        assert session is not None
        page = self.register()
        self.window.as_of_bar.ask()
        self.settle(0.1)
        self.see("as-of-asked", self.window)
        self.window.as_of_bar.stop_asking()
        from datetime import date

        with self.dated(date(2021, 12, 31)):
            self.see("as-of", self.window)
        page = self.register()
        record = page.table.model.record_at(0)
        self.dialog("dialog-cell-history", lambda: self.window.commands.history_of(record, "stat_unit"))
        from bureau_desk.ui.time.closing_dialog import ClosingDialog

        self.dialog("dialog-closing", lambda: ClosingDialog(self.window, session).open())
        from bureau_desk.app.closing import Closed, Closing
        from bureau_desk.ui.time.correction import CorrectionDialog

        closing = Closing(2021, "2022-02-01T09:00:00", "测试员", "年报已上报", 1)
        closed = Closed(closing, 1, "常州模拟精密机械（江苏）有限公司")
        self.dialog("dialog-correction", lambda: CorrectionDialog(closed, self.window).open())
        compare: Any = self.place("compare")
        compare.register.setCurrentIndex(compare.register.findData("incubator"))
        compare.take(date(2019, 12, 31), date(2022, 3, 1))
        compare.compare()
        self.settle(0.2)
        self.see("compare-answered", self.window)

    def problems(self) -> None:
        """Letting a problem stand, and the band that leads back."""
        page: Any = self.place("problems")
        self.wait(lambda: page.model.rowCount() > 0, 2)
        from bureau_desk.ui.problems.accept_dialog import AcceptDialog

        words = "常州模拟精密机械有限公司：孵化场地总面积（9㎡）低于 100，通常在 100㎡ 至 2,000,000㎡ 之间。"
        session = self.window.session
        assert session is not None
        self.dialog("dialog-accept", lambda: AcceptDialog(page, session.desk, [1, 2], words).open())
        if page.model.rowCount():
            page.table.selectRow(0)
            page.band.go(0)
            self.settle(0.2)
            self.see("problem-at-its-cell", self.window)
            page.band.go_back()
        self.settle()

    def schema(self) -> None:
        """Each form of the fields and code lists, and its dialogs."""
        page: Any = self.place("schema")
        self.wait(lambda: page.lines.topLevelItemCount() > 0 if hasattr(page.lines, "topLevelItemCount") else True, 1)
        page.places.choose("register:incubator")
        self.settle(0.1)
        for field in ("specialty_field", "stat_unit", "incubation_fund"):
            page.lines.choose(field)
            self.settle(0.05)
            self.see(f"schema-field-{field}", self.window)
        page.begin_new()
        self.settle(0.05)
        self.see("schema-field-new", self.window)
        page.refresh()
        page.places.choose("codelist:carrier_level")
        self.settle(0.1)
        self.see("schema-codes", self.window)
        page.begin_new()
        self.settle(0.05)
        self.see("schema-code-new", self.window)
        self.dialog("dialog-new-list", page.add_list.click)
        self.dialog("dialog-rename-list", page.rename.click)
        from bureau_desk.ui.readings.dialog import ReadingsDialog

        self.dialog("dialog-readings", lambda: ReadingsDialog(self.window).open())

    def importing(self) -> None:
        """The import before and after a file is read."""
        session = self.window.session
        assert session is not None
        from bureau_desk.ui.import_dialog import ImportDialog

        register = session.register("incubator")
        self.dialog("dialog-import-empty", lambda: ImportDialog(self.window, session, register).open())
        path = self.folder / "孵化器补报.csv"
        from bureau_desk.ui.screenshots import _write_import

        _write_import(session, path)
        self.dialog(
            "dialog-import",
            lambda: ImportDialog(self.window, session, register).open(),
            lambda shown: (shown.open_file(path), self.settle(0.2), shown.counts[""].click()),
        )

    def documents(self) -> None:
        """Questions, charts and issues with their answers."""
        page: Any = self.place("ask")
        page.builder.register.setCurrentIndex(page.builder.register.findData("incubator"))
        page.ask()
        self.settle(0.2)
        self.see("ask-answered", self.window)

    def messages(self) -> None:
        """What is said when the world fails."""
        from bureau_desk.ui.messages import choose, tell_error, tell_trouble

        trouble = Trouble("没有导出：目标文件正在 Excel 中打开。", "请先关闭该文件，再导出一次。")
        self.blocking("message-trouble", lambda: tell_trouble(self.window, trouble))
        self.blocking(
            "message-choose",
            lambda: choose(
                self.window,
                "台账正在使用",
                "台账由“模拟”在另一台电脑上打开。",
                "可以先只读查看。",
                ("只读打开", "取消"),
            ),
        )
        self.blocking("message-error", lambda: tell_error(self.window, ValueError("x")))

    def help(self) -> None:
        """Each page of the help."""
        from bureau_desk.ui.help.pages import pages

        for one in pages():
            self.window.help.show(one.name)
            shown = self.window.help.shown
            assert isinstance(shown, QDialog)
            self.settle(0.05)
            self.see(f"help-{one.name}", shown)
        self.window.help.close()
