"""A real desk file with made-up incubators, and a real window over it, drawn off screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from bureau_desk.app.desk import Desk
from bureau_desk.app.writing import add_many, write
from bureau_desk.domain.values import Value
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from bureau_desk.ui.registers_page import RegisterPage
from bureau_desk.ui.session import Session
from bureau_desk.ui.theme import theme
from tests.ui.unanswered import Unanswered

NOW = datetime(2022, 3, 1, 9, 0, 0)
ROWS = 450  # more than two pages of the table's model
NAMES = (
    "大连理工江苏研究院孵化器",
    "重庆路科技孵化器",
    "溧阳市高新技术创业中心",
    "龙琥高新技术创业服务孵化器",
    "拨云科技孵化器",
)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
Values = dict[str, Value]
PATIENCE = 60_000  # ms that something awaited may take: a busy machine is slow, and only a failure waits so long


class PatientBot(QtBot):
    """Waits longer than it was asked to before it says that something did not come."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE) -> None:
        super().waitUntil(callback, timeout=max(timeout, PATIENCE))

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, PATIENCE), **how)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE) -> Any:
        return super().waitExposed(widget, timeout=max(timeout, PATIENCE))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The hands of staff."""
    return PatientBot(request)


def clock() -> datetime:
    """The tests' own clock."""
    return NOW


def credit_code(number: int) -> str:
    """A sound made-up credit code (GB 32100-2015)."""
    body = f"91320412MA{number:07d}"
    total = sum(LETTERS.index(letter) * (3**place % 31) for place, letter in enumerate(body))
    return body + LETTERS[(31 - total) % 31]


def incubator(number: int) -> Values:
    """One made-up incubator without faults."""
    name = NAMES[number] if number < len(NAMES) else f"模拟孵化器{number:03d}"
    return {
        "carrier_name": name, "carrier_kind": "孵化器", "incubator_type": "综合型", "established_date": f"{2005 + number % 15}-0{1 + number % 9}",
        "address": f"常州市模拟路{number}号", "stat_unit": ("320412", "320411", "320402")[number % 3], "operator_name": f"{name}有限公司",
        "operator_uscc": credit_code(number), "operator_nature": "民营企业", "contact_name": "模拟", "contact_phone": f"0519-8660{number:04d}",
        "total_area": Decimal(18700 + number), "controllable_area": Decimal(15000), "tenant_area": Decimal(12000),
        "incubation_fund": 12_000_000, "staff_count": 20 + number, "run_status": "正常",
    }  # fmt: skip


def coded(desk: Desk, values: Values) -> Values:
    """The same values with the codes of the code lists where labels stand."""
    made: Values = {}
    for key, value in values.items():
        field = desk.register("incubator").field(key)
        codes = desk.schema.codelists.get(field.codelist) if field and field.codelist else None
        found = codes.find(str(value)) if codes else ()
        made[key] = found[0].code if found else value
    return made


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The desk that every test copies."""
    path = tmp_path_factory.mktemp("desk") / "测试台账.desk"
    desk = Desk.create(path, "测试员", "测试台账", clock)
    with desk.database.writing() as connection:
        entries = add_many(connection, "incubator", [coded(desk, incubator(number)) for number in range(ROWS)])
    write(desk, entries, "载入", "测试")
    desk.database.compact()
    desk.close()
    return path


@pytest.fixture
def desk_path(master: Path, tmp_path: Path) -> Path:
    """A fresh copy of the desk."""
    path = tmp_path / master.name
    shutil.copyfile(master, path)
    return path


@pytest.fixture(scope="session")
def styled(qapp: QApplication) -> QApplication:
    """The application in the light theme."""
    theme.apply(qapp, "light", 100)
    return qapp


@pytest.fixture(autouse=True)
def nobodys_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drafts go into a folder of the test's own."""
    monkeypatch.setattr("bureau_desk.app.paths.data_folder", lambda: tmp_path / "data")


@pytest.fixture(autouse=True)
def unanswered(qapp: QApplication) -> Iterator[Unanswered]:
    """A dialog that waits for an answer which no test gives is put away, and the test fails by its words."""
    made = Unanswered()
    yield made
    made.end()


@pytest.fixture
def session(desk_path: Path, styled: QApplication) -> Iterator[Session]:
    """An open desk without a window."""
    desk = Desk.open(desk_path, "测试员", clock)
    made = Session(desk)
    yield made
    desk.close()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    """Settings of nobody."""
    return Memory(tmp_path / "settings.json")


def compose(widget: QWidget, text: str) -> None:
    """Type Chinese as an input method does: a composition, then its commitment."""
    QApplication.sendEvent(widget, QInputMethodEvent("zu", []))
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


@pytest.fixture
def window(
    desk_path: Path, memory: Memory, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window over the desk, at the smallest promised size."""
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    made = MainWindow(memory, "测试员")
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    assert made.desks.open(desk_path)
    yield made
    if made.session is not None:
        made.keep_drafts()
        for page in made.pages.values():
            if isinstance(page, RegisterPage):
                page.details.show_nothing()
        made.session.drafts.clear()
    made.close()
    made.deleteLater()
    # at once: a style sheet is applied to every widget that still lives
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def page(window: MainWindow) -> RegisterPage:
    """The page of the incubators."""
    made = window.show_place("register:incubator")
    assert isinstance(made, RegisterPage)
    return made
