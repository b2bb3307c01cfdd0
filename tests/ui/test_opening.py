"""Opening desks: the demo desk from the start page, and every file or folder that is not what it should be."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from bureau_desk.app import demo
from bureau_desk.domain.problem import Trouble
from bureau_desk.ui.help.pages import pages
from bureau_desk.ui.help.window import HelpWindow
from bureau_desk.ui.main_window import MainWindow
from bureau_desk.ui.memory import Memory
from tests.ui.conftest import clock

HOLDER = """
import sys
from pathlib import Path
from bureau_desk.app.desk import Desk
desk = Desk.open(Path(sys.argv[1]), "隔壁科室")
print("held", flush=True)
sys.stdin.read()
desk.close()
"""


class Shown(NamedTuple):
    """What a dialog said."""

    text: str
    hint: str
    details: str
    answers: list[str]


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[Shown]:
    """Every dialog that was shown; each is answered at once by its Esc button."""
    shown: list[Shown] = []

    def answered(box: QMessageBox) -> int:
        answers = [one.text() for one in box.buttons()]
        shown.append(Shown(box.text(), box.informativeText(), box.detailedText(), answers))
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answered)
    return shown


@pytest.fixture
def empty(memory: Memory, styled: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window as it stands at the first start."""
    monkeypatch.setattr("bureau_desk.ui.desk_opening.from_environment", lambda: clock)
    made = MainWindow(memory, "测试员")
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def start_button(window: MainWindow, name: str) -> QPushButton:
    """A large button of the start page."""
    found = window.pages["start"].findChild(QPushButton, name)
    assert found is not None
    return found


def test_the_demo_button_opens_a_desk_with_its_registers_and_its_issue(
    empty: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.app.paths.data_folder", lambda: tmp_path)
    with qtbot.waitSignal(empty.runner.finished, timeout=60_000):
        qtbot.mouseClick(start_button(empty, "start_demo_desk"), Qt.MouseButton.LeftButton)
    assert empty.session is not None
    counts = {one.key: one.records for one in empty.session.registers()}
    assert counts["incubator"] > 100
    page = empty.register_page()
    assert page is not None
    assert page.table.model.rowCount() == counts[page.register.key]
    issue = tmp_path / "演示" / "示例期刊"
    assert empty.memory.settings.recent_issues == [str(issue)]
    assert (issue / "issue.toml").is_file()


def test_a_cancelled_demo_leaves_no_desk(
    empty: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.app.paths.data_folder", lambda: tmp_path)
    with qtbot.waitSignal(empty.runner.cancelled, timeout=60_000):
        qtbot.mouseClick(start_button(empty, "start_demo_desk"), Qt.MouseButton.LeftButton)
        empty.runner.cancel()
    assert empty.session is None
    assert not (tmp_path / "演示" / demo.NAME).exists()


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000))


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [picture, nothing, foreign, folder])
def test_a_file_that_is_no_desk_gives_one_calm_sentence(
    empty: MainWindow, dialogs: list[Shown], tmp_path: Path, make: object
) -> None:
    path = tmp_path / "看错.desk"
    make(path)  # type: ignore[operator]
    assert not empty.desks.open(path)
    assert len(dialogs) == 1
    assert "看错.desk" in dialogs[0].text
    assert dialogs[0].text.endswith("。") and dialogs[0].hint.endswith("。")
    assert not dialogs[0].details, "no traceback"
    assert empty.session is None
    assert str(path) not in empty.memory.settings.recent_desks


def test_a_desk_cut_short_is_told_or_opened_never_a_traceback(
    empty: MainWindow, dialogs: list[Shown], desk_path: Path
) -> None:
    desk_path.write_bytes(desk_path.read_bytes()[:9000])
    assert not empty.desks.open(desk_path)
    assert len(dialogs) == 1
    assert not dialogs[0].details, dialogs[0].details
    assert desk_path.name in dialogs[0].text


def test_a_desk_held_by_another_program_names_its_holder(
    empty: MainWindow, dialogs: list[Shown], desk_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(desk_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        assert not empty.desks.open(desk_path), "Esc does not open it"
        assert len(dialogs) == 1
        assert "隔壁科室" in dialogs[0].text
        assert dialogs[0].answers == ["只读打开", "不打开"]
        monkeypatch.setattr("bureau_desk.ui.desk_opening.choose", lambda *_: 0)
        assert empty.desks.open(desk_path)
        assert empty.session is not None and not empty.session.writable
        holder.communicate()
    assert holder.returncode == 0
    assert len(dialogs) == 1


def test_a_folder_without_issue_gives_one_calm_sentence(
    window: MainWindow, dialogs: list[Shown], tmp_path: Path
) -> None:
    blank = tmp_path / "别的文件夹"
    blank.mkdir()
    window.show_place("issue").open_folder(blank)  # type: ignore[union-attr]
    assert len(dialogs) == 1
    assert "别的文件夹" in dialogs[0].text and "issue.toml" in dialogs[0].hint
    assert window.memory.settings.recent_issues == []


def test_an_issue_that_vanished_before_publishing_gives_one_calm_sentence(
    window: MainWindow, dialogs: list[Shown], tmp_path: Path, qtbot: QtBot
) -> None:
    made = tmp_path / "第1期"
    made.mkdir()
    (made / "issue.toml").write_text(
        'format = 1\ntitle = "模拟"\nyear = 2022\nnumber = 1\ndate = 2022-02-28\n', "utf-8"
    )
    page = window.show_place("issue").folders  # type: ignore[union-attr]
    page.open_folder(made)
    shutil.rmtree(made)
    with qtbot.waitSignal(window.runner.failed, timeout=20_000):
        page.run_publish()
    assert len(dialogs) == 1
    assert not dialogs[0].details
    assert not (tmp_path / "第1期_发布").exists()


def test_help_has_a_page_for_every_task(styled: QApplication, qtbot: QtBot) -> None:
    shown = HelpWindow()
    qtbot.addWidget(shown)
    titles = [shown.topics.item(place).text() for place in range(shown.topics.count())]
    for words in ("快捷键", "快速上手", "导入", "问数与截至", "期刊发布", "WPS"):
        assert any(words in title for title in titles), words
    for one in pages():
        shown.go(one.name)
        text = shown.page.toPlainText()
        assert text.startswith(one.title) and len(text) > 150
        assert "`" not in text and "##" not in text


def test_damage_that_no_page_has_read_is_told_and_nothing_more_is_written(
    empty: MainWindow, dialogs: list[Shown], desk_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bureau_desk.ui.soundness.PATIENCE", 0)
    with sqlite3.connect(desk_path) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        name = "SELECT rootpage FROM sqlite_master WHERE type='index' AND tbl_name='revision' ORDER BY name LIMIT 1"
        page = connection.execute(name).fetchone()[0]
    connection.close()
    content = bytearray(desk_path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xa5" * size
    desk_path.write_bytes(content)
    assert empty.desks.open(desk_path)
    qtbot.waitUntil(lambda: bool(dialogs), timeout=10_000)
    assert "已损坏" in dialogs[0].text and not dialogs[0].details
    assert empty.session is not None
    with pytest.raises(Trouble, match="已损坏"), empty.session.desk.database.writing():
        pass
