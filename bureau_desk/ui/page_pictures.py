"""The pictures of single pages and dialogs for the help, taken as `screenshots` takes those of the README."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from bureau_desk.ui.screenshots import Pictures

DIALOG = (1060, 660)
TWICE = (
    ("常州模拟精密机械（江苏）有限公司", "91320412MA99000016", "0519-86600001"),
    ("常州 模拟精密机械(江苏)有限公司", "91320412MA99000029", ""),
)
PASTED = (
    ("孵化器名称", "运营机构名称", "机构从业人员", "孵化资金"),
    ("新北模拟云帆科技企业孵化器", "常州模拟云帆创业服务有限公司", "16", "500"),
    ("", "", "48", "2600"),
    ("", "", "21", ""),
    ("", "", "约20", "800"),
)


def take(pictures: Pictures) -> None:
    """The pages in the light theme."""
    for one in (
        _start,
        _table,
        _paste,
        _event,
        _organisation,
        _problems,
        _duplicates,
        _steps,
        _compare,
        _schema,
        _help,
    ):
        one(pictures)


def take_dark(pictures: Pictures) -> None:
    """A few pages in the dark theme."""
    _organisation(pictures, "organisation-dark")
    _problems(pictures, "problems-dark")


def _start(pictures: Pictures) -> None:
    pictures.window.show_place("start")
    pictures.window.status.clear()
    pictures.wait(lambda: False, 2)
    pictures.save("start-desk")


def _register(pictures: Pictures, search: str = "") -> Any:
    page: Any = pictures.window.show_place("register:incubator")
    pictures.window.status.clear()
    page.clear_conditions()
    page.search.setText(search)
    page.table.conditions.set_search(search)
    pictures.settle()
    return page


def _table(pictures: Pictures) -> None:
    """The panel of conditions with a group, then two levels of groups."""
    from bureau_desk.domain.question import Condition, Group, Operator

    page = _register(pictures)
    either = Group(
        (Condition("stat_unit", Operator.IN, ("320412",)), Condition("established_date", Operator.FROM, "2015")),
        any=True,
    )
    page.table.conditions.set_where(Group((Condition("run_status", Operator.IN, ("正常",)), either)))
    page.bench.open_panel()
    pictures.save("filter-panel")
    page.bench.close_panel()
    page.clear_conditions()
    page.bench.toggle_groups()
    page.bench.groups.choose(("stat_unit", "incubator_type"), ("total_area", "staff_count"))
    page.bench.load_groups()
    pictures.wait(lambda: page.bench.groups.tree.topLevelItemCount() > 0)
    page.bench.groups.tree.expandToDepth(0)
    pictures.save("groups")
    page.bench.end_groups()


def _paste(pictures: Pictures) -> None:
    """A block as it comes from Excel: a new line, changed ones, one that cannot be read."""
    from PySide6.QtGui import QGuiApplication

    page = _register(pictures)
    model = page.table.model
    lines = list(PASTED[:2])
    for row, rest in zip((5, 7, 9), PASTED[2:], strict=True):
        texts = pictures.session.texts("incubator", model.record_at(row))
        lines.append((texts["carrier_name"], texts["operator_name"], *rest[2:]))
    QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines) + "\n")
    page.table.view.setFocus()
    page.table.view.setCurrentIndex(model.index(0, model.column_of("carrier_name")))
    pictures.window.actions_["paste"].trigger()
    _dialog(pictures, "paste")


def _event(pictures: Pictures) -> None:
    """Two carriers that move to another district."""
    page = _register(pictures, "新北模拟")
    page.table.view.setFocus()
    page.table.view.selectAll()
    pictures.window.commands.event("迁移")
    dialog: Any = pictures.application.activeModalWidget()
    dialog.chosen.set_text("武进区")
    dialog.document.setText("模拟〔2022〕3号")
    dialog.work_out()
    _dialog(pictures, "event")
    _register(pictures)


def _dialog(pictures: Pictures, name: str) -> None:
    dialog = pictures.application.activeModalWidget()
    if dialog is None:
        return
    dialog.resize(*DIALOG)
    pictures.wait(lambda: not pictures.window.runner.running)
    pictures.save(name, dialog)
    dialog.close()
    pictures.settle()


def _organisation(pictures: Pictures, name: str = "organisation") -> None:
    from bureau_desk.ui.places import show_organisation

    page = _register(pictures, "大连理工")
    record = page.table.model.record_at(0)
    _register(pictures)
    show_organisation(pictures.window, record)
    pictures.wait(lambda: False, 1)
    pictures.save(name)


def _problems(pictures: Pictures, name: str = "problems") -> None:
    page: Any = pictures.window.show_place("problems")
    pictures.wait(lambda: page.model.rowCount() > 0, 5)
    page.table.selectRow(0)
    pictures.save(name)


def _duplicates(pictures: Pictures) -> None:
    """A simulated firm that was registered a second time in another spelling."""
    session = pictures.session
    page: Any = pictures.window.show_place("duplicates")
    for name, code, phone in TWICE:
        texts = {
            "name": name, "uscc": code, "entity_type": "企业", "stat_unit": "武进区", "biz_status": "在业",
            "established_date": "2010-01-01", "reg_address": "常州市模拟路 1 号" if phone else "常州市模拟路 1 号 2 幢",
            "contact_phone": phone,
        }  # fmt: skip
        session.save(session.read("enterprise", texts, None), "", "")
    page.register.setCurrentIndex(page.register.findData("enterprise"))
    page.search()
    pictures.wait(lambda: not pictures.window.runner.running)
    pictures.window.status.clear()
    pictures.save("duplicates")


def _steps(pictures: Pictures) -> None:
    page: Any = pictures.window.show_place("steps")
    pictures.wait(lambda: page.model.rowCount() > 0, 5)
    page.table.selectRow(1)
    pictures.save("steps")


def _compare(pictures: Pictures) -> None:
    page: Any = pictures.window.show_place("compare")
    page.register.setCurrentIndex(page.register.findData("incubator"))
    page.take(date(2019, 12, 31), date(2022, 3, 1))
    page.compare()
    pictures.wait(lambda: not pictures.window.runner.running)
    pictures.window.status.clear()
    pictures.save("compare")


def _schema(pictures: Pictures) -> None:
    page: Any = pictures.window.show_place("schema")
    pictures.wait(lambda: False, 1)
    page.places.choose("register:incubator")
    pictures.settle()
    page.lines.choose("specialty_field")
    pictures.save("schema")


def _help(pictures: Pictures) -> None:
    """The sheet of keys, and a field's card over its page."""
    page = _register(pictures)
    pictures.settle()
    page.details.form.go_to("stat_unit")
    pictures.window.help.open()
    shown: QWidget | None = pictures.window.help.shown
    if shown is not None:
        shown.resize(980, 640)
        pictures.save("help", shown)
        pictures.window.help.show("快捷键")
        pictures.save("keys", shown)
        pictures.window.help.close()
